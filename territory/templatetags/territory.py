# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of the territory in templates, as `territory.words` writes them."""

from django import template

from territory import words
from territory.scope import Scope

register = template.Library()

register.filter("number", words.number)
register.filter("percent", words.percent)
register.filter("kilometres", words.kilometres)
register.filter("minutes", words.minutes)
register.filter("people", words.people_text)


@register.filter
def decimal(value: float | None) -> str:
    """With two decimals: « 3,82 »."""
    return words.number(value, 2)


@register.filter
def plural(count: float, ending: str = "s") -> str:
    """The ending of a French plural, which begins at two: « 0 fiche », « 2 fiches »."""
    return ending if count >= 2 else ""


@register.filter
def is_old(known, today) -> bool:
    """Whether nobody looked at a commune's records for a year."""
    return known.is_old(today)


@register.filter
def epci_link(view, code: str) -> str:
    """The same view of one EPCI alone."""
    return view.link(scope=Scope("epci", code))


@register.filter
def times(value: float, factor: float) -> str:
    """A product for an attribute of a drawing, with a point whatever the language."""
    return f"{value * factor:.1f}"
