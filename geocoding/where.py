# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where is it? One answer, of three shapes, to what a person types in the address field."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from geopy.exc import GeopyError

from common.required import required
from geocoding.candidate import Candidate, Kind
from geocoding.named_places import commune_names_in, is_named_place
from geocoding.normalise.streets import way_at
from geocoding.pipeline import Outcome, Pipeline, Text
from geocoding.providers import configured
from places.folding import fold
from places.heard import communes_heard, is_of_another_script
from places.lookup import commune_at
from places.neighbours import departement_name, neighbouring_departements
from places.search import (
    FORMER_PENALTY,
    MAX_TEXT_LENGTH,
    PREFIX,
    TWO_SLIPS,
    CommuneMatch,
    communes_named,
    search_communes,
)

MAX_CANDIDATES = 8
# A name with typing errors is accepted alone when it is this good and this far ahead.
_CLEAR_SCORE = 0.5
_CLEAR_LEAD = 0.1
# A slip in so few letters may be one of several names.
_SHORT = 5
# Lines of the table of verdicts where the answers are worth showing to the person who typed.
_CHOICES = frozenset(
    {"two-streets", "two-communes", "part-of-street", "kind-of-way", "street-near", "no-commune"}
    | {"number-in-doubt", "slip-or-name", "questioned"}
)
# No name of a commune of France has more words.
_LONGEST_NAME = 8

