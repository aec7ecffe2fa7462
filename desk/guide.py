# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Par où commencer ? »: three questions for who does not know what to ask, one a page.

Are you safe tonight, what do you need, where are you. Each step is a link, so that the browser goes back, and
may be left out. The last one is the search's own form: what is typed there is resolved as everywhere. That
somebody is not safe is in the address of one page alone, and goes no further.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from common.tracking import is_tracking
from desk.emergency import SITUATIONS
from mapping import presentation
from mapping.vocabulary import THEME_BY_CODE, THEMES, ThemeSpec

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
class Need:
    """One thing that may be needed: its theme, in plain words, and whether it was chosen before."""

    spec: ThemeSpec
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the three questions. `number` is the question's; the emergency numbers have the first's.

    `before` leads one step back; `skip` goes on without an answer; `themes` are those chosen so far, and
    `told` says what of the link was not understood.
    """

    name: str
    number: int
    title: str
    before: str
    skip: str
    themes: list[str]
    told: str


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The question that the link asks for; the first where it asks for none."""
    step = read(request.GET)
    context = {
        "step": step,
        "needs": [
            Need(theme, str(WORDS.get(theme.code, theme.nom)), theme.code in step.themes) for theme in THEMES
        ],
        "situations": SITUATIONS if step.name == HELP else (),
        "urls": {name: _url(name, step.themes) for name in STEPS},
    }
    return render(request, "desk/guide.html", context)


def read(query: QueryDict) -> Step:
    """The step of a link; what is not understood of it is left out, and told."""
    asked = query.get("etape", SAFE)
    name = asked if asked in STEPS else SAFE
    themes = [code for code in dict.fromkeys(query.getlist("theme")) if code in THEME_BY_CODE]
    is_wrong = asked not in STEPS or any(
        code and code not in THEME_BY_CODE for code in query.getlist("theme")
    )
    unknown = [one for one in query if one not in ("etape", "theme") and not is_tracking(one)]
    told = [gettext("Ce lien n’a pas été compris en entier.")] if is_wrong else []
    if unknown:
        told.append(presentation.unknown_text(unknown))
    titles = {
        SAFE: gettext("Êtes-vous en sécurité ce soir ?"),
        HELP: gettext("Qui appeler tout de suite"),
        NEED: gettext("De quoi avez-vous besoin ?"),
        PLACE: gettext("Où êtes-vous ?"),
    }
    before = {SAFE: "", HELP: _url(SAFE, []), NEED: _url(SAFE, themes), PLACE: _url(NEED, themes)}
    after = {
        SAFE: _url(NEED, themes),
        HELP: _url(NEED, themes),
        NEED: _url(PLACE, []),
        PLACE: _search(themes),
    }
    number = {SAFE: 1, HELP: 1, NEED: 2, PLACE: 3}[name]
    return Step(name, number, titles[name], before[name], after[name], themes, " ".join(told))


def _url(name: str, themes: list[str]) -> str:
    query = QueryDict(mutable=True)
    if name != SAFE:
        query["etape"] = name
    query.setlist("theme", themes)
    return f"{reverse('guide')}?{query.urlencode()}" if query else reverse("guide")


def _search(themes: list[str]) -> str:
    query = QueryDict(mutable=True)
    query.setlist("theme", themes)
    return f"{reverse('home')}?{query.urlencode()}" if themes else reverse("home")
