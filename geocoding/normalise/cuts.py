# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the name of a street ends and what people add without a comma begins.

That is a landmark, a building, a second address. Words are taken away at the end and nowhere else: the
street's own words and the house's number stay as they are.
"""

import re

from geocoding.normalise.streets import LINKS, way_at

# Where the place is, said by another: "face à la mairie", "à l'angle de la rue Foch".
_LANDMARK = (
    r"(?:en )?face|derriere|devant|(?:a )?cote|pres d(?:e|es|u)?|a (?:l )?(?:angle|intersection)|angle|coin"
    r"|croisement|intersection|a proximite|a (?:droite|gauche)|au (?:coin|niveau|dessus|dessous|fond)"
    r"|fond d(?:e|u)|sonner|interphone|portail|digicode|acces|entree"
)
# What stands at the address and has a name of its own.
_BUILT = (
    r"lieu ?dit|ld|l d|village|quartier|residences?|resid|res|immeuble|imm|batiments?|bats?|lotissement"
    r"|lotiss|lot|zone (?:artisanale|commerciale|industrielle|d activites?)|z(?:a|i|ac|ae)"
    r"|centre commercial|hameau"
)
# A body whose name follows that of its street: "Mairie annexe", "Antenne de la CAF".
_BODY = (
    r"mairie|maison|centre|antenne|bureau|espace|association|ecole|college|lycee|gymnase|mediatheque"
    r"|bibliotheque|mission|foyer|france (?:services|travail)|pole emploi|croix rouge|secours|hotel de ville"
    r"|salle|unite|agence|caisse|service|locaux|poste"
)
# The road that the street is a part of: "D381", "RN 7".
_ROAD = (
    r"(?:(?:r[dntp]|cd|d|n)|route (?:departementale|nationale|territoriale|provinciale)) ?\d{1,4} ?[a-z]?$"
)
_HOURS = r"(?:ouvert|horaires|(?:du )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi))"
_MONTH = (
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    r"|siecle|regiment)"
)
# A second address, or a second number: "et 14 rue Foch", "ou 16".
_SECOND = rf"(?:et|ou) (?:aussi )?\d{{1,4}}(?: (?:bis|ter|quater|[a-z]))?(?= (?!{_MONTH}\b)|$)"
_UNIT = (
    r"(?:escalier|esc|appartement|appart|appt|apt|porte|hall|entree|bloc|tour|cage|etage|niveau)"
    r" (?:[a-z]|\d{1,4} ?[a-z]?)(?= |$)"
)
_MARK = re.compile(rf"(?:{_LANDMARK}|{_BUILT}|{_BODY}|{_HOURS})(?= )|(?:mairie|poste)$|{_UNIT}|{_ROAD}")
_SECOND_MARK = re.compile(_SECOND)
# A figure after one of these is a part of the name.
_NUMBERED_ROADS = frozenset(
    re.findall(r"\w+", "nationale departementale territoriale provinciale communale vicinale rurale")
)


def cut_at_noise(street: str) -> str:
    """Return the folded, written-out name of a street without what follows the first mark of something else.

    The name comes back as it was where there is no such mark, where no kind of way begins it, and where what
    would be left names nothing ("rue de la résidence"): a mark after an article belongs to the name.
    """
    words = street.split()
    _way, length = way_at(words)
    if not length:
        return street
    for place in range(length + 1, len(words)):
        rest, last = " ".join(words[place:]), words[place - 1]
        if all(word in LINKS for word in words[length:place]) or last in _NUMBERED_ROADS:
            continue
        if words[place:] == words[:place] or (words[place].isdigit() and words[place + 1 :] == words[:place]):
            return " ".join(words[:place])  # written twice
        is_whole = last not in LINKS and last not in {"saint", "sainte"}
        if _SECOND_MARK.match(rest) or (is_whole and _MARK.match(rest)):
            return " ".join(words[:place])
    return street
