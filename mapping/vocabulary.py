# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of the directory: data·inclusion's enumerations, what is ours beside them, and the map themes.

Enumerations come from the package `data-inclusion-schema`; nothing of them is copied here, so a
new edition of the standard is a new version of that package. What we say more finely than it is in
`mapping.finer`. The themes are what people see on the map: each gathers whole categories of thématiques, or
single ones where a category spans two themes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from data_inclusion.schema import v1
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mapping import finer


@dataclass(frozen=True, slots=True)
class ThemeSpec:
    """One map theme.

    `id` is what derived rows store and must never change; `colour` has a contrast of at least 4.6 with
    white, and differs from every other one for who does not tell red from green too
    (tests/mapping/test_palette.py); `pictogram` names a drawing of the page's icon sprite;
    `members` are codes of categories (`sante`) or of single thématiques (`a--b`), a single one
    winning over a category.
    """

    id: int
    code: str
    nom: str | Promise
    colour: str
    pictogram: str
    members: tuple[str, ...]


# Rows that stand for "any theme" carry this identifier.
ANY_THEME = 0

THEMES = (
    ThemeSpec(1, "francais", _("Apprendre le français"), "#280d7a", "francais", ("lecture-ecriture-calcul",)),
    ThemeSpec(
        2,
        "droits",
        _("Accès aux droits"),
        "#c24d14",
        "droits",
        ("difficultes-administratives-ou-juridiques",),
    ),
    ThemeSpec(3, "logement", _("Logement"), "#058455", "logement", ("logement-hebergement",)),
    ThemeSpec(
        4,
        "emploi",
        _("Emploi"),
        "#6738a0",
        "emploi",
        (
            "trouver-un-emploi",
            "preparer-sa-candidature",
            "creer-une-entreprise",
            "souvrir-a-linternational",
        ),
    ),
    ThemeSpec(
        5, "formation", _("Formation et métier"), "#01516b", "formation", ("se-former", "choisir-un-metier")
    ),
    ThemeSpec(
        6,
        "sante",
        _("Santé"),
        "#7d003b",
        "sante",
        ("sante", "remobilisation--bien-etre-confiance-en-soi"),
    ),
    ThemeSpec(7, "numerique", _("Numérique"), "#0076c5", "numerique", ("numerique",)),
    ThemeSpec(8, "famille", _("Famille"), "#b44d97", "famille", ("famille",)),
    ThemeSpec(
        9,
        "vie-quotidienne",
        _("Vie quotidienne"),
        "#6f4b00",
        "vie-quotidienne",
        ("equipement-et-alimentation", "difficultes-financieres", "remobilisation"),
    ),
    ThemeSpec(10, "mobilite", _("Se déplacer"), "#2f2422", "mobilite", ("mobilite",)),
)
THEME_BY_CODE = {theme.code: theme for theme in THEMES}
THEME_BY_ID = {theme.id: theme for theme in THEMES}
# A service says thématiques and no theme: the one by which it is of a theme of which nothing finer is known.
IN_GENERAL = {
    "francais": "lecture-ecriture-calcul--maitriser-le-francais",
    "droits": "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
    "logement": "logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement",
    "emploi": "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
    "formation": "se-former--trouver-sa-formation",
    "sante": "sante--acces-aux-soins",
    "numerique": "numerique--maitriser-les-fondamentaux-du-numerique",
    "mobilite": "mobilite--etre-accompagne-dans-son-parcours-mobilite",
    "famille": "famille--soutien-a-la-parentalite-et-a-leducation",
    "vie-quotidienne": "remobilisation--lien-social",
}

_THEME_OF_MEMBER = {member: theme for theme in THEMES for member in theme.members}


def theme_of(thematique: str) -> ThemeSpec:
    """The one theme of a data·inclusion thématique. Raises KeyError for an unknown one."""
    if thematique in _THEME_OF_MEMBER:
        return _THEME_OF_MEMBER[thematique]
    return _THEME_OF_MEMBER[thematique.split("--", 1)[0]]


Choices = list[tuple[str, str | Promise]]


def choices(enumeration) -> Choices:
    """(value, label) pairs of a data·inclusion enumeration, for model and form fields.

    Labels are the standard's own, in French, translated where the catalogues have them (`TRANSLATED`).
    """
    return [(member.value, _(member.label)) for member in enumeration]


def with_finer(enumeration, ours: tuple[finer.Finer, ...]) -> Choices:
    """The choices of a data·inclusion enumeration, each followed by those of `ours` that are under it; last
    those that are under none."""
    found: Choices = []
    for code, label in [*choices(enumeration), ("", "")]:
        if code:
            found.append((code, label))
        found += [(one.code, one.label) for one in ours if one.under == code]
    return found


def values(enumeration) -> list[str]:
    """The codes of a data·inclusion enumeration, in its order."""
    return [member.value for member in enumeration]


