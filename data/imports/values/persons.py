# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose a telephone number or an e-mail is, where its cell says so: theirs, and for professionals alone."""

import re

from places.folding import fold

THEIRS = "De %s, à qui c'est : gardé comme contact, pour les professionnels seulement."
_MOBILE = re.compile(r"0[67]|\+33 ?[67]")
_TITLED = re.compile(
    r"\b(?:M\.|Mr\.?|Mme\.?|Mlle\.?|Monsieur|Madame)\s+((?:[A-ZÀ-Ý][\w'’-]+\s?){1,3})", re.UNICODE
)
_NAMED = re.compile(r"[A-ZÀ-Ý][\w'’-]+(?:\s+[A-ZÀ-Ý][\w'’-]+){1,2}")


def of_telephone(text: str, number: str) -> str:
    """The person whose mobile a cell says that a number is, with their title; empty where it says of nobody.

    >>> of_telephone("06 12 34 56 78 (Mme Essai, le matin)", "06 12 34 56 78")
    'Mme Essai'
    """
    titled = _TITLED.search(text)
    return titled[0].strip() if titled and _MOBILE.match(number) else ""


def of_email(text: str, email: str) -> str:
    """The person named beside an e-mail address that is made of their name; empty where there is none.

    >>> of_email("p.essai@exemple.org (Paule Essai)", "p.essai@exemple.org")
    'Paule Essai'
    """
    local = fold(email.split("@")[0])
    for found in [*_TITLED.finditer(text), *_NAMED.finditer(text)]:
        if any(len(word) >= 3 and word in local for word in fold(found[0]).split()):
            return found[0].strip()
    return ""
