# SPDX-License-Identifier: AGPL-3.0-or-later
"""What says that an address is not to be shown: a column's name, its cells, a word in another cell.

Directories that know of refuges say so in many ways, and none of the standard formats has a field for it. A
cell that is filled and not understood under such a column hides the address: shown by mistake, it cannot be
taken back.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Any

from data.imports.values.base import Doubt, Reading, text_of
from data.imports.values.simple import yes_no
from mapping.models import Visibility
from places.text import fold


class Header(StrEnum):
    """What a column's name says of addresses."""

    HIDES = "hides"
    SHOWS = "shows"
    MAYBE = "maybe"
    NOTHING = ""


class Word(StrEnum):
    """What a cell of such a column says: hidden, for professionals, for the prefecture, public."""

    YES = "yes"
    PROFESSIONALS = "professionals"
    STAFF = "staff"
    PUBLIC = "public"
    NOTHING = ""


_ADDRESS = (
    r"(?:adresses?|adr|address|localisations?|geolocalisations?|coordonnees|emplacements?|implantations?)"
)
# A place that may itself be called confidential; « lieu d'écoute confidentiel » speaks of what is said there.
_PLACE = r"(?:lieux?|sites?|hebergements?|structures?|etablissements?|refuges?|foyers?|locaux)"
_NOT_POSTAL = r"(?! (?:e )?(?:mails?|electroniques?|courriels?|internet|web|ip|du site))"
_SECRET = (
    r"(?:confidentiel(?:le)?s?|confidential|secret(?:e)?s?|masque(?:e)?s?|cache(?:e)?s?|anonymise(?:e)?s?)"
)
_HIDDEN = rf"(?:{_SECRET}|protege(?:e)?s?)"
_TOLD = (
    r"(?:publi\w*|diffus\w+|communi\w+|divulgu\w+|affich\w+|montr\w+|donne\w*|transmi\w+|visibles?"
    r"|figur\w+|apparaitre|mettre (?:sur|en)|(?:geo)?localis\w+)"
)
_NEVER = rf"(?:non|pas|jamais) (?:(?:a|rendue?s?|etre|faire) )?{_TOLD}"
_KEPT = (
    r"(?: (?:est|reste|restent|demeure|doit|rester|tenue?s?|gardee?s?|strictement|totalement"
    r"|volontairement))*"
)
# Words between the two, but for those of a street's name.
_STREET = r"(?:rue|avenue|av|boulevard|bd|place|quai|chemin|impasse|allee|route|cite)"
_ANY = rf"(?: (?!{_STREET}\b)\w+){{0,3}}"
_FEW = rf"(?: (?!(?:non|pas|{_STREET})\b)\w+){{0,3}}"
_SUFFIX = r"(?: o n| oui non| oui ou non| y n)?"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_HIDES = _any(
    rf"\b{_ADDRESS}{_NOT_POSTAL}{_ANY}{_KEPT}(?<! non)(?<! pas) {_HIDDEN}\b",
    rf"\b{_ADDRESS}{_NOT_POSTAL}{_FEW} (?:ne )?{_NEVER}",
    rf"\bne {_NEVER}(?: \w+){{0,2}} (?:{_ADDRESS}|{_PLACE})\b{_NOT_POSTAL}",
    rf"\b{_HIDDEN} {_ADDRESS}\b",
    rf"\b{_PLACE}(?: securisee?s?(?: et)?)?{_KEPT} {_SECRET}\b",
    rf"\b{_PLACE}(?: \w+){{0,2}} (?:tenue?|gardee?|reste)s? {_SECRET}\b",
    rf"\b{_PLACE} {_NEVER}\b",
    rf"\b(?:pas d|sans) {_ADDRESS} (?:publique|publiee|communiquee|diffusee)\b",
    rf"\b(?:ne )?{_NEVER}(?: \w+)? (?:la )?carte\b",
)
_OF_A_PLACE = rf"(?: (?:de l|de la|du|des|l|la|le))? (?:{_ADDRESS}|{_PLACE}){_SUFFIX}"
_HIDES_AS_HEADER = _any(
    rf"(?:is )?confidenti(?:el|elle|al|alite){_SUFFIX}",
    rf"(?:a )?(?:ne )?{_NEVER}{_SUFFIX}",
    rf"diffusion (?:restreinte|limitee|interdite|interne){_SUFFIX}",
    rf"(?:confidentialite|masquer|masquage|cacher|secret|anonymat){_OF_A_PLACE}",
    rf"(?:lieux?|hebergements?){_KEPT} proteges?{_SUFFIX}",
    rf"{_ADDRESS} reservees? aux? .*",
    rf"visibilite (?:de l )?adresse{_SUFFIX}",
    rf"(?:hide|hidden|mask|masked)(?: the)? address|address (?:hidden|masked){_SUFFIX}",
    rf"(?:masquer|cacher) .*\bcarte{_SUFFIX}",
)
_SHOWN = r"(?:publi(?:que|ee|able)|diffus(?:able|ible|ee)|communicable|affich(?:able|ee)|visible)s?"
_SHOWS = _any(
    rf"{_ADDRESS} {_SHOWN}(?: .*)?",
    rf"(?:afficher|publier|diffuser|montrer|communiquer)(?: la| l)? {_ADDRESS}{_SUFFIX}",
    rf"(?:diffusion|publication|affichage)(?: de)?(?: la| l)? {_ADDRESS}{_SUFFIX}",
    rf"(?:diffus(?:able|ible)|publiable|communicable|affichable){_SUFFIX}",
    rf"(?:visible|affiche|afficher|affichage|publier|montrer)(?: sur)?(?: la)? carte{_SUFFIX}",
)
_MAYBE = _any(
    r"\bconfid(?:enti\w*)?\b",
    rf"^refuges?{_SUFFIX}$",
    rf"\b{_ADDRESS} (?:sensible|securisee)",
    r"\b(?:autorisation|accord|restriction|interdiction|statut|niveau)s? (?:de |a la |pour )?"
    r"(?:diffusion|publication)",
    r"\b(?:diffusion|publication) (?:autorisee|grand public|publique|externe|possible)",
    rf"^a (?:diffuser|publier){_SUFFIX}$",
)
# What is said between people, and the rooms, papers and promises that keep it.
_TALK = re.compile(
    r"\b(?:entretiens?|accueils?|ecoutes?|espaces?|bureaux?|salles?|local|echanges?|donnees|rdv|rendez|politique|charte"
    r"|clause|engagement|consultations?|permanences?|services?|accompagnements?|anonymes?|anonymat|depistages?"
    r"|gratuit|suivi|respect|garanti\w*|assuree|regles?|attestation)\b"
)
# A short cell that says it without naming an address.
_WHOLE = _any(
    r"confidentielle (?:vif|femmes?.*|violences?.*|refuge)",
    r"(?:(?:strictement|totalement|tres|reste|information) )*confidenti(?:el|elle|al)",
    rf"(?:merci de )?(?:a )?(?:ne )?{_NEVER}(?: (?:au public|publiquement|svp|merci))?",
    r"diffusion (?:restreinte|limitee|interdite|interne)(?: .*)?",
    r"(?:tenue?|gardee?) secret(?:e)?",
)
_LATER = re.compile(
    rf"\b{_ADDRESS}{_NOT_POSTAL}{_FEW} (?:communiquee?s?|donnee?s?|transmises?|precisees?|indiquees?)"
    rf"(?: \w+)? (?:apres|lors|uniquement|seulement|sur|une fois|par (?:telephone|le siao|le 115|l equipe))\b"
    rf"|\b{_ADDRESS} (?:uniquement )?sur demande\b"
)
_NOT_DIFFUSED = re.compile(r"\s*\[ND\]\s*")
# Most cells have none of these letters, and need not be folded.
_WORTH_A_LOOK = re.compile(
    r"confidenti|adress|address|secr[eè]t|diffus|publi|divulg|localis|coordonn|prot[eé]g|masqu|cach|carte|\[nd\]",
    re.IGNORECASE,
)
_LONGEST = 2000

