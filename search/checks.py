# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Django holds to be right before it runs anything (`manage.py check`)."""

from typing import Any

from django.core.checks import CheckMessage, Error

from mapping import vocabulary
from search import themes


def check_themes(app_configs: Any, **_options: Any) -> list[CheckMessage]:
    """The themes are told apart by one number, one code and what they gather."""
    return [Error(fault, id="search.E001") for fault in themes.faults(vocabulary.THEMES)]
