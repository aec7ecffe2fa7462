# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/charte-qualite/`: what the quality label asks, and who has it today; for everyone."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Role
from evaluation.charter import labels
from mapping.labelled import Label
from mapping.models import VisibleStructure
from mapping.presentation import short_name, structure_path


@dataclass(frozen=True, slots=True)
class Labelled:
    """A structure that has the label: its name, its commune, its page, and since when until when."""

    name: str
    town: str
    url: str
    label: Label
    is_example: bool


@require_safe
def quality_charter(request: HttpRequest) -> HttpResponse:
    """The charter in force, and the structures that have its label; whoever asks, as visitors see them."""
    charter = labels.in_force()
    held = labels.of(labels.valid().values_list("assessment__structure", flat=True))
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk__in=held).order_by("nom", "pk")
    context = {
        "charter": charter,
        "criteria": list(charter.criteria.all()) if charter else [],
        "labelled": [
            Labelled(
                short_name(one.nom, one.is_example),
                one.commune_nom or "",
                structure_path(one.pk, one.nom),
                held[one.pk],
                one.is_example,
            )
            for one in seen
        ],
    }
    return render(request, "evaluation/charter/public.html", context)
