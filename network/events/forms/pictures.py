# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pictures that the text of an event may show."""

from dataclasses import dataclass

from network.models import Attachment


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that a text may show: its file, and what one sees."""

    id: str
    words: str


def pictures_of(event: int) -> list[Shown]:
    """The pictures among an event's files, oldest first."""
    held = Attachment.objects.filter(event=event, file__media_type__startswith="image/")
    return [Shown(str(file), label) for file, label in held.values_list("file", "label")]
