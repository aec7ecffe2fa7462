"""Ways of writing an address that directories show, each a function of a truth and a seeded generator.

Like the classes of damage.py: a function returns the columns of a row as someone would have typed them, or
None where it does not apply. `know` must have been given the documents first: it is how a mutator sees that
what it typed is by chance another street or town of the place, and how absent addresses are made.

`ABSENT` makes, of a truth, another whose right answer is « not there »; every mutator applies to it too.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from html.entities import codepoint2name
from unicodedata import combining, normalize

from bench.geocoding.documents import Truth
from bench.geocoding.measure import Case
from geocoding.pipeline import Text

Mutator = Callable[[Truth, random.Random], Text | None]
Spelling = Callable[[Truth, random.Random], Truth | None]


def _several(text: str, mark: str = "|") -> tuple[str, ...]:
    return tuple(text.split(mark))


def _one(rng: random.Random, text: str) -> str:
    """One of the texts between the bars."""
    return rng.choice(text.split("|"))


# --- Words -------------------------------------------------------------------------------------------------

_WAYS = {
    "rue": ("R", "r.", "r"),
    "avenue": ("AV", "Av.", "Ave", "av"),
    "boulevard": ("BD", "Bd", "Bld", "BLD", "Blvd", "bvd"),
    "place": ("PL", "Pl.", "pl"),
    "impasse": ("IMP", "Imp.", "imp"),
    "chemin": ("CHE", "Che", "Chem.", "ch.", "CH"),
    "route": ("RTE", "Rte", "rte"),
    "allée": ("ALL", "All.", "all"),
    "allee": ("ALL", "All.", "all"),
    "square": ("SQ", "Sq."),
    "faubourg": ("FG", "Fbg", "fbg."),
    "passage": ("PAS", "Pass.", "PASS"),
    "quai": ("QU", "Q."),
    "lotissement": ("LOT", "Lot.", "lotiss."),
    "cours": ("CRS", "Crs"),
    "voie": ("VOIE", "Voie"),
    "boucle": ("BCLE", "Bcle"),
    "ruelle": ("RLE", "Rlle"),
    "promenade": ("PROM", "Prom."),
    "résidence": ("RES", "Rés."),
    "residence": ("RES", "Rés."),
    "cité": ("CITE", "Cité"),
    "sentier": ("SEN", "Sent."),
    "venelle": ("VEN", "Ven."),
    "esplanade": ("ESP", "Espl."),
    "hameau": ("HAM", "Ham."),
    "montée": ("MTE", "Mtée"),
    "traverse": ("TRA", "Trav."),
    "rond-point": ("RPT", "Rd-Pt"),
    "carrer": ("Carr.",),
    "carrièra": ("Carr.",),
    "camin": ("Cam.",),
}
_TITLES = {
    "général": ("Gal", "Gén.", "GAL", "Gl"),
    "general": ("Gal", "Gén.", "GAL"),
    "docteur": ("Dr", "DR", "Doct."),
    "maréchal": ("Mal", "MAL", "Mchal"),
    "marechal": ("Mal", "MAL"),
    "saint": ("St", "ST", "St."),
    "sainte": ("Ste", "STE"),
    "président": ("Pdt", "Prés.", "Pt"),
    "president": ("Pdt", "Prés."),
    "commandant": ("Cdt", "CDT", "Cmdt"),
    "colonel": ("Col", "Cel", "Col."),
    "capitaine": ("Cne", "Cap.", "CAP"),
    "lieutenant": ("Lt", "Ltt"),
    "professeur": ("Pr", "Prof."),
    "sergent": ("Sgt", "Sgt."),
    "adjudant": ("Adj.", "ADJ"),
    "frères": ("Fr.", "FRES"),
    "monseigneur": ("Mgr",),
    "notre-dame": ("N.D.", "ND"),
    "vieux": ("Vx",),
    "grande": ("Gde", "Gd"),
    "petite": ("Pte", "Pt"),
    "jean": ("J.",),
    "sous": ("s/",),
    "sur": ("s/",),
    "amiral": ("Al", "Aml"),
    "soeur": ("Sr",),
    "abbé": ("Abbé",),
    "privee": ("Priv.",),
    "territoriale": ("Terr.", "T."),
    "provinciale": ("Prov.", "P."),
    "urbaine": ("Urb.", "U."),
    "novembre": ("nov.", "Nov"),
    "première": ("1ère", "1re"),
    "église": ("Egl.",),
}
_LINKS = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "et", "en"))
_FIRST_NAMES = _several(
    "Jean Pierre Paul Jacques Louis Charles Henri Georges Victor Émile Albert Léon André Marcel René Robert "
    "Maurice Joseph François Marie Jules Eugène Édouard Gustave Alfred Raymond Lucien Roger Michel Antoine "
    "Auguste Alexandre Philippe Étienne Claude Félix Gabriel Gaston Ernest Édgar Edmond Adolphe Arthur "
    "Aristide Armand Benjamin Camille Christophe Daniel Denis Fernand Ferdinand Francis Frédéric Gérard "
    "Guillaume Guy Hector Honoré Jeanne Julien Laurent Léo Marc Martin Nicolas Olivier Pascal Romain Simone "
    "Théophile Yves Adrien Alain Anatole Arnold Bernard Clément Dominique Emmanuel Germain Gilbert Irène "
    "Isidore James Louise Max Noël Norbert Oscar Raoul Rosa Salvador Thomas Vincent William Wilfrid",
    " ",
)
_SURNAMES = _several(
    "Martin Bernard Petit Durand Leroy Moreau Girard Bonnet Dupont Fontaine Rousseau Blanc Garnier Faure "
    "Mercier Boyer Chevalier Perrin Morin Clément Gauthier Dumont Lopez Nguyen Benali Traoré Diallo",
    " ",
)
_BODIES = _several(
    "Maison du Département|Centre socioculturel municipal|Espace Marie Terrier|"
    "Association L'Escale|Médiathèque Simone Veil|Pôle Solidarités et Cohésion Sociale|"
    "France services|Bureau de Poste|Salle polyvalente|Antenne MSA|EHPAD Les Glycines|"
    "Secours populaire français|La Passerelle|Point d'Accès Aux Droits (PAD)|"
    "Pôle d'accompagnement de proximité / CCAS|Lycée professionnel|SARL Petit & Fils|"
    "Croix-Rouge française - unité locale|UDAF|ADIL|Centre médico-social|Resto du Coeur"
)
_PLACES = _several(
    "Les Chênes|La Goutte|Le Moulin Neuf|Les Quatre Vents|Le Haut du Mont|La Croix Blanche|"
    "Champ Rond|Bellevue|Les Prats|Pont Rouge|Le Cros|Grand Camp|Ponte Leccia|Mont Vert les Hauts|"
    "La Grangette|Kerantour|Les Prés de la Cure"
)
_LANDMARKS = _several(
    "face à la mairie|en face de la mairie|à côté de la poste|près de la Gendarmerie|"
    "derrière l'église|face au collège|à côté du Super U|en face de la pharmacie|à 50 m de la gare|"
    "près du stade|devant l'école|au-dessus de la boulangerie|côté parc|"
    "derrière la salle des fêtes|face à l'arrêt de bus|vers le rond-point|"
    "à proximité du centre commercial|à l'entrée du village"
)
_ADVICE = _several(
    "entrée par la cour|sonner à l'interphone|parking derrière|au fond de la cour|"
    "se reporter au planning des permanences|sur rendez-vous|portail vert|accès PMR par l'arrière|"
    "ancienne école|locaux de la Mission locale|1ère porte à droite|code 45A12|pendant les travaux|"
    "ne pas stationner"
)
_RESIDENCES = _several(
    "Les Glycines|Le Verdonnet|Orion|Espérance|du Parc|Les Terrasses|Saint-Georges|"
    "Le Courrier du Printemps|La Cannaie|Le Glattier|Beau Site|Les Horizons 2|Charles Péguy"
)
_BLOCKS = _several("Le Ventoux|Acacia|La Saretta|Wilson|B|C2|Le Mistral|A Stalla|12|Jaurès")
_QUARTERS = {
    "Nouméa": (
        "Magenta",
        "Ducos",
        "Vallée des Colons",
        "Rivière Salée",
        "Faubourg Blanchot",
        "Ouémo",
        "Motor Pool",
    ),
    "Dumbéa": ("Koutio", "Auteuil", "Dumbéa-sur-Mer", "Katiramona"),
    "Le Mont-Dore": ("Boulari", "Robinson", "Plum", "La Coulée", "Pont-des-Français", "Vallon-Dore"),
    "Belfort": ("Les Glacis", "Résidences", "Vieille Ville", "Les Barres", "Le Mont", "Pépinière"),
}
_ANY_QUARTERS = ("Centre", "Centre-ville", "Les Hauts", "La Gare", "Jean Monnet", "Durivage", "Courteille")
_OLD_NAMES = {
    "90068": ("Meroux-Moval", "Moval", "Meroux"),
    "90042": ("Évette", "Salbert"),
    "90082": ("Autrage", "Eschêne", "Eschêne-Autrage"),
    "90065": ("Lepuix-Gy",),
    "90041": ("Étueffont-Haut", "Étueffont-Bas"),
    "90061": ("La Madeleine",),
}
_DEPARTEMENTS = dict(
    one.split(" ", 1)
    for one in _several(
        "09 Ariège|11 Aude|12 Aveyron|15 Cantal|19 Corrèze|23 Creuse|24 Dordogne|2A Corse-du-Sud|"
        "2B Haute-Corse|30 Gard|31 Haute-Garonne|32 Gers|33 Gironde|34 Hérault|43 Haute-Loire|"
        "46 Lot|47 Lot-et-Garonne|48 Lozère|63 Puy-de-Dôme|65 Hautes-Pyrénées|"
        "66 Pyrénées-Orientales|75 Paris|77 Seine-et-Marne|81 Tarn|82 Tarn-et-Garonne|"
        "90 Territoire de Belfort|971 Guadeloupe|972 Martinique|973 Guyane|974 La Réunion|"
        "976 Mayotte|988 Nouvelle-Calédonie"
    )
)
_SHARED_NAMES = frozenset(
    _several("Bretagne|Buc|Chaux|Courcelles|Croix|Essert|Fontaine|Fontenelle|Lagrange|Leval|Charmois|Boron")
)
_ORDINARY = ("Rue de la République", "Place du Marché", "Avenue Jean Jaurès", "Rue Victor Hugo")
_DATES = _several(
    "8 Mai 1945|8 Mai|11 Novembre 1918|11 Novembre|19 Mars 1962|14 Juillet|14 Juillet 1789|"
    "4 Septembre|1er Mai|18 Juin 1940|18 Juin|6 Juin 1944|25 Août 1944|5 Mai"
)
_TWINS = tuple(
    tuple(pair.split("/"))
    for pair in _several(
        "Damier/Ramiers|Pasteur/Pasteure|Pasteur/Pasture|Moulin/Morin|Moulin/Mouline|Prés/Prêtres|"
        "Pommiers/Pompiers|Pruniers/Pommiers|Tilleuls/Tuileries|Rosiers/Roseaux|Roses/Rosées|"
        "Carnot/Carnat|Foch/Fouché|Ferry/Ferré|Marceau/Moreau|Verdun/Verdin|Château/Châtel|"
        "Chênes/Charmes|Vosges/Voges|Forges/Gorges|Fontaine/Montaigne|Gare/Garde|Mairie/Marie|"
        "Champs/Camps|Acacias/Azalées|Hugo/Huguet|Lilas/Lias|Belfort/Beaufort|Poste/Porte|"
        "Étang/Étain|Vignes/Vergnes|Source/Sourde|Thiers/Tiers|Sapins/Lapins|Cerisiers/Merisiers|"
        "Peupliers/Poiriers|Jeunesse/Justesse|Alouettes/Mouettes"
    )
)
_UNITS = _several(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf",
    " ",
)
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
_KEYS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_JOINS = (", ", " - ", " ", "\n")
_REGIONAL = re.compile(
    r"k|w|aa|oo|ii|uu|ë|ò|ï|^n[dgj]|^m[bw]|tch|lh|nh|^ti$|morne|ravine|bwa|lakou|anse|habitation"
    r"|carri[eè]ra|carrer|camin|pla[cç]a|andron|^mas$|pu[eè]ch|castel|b[oò]rd[ae]|^lou$|serr[ae]|combe|causse"
    r"|(?:ac|argues|uech)$|iaouli|[îi]lot|éré$|^t[io][aou]|oua[^r]|hou[éa]|ou[eé]n",
    re.IGNORECASE,
)
_BY_EAR = (
    ("ph", ("f",)),
    ("f(?=[aeiou])", ("ph", "ff")),
    ("y", ("i",)),
    ("eau", ("au", "o")),
    ("(?<!e)au", ("o",)),
    ("([lnmtrpsf])\\1", ("\\1",)),
    ("(?<=[aeiou])([lnmtr])(?=[aeiou])", ("\\1\\1",)),
    ("ai(?!l|n)", ("è", "ei")),
    ("qu", ("k", "c")),
    ("k", ("c", "qu")),
    ("c(?=[aou])", ("k",)),
    ("th", ("t",)),
    ("z", ("s",)),
    ("(?<=[aeiou])s(?=[aeiou])", ("z", "ss")),
    ("en(?=[dtsc])", ("an",)),
    ("an(?=[dtsc])", ("en",)),
    ("ge(?=[aou])", ("j",)),
    ("(?<=[a-zé]{3})[tdsx]$", ("",)),
    ("(?<=[a-z]{3}[lnr])e$", ("",)),
    ("^h(?=[aeiouéè])", ("",)),
    ("é", ("er", "è")),
    ("ou(?=[a-z])", ("oo", "u")),
    ("in(?=[^aeiouné])", ("ain",)),
)
_REGIONAL_EAR = (
    ("k", ("c", "qu")),
    ("c(?=[aou])", ("k",)),
    ("ou(?=[aeiouéè])", ("w",)),
    ("w", ("ou", "v")),
    ("tch", ("ch",)),
    ("aa", ("a",)),
    ("oo", ("o",)),
    ("é", ("è", "e", "ê")),
    ("è", ("é", "e")),
    ("ò", ("o", "ó")),
    ("y", ("i",)),
    ("i(?=[aeé])", ("y",)),
    ("lh", ("ll", "ilh")),
    ("nh", ("gn",)),
    ("^n(?=[dgj])", ("",)),
    ("gn", ("nh",)),
    ("u", ("ou",)),
    ("(?<=[aeiou])([lnmt])(?=[aeiou])", ("\\1\\1",)),
    ("(?<=[a-zé]{3})[tdsx]$", ("",)),
)
_OCR = tuple(
    tuple(pair.split("/"))
    for pair in _several(
        "rn/m|m/rn|cl/d|d/cl|l/1|l/I|I/l|i/l|i/j|e/c|c/e|é/6|é/è|è/é|o/0|O/0|a/o|n/ri|u/ii|u/n|n/u|"
        "h/li|h/b|t/f|f/t|S/5|s/5|B/8|g/9|g/q|v/y|w/vv|R/P|P/F|ff/fl|'/`|à/a|E/F|G/6|Z/2|D/0|M/IVI|"
        "U/LI"
    )
)


# --- What is known of the place ----------------------------------------------------------------------------


@dataclass(slots=True)
class _Known:
    """Every street and number of the documents, removed from the index or not."""

    streets: dict = field(default_factory=lambda: defaultdict(dict))
    cores: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    towns: dict = field(default_factory=lambda: defaultdict(dict))
    pool: dict = field(default_factory=lambda: defaultdict(list))
    twins: dict = field(default_factory=dict)
    far: dict = field(default_factory=dict)


_known = _Known()


def _forget() -> None:
    for known in (_known.streets, _known.cores, _known.towns, _known.pool, _known.far):
        known.clear()


def know(documents: Iterable[dict]) -> None:
    """Learn the streets, numbers and towns of all these documents, whole: before anything is removed."""
    _forget()
    for one in documents:
        code = _first(one["citycode"])
        departement = code[:3] if code >= "97" else code[:2]
        name = _first(one["name"])
        if one["type"] == "municipality":
            _known.towns[departement][code] = (name, _first(one["postcode"]), one["lat"], one["lon"])
            continue
        numbers = {_tight(number) for number in one.get("housenumbers") or {}}
        _known.streets[code].setdefault(_fold(name), set()).update(numbers)
        _known.cores[code][_core(name)] |= numbers
        _known.pool[departement].append((name, code))
    _known.twins = _real_twins()


def _real_twins() -> dict[str, list[str]]:
    """Words a letter or two from another that is alone the name of a real street.

    Plurals and doubled letters are left out, and first names: « Rue Oules Lévy » would be a slip.
    """
    words, alone = {}, set()
    for streets in _known.pool.values():
        for name, _code in streets:
            for word in re.findall(r"[^\W\d_]{5,}", _split(name)[1]):
                words.setdefault(_fold(word), word.capitalize())
            alone.add(_core(name))
    for first in _FIRST_NAMES:
        words.pop(_fold(first), None)
    near = defaultdict(set)
    for word in words:
        for one in _less(word):
            near[one].add(word)
    twins = defaultdict(set)
    for group in near.values():
        for one in group:
            twins[one] |= {
                words[other]
                for other in group
                if other in alone
                and _hair(one) != _hair(other)
                and _distance(one, other) <= (1 if len(one) < 7 else 2)
            }
    for one, other in _TWINS:
        twins[_fold(one)].add(other)
        twins[_fold(other)].add(one)
    return {one: sorted(others) for one, others in twins.items() if others}


def _less(word: str) -> set[str]:
    once = {word[:place] + word[place + 1 :] for place in range(len(word))}
    return {word} | once | {one[:p] + one[p + 1 :] for one in once for p in range(len(one)) if len(word) >= 7}


def _hair(word: str) -> str:
    """What is left of a word when plurals and doubled letters are nothing."""
    return re.sub(r"(.)\1", r"\1", re.sub(r"(?:e?s|x|e)$", "", word))


def _distance(one: str, other: str) -> int:
    """Letters left out, added, changed or exchanged between two words."""
    rows = [list(range(len(other) + 1))]
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def _is_another(truth: Truth, street: str) -> bool:
    """Whether what was typed for the street is another street of the commune (nobody could tell).

    Of an absent street it must not have come nearer than it was to one that exists.
    """
    typed, own = _fold(street), _fold(truth.street)
    if typed != own and (typed in _known.streets[truth.citycode] or _one_core(truth, street)):
        return True
    if truth.removed != "street":
        return False
    return any(
        _near(known, typed) and not _near(known, own) and _core(known) != _core(own)
        for known in _known.streets[truth.citycode]
    )


def _near(one: str, other: str) -> bool:
    """Whether one slip separates two texts: what `_distance` says of one, quicker."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _alone(truth: Truth) -> bool:
    """Whether no other commune of the postcode has a way of the name: then the town can be left out."""
    towns = {code for code, town in _known.towns[truth.departement].items() if town[1] == truth.postcode}
    return all(_core(truth.street) not in _known.cores[code] for code in towns - {truth.citycode})


