# SPDX-License-Identifier: AGPL-3.0-or-later
"""The field of a form for a text in Markdown, drawn by `templates/network/text/editor.html`."""

from typing import Any

from django import forms

from mapping.editing.forms import Text
from network.text import refusals


class MarkdownField(Text):
    """A long text: its line ends written one way, what is refused told by line.

    No length is told to the browser, which would cut what is pasted without a word.
    """

    widget = forms.Textarea(attrs={"class": "input", "rows": 16, "dir": "auto"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = [*self.validators, refusals.validate]


class StepsField(MarkdownField):
    """One step a line, in Markdown within the line (`rendering.steps`)."""

    widget = forms.Textarea(attrs={"class": "input", "rows": 6, "dir": "auto"})
