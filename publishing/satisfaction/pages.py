# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/satisfaction/papier/`: codes of visits, made and printed by those who answer for the
structure."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import at_least
from accounts.roles import Role
from common import pdf
from common.costly import FILE, costly
from evaluation.answering import answered_for
from evaluation.satisfaction import codes
from evaluation.satisfaction.forms import PrintForm
from evaluation.satisfaction.pages import desk_of, too_many_text
from mapping.presentation import short_name
from publishing.satisfaction.sheets import On, printed


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
@costly(FILE)
def sheets(request: HttpRequest, pk: str) -> HttpResponse:
    """New codes, on sheets to fill in or on cards; none is made where the paper cannot be."""
    seen = answered_for(request, pk)
    form = PrintForm(seen.pk, request.POST)
    if not form.is_valid():
        return desk_of(request, seen, form, 422)
    on = On.CARDS if request.POST.get("sur") == On.CARDS else On.SHEETS
    name = short_name(seen.nom, seen.is_example)
    try:
        with transaction.atomic():
            made = codes.make(seen.pk, form.cleaned_data["nombre"], form.partner)
            paper = printed(name, made, on, form.cleaned_data["langue"], request.build_absolute_uri("/")[:-1])
    except codes.TooManyWaiting:
        messages.error(request, too_many_text())
        return redirect("satisfaction", pk=seen.pk)
    return pdf.answer(paper.content, f"avis-{on}-{seen.slug or seen.pk}.pdf")