def labels(enumeration) -> dict[str, str | Promise]:
    """The label of each code of a data·inclusion enumeration."""
    return dict(choices(enumeration))


THEMATIQUES = choices(v1.Thematique)
PUBLICS = with_finer(v1.Public, finer.PUBLICS)
TYPES_DE_SERVICES = choices(v1.TypeService)
FRAIS = with_finer(v1.Frais, finer.FRAIS)
MODES_ACCUEIL = with_finer(v1.ModeAccueil, finer.MODES_ACCUEIL)
MODES_MOBILISATION = choices(v1.ModeMobilisation)
PERSONNES_MOBILISATRICES = choices(v1.PersonneMobilisatrice)
# Names of networks are those on the doors: nobody translates them.
RESEAUX_PORTEURS: Choices = [(member.value, member.label) for member in v1.ReseauPorteur]

# The enumerations whose labels every catalogue translates.
TRANSLATED = (
    v1.Thematique,
    v1.Public,
    v1.TypeService,
    v1.Frais,
    v1.ModeAccueil,
    v1.ModeMobilisation,
    v1.PersonneMobilisatrice,
)

# Common European Framework of Reference for Languages, for workshops.
NIVEAUX: Choices = [
    ("alpha", _("Alphabétisation")),
    ("A1", _("A1, débutant")),
    ("A2", _("A2, élémentaire")),
    ("B1", _("B1, intermédiaire")),
    ("B2", _("B2, avancé")),
    ("C1", _("C1, autonome")),
]

# Languages spoken at a desk: ISO 639-1 where it has a code, 639-3 where it does not.
LANGUES: Choices = [
    ("fr", _("français")),
    ("en", _("anglais")),
    ("ar", _("arabe")),
    ("uk", _("ukrainien")),
    ("ru", _("russe")),
    ("fa", _("persan, dari")),
    ("ps", _("pachto")),
    ("es", _("espagnol")),
    ("pt", _("portugais")),
    ("tr", _("turc")),
    ("ku", _("kurde")),
    ("ti", _("tigrinya")),
    ("so", _("somali")),
    ("bn", _("bengali")),
    ("ta", _("tamoul")),
    ("ur", _("ourdou")),
    ("zh", _("chinois")),
    ("vi", _("vietnamien")),
    ("ro", _("roumain")),
    ("sq", _("albanais")),
    ("ka", _("géorgien")),
    ("hy", _("arménien")),
    ("bm", _("bambara")),
    ("snk", _("soninké")),
    ("ff", _("peul")),
    ("wo", _("wolof")),
    ("ln", _("lingala")),
    ("kab", _("kabyle")),
    ("it", _("italien")),
    ("de", _("allemand")),
    ("pl", _("polonais")),
    ("ht", _("créole haïtien")),
    ("fsl", _("langue des signes française")),
]

# Who answers for a structure, and whether it sees to everything or to one domain.
PORTEURS: Choices = [
    ("association", _("Association")),
    ("institution", _("Institution publique")),
    ("entreprise", _("Entreprise ou organisme privé")),
]
VOCATIONS: Choices = [
    ("generale", _("Généraliste")),
    ("thematique", _("Spécialisée dans un domaine")),
]
# The holder of every place of a network, where its name settles it: others have associations and town halls.
PORTEUR_OF_NETWORK = {
    **dict.fromkeys(
        (
            *("communes", "ccas-cias", "departements", "regions", "maisons-des-solidarites", "mdph"),
            *("maison-departementale-de-lautonomie", "caf", "cpam", "cnam", "france-travail", "pjj", "spip"),
        ),
        "institution",
    ),
    **dict.fromkeys(
        (
            *("adie", "cidff", "cresus", "croix-rouge", "emmaus", "la-cravate-solidaire", "restos-du-coeur"),
            *("secours-populaire", "singa", "snc", "unis-cite"),
        ),
        "association",
    ),
}

# Whether one may come without an appointment, or with one; both where both are said.
RENDEZ_VOUS: Choices = [
    ("sans-rendez-vous", _("Sans rendez-vous")),
    ("sur-rendez-vous", _("Sur rendez-vous")),
]
# What who comes may use at a place.
EQUIPEMENTS: Choices = [
    ("ordinateur", _("Ordinateur")),
    ("webcam", _("Webcam")),
    ("scanner", _("Scanner")),
    ("imprimante", _("Imprimante")),
    ("telephone", _("Téléphone")),
    ("wifi", _("Wifi")),
    ("aide-par-telephone", _("Aide par téléphone")),
]


def porteur_of(networks: Iterable[str]) -> str:
    """The kind of holder that the networks of a structure settle; empty where they do not, or disagree."""
    said = {PORTEUR_OF_NETWORK[code] for code in networks if code in PORTEUR_OF_NETWORK}
    return said.pop() if len(said) == 1 else ""
