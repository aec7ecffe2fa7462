# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Par où commencer ? »: three questions for who does not know what to ask, one a page.

Are you safe tonight, what do you need, where are you. Each step is a link, so that the browser goes back, and
may be left out. The last one is the search's own form: what is typed there is resolved as everywhere. Who is
not safe is offered to be safe first, and the search that it leads to knows it: by the address, as all the
rest, which « Quitter vite » leaves at once.
"""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.tracking import is_tracking
from desk.emergency import IN_DANGER, SITUATIONS, VIOLENCE
from mapping import presentation
from mapping.vocabulary import THEME_BY_CODE, THEMES, ThemeSpec
from search import registry
from search.criterion import YES

SAFE, HELP, NEED, PLACE = "securite", "secours", "besoin", "lieu"
STEPS = (SAFE, HELP, NEED, PLACE)

# What each theme is about, in words that somebody would say. A theme without them is called by its name.
WORDS: dict[str, str | Promise] = {
    "francais": _("Apprendre le français : parler, lire, écrire"),
    "droits": _("Mes papiers, mes droits, un courrier que je ne comprends pas"),
    "logement": _("Un endroit où dormir, un logement, un loyer que je ne peux pas payer"),
    "emploi": _("Trouver du travail, écrire un CV, créer une entreprise"),
    "formation": _("Apprendre un métier, choisir une formation, faire reconnaître un diplôme"),
    "sante": _("Voir un médecin, un psychologue, être soigné"),
    "numerique": _("Me servir d’Internet, d’un ordinateur, d’un téléphone"),
    "famille": _("Mes enfants, la garde, l’école, ma grossesse, mon couple"),
    "vie-quotidienne": _("Manger, m’habiller, payer mes factures, rencontrer du monde"),
    "mobilite": _("Me déplacer : transports, permis de conduire, voiture"),
}


@dataclass(frozen=True, slots=True)
class ToBeSafe:
    """What is needed first by who is not safe: in plain words, with its theme and the topic of it."""

    code: str
    words: str | Promise
    spec: ThemeSpec
    thematique: str


TO_BE_SAFE = (
    ToBeSafe(
        "abri",
        _("Être à l’abri ce soir, seul ou avec mes enfants"),
        THEME_BY_CODE["logement"],
        "logement-hebergement--rechercher-une-solution-dhebergement-temporaire",
    ),
    ToBeSafe(
        "protection", _("Être protégé, parler des violences à quelqu’un"), THEME_BY_CODE["famille"], VIOLENCE
    ),
    ToBeSafe(
        "plainte",
        _("De l’aide pour les victimes : mes droits, porter plainte"),
        THEME_BY_CODE["droits"],
        "difficultes-administratives-ou-juridiques--prendre-en-compte-une-problematique-judiciaire",
    ),
)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that may be needed: its theme, in plain words, and whether it was chosen before."""

    spec: ThemeSpec
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was answered so far: codes of themes and of `TO_BE_SAFE`, and whether somebody is not safe."""

    themes: list[str]
    safety: list[str]
    in_danger: bool = False

    def asked(self) -> QueryDict:
        """The question of the search. What is needed to be safe comes first, by its topic alone, unless its
        whole theme was chosen too."""
        query = QueryDict(mutable=True)
        first = [one for one in TO_BE_SAFE if one.code in self.safety]
        query.setlist("theme", list(dict.fromkeys([*(one.spec.code for one in first), *self.themes])))
        for one in first:
            if one.spec.code not in self.themes:
                query[f"thematique.{one.spec.code}"] = one.thematique
        if any(one.thematique == VIOLENCE for one in first):
            query[registry.SANS_MEDIATION.parameter] = YES
        if self.in_danger:
            query[IN_DANGER] = YES
        return query


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the three questions. `number` is the question's; the emergency numbers have the first's.

    `before` leads one step back; `skip` goes on without an answer; `chosen` is what was answered so far, and
    `told` says what of the link was not understood.
    """

    name: str
    number: int
    title: str
    before: str
    skip: str
    chosen: Chosen
    told: str


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The question that the link asks for; the first where it asks for none."""
    step = read(request.GET)
    chosen = step.chosen
    context = {
        "step": step,
        "to_be_safe": [(one, one.code in chosen.safety) for one in TO_BE_SAFE] if chosen.in_danger else [],
        "needs": [
            Need(theme, str(WORDS.get(theme.code, theme.nom)), theme.code in chosen.themes)
            for theme in THEMES
        ],
        "situations": SITUATIONS if step.name == HELP else (),
        "help_url": _url(HELP, replace(chosen, in_danger=False)),
        "asked": [(name, value) for name, values in chosen.asked().lists() for value in values],
    }
    return render(request, "desk/guide.html", context)


def read(query: QueryDict) -> Step:
    """The step of a link; what is not understood of it is left out, and told."""
    asked = query.get("etape", SAFE)
    name = asked if asked in STEPS else SAFE
    themes, safety = query.getlist("theme"), query.getlist(NEED)
    known = {one.code for one in TO_BE_SAFE}
    chosen = Chosen(
        [code for code in dict.fromkeys(themes) if code in THEME_BY_CODE],
        [code for code in dict.fromkeys(safety) if code in known],
        # Who reads whom to call did not say that all is well.
        query.get(IN_DANGER) == YES or name == HELP,
    )
    is_wrong = (
        asked not in STEPS
        or any(code and code not in THEME_BY_CODE for code in themes)
        or any(code and code not in known for code in safety)
    )
    unknown = [
        one for one in query if one not in ("etape", "theme", NEED, IN_DANGER) and not is_tracking(one)
    ]
    told = [gettext("Ce lien n’a pas été compris en entier.")] if is_wrong else []
    if unknown:
        told.append(presentation.unknown_text(unknown))
    titles = {
        SAFE: gettext("Êtes-vous en sécurité ce soir ?"),
        HELP: gettext("Qui appeler tout de suite"),
        NEED: gettext("De quoi avez-vous besoin ?"),
        PLACE: gettext("Où êtes-vous ?"),
    }
    none = Chosen([], [])
    before = {
        SAFE: "",
        HELP: _url(SAFE, none),
        NEED: _url(HELP if chosen.in_danger else SAFE, replace(chosen, in_danger=False)),
        PLACE: _url(NEED, chosen),
    }
    after = {
        SAFE: _url(NEED, chosen),
        HELP: _url(NEED, chosen),
        NEED: _url(PLACE, replace(none, in_danger=chosen.in_danger)),
        PLACE: _search(chosen),
    }
    number = {SAFE: 1, HELP: 1, NEED: 2, PLACE: 3}[name]
    return Step(name, number, titles[name], before[name], after[name], chosen, " ".join(told))


def _url(name: str, chosen: Chosen) -> str:
    query = QueryDict(mutable=True)
    if name != SAFE:
        query["etape"] = name
    query.setlist("theme", chosen.themes)
    query.setlist(NEED, chosen.safety)
    if chosen.in_danger:
        query[IN_DANGER] = YES
    return f"{reverse('guide')}?{query.urlencode()}" if query.urlencode() else reverse("guide")


def _search(chosen: Chosen) -> str:
    asked = chosen.asked().urlencode()
    return f"{reverse('home')}?{asked}" if asked else reverse("home")