_NUMBER = r"[-+]?\d{1,3}[.]\d+"
_COORDINATES = re.compile(rf"^\s*({_NUMBER})\s*[,; ]\s*({_NUMBER})\s*$")
_FRENCH_NUMBER = r"[-+]?\d{1,3},\d+"
_FRENCH_COORDINATES = re.compile(rf"^\s*({_FRENCH_NUMBER})\s*[; ]\s*({_FRENCH_NUMBER})\s*$")
_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")
# After one of these words a name is that of a street: "avenue de Melun", "rue Saint-Denis".
_OPENS_A_STREET_NAME = re.compile(
    r"a|aux?|avenue|av|boulevard|bd|chemin|cours|d|de|des|du|faubourg|impasse|l|la|les?|passage|places?"
    r"|quai|route|rue|sentier|square|sur|voie|allees?"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A position, in degrees (WGS 84). `note` tells in French what it was taken for, or is empty.

    `precision` is "point" for coordinates, "address" for a house, "street" for a street, "commune" for the
    point of a commune.
    """

    label: str
    lat: float
    lon: float
    precision: str
    commune_code: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places, or one that is not sure: the person chooses. The likeliest comes first."""

    candidates: list[Found]


@dataclass(frozen=True, slots=True)
class NotFound:
    """No place; `reason` says why, in the reader's language."""

    reason: str


Where = Found | Ambiguous | NotFound


def resolve(text: str, departement: str | None = None) -> Where:
    """Return where a typed text is: coordinates, a commune, a postcode, or an address.

    An address is asked of the address service, where one is configured (GEOCODER_URL). Without one, or
    where it has no sure answer, the commune at the end of the address is found and the note says that the
    street is not located. On equal names, the only commune of `departement` wins and the note says that there
    are others. Never raises for any text.
    """
    if len(text) > MAX_TEXT_LENGTH:
        return NotFound(_("Ce texte est trop long : %(n)d caractères au plus.") % {"n": MAX_TEXT_LENGTH})
    if not text.strip():
        return nothing_typed()
    if coordinates := _coordinates(text):
        return _at(*coordinates)
    if is_of_another_script(text):
        return _heard(text, departement)
    matches = search_communes(text, MAX_CANDIDATES, departement)
    if matches and (matches[0].is_one_slip or matches[0].score >= 1 - FORMER_PENALTY):
        return _decide(matches, text, departement)
    if found := _no_commune_alone(text, matches, departement):
        return found
    # With a street number and no commune, names that look alike would be far-fetched.
    if matches and (_POSTCODE.search(text) or not _BEGINS_WITH_A_NUMBER.match(text)):
        return _decide(matches, text, departement)
    return NotFound(
        _(
            "Ce lieu n'a pas été trouvé. Vérifiez l'orthographe, ou essayez le code postal ou le nom "
            "de la commune."
        )
    )


def _heard(text: str, departement: str | None) -> Where:
    """The commune of home that a text in Cyrillic or Arabic letters sounds like without a doubt, else those
    to choose from."""
    heard = communes_heard(text, departement, MAX_CANDIDATES)
    sure = [one for one in heard if one.is_sure]
    own = [one for one in sure if one.commune.departement_code == departement] or sure
    places = [_found(CommuneMatch(one.commune, None, one.likeness), "") for one in own[:1] or heard]
    if not places:
        return NotFound(
            _(
                "« %(text)s » n’est pas un lieu que nous comprenons. Écrivez le nom de la commune en lettres"
                " latines, ou son code postal."
            )
            % {"text": text.strip()}
        )
    return places[0] if len(places) == 1 else Ambiguous(places)


_BEGINS_WITH_A_NUMBER = re.compile(r"\s*\d+\s*(bis|ter)?\W+\D", re.IGNORECASE)


def _no_commune_alone(text: str, matches: list[CommuneMatch], departement: str | None) -> Where | None:
    """Return what a text is that is not just the name of a commune: an address, a named place; else None."""
    if (located := _street(text, departement)) is not None:
        return located
    is_begun = bool(matches) and matches[0].score >= PREFIX and not _elsewhere(matches[0], departement)
    if is_named_place(text) and not is_begun and _POSTCODE.search(text) is None and "," not in text:
        return _named_place(text, departement)
    return _address(text, departement)


def nothing_typed() -> NotFound:
    """What an empty address field says."""
    return NotFound(_("Écrivez une adresse, une commune ou un code postal."))


def _named_place(text: str, departement: str | None) -> Where:
    """The communes of home that the name of a place ends with, for the person to choose; never one alone."""
    if matches := communes_of_named_place(text, departement):
        note = _("« %(place)s » n'est pas localisé : la recherche part du centre de la commune.")
        placed = [_found(one, note % {"place": text.strip()}) for one in matches if one.commune.point]
        return Ambiguous(placed) if placed else _unplaced(matches[0])
    return NotFound(
        _(
            "« %(place)s » est un lieu, pas une commune : il n'a pas été trouvé. Écrivez son adresse, "
            "sa commune ou son code postal."
        )
        % {"place": text.strip()}
    )


def communes_of_named_place(text: str, departement: str | None) -> list[CommuneMatch]:
    """Return the communes of home whose exact name ends the name of a place ("gare de Melun")."""
    if not departement:
        return []
    near = {departement, *neighbouring_departements(departement)}
    named = communes_named(commune_names_in(text), departement)
    found = next((named[end] for end in commune_names_in(text) if end in named), [])
    return [match for match in found if match.commune.departement_code in near][:MAX_CANDIDATES]


def _coordinates(text: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) when the text is just that."""
    match = _COORDINATES.match(text) or _FRENCH_COORDINATES.match(text)
    if match is None:
        return None
    return float(match[1].replace(",", ".")), float(match[2].replace(",", "."))


def _at(lat: float, lon: float) -> Where:
    outside = NotFound(
        _(
            "Ces coordonnées sont hors de France. Écrivez d'abord la latitude, puis la longitude : "
            "48.54, 2.66."
        )
    )
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return outside
    commune = commune_at(lon, lat)
    if commune is None:
        return outside
    return Found(f"{lat:.5f}, {lon:.5f} ({commune.nom})", lat, lon, "point", commune.code)


def _street(text: str, departement: str | None) -> Where | None:
    """Return what the address service is sure of, or lets choose from; None for neither."""
    provider = configured.interactive()
    if provider is None:
        return None
    try:
        # Who types asks: the « ? » that ends a search is no doubt about the address.
        said = text.rstrip(" ?\xa0")
        outcome = Pipeline(provider, departement=departement or "").locate_one(Text("", said))
    except GeopyError:
        return None  # the commune will do: a page waits for nobody
    if outcome.precision in ("address", "street"):
        note = "" if outcome.precision == "address" else outcome.verdict.reason
        lat, lon = required(outcome.lat), required(outcome.lon)
        return Found(outcome.label, lat, lon, outcome.precision, outcome.commune, note)
    return _streets_to_choose(outcome)


def _streets_to_choose(outcome: Outcome) -> Ambiguous | None:
    """The streets between which only the person can tell."""
    if outcome.verdict.line not in _CHOICES:
        return None
    streets = [one for one in outcome.alternatives if one.kind in (Kind.HOUSE, Kind.STREET, Kind.LOCALITY)]
    return Ambiguous([_candidate(one) for one in streets[:MAX_CANDIDATES]]) if streets else None


def _candidate(one: Candidate) -> Found:
    precision = "address" if one.kind is Kind.HOUSE else "street"
    return Found(one.label, one.lat, one.lon, precision, one.citycode)


def _address(text: str, departement: str | None) -> Where | None:
    """Return the commune at the end of an address, or None when no commune is there."""
    if postcode := next(reversed(list(_POSTCODE.finditer(text))), None):
        street, city = text[: postcode.start()], text[postcode.start() :]
        if not fold(street):
            return None
        matches = search_communes(city, MAX_CANDIDATES, departement)
        return _decide(matches, city, departement, street) if matches else None
    street, comma, city = text.rpartition(",")
    matches = search_communes(city, MAX_CANDIDATES, departement) if comma and fold(street) else []
    if matches and matches[0].is_exact:
        return _decide(matches, city, departement, street)
    at_the_end = _last_words(fold(text).split(), departement)
    if at_the_end is None and matches:
        return _decide(matches, city, departement, street)
    return at_the_end


def _last_words(words: list[str], departement: str | None) -> Where | None:
    """Find the longest name of a commune that ends an address written without a comma."""
    starts = range(max(1, len(words) - _LONGEST_NAME), len(words))
    named = communes_named([" ".join(words[start:]) for start in starts], departement)
    for start in starts:
        matches = named.get(" ".join(words[start:]))
        if not matches:
            continue
        if departement and not _is_home(matches[0], departement) and not _is_street(words[:start]):
            continue  # "bri comte robert" is no place of Le Robert, in Martinique
        if _OPENS_A_STREET_NAME.fullmatch(words[start - 1]):
            return _choice(matches)
        return _decide(matches, " ".join(words[start:]), departement, " ".join(words[:start]))
    return None


def _is_home(match: CommuneMatch, departement: str) -> bool:
    own = match.commune.departement_code
    return own == departement or own in neighbouring_departements(departement)


def _is_street(words: list[str]) -> bool:
    return words[0].isdigit() or bool(way_at(words)[0])


def _elsewhere(match: CommuneMatch, departement: str | None) -> str:
    """What says that a commune is far from home; "" when it is not."""
    if not departement or _is_home(match, departement):
        return ""
    name = departement_name(match.commune.departement_code) or match.commune.departement_code
    return _("%(commune)s est dans un autre département : %(departement)s.") % {
        "commune": match.commune.nom,
        "departement": name,
    }


def _decide(matches: list[CommuneMatch], typed: str, departement: str | None, street: str = "") -> Where:
    """Return the match that stands out, or all of them for the person to choose."""
    exact = [match for match in matches if match.is_exact]
    own = [match for match in exact if match.commune.departement_code == departement]
    best, *others = exact or matches
    notes = []
    if exact and not matches[0].is_exact and (begun := _begun_here(matches, typed, departement)):
        # « saint » is the name of a commune far away, and the first word of twenty around here.
        return _choice([match for match in matches if match in begun or match.is_exact])
    if exact and others:
        if len(own) != 1:
            return _choice(exact)
        best = own[0]
        notes.append("D'autres communes correspondent : ajoutez le code postal si ce n'est pas la bonne.")
    elif best.is_one_slip:
        is_short = len(fold(typed)) <= _SHORT and bool(others)
        if is_short or sum(match.is_one_slip or match.score >= PREFIX for match in matches) > 1:
            return _choice(matches)
        notes.append(f"Nous avons compris « {best.commune.nom} ».")
    elif not exact:
        if departement and (best.score == TWO_SLIPS or not _is_home(best, departement)):
            return _choice(matches)
        lead = best.score - others[0].score if others else 1
        if best.score < _CLEAR_SCORE or lead < _CLEAR_LEAD or (others and _is_only_begun(best, typed)):
            return _choice(matches)
        notes.append(f"Nous avons compris « {best.commune.nom} ».")
    return _noted(best, notes, departement, street)


def _noted(best: CommuneMatch, notes: list[str], departement: str | None, street: str) -> Where:
    """The commune chosen, with what is to be known of the choice."""
    if best.commune.point is None:
        return _unplaced(best)
    if told := _elsewhere(best, departement):
        notes.append(told)
    if street.strip(" ,"):
        notes.append("La rue n'est pas localisée : la recherche part du centre de la commune.")
    return _found(best, " ".join(notes))


def _begun_here(matches: list[CommuneMatch], typed: str, departement: str | None) -> list[CommuneMatch]:
    """The communes of `departement` whose name goes on after `typed`, and those of home but for a slip."""
    start = fold(typed)
    return [
        match
        for match in matches
        if not match.is_exact
        and (
            match.is_one_slip
            or (match.commune.departement_code == departement and fold(match.commune.nom).startswith(start))
        )
    ]


def _is_only_begun(match: CommuneMatch, typed: str) -> bool:
    """Tell whether what was typed may be a name misspelt as well as this one cut short.

    "chele" begins Chelers, and was meant for Chelles.
    """
    return fold(match.commune.nom).startswith(fold(typed)) and fold(typed).split()[-1] not in (
        fold(match.commune.nom).split()
    )


def _choice(matches: list[CommuneMatch]) -> Where:
    located = [_found(match) for match in matches if match.commune.point]
    if not located:
        return _unplaced(matches[0])
    return Ambiguous(located[:MAX_CANDIDATES])


def _unplaced(match: CommuneMatch) -> NotFound:
    told = _("La position de %(commune)s n'est pas connue : essayez une commune voisine.")
    return NotFound(told % {"commune": match.commune})


def _found(match: CommuneMatch, note: str = "") -> Found:
    commune = match.commune
    point = required(commune.point)
    return Found(str(commune), point.y, point.x, "commune", commune.code, note)
