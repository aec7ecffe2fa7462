# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sheets among what is suggested while somebody types: those whose title says it."""

from django.utils.translation import get_language

from accounts.roles import Role
from mapping.presentation import short_name
from network.paths import path_of
from network.search import found
from search.suggestions import Kind, Suggestion

_SHORTEST, _MOST = 3, 3


def sheets(text: str, role: Role) -> list[Suggestion]:
    """The sheets, of those that the role reads, whose title says every word of a text as it is typed."""
    if len(text) < _SHORTEST:
        return []
    told = found(text, role, language=get_language() or "", limit=_MOST, begun=True)
    return [
        Suggestion(
            Kind.SHEET,
            short_name(one.title, one.resource.is_example),
            str(one.resource.get_kind_display()),
            url=path_of(one.resource),
        )
        for one in told
    ]
