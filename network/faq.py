# SPDX-License-Identifier: AGPL-3.0-or-later
"""Frequent questions as search engines read them (schema.org FAQPage)."""

import re
from typing import Any

from network.models import ResourceKind
from network.text.words import plain

_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


def faq_data(kind: str, text: str) -> dict[str, Any] | None:
    """The questions of a text in Markdown, each a heading that asks, and what follows it; None for a resource
    of another kind, and where no heading asks anything."""
    if kind != ResourceKind.FAQ:
        return None
    _before, *parts = _HEADING.split(text)
    asked = [
        (plain(question), plain(answer))
        for question, answer in zip(parts[::2], parts[1::2], strict=True)
        if question.rstrip().endswith(("?", "؟"))
    ]
    if not asked:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in asked
            if answer
        ],
    }