_PUBLIC = re.compile(
    r"(?:adresse )?(?:publi(?:cs?|que|able)|tout public|tout le monde|tous|libre|visible|diffus(?:able|ible))"
)
_PROFESSIONALS = re.compile(r"(?:\w+ )*(?:professionnels?|professionnelles?|pros?|partenaires)")
_STAFF = re.compile(r"(?:\w+ )*(?:prefecture|administration|staff|interne)(?: seulement| uniquement)?")


@lru_cache(maxsize=4096)
def header(name: str) -> Header:
    """What the name of a column says."""
    words = fold(name)
    if re.search(r"\b(?:non|pas|jamais)\b", words) is None and _SHOWS.fullmatch(words):
        return Header.SHOWS
    if _HIDES_AS_HEADER.fullmatch(words) or _HIDES.search(words):
        return Header.HIDES
    if _MAYBE.search(words) and not _TALK.search(words):
        return Header.MAYBE
    return Header.NOTHING


def says(cell: Any) -> bool:
    """Whether a cell, of whatever column, says that an address is not to be shown."""
    if not isinstance(cell, str) or not _WORTH_A_LOOK.search(cell):
        return False
    if _NOT_DIFFUSED.fullmatch(cell):
        return True
    words = fold(cell[:_LONGEST])
    return bool(_WHOLE.fullmatch(words) or _HIDES.search(words) or _LATER.search(words))


def read(cell: Any, *, shows: bool = False) -> Reading:
    """The Word of a cell. `shows`: the column says « public : oui », not « confidentiel : oui »."""
    text = text_of(cell)
    words = fold(text)
    if not words:
        return Reading(Word.NOTHING)
    answer = yes_no(cell).value
    if answer is not None:
        return Reading(Word.PUBLIC if answer == shows else Word.YES)
    if says(text) or header(text) == Header.HIDES:
        return Reading(Word.YES)
    for pattern, word in ((_PUBLIC, Word.PUBLIC), (_PROFESSIONALS, Word.PROFESSIONALS), (_STAFF, Word.STAFF)):
        if pattern.fullmatch(words):
            return Reading(word)
    doubt = Doubt(f"« {text[:40]} » : ni oui ni non, l'adresse est cachée.")
    return Reading(Word.YES, (doubt,))


def visibility(word: str, level: int) -> int | None:
    """Who may see the address of a row that says `word`, `level` where it says yes; None: not said."""
    return {
        Word.YES: level,
        Word.PROFESSIONALS: int(Visibility.PROFESSIONALS),
        Word.STAFF: int(Visibility.OWNERS),
        Word.PUBLIC: int(Visibility.PUBLIC),
    }.get(Word(word))
