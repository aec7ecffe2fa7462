# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the name of a column says: whole words, the first of which weighs most.

In French the first word that says something is the thing itself: « type de lieu » is a type, « nom du lieu »
a name, « mail du référent » an e-mail of a person. A name that is only part of a heading counts less, and
nothing where the heading is of another kind of thing.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from data.imports.targets import CONTACT_KEYS, TARGETS, Target
from data.imports.values.letters import mended
from places.folding import fold

# A name of the field, a heading made of its words alone, part of the heading.
EXACT, OWN_WORDS, PART = 1.0, 0.85, 0.6

# « zipCode » is two words.
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
# « Q3_CP », « 2. Nom »: the number of a question.
_NUMBERING = re.compile(r"^(?:q(?:uestion)? ?\d{1,2}|\d{1,2}) (?=[a-z])")
# « Publ. », « Obs. »
_CUT = re.compile(r"([^\W\d_]{3,})\.")
# « CODE_POSTA »: the tables of maps cut names at ten letters.
_CUT_AT_TEN = re.compile(r"[A-Z0-9_]{10}")
_FIRST = re.compile(r"([^\W_]+)[ _.:/-]+(?=[^\W_])")
# Kinds of things that a group of columns is named after: « JOURS L », « Adresse Localité ».
_GROUPS = frozenset({"adresse", "jour", "jours", "horaire", "horaires", "heures"})
# « Quand ouvrez-vous ? [Lundi] »: the line of a grid of a form.
_OF_A_GRID = re.compile(r"(.{3,}?)\s*\[([^\]]{1,60})\]")
# So many columns that begin alike are a group; so many words at least are its heading.
_ALIKE, _HEADING = 2, 2
# Two columns of one name are numbered when they are read: « Téléphone (2) ».
_TWIN = re.compile(r"\s\(\d{1,2}\)$")
_SAYS_NOTHING = frozenset(
    {"name", "nom", "label", "libelle", "id", "code", "type", "value", "url", "description"}
)
# Members that hold the record itself.
_WRAPPERS = frozenset(
    {"tags", "properties", "attributes", "fields", "structure", "organization", "item", "record"}
)
_EMPTY_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "ou",
        "par",
        "pour",
        "sur",
        "un",
        "une",
        "the",
        "of",
        "and",
        "or",
        "to",
        "ex",
        "exemple",
        "obligatoire",
        "facultatif",
        "o",
        "oui",
        "non",
        "si",
        "votre",
        "vos",
        "notre",
        "cf",
        "eventuellement",
        # Of a question: « Dans quelle commune ? », « Quelles langues parlez-vous ? ».
        "quel",
        "quelle",
        "quels",
        "quelles",
        "dans",
        "est",
        "sont",
        "vous",
        "nous",
        "ce",
        "que",
        "qu",
        "accueillez",
        "parlez",
        "proposez",
        "pouvons",
        "pouvez",
        "y",
        "a",
        "t",
        "il",
        "elle",
        "peut",
        "on",
        "venir",
        "publier",
    ]
)
# A heading that is a question, whole, and the name of a field that says the same.
_QUESTIONS = {
    "qui": "structure",
    "ou": "adresse",
    "ou ca": "adresse",
    "ou est ce": "adresse",
    "quoi": "action",
    "pour faire quoi": "action",
    "quand": "horaires",
    "quel jour": "jour",
    "quels jours": "jours",
    "a quelle heure": "heure",
    "pour qui": "public",
    "a qui": "public",
    "combien": "tarif",
    "combien ca coute": "tarif",
    "c est payant": "tarif",
    "combien de places": "nombre de places",
    "a partir de quand": "date de debut",
    "depuis quand": "date de debut",
    "jusqu a quand": "date de fin",
    "qui appeler": "telephone",
    "qui contacter": "contact",
    "comment venir": "acces",
    "dans quelle langue": "langue",
    "quel niveau": "niveau",
}
# Kinds of things: a heading that begins with one of them is no other.
_KINDS = frozenset(
    [
        "type",
        "types",
        "nature",
        "categorie",
        "categories",
        "statut",
        "statuts",
        "forme",
        "date",
        "dates",
        "annee",
        "mois",
        "nombre",
        "nb",
        "effectif",
        "code",
        "codes",
        "numero",
        "no",
        "num",
        "n",
        "tel",
        "telephone",
        "telephones",
        "portable",
        "mobile",
        "fax",
        "mail",
        "mails",
        "email",
        "emails",
        "courriel",
        "courriels",
        "e",
        "adresse",
        "adresses",
        "horaire",
        "horaires",
        "jour",
        "jours",
        "heure",
        "heures",
        "url",
        "lien",
        "liens",
        "id",
        "identifiant",
        "departement",
        "region",
        "canton",
        "epci",
        "pays",
        "secteur",
        "quartier",
        "zone",
        "surface",
        "siren",
        "siret",
        "rna",
        "montant",
        "budget",
        "taux",
        "distance",
        "duree",
        "periode",
        "nom",
        "noms",
        "prenom",
        "prenoms",
        "fonction",
    ]
)
# Who carries, runs or is the thing that a row tells of: a column so called names it.
_WHO = frozenset(
    [
        "porteur",
        "porteurs",
        "operateur",
        "operateurs",
        "organisateur",
        "organisatrice",
        "organisateurs",
        "organisme",
        "organismes",
        "organisation",
        "organisations",
        "societe",
        "entreprise",
        "partenaire",
        "partenaires",
        "structure",
        "structures",
        "association",
        "associations",
        "asso",
        "assos",
        "acteur",
        "acteurs",
        "prestataire",
        "traitant",
        "traitants",
        "prestataires",
        "gestionnaire",
        "etablissement",
        "etablissements",
        "institution",
        "beneficiaire",
        "denomination",
        "dispositif",
        "dispositifs",
        "lieu",
        "lieux",
        "point",
        "points",
        "antenne",
        "antennes",
        "account",
        "company",
        "agency",
        "provider",
        "organization",
        "organisation",
        "charity",
        "title",
        "titre",
        "appelle",
        "nomme",
        "nom",
        "name",
    ]
)
# Who may be called or written to besides the structure itself.
_PEOPLE = frozenset(
    [
        "referent",
        "referente",
        "referents",
        "responsable",
        "responsables",
        "president",
        "presidente",
        "directeur",
        "directrice",
        "interlocuteur",
        "interlocutrice",
        "coordinateur",
        "coordinatrice",
        "coordonnateur",
        "coordonnatrice",
        "animateur",
        "animatrice",
        "formateur",
        "formatrice",
        "benevole",
        "benevoles",
        "personne",
        "proprietaire",
        "gerant",
        "gerante",
        "correspondant",
        "correspondante",
        "conseiller",
        "conseillere",
        "perso",
        "personnel",
        "personnelle",
        "prenom",
        "prenoms",
        "secretaire",
        "tresorier",
        "maire",
        "coordo",
        "coordonnatrice",
        "charge",
        "chargee",
        "chargees",
        "charges",
        "directeurs",
        "intervenant",
        "intervenante",
    ]
)
# What is said of a column that is not for everybody.
_PRIVATE = re.compile(
    r"\bne (?:pas|sera pas|seront pas|doit pas etre|doivent pas etre) (?:etre )?"
    r"(?:donner?|donnee?s?|diffuser?|diffusee?s?|publier?|publiee?s?|communiquer?|communiquee?s?|divulguer?)\b"
    r"|\b(?:non|pas) (?:publiee?s?|diffusee?s?|publics?|publiques?|communicables?|diffusables?)\b"
    r"|\b(?:ligne|numero|tel|telephone|mail|contact) (?:reservee?|privee?|interne|perso|personnel)\b"
    r"|\bmon contact\b"
)
# Where a structure is written to, and is not visited.
_SEAT = frozenset(
    [
        "siege",
        "courrier",
        "correspondance",
        "facturation",
        "sociale",
        "social",
        "administratif",
        "administrative",
        "legal",
    ]
)
_WHEN = frozenset({"quand", "creneau", "creneaux", "seance", "seances"})
# What a structure offers, and is not named by.
_OFFERED = frozenset(
    [
        "atelier",
        "ateliers",
        "action",
        "actions",
        "activite",
        "activites",
        "cours",
        "distribution",
        "distributions",
        "formation",
        "formations",
        "objet",
        "permanence",
        "permanences",
        "prestation",
        "prestations",
        "service",
        "services",
        "dispositif",
        "dispositifs",
        "programme",
        "sujet",
        "theme",
    ]
)
# What is written for oneself, as often as for who reads the directory.
_REMARKS = frozenset(
    [
        "remarque",
        "remarques",
        "observation",
        "observations",
        "commentaire",
        "commentaires",
        "note",
        "notes",
        "interne",
        "internes",
        "memo",
        "suivi",
    ]
)
_FUNDERS = re.compile(
    r"\b(?:co ?)?financ(?:eurs?|ements?|e par|ee par|es par)\b|\bqui (?:paie|paye|finance)\b"
    r"|\bsubvention(?:s|neurs?)?\b"
)
_REACHED = frozenset({"nom", "telephone", "courriel"})
_MAY_BE_SHORT = frozenset({"nom", "tel", "cp", "mel", "lat", "lon", "lng", "rdv"})


