# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which format an answer of the API is written in."""

from collections.abc import Sequence

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class NothingToChoose(DefaultContentNegotiation):
    """The only format there is, without reading `Accept` and whatever it says; the best of several."""

    def select_renderer(
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The only renderer there is, whatever is asked for; among several, as the framework chooses."""
        if len(renderers) > 1:
            return super().select_renderer(request, renderers, format_suffix)
        return renderers[0], renderers[0].media_type
