# SPDX-License-Identifier: AGPL-3.0-or-later
"""The emergency numbers in templates, those that are rendered without anything else included."""

from django import template

from desk.emergency import FIRST, Number

register = template.Library()


@register.simple_tag
def emergency_numbers() -> tuple[Number, ...]:
    """The numbers that every page tells."""
    return FIRST
