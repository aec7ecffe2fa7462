# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a text names by « @ » and their name, among those who read the discussion."""

import re
from collections.abc import Iterable

from accounts import groups
from accounts.models import User
from network.models import Audience, Topic
from network.registering.forms import people_seen_by
from places.folding import fold

# So many people are told by one text, and a name has so many letters at most.
MOST, _LONGEST = 20, 120
_AT = re.compile(rf"(?<![\w.@/-])@(?=(\w.{{0,{_LONGEST}}}))")


def named(text: str, topic: Topic, by: User) -> list[User]:
    """Those whom the text names and who may read the topic: of what is members' alone its members, else the
    group's and the professionals whom its author may see by name. Who writes names themselves in vain. No
    query where there is no « @ »."""
    after = [f"{fold(said)} " for said in _AT.findall(text)]
    if not after:
        return []
    by_name: dict[str, list[User]] = {}
    for one in _who_may_be(topic, by):
        if name := fold(one.full_name):
            by_name.setdefault(name, []).append(one)
    # « @Nadia Benali Roux » is not also « @Nadia Benali ».
    meant = {
        max((name for name in by_name if said.startswith(f"{name} ")), key=len, default="") for said in after
    }
    found = {one.pk: one for name in sorted(meant) for one in by_name.get(name, ())}
    return list(found.values())[:MOST]


def _who_may_be(topic: Topic, by: User) -> Iterable[User]:
    found: dict[int, User] = {}
    if topic.group is not None:
        found |= {one.user_id: one.user for one in groups.members(topic.group)}
    if topic.audience != Audience.MEMBERS:
        found |= {one.pk: one for one in people_seen_by(by)}
    return (one for number, one in found.items() if number != by.pk)
