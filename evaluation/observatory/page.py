# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/observatoire/`: what people ask here, what they find and what is missing, month by month."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from common.counting import NO_THEME
from evaluation import periods, plots, words
from evaluation.charter import shares
from evaluation.figures import ANSWERS, DONE, Numbers, are_examples, by, cells, numbers
from evaluation.observatory import desks
from evaluation.observatory.asked import Asked, names_of_epci, read
from evaluation.small_cells import LEAST
from mapping.vocabulary import THEMES
from territory.words import short_epci


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: what it is about, its numbers, the bar beside them, and the page of it alone."""

    name: str
    numbers: Numbers
    bar: tuple[plots.Part, ...] = ()
    url: str = ""


@require_safe
def observatory(request: HttpRequest) -> HttpResponse:
    """The questions of a period, by month, theme and EPCI, and what was done with the answers."""
    told = periods.told_months()
    is_professional = role_of(request.user) >= Role.PROFESSIONAL
    shared = {
        "is_professional": is_professional,
        "least": LEAST,
        "outcomes": [(each, words.OUTCOMES[each]) for each in ANSWERS],
    }
    if not told:
        return render(request, "evaluation/observatory.html", shared | {"asked": None})
    names = names_of_epci()
    asked = read(request.GET, told, names)
    return render(request, "evaluation/observatory.html", shared | _context(asked, told, names))


def _context(asked: Asked, told: list, names: dict[str, str]) -> dict[str, Any]:
    of = cells(asked.period, epci=asked.epci, theme=asked.theme)
    by_month = by(of, "month")
    months = [(month, by_month.get(month, Numbers())) for month in asked.period.months]
    return {
        "asked": asked,
        "numbers": numbers(of),
        "done": [(each, words.OUTCOMES[each]) for each in DONE],
        "months": [(periods.month_text(month), each) for month, each in months],
        "columns": plots.columns(months),
        "themes": _themes(asked),
        "places": _places(asked, names),
        "are_examples": are_examples(),
        "desks": desks.told(asked),
        "labels": _labels(asked, names),
        "periods": periods.offered(told),
        "offered_epci": names.items(),
        "offered_themes": [(theme.code, theme.nom) for theme in THEMES],
        "files": [
            (label, reverse("observatory-file", args=[ending]) + asked.query())
            for ending, label in (("xlsx", "Excel"), ("csv", "CSV"))
        ],
    }


def _labels(asked: Asked, names: dict[str, str]) -> dict[str, Any] | None:
    """The structures that have the quality label: in all, by EPCI, by theme."""
    told = shares.told(asked.epci, asked.theme)
    if told is None:
        return None
    by_epci = sorted(
        (
            shares.named(share, short_epci(names[code]))
            for code, share in told.by_epci.items()
            if code in names
        ),
        key=lambda share: share.label,
    )
    return {
        "whole": told.whole,
        "tables": [
            (_("Intercommunalité"), by_epci),
            (_("Thème"), shares.in_theme_order(told.by_theme)),
        ],
    }


def _themes(asked: Asked) -> list[Line]:
    """The themes by how often they were asked for; those that none is of last."""
    found = by(cells(asked.period, epci=asked.epci), "theme")
    asked_for = {str(code): each for code, each in found.items() if each.asked}
    order = sorted(asked_for, key=lambda code: (code in ("", NO_THEME), -asked_for[code].asked, code))
    most = max((each.asked for each in asked_for.values()), default=0)
    return [
        Line(
            words.theme_text(code),
            asked_for[code],
            plots.bar(asked_for[code], most),
            "" if code in ("", NO_THEME) else reverse("observatory") + asked.query(theme=code),
        )
        for code in order
    ]


def _places(asked: Asked, names: dict[str, str]) -> list[Line]:
    """The EPCI by how many questions found nothing, then by how many there were; « » for what could not be
    told of one, last."""
    found = {str(code): each for code, each in by(cells(asked.period, theme=asked.theme), "epci").items()}
    asked_in = {code: each for code, each in found.items() if each.asked}
    order = sorted(
        asked_in,
        key=lambda code: (code == "", -(asked_in[code].nothing or 0), -asked_in[code].asked, code),
    )
    most = max((each.asked for each in asked_in.values()), default=0)
    return [
        Line(
            names.get(code, code) if code else "",
            asked_in[code],
            plots.bar(asked_in[code], most),
            reverse("observatory") + asked.query(epci=code) if code else "",
        )
        for code in order
    ]
