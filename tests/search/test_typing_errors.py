"""What people type, and what they meant: thirty faults of every kind, over a directory of everyday services.

Each line names the one service that is meant. The others stand by to be found wrongly.
"""

import pytest
from django.http import QueryDict

from accounts.roles import Role
from search import engine, filters
from tests.factories import ServiceFactory, StructureFactory

pytestmark = pytest.mark.django_db

SERVICES = {
    "Atelier sociolinguistique": "Apprendre le français par les gestes de la vie quotidienne.",
    "Alphabétisation": "Lire et écrire pour qui n'est jamais allé à l'école.",
    "Hébergement d'urgence": "Mise à l'abri des personnes sans domicile.",
    "Accompagnement administratif": "Remplir un dossier, comprendre un courrier.",
    "Consultation de psychologie": "Pour les personnes exilées, avec un interprète.",
    "Permanence juridique": "Un avocat répond sur le titre de séjour et la naturalisation.",
    "Distribution alimentaire": "Colis de denrées et produits d'hygiène.",
    "Pharmacie solidaire": "Médicaments sur ordonnance.",
    "Apprentissage du vélo": "Pour les femmes débutantes.",
    "Garde d'enfants": "Crèche à horaires décalés.",
    "Photocopies et numérisation": "Imprimer, scanner, envoyer un fichier.",
    "Mission locale": "Emploi et formation des seize à vingt-cinq ans.",
    "Vestiaire": "Des vêtements chauds à petit prix.",
    "Domiciliation": "Recevoir son courrier au C.C.A.S.",
    "Médiation numérique": "Prendre en main un ordinateur, une tablette.",
    "Bibliothèque": "Des livres en langues étrangères.",
}

TYPED = [
    # accents: left out, wrong, on a capital, decomposed
    ("alphabetisation", "Alphabétisation"),
    ("bibliothéque", "Bibliothèque"),
    ("HÉBERGEMENT", "Hébergement d'urgence"),
    ("me\u0301diation", "Médiation numérique"),
    # a letter missing
    ("psycologie", "Consultation de psychologie"),
    ("domicilation", "Domiciliation"),
    ("vestaire", "Vestiaire"),
    # a letter doubled, or single where it is double
    ("acompagnement", "Accompagnement administratif"),
    ("alimenttaire", "Distribution alimentaire"),
    ("aprentissage", "Apprentissage du vélo"),
    # two letters swapped
    ("juridqiue", "Permanence juridique"),
    ("pharmaice", "Pharmacie solidaire"),
    # the next key (azerty)
    ("ordinatrur", "Médiation numérique"),
    ("medicamrnts", "Pharmacie solidaire"),
    ("vetementd", "Vestiaire"),
    # as it is heard
    ("farmacie", "Pharmacie solidaire"),
    ("fotocopie", "Photocopies et numérisation"),
    ("administratife", "Accompagnement administratif"),
    ("distribusion", "Distribution alimentaire"),
    ("ébergement", "Hébergement d'urgence"),
    ("alphabétizasion", "Alphabétisation"),
    ("biblioteque", "Bibliothèque"),
    # é for er, and the other way round
    ("imprimé", "Photocopies et numérisation"),
    ("envoyé", "Photocopies et numérisation"),
    # spaces that are missing, or one too many
    ("missionlocale", "Mission locale"),
    ("socio linguistique", "Atelier sociolinguistique"),
    # the other gender, the other number
    ("débutant", "Apprentissage du vélo"),
    ("avocates", "Permanence juridique"),
    ("ordonnances", "Pharmacie solidaire"),
    # acronyms with and without their dots
    ("A.S.L.", "Atelier sociolinguistique"),
    ("ccas", "Domiciliation"),
]

# What is written as it is heard, by too many letters from the word for typing errors to explain it.
HEARD = [
    ("alimentère", "Distribution alimentaire"),
    ("alimantèr", "Distribution alimentaire"),
    ("anploi", "Mission locale"),
    ("formassion", "Mission locale"),
    ("psikologi", "Consultation de psychologie"),
    ("jurridik", "Permanence juridique"),
    ("numerik", "Médiation numérique"),
    ("kreche", "Garde d'enfants"),
    ("anfan", "Garde d'enfants"),
    ("farmassi", "Pharmacie solidaire"),
    ("medikaman", "Pharmacie solidaire"),
    ("solidère", "Pharmacie solidaire"),
    ("vètemen", "Vestiaire"),
    ("eberjeman", "Hébergement d'urgence"),
    ("akonpagneman", "Accompagnement administratif"),
    ("domissiliassion", "Domiciliation"),
    ("biblioték", "Bibliothèque"),
    ("aprandr", "Atelier sociolinguistique"),
    ("fransè", "Atelier sociolinguistique"),
    ("ékol", "Alphabétisation"),
]


def found(typed: str) -> list[str]:
    query = QueryDict(mutable=True)
    query.update({"lat": "48.539", "lon": "2.66", "q": typed})
    answer = engine.run(filters.parse(query).search, Role.VISITOR)
    return [name for item in answer.items() for name in item["properties"]["services"]]


@pytest.fixture
def services() -> None:
    for nom, description in SERVICES.items():
        structure = StructureFactory(nom="Association")
        ServiceFactory(nom=nom, description=description, thematiques=[], structure=structure)


@pytest.mark.parametrize("faults", [TYPED, HEARD], ids=["typed", "heard"])
def test_what_is_typed_finds_what_is_meant_and_nothing_else(services, faults):
    wrong = {typed: answer for typed, meant in faults if (answer := found(typed)) != [meant]}
    assert wrong == {}


def test_what_sounds_like_nothing_that_is_said_finds_nothing(services):
    assert [found(typed) for typed in ("zorglub", "kakatoès", "fff", "xylophone")] == [[], [], [], []]