def _one_core(truth: Truth, street: str) -> bool:
    core = _core(street)
    return core != _core(truth.street) and core in _known.cores[truth.citycode]


def _is_another_town(truth: Truth, city: str) -> bool:
    typed = _fold(city)
    return any(
        typed == _fold(name) and code != truth.citycode
        for towns in _known.towns.values()
        for code, (name, *_rest) in towns.items()
    )


# --- Small tools -------------------------------------------------------------------------------------------


def _first(value) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value or ""


def _plain(text: str) -> str:
    """The letters without their accents, in the same case."""
    text = text.replace("œ", "oe").replace("Œ", "OE").replace("’", "'")
    return "".join(char for char in normalize("NFD", text) if not combining(char))


def _fold(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", _plain(text).lower()))


def _tight(number: str) -> str:
    return re.sub(r"[^a-z0-9]", "", number.lower())


def _split(street: str) -> tuple[str, str]:
    """The type of way and the rest; "" where the name does not begin with one."""
    first, _space, rest = street.partition(" ")
    return (first, rest) if first.lower() in _WAYS and rest else ("", street)


def _core(street: str) -> str:
    return " ".join(word for word in _fold(_split(street)[1]).split() if word not in _LINKS) or _fold(street)


def _row(truth: Truth) -> Text:
    return Text("", f"{truth.number} {truth.street}", truth.postcode, truth.city)


def _cased(like: str, typed: str) -> str:
    if like.isupper() and len(like) > 1:
        return typed.upper()
    return typed[:1].upper() + typed[1:] if like[:1].isupper() else typed


def _beside(letter: str, rng: random.Random) -> str:
    letter = _plain(letter).lower()
    for keys in _KEYS:
        if letter in keys:
            place = keys.index(letter)
            return rng.choice((keys[max(place - 1, 0) : place] + keys[place + 1 : place + 2]) or "e")
    return "e"


def _slip_at(text: str, place: int, rng: random.Random) -> str:
    """One slip of the fingers on the letter at `place`."""
    letter, following = text[place], text[place + 1 : place + 2]
    kinds = ["drop", "double", "beside", "between"]
    if following.isalpha() and _plain(following).lower() != _plain(letter).lower():
        kinds += ["swap", "swap"]
    kind = rng.choice(kinds)
    near = _beside(letter, rng)
    near = near.upper() if letter.isupper() else near
    changed = {
        "drop": "",
        "double": letter + (letter if place and text[place - 1].isalpha() else letter.lower()),
        "beside": near,
        "between": letter + (near.upper() if following.isupper() else near.lower()),
    }
    if kind == "swap":
        pair = following + letter
        pair = pair.capitalize() if letter.isupper() and not following.isupper() else pair
        return text[:place] + pair + text[place + 2 :]
    return text[:place] + changed[kind] + text[place + 1 :]


def _slipped(text: str, rng: random.Random, places: list[int] | None = None) -> str | None:
    """`text` with one slip on one of `places` (any letter), or None where there is no letter."""
    places = [n for n, char in enumerate(text) if char.isalpha()] if places is None else places
    for _try in range(8 if places else 0):
        typed = _slip_at(text, rng.choice(places), rng)
        if _fold(typed) != _fold(text):
            return typed
    return None


def _ear(text: str, rules: tuple, rng: random.Random) -> str | None:
    """`text` with one word of at least four letters written as it is heard."""
    words = text.split(" ")
    able = [n for n, word in enumerate(words) if len(word) >= 4 and word.lower() not in _WAYS]
    rng.shuffle(able)
    for number in able:
        word = words[number]
        for pattern, typed in rng.sample(rules, len(rules)):
            written = re.sub(pattern, rng.choice(typed), word.lower(), count=1)
            if _fold(written) not in (_fold(word), ""):
                words[number] = _cased(word, written)
                return " ".join(words)
    return None


def _spelt(truth: Truth, street: str | None) -> Truth | None:
    """The truth with its street typed so, unless it is the same or by chance another one of the commune."""
    if street is None or street == truth.street or _is_another(truth, street):
        return None
    return replace(truth, street=street)


def _typed(spelling: Spelling, name: str) -> Mutator:
    """The mutator of a spelling: the plain row of the truth it returns."""

    def mutator(truth: Truth, rng: random.Random) -> Text | None:
        spelt = spelling(truth, rng)
        return _row(spelt) if spelt else None

    mutator.__name__, mutator.__doc__ = name, spelling.__doc__
    return mutator


def _around(row: Text, what: str, rng: random.Random, joins: tuple = (", ", " - ", " ")) -> Text:
    join = rng.choice(joins)
    address = rng.choice((f"{what}{join}{row.address}", f"{row.address}{join}{what}"))
    return replace(row, address=address)


def _elsewhere(truth: Truth, rng: random.Random) -> str:
    """Another street: of the same commune for an address that is there, of another for one that is not."""
    absent, pool = truth.removed != "", _known.pool[truth.departement]
    for _try in range(60 if pool else 0):
        name, code = rng.choice(pool)
        if (code == truth.citycode) != absent and _core(name) not in (
            _core(truth.street),
            *(_known.cores[truth.citycode] if absent else ()),
        ):
            return name
    return rng.choice([name for name in _ORDINARY if _core(name) != _core(truth.street)])


# --- Spellings: the street, the number or the town typed otherwise; each combines with any layout ----------


def _slip_anywhere(truth: Truth, rng: random.Random) -> Truth | None:
    """One slip on any letter of the whole name: first letter, type of way and link words included."""
    return _spelt(truth, _slipped(truth.street, rng))


def _slip_first_letter(truth: Truth, rng: random.Random) -> Truth | None:
    """One slip on the first letter of a word of four letters or more that is not the type of way."""
    _way, rest = _split(truth.street)
    starts = [one.start() + len(truth.street) - len(rest) for one in re.finditer(r"[^\W\d_]{4,}", rest)]
    return _spelt(truth, _slipped(truth.street, rng, starts))


def _slip_way(truth: Truth, rng: random.Random) -> Truth | None:
    """One slip in the type of way."""
    way, rest = _split(truth.street)
    typed = _slipped(way, rng) if way else None
    return _spelt(truth, f"{typed} {rest}" if typed and typed.lower() not in _WAYS else None)


def _slip_link(truth: Truth, rng: random.Random) -> Truth | None:
    """A link word typed wrong: another one, one slip, or « la » left out."""
    words = truth.street.split(" ")
    links = [n for n, word in enumerate(words) if n and word.lower() in _LINKS]
    if not links:
        return None
    place = rng.choice(links)
    others = [link for link in ("de", "du", "des", "la", "les", "de la") if link != words[place].lower()]
    words[place] = rng.choice((rng.choice(others), _slipped(words[place], rng) or "", ""))
    return _spelt(truth, " ".join(word for word in words if word))


def _slip_twice(truth: Truth, rng: random.Random) -> Truth | None:
    """Two slips in a name of ten letters or more."""
    if len(re.findall(r"[^\W\d_]", truth.street)) < 10:
        return None
    once = _slipped(truth.street, rng)
    twice = _slipped(once, rng) if once else None
    return _spelt(truth, twice if twice and _fold(twice) != _fold(truth.street) else None)


def _spaces(truth: Truth, rng: random.Random) -> Truth | None:
    """A space lost, put in a word, or moved by a letter (« Rue dela Gare »)."""
    street = truth.street
    places = [n for n, char in enumerate(street) if char == " "]
    long = list(re.finditer(r"[^\W\d_]{6,}", street))
    kind = rng.choice(("lost", "lost", "put", "moved"))
    if kind == "put" and long:
        word = rng.choice(long)
        place = rng.randrange(word.start() + 2, word.end() - 1)
        return _spelt(truth, f"{street[:place]} {street[place:]}")
    if not places:
        return None
    place = rng.choice(places)
    if kind == "moved" and street[place + 1 : place + 2].isalpha() and place + 3 < len(street):
        return _spelt(truth, f"{street[:place]}{street[place + 1]} {street[place + 2 :]}")
    return _spelt(truth, street[:place] + street[place + 1 :])


def _by_ear(truth: Truth, rng: random.Random) -> Truth | None:
    """A word of the street written as it is heard (« Kenedy », « Gutemberg », « Enri »)."""
    return _spelt(truth, _ear(truth.street, _BY_EAR, rng))


def _regional(truth: Truth, rng: random.Random) -> Truth | None:
    """A slip, or a spelling by ear, in a name that is Occitan, Creole, Kanak or Breton in its letters."""
    words = [word for word in _split(truth.street)[1].split() if len(word) >= 4 and _REGIONAL.search(word)]
    if not words:
        return None
    word = rng.choice(words)
    typed = _ear(word, _REGIONAL_EAR, rng) if rng.random() < 0.6 else _slipped(word, rng)
    return _spelt(truth, truth.street.replace(word, typed, 1) if typed else None)


def _abbreviations(truth: Truth, rng: random.Random) -> Truth | None:
    """The type of way and the titles shortened, as in « 8 AV DU MAL DE LATTRE »."""
    known = {**_WAYS, **_TITLES}
    words = [
        rng.choice(known[word.lower()]) if word.lower() in known and rng.random() < 0.85 else word
        for word in truth.street.split(" ")
    ]
    return _spelt(truth, " ".join(words))


def _initial(truth: Truth, rng: random.Random) -> Truth | None:
    """The first name as its initial, or gone (« 7 PLACE E HERRIOT », « 8 RUE BUFFON »)."""
    way, rest = _split(truth.street)
    words = rest.split(" ")
    first = _fold(words[0].split("-")[0])
    if not way or len(words) < 2 or first not in {_fold(one) for one in _FIRST_NAMES}:
        return None
    family = " ".join(words[1:])
    alike = [core for core in _known.cores[truth.citycode] if core.endswith(_core(family))]
    if len(alike) > 1 or family[:1].isdigit():
        return None  # two people of one name: nobody could tell
    letters = [part[0] for part in words[0].split("-")]
    typed = rng.choice((f"{'.'.join(letters)}. ", f"{''.join(letters)} ", f"{'-'.join(letters)} ", ""))
    return _spelt(truth, f"{way} {typed}{family}")


def _links_left_out(truth: Truth, rng: random.Random) -> Truth | None:
    """The link words gone (« 18 RUE HOTEL DES POSTES »)."""
    words = re.split(r" |(?<=[ldLD]['’])", truth.street)
    kept = [word for n, word in enumerate(words) if not n or word.lower().strip("'’") not in _LINKS]
    return _spelt(truth, " ".join(kept) if len(kept) > 1 else None)


def _links_put_in(truth: Truth, rng: random.Random) -> Truth | None:
    """A link word that the name does not have (« Rue de Pasteur »)."""
    way, rest = _split(truth.street)
    if not way or _fold(rest).split()[0] in _LINKS:
        return None
    return _spelt(truth, f"{way} {rng.choice(('de', 'du', 'des', 'de la'))} {rest}")


def _way_left_out(truth: Truth, rng: random.Random) -> Truth | None:
    """No type of way (« 12 Jean Jaurès »), where no other way of the commune has the name."""
    way, rest = _split(truth.street)
    known = [name for name in _known.streets[truth.citycode] if _core(name) == _core(truth.street)]
    if not way or len(known) > 1 or rest[:1].isdigit():
        return None
    return _spelt(truth, rest)


def _way_changed(truth: Truth, rng: random.Random) -> Truth | None:
    """Another type of way (« 15 Rue Jean Jaurès » for the avenue), where only one way has the name."""
    way, rest = _split(truth.street)
    known = [name for name in _known.streets[truth.citycode] if _core(name) == _core(truth.street)]
    if not way or len(known) > 1:
        return None
    others = [one for one in ("Rue", "Avenue", "Boulevard", "Chemin", "Route", "Place") if one != way]
    return replace(truth, street=f"{rng.choice(others)} {rest}")


def _suffix_left_out(truth: Truth, rng: random.Random) -> Truth | None:
    """A name kept as « Rue X (Rd2) » or « Rue X - Hamlet », typed without what follows."""
    bare = re.sub(r"\s*\([^)]*\)\s*$|\s+-\s+[^-].*$", "", truth.street)
    return _spelt(truth, bare if len(bare.split()) > 1 else None)


def _figures(truth: Truth, rng: random.Random) -> Truth | None:
    """Figures of the name in words, words in figures, ordinals otherwise (« Rue des Trois Frères »)."""
    words = truth.street.split(" ")
    names = {name: str(n) for n, name in enumerate(_UNITS) if n > 1}
    ordinal = re.compile(r"^(\d+)(?:er|ere|ère|re|eme|ème|e)$", re.IGNORECASE)
    for n, word in enumerate(words):
        found = ordinal.match(word)
        if n and word.isdigit() and int(word) < 100:
            words[n] = _cased(words[0], in_words(int(word)))
        elif n and found:
            ends = (
                ("er", "Er") if found[1] == "1" and "mai" in _fold(truth.street) else ("e", "ème", "°", "EME")
            )
            words[n] = found[1] + rng.choice(("ère", "re", "ere") if _fold(word) == "1ere" else ends)
        elif n and word.lower() in names:
            words[n] = names[word.lower()]
    return _spelt(truth, " ".join(words))


def _lost_in_street(truth: Truth, rng: random.Random) -> Truth | None:
    """One or two letters of the street's name, accented ones first, are U+FFFD or « ? »."""
    return _spelt(truth, _lost(truth.street, rng, 2, _known.streets[truth.citycode]))


def _lost_in_town(truth: Truth, rng: random.Random) -> Truth | None:
    """One to three letters of the town are U+FFFD or « ? »: its accented ones and perhaps others."""
    names = [_fold(name) for towns in _known.towns.values() for name, *_rest in towns.values()]
    city = _lost(truth.city, rng, 3, names) if len(truth.city) >= 5 else None
    return replace(truth, city=city) if city else None


def _lost_in_both(truth: Truth, rng: random.Random) -> Truth | None:
    """Every accented letter lost in a file read as ASCII, and one plain letter of the street as well."""
    mark = rng.choice("\ufffd?")
    lost = [re.sub(r"[^\x00-\x7f]", mark, one) for one in (truth.street, truth.city)]
    if (lost[0], lost[1]) == (truth.street, truth.city):
        return None
    street = _lost(lost[0], rng, 1, _known.streets[truth.citycode], mark)
    return replace(truth, street=street, city=lost[1]) if street else None


def _lost(text: str, rng: random.Random, most: int, names: Iterable[str], mark: str = "") -> str | None:
    """`text` with letters lost, unless another of `names` could be read there."""
    mark = mark or rng.choice("\ufffd\ufffd?")
    letters = [n for n, char in enumerate(text) if char.isalpha()]
    accented = [n for n in letters if not text[n].isascii()]
    if len(letters) <= most + 2:
        return None
    many = rng.randint(1, most)
    places = set(rng.sample(accented, min(many, len(accented))))
    places |= set(rng.sample(letters, many - len(places)))
    typed = "".join(mark if n in places else char for n, char in enumerate(text))
    bare = re.sub(r"[^a-z0-9?]+", " ", _plain(typed.replace("\ufffd", "?")).lower()).strip()
    pattern = re.compile(re.escape(bare).replace(r"\?", "."))
    return None if any(name != _fold(text) and pattern.fullmatch(name) for name in names) else typed


def _town_slip(truth: Truth, rng: random.Random) -> Truth | None:
    """One slip on any letter of the town, the first one included."""
    city = _slipped(truth.city, rng) if len(truth.city) >= 4 else None
    return replace(truth, city=city) if city and not _is_another_town(truth, city) else None


def _town_by_ear(truth: Truth, rng: random.Random) -> Truth | None:
    """The town written as it is heard, without accents or hyphens for half."""
    city = _ear(truth.city, _BY_EAR, rng)
    if city is None or _is_another_town(truth, city):
        return None
    return replace(truth, city=rng.choice((city, _plain(city).lower().replace("-", " "))))


def _town_short(truth: Truth, rng: random.Random) -> Truth | None:
    """The town shortened: St, s/, no article, no hyphens, or its first word alone where that is enough."""
    city = truth.city
    if not re.search(r"[- ']", city):
        return None
    first = re.split(r"[- ]", city)[0]
    towns = [name for name, postcode, *_rest in _known.towns[truth.departement].values()]
    ways = [
        re.sub(r"\bSaint(e?)\b", r"St\1", city),
        re.sub(r"\bSaint(e?)\b-?", r"ST\1 ", city).upper(),
        re.sub(r"-(?:sous|sur)-", " s/ ", city),
        re.sub(r"^(?:Le|La|Les) |^L'", "", city),
        _plain(city).lower().replace("-", " "),
        _plain(city).upper().replace("-", " ").replace("'", " "),
        city.replace("-", " "),
        re.sub(r"-(?:lès|les|le|la|sous|sur|en)-", " ", city),
    ]
    if len(first) >= 5 and sum(_fold(name).startswith(_fold(first)) for name in towns) == 1:
        ways.append(first)
    ways = [way for way in ways if way != city and not _is_another_town(truth, way)]
    return replace(truth, city=rng.choice(ways)) if ways else None


def _town_before(truth: Truth, rng: random.Random) -> Truth | None:
    """The name of a commune before it was merged or renamed, or the new one for the old."""
    names = [name for name in _OLD_NAMES.get(truth.citycode, ()) if _fold(name) != _fold(truth.city)]
    return replace(truth, city=rng.choice(names)) if names else None


def _bis(truth: Truth, rng: random.Random) -> Truth | None:
    """« 12bis », « 12 B », « 12-bis », « 12 BIS, » for a number with a letter or a word."""
    found = re.match(r"^(\d+) ?([a-zA-Z]+)$", truth.number)
    if not found:
        return None
    figures, suffix = found.groups()
    ways = [
        f"{figures}{suffix}",
        f"{figures} {suffix.upper()}",
        f"{figures}-{suffix}",
        f"{figures}, {suffix}",
    ]
    ways += [f"{figures} {suffix.capitalize()}", f"{figures} {suffix},", f"{figures}/{suffix.lower()}"]
    short = f"{figures}{suffix[0]}".lower()
    if len(suffix) > 1 and short not in _known.cores[truth.citycode][_core(truth.street)]:
        ways += [f"{figures} {suffix[0].upper()}", f"{figures}{suffix[0].upper()}"]
    ways = [way for way in ways if way != truth.number]
    return replace(truth, number=rng.choice(ways))


def _number_words(truth: Truth, rng: random.Random) -> Truth | None:
    """The number in words (« douze bis rue X »), up to ninety-nine."""
    found = re.match(r"^(\d{1,2})(?: (bis|ter|quater))?$", truth.number)
    if not found or int(found[1]) == 0:
        return None
    words = f"{in_words(int(found[1]))} {found[2] or ''}".strip()
    words = rng.choice((words, words.capitalize(), words.upper(), words.replace("-", " ")))
    return replace(truth, number=words)


def in_words(number: int) -> str:
    """A number from 0 to 99 in French words."""
    if number < 20:
        return _UNITS[number]
    tens, left = divmod(number, 10)
    if tens in (7, 9):
        tens, left = tens - 1, left + 10
    if tens == 8:
        return f"quatre-vingt-{_UNITS[left]}" if left else "quatre-vingts"
    join = "-et-" if left in (1, 11) else "-"
    return _TENS[tens] + (f"{join}{_UNITS[left]}" if left else "")


def _ocr(text: str, rng: random.Random, share: float, least: int) -> str:
    """`text` as read by a machine: letters taken for others, spaces lost or put in."""
    able = [
        (one.start(), seen, read)
        for seen, read in _OCR
        for one in re.finditer(re.escape(seen), text)
        if not text[max(one.start() - 1, 0)].isdigit()
    ]
    rng.shuffle(able)
    wanted = max(least, round(share * len(text)))
    taken: dict[int, tuple[str, str]] = {}
    for place, seen, read in able:
        if len(taken) == wanted:
            break
        if all(abs(place - other) > 2 for other in taken):
            taken[place] = (seen, read)
    for place in sorted(taken, reverse=True):
        seen, read = taken[place]
        text = text[:place] + read + text[place + len(seen) :]
    return text


def _ocr_light(truth: Truth, rng: random.Random) -> Truth | None:
    """One or two letters read as others in the street or the town; the number is spared."""
    if rng.random() < 0.7:
        return _spelt(truth, _ocr(truth.street, rng, 0, rng.randint(1, 2)))
    city = _ocr(truth.city, rng, 0, 1)
    return replace(truth, city=city) if city != truth.city and not _is_another_town(truth, city) else None


def _ocr_heavy(truth: Truth, rng: random.Random) -> Truth | None:
    """A bad scan: one letter in seven read as another, in the street and the town, and spaces moved."""
    street, city = (_ocr(one, rng, 0.14, 1) for one in (truth.street, truth.city))
    if rng.random() < 0.3:
        street = (
            street.replace(" ", "", 1)
            if rng.random() < 0.5
            else re.sub(r"(\w{4})(\w{2})", r"\1 \2", street, count=1)
        )
    spelt = _spelt(truth, street)
    return replace(spelt, city=city) if spelt and not _is_another_town(truth, city) else None


def _ocr_number(truth: Truth, rng: random.Random) -> Truth | None:
    """Figures of the number or of the postcode read as the letters they look like (« l2 », « 9OOOO »)."""
    if rng.random() < 0.3:
        postcode = truth.postcode[:1] + truth.postcode[1:].replace("0", "O", rng.randint(1, 4))
        return replace(truth, postcode=postcode) if postcode != truth.postcode else None
    seen = {"1": "lI", "0": "O", "5": "S", "8": "B"}
    number = "".join(rng.choice(seen[char]) if char in seen else char for char in truth.number)
    return replace(truth, number=number) if number != truth.number and re.search(r"\d", number) else None


# --- Layouts: what stands around the address, and where ----------------------------------------------------


def no_town(truth: Truth, rng: random.Random) -> Text | None:
    """The town is not typed; the postcode is, and only one of its communes has a street of that name."""
    return replace(_row(truth), city="") if _alone(truth) else None


def no_town_one_cell(truth: Truth, rng: random.Random) -> Text | None:
    """One cell with the postcode and no town, where that is enough."""
    address, join = _row(truth).address, rng.choice((", ", " ", " - ", "\n"))
    ways = (f"{address}{join}{truth.postcode}", f"{truth.postcode}{join}{address}")
    return Text("", rng.choice(ways)) if _alone(truth) else None


def two_addresses(truth: Truth, rng: random.Random) -> Text:
    """A second address after the true one in the same cell."""
    row = _row(truth)
    other = f"{rng.randint(1, 60)} {_elsewhere(truth, rng)}"
    join = rng.choice((" et ", " / ", " ; ", "\n", " ou ", " - ", " + ", " & ", ", et ", " et aussi "))
    return replace(row, address=f"{row.address}{join}{other}")


def corner(truth: Truth, rng: random.Random) -> Text:
    """The corner of another street after the address."""
    row, other = _row(truth), _elsewhere(truth, rng)
    what = rng.choice(("angle {}", "(angle {})", "à l'angle de {}", "/ angle {}", "coin {}", "croisement {}"))
    return replace(row, address=f"{row.address}{rng.choice((' ', ', ', ' - '))}{what.format(other)}")


def number_ranges(truth: Truth, rng: random.Random) -> Text | None:
    """Several numbers: « 12-14 », « 12 / 14 », « 12 à 16 », « 12, 14 et 16 »."""
    if not truth.number.isdigit():
        return None
    second = int(truth.number) + 2 * rng.randint(1, 4)
    join = rng.choice(("-", "/", " à ", " - ", " et ", " / ", " & ", "–", " au "))
    numbers = f"{truth.number}{join}{second}"
    if rng.random() < 0.15:
        numbers = f"{truth.number}, {second} et {second + 2}"
    return replace(_row(truth), address=f"{numbers}{rng.choice((' ', ', ', ' '))}{truth.street}")


def locality_after(truth: Truth, rng: random.Random) -> Text:
    """A lieu-dit, a hamlet or a zone after the street."""
    return _locality(truth, rng, "{address}{join}{what}")


def locality_before(truth: Truth, rng: random.Random) -> Text:
    """A lieu-dit, a hamlet or a zone before the number."""
    return _locality(truth, rng, "{what}{join}{address}")


def _locality(truth: Truth, rng: random.Random, form: str) -> Text:
    row, name = _row(truth), rng.choice(_PLACES)
    heads = ("Lieu-dit {}", "lieu dit {}", "LD {}", "Hameau {}", "{}", "Lieudit {}", "ZA {}", "L.D. {}")
    what = rng.choice((*heads, "Zone artisanale {}", "Quartier {}", "Lotissement {}", "Village {}")).format(
        name
    )
    return replace(
        row, address=form.format(address=row.address, what=what, join=rng.choice((", ", " - ", " ")))
    )


def hamlet_in_brackets(truth: Truth, rng: random.Random) -> Text:
    """The old commune or the hamlet in brackets or after a dash (« 27 Rue des Forges (Balleroy) »)."""
    row, name = _row(truth), rng.choice(_PLACES)
    return replace(row, address=row.address + rng.choice((" ({})", " - {}", " – {}", " [{}]")).format(name))


def quarter(truth: Truth, rng: random.Random) -> Text:
    """The quarter with the town, in its column or after the street."""
    row = _row(truth)
    name = rng.choice((*_QUARTERS.get(truth.city, ()), *_ANY_QUARTERS))
    if rng.random() < 0.5:
        city = rng.choice((f"{truth.city} - {name}", f"{name} - {truth.city}", f"{truth.city} ({name})"))
        return replace(row, city=city)
    return replace(
        row, address=f"{row.address}{rng.choice((' - ', ', ', ' '))}{rng.choice(('', 'Quartier '))}{name}"
    )


def landmark_after(truth: Truth, rng: random.Random) -> Text:
    """« face à la mairie » and others after the street."""
    row, what = _row(truth), rng.choice(_LANDMARKS)
    return replace(row, address=row.address + rng.choice((" {}", ", {}", " ({})", " - {}")).format(what))


def landmark_before(truth: Truth, rng: random.Random) -> Text:
    """« Face à la mairie, » and others before the number."""
    row, what = _row(truth), rng.choice(_LANDMARKS)
    what = rng.choice((what, what.capitalize(), what.upper()))
    return replace(row, address=f"{what}{rng.choice((', ', ' - ', ' ', ' : ', chr(10)))}{row.address}")


def advice(truth: Truth, rng: random.Random) -> Text:
    """How to get in, after the street or in brackets."""
    row, what = _row(truth), rng.choice(_ADVICE)
    return replace(
        row, address=row.address + rng.choice((" ({})", ", {}", " - {}", " {}", "\n{}")).format(what)
    )


def building_stairs(truth: Truth, rng: random.Random) -> Text:
    """Building and staircase, before or after."""
    letter, figure = rng.choice("ABCDEFGH"), rng.randint(1, 12)
    building = rng.choice(
        ("Bât. {}", "Bâtiment {}", "BAT {}", "bat.{}", "Bât{}", "Bt {}", "Tour {}", "Bloc {}", "Entrée {}")
    )
    stairs = rng.choice(("", "Escalier {}", "Esc. {}", "esc {}", "Hall {}", "Cage {}", "ENTREE {}"))
    parts = [building.format(rng.choice((letter, figure, f"{letter}{figure}")))]
    parts += [stairs.format(rng.choice((figure, letter)))] if stairs else []
    return _around(_row(truth), rng.choice((" ", ", ", " - ")).join(parts), rng)


def residence(truth: Truth, rng: random.Random) -> Text:
    """A residence or a named building, before or after."""
    head = rng.choice(
        ("Résidence {}", "Rés. {}", "RES {}", "Résidence « {} »", "residence {}", "Rce {}", "Le clos {}")
    )
    what = head.format(rng.choice(_RESIDENCES))
    if rng.random() < 0.35:
        what = rng.choice(("Immeuble {}", "Imm. {}", "IMM {}", "Immeuble « {} »")).format(rng.choice(_BLOCKS))
    if rng.random() < 0.25:
        what += rng.choice((" - Bâtiment A8", " bat B", ", Bât. 2", " C"))
    return _around(_row(truth), what, rng)


def apartment_floor(truth: Truth, rng: random.Random) -> Text:
    """Apartment, floor, door or letter box, before or after."""
    flat = _one(rng, "Appt {}|Apt {}|appartement {}|App. {}|Apt n°{}|Porte {}|BAL {}|Logt {}|Lot {}")
    floor = _one(rng, "1er étage|2ème étage|3e ét.|RDC|rez-de-chaussée|2eme etage gauche|Rdc droite|étage 4")
    flat = flat.format(
        rng.choice((rng.randint(1, 60), rng.randint(100, 420), f"{rng.choice('ABC')}{rng.randint(1, 30)}"))
    )
    what = rng.choice((flat, floor, f"{flat}, {floor}", f"{floor} {flat}", f"{floor} - {flat}"))
    return _around(_row(truth), what, rng)


def all_the_building(truth: Truth, rng: random.Random) -> Text:
    """Residence, building, staircase, floor and door at once (« Rés Orion Bat C Esc 2 Apt 14 »)."""
    head = f"{_one(rng, 'Résidence|Rés|RES.')} {rng.choice(_RESIDENCES)}"
    block = f"{_one(rng, 'Bât|BAT|bat.')} {rng.choice('ABCDE')}"
    stairs = f"{_one(rng, 'Esc|escalier|entrée')} {rng.randint(1, 5)}"
    what = f"{head} {block} {stairs} {_one(rng, 'Apt|Appt|porte')} {rng.randint(1, 160)}"
    return _around(_row(truth), what, rng, (", ", " ", "\n"))


def building_beside(truth: Truth, rng: random.Random) -> Text:
    """The building, the body or the hamlet in the column for what completes the address."""
    what = rng.choice(
        (
            f"Bâtiment {rng.choice('ABC')}",
            rng.choice(_BODIES),
            "Mairie",
            f"Résidence {rng.choice(_RESIDENCES)}",
            "1er étage",
            rng.choice(_PLACES),
            f"BP {rng.randint(2, 999)}",
        )
    )
    return replace(_row(truth), complement=what)


def street_in_complement(truth: Truth, rng: random.Random) -> Text:
    """The street in the other column, and the residence, the body or nothing in the first."""
    row = _row(truth)
    first = rng.choice(
        (
            rng.choice(_BODIES),
            f"Résidence {rng.choice(_RESIDENCES)}",
            "",
            f"Bât {rng.choice('ABC')}",
            "Mairie",
        )
    )
    return replace(row, address=first, complement=row.address)


def sms_style(truth: Truth, rng: random.Random) -> Text:
    """As in a text message: « 12 r gal de gaulle belfort », no capital, accent, link word nor comma."""
    known = {**_WAYS, **_TITLES}
    words = []
    for n, word in enumerate(re.split(r"[ '’-]", truth.street)):
        if word.lower() in known and rng.random() < 0.8:
            words.append(rng.choice(known[word.lower()]).strip("."))
        elif not n or word.lower() not in _LINKS or rng.random() < 0.4:
            words.append(word)
    street = _plain(" ".join(words)).lower().replace(".", "")
    street = truth.street.lower() if _is_another(truth, street) else street
    city = re.sub(r"\bsaint(e?)\b", r"st\1", _plain(truth.city).lower().replace("-", " "))
    number = truth.number.lower().replace(" ", "")
    one = f"{number} {street} {truth.postcode} {city}"
    return rng.choice(
        (
            Text("", one),
            Text("", f"{number} {street}", truth.postcode, city),
            Text("", f"{number} {street} {city}", truth.postcode),
        )
    )


def town_hall_words(truth: Truth, rng: random.Random) -> Text:
    """« Mairie », « Hôtel de ville », « Le Bourg » round the address."""
    row = _row(truth)
    before = _one(
        rng,
        "Mairie|Mairie de {}|MAIRIE|Hôtel de Ville|Mairie annexe|Mairie - Le Bourg|Le Bourg|"
        "Ancienne mairie de {}|Bâtiment de la mairie|Au bourg|mairie, bourg",
    )
    after = _one(
        rng,
        "mairie|(mairie)|Le Bourg|Le bourg|Hôtel de ville|Bourg|Mairie de {}|le village|"
        "1er étage de la mairie",
    )
    join = rng.choice((", ", " - ", " ", "\n"))
    ways = (
        f"{before}{join}{row.address}",
        f"{row.address}{join}{after}",
        f"{before}{join}{row.address}{join}{after}",
    )
    return replace(row, address=rng.choice(ways).format(truth.city, truth.city))


def house_code(truth: Truth, rng: random.Random) -> Text:
    """A code of house, lot, post or site before (« 45B12 - 2 Rue X », « Pi 653 409 4 av X ») or after."""
    row, figures = _row(truth), rng.randint(10, 99)
    code = rng.choice(
        (
            f"{figures}{rng.choice('ABCD')}{rng.randint(1, 30)}",
            f"{rng.choice('ABC')}{figures}",
            f"Lot {rng.randint(1, 40)}",
            f"{rng.choice('ABCD')}-{figures}",
            f"PI {rng.randint(100, 999)} {rng.randint(100, 999)}",
            f"Réf. {rng.randint(1000, 9999)}",
            f"Site n°{rng.randint(1, 30)}",
            f"Box {rng.randint(1, 99)}",
            f"boîte {rng.randint(1, 40)}",
        )
    )
    if rng.random() < 0.75:
        return replace(row, address=f"{code}{rng.choice((' - ', ' ', ', ', ' : '))}{row.address}")
    return replace(
        row,
        address=f"{row.address}{rng.choice((' - ', ', ', ' ('))}{code}".replace(f" ({code}", f" ({code})"),
    )


def postal_capitals(truth: Truth, rng: random.Random) -> Text:
    """Capitals without accents, apostrophes nor hyphens, Saint as ST: what postal files write."""
    address, city = (
        re.sub(r"\bSAINT(E?)\b", r"ST\1", re.sub(r"[-'’.,]", " ", _plain(one).upper()))
        for one in (_row(truth).address, truth.city)
    )
    if rng.random() < 0.4:
        return Text("", f"{address}---{truth.postcode}-{city}")
    return replace(_row(truth), address=address, city=city)


def odd_capitals(truth: Truth, rng: random.Random) -> Text:
    """Capitals where none are and none where they are (« rue De La libération », « bElfort »)."""

    def shuffled(text: str) -> str:
        way = rng.choice(("title", "lower", "words", "swap"))
        if way == "title":
            return re.sub(r"[^\W\d_]+", lambda one: one[0].capitalize(), text)
        if way == "lower":
            return text.lower()
        if way == "swap":
            return text.swapcase()
        return " ".join(rng.choice((word.upper(), word.lower(), word)) for word in text.split(" "))

    row = _row(truth)
    return replace(row, address=shuffled(row.address), city=shuffled(row.city))


def box_noise(truth: Truth, rng: random.Random) -> Text:
    """A post box or a sorting code, with or without CEDEX, in any of the columns."""
    row = _row(truth)
    box = _one(rng, "BP {}|B.P. {}|BP{}|CS {}|BP n°{}|BP-{}|TSA {}|CS{}|BP\u00a0{}|Boîte postale {}")
    box = box.format(
        rng.choice((f"{rng.randint(1, 99):02d}", rng.randint(100, 999), rng.randint(10000, 90999)))
    )
    cedex = rng.choice(
        (
            "",
            "",
            " CEDEX",
            " Cedex",
            f" CEDEX {rng.randint(1, 9)}",
            " cédex",
            f" Cedex {rng.randint(1, 16):02d}",
        )
    )
    where = rng.choice(("after", "before", "complement", "city"))
    row = replace(row, city=(f"{box} {row.city}" if where == "city" else row.city) + cedex)
    if where == "complement":
        return replace(row, complement=box)
    if where == "city":
        return row
    join = rng.choice((" ", ", ", " - ", "\n"))
    return replace(
        row, address=f"{row.address}{join}{box}" if where == "after" else f"{box}{join}{row.address}"
    )


def cedex_postcode(truth: Truth, rng: random.Random) -> Text:
    """The postcode of the sorting office, which is no commune's (« 90020 BELFORT CEDEX »)."""
    known = {postcode for towns in _known.towns.values() for _name, postcode, *_rest in towns.values()}
    for _try in range(50):
        postcode = f"{truth.postcode[:3]}{rng.randint(1, 99):02d}"
        if postcode not in known:
            break
    city = f"{_plain(truth.city).upper()} CEDEX{rng.choice(('', ' 9', ' 1'))}"
    address = _row(truth).address
    box = rng.choice(("", f" - BP {rng.randint(10, 999)}", f" CS {rng.randint(10000, 90999)}"))
    return rng.choice(
        (Text("", address + box, postcode, city), Text("", f"{address}{box} {postcode} {city}"))
    )


def telephone_in_cell(truth: Truth, rng: random.Random) -> Text:
    """A telephone number in the cell of the address."""
    pairs = [f"{rng.randint(0, 99):02d}" for _pair in range(4)]
    area = f"0{rng.choice('123459')}"
    number = rng.choice((" ", ".", "", "-")).join((area, *pairs))
    if truth.departement == "988":
        number = rng.choice((" ", ".", "")).join(pairs[:3])
    elif rng.random() < 0.2:
        number = f"+33 {area[1]} {' '.join(pairs)}"
    number = rng.choice(
        ("Tél : {}", "tel. {}", "Tél. {}", "{}" if len(number) > 8 else "Tel {}", "☎ {}", "Téléphone : {}")
    ).format(number)
    return _around(_row(truth), number, rng, (" ", " - ", ", ", "\n"))


def hours_in_cell(truth: Truth, rng: random.Random) -> Text:
    """Opening hours in the cell of the address."""
    what = _one(
        rng,
        "ouvert du lundi au vendredi 9h-12h|Mo-Fr 08:30-18:30|09:00 - 12:00 / 13:30 - 17:00|"
        "le mardi de 9h à 12h|lun-ven 8h30/12h 14h/17h30|"
        "du lundi au vendredi de 9h00 à 12h00 et de 14h00 à 17h00|mercredi 14h-16h sur RDV|"
        "fermé le mercredi|permanence le 1er jeudi du mois|Horaires : 8H-12H",
    )
    return _around(_row(truth), what, rng, (" ", " - ", ", ", "\n", " | "))


def mail_in_cell(truth: Truth, rng: random.Random) -> Text:
    """An e-mail address or a site in the cell of the address."""
    name = _fold(truth.city).replace(" ", "-")
    what = rng.choice(
        (
            f"contact@{name}.example",
            f"mairie.{name}@exemple.fr",
            f"www.{name}.example",
            f"https://www.{name}.example/contact",
            f"Mail : accueil@{name}.example",
        )
    )
    return _around(_row(truth), what, rng, (" ", " - ", ", ", "\n"))


def no_postcode(truth: Truth, rng: random.Random) -> Text:
    """No postcode: two columns, or one cell with the town; the département where the town has namesakes."""
    row, join = _row(truth), rng.choice((", ", " ", " - ", "\n", " à "))
    if truth.city in _SHARED_NAMES or rng.random() < 0.3:
        name = _DEPARTEMENTS.get(truth.departement, truth.departement)
        what = rng.choice((f"({truth.departement})", f"- {name}", truth.departement, f"({name})"))
        row = replace(row, city=f"{row.city} {what}")
    return rng.choice((replace(row, postcode=""), Text("", f"{row.address}{join}{row.city}")))


def postcode_glued(truth: Truth, rng: random.Random) -> Text:
    """The postcode stuck to the town or the street, cut, or as a spreadsheet wrote it."""
    row, code = _row(truth), truth.postcode
    return rng.choice(
        (
            Text("", row.address, "", f"{code}{row.city}"),
            Text("", f"{row.address} {code}{row.city}"),
            Text("", f"{row.address}{code} {row.city}"),
            Text("", f"{row.address}, {row.city}{code}"),
            replace(row, postcode=f"{code[:2]} {code[2:]}"),
            replace(row, postcode=f"F-{code}"),
            replace(row, postcode=f"{code}.0"),
            replace(row, postcode=f" {code}\u00a0"),
            replace(row, city=f"{code[:2]} {code[2:]} {row.city}", postcode=""),
            Text("", row.address, "", f"{row.city} {code}"),
            Text("", f"{row.address} - F {code} {row.city}"),
        )
    )


def neighbour_postcode(truth: Truth, rng: random.Random) -> Text | None:
    """The postcode of one of the nearest communes that have another, with the right town."""
    towns = [
        (abs(lat - truth.lat) + abs(lon - truth.lon), postcode)
        for _name, postcode, lat, lon in _known.towns[truth.departement].values()
        if postcode != truth.postcode
    ]
    if not towns:
        return None
    return replace(_row(truth), postcode=rng.choice([postcode for _far, postcode in sorted(towns)[:4]]))


def town_first(truth: Truth, rng: random.Random) -> Text:
    """The town, with or without its postcode, before the street in one cell."""
    row, join = _row(truth), rng.choice((", ", " - ", " ", " : ", "\n", " / "))
    head = rng.choice(
        (
            row.city,
            f"{row.postcode} {row.city}",
            f"{row.city} {row.postcode}",
            f"{row.city.upper()} ({row.postcode})",
        )
    )
    if head == row.city:
        return Text("", f"{head}{join}{row.address}", row.postcode)
    return Text("", f"{head}{join}{row.address}")


def town_in_both(truth: Truth, rng: random.Random) -> Text:
    """The postcode and the town after the street, and again in their columns."""
    row = _row(truth)
    city = rng.choice((row.city, row.city.upper(), _plain(row.city)))
    return replace(
        row,
        address=f"{row.address}{rng.choice((' ', ', ', ' - '))}{rng.choice(('', row.postcode + ' '))}{city}",
    )


def number_after(truth: Truth, rng: random.Random) -> Text:
    """The number after the street."""
    join = rng.choice((" ", ", ", " n°", " n° ", ", n° ", " N°", ", au ", " numéro ", " - n°"))
    return replace(_row(truth), address=f"{truth.street}{join}{truth.number}")


def number_label(truth: Truth, rng: random.Random) -> Text:
    """« n° 12, », « N°12 », « numéro 12 », « No 12 » before the street."""
    label = rng.choice(("n° ", "N°", "n°", "numéro ", "No ", "Nº ", "n ", "au n°", "num. ", "au "))
    return replace(
        _row(truth), address=f"{label}{truth.number}{rng.choice((' ', ', ', ' - ', ' ,'))}{truth.street}"
    )


def number_glued(truth: Truth, rng: random.Random) -> Text:
    """No space after the number, or a stray mark (« 2avenue de la Gare », « 887, Avenue », « 5  Route »)."""
    join = rng.choice(("", "", ",", ", ", "  ", ".", ". ", " ,", " - ", "; ", "_", "/ "))
    return replace(_row(truth), address=f"{truth.number}{join}{truth.street}")


def line_breaks(truth: Truth, rng: random.Random) -> Text:
    """Lines in the cell: within the address, after it, with the body or the town."""
    row, end = (
        _row(truth),
        rng.choice(("\n", "\r\n", "\n\n", " \n ", "---", "<br>", "\t", " | ", "\\n", "_x000D_\n")),
    )
    town = f"{row.postcode} {row.city}"
    return rng.choice(
        (
            replace(row, address=f"{row.address}{end}"),
            replace(row, address=f"{truth.number}{end}{truth.street}"),
            replace(row, address=end + row.address),
            replace(row, address=f"{rng.choice(_BODIES)}{end}{row.address}"),
            Text("", f"{row.address}{end}{town}"),
            Text("", f"{rng.choice(_BODIES)}{end}{row.address}{end}{town}"),
            Text("", f"{row.address}{end}{rng.choice(_PLACES)}{end}{town}{end}"),
            Text("", f"{row.address}{end}{end}{town}{end}France"),
        )
    )


def body_first(truth: Truth, rng: random.Random) -> Text:
    """The name of the body, of a person or of a shop before the address."""
    row, body = _row(truth), rng.choice(_BODIES)
    body = rng.choice((body, body.upper(), f"{body} de {row.city}", f"{body} {rng.choice(_SURNAMES)}"))
    if rng.random() < 0.4:
        join = rng.choice(_JOINS)
        return Text("", f"{body}{join}{row.address}{join}{row.postcode} {row.city}")
    return replace(row, address=f"{body}{rng.choice((*_JOINS, ' : '))}{row.address}")


def body_last(truth: Truth, rng: random.Random) -> Text:
    """The name of the body after the street (« 66 Route de Rouen - Château Keller »)."""
    row, body = _row(truth), rng.choice(_BODIES)
    return replace(
        row,
        address=f"{row.address}{rng.choice((' - ', ', ', ' ', ' ('))}{body}".replace(
            f" ({body}", f" ({body})"
        ),
    )


def care_of_someone(truth: Truth, rng: random.Random) -> Text:
    """« chez », « c/o », « s/c » and somebody's name, before or after."""
    who = rng.choice(
        (
            f"M. {rng.choice(_SURNAMES)}",
            f"Mme {rng.choice(_SURNAMES)}",
            f"{rng.choice(_FIRST_NAMES)} {rng.choice(_SURNAMES).upper()}",
            f"Mr et Mme {rng.choice(_SURNAMES)}",
            rng.choice(_BODIES),
            f"Famille {rng.choice(_SURNAMES)}",
        )
    )
    head = _one(
        rng, "chez|Chez|c/o|C/O|CHEZ|s/c de|S/C|aux bons soins de|domicilié chez|à l'attention de|c/o."
    )
    return _around(_row(truth), f"{head} {who}", rng, (" ", ", ", " - ", "\n"))


def html_entities(truth: Truth, rng: random.Random) -> Text:
    """Text that came through a web page: &eacute; &#039; &nbsp; <br/> and the like."""

    def escaped(text: str) -> str:
        way = rng.choice(("names", "codes", "hexadecimal"))
        out = ""
        for char in text:
            if char.isascii() and char not in "'&\"":
                out += char
            elif way == "names" and ord(char) in codepoint2name:
                out += f"&{codepoint2name[ord(char)]};"
            else:
                out += f"&#x{ord(char):X};" if way == "hexadecimal" else f"&#{ord(char):03d};"
        return out

    row = _row(truth)
    address, city = escaped(row.address), escaped(row.city)
    if (address, city) == (row.address, row.city) or rng.random() < 0.3:
        address = rng.choice(
            (
                address.replace(" ", "&nbsp;", 1),
                address.replace(" ", "&#160;"),
                f"{address}<br/>",
                f"<p>{address}</p>",
                f"{escaped(rng.choice(_BODIES))}<br />{address}",
                f"&quot;{address}&quot;",
                f"Accueil &amp; conseil, {address}",
                f"<span>{address}</span>&nbsp;",
            )
        )
    return replace(row, address=address, city=city)


def doubled_words(truth: Truth, rng: random.Random) -> Text:
    """A word, the number, the street or the town typed twice."""
    row = _row(truth)
    words = row.address.split(" ")
    place = rng.randrange(len(words))
    return rng.choice(
        (
            replace(row, address=" ".join((*words[: place + 1], *words[place:]))),
            replace(row, address=" ".join((*words[: place + 1], *words[place:]))),
            replace(row, address=f"{truth.number} {row.address}"),
            replace(row, address=f"{row.address} {row.address}"),
            replace(row, address=f"{row.address}, {row.address}"),
            replace(row, address=f"{row.address} {truth.street}"),
            replace(row, city=f"{row.city} {row.city}"),
            replace(row, city=f"{row.postcode} {row.city}"),
            replace(row, address=row.address, complement=row.address),
        )
    )


def country_after(truth: Truth, rng: random.Random) -> Text:
    """The country, the département or its number after the town."""
    row = _row(truth)
    name = _DEPARTEMENTS.get(truth.departement, f"Dépt {truth.departement}")
    what = rng.choice(
        (
            "France",
            "FRANCE",
            "FR",
            name,
            name.upper(),
            f"({truth.departement})",
            f"{name}, France",
            f"{truth.departement} - {name}",
            "France métropolitaine" if truth.departement < "97" else "Outre-mer",
        )
    )
    join = rng.choice((", ", " ", " - "))
    if rng.random() < 0.5:
        return Text("", f"{row.address}, {row.postcode} {row.city}{join}{what}")
    return replace(row, city=f"{row.city}{join}{what}")


def odd_marks(truth: Truth, rng: random.Random) -> Text:
    """Quotation marks, hard or doubled spaces, curly or lost apostrophes, marks at the ends."""

    def marked(text: str) -> str:
        way = rng.choice(
            ("hard", "double", "curly", "grave", "none", "space", "end", "quotes", "commas", "dashes", "zero")
        )
        changed = {
            "hard": text.replace(" ", "\u00a0"),
            "double": text.replace(" ", "  "),
            "curly": text.replace("'", "’"),
            "grave": re.sub("['’]", rng.choice("`´"), text),
            "none": re.sub("['’]", "", text),
            "space": re.sub("['’]", "' ", text),
            "end": f" {text}{rng.choice((',', '.', ' -', ';', ' /', ' *'))}",
            "quotes": rng.choice(('"{}"', "« {} »", "'{}'")).format(text),
            "commas": text.replace(" ", ", ", 1) + ",",
            "dashes": re.sub(r"(?<=[^\W\d_]) (?=[^\W\d_])", "-", text),
            "zero": "\ufeff" + text.replace(" ", "\u200b ", 1),
        }[way]
        return changed if changed != text else marked(text)

    row = _row(truth)
    return replace(
        row, address=marked(row.address), city=marked(row.city) if rng.random() < 0.3 else row.city
    )


def road_code(truth: Truth, rng: random.Random) -> Text:
    """The number of the main road in brackets or before (« (RD 465) », « RN 19 - 12 Rue X »)."""
    code = rng.choice(("RD {}", "D{}", "RD{}", "RN {}", "N {}", "(RD {})", "Route départementale {}", "RT{}"))
    return _around(_row(truth), code.format(rng.randint(1, 999)), rng)


def several_at_once(truth: Truth, rng: random.Random) -> Text | None:
    """A spelling, and a layout round it."""
    spelling, layout = rng.choice(_COMMON_SPELLINGS), rng.choice(_COMMON_LAYOUTS)
    spelt = spelling(truth, rng)
    return layout(spelt, rng) if spelt else None


def three_at_once(truth: Truth, rng: random.Random) -> Text | None:
    """A town and a street both typed wrong, and a layout round them."""
    town = rng.choice((_town_slip, _town_by_ear, _town_short, _lost_in_town))(truth, rng)
    spelt = rng.choice((_slip_anywhere, _abbreviations, _by_ear, _links_left_out))(truth, rng)
    if not town or not spelt:
        return None
    return rng.choice(_COMMON_LAYOUTS)(replace(spelt, city=town.city), rng)


# --- Absent addresses: of a truth, another one whose right answer is « not there » -------------------------


def absent_street(truth: Truth, rng: random.Random) -> Truth | None:
    """A real street of another commune, whose name no way of this commune has."""
    pool = _known.pool[truth.departement]
    for _try in range(40 if pool else 0):
        name, code = rng.choice(pool)
        if code != truth.citycode and _split(name)[0] and _absent(truth, name, 2):
            return replace(truth, street=name, removed="street")
    return None


def alike_street(truth: Truth, rng: random.Random) -> Truth | None:
    """The true street with one word that is another real word of street names (« Damier / Ramiers »)."""
    _way, rest = _split(truth.street)
    words = re.findall(r"[^\W\d_]{4,}", rest)
    able = [(word, twin) for word in words for twin in _known.twins.get(_fold(word), ())]
    rng.shuffle(able)
    for word, twin in able:
        name = truth.street.replace(word, twin.upper() if word.isupper() else twin)
        if _absent(truth, name, 0):
            return replace(truth, street=name, removed="street")
    return None


def hair_street(truth: Truth, rng: random.Random) -> Truth | None:
    """The true street with a plural, a final e or a doubled letter more or less (« Pasteur / Pasteure »)."""
    _way, rest = _split(truth.street)
    words = [word for word in re.findall(r"[^\W\d_]{5,}", rest) if _fold(word) not in _LINKS]
    if not words:
        return None
    word = rng.choice(words)
    ends = [word + letter for letter in "es" if not word.lower().endswith(("e", "s", "x"))]
    ends += [word[:-1]] if word.lower().endswith(("s", "e")) else []
    ends += [re.sub(r"([lnmtr])\1", r"\1", word)] if re.search(r"([lnmtr])\1", word) else []
    ends += [re.sub(r"(?<=[aeio])([lnt])(?=[aeio])", r"\1\1", word, count=1)]
    ends = [end.upper() if word.isupper() else end for end in ends if end != word]
    name = truth.street.replace(word, rng.choice(ends)) if ends else truth.street
    return replace(truth, street=name, removed="street") if _absent(truth, name, 0) else None


def other_person(truth: Truth, rng: random.Random) -> Truth | None:
    """The same family name with another first name or title, or the same first name with another family."""
    way, rest = _split(truth.street)
    words = rest.split(" ")
    first = _fold(words[0].split("-")[0])
    if not way or len(words) < 2 or first not in {_fold(one) for one in _FIRST_NAMES}:
        return None
    family = " ".join(words[1:])
    for _try in range(10):
        other = rng.choice(
            (
                f"{way} {rng.choice(_FIRST_NAMES)} {family}",
                f"{way} du {rng.choice(('Général', 'Docteur', 'Capitaine', 'Colonel'))} {family}",
                f"{way} {words[0]} {rng.choice(_SURNAMES)}",
            )
        )
        if _absent(truth, other, 1):
            return replace(truth, street=other, removed="street")
    return None


def other_figures(truth: Truth, rng: random.Random) -> Truth | None:
    """A name with a figure or a date: another one (« 8 Mai / 11 Novembre 1918 »)."""
    dated = re.search(
        r"\d+(?:er)? (?:mai|novembre|mars|juillet|juin|septembre|août|aout)(?: \d{4})?",
        truth.street,
        re.IGNORECASE,
    )
    for _try in range(20):
        if dated:
            name = truth.street.replace(dated[0], rng.choice(_DATES))
        else:
            figures = re.search(r"\d+", truth.street)
            if not figures:
                return None
            low = max(int(figures[0]) - 4, 1)
            name = truth.street.replace(figures[0], str(rng.randint(low, low + 9)), 1)
        if _absent(truth, name, 0) and re.findall(r"\d+", name) != re.findall(r"\d+", truth.street):
            return replace(truth, street=name, removed="street")
    return None


def other_way(truth: Truth, rng: random.Random) -> Truth | None:
    """An impasse, an allée or a lotissement of that name, where the commune has only a rue (or the other)."""
    way, rest = _split(truth.street)
    if not way:
        return None
    others = [one for one in ("Impasse", "Allée", "Lotissement", "Square", "Passage", "Rue") if one != way]
    name = f"{rng.choice(others)} {rest}"
    return (
        None
        if _fold(name) in _known.streets[truth.citycode]
        else replace(truth, street=name, removed="street")
    )


def _absent(truth: Truth, name: str, apart: int) -> bool:
    """Whether no way of the commune has this name, nor one within `apart` letters of it."""
    core = _core(name)
    known = _known.cores[truth.citycode]
    if not core or core in known or core.replace(" ", "") in {one.replace(" ", "") for one in known}:
        return False
    if (truth.citycode, core, apart) not in _known.far:
        _known.far[truth.citycode, core, apart] = not any(_close(core, one, apart) for one in known)
    return _known.far[truth.citycode, core, apart]


def _close(core: str, other: str, apart: int) -> bool:
    """Whether two names are within `apart` letters, or one has all the words of the other."""
    if not apart:
        return False
    words, others = set(core.split()), set(other.split())
    if words <= others or others <= words:
        return True
    if abs(len(core) - len(other)) > apart:
        return False
    # Of three parts of a name, two slips leave one whole.
    third = max(len(core) // 3, 1)
    parts = (core[:third], core[third : 2 * third], core[2 * third :])
    return any(part in other for part in parts) and _distance(core, other) <= apart


def absent_number(truth: Truth, rng: random.Random) -> Truth | None:
    """A number beyond all those known in the street."""
    known = [int(one[0]) for number in _numbers(truth) if (one := re.match(r"\d+", number))]
    number = max(known, default=0) + rng.choice((1, 2, 3, 4, 6, 8, 10, 20, 34, 60, 100, 250))
    return replace(truth, number=str(number), removed=truth.removed or "number")


def absent_number_between(truth: Truth, rng: random.Random) -> Truth | None:
    """A number of a gap in the street, with known ones below and above it."""
    known = {int(one[0]) for number in _numbers(truth) if (one := re.match(r"\d+", number))}
    gaps = [number for number in range(min(known, default=0), max(known, default=0)) if number not in known]
    if not gaps:
        return None
    return replace(truth, number=str(rng.choice(gaps)), removed=truth.removed or "number")


def absent_suffix(truth: Truth, rng: random.Random) -> Truth | None:
    """A known number with a bis, a ter or a letter that is not known (« 12 ter »)."""
    figures = re.match(r"\d+", truth.number)
    if not figures:
        return None
    known = _numbers(truth)
    free = [
        suffix
        for suffix in ("bis", "ter", "A", "B", "C")
        if not any(number.startswith(f"{figures[0]}{suffix[0].lower()}") for number in known)
    ]
    if not free:
        return None
    suffix = rng.choice(free)
    number = f"{figures[0]} {suffix}" if len(suffix) > 1 else f"{figures[0]}{suffix}"
    return replace(truth, number=number, removed=truth.removed or "number")


def _numbers(truth: Truth) -> set[str]:
    return _known.cores[truth.citycode].get(_core(truth.street), set())


# --- No address at all: nothing may be accepted as an exact address ----------------------------------------


def only_town_hall(truth: Truth, rng: random.Random) -> Text | None:
    """« Mairie, place de la Mairie, bourg » and no street, in a commune that has no street named so."""
    if any(
        re.search(r"mairie|bourg\b|hotel de ville|village|eglise", core)
        for core in _known.cores[truth.citycode]
    ):
        return None
    address = _one(
        rng,
        "Mairie|Le Bourg|Place de la Mairie|mairie, place de la mairie, bourg|Mairie - Le Bourg|"
        "Hôtel de ville|Au bourg|Mairie de {}|1 Place de la Mairie|Place de l'Hôtel de Ville|"
        "Le Village",
    )
    return replace(_row(truth), address=address.format(truth.city))


def only_landmark(truth: Truth, rng: random.Random) -> Text:
    """A landmark, a body or a residence and no street."""
    address = rng.choice(
        (
            rng.choice(_LANDMARKS).capitalize(),
            rng.choice(_BODIES),
            f"Résidence {rng.choice(_RESIDENCES)} Bât {rng.choice('ABC')}",
            f"BP {rng.randint(10, 999)}",
            f"Lieu-dit {rng.choice(_PLACES)} {rng.randint(1, 90)}",
        )
    )
    return replace(_row(truth), address=address)


# --- The classes -------------------------------------------------------------------------------------------

_SPELLINGS: dict[str, Spelling] = {
    "slip_anywhere": _slip_anywhere,
    "slip_first_letter": _slip_first_letter,
    "slip_way": _slip_way,
    "slip_link": _slip_link,
    "slip_twice": _slip_twice,
    "spaces": _spaces,
    "by_ear": _by_ear,
    "regional": _regional,
    "abbreviations": _abbreviations,
    "initial": _initial,
    "links_left_out": _links_left_out,
    "links_put_in": _links_put_in,
    "way_left_out": _way_left_out,
    "way_changed": _way_changed,
    "suffix_left_out": _suffix_left_out,
    "figures": _figures,
    "lost_in_street": _lost_in_street,
    "lost_in_town": _lost_in_town,
    "lost_in_both": _lost_in_both,
    "town_slip": _town_slip,
    "town_by_ear": _town_by_ear,
    "town_short": _town_short,
    "town_before": _town_before,
    "bis": _bis,
    "number_words": _number_words,
    "ocr_light": _ocr_light,
    "ocr_heavy": _ocr_heavy,
    "ocr_number": _ocr_number,
}
_LAYOUTS: tuple[Mutator, ...] = (
    no_town,
    no_town_one_cell,
    two_addresses,
    corner,
    number_ranges,
    locality_after,
    locality_before,
    hamlet_in_brackets,
    quarter,
    landmark_after,
    landmark_before,
    advice,
    building_stairs,
    residence,
    apartment_floor,
    all_the_building,
    building_beside,
    street_in_complement,
    sms_style,
    town_hall_words,
    house_code,
    postal_capitals,
    odd_capitals,
    box_noise,
    cedex_postcode,
    telephone_in_cell,
    hours_in_cell,
    mail_in_cell,
    no_postcode,
    postcode_glued,
    neighbour_postcode,
    town_first,
    town_in_both,
    number_after,
    number_label,
    number_glued,
    line_breaks,
    body_first,
    body_last,
    care_of_someone,
    html_entities,
    doubled_words,
    country_after,
    odd_marks,
    road_code,
    several_at_once,
    three_at_once,
)
_COMMON_SPELLINGS = (
    _slip_anywhere,
    _slip_anywhere,
    _by_ear,
    _abbreviations,
    _links_left_out,
    _town_slip,
    _town_short,
    _lost_in_street,
    _bis,
)
_COMMON_LAYOUTS = (
    locality_after,
    landmark_after,
    building_stairs,
    residence,
    apartment_floor,
    town_hall_words,
    postal_capitals,
    odd_capitals,
    box_noise,
    telephone_in_cell,
    no_postcode,
    number_after,
    number_label,
    line_breaks,
    body_first,
    care_of_someone,
    odd_marks,
    sms_style,
)
MUTATORS: dict[str, Mutator] = {
    **{name: _typed(spelling, name) for name, spelling in _SPELLINGS.items()},
    **{layout.__name__: layout for layout in _LAYOUTS},
}
OCR = frozenset(("ocr_light", "ocr_heavy", "ocr_number"))
# What a careful person might refuse as well: counted apart from the recall.
DISPUTED = frozenset(
    ("way_changed", "slip_twice", "neighbour_postcode", "ocr_heavy", "initial", "three_at_once")
)
# Rows without an address: nothing exact may be accepted, present truth or not.
EMPTY: dict[str, Mutator] = {one.__name__: one for one in (only_town_hall, only_landmark)}
ABSENT: dict[str, Spelling] = {
    one.__name__: one
    for one in (
        absent_street,
        alike_street,
        hair_street,
        other_person,
        other_figures,
        other_way,
        absent_number,
        absent_number_between,
        absent_suffix,
    )
}
# Absent by the letter, but a person could take them for a slip or an habit of the one that exists.
ABSENT_DISPUTED = frozenset(("hair_street", "other_way", "absent_suffix"))


def cases(
    truths: list[Truth],
    per_class: int,
    seed: int,
    mutators: dict[str, Mutator] = MUTATORS,
    absent: Spelling | None = None,
) -> list[Case]:
    """`per_class` rows of each class, made absent first where `absent` says how; truths drawn alike.

    The rows of `EMPTY` have `removed` set to "street": no street was asked.
    """
    made = []
    for name, mutator in mutators.items():
        rng = random.Random(f"{seed}-{name}-{absent.__name__ if absent else ''}")
        count = 0
        for drawn in rng.sample(truths, len(truths)):
            truth = absent(drawn, rng) if absent else drawn
            text = mutator(truth, rng) if truth else None
            if text is None:
                continue
            truth = replace(truth, removed="street") if name in EMPTY else truth
            made.append(Case(name, truth, replace(text, key=f"{name}-{count}")))
            count += 1
            if count == per_class:
                break
    return made


def suffixed(documents: list[dict], share: float, seed: int) -> list[dict]:
    """The documents with a « (Rd2) » or a « - Hamlet » after a share of the street names, to index and split.

    Only where the commune has one way of that name: without its suffix it is then still that one.
    """
    counts: dict = defaultdict(int)
    for one in documents:
        counts[(_first(one["citycode"]), _core(_first(one["name"])))] += one["type"] != "municipality"
    out = []
    for one in documents:
        name, code = _first(one["name"]), _first(one["citycode"])
        rng = random.Random(f"{seed}-{code}-{_core(name)}")
        if one["type"] == "municipality" or rng.random() >= share or counts[(code, _core(name))] > 1:
            out.append(one)
            continue
        form = rng.choice((" (Rd{0})", " (RD {0})", " - {1}", " ({1})", " (D{0})", " - {1}"))
        out.append({**one, "name": name + form.format(rng.randint(1, 120), rng.choice(_PLACES))})
    return out
