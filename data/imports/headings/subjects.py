# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the name of a column speaks of, besides the field that it may be: a person, the seat, who pays."""

import re

from data.imports.headings.spellings import spellings, without_number
from data.imports.headings.words import EMPTY_WORDS, KINDS, PEOPLE, QUESTIONS, content_of
from places.folding import fold

# Who carries, runs or is the thing that a row tells of: a column so called names it.
_WHO = frozenset(
    [
        "porteur", "porteurs", "operateur", "operateurs", "organisateur", "organisatrice", "organisateurs",
        "organisme", "organismes", "organisation", "organisations", "societe", "entreprise", "partenaire",
        "partenaires", "structure", "structures", "association", "associations", "asso", "assos", "acteur",
        "acteurs", "prestataire", "traitant", "traitants", "prestataires", "gestionnaire", "etablissement",
        "etablissements", "institution", "beneficiaire", "denomination", "dispositif", "dispositifs", "lieu",
        "lieux", "point", "points", "antenne", "antennes", "account", "company", "agency", "provider",
        "organization", "organisation", "charity", "title", "titre", "appelle", "nomme", "nom", "name",
    ]
)  # fmt: skip
# What is said of a column that is not for everybody.
_PRIVATE = re.compile(
    r"\bne (?:pas|sera pas|seront pas|doit pas etre|doivent pas etre) (?:etre )?"
    r"(?:donner?|donnee?s?|diffuser?|diffusee?s?|publier?|publiee?s?|communiquer?|communiquee?s?|divulguer?)\b"
    r"|\b(?:non|pas) (?:publiee?s?|diffusee?s?|publics?|publiques?|communicables?|diffusables?)\b"
    r"|\b(?:ligne|numero|tel|telephone|mail|contact) (?:reservee?|privee?|interne|perso|personnel)\b"
    r"|\bmon contact\b"
)
# Where a structure is written to, and is not visited.
_SEAT = frozenset(
    [
        "siege", "courrier", "correspondance", "facturation", "sociale", "social", "administratif",
        "administrative", "legal",
    ]
)  # fmt: skip
_WHEN = frozenset({"quand", "creneau", "creneaux", "seance", "seances"})
# What a structure offers, and is not named by.
_OFFERED = frozenset(
    [
        "atelier", "ateliers", "action", "actions", "activite", "activites", "cours", "distribution",
        "distributions", "formation", "formations", "objet", "permanence", "permanences", "prestation",
        "prestations", "service", "services", "dispositif", "dispositifs", "programme", "sujet", "theme",
    ]
)  # fmt: skip
# What is written for oneself, as often as for who reads the directory.
_REMARKS = frozenset(
    [
        "remarque", "remarques", "observation", "observations", "commentaire", "commentaires", "note",
        "notes", "interne", "internes", "memo", "suivi",
    ]
)  # fmt: skip
_FUNDERS = re.compile(
    r"\b(?:co ?)?financ(?:eurs?|ements?|e par|ee par|es par)\b|\bqui (?:paie|paye|finance)\b"
    r"|\bsubvention(?:s|neurs?)?\b"
)


def is_unnamed(name: str) -> bool:
    """Whether a column has no name of its own: « Colonne 4 »."""
    return bool(re.fullmatch(r"colonne \d+( \d+)?|unnamed \d+|field ?\d+|champ ?\d+|f\d+", fold(name)))


def is_of_a_person(name: str) -> bool:
    """Whether the name of a column speaks of a person to reach."""
    return not PEOPLE.isdisjoint(fold(name).split())


def is_private(name: str) -> bool:
    """Whether the name of a column says that what it holds is not for everybody: « (ne pas diffuser) »."""
    return bool(_PRIVATE.search(fold(name)))


def names_who(name: str) -> bool:
    """Whether the first word that says something names who a row tells of: « Porteur de l'action »."""
    for words in spellings(name):
        content = content_of(QUESTIONS.get(words, words))
        if name.rstrip().endswith("?") and not (_WHO - {"nom", "name", "lieu", "point"}).isdisjoint(content):
            # « Comment s'appelle votre association ? »
            return True
        if content and content[0] not in KINDS - {"nom"} and not _WHO.isdisjoint(content[:2]):
            return True
    return False


def is_when(name: str) -> bool:
    """Whether a column says when what its row tells of takes place: « Quand », « Créneau »."""
    return not _WHEN.isdisjoint(fold(name).split()[:1])


def is_of_the_seat(name: str) -> bool:
    """Whether a column tells of the seat, where one writes to: « Adresse du siège », « Tél. (siège) »."""
    return not _SEAT.isdisjoint(fold(name).split())


def is_offered(name: str) -> bool:
    """Whether the name of a column speaks of what is offered: « Intitulé atelier »."""
    return not _OFFERED.isdisjoint(fold(name).split())


def is_a_remark(name: str) -> bool:
    """Whether a column holds remarks, which may not be meant for everybody: « Observations », « Notes »."""
    return not _REMARKS.isdisjoint(fold(name).split())


def is_of_funders(name: str) -> bool:
    """Whether a column says who pays, which the directory does not tell: « Financeurs », « Qui paie ? »."""
    return bool(_FUNDERS.search(fold(name)))


def is_to_reach(name: str) -> bool:
    """Whether the name of a column speaks of reaching somebody."""
    return not {"contact", "contacts", "contacter", "joindre"}.isdisjoint(fold(name).split())


def day_of(name: str, days: tuple[str, ...]) -> str:
    """The day that a column is about (« Lundi matin », « H. lundi »); empty for any other column."""
    words = [word for word in fold(without_number(name)).split() if word not in EMPTY_WORDS]
    named = [word for word in words if word in days]
    about = {"matin", "matinee", "apres", "midi", "soir", "am", "pm", "h", "horaires", "horaire", "ouverture"}
    return named[0] if len(named) == 1 and set(words) - {named[0]} <= about else ""
