# SPDX-License-Identifier: AGPL-3.0-or-later
"""A territory in words and figures as French readers write them."""

import math
import re

import numpy as np
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geocoding.travel import CALIBRATIONS, CAR
from mapping import presentation
from mapping.vocabulary import THEME_BY_CODE
from search import criteria, registry
from search.question import Criteria, Search
from territory.assessment import Assessment
from territory.indicators import BORDERLINE, Totals
from territory.plurals import ngettext
from territory.question import Question

NBSP = "\N{NO-BREAK SPACE}"
UNKNOWN = "–"


def number(value: float | None, digits: int = 0) -> str:
    """« 135 507 », « 9,7 »; a dash for what is not known."""
    if value is None or math.isnan(value):
        return UNKNOWN
    return formats.number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)


def percent(share: float | None) -> str:
    """« 9,7 % » of a share between 0 and 1."""
    return UNKNOWN if share is None else f"{number(100 * share, 1)}{NBSP}%"


def kilometres(metres: float | None) -> str:
    """« 12,5 km »; « aucun » where nothing is within reach, a dash where it is not known."""
    if metres is None or math.isnan(metres):
        return UNKNOWN
    if math.isinf(metres):
        return _("aucun")
    return f"{number(metres / 1000, 1)}{NBSP}km"


def minutes(value: float | None) -> str:
    """« 18 min »; « aucun » where nothing is within reach, a dash where it is not known."""
    if value is None or math.isnan(value):
        return UNKNOWN
    return _("aucun") if math.isinf(value) else f"{round(value)}{NBSP}min"


def radius(metres: float) -> str:
    """« 10 km »."""
    return presentation.kilometres_text(metres / 1000)


def limit(question: Question) -> str:
    """The threshold as it was asked: « 10 km », « 15 min en voiture »."""
    if question.threshold_min is None:
        return radius(question.threshold_m)
    return _("%(n)s min en voiture") % {"n": f"{question.threshold_min:g}".replace(".", ",")}


def in_one_line(name: str, people: float, distance_m: float) -> str:
    """A commune in one line, for the map."""
    said = {"name": name, "people": number(people), "km": kilometres(distance_m)}
    return _("%(name)s : %(people)s hab., %(km)s") % said


_EPCI = re.compile(
    r"^(?:Communauté (?:de communes|d[’']agglomération|urbaine)|Métropole)\s+"
    r"(?:de la |de l[’']|des |du |de |d[’'])?(?=\w)"
)


def short_epci(name: str) -> str:
    """The name of an intercommunalité without what kind of one it is: « Pays de Meaux »."""
    short = _EPCI.sub("", name)
    return short[:1].upper() + short[1:]


def asked_for(asked: Criteria) -> str:
    """What is looked for: « Apprendre le français, services pour réfugiés (BPI), Gratuit ».

    A public is whom the services are for, not whom the territory counts: it is said so.
    """
    names = [str(THEME_BY_CODE[code].nom) for code in asked.themes]
    others = [
        _("services pour %(public)s") % {"public": _small(chip.label)}
        if chip.parameter == registry.PUBLIC.parameter
        else chip.label
        for chip in criteria.chips(Search(criteria=asked), lambda _search: "")
    ]
    return ", ".join(([_(" ou ").join(names)] if names else []) + others) or _("toutes les structures")


def _small(label: str) -> str:
    """A label within a sentence: « réfugiés (BPI) »."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def inhabitants(assessment: Assessment) -> str:
    """« habitants », or « habitants (tous) » where the services asked for are for a public: not all of them
    are of it."""
    return _("habitants (tous)") if assessment.question.criteria.publics else _("habitants")


def people_of(assessment: Assessment, count: float) -> str:
    """« 135 507 habitants », or of whom the uploaded column counts: « 1 204 personnes (immigrés) »."""
    if assessment.question.demand is not None:
        return ngettext("%(n)s personne (%(who)s)", "%(n)s personnes (%(who)s)", round(count)) % {
            "n": number(count),
            "who": assessment.question.demand_name,
        }
    return ngettext("%(n)s habitant", "%(n)s habitants", round(count)) % {"n": number(count)}


def typeset(text: str) -> str:
    """French quotation marks keep what they hold on their line."""
    return text.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")


_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|(?:km|min|%|hab\.)(?!\w))")


_MARK = re.compile(r"(<[^>]*>)")


def unbroken(page: str) -> str:
    """A page (HTML) whose numbers stay on one line with their thousands and their unit; what is written in
    its marks, the lines of a drawing above all, is left as it is."""
    parts = _MARK.split(page)
    parts[::2] = [_THOUSANDS.sub(NBSP, typeset(text)) for text in parts[::2]]
    return "".join(parts)


def sentence(assessment: Assessment, place: str) -> str:
    """Who is left out, in one sentence. `place` is the territory's name."""
    found = _sentence(assessment, place)
    if assessment.question.demand is not None and assessment.totals.communes:
        found = f"{found} {coverage(assessment)}"
    return typeset(found)


