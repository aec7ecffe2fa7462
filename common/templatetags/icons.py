# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictograms of the page's own sprite."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """The drawing `name` of `img/sprite.svg`, hidden from screen readers: words say the same beside it."""
    return format_html(
        '<svg class="icon" width="20" height="20" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        static("img/sprite.svg"),
        name,
    )
