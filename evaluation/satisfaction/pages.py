# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/satisfaction/`: what visitors said, for those who answer for the structure; codes to hand
out, sheets typed in, who sends visitors, and whether everyone reads it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least
from accounts.readers import reader_of
from accounts.roles import Role
from common import qr
from common.dates import in_words
from common.numbers import number_in
from data.exports.table import table_file
from evaluation.answering import answered_for
from evaluation.closing import months_before
from evaluation.satisfaction import codes, kept, spans, tables
from evaluation.satisfaction.asked import QUESTIONS, to_send
from evaluation.satisfaction.events import rated
from evaluation.satisfaction.forms import PartnerForm, PrintForm, TypedForm
from evaluation.satisfaction.models import Partner, ShownToAll, ToldAnswers
from evaluation.satisfaction.told import partners_of, tell
from evaluation.satisfaction.told import spans as told_by_span
from evaluation.small_cells import LEAST
from mapping.models import VisibleStructure
from mapping.presentation import mail_link, short_name, sms_link, structure_path

# Where a session keeps how many sheets were typed: of which structure, which day, how many.
_TYPED_KEPT = "avis-saisis"


def shared(seen: VisibleStructure) -> dict[str, Any]:
    """What every page of it says of the structure."""
    return {
        "structure": seen,
        "name": seen.nom,
        "page_url": structure_path(seen.pk, seen.nom),
        "desk_url": reverse("satisfaction", args=[seen.pk]),
    }


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def desk(request: HttpRequest, pk: str) -> HttpResponse:
    """What visitors said of a period, by question, span of months and partner; what was said of events."""
    return desk_of(request, answered_for(request, pk), PrintForm(int(pk)))


def desk_of(request: HttpRequest, seen: VisibleStructure, form: PrintForm, status: int = 200) -> HttpResponse:
    """The page, with what was wrong in what was to be printed."""
    rows = list(ToldAnswers.objects.filter(structure=seen.pk))
    period = request.GET.get("periode", "")
    told = spans.chosen(rows, period)
    context = shared(seen) | {
        "least": LEAST,
        "told": tell(told, partners_of(seen.pk)),
        "spans": told_by_span(told),
        "questions": QUESTIONS,
        "periods": spans.offered(rows) if rows else [],
        "period": period,
        "events": rated(reader_of(request.user), seen.pk),
        "waits": kept.waiting(seen.pk),
        "told_on": in_words(months_before(timezone.localdate(), -1)),
        "form": form,
        "partner_form": PartnerForm(),
        "partners": Partner.objects.filter(structure=seen.pk, is_taken_away=False),
        "is_shown": ShownToAll.objects.filter(structure=seen.pk).exists(),
    }
    return render(request, "evaluation/satisfaction.html", context, status=status)


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def one_code(request: HttpRequest, pk: str) -> HttpResponse:
    """A code for who is there now, to be read from the screen or sent; shown this once."""
    seen = answered_for(request, pk)
    given = request.POST.copy()
    given["nombre"] = "1"
    form = PrintForm(seen.pk, given)
    if not form.is_valid():
        return desk_of(request, seen, form, 422)
    try:
        (code,) = codes.make(seen.pk, 1, form.partner)
    except codes.TooManyWaiting:
        messages.error(request, too_many_text())
        return redirect("satisfaction", pk=seen.pk)
    name = short_name(seen.nom, seen.is_example)
    with translation.override(form.cleaned_data["langue"]):
        link = request.build_absolute_uri(reverse("opinion", args=[code]))
        subject, text = to_send(name)
    context = shared(seen) | {
        "code": code,
        "link": link,
        "language": form.cleaned_data["langue"],
        "text": f"{text} {link}",
        "sending": {"sms": sms_link([text, link]), "mail": mail_link(subject, [text, link])},
        "qr": qr.drawing(link, "Code QR des trois questions"),
    }
    return render(request, "evaluation/satisfaction_code.html", context)


