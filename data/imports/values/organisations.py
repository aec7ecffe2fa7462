# SPDX-License-Identifier: AGPL-3.0-or-later
"""What organisations that welcome people are called by, and which mailboxes are theirs and no person's."""

import re

from places.folding import fold

_ORGANISATION = re.compile(
    r"\b(?:associations?|asso|amicale|centres?|cias|ccas|maisons?|mairie|mission|secours|foyers?|espaces?"
    r"|points?|relais|antenne|france services|mediatheque|bibliotheque|club|comite|union|federation|mjc"
    r"|collectif|croix|restos?|restaurants? du coeur|ecole|lycee|college|pmi|caf|cpam|cimade|emmaus|entraide"
    r"|ligue|reseau|fondation|institut|cada|chrs|huda|accueil|agence|pole|service|prefecture|universite|greta"
    r"|hopital|permanence|epicerie|atelier|plateforme|regie|cite|solidarite|solidarites|france travail)\b"
)
_EVERYBODY = re.compile(
    r"(?:contact|accueil|secretariat|info|infos|mairie|asso|association|direction|bonjour|administration|standard"
    r"|ccas|bureau|courrier|equipe|siege|antenne|centre|formation|inscription|permanence)s?[@.\d_-]",
    re.IGNORECASE,
)


def is_named_so(text: str) -> bool:
    """Whether a text reads like the name of an organisation: « Centre social », « Secours »."""
    return bool(_ORGANISATION.search(fold(text)))


def is_everybodys(email: str) -> bool:
    """Whether an e-mail address is no person's: « contact@ », « accueil@ »."""
    return bool(_EVERYBODY.match(email))
