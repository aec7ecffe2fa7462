# SPDX-License-Identifier: AGPL-3.0-or-later
"""The name of a structure taken apart: its trade, whether it travels or is a branch, and what is its own."""

import enum
import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from places.folding import fold

# A trade, and the words by which directories name it, folded. Two bodies of different trades that share a
# door or a telephone are two structures.
_TRADES = {
    "france-services": "france services, france service, msap, maison de services au public, pimms",
    "poste": "la poste, poste, bureau de poste, agence postale, agence postale communale",
    "mairie": "mairie, hotel de ville, mairie annexe, mairie deleguee, mairie de quartier",
    "ccas": "ccas, cias, centre communal d action sociale, centre intercommunal d action sociale",
    "bibliotheque": "bibliotheque, mediatheque, ludotheque, bibliotheques, mediatheques",
    "centre-social": "centre social, centres sociaux, centre socioculturel, centre socio culturel, csc,"
    " espace de vie sociale, evs",
    "maison-de-quartier": "maison de quartier, maison pour tous, mjc, maison des jeunes et de la culture",
    "france-travail": "pole emploi, france travail",
    "mission-locale": "mission locale, missions locales",
    "maison-emploi": "maison de l emploi, espace emploi, maison de l emploi et de la formation, cap emploi",
    "caf": "caf, caisse d allocations familiales",
    "cpam": "cpam, assurance maladie, caisse primaire d assurance maladie, carsat",
    "msa": "msa, mutualite sociale agricole",
    "mds": "mds, cms, centre medico social, maison departementale des solidarites, maison des solidarites,"
    " maison departementale de la solidarite, maison de la solidarite, utas",
    "mdph": "mdph, maison departementale de l autonomie, maison departementale des personnes handicapees",
    "jeunesse": "pij, bij, crij, point information jeunesse, point info jeunesse, point info jeunes,"
    " info jeunes, bureau information jeunesse",
    "clic": "clic",
    "residence": "ehpad, residence autonomie, foyer logement",
    "impots": "tresorerie, centre des impots, finances publiques, dgfip",
    "prefecture": "prefecture, sous prefecture",
    "justice": "point justice, maison de justice et du droit, cdad, cidff, tribunal",
    "croix-rouge": "croix rouge, croix rouge francaise",
    "secours-populaire": "secours populaire, secours populaire francais",
    "secours-catholique": "secours catholique, caritas",
    "restos": "restos du coeur, restaurants du coeur",
    "emmaus": "emmaus",
    "banque-alimentaire": "banque alimentaire, epicerie sociale, epicerie solidaire",
    "udaf": "udaf",
    "familles-rurales": "familles rurales",
    "ecole": "ecole, college, lycee, universite, greta, afpa, campus",
    "sante": "centre hospitalier, hopital, cegidd, pmi, planning familial, maison de sante, pass",
    "hebergement": "chrs, huda, cada, cph, chu, foyer, pension de famille, spada",
    "office-tourisme": "office de tourisme, office du tourisme",
    "numerique": "epn, espace public numerique, espace numerique, cyber base, cyberbase, cyber espace,"
    " fablab, tiers lieu, coworking, conseiller numerique",
}  # fmt: skip
# What a body calls itself whatever it does: a trade only where nothing else is named.
_BODIES = {
    "intercommunalite": "communaute de communes, communaute d agglomeration, communaute urbaine, metropole,"
    " agglomeration, cdc, ccs",
    "association": "association, asso",
}
_MOBILE = "bus, camion, itinerant, itinerante, itinerants, itinerantes, itinerance, mobile, pirogue, fourgon,"
_MOBILE += " van, caravane, navette, camping car, minibus, roulotte"
_BRANCH = "antenne, annexe, permanence, relais, point relais, delegation, mairie deleguee, mairie annexe"
# Words without which a name is the same name.
_LINKS = frozenset(
    re.findall(
        r"\S+",
        """
    a au aux d de del della des du en et l la le les lez ou par pour s sous sur un une y chez
    association asso exemple
        """,
    )
)
# Words that tell no structure from another, though a name with them is not quite the same one.
_EMPTY_WORDS = _LINKS | frozenset(
    re.findall(
        r"\S+",
        """
    accueil agence antenne centre communal communale communaute commune communes departement
    departemental departementale espace etablissement fixe guichet intercommunal intercommunale lieu
    local locale maison multi multisite multisites municipal municipale pays point pole principal
    public publics service services site structure ville territoire labellise labellisee siege
    social sociale
        """,
    )
)
# Letters in which one slip is forgiven, and two.
_ONE_SLIP, _TWO_SLIPS = 5, 9


def _phrases(trades: dict[str, str]) -> dict[tuple[str, ...], str]:
    return {
        tuple(phrase.split()): trade
        for trade, phrases in trades.items()
        for phrase in (one.strip() for one in phrases.split(","))
        if phrase
    }


