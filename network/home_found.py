# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the network says of some words, asked from its home: sheets; for professionals discussions, notepads
and contacts taken."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.roles import Role, role_of
from network import inside_found
from network.discussions import searching
from network.discussions import told as discussed
from network.fresh import line
from network.listed import WORDS
from network.models import Resource, Topic
from network.models.common import eyes_of
from network.resources.asking import Asked
from network.search import tell

_MOST = 5


@dataclass(frozen=True, slots=True)
class Sort:
    """What says the words of one sort: the first of them, how many there are, and the list of all."""

    lines: list[Any]
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """What says the words: sheets, discussions, and what stands beside these."""

    words: str
    sheets: Sort
    topics: Sort | None = None
    inside: list[inside_found.Found] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing of what the reader reads says them."""
        return not (self.sheets.count or (self.topics and self.topics.count) or self.inside)


def found_in_network(words: str, user: Any, language: str) -> Found:
    """What of the network says some words and `user` reads, the best of each sort first."""
    eyes, asked = eyes_of(user), f"?{urlencode({WORDS: words})}"
    sheets = Asked(words=words).among(Resource.objects.seen_by(eyes), eyes)
    first = sheets.prefetch_related("translations")[:_MOST]
    told = Sort([line(tell(one, language)) for one in first], sheets.count(), reverse("resources") + asked)
    if role_of(user) < Role.PROFESSIONAL:
        return Found(words, told)
    understood = searching.understand(words)
    topics = searching.saying(Topic.objects.seen_by(eyes), understood)
    held = list(discussed.counted(topics.order_by("-last_at", "-pk"))[:_MOST])
    said_in = [one.said_in for one in held if getattr(one, "said_in", None)]
    lines = discussed.lines(held, user, searching.snippets(said_in, understood.words))
    return Found(
        words,
        told,
        Sort(lines, topics.count(), reverse("topics") + asked),
        inside_found.found_inside(words, user),
    )
