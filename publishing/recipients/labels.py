# SPDX-License-Identifier: AGPL-3.0-or-later
"""Labels to stick on parcels: an A4 sheet of 24 (70 × 37 mm), one for each recipient."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from common.numbers import counted
from publishing.breaking import breakable
from publishing.recipients.models import Recipient
from publishing.typesetting import Printed, typeset

_TEMPLATE = Path(__file__).parent / "typst" / "labels.typ"


def labels(title: str, recipients: Iterable[Recipient], day: date) -> Printed:
    """The sheets of labels, in the order of the recipients. `title` is that of the file. Raises
    `typesetting.TooLong`."""
    lines = [
        {
            "name": breakable(one.name),
            "street": breakable(one.street),
            "town": breakable(f"{one.postcode} {one.town}".strip()),
            "copies": counted(one.copies, "exemplaire", "exemplaires"),
            "note": breakable(one.note),
        }
        for one in recipients
    ]
    return typeset([_TEMPLATE], {"title": title, "labels": lines}, {}, day)
