# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/territoire/ouvrir/` (where to open next) and `/territoire/et-si/` (what if we opened here)."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common import pdf
from common.costly import STUDY, costly
from geocoding.where import NotFound
from mapping.models import VisibleStructure
from territory import advice, assumptions, bar, pages, place_typed, report, siting_words, view, worker
from territory.address import REMOVED, SITE, tidied, told, understood
from territory.assessment import Assessment
from territory.change import with_sites
from territory.drawn.picture import Mark, as_svg
from territory.models import Scenario
from territory.place_typed import Candidate
from territory.siting import COVERAGE, MAX_SITES, MEDIAN
from territory.unmet import DEMANDS, INHABITANTS, SEARCHES
from territory.what_if import Attempt

# What the address of an attempt has beside a view.
_OWN = frozenset({SITE, REMOVED, "lieu"})
# What the form of « Où ouvrir » changes of a view.
_CHANGED = frozenset(("sites", "objectif", "habitants_min", "ponderer"))
# Existing structures offered to be taken away.
_STRUCTURES_LISTED = 100


@require_safe
@at_least(Role.STAFF)
@tidied
@costly(STUDY)
def where_to_open(request: HttpRequest) -> HttpResponse:
    """The best sites for a view, what they change, how sure that is, and what comes near."""
    reading = view.read(request.GET)
    asked = reading.view
    found = report.make(asked)
    context = bar.context(reading) | {
        "report": found,
        "goal": siting_words.goal(asked, asked.sites),
        "max_sites": MAX_SITES,
        "weighed": _weighed(found),
        "why_not_weighed": siting_words.why_not_weighed(found.sought, timezone.localdate()),
        "assumed": assumptions.one_line(found),
        "changed_hidden": bar.hidden(asked.query(), _CHANGED),
        "territory_link": reverse("territory") + asked.link(),
        "answer": None,
        "trouble": "",
    }
    if found.totals.people_known is None:
        context["trouble"] = _(
            "La population n'est pas connue ici : rien ne dit où un lieu servirait le plus de personnes. "
            "Déposez une population par commune, puis choisissez-la dans « Population »."
        )
        return render(request, "territory/siting.html", context)
    try:
        answer = advice.answer(asked, found.assessment)
    except worker.Unavailable:
        context["trouble"] = _(
            "Le calcul n'a pas pu être fait cette fois. Réessayez dans un moment ; le reste du site marche."
        )
    else:
        context |= _answered(answer, found)
    return render(request, "territory/siting.html", context)


def _weighed(found: report.Report) -> list[tuple[str, str]]:
    """What may count in the choice: searches where some that found nothing are told, demands where some were
    counted, and what is asked for; none where inhabitants are alone."""
    sought = found.sought
    there = {INHABITANTS, found.view.weighed}
    if sought is not None:
        there |= {code for code in (SEARCHES, DEMANDS) if sought.everything(code)}
    return [(code, str(label)) for code, label in view.WEIGHED if code in there] if len(there) > 1 else []


def _answered(answer: advice.Answer, found: report.Report) -> dict:
    """What the page shows of an answer: the sites, what they change, and the ways on."""
    asked = answer.view
    sites = [{"nom": site.name, "lat": site.lat, "lon": site.lon} for site in answer.sites]
    tried = Attempt.of_sites(asked, sites).query().urlencode()
    after = report.of(replace(asked, measure=view.DISTANCE), answer.change.after)
    marks = [Mark(site.name, site.lon, site.lat) for site in answer.sites]
    return {
        "answer": answer,
        **({"goal": siting_words.goal(asked, len(sites))} if sites else {}),
        "said": siting_words.of(answer) if sites else None,
        "nothing": "" if sites else siting_words.nothing(answer),
        "instead": siting_words.instead,
        "everyone_proof": advice.proof(answer.everyone),
        "plan": as_svg(after, marks),
        "other_link": asked.link(aim=MEDIAN if asked.aim == COVERAGE else COVERAGE),
        "try_link": f"{reverse('territory-scenario-new')}?{tried}",
        "note_link": f"{reverse('territory-siting-note')}{asked.link()}",
    }


@require_safe
@at_least(Role.STAFF)
@understood()
@costly(STUDY)
def note(request: HttpRequest) -> HttpResponse:
    """The answer on one page of A4 (PDF), for a meeting; 404 where no site is proposed."""
    from territory.takeaway import printed

    asked = view.read(request.GET).view
    found = report.make(asked)
    if found.totals.people_known is None:
        raise Http404(_("La population n'est pas connue ici."))
    try:
        answer = advice.answer(asked, found.assessment)
    except worker.Unavailable as trouble:
        raise Http404(_("Le calcul n'a pas pu être fait cette fois.")) from trouble
    if not answer.sites:
        raise Http404(siting_words.nothing(answer))
    marks = [Mark(site.name, site.lon, site.lat) for site in answer.sites]
    after = report.of(replace(asked, measure=view.DISTANCE), answer.change.after)
    content = printed.as_note(answer, found, as_svg(after, marks, on_paper=True))
    name = assumptions.file_name(found, "pdf", f"ouvrir-{asked.weighed}" if answer.sought else "ouvrir")
    return pdf.answer(content, name)


