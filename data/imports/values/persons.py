# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose a telephone number or an e-mail is, where its cell says so: theirs, and for professionals alone."""

import re

from data.imports.values.organisations import is_everybodys, is_named_so
from places.folding import fold

THEIRS = "De %s, à qui c'est : gardé comme contact, pour les professionnels seulement."
_MOBILE = re.compile(r"0[67]|\+33 ?(?:\(0\) ?)?[67]")
_TITLED = re.compile(
    r"\b(?:M\.|Mr\.?|Mme\.?|Mlle\.?|Monsieur|Madame)\s+((?:[A-ZÀ-Ý][\w'’-]+\s?){1,3})", re.UNICODE
)
_NAMED = re.compile(r"[A-ZÀ-Ý][\w'’-]+(?:\s+[A-ZÀ-Ý][\w'’-]+){1,2}")
# « Zoé Modèle », « DE MODÈLE Zoé », « Modèle Z. », « Zoé de Modèle »; and nothing else.
_WORD = r"[A-ZÀ-Ý][^\W\d_]+(?:['’-][^\W\d_]+)*"
_WHOLE = re.compile(
    rf"{_WORD}(?:\s+(?:(?:de|du|da|di|el|al|ben|le|la|van)\s+)?(?:{_WORD}|[A-ZÀ-Ý]\.?)){{1,3}}"
)
_ONE_WORD = re.compile(_WORD)
# Their details, and what these are called, taken out of a cell.
_EMAIL = re.compile(r"<?\S+@\S+>?")
_NUMBER = re.compile(r"\+?\(?\d[\d\s./()-]{6,}\d")
_CALLED = re.compile(
    r"\b(?:t[ée]l[ée]phones?|t[ée]l|fixe|portable|port|mobile|mob|gsm|e-?mails?|courriels?|ligne directe"
    r"|direct|contact(?:er)?|appeler|joindre|r[ée]f[ée]rente?|voir|aupr[èe]s de|avec)\b\.?",
    re.IGNORECASE,
)
_ROLE = re.compile(r"\(([^)]*)\)")
# Capitalised words that are no person's.
_NO_NAMES = frozenset(
    [
        "standard", "secretariat", "bureau", "direction", "siege", "urgence", "urgences", "numero", "vert",
        "gratuit", "salle", "batiment", "porte", "rue", "avenue", "place", "site", "internet", "facebook",
        "instagram", "inscription", "inscriptions", "sur", "rendez", "vous", "uniquement", "appel", "sms",
        "whatsapp", "fermeture", "vacances", "quartier", "commune", "ville", "departement", "conseil",
        "famille", "familles", "enfance", "jeunesse", "social", "sociale", "adultes", "femmes", "hommes",
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "matin", "soir", "midi",
        "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
        "novembre", "decembre", "hotel", "police", "gendarmerie", "pharmacie", "laposte", "poste", "cedex",
        "astreinte", "coordination", "coordinateur", "coordinatrice", "animateur", "animatrice",
        "responsable", "renseignements", "renseignement", "information", "informations",
        "president", "presidente", "benevole", "benevoles", "journee", "semaine", "nuit", "soiree",
        "apres", "gestion", "administration", "equipe", "francais", "fle", "emploi", "logement",
        "sante", "numerique", "formation", "repondeur", "message",
    ]
)  # fmt: skip
# « (demander Mme Modèle) »: the number is everybody's, and leads to her.
_ASKED_FOR = re.compile(r"\b(?:demander|demandez|poste)\b", re.IGNORECASE)