def spellings(name: str) -> list[str]:
    """The ways to read the name of a column: whole, and, of a nested member, its last word.

    « address.zipCode » is « address zip code » and « zip code ». A last word that says nothing without
    what it belongs to (the name of a city) stands for nothing by itself.
    """
    name = mended(_TWIN.sub("", name))
    parts = [fold(_HUMP.sub(" ", part)) for part in name.split(".")]
    found = [fold(name), fold(_HUMP.sub(" ", name))]
    if without := fold(re.sub(r"\([^)]*\)|\*", " ", name)):
        found.append(without)
    found += [without for words in found if (without := _NUMBERING.sub("", words)) and without != words]
    found += [_QUESTIONS[words] for words in found if words in _QUESTIONS]
    found += _abbreviated(name)
    if len(parts) > 1 and parts[-1] not in _SAYS_NOTHING:
        found.append(parts[-1])
    if len(parts) > 1 and parts[-1] in ("name", "nom") and parts[-2] in _WRAPPERS:
        found.append("nom")
    return list(dict.fromkeys(filter(None, found)))


def _abbreviated(name: str) -> list[str]:
    """The words that an abbreviated one may stand for, of those that are names of fields: « Publ. »."""
    if _CUT_AT_TEN.fullmatch(name.strip()):
        return _begun_by(fold(name))
    match = _CUT.fullmatch(name.strip())
    if not match:
        return []
    begins = fold(match[1])
    if begins in _single_names():
        return []
    whole = {words for words in _single_names() if words.startswith(begins) and len(words) > len(begins)}
    # Of one thing alone: « Publ. » is « public » and « publics ».
    shortest = min(whole, key=len, default="")
    return (
        [shortest]
        if shortest and all(words.removeprefix(shortest) in ("", "s", "e", "es") for words in whole)
        else []
    )


