# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the name of a street ends and what people add without a comma begins.

That is a landmark, a building, a second address. Words are taken away at the end and nowhere else: the
street's own words and the house's number stay as they are.
"""

import re

from geocoding.normalise.streets import LINKS, way_at

# Where the place is, said by another: "face à la mairie", "à l'angle de la rue Foch".
_LANDMARK = (
    r"(?:en )?face|derriere|devant|a cote d(?:e|u|es)?|a (?:l )?angle|angle d(?:e|es|u)|a proximite"
    r"|a (?:droite|gauche)|au (?:coin|niveau|dessus|dessous|fond)"
)
# What stands at the address and has a name of its own.
_BUILT = (
    r"lieu ?dit|ld|residences?|resid|res|immeuble|imm|batiments?|bats?|lotissement|lotiss|lot"
    r"|zone (?:artisanale|commerciale|industrielle|d activites?)|z(?:a|i|ac|ae)|centre commercial|hameau"
)
_MONTH = (
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    r"|siecle|regiment)"
)
# A second address, or a second number: "et 14 rue Foch", "ou 16".
_SECOND = rf"(?:et|ou) \d{{1,4}}(?: (?:bis|ter|quater|[a-z]))?(?= (?!{_MONTH}\b)|$)"
_UNIT = (
    r"(?:escalier|esc|appartement|appart|appt|apt|porte|hall|entree|bloc|tour|cage|etage|niveau)"
    r" (?:[a-z]|\d{1,4} ?[a-z]?)(?= |$)"
)
_MARK = re.compile(rf"(?:{_LANDMARK}|{_BUILT})(?= )|{_SECOND}|{_UNIT}")


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
        if words[place - 1] in LINKS or words[place - 1] in {"saint", "sainte"}:
            continue
        if all(word in LINKS for word in words[length:place]):
            continue
        if _MARK.match(" ".join(words[place:])):
            return " ".join(words[:place])
    return street