@require_http_methods(["GET", "HEAD", "POST"])
@at_least(Role.STAFF)
@tidied
def new_scenario(request: HttpRequest) -> HttpResponse:
    """Hypothetical structures placed by hand, with before and after; POST keeps them under a name."""
    reading = view.read(request.GET, _OWN)
    attempt = Attempt.read(request.GET, reading.view)
    reading.errors.update(attempt.errors)
    if request.method == "POST":
        name = request.POST.get("nom", "").strip()[:120]
        if name:
            kept = Scenario.objects.create(
                name=name,
                query=attempt.view.query().urlencode(),
                sites=attempt.sites,
                removed=attempt.removed,
                author=signed_in(request),
            )
            return redirect("territory-scenario", kept.pk)
        messages.error(request, _("Donnez un nom au scénario pour l'enregistrer."))
    if typed := request.GET.get("lieu", "").strip():
        found = place_typed.candidates(typed, reading.view.scope)
        if isinstance(found, NotFound):
            messages.error(request, found.reason)
            return _tried(request, attempt, reading, typed=typed)
        if found[0].is_sure:
            return redirect(_with(attempt, found[0]))
        return _tried(request, attempt, reading, typed=typed, candidates=found)
    return _tried(request, attempt, reading)


def _with(attempt: Attempt, candidate: Candidate) -> str:
    """The link to an attempt with one more site."""
    place = candidate.place
    query = attempt.adding(place.lat, place.lon, place.label).query()
    return f"{reverse('territory-scenario-new')}?{query.urlencode()}"


@require_http_methods(["GET", "HEAD", "POST"])
@at_least(Role.STAFF)
def scenario(request: HttpRequest, pk) -> HttpResponse:
    """A scenario as it was kept, worked out on today's directory; POST takes it away."""
    kept = get_object_or_404(Scenario, pk=pk)
    if request.method == "POST":
        kept.delete()
        messages.success(request, _("Scénario « %(name)s » supprimé.") % {"name": kept.name})
        return redirect(reverse("territory") + view.read(QueryDict(kept.query)).view.link())
    reading = view.read(QueryDict(kept.query))
    reading.unknown.extend(view.unknown(request.GET, frozenset()))
    return _tried(request, Attempt(reading.view, tuple(kept.sites), tuple(kept.removed)), reading, kept=kept)


def _tried(
    request: HttpRequest,
    attempt: Attempt,
    reading: view.Reading,
    *,
    kept: Scenario | None = None,
    typed: str = "",
    candidates: Sequence[Candidate] = (),
) -> HttpResponse:
    """The page of an attempt; with what was typed, and the places that it may mean."""
    found = report.make(attempt.view)
    change = with_sites(
        found.assessment,
        [(site["lon"], site["lat"]) for site in attempt.sites],
        [site.get("capacite") or attempt.view.capacity for site in attempt.sites],
        attempt.removed,
    )
    here = reverse("territory-scenario-new")
    context = {
        "report": found,
        "view": attempt.view,
        "told": told(reading),
        "kept": kept,
        "typed": typed,
        "choices": [
            {"label": each.place.label, "notes": each.notes, "url": _with(attempt, each)}
            for each in candidates
        ],
        "change": change,
        "attempt": attempt,
        "sites": [
            (site, f"{here}?{attempt.less(number).query().urlencode()}")
            for number, site in enumerate(attempt.sites)
        ],
        "removed": [
            (structure, f"{here}?{attempt.restoring(structure.pk).query().urlencode()}")
            for structure in _named(attempt.removed)
        ],
        "structures": [
            (structure, f"{here}?{attempt.removing(structure.pk).query().urlencode()}")
            for structure in _in_territory(found.assessment, attempt)
        ],
        "hidden": attempt.query().lists(),
        "assumed": assumptions.one_line(found),
        "communes": sorted(found.assessment.people.names),
        "kept_url": request.build_absolute_uri(reverse("territory-scenario", args=[kept.pk])) if kept else "",
        "edit_link": f"{here}?{attempt.query().urlencode()}",
        "territory_link": reverse("territory") + attempt.view.link(),
        "map": _map(change.after, attempt.view) | {"sites": list(attempt.sites), "edition": kept is None},
    }
    return render(request, "territory/what_if.html", context)


def _map(after: Assessment, asked: view.View) -> dict:
    """The map of a territory with other places than today's."""
    found = report.of(replace(asked, measure=view.DISTANCE), after)
    return pages.map_of(found) | {"towns": pages.towns_of(found)}


def _named(structures) -> list[VisibleStructure]:
    return list(
        VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk__in=structures).order_by("nom", "pk")
    )


def _in_territory(assessment: Assessment, attempt: Attempt) -> list[VisibleStructure]:
    """The structures of the territory that are counted, and not taken away already."""
    return list(
        VisibleStructure.objects.seen_by(Role.VISITOR)
        .filter(pk__in=assessment.supply.structures.tolist(), commune__in=assessment.people.codes.tolist())
        .exclude(pk__in=attempt.removed)
        .order_by("commune_nom", "nom", "pk")[:_STRUCTURES_LISTED]
    )