def _begun_by(begins: str) -> list[str]:
    """The one name of a field, or its beginning in all that there are, that a cut name begins."""
    names = {name for target in TARGETS for name in target.names if name.startswith(begins)}
    shortest = min(names, key=len, default="")
    return [shortest] if shortest and all(name.startswith(shortest) for name in names) else []


@lru_cache(maxsize=1)
def _single_names() -> frozenset[str]:
    return frozenset(name for target in TARGETS for name in target.names if " " not in name)


def short_names(names: Sequence[str]) -> list[str]:
    """The names of columns without the word that neighbours begin with alike: « meta_cp » and « meta_ville »
    are « cp » and « ville ». Those that share none are as they are."""
    grids = [_OF_A_GRID.fullmatch(name) for name in names]
    stems = [fold(grid[1]) if grid else "" for grid in grids]
    firsts = [_FIRST.match(name) for name in names]
    words = [fold(first[1]) if first else "" for first in firsts]
    found = list(names)
    for place, (name, first) in enumerate(zip(names, firsts, strict=True)):
        if (grid := grids[place]) and stems.count(stems[place]) >= _ALIKE:
            found[place] = grid[2]
            continue
        if under := _under(names, place):
            found[place] = under
            continue
        beside = {words[at] for at in (place - 1, place + 1, place - 2, place + 2) if 0 <= at < len(words)}
        if not first or words[place] in _KINDS - _GROUPS:
            # « Code postal » and « Code structure » are what they are whole.
            continue
        if words[place] and words[place] in beside and words.count(words[place]) >= _ALIKE:
            found[place] = name[first.end() :]
    return found


def _under(names: Sequence[str], place: int) -> str:
    """The name of a column without the heading of several words that it shares with one beside: « Publics
    accueillis Femmes » beside « Publics accueillis Jeunes » is « Femmes ». Empty where it shares none."""
    mine = names[place].split()
    best = 0
    for at in (place - 1, place + 1):
        if 0 <= at < len(names):
            other = names[at].split()
            shared = next(
                (n for n, (one, two) in enumerate(zip(mine, other, strict=False)) if one != two),
                min(len(mine), len(other)),
            )
            if shared < min(len(mine), len(other)):
                best = max(best, shared)
    # « Nom de la structure » and « Nom de la commune » are what they are whole.
    if best < _HEADING or fold(mine[0]) in _KINDS - _GROUPS or fold(mine[best - 1]) in _EMPTY_WORDS:
        return ""
    rest = " ".join(mine[best:])
    return rest if re.search(r"[^\W\d_]{2}", rest) else ""


def stem_of(name: str, short: str) -> str:
    """What a column shares with those beside, before its own name."""
    return name.removesuffix(short).strip() if short and short != name else ""


def said(name: str, target: Target) -> float:
    """How surely the name of a column is a field's, from 0 (nothing says so) to EXACT."""
    if target.named and target.named(name):
        return EXACT + 0.1
    # The last word of a nested member is the thing itself, the first what it belongs to.
    nested = "." in name.strip(". ")
    return max((_said(words, target, nested) for words in spellings(name)), default=0.0)


