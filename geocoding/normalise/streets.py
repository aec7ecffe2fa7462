# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of French street names: kinds of way, abbreviations, words that do not tell streets apart.

The abbreviations are those of La Poste's norm NF Z 10-011, with the spellings seen in directories.
"""

import re

from places.folding import fold

# Kind of way: the spellings that stand for it where a name begins, folded.
_SPELLINGS = {
    "allee": "all, allees, ale",
    "avenue": "av, ave, aven, avn",
    "boulevard": "bd, bld, blv, blvd, bvd, boul, boulv",
    "chaussee": "chs",
    "chemin": "ch, che, chem, chm",
    "cite": "cit",
    "clos": "",
    "corniche": "cor",
    "cote": "",
    "cour": "",
    "cours": "crs",
    "domaine": "dom",
    "espace": "",
    "esplanade": "esp, espl",
    "faubourg": "fg, fbg, fb, faub",
    "grande rue": "grand rue, gr rue, gde rue, grd rue",
    "hameau": "ham",
    "ilot": "",
    "impasse": "imp, impas",
    "lieu dit": "ld, lieudit",
    "lotissement": "lot, lotiss",
    "mail": "",
    "montee": "mte",
    "parc": "",
    "parvis": "prv",
    "passage": "pas, pass, pge, psg",
    "passerelle": "",
    "place": "pl, plc",
    "placette": "",
    "pont": "",
    "porte": "pte",
    "promenade": "prom",
    "quai": "qu",
    "quartier": "qua, quart, qrt, qt",
    "residence": "res, resid",
    "rocade": "",
    "rond point": "rpt, rdpt, rd pt, rd point",
    "route": "rte",
    "rue": "r, ru",
    "ruelle": "rlle",
    "sentier": "sen, sent",
    "sente": "",
    "square": "sq, sqr",
    "traverse": "tra, trav",
    "venelle": "ven",
    "villa": "vla",
    "village": "vge, vlge",
    "voie": "",
    "za": "zone artisanale, zone d activites, zone d activite, zone activites, zae",
    "zac": "zone d amenagement concerte",
    "zi": "zone industrielle",
}
WAYS = {way: way for way in _SPELLINGS} | {
    spelling: way for way, spellings in _SPELLINGS.items() for spelling in spellings.split(", ") if spelling
}
# Ways that a name often goes without, or bears as a part of itself.
SOFT_WAYS = frozenset(
    (
        *("lieu dit", "village", "hameau", "residence", "lotissement", "quartier", "domaine", "espace"),
        *("parc", "clos", "cite", "za", "zi", "zac"),
    )
)
_LONGEST_WAY = max(len(spelling.split()) for spelling in WAYS)

# Abbreviated titles and names, anywhere in a name.
_TITLES = {
    "adj": "adjudant",
    "abbe": "abbe",
    "amb": "ambassadeur",
    "av": "avenue",
    "bd": "boulevard",
    "cap": "capitaine",
    "capit": "capitaine",
    "cne": "capitaine",
    "cdt": "commandant",
    "comdt": "commandant",
    "cmdt": "commandant",
    "col": "colonel",
    "cl": "colonel",
    "cte": "comte",
    "div": "division",
    "doct": "docteur",
    "dr": "docteur",
    "gal": "general",
    "gl": "general",
    "gen": "general",
    "gnl": "general",
    "gov": "gouverneur",
    "ing": "ingenieur",
    "lt": "lieutenant",
    "ltd": "lieutenant",
    "mal": "marechal",
    "ml": "marechal",
    "marech": "marechal",
    "mgr": "monseigneur",
    "mme": "madame",
    "mlle": "mademoiselle",
    "mr": "monsieur",
    "nd": "notre dame",
    "pdt": "president",
    "prdt": "president",
    "pr": "professeur",
    "prof": "professeur",
    "prefet": "prefet",
    "rgt": "regiment",
    "regt": "regiment",
    "sgt": "sergent",
    "serg": "sergent",
    "sous lt": "sous lieutenant",
    "st": "saint",
    "ste": "sainte",
    "vve": "veuve",
    "fg": "faubourg",
    "fbg": "faubourg",
    "gd": "grand",
    "gde": "grande",
    "pt": "petit",
    "pte": "petite",
}
# Titles that people leave out of a name.
TITLES = frozenset(
    re.findall(
        r"\w+",
        "abbe adjudant ambassadeur amiral capitaine colonel commandant comte docteur general gouverneur"
        " ingenieur lieutenant madame mademoiselle marechal monseigneur monsieur president professeur"
        " sergent",
    )
)
# Numbers that streets bear, written in letters by some.
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        re.findall(
            r"\w+", "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
        ),
        start=2,
    )
}
_NUMBERS |= {"premier": "1", "1er": "1", "dixneuf": "19"}
# Words whose absence or change makes no other street.
LINKS = frozenset(
    re.findall(r"\w+", "a au aux d de del della des du en et l la le les lez n no s sous sur y")
)


def way_at(words: list[str]) -> tuple[str, int]:
    """Return the kind of way that folded words begin with, and how many words it takes; ("", 0) if none.

    An abbreviation of one or two letters counts only where a name follows it.
    """
    for length in range(min(_LONGEST_WAY, len(words)), 0, -1):
        way = WAYS.get(" ".join(words[:length]))
        if way and (len(words) > length or len(words[0]) > 4):
            return way, length
    return "", 0


def expand(street: str) -> str:
    """Return the folded name of a street, its way and its titles written out.

    "BD DU GAL DE GAULLE" becomes "boulevard du general de gaulle"; "" stays "".
    """
    words = fold(street).split()
    way, length = way_at(words)
    rest = words[length:]
    # A title stands before a name: at the end it is the name itself ("Rue du Cap", "Rue du Col").
    rest = [_TITLES.get(word, word) for word in rest[:-1]] + rest[-1:]
    return " ".join([*way.split(), *rest])


def significant(street: str) -> tuple[str, tuple[str, ...]]:
    """Return what tells a street from another: its kind of way ("" when not said) and its words.

    Articles and links are left out, numbers in letters become figures.
    """
    words = expand(street).split()
    way, length = way_at(words)
    rest = [_NUMBERS.get(word, word) for word in words[length:]]
    kept = [word for word in rest if word not in LINKS]
    return way, tuple(kept or rest)


# What a provider adds to the name of a street: brackets, or the part of the commune after a dash.
_ADDED = re.compile(r"\s*\([^()]*\)|\s+[-–—]\s+[^\d–—-]+$")


def as_asked(found: str) -> str:
    """Return the name of a street that a provider wrote, cleaned as a typed address is: "Rue Basse (Rd2)" and
    "Rue Basse - Agnac" become "Rue Basse". A name of which nothing would be left stays."""
    cleaned = _ADDED.sub("", found).strip()
    return cleaned if fold(cleaned) and fold(cleaned) not in WAYS else found
