# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other sites hang on the links they give: it asks for nothing, and is never worth a word."""

import re

_TRACKING = re.compile(r"(utm|mtm|pk|piwik|at|mc)_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|_gl|xtor")


def is_tracking(parameter: str) -> bool:
    """Whether a parameter of a link only follows the person who opens it."""
    return bool(_TRACKING.fullmatch(parameter))