def is_unnamed(name: str) -> bool:
    """Whether a column has no name of its own: « Colonne 4 »."""
    return bool(re.fullmatch(r"colonne \d+( \d+)?|unnamed \d+|field ?\d+|champ ?\d+|f\d+", fold(name)))


def is_of_a_person(name: str) -> bool:
    """Whether the name of a column speaks of a person to reach."""
    return not _PEOPLE.isdisjoint(fold(name).split())


def is_private(name: str) -> bool:
    """Whether the name of a column says that what it holds is not for everybody: « (ne pas diffuser) »."""
    return bool(_PRIVATE.search(fold(name)))


def names_who(name: str) -> bool:
    """Whether the first word that says something names who a row tells of: « Porteur de l'action »."""
    for words in spellings(name):
        content = _content(_QUESTIONS.get(words, words))
        if name.rstrip().endswith("?") and not (_WHO - {"nom", "name", "lieu", "point"}).isdisjoint(content):
            # « Comment s'appelle votre association ? »
            return True
        if content and content[0] not in _KINDS - {"nom"} and not _WHO.isdisjoint(content[:2]):
            return True
    return False


def is_when(name: str) -> bool:
    """Whether a column says when what its row tells of takes place: « Quand », « Créneau »."""
    return not _WHEN.isdisjoint(fold(name).split()[:1])


def is_of_the_seat(name: str) -> bool:
    """Whether a column tells of the seat, where one writes to: « Adresse du siège », « Tél. (siège) »."""
    return not _SEAT.isdisjoint(fold(name).split())


def is_offered(name: str) -> bool:
    """Whether the name of a column speaks of what is offered: « Intitulé atelier »."""
    return not _OFFERED.isdisjoint(fold(name).split())


def is_a_remark(name: str) -> bool:
    """Whether a column holds remarks, which may not be meant for everybody: « Observations », « Notes »."""
    return not _REMARKS.isdisjoint(fold(name).split())


def is_of_funders(name: str) -> bool:
    """Whether a column says who pays, which the directory does not tell: « Financeurs », « Qui paie ? »."""
    return bool(_FUNDERS.search(fold(name)))


def is_to_reach(name: str) -> bool:
    """Whether the name of a column speaks of reaching somebody."""
    return not {"contact", "contacts", "contacter", "joindre"}.isdisjoint(fold(name).split())


def day_of(name: str, days: tuple[str, ...]) -> str:
    """The day that a column is about (« Lundi matin », « H. lundi »); empty for any other column."""
    words = [word for word in fold(_TWIN.sub("", name)).split() if word not in _EMPTY_WORDS]
    named = [word for word in words if word in days]
    about = {"matin", "matinee", "apres", "midi", "soir", "am", "pm", "h", "horaires", "horaire", "ouverture"}
    return named[0] if len(named) == 1 and set(words) - {named[0]} <= about else ""


def _said(words: str, target: Target, nested: bool) -> float:
    # A field's own name in files of ours is a name of it.
    names = (*target.names, fold(target.key))
    if words in names:
        # The first names of a field are the surest.
        return EXACT - names.index(words) / 1000
    content = _content(words)
    if not content:
        return 0.0
    known = [_content(name) for name in target.names]
    if content in known:
        return 0.95
    of_person = not _PEOPLE.isdisjoint(content)
    own = {word for name in known for word in name}
    if target.key in CONTACT_KEYS:
        own |= _PEOPLE
    if set(content) <= own and any(len(name) == 1 and name[0] == content[0] for name in known):
        return OWN_WORDS if of_person == (target.key in CONTACT_KEYS) or not of_person else 0.1
    best = 0.0
    for name in known:
        at = _place_of(content, name)
        short = len(name) == 1 and len(name[0]) <= 3 and name[0] not in _MAY_BE_SHORT
        if at is None or short or len(content) > 7:
            continue
        if at and content[0] in _KINDS and content[0] not in own:
            continue
        score = PART * (0.5 + 0.5 * len(name) / len(content)) * (1.0 if at == 0 or nested else 0.8)
        best = max(best, score)
    # The telephone of a referent is no telephone of the structure.
    return best * 0.2 if of_person and target.key in _REACHED else best


def _content(words: str) -> list[str]:
    return [word for word in words.split() if word not in _EMPTY_WORDS]


def _place_of(words: list[str], parts: list[str]) -> int | None:
    if not parts:
        return None
    starts = (start for start in range(len(words) - len(parts) + 1))
    return next((start for start in starts if words[start : start + len(parts)] == parts), None)
