# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether one column may be one field: what its name says, what its cells confirm or deny."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data.imports import headings
from data.imports.columns.evidence import Evidence
from data.imports.columns.evidence import vocabularies_of_fields as _vocabularies
from data.imports.headings import EXACT, OWN_WORDS
from data.imports.targets import BY_KEY, DAYS, TARGETS, Target
from data.imports.values import simple, text_of
from places.folding import fold

BY_NAME, BY_WORDS, BY_PART = "son nom", "les mots de son nom", "une partie de son nom"
BY_CONTENT, BY_NEIGHBOURS = "son contenu", "les colonnes voisines"
BY_TICKS = "son nom est une valeur, que ses cellules cochent"

# Where only content speaks, where cells hold more than one field, and what is only proposed.
_CONTENT, _SEVERAL, PROPOSED = 0.45, EXACT + 0.15, 0.2
# The share of filled cells that must look like the field, and more where only content speaks.
PLAUSIBLE, CERTAIN = 0.5, 0.9
# A name that says this much is sure by itself: two of three words, the first among them.
_SURE, _LIKELY = 0.5, 0.4
# A column less filled than this gives way to a fuller one.
_SPARSE = 0.3
# Names of columns that are used for an address or a town as often as for a name.
_VAGUE = frozenset({"lieu", "site", "localisation", "libelle", "intitule", "titre", "lieux", "endroit", "ou"})
# A mobile telephone may be the structure's only one, or a person's.
_MOBILE = frozenset(
    [
        "portable", "mobile", "gsm", "tel portable", "telephone portable", "tel mobile", "telephone mobile",
        "mobile phone", "sms",
    ]
)  # fmt: skip
# Names of columns that are an identifier only where nothing else is numbered by them.
_WEAK_IDENTIFIERS = frozenset(
    {"numero", "code", "ref", "reference", "cle", "n", "no", "num", "n ordre", "numero d ordre", "ordre"}
)
# So many cells of which fewer than this share differ name no rows.
_MANY, _ALWAYS_THE_SAME = 10, 0.2
# Shorter than this, on average, are no words to keep.
_WORDS = 4
# What is longer, on average, is a text.
_LONGEST_NAME = 90
_ABOUT_TIME = re.compile(
    r"\d\s*h|\d:\d|\b(?:lun|mar|mer|jeu|ven|sam|dim)|\b(?:rdv|rendez|matin|midi|soir|ferme|ouvert|jour)",
    re.IGNORECASE,
)
_BARE_HOURS = re.compile(r"\b\d{1,2} ?[-–à/] ?\d{1,2}\b")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")
_FIELD_NAMES = frozenset(name for target in TARGETS for name in target.names)
# The fields whose values may each have a column, that is ticked.
_TICKED, _TICKED_NAME = ("thematiques", "publics", "langues", "niveaux"), 0.7
# « Actif », ticked, says of the row itself that it still holds.
_STATES = frozenset({"actif", "active", "actifs", "actives", "en activite", "publie", "valide", "brouillon"})
_INITIALS = re.compile(r"[A-Z]{2,5}")
# A share of cells below which a column is not what its name says, where so many are values of another field.
_LITTLE, _MOSTLY = 0.2, 0.7
_LISTS = ("thematiques", "publics", "langues", "niveaux", "modes_accueil", "frais", "reseaux_porteurs")


# The fields that cells may be values of, under any name: proposed.
_OFFERED = (*_LISTS, "porteur")


@dataclass(frozen=True, slots=True)
class Choice:
    """That a column may be a field: how likely, why, and whether that is sure."""

    score: float
    place: int
    target: Target
    why: str
    sure: bool


def by_name(one: Evidence, target: Target) -> Choice | None:
    """What the name of a column says, as far as its cells do not deny it; None where it says nothing."""
    said = one.said(target)
    if target.key == "telephone" and fold(one.name) in _MOBILE:
        # A person's, or the structure's only one: as `contact_telephone` it is asked about.
        return None
    if target.key in DAYS and target.key in (
        headings.day_of(one.name, DAYS),
        headings.day_of(one.short, DAYS),
    ):
        said = max(said, 0.97)
    if not said or (target.key == "id" and not may_identify(one)):
        return None
    if not one.cells:
        # An empty column is what its name says, where no filled one is.
        return Choice(said - 0.9, one.place, target, BY_NAME, True) if said >= OWN_WORDS else None
    if _contradicts(one, target, said):
        return None
    score = said + (one.looks_like(target) or 0) / 10 - 0.35 * (1 - min(1.0, one.fill / _SPARSE))
    if target.key == "nom":
        score += _as_a_name(one, said < 0.95 or fold(one.name) in _VAGUE)
    why = BY_NAME if said >= 0.95 else BY_WORDS if said >= OWN_WORDS else BY_PART
    return Choice(score, one.place, target, why, _is_sure(one, target, said))


