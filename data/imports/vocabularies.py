# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words that files use for data·inclusion's values, and which value each stands for.

The vocabularies themselves are `mapping.vocabulary`'s, and what people say for their values is the lexicon's
(`search.lexicon`). What is added here is how other standards (médiation numérique, versions 0 and 1) and
files write the same; a word that says nothing the directory keeps stands for no value, so that it is not
reported as unknown.
"""

from collections.abc import Iterable
from functools import partial

from data.imports.values.lists import Vocabulary
from mapping import vocabulary
from search import registry
from search.criterion import Choices, Table
from search.lexicon.values import fields_said, said_of

_ADMIN = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
_RIGHTS = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"
_BASICS = "numerique--maitriser-les-fondamentaux-du-numerique"
_ONLINE = "numerique--acceder-a-des-services-en-ligne"
_CONNECTION = "numerique--acceder-a-une-connexion-internet"
_EQUIPMENT = "numerique--acquerir-un-equipement"

# Whose a place is, beside what it is: « médiathèque municipale ».
_OF_WHOM = (
    "municipal", "municipale", "communal", "communale", "intercommunal", "intercommunale", "départemental",
    "départementale", "de la ville", "de la commune", "de l'agglomération",
)  # fmt: skip
_READING = (
    "médiathèque", "bibliothèque", "bibliothèque médiathèque", "lecture publique", "point lecture",
    "relais lecture", "bibliobus", "médiabus",
)  # fmt: skip
# Kinds of places that a public body holds, and those that it holds where they are said to be its own.
_PUBLIC = (
    "médiathèque", "bibliothèque", "bibliothèque médiathèque", "préfecture", "sous-préfecture",
    "hôtel de ville", "conseil départemental", "département", "conseil régional", "région", "EPCI",
    "intercommunalité", "communauté de communes", "communauté d'agglomération", "métropole", "CIAS", "CAF",
    "CPAM", "MDPH", "MDS", "PMI", "GRETA", "CIO", "France Travail", "Pôle emploi", "OFII", "rectorat",
    "tribunal",
)  # fmt: skip
_PUBLIC_IF_SAID = (
    "centre social", "centre culturel", "maison de quartier", "ludothèque", "crèche", "service",
    "service jeunesse", "structure", "équipement", "établissement",
)  # fmt: skip
_ASSOCIATIONS = (
    "MJC", "foyer rural", "amicale", "ONG", "régie de quartier", "association de quartier",
    "association locale", "association caritative", "association culturelle", "association sportive",
)  # fmt: skip
_FIRMS = ("SCOP", "SCIC", "SASU", "EURL", "auto-entrepreneur", "micro-entreprise", "entreprise privée")
_CULTURE = "remobilisation--activites-sportives-et-culturelles"


def _each(words: Iterable[str], code: str) -> dict[str, list[str]]:
    """Words that all stand for one value."""
    return {word: [code] for word in words}


def _owned(kinds: Iterable[str]) -> list[str]:
    """Kinds of places with whom they belong to."""
    return [f"{kind} {whose}" for kind in kinds for whose in _OF_WHOM]


THEMATIQUES = Vocabulary(
    vocabulary.THEMATIQUES,
    {
        "Aide aux démarches administratives": [_ADMIN, _ONLINE],
        "Maîtrise des outils numériques du quotidien": [_BASICS],
        "Insertion professionnelle via le numérique": [_BASICS],
        "Utilisation sécurisée du numérique": [_BASICS],
        "Parentalité et éducation avec le numérique": [_BASICS],
        "Loisirs et créations numériques": [_BASICS],
        "Compréhension du monde numérique": [_BASICS],
        "Comprehension du monde numérique": [_BASICS],
        "Accès internet et matériel informatique": [_CONNECTION],
        "Acquisition de matériel informatique à prix solidaire": [_EQUIPMENT],
        "Devenir autonome dans les démarches administratives": [_ONLINE],
        "Réaliser des démarches administratives avec un accompagnement": [_ADMIN, _ONLINE],
        "Prendre en main un smartphone ou une tablette": [_BASICS],
        "Prendre en main un ordinateur": [_BASICS],
        "Utiliser le numérique au quotidien": [_BASICS],
        "Approfondir ma culture numérique": [_BASICS],
        "Favoriser mon insertion professionnelle": [_BASICS],
        "Accéder à du matériel": [_CONNECTION],
        "S'équiper en matériel informatique": [_EQUIPMENT],
        "Créer avec le numérique": [_BASICS],
        "Accompagner les démarches de santé": [_ONLINE],
        "Promouvoir la citoyenneté numérique": [_BASICS],
        "Soutenir la parentalité et l'éducation avec le numérique": [_BASICS],
        "Accès aux droits": [_RIGHTS],
        **_each(
            [
                "accès au droit",
                "point d'accès au droit",
                "points d'accès au droit",
                "PAD",
                "point justice",
                "points justice",
                "maison de justice et du droit",
                "MJD",
                "permanence juridique",
                "permanences juridiques",
                "consultation juridique",
                "consultations juridiques",
                "conseil juridique",
                "information juridique",
                "permanence avocat",
                "permanence d'avocat",
                "permanence d'avocats",
            ],
            _RIGHTS,
        ),
        "Ateliers sociolinguistiques": ["lecture-ecriture-calcul--maitriser-le-francais"],
        "Alphabétisation": ["lecture-ecriture-calcul--maitriser-le-francais"],
        **_each([*_READING, *_owned(_READING)], _CULTURE),
    },
    also=partial(said_of, "thematique"),
    otherwise=fields_said,
)
PUBLICS = Vocabulary(
    vocabulary.PUBLICS,
    {
        "tous": ["tous-publics"],
        "tous public": ["tous-publics"],
        "adultes": [],
        "adulte": [],
        "Jeunes (16-26 ans)": ["jeunes"],
        "Jeunes (16/26 ans)": ["jeunes"],
        "Familles et/ou enfants": ["familles"],
        "Familles/enfants": ["familles"],
        "Familles/enfant": ["familles"],
        "famille": ["familles"],
        "Familles et/ou parents": ["familles"],
        "Seniors (+ 65 ans)": ["seniors"],
        "Seniors (+65 ans)": ["seniors"],
        "Déficiance visuelle": ["personnes-en-situation-de-handicap"],
        "Handicaps moteurs": ["personnes-en-situation-de-handicap"],
        "Handicaps mentaux": ["personnes-en-situation-de-handicap"],
        "Handicaps mentaux : déficiences limitant les activités d'une personne": [
            "personnes-en-situation-de-handicap"
        ],
        "Handicaps psychiques": ["personnes-en-situation-de-handicap"],
        "Illettrisme": [],
        "Personnes en situation d'illettrisme": [],
        "Langues étrangères (anglais)": [],
        "Langues étrangères (autres)": [],
        "réfugiés statutaires": ["refugies-bpi"],
        "primo-arrivants hors UE": ["primo-arrivants"],
        "personnes sans papiers": ["sans-titre-de-sejour"],
        "jeunes 18-25 ans": ["jeunes-18-25"],
        "salariés TPE et PME": ["salaries-tpe-pme"],
        "salariés de TPE-PME": ["salaries-tpe-pme"],
        "entreprise": ["entreprises"],
        "PME-PMI": ["entreprises"],
        "TPE/PME": ["entreprises"],
        "association": ["associations"],
        "associations": ["associations"],
        "bénéficiaires de l'aide sociale (RSA)": ["beneficiaires-rsa"],
        "minima sociaux": ["beneficiaires-des-minimas-sociaux"],
        "AAH": ["beneficiaires-des-minimas-sociaux"],
        "TP": ["tous-publics"],
        "DELD": ["demandeurs-emploi"],
        "DE longue durée": ["demandeurs-emploi"],
        "demandeurs d'emploi de longue durée": ["demandeurs-emploi"],
        "TH": ["personnes-en-situation-de-handicap"],
        "BOETH": ["personnes-en-situation-de-handicap"],
        "RQTH": ["personnes-en-situation-de-handicap"],
        "- 26 ans": ["jeunes"],
        "moins de 26 ans": ["jeunes"],
        "jeunes ASE": ["jeunes"],
        "QPV": ["residents-qpv-frr"],
        "habitants du QPV": ["residents-qpv-frr"],
        "habitants des QPV": ["residents-qpv-frr"],
        "habitants des quartiers prioritaires": ["residents-qpv-frr"],
        # As the standard's own words have it: « SDF, victimes de violence, grande précarité ».
        **_each(
            ["victime", "victimes", "victimes de violences", "victimes d'infractions"],
            "personnes-en-situation-durgence",
        ),
        "femmes avec enfants": ["femmes", "familles"],
        "femmes seules": ["femmes"],
        "femmes seules ou avec enfants": ["femmes", "familles"],
        "femmes avec ou sans enfants": ["femmes", "familles"],
    },
    also=partial(said_of, "public"),
)
FRAIS = Vocabulary(
    vocabulary.FRAIS,
    {
        "Gratuit : Je peux accéder gratuitement au lieu et à ses services": ["gratuit"],
        "gratuité": ["gratuit"],
        "oui, gratuit": ["gratuit"],
        "Gratuit sous condition": ["payant"],
        "Adhésion": ["payant"],
        "Payant : L'accès au lieu et/ou à ses services est payant": ["payant"],
        "Pass numérique": ["payant"],
        "prestations marchandes": ["marchand"],
    },
    also=partial(said_of, "frais"),
)
MODES_ACCUEIL = Vocabulary(
    vocabulary.MODES_ACCUEIL,
    {
        "En autonomie": ["en-presentiel"],
        "Seul": ["en-presentiel"],
        "Accompagnement individuel": ["en-presentiel"],
        "Avec de l'aide": ["en-presentiel"],
        "Dans un atelier collectif": ["en-presentiel"],
        "Dans un atelier": ["en-presentiel"],
        "À ma place": ["en-presentiel"],
        # From home; « visio-accueil » is at a place that has the screen.
        "en visioconférence": ["a-distance"],
        "accueil en visio": ["visio-accueil"],
        "accueil sur visio": ["visio-accueil"],
    },
    also=partial(said_of, "mode"),
)
MODES_MOBILISATION = Vocabulary(
    vocabulary.MODES_MOBILISATION,
    {
        "Se présenter": ["se-presenter"],
        "Téléphoner": ["telephoner"],
        "Contacter par mail": ["envoyer-un-courriel"],
        "Prendre un RDV en ligne": ["utiliser-lien-mobilisation"],
        "Envoyer un mail avec une fiche de prescription": ["envoyer-un-courriel"],
        "Ce lieu n'accueille pas de public": [],
    },
)
RESEAUX = Vocabulary(
    vocabulary.RESEAUX_PORTEURS,
    {
        "France Services": ["france-service"],
        "CNFS": ["conseillers-numeriques"],
        "CCAS": ["ccas-cias"],
        "CIAS": ["ccas-cias"],
        "Emmaüs Connect": ["emmaus"],
        "La Croix Rouge": ["croix-rouge"],
        "Grande école du numérique": ["grandes-ecoles-du-numerique"],
        "Mairie": ["communes"],
        "Bibliothèques numérique de référence": [],
        "Certification PIX": [],
        "Point d'accès numérique CAF": ["caf"],
        "Promeneurs du net": [],
        "Relais numérique (Emmaüs Connect)": ["emmaus"],
    },
    also=partial(said_of, "reseau"),
)
TYPES = Vocabulary(
    vocabulary.TYPES_DE_SERVICES,
    {
        **_each(["cours", "cours collectif", "cours particulier", "stage"], "formation"),
        **_each(["atelier collectif", "atelier individuel", "atelier de groupe"], "atelier"),
    },
    also=partial(said_of, "type"),
)
PERSONNES = Vocabulary(
    vocabulary.PERSONNES_MOBILISATRICES, {"usager": ["usagers"], "pro": ["professionnels"]}
)
LANGUES = Vocabulary(
    vocabulary.LANGUES,
    {
        # Codes of three letters, and of countries, that stand for their language.
        "fra": ["fr"],
        "fre": ["fr"],
        "eng": ["en"],
        "ara": ["ar"],
        "ukr": ["uk"],
        "UA": ["uk"],
        "укр": ["uk"],
        "rus": ["ru"],
        "рус": ["ru"],
        "fas": ["fa"],
        "per": ["fa"],
        "prs": ["fa"],
        "pus": ["ps"],
        "spa": ["es"],
        "por": ["pt"],
        "tur": ["tr"],
        "kur": ["ku"],
        "tir": ["ti"],
        "som": ["so"],
        "ben": ["bn"],
        "ron": ["ro"],
        "sqi": ["sq"],
        "alb": ["sq"],
        "kat": ["ka"],
        "geo": ["ka"],
        "hye": ["hy"],
        "ita": ["it"],
        "deu": ["de"],
        "ger": ["de"],
        "pol": ["pl"],
        "LSF": ["fsl"],
    },
    also=partial(said_of, "langue"),
    apart_by_space=True,
)
RENDEZ_VOUS = Vocabulary(
    vocabulary.RENDEZ_VOUS,
    {
        "sans": ["sans-rendez-vous"],
        "accès libre": ["sans-rendez-vous"],
        "rdv": ["sur-rendez-vous"],
        "rendez-vous": ["sur-rendez-vous"],
        "uniquement sur rendez-vous": ["sur-rendez-vous"],
        "avec ou sans rendez-vous": ["sans-rendez-vous", "sur-rendez-vous"],
        "avec ou sans rdv": ["sans-rendez-vous", "sur-rendez-vous"],
        "avec et sans rendez-vous": ["sans-rendez-vous", "sur-rendez-vous"],
        "les 2": ["sans-rendez-vous", "sur-rendez-vous"],
        "les deux": ["sans-rendez-vous", "sur-rendez-vous"],
    },
    also=partial(said_of, "rendez_vous"),
)
EQUIPEMENTS = Vocabulary(
    vocabulary.EQUIPEMENTS,
    {
        "ordinateurs": ["ordinateur"],
        "PC": ["ordinateur"],
        "postes informatiques": ["ordinateur"],
        "numérisation": ["scanner"],
        "photocopieur": ["imprimante"],
        "internet": ["wifi"],
        "téléphones": ["telephone"],
    },
    also=partial(said_of, "equipement"),
)
PORTEURS = Vocabulary(
    vocabulary.PORTEURS,
    {
        "associations": ["association"],
        "association loi 1901": ["association"],
        "asso": ["association"],
        "institution": ["institution"],
        "institutions": ["institution"],
        "public": ["institution"],
        "service de l'État": ["institution"],
        "collectivité": ["institution"],
        "collectivité territoriale": ["institution"],
        "établissement public": ["institution"],
        "mairie": ["institution"],
        "commune": ["institution"],
        "CCAS": ["institution"],
        **_each([*_PUBLIC, *_owned(_PUBLIC), *_owned(_PUBLIC_IF_SAID)], "institution"),
        **_each(_ASSOCIATIONS, "association"),
        **_each(_FIRMS, "entreprise"),
        "entreprise": ["entreprise"],
        "privé": ["entreprise"],
        "société": ["entreprise"],
        "SARL": ["entreprise"],
        "SAS": ["entreprise"],
    },
    also=partial(said_of, "porteur"),
)
VOCATIONS = Vocabulary(
    vocabulary.VOCATIONS,
    {
        "générale": ["generale"],
        "générale, polyvalente": ["generale"],
        "polyvalente": ["generale"],
        "thématique": ["thematique"],
        "spécialisée": ["thematique"],
    },
    also=partial(said_of, "vocation"),
)
NIVEAUX = Vocabulary(
    vocabulary.NIVEAUX,
    {
        "débutant": ["A1"],
        "alpha": ["alpha"],
        "A1.1": ["A1"],
        "tous niveaux": ["A1", "A2", "B1", "B2"],
        "tous les niveaux": ["A1", "A2", "B1", "B2"],
    },
    also=partial(said_of, "niveau"),
    ranked=("A1", "A2", "B1", "B2", "C1"),
)

# The words of each criterion's column, by column; those of the standard's other lists are above.
_WRITTEN_HERE = {
    "thematiques": THEMATIQUES,
    "publics": PUBLICS,
    "modes_accueil": MODES_ACCUEIL,
    "reseaux_porteurs": RESEAUX,
    "type": TYPES,
    "langues": LANGUES,
    "niveaux": NIVEAUX,
    "rendez_vous": RENDEZ_VOUS,
    "equipements": EQUIPEMENTS,
    "porteur": PORTEURS,
    "vocation": VOCATIONS,
}


def of_criteria(record: Table, *, arrays: bool) -> dict[str, Vocabulary]:
    """The words for the values of the criteria that files give of a kind of record, by column: of those with
    several values, or with one."""
    return {
        column.name: _WRITTEN_HERE.get(column.name)
        or Vocabulary(
            one.choices,
            {said: [code] for said, code in file.values},
            also=partial(said_of, one.parameter),
        )
        for one, column, file in registry.given_by_files(record)
        if isinstance(one, Choices) and one.is_array is arrays
    }