def too_many_text() -> str:
    """Why no more codes are made."""
    return (
        f"{codes.MOST_WAITING} codes attendent déjà une réponse : distribuez-les d’abord. "
        f"Un code est oublié au bout de {codes.WEEKS} semaines."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def typed(request: HttpRequest, pk: str) -> HttpResponse:
    """Sheets of paper typed in, one after the other."""
    seen = answered_for(request, pk)
    form = TypedForm(seen.pk, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        assert form.held is not None
        if kept.answer(form.held, form.answers):
            n = _one_more_typed(request, seen.pk)
            told = f"{n} feuille{'s' if n > 1 else ''} saisie{'s' if n > 1 else ''} aujourd’hui"
            messages.success(request, f"Comptée : {told}. Feuille suivante :")
            return redirect("satisfaction-typed", pk=seen.pk)
        form.add_error("code", "Ce code vient de servir : rien n’est compté.")
    context = shared(seen) | {"form": form}
    return render(
        request, "evaluation/satisfaction_typed.html", context, status=422 if form.is_bound else 200
    )


def _one_more_typed(request: HttpRequest, structure: int) -> int:
    """How many sheets of a structure were typed in this session today, with this one."""
    today = timezone.localdate().isoformat()
    held = request.session.get(_TYPED_KEPT)
    typed_before = held[2] if isinstance(held, list) and held[:2] == [structure, today] else 0
    request.session[_TYPED_KEPT] = [structure, today, typed_before + 1]
    return typed_before + 1


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def partners(request: HttpRequest, pk: str) -> HttpResponse:
    """Add who sends visitors, or take one away: what it counted stays."""
    seen = answered_for(request, pk)
    held = Partner.objects.filter(structure=seen.pk, is_taken_away=False)
    if "retirer" in request.POST:
        one = get_object_or_404(held, pk=number_in(request.POST["retirer"]) or 0)
        Partner.objects.filter(pk=one.pk).update(is_taken_away=True)
        messages.success(request, f"Retiré : « {one} ». Ce qu’il a compté est gardé.")
        return redirect("satisfaction", pk=seen.pk)
    form = PartnerForm(request.POST, instance=Partner(structure_id=seen.pk))
    if not form.is_valid():
        for said in form.errors.get("label", []):
            messages.error(request, str(said))
        return redirect("satisfaction", pk=seen.pk)
    label = form.cleaned_data["label"]
    # One that was taken away comes back with what it counted.
    if not Partner.objects.filter(structure=seen.pk, label=label).update(is_taken_away=False):
        form.save()
    messages.success(request, f"Ajouté : « {label} ».")
    return redirect("satisfaction", pk=seen.pk)


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def show(request: HttpRequest, pk: str) -> HttpResponse:
    """Show everyone, on the structure's page, what its visitors think; or no more."""
    seen = answered_for(request, pk)
    if request.POST.get("montrer") == "oui":
        ShownToAll.objects.get_or_create(structure_id=seen.pk)
        messages.success(request, "Les avis paraissent sur la page de la structure, pour tous.")
    else:
        ShownToAll.objects.filter(structure=seen.pk).delete()
        messages.success(request, "Les avis ne paraissent plus sur la page de la structure.")
    return redirect("satisfaction", pk=seen.pk)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def file(request: HttpRequest, pk: str, ending: str) -> HttpResponse:
    """All that is told, as a table; partners and events are further sheets of a workbook. 404 before there is
    anything."""
    seen = answered_for(request, pk)
    rows = list(ToldAnswers.objects.filter(structure=seen.pk))
    told = tell(rows, partners_of(seen.pk))
    if told is None:
        raise Http404("Rien ne peut encore être dit.")
    beside = {
        "Partenaires": tables.of_partners(told.partners),
        "Événements": tables.of_events(rated(reader_of(request.user), seen.pk)),
    }
    return table_file(tables.by_span(told_by_span(rows)), f"satisfaction-{seen.pk}", ending, "Avis", beside)
