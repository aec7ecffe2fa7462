# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictograms of the page's own sprite."""

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

# Drawings that show a way, which is the other one where people read from the right.
_WAYS = frozenset({"arrow-left", "arrow-right", "back", "exit", "list", "message", "next", "send"})


@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """The drawing `name` of `img/sprite.svg`, hidden from screen readers: words say the same beside it."""
    return format_html(
        '<svg class="icon{}" width="20" height="20" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        " icon--way" if name in _WAYS else "",
        static("img/sprite.svg"),
        name,
    )


@lru_cache(maxsize=128)
def theme_icon(name: str, colour: str) -> SafeString:
    """The icon of that name in white on a square of that colour, which comes with the theme: no rule of a
    style sheet has to know it."""
    return format_html(
        '<svg class="icon theme__icon" viewBox="-4 -4 32 32" aria-hidden="true" focusable="false">'
        '<rect x="-4" y="-4" width="32" height="32" fill="{}"/>'
        '<use href="{}#{}" width="24" height="24"></use></svg>',
        colour,
        static("img/sprite.svg"),
        name,
    )


def theme_number(number: int, colour: str) -> SafeString:
    """A place's number in its list, in white on the colour of its theme, as on its pin; hidden from screen
    readers, who count the list."""
    return format_html(
        '<svg class="card__number" viewBox="0 0 28 24" aria-hidden="true" focusable="false">'
        '<rect width="28" height="24" rx="6"{}/><text x="14" y="17">{}</text></svg>',
        format_html(' fill="{}"', colour) if colour else "",
        number,
    )
