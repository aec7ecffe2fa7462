# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was typed, marked where it is said."""

from django import template
from django.template.context import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from search.engine.full_text import highlight as fragments_of

register = template.Library()


@register.simple_tag(takes_context=True)
def highlight(context: Context, text: str) -> SafeString:
    """`text`, escaped, its words that are in the page's `found_words` in <mark>."""
    words = context.get("found_words")
    if not words:
        return conditional_escape(text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", said) if found else said,)
            for said, found in fragments_of(text, words)
        ),
    )
