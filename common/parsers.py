# SPDX-License-Identifier: AGPL-3.0-or-later
"""What programs send."""

import math
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class BoundedJSONParser(JSONParser):
    """JSON, of which what is nested too deeply to be read is refused like any other that is not well made."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """What a JSON document holds. Raises ParseError, also for one nested too deep to be read."""
        try:
            found = super().parse(stream, media_type, parser_context)
            if not _is_finite(found):
                raise ParseError(_("Ce JSON contient un nombre trop grand."))
            return found
        except RecursionError:
            raise ParseError(_("Ce JSON est imbriqué trop profondément.")) from None


def _is_finite(value: Any) -> bool:
    """Whether every number of a document is one: what is larger than any is read as infinity."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(_is_finite(one) for one in value.values())
    return not isinstance(value, list) or all(_is_finite(one) for one in value)