def coverage(assessment: Assessment) -> str:
    """Of how much of the territory the uploaded column says something."""
    told = int((~np.isnan(assessment.people.count)).sum())
    said = {
        "n": number(told),
        "all": number(assessment.totals.communes),
        "who": assessment.question.demand_name,
    }
    if told == assessment.totals.communes:
        return _("Toutes ses communes (%(all)s) ont un nombre (%(who)s).") % said
    return (
        ngettext(
            "%(n)s commune sur %(all)s a un nombre (%(who)s) : les autres ne sont pas comptées.",
            "%(n)s communes sur %(all)s ont un nombre (%(who)s) : les autres ne sont pas comptées.",
            told,
        )
        % said
    )


def areas(assessment: Assessment) -> str:
    """How many of the places take some of the communes only, and how that is counted; empty where none
    does."""
    if assessment.question.criteria.out_of_zone:
        return _(
            "Les zones desservies ne sont pas prises en compte : un lieu compte aussi pour les communes "
            "qu’il ne prend pas."
        )
    inside = assessment.inside
    if not (narrow := assessment.narrow):
        return ""
    return ngettext(
        "%(n)s lieu sur %(all)s ne prend que certaines communes et ne compte que pour elles ; sans zone "
        "connue, un lieu compte pour tous.",
        "%(n)s lieux sur %(all)s ne prennent que certaines communes et ne comptent que pour elles ; sans "
        "zone connue, un lieu compte pour tous.",
        narrow,
    ) % {"n": number(narrow), "all": number(len(inside))}


def people_text(count: float | None) -> str:
    """« 135 507 personnes »; a dash for what is not known."""
    return ngettext("%(n)s personne", "%(n)s personnes", round(count or 0)) % {"n": number(count)}


def communes_text(count: int, among: int | None = None) -> str:
    """« 141 communes », or « 141 communes sur 507 »."""
    said = ngettext("%(n)s commune", "%(n)s communes", count) % {"n": number(count)}
    return said if among is None else _("%(communes)s sur %(all)s") % {"communes": said, "all": number(among)}


def _sentence(assessment: Assessment, place: str) -> str:
    found = assessment.totals
    if not found.communes:
        return _("Aucune commune n'est connue dans ce territoire.")
    said = {
        "place": place,
        "what": asked_for(assessment.question.criteria),
        "km": limit(assessment.question),
        "communes": communes_text(found.communes_beyond, found.communes),
    }
    if not found.people:
        return _uncounted(assessment) % said
    if not found.communes_beyond:
        return (
            _("Dans ce territoire (%(place)s), tout le monde a un lieu « %(what)s » à %(km)s ou moins.")
            % said
        )
    return _counted(assessment) % {**said, "share": percent(found.share_beyond)}


def _uncounted(assessment: Assessment) -> str:
    """The sentence of a territory where nobody's number is known, to be filled."""
    if assessment.question.demand is not None:
        told = _("Personne n'est compté dans ce territoire (%(place)s)")
    else:
        told = _("La population n'est pas connue dans ce territoire (%(place)s)")
    return f"{told} : " + ngettext(
        "%(communes)s est à plus de %(km)s d'un lieu « %(what)s ».",
        "%(communes)s sont à plus de %(km)s d'un lieu « %(what)s ».",
        assessment.totals.communes_beyond,
    )


