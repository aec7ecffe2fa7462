# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bulletin set in pages of A4, two columns, from what its page says (`network.bulletins.content`)."""

from datetime import date
from pathlib import Path

from django.conf import settings

from common.sites import site_url
from network.bulletins.content import Content
from publishing.book.blocks import blocks
from publishing.breaking import lined
from publishing.typesetting import Printed, typeset

_TEMPLATES = Path(__file__).parent / "typst"
_PROSE = Path(__file__).parent.parent / "book" / "typst" / "prose.typ"


def bulletin(content: Content, day: date) -> Printed:
    """The PDF of a bulletin, as it is on a day. Raises `typesetting.TooLong`."""
    data = {
        "title": content.title,
        "month": content.month,
        "place": content.place,
        "operator": settings.SITE_OPERATOR,
        "site": settings.SITE_NAME,
        "url": content.url,
        "is_for_professionals": content.is_for_professionals,
        "is_example": content.is_example,
        "intro": blocks(content.intro, site_url()),
        "parts": [
            {
                "title": part.title,
                "told": part.told,
                "all_title": lined(part.all_title) if part.all_url else "",
                "all_url": part.all_url,
                "lines": [
                    {"title": lined(one.title), "words": lined(one.words), "url": one.url}
                    for one in part.lines
                ],
            }
            for part in content.parts
        ],
    }
    return typeset([_TEMPLATES / "bulletin.typ", _PROSE], data, {}, day)
