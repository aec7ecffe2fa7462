# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was typed, marked where it is said."""

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from search.engine.full_text import highlight as fragments_of


def highlight(text: str, words: frozenset[str]) -> SafeString:
    """`text`, escaped, those of its words that are among the folded `words` in <mark>."""
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
