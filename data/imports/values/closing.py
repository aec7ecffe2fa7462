# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that say that a structure is no more, in whatever column: « FERMÉ depuis juin », « n'existe plus ».

« Fermé le lundi », « fermé en août » and « fermé au public l'après-midi » are hours, « liste d'attente
fermée » is of the list.
"""

import re
from typing import Any

from places.folding import fold

_LONGEST = 1000
_MONTHS = (
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|\d{4}"
    r"|(?:le )?\d{1,2} \d{1,2} \d{2,4}|l (?:ete|hiver|automne)"
    r"|le printemps|la rentree|le (?:covid|confinement))"
)
_CLOSED = r"(?:ferme(?:e|s|es)?|fermeture)"
_SAYS = re.compile(
    rf"\b(?:{_CLOSED}(?: \w+)? depuis\b"
    rf"|(?:definitivement|a) (?:definitivement )?{_CLOSED}\b(?! (?:le|les|au|aux|en|du|a|son accueil)\b)"
    rf"|{_CLOSED} (?:definitive(?:ment)?|ses portes (?:depuis|definitivement|en {_MONTHS}))\b"
    r"|n ?existe(?:nt)? plus|n est plus en (?:activite|service|fonction)|ne fonctionne plus"
    r"|a cesse(?: (?:son|ses|toute|l|d)\b| ses activites)?|cessation d activites?"
    r"|(?:structure|association|asso|etablissement|antenne|lieu|centre|permanence) (?:definitivement )?"
    r"(?:fermee?|dissoute?|supprimee?|disparue?)(?! (?:le|les|au|aux|en|du|a)\b)"
    r"|plus (?:d |aucune )activite|(?:en )?liquidation judiciaire|dissolution de l association)"
)
# The whole of a cell: « FERMÉ », « (fermée) », « structure fermée ! ».
_WHOLE = re.compile(r"(?:est |etait |maintenant )?(?:ferme|fermee|dissoute?|disparue?|supprimee?)(?: ?\?)?")
_AFTER_A_NAME = re.compile(r"[(\[–—-]\s*ferm[ée]e?\s*[)\]]?\s*$", re.IGNORECASE)
_A_DAY = re.compile(
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim|matin|soir|midi"
    r"|feries?|vacances|\d+ ?h(?: ?\d+)?)\b"
)
# What may be closed of a structure that is not.
_OF_ELSE = re.compile(
    r"\b(?:listes?(?: d attente)?|inscriptions?|groupes?|cours|ateliers?|sessions?|guichet|parking|accueil"
    r"|standard|salle|ascenseur)(?: \w+){0,3} (?:est |sont |a ete )?ferme"
)


def says(cell: Any) -> bool:
    """Whether a cell, of whatever column, says that its structure is closed for good, or since some time."""
    if not isinstance(cell, str):
        return False
    words = fold(cell[:_LONGEST])
    if not words or _OF_ELSE.search(words):
        return False
    if _WHOLE.fullmatch(words) or _SAYS.search(words):
        return True
    return bool(_AFTER_A_NAME.search(cell.strip())) and not _A_DAY.search(words)
