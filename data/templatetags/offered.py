# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a page offers to take away."""

from django import template

from data.exports.offered import Format, formats

register = template.Library()


@register.simple_tag
def export_formats() -> list[Format]:
    """The formats of exports, in the order of the page."""
    return list(formats().values())