def by_content(one: Evidence, named: float) -> Iterator[Choice]:
    """What cells alone say; `named` is how likely the best of what its name says is."""
    if one.cells and (theirs := _of_a_person(one)):
        yield theirs
        if theirs.score > EXACT:
            return
    if len(one.cells) < 2 or headings.is_of_a_person(one.name):
        return
    if headings.is_to_reach(one.name) and one.people >= 0.8 and one.organisations < 0.2:
        # « Qui pouvons-nous contacter ? », answered by names of persons.
        yield Choice(_CONTENT + 0.05, one.place, BY_KEY["contact_nom"], BY_CONTENT, True)
    yield from _several_fields(one)
    yield from _ticked(one)
    for target in TARGETS:
        share = one.looks_like(target) if target.alone else None
        if share is not None and share >= CERTAIN:
            yield Choice(_CONTENT, one.place, target, BY_CONTENT, True)
    reached = max(one.emails, one.phones, one.share("*slug", _is_a_slug)) >= 0.3
    if (
        not reached
        and one.organisations >= _LIKELY
        and one.streets < 0.3
        and 8 <= one.length <= 80
        and one.distinct >= 0.3
    ):
        yield Choice(_CONTENT - 0.1, one.place, BY_KEY["nom"], BY_CONTENT, one.organisations >= 0.6)
    if one.streets >= 0.8 and one.length < 120:
        yield Choice(_CONTENT - 0.02, one.place, BY_KEY["adresse"], BY_CONTENT, True)
    if one.communes >= CERTAIN and named < _SURE:
        yield Choice(_CONTENT - 0.03, one.place, BY_KEY["commune"], BY_CONTENT, True)
    yield from _proposals(one)


def _of_a_person(one: Evidence) -> Choice | None:
    """That a column is a person's: it names them with their telephone, says that it is not for all, or is
    called after a person and holds names."""
    key = "contact_nom"
    if one.personal < PLAUSIBLE and not headings.is_private(one.name):
        called = headings.is_of_a_person(one.name) and one.people >= PLAUSIBLE > one.organisations
        # « Chargé(e) de projet », « Directeur-trice »
        return Choice(_CONTENT + 0.05, one.place, BY_KEY[key], BY_CONTENT, True) if called else None
    if one.phones + one.emails < PLAUSIBLE:
        return None
    if one.personal < PLAUSIBLE and max(one.emails, one.phones) >= CERTAIN:
        key = "contact_courriel" if one.emails >= CERTAIN else "contact_telephone"
    return Choice(EXACT + 0.3, one.place, BY_KEY[key], BY_CONTENT, True)


def may_identify(one: Evidence) -> bool:
    """Whether cells are no part of an address, no way to reach anybody, no date, no place."""
    if not one.cells:
        return True
    return not (
        max(one.emails, one.phones, one.dates, one.streets) >= PLAUSIBLE
        or one.within(-180, 180) >= PLAUSIBLE
        or (is_weak(one.name) and one.codes_of_communes >= PLAUSIBLE)
    )


def is_weak(name: str) -> bool:
    """Whether a column is called what numbers anything: « Numéro », « Code »."""
    return not _WEAK_IDENTIFIERS.isdisjoint(headings.spellings(name))


def _contradicts(one: Evidence, target: Target, said: float) -> bool:
    """Whether cells are something else than what the name of their column says."""
    if target.key == "numero":
        return one.counts or one.houses < PLAUSIBLE
    if target.key == "nom" and one.share("*slug", _is_a_slug) >= PLAUSIBLE:
        # « les-passeurs-du-savoir »: part of a web address.
        return True
    if target.key == "nom" and one.share("*field", _is_a_field) >= PLAUSIBLE:
        # A table laid on its side: its rows are named after fields.
        return True
    share = one.looks_like(target)
    if share is None or share >= PLAUSIBLE:
        return False
    if target.key in DAYS and one.share("*open", _is_of_a_day) >= PLAUSIBLE:
        # « matin », « X », « sur rdv »: a day all the same.
        return False
    if target.key in _vocabularies() and share < _LITTLE and _is_of_another(one, target):
        # « Type » over « médiathèque, association » or « alphabétisation, FLE »: values of another field.
        return True
    if target.key == "reseaux_porteurs" and not share and _are_themes(one):
        # « Dispositif » over « ASL, FLE, PAD »: what is done there, and by no network.
        return True
    if target.looks is None:
        # Words that no vocabulary has are kept as words, under a name that leaves no doubt.
        return said < OWN_WORDS or max(one.numbers, one.phones, one.emails) >= PLAUSIBLE
    if target.key == "horaires" and said >= OWN_WORDS:
        # Hours that cannot be read are kept as they are written.
        return one.share("*time", lambda cell: bool(_ABOUT_TIME.search(text_of(cell)))) < PLAUSIBLE
    return target.needs_look


