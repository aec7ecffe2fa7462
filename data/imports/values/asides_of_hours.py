# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said beside hours and changes none of them: the room, advice, what it costs. It is kept as text."""

import re

from data.imports.values.persons import is_a_name
from places.folding import fold

# In brackets, or after a comma or a dash, at the end.
_LAST = re.compile(
    r"(?s)(?P<hours>.+?)(?:\s*\((?P<within>[^()]+)\)|\s*(?:,|\s[-–—]|;)\s+(?P<after>[^,;()–—]+))\s*\.?"
)
_ROOM = (
    r"(?:en )?(?:salle|bureau|porte|batiment|bat|local|guichet|rez de chaussee|rdc|sous sol)\b.*"
    r"|.*\b\d ?(?:er|e|eme) etage"
)
_ADVICE = (
    r"(?:rdv|rendez vous|inscription|reservation)s? (?:conseillee?s?|recommandee?s?|souhaitee?s?)"
    r"|(?:sur )?inscriptions? (?:a partir|des|avant|jusqu|sur place).*"
    r"|(?:merci d )?(?:appeler|telephoner|prevenir|s annoncer|venir|arriver|se presenter|sonner)\b.*"
    r"|dernier(?:e|s|es)? (?:accueils?|entrees?|passages?|inscriptions?|admissions?)\b.*"
)
_COST = (
    r"(?:participation (?:de )?)?\d+(?: \d+)? ?(?:eur|euros?|e)\b.*"
    r"|gratuit|prix libre|participation libre|entree libre"
)
_SAID = re.compile(rf"{_ROOM}|{_ADVICE}|{_COST}")
_PRICE = re.compile(r"\d\s*€")


def without(text: str) -> tuple[str, str]:
    """A text without what is said last beside its hours, and that; the text and nothing where there is none.

    >>> without("mardi 14h-16h (salle 2, 1er étage)")
    ('mardi 14h-16h', 'salle 2, 1er étage')
    """
    match = _LAST.fullmatch(text.strip())
    said = (match["within"] or match["after"]) if match else ""
    if not match or not (_SAID.fullmatch(fold(said)) or _PRICE.search(said) or _is_somebody(said)):
        return text, ""
    return match["hours"].strip(), said.strip()


def _is_somebody(said: str) -> bool:
    """« (Mme Modèle) »: who is there."""
    return is_a_name(re.sub(r"^(?:M\.|Mme|Mlle)\s+", "Prénom ", said)) and bool(
        re.match(r"M\.|Mme|Mlle", said)
    )
