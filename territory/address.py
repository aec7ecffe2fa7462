# SPDX-License-Identifier: AGPL-3.0-or-later
"""The address of a page or a file of the territory, held to what it asks: `territory.view` reads it.

A page says in plain words, by the name of its control, each value that it did not understand, and what it
shows instead. A file is refused, by the name of the parameter: nobody sees in a table that it is another's.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.problems import problem
from mapping import presentation
from places import neighbours
from places.territories import departements_of
from search import filters
from search.criterion import Choices
from territory import view, words
from territory.scope import NAMED
from territory.view import TERRITORIES, Reading, ViewForm

SITE, REMOVED = "site", "retire"
# Which records a list shows, and the two groups that are compared.
STATE, COMPARED = "etat", "comparer"
# The one control of a form that says how far is too far, and how its value ends.
THRESHOLD, KILOMETRES, MINUTES = "seuil", "km", "min"


def told(reading: Reading) -> list[str]:
    """All that a page did not understand of its address, a sentence each, and what it shows; else empty."""
    said = list(filter(None, [presentation.unknown_text(reading.unknown)]))
    said += [
        words.typeset(f"{_label(name)} : {reading.say(name, _plain(name, message))}")
        for name, found in reading.errors.items()
        for message in found
    ]
    if said:
        shown = _("Le reste du lien a été suivi : voici %(place)s, « %(what)s ».") % {
            "place": reading.view.scope.name() or "",
            "what": words.asked_for(reading.view.criteria),
        }
        said.append(words.typeset(shown))
    if reading.others:
        said.append(_one_at_a_time(reading))
    return said


def _one_at_a_time(reading: Reading) -> SafeString:
    """Which of the needs of a link is read, and links to the same view of the others."""
    told = _(
        "Ce lien porte sur plusieurs besoins, et cette page en lit un à la fois : voici « %(what)s ». Voir :"
    )
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((other.link(), words.asked_for(other.criteria)) for other in reading.others),
    )
    return format_html("{} {}", words.typeset(told % {"what": words.asked_for(reading.view.criteria)}), links)


def _plain(name: str, message: str) -> str:
    """A message for who never heard of codes: a menu shows what may be chosen."""
    is_menu = isinstance(filters.criterion_of(name), Choices)
    return _("ce n’est pas un des choix proposés.") if is_menu else message


def _label(name: str) -> str:
    if field := ViewForm.base_fields.get(name):
        return str(field.label)
    if one := filters.criterion_of(name):
        return str(one.label)
    return str(_LABELS[name]())


_LABELS: dict[str, Callable[[], str]] = {
    SITE: lambda: _("Lieux ajoutés"),
    STATE: lambda: _("Fiches montrées"),
    COMPARED: lambda: _("Comparer"),
    REMOVED: lambda: _("Structures fermées dans ce scénario"),
}


def understood(own: frozenset[str] = frozenset()) -> Callable:
    """Decorate what answers with a file: an address with anything that is not understood is a 400."""

    def decorate(answer: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(answer)
        def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            reading = view.read(request.GET, own)
            nothing = [_("ce paramètre n’existe pas ici.")]
            faults = {
                name: [reading.say(name, message) for message in found]
                for name, found in reading.errors.items()
            } | dict.fromkeys(reading.unknown, nothing)
            if reading.others:
                faults["theme"] = [_("un fichier dit un besoin à la fois ; ce lien en donne plusieurs.")]
            if faults:
                return problem(400, _("Paramètre refusé"), _("Le fichier n'a pas été fait."), faults)
            return answer(request, *args, **kwargs)

        return answered

    return decorate


def tidied(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a page with a form: its address has no menu left empty, and nothing twice.

    A browser sends every control of a form. One redirection later, the address says what is asked, once.
    """

    @wraps(page)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        clean = tidy(request.GET)
        if request.method == "POST" or clean.urlencode() == request.GET.urlencode():
            return page(request, *args, **kwargs)
        query = clean.urlencode()
        return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)

    return answered


def tidy(query: QueryDict) -> QueryDict:
    """A query string without what is empty or said twice, and without what only a form says.

    A form says the threshold by one control (`seuil=15min`), and the territory by two: an intercommunalité of
    another département than the chosen one was chosen before it.
    """
    clean = query.copy()
    for name in query:
        values = list(dict.fromkeys(value for value in query.getlist(name) if value.strip()))
        clean.setlist(name, values)
        if not values:
            del clean[name]
    _split_threshold(clean)
    if len(clean) < len(query):
        _keep_one_territory(clean)
    return clean


def _split_threshold(clean: QueryDict) -> None:
    """Write the form's one threshold as the parameter of its unit; any other value is left to be refused."""
    asked = clean.get(THRESHOLD, "")
    for unit, name in ((KILOMETRES, "seuil_km"), (MINUTES, "seuil_min")):
        if asked.endswith(unit):
            del clean[THRESHOLD]
            for other in ("seuil_km", "seuil_min"):
                clean.pop(other, None)
            clean[name] = asked.removesuffix(unit)
            return


def _keep_one_territory(clean: QueryDict) -> None:
    departement, epci = clean.get("departement"), clean.get("epci")
    if departement and epci and departement in neighbours.departements_of_epci(epci):
        del clean["departement"]
    named = clean.get(NAMED)
    if named and departement in departements_of(named):
        # Chosen within the département that the form holds.
        clean.pop("departement", None)
        clean.pop("epci", None)
    chosen = [kind for kind in TERRITORIES if kind in clean]
    for other in chosen[1:]:
        del clean[other]
