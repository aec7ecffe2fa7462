# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places with a name of their own (a station, a hospital): no commune, whatever word they end with."""

import re

from places.text import fold

_KINDS = (
    "aeroport|agence|arret|association|bibliotheque|caf|caisse|camping|ccas|cada|centre|"
    "chateau|chu|cinema|cite|clinique|college|commissariat|cpam|creche|ecole|eglise|ehpad|"
    "foyer|france services|france travail|gare|gendarmerie|gymnase|hopital|hotel|lycee|"
    "mairie|maison|marche|mediatheque|mission locale|mosquee|mds|musee|parc|parking|"
    "piscine|pole emploi|poste|prefecture|resto|restos|residence|rer|secours|"
    "sous prefecture|stade|station|supermarche|tribunal|universite|zone"
)
_NAMED = re.compile(rf"(?:l |la |le |les )?(?:{_KINDS})(?= |$)(?P<rest>.*)")
# Where what follows the kind begins with one of these it may be the name of a commune.
_LINK = re.compile(r"(?:de la|de l|de|du|des|d|a|au|aux) ")


def is_named_place(text: str) -> bool:
    """Tell whether a text names a kind of place, followed by anything or not."""
    return _NAMED.fullmatch(fold(text)) is not None


def commune_names_in(text: str) -> list[str]:
    """Return the folded ends of the name of a place that may be a commune: "gare de melun" gives "melun"."""
    found = _NAMED.fullmatch(fold(text))
    words = found["rest"].split() if found else []
    ends = [" ".join(words[start:]) for start in range(len(words))]
    return [end for end in ends if not _LINK.match(f"{end} ")]
