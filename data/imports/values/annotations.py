# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people write beside a name, for who reads the list: « NOUVEAU : », « (à vérifier) », « – fermé depuis
juin »."""

import re

_WORDS = (
    r"nouveau(?:t[ée])?|nouvelle adresse|nouveaux locaux|nouveaux? horaires?|[àa] v[ée]rifier|[àa] confirmer"
    r"|[àa] compl[ée]ter|[àa] jour|sous r[ée]serve|ferm[ée]e?s?\b[^()]*|ferme\b[^()]*"
    r"|d[ée]m[ée]nag[ée]e?\b[^()]*|d[ée]m[ée]nage\b[^()]*|ouvre\b[^()]*"
    r"|ouverture (?:en|pr[ée]vue|le)\b[^()]*|en travaux\b[^()]*"
    r"|suspendu\w*\b[^()]*|complet|en cours|mise? [àa] jour[^()]*|ex[- ][^()]*"
)
_BEFORE = re.compile(rf"(?P<note>{_WORDS})\s*[:!–—-]+\s+(?=\w)", re.IGNORECASE)
_AFTER = re.compile(
    rf"\s*(?:\((?P<inside>(?:{_WORDS}))\)|\s[–—-]\s*(?P<dashed>{_WORDS})|(?P<star>\*+|\(\*+\)|!+))\s*$",
    re.IGNORECASE,
)


def annotated(name: str) -> tuple[str, str]:
    """A name, and what is written beside it; the note is empty where there is none, or nothing else.

    >>> annotated("Le Trait d'union (à vérifier)")
    ("Le Trait d'union", 'à vérifier')
    """
    notes = []
    if (match := _BEFORE.match(name)) and match.end() < len(name):
        notes.append(match["note"])
        name = name[match.end() :]
    while (match := _AFTER.search(name)) and match.start() > 1:
        if note := match["inside"] or match["dashed"]:
            notes.append(note.strip())
        name = name[: match.start()].rstrip()
    return name, " ; ".join(notes)