def _are_themes(one: Evidence) -> bool:
    """Whether cells are thématiques, by their initials too."""
    return (one.looks_like(BY_KEY["thematiques"]) or 0) >= _MOSTLY


def _is_of_another(one: Evidence, target: Target) -> bool:
    """Whether cells are values of another field, whatever the name of their column. Initials are no evidence:
    « EI, AI, ACI » are kinds of employers, each of which stands for something else in another column."""
    return any(_in_full(one, key) >= _MOSTLY for key in _OFFERED if key != target.key)


def _in_full(one: Evidence, key: str) -> float:
    """The share of cells that are values of a field in so many words; 0 where the field has none."""
    known = _vocabularies().get(key)
    if known is None:
        return 0
    return one.share(f"*full {key}", lambda cell: not _is_initials(cell) and bool(known.read(cell).value))


def _is_initials(cell: Any) -> bool:
    return bool(_INITIALS.fullmatch(text_of(cell)))


def _ticked(one: Evidence) -> Iterator[Choice]:
    """A column that is named after a value of a field, and ticked."""
    if one.share("*answer", _is_an_answer) < CERTAIN or fold(one.name) in _STATES:
        return
    for key in _TICKED:
        if any(_vocabularies()[key].read(name).value for name in (one.name, one.short)):
            yield Choice(_TICKED_NAME, one.place, BY_KEY[key], BY_TICKS, True)


def _is_of_a_day(cell: Any) -> bool:
    """Whether a cell may say when something is open that day: hours, a tick, a part of the day."""
    text = text_of(cell)
    return _is_an_answer(cell) or bool(_ABOUT_TIME.search(fold(text))) or bool(_BARE_HOURS.search(text))


def _is_a_day(cell: Any) -> bool:
    words = fold(text_of(cell)).split()
    return bool(words) and words[0].rstrip("s") in DAYS


def _is_a_code(cell: Any) -> bool:
    """Whether a cell is one word with figures in it: « R000412 », « 001D00Q »."""
    text = text_of(cell)
    return " " not in text and sum(map(str.isdigit, text)) >= 3


def _is_a_slug(cell: Any) -> bool:
    return bool(_SLUG.fullmatch(text_of(cell)))


def _is_an_answer(cell: Any) -> bool:
    return simple.yes_no(cell).value is not None


def _is_a_field(cell: Any) -> bool:
    """Whether a cell is what a column would be called."""
    return fold(text_of(cell)) in _FIELD_NAMES


def _is_sure(one: Evidence, target: Target, said: float) -> bool:
    share = one.looks_like(target)
    if target.key == "description" and headings.is_a_remark(one.name):
        # Whether everybody may read them is for a person to say.
        return False
    if target.key == "contact_nom" and fold(one.name) in ("contact", "contacts", "coordonnees"):
        # Who it is of cannot be told from a number alone: private until somebody says.
        return one.people >= PLAUSIBLE or one.phones + one.emails < 0.2
    if target.key == "contact_telephone" and fold(one.name) in _MOBILE:
        # It is a person's only where the file names persons.
        return False
    if said >= OWN_WORDS or (said >= _SURE and share is None):
        return True
    if target.key == "id":
        return one.is_identifying and not one.counts
    if target.key == "nom":
        # Any words may be a name.
        return one.organisations >= PLAUSIBLE or (said >= _SURE and (share or 0) >= CERTAIN)
    if target.key == "commune":
        return said >= _LIKELY and one.communes >= CERTAIN
    return (share or 0) >= CERTAIN and (said >= _LIKELY or target.alone)


def _as_a_name(one: Evidence, vague: bool) -> float:
    """What speaks for a column being the name of its row, beyond its name: different from row to row."""
    found = 0.1 * one.distinct - 0.1
    if vague and max(one.streets, one.communes) >= PLAUSIBLE:
        found -= 0.6
    if max(one.titled, one.phones, one.emails) >= PLAUSIBLE:
        found -= 0.6
    return found