def beside(text: str) -> str:
    """The person whose name a cell gives beside a telephone number or an e-mail, and beside nothing else;
    empty where it names nobody.

    >>> beside("Zoé Modèle – 06 39 98 00 01")
    'Zoé Modèle'
    >>> beside("Accueil Mairie – 02 61 91 00 01")
    ''
    """
    if not (_EMAIL.search(text) or _NUMBER.search(text)):
        return ""
    bare = _NUMBER.sub(" ", _EMAIL.sub(" ", text))
    if titled := _TITLED.search(bare):
        return "" if _ASKED_FOR.search(bare[: titled.start()]) else titled[0].strip()
    rest = re.sub(r"\s+", " ", _CALLED.sub(" ", _ROLE.sub(" ", bare))).strip(' .,;:/|-–—+°<>()"')
    # The point of an initial is its own.
    rest = f"{rest}." if re.search(r"\s[A-ZÀ-Ý]$", rest) and f"{rest}." in bare else rest
    return rest if is_a_name(rest) else ""


def is_a_name(text: str) -> bool:
    """Whether a text reads like the name of a person and like nothing else: two words and more, each with a
    capital, none of them an organisation's, a day's or a place's."""
    if not _WHOLE.fullmatch(text) or is_named_so(text):
        return False
    return _NO_NAMES.isdisjoint(fold(text).split())


def role_of(text: str) -> tuple[str, str]:
    """A name without what stands in brackets after it, and that: « Zoé Modèle (bénévole) »."""
    match = re.fullmatch(r"([^()]+?)\s*\(([^()]{2,80})\)", text)
    return (match[1], match[2].strip()) if match else (text, "")


def of_telephone(text: str, number: str) -> str:
    """The person whose number a cell says that it is; empty where it says of nobody.

    A mobile beside a title, or beside one word that reads like a first name, is theirs whatever else is said;
    any number is, where the cell holds their name and nothing else.

    >>> of_telephone("06 12 34 56 78 (Mme Essai, le matin)", "06 12 34 56 78")
    'Mme Essai'
    >>> of_telephone("06 12 34 56 78 (Zoé)", "06 12 34 56 78")
    'Zoé'
    """
    titled = _TITLED.search(text)
    if titled and is_mobile(number):
        return titled[0].strip()
    return beside(text) or (_first_name(text) if is_mobile(number) else "")


def is_mobile(number: str) -> bool:
    """Whether a telephone number is one that a person carries about: 06, 07."""
    return bool(_MOBILE.match(number))


def _first_name(text: str) -> str:
    """The one word with a capital that stands beside a number: « (Zoé) », « Zoé : »."""
    rest = re.sub(r"\s+", " ", _CALLED.sub(" ", _NUMBER.sub(" ", text))).strip(' .,;:/|-–—+°<>()"')
    return rest if _is_first_name(rest) else ""


def is_next_to(text: str, start: int, end: int) -> bool:
    """Whether the name of a person stands by what is at this place of a text.

    >>> is_next_to("Voir Zoé (06 12 34 56 78)", 10, 24)
    True
    """
    before, after = text[max(0, start - 60) : start], text[end : end + 40]
    if _TITLED.search(before) or _TITLED.match(after.lstrip(" (–-,:")):
        return True
    words = [re.search(rf"({_WORD})\s*[:(,–-]?\s*$", before), re.match(rf"\s*[(–-]?\s*({_WORD})", after)]
    return any(_is_first_name(found[1]) for found in words if found)


def _is_first_name(word: str) -> bool:
    """Whether a word with a capital may be what a person is called, being nothing else that is known."""
    known = word.isupper() or is_named_so(word) or _CALLED.fullmatch(word) or fold(word) in _NO_NAMES
    return bool(_ONE_WORD.fullmatch(word)) and not known


def of_email(text: str, email: str) -> str:
    """The person named beside an e-mail address that is made of their name, or that is no organisation's;
    empty where there is none.

    >>> of_email("p.essai@exemple.org (Paule Essai)", "p.essai@exemple.org")
    'Paule Essai'
    """
    local = fold(email.split("@")[0])
    for found in [*_TITLED.finditer(text), *_NAMED.finditer(text)]:
        if is_of(email, found[0]):
            return found[0].strip()
    return "" if is_everybodys(email) or not local else beside(text)


def is_of(email: str, name: str) -> bool:
    """Whether an e-mail address is made of a person's name."""
    local = fold(email.split("@")[0])
    return any(len(word) >= 3 and word in local for word in fold(name).split())
