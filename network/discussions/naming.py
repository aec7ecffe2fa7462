# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom a text names by « @ » and their name, among those who read the discussion."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accounts import groups
from accounts.models import User
from mapping.presentation import short_name
from network.models import Audience, Topic
from network.registering.forms import people_seen_by
from places.folding import fold

# So many people are told by one text, and a name has so many letters at most.
MOST, _LONGEST = 20, 120
# So many names are proposed to who writes.
PROPOSED = 300
_AT = re.compile(rf"(?<![\w.@/-])@(?=(\w.{{0,{_LONGEST}}}))")
# What was tried as a name, to say that it is nobody's.
_TRIED = re.compile(r"\w[\w'’-]*")
_TAG = re.compile(r"(<[^>]*>)")
_APART = re.compile(r"</?(?:a|code|pre)\b")


def called(user: Any) -> str:
    """What somebody is called where they are named: without the mark of an example's account."""
    return short_name(user.full_name, True)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a text names: `people`, each once; the words after « @ » that are nobody's (`unknown`), and those
    that are several people's (`shared`)."""

    people: tuple[User, ...] = ()
    unknown: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


def read(text: str, topic: Topic, by: User) -> Named:
    """Whom the text names among who may read the topic: of what is members' alone its members, else the
    group's and the professionals whom its author may see by name. A first name alone is enough where it is
    one person's. Who writes names themselves in vain. No query where there is no « @ »."""
    after = _AT.findall(text)
    if not after:
        return Named()
    whole, first = _by_names(who_may_be(topic, by))
    people: dict[int, User] = {}
    unknown: dict[str, None] = {}
    shared: dict[str, None] = {}
    for said in after:
        tried = _TRIED.match(said)
        # « @Nadia Benali Roux » is not also « @Nadia Benali ».
        words = f"{fold(said)} "
        longest = max((name for name in whole if words.startswith(f"{name} ")), key=len, default="")
        found = whole[longest] if longest else first.get(words.split(" ", 1)[0], [])
        if found and (longest or len(found) == 1):
            people |= {one.pk: one for one in found}
        else:
            (shared if found else unknown)[tried[0] if tried else said] = None
    # They need not be told of what they wrote.
    people.pop(by.pk, None)
    return Named(tuple(people.values())[:MOST], tuple(unknown), tuple(shared))


def named(text: str, topic: Topic, by: User) -> list[User]:
    """Those whom the text names, as `read` finds them."""
    return list(read(text, topic, by).people)


def who_may_be(topic: Topic, by: Any) -> list[User]:
    """Those whom `by` may name in a topic, themselves too, in no order. Two queries at most."""
    found: dict[int, User] = {by.pk: by}
    if topic.group is not None:
        inside = {one.user_id: one.user for one in groups.members(topic.group)}
        # Who is in a group is for its members to know, in a discussion that others read too.
        if by.pk in inside or getattr(by, "is_staff", False):
            found |= inside
    if topic.audience != Audience.MEMBERS:
        found |= {one.pk: one for one in people_seen_by(by)}
    return [one for one in found.values() if fold(called(one))]


def proposed(topic: Topic, by: Any) -> list[str]:
    """The names that are proposed to who writes, in order."""
    return sorted({called(one) for one in who_may_be(topic, by) if one.pk != by.pk}, key=fold)[:PROPOSED]


def marked(html: str, people: Iterable[User]) -> SafeString:
    """The HTML of a text with the names that follow an « @ » set apart, where they are those of `people`;
    what is in a link or in code stays as it is."""
    names = sorted({escape(called(one)) for one in people}, key=len, reverse=True)
    if "@" not in html or not names:
        return mark_safe(html)
    at_names = re.compile(rf"(?<![\w.@/-])@(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
    depth, parts = 0, []
    for part in _TAG.split(html):
        if part.startswith("<"):
            if _APART.match(part):
                depth += -1 if part.startswith("</") else 1
            parts.append(part)
        else:
            parts.append(part if depth else at_names.sub(r"<strong>\g<0></strong>", part))
    return mark_safe("".join(parts))


def _by_names(people: Iterable[User]) -> tuple[dict[str, list[User]], dict[str, list[User]]]:
    """People by their whole name, and by the first word of it."""
    whole: dict[str, list[User]] = {}
    first: dict[str, list[User]] = {}
    for one in people:
        name = fold(called(one))
        whole.setdefault(name, []).append(one)
        first.setdefault(name.split()[0], []).append(one)
    return whole, first