def as_the_name(one: Evidence) -> float:
    """How plausible it is that a column, of which nothing sure is known, is the name of its row, among the
    others that may be; 0 where its cells cannot be names."""
    none = (
        one.looks_like(BY_KEY["cp_commune"]) or 0.0,
        one.numbers,
        one.dates,
        one.phones,
        one.emails,
        one.streets,
        one.communes,
        one.codes_of_communes,
    )
    if headings.is_of_funders(one.name):
        return 0.0
    if not one.cells or one.fill < PLAUSIBLE or max(none) >= PLAUSIBLE or one.length > _LONGEST_NAME:
        return 0.0
    if (
        (one.looks_like(BY_KEY["nom"]) or 0) < CERTAIN
        or one.share("*answer", _is_an_answer) >= PLAUSIBLE
        # « favorable » and « réservé » on thirty rows.
        or (len(one.cells) >= _MANY and one.distinct < _ALWAYS_THE_SAME)
        or one.share("*day", _is_a_day) >= PLAUSIBLE
        or one.share("*field", _is_a_field) >= PLAUSIBLE
        or one.share("*slug", _is_a_slug) >= PLAUSIBLE
        or one.share("*number", _is_a_code) >= PLAUSIBLE
        or any((one.looks_like(BY_KEY[key]) or 0) >= PLAUSIBLE for key in ("horaires", "site_web"))
        # The name of a network may well be a structure's, and a theme stands in many names.
        or any((one.looks_like(BY_KEY[key]) or 0) >= CERTAIN for key in _LISTS if key != "reseaux_porteurs")
    ):
        return 0.0
    said = max(one.said(BY_KEY["nom"]), 0.5 * headings.names_who(one.name))
    offered = one.said(BY_KEY["service_nom"]) or headings.is_offered(one.name)
    # Who offers comes back from row to row more than what is offered does.
    score = 0.4 + 0.4 * said + 0.5 * one.organisations - 0.3 * max(one.titled, one.people * (not said))
    score += -0.4 if offered else 0.05 if one.place == 0 else 0.0
    return max(0.01, score)


def _several_fields(one: Evidence) -> Iterator[Choice]:
    """Columns whose cells hold more than one field, whatever they are called."""
    if (one.looks_like(BY_KEY["cp_commune"]) or 0) >= CERTAIN:
        if one.insee_codes >= CERTAIN > one.postcodes:
            # « 13047 - Istres »: the code of the commune, not its postcode.
            yield Choice(EXACT + 0.2, one.place, BY_KEY["insee_commune"], BY_CONTENT, True)
        elif max(one.postcodes, one.insee_codes) >= PLAUSIBLE:
            yield Choice(_SEVERAL, one.place, BY_KEY["cp_commune"], BY_CONTENT, True)
    if min(one.phones, one.emails) >= 0.3:
        sure = "contact" not in fold(one.name) or (one.people < 0.2 and one.of_everybody >= CERTAIN)
        yield Choice(_SEVERAL + 0.05 if sure else 0.9, one.place, BY_KEY["joindre"], BY_CONTENT, sure)


def _proposals(one: Evidence) -> Iterator[Choice]:
    """What a column may be, to be asked about."""
    if one.dates >= CERTAIN:
        yield Choice(PROPOSED, one.place, BY_KEY["date_maj"], BY_CONTENT, False)
    if one.codes_of_communes >= CERTAIN and one.fill >= PLAUSIBLE:
        # Postcodes and codes of communes are alike: those that are the first alone say which they are.
        sure = one.postcodes >= CERTAIN > one.insee_codes + 0.2 and "insee" not in fold(one.name)
        yield Choice(_CONTENT - 0.04, one.place, BY_KEY["code_postal"], BY_CONTENT, sure)
    for key in _OFFERED:
        if (one.looks_like(BY_KEY[key]) or 0) >= _MOSTLY and one.distinct < CERTAIN:
            yield Choice(PROPOSED, one.place, BY_KEY[key], BY_CONTENT, False)
    if headings.is_a_remark(one.name):
        yield Choice(PROPOSED, one.place, BY_KEY["description"], BY_CONTENT, False)
    if one.length >= 40 and one.fill >= 0.2 and not (one.emails or one.phones or one.people):
        yield Choice(PROPOSED / 2, one.place, BY_KEY["description"], BY_CONTENT, False)
    elif one.length >= _WORDS and one.distinct < 1 and len(set(one.texts)) > 1 and _are_words(one):
        # Short words of no field: kept as a text, if whoever imports says so.
        yield Choice(PROPOSED / 4, one.place, BY_KEY["description"], BY_CONTENT, False)


def _are_words(one: Evidence) -> bool:
    none = (one.emails, one.phones, one.people, one.numbers, one.dates, one.codes_of_communes)
    words = one.looks_like(BY_KEY["nom"]) or 0
    return words >= PLAUSIBLE and max(none) < 0.3 and one.share("*answer", _is_an_answer) < PLAUSIBLE