_TRADE_OF = _phrases(_TRADES)
_BODY_OF = _phrases(_BODIES)
_SIGNS = _phrases({"mobile": _MOBILE, "branch": _BRANCH})
_LONGEST = max(len(phrase) for phrases in (_TRADE_OF, _BODY_OF, _SIGNS) for phrase in phrases)


class Names(enum.IntEnum):
    """How much two names are alike, from not at all to the same."""

    OTHER = 0
    TOWN = 1  # one has no word of its own: its trade and its town alone
    SHARED = 2  # half of the words at least, and each has others
    PART = 3  # all the words of one are among those of the other, or it is its initials
    NEAR = 4  # the same words, but for a slip and those that tell no structure from another or name a trade
    SAME = 5  # the same words, articles apart


@dataclass(frozen=True, slots=True)
class Name:
    """A name: `trades` that it names, whether it travels or is a branch of another, `words` that
    are its own."""

    whole: str
    trades: frozenset[str]
    is_mobile: bool
    is_branch: bool
    words: tuple[str, ...]


@lru_cache(maxsize=8192)
def taken_apart(text: str) -> Name:
    """Take the name of a structure apart. Never raises for any text."""
    words = fold(text).split()
    trades: set[str] = set()
    bodies: set[str] = set()
    signs: set[str] = set()
    own: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + length])
            if known := [of[phrase] for of in (_TRADE_OF, _BODY_OF, _SIGNS) if phrase in of]:
                trades.update(one for one in known if one in _TRADES)
                bodies.update(one for one in known if one in _BODIES)
                signs.update(one for one in known if one in ("mobile", "branch"))
                place += length
                break
        else:
            if words[place] not in _EMPTY_WORDS:
                own.append(words[place])
            place += 1
    # « Association », « communauté de communes » beside a trade say who runs it.
    return Name(
        " ".join(words),
        frozenset(trades or bodies),
        "mobile" in signs,
        "branch" in signs,
        tuple(dict.fromkeys(own)),
    )


def likeness(a: Name, b: Name, town_of_both: frozenset[str] = frozenset()) -> Names:
    """How much two names are alike, the words of the town that both are in counting for nothing.

    A slip of the fingers is forgiven in words of five letters and more. Symmetric.
    """
    if _bare(a) == _bare(b) != "":
        return Names.SAME
    mine = [word for word in a.words if word not in town_of_both]
    theirs = [word for word in b.words if word not in town_of_both]
    both, only_mine, only_theirs = _told_apart(mine, theirs)
    if not only_mine and not only_theirs:
        if both or a.trades & b.trades:
            return Names.NEAR
        # Only the town in common: « Mairie de Melun », « CCAS de Melun ».
        return Names.OTHER if a.trades and b.trades else Names.TOWN
    if "".join(sorted(mine)) == "".join(sorted(theirs)) or "".join(mine) == "".join(theirs):
        return Names.NEAR
    if _is_acronym(a, b) or _is_acronym(b, a):
        return Names.PART
    if not only_mine or not only_theirs:
        return Names.PART if both else Names.TOWN
    return Names.SHARED if 2 * both >= len(mine) + len(theirs) - both else Names.OTHER


def _bare(name: Name) -> str:
    """Its words in order of the alphabet, links apart, and run together: however it is hyphenated."""
    return "".join(sorted(word for word in name.whole.split() if word not in _LINKS))


def _is_acronym(short: Name, long: Name) -> bool:
    """Whether a name is the initials of the first words of another: « MDA », « Maison des associations »."""
    word, words = short.whole, long.whole.split()
    if not 3 <= len(word) <= 8 or not word.isalpha() or len(words) < 3:
        return False
    with_links = "".join(one[0] for one in words)
    without = "".join(one[0] for one in words if one not in _LINKS)
    return with_links.startswith(word) or without.startswith(word)


def _told_apart(mine: list[str], theirs: list[str]) -> tuple[int, list[str], list[str]]:
    """How many words both have, and those of each alone. Symmetric, in whatever order words come."""
    mine, theirs = sorted(mine), sorted(theirs)
    if theirs < mine:
        both, only_theirs, only_mine = _told_apart(theirs, mine)
        return both, only_mine, only_theirs
    common = set(mine) & set(theirs)
    only_mine = [word for word in mine if word not in common]
    only_theirs = [word for word in theirs if word not in common]
    both = len(common)
    for word in list(only_mine):
        slip = next((other for other in only_theirs if _is_slip(word, other)), None)
        if slip is not None:
            only_mine.remove(word)
            only_theirs.remove(slip)
            both += 1
    return both, only_mine, only_theirs


def _is_slip(mine: str, theirs: str) -> bool:
    if any(char.isdigit() for char in mine + theirs) or mine[0] != theirs[0]:
        return mine.rstrip("sx") == theirs.rstrip("sx") and mine != theirs
    length = min(len(mine), len(theirs))
    if mine.rstrip("sx") == theirs.rstrip("sx"):
        return True
    if length < _ONE_SLIP:
        return False
    return OSA.distance(mine, theirs) <= (2 if length >= _TWO_SLIPS else 1)