def _counted(assessment: Assessment) -> str:
    """The sentence of a territory where some are too far, to be filled; with how many they are."""
    found = assessment.totals
    people = people_text(found.people_beyond)
    if assessment.question.demand is None:
        told = ngettext(
            "%(people)s, %%(share)s de la population, vit à plus de %%(km)s d'un lieu « %%(what)s », "
            "dans %%(communes)s (%%(place)s).",
            "%(people)s, %%(share)s de la population, vivent à plus de %%(km)s d'un lieu « %%(what)s », "
            "dans %%(communes)s (%%(place)s).",
            round(found.people_beyond),
        )
        return told % {"people": people}
    told = ngettext(
        "%(people)s sur %(counted)s (%(who)s), soit %%(share)s, vit à plus de %%(km)s d'un lieu "
        "« %%(what)s »",
        "%(people)s sur %(counted)s (%(who)s), soit %%(share)s, vivent à plus de %%(km)s d'un lieu "
        "« %%(what)s »",
        round(found.people_beyond),
    ) % {
        "people": people,
        "counted": number(found.people),
        "who": assessment.question.demand_name.replace("%", "%%"),
    }
    return f"{told} ; " + ngettext(
        "%(communes)s (%(place)s) en est aussi loin.",
        "%(communes)s (%(place)s) en sont aussi loin.",
        found.communes_beyond,
    )


def uncertainty(assessment: Assessment) -> str:
    """Between how many people the answer lies, should the threshold be a tenth more or less: in the unit that
    it was asked in; empty where it would be the same."""
    question = assessment.question
    edges = [share * question.threshold_m for share in (1 + BORDERLINE, 1 - BORDERLINE)]
    told = [number(edge / 1000, 1).removesuffix(",0") for edge in edges]
    unit = "km"
    if question.threshold_min is not None:
        asked = [share * question.threshold_min for share in (1 + BORDERLINE, 1 - BORDERLINE)]
        edges = [CALIBRATIONS[CAR].metres(minutes) for minutes in asked]
        told = [number(minutes, 1).removesuffix(",0") for minutes in asked]
        unit = _("min en voiture")
    least, most = (assessment.people_beyond(edge) for edge in edges)
    if round(least) == round(most):
        return ""
    return _("Entre %(least)s et %(most)s selon que la limite est %(high)s ou %(low)s%(unit)s.") % {
        "least": number(least),
        "most": number(most),
        "high": told[0],
        "low": told[1] + NBSP,
        "unit": unit,
    }


def change(before: Totals, after: Totals) -> str:
    """« 1 204 personnes de moins au-delà du seuil »."""
    difference = after.people_beyond - before.people_beyond
    if not round(difference):
        return _("autant de personnes au-delà du seuil")
    more = (
        _("%(people)s de moins au-delà du seuil")
        if difference < 0
        else _("%(people)s de plus au-delà du seuil")
    )
    return more % {"people": people_text(abs(difference))}


def invented(examples: int) -> str:
    """« 260 fiches inventées (démonstration) »; empty without any."""
    if not examples:
        return ""
    return ngettext(
        "%(n)s fiche inventée (démonstration)", "%(n)s fiches inventées (démonstration)", examples
    ) % {"n": number(examples)}


# What the sources of a new installation are called; another is written as its code reads.
_SOURCES = {
    "mairies": gettext_lazy("mairies (annuaire du service public)"),
    "exemples": gettext_lazy("exemples inventés"),
    "data-inclusion": gettext_lazy("data·inclusion"),
}


def source_name(code: str) -> str:
    """The name of a source of records."""
    return str(_SOURCES.get(code, code.replace("-", " ")))


def decimal(value: float | None) -> str:
    """With two decimals: « 3,82 »."""
    return number(value, 2)


def plural(count: float, ending: str = "s") -> str:
    """The ending of a French plural, which begins at two: « 0 fiche », « 2 fiches »."""
    return ending if count >= 2 else ""


def times(value: float, factor: float) -> str:
    """A product for an attribute of a drawing, with a point whatever the language."""
    return f"{value * factor:.1f}"


# What templates write of them.
FILTERS = {
    "number": number,
    "percent": percent,
    "kilometres": kilometres,
    "minutes": minutes,
    "people": people_text,
    "decimal": decimal,
    "plural": plural,
    "times": times,
    "short_epci": short_epci,
    "source_name": source_name,
    "invented": invented,
}
