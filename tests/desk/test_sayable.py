"""What those who asked for the directory wanted to say to it can be said, and narrows as it says."""

import pytest

from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db
HERE = {"lat": "48.5", "lon": "2.6", "rayon_km": "20"}


def names_on(client, **asked) -> set[str]:
    page = client.get("/", {**HERE, **asked})
    assert page.status_code == 200
    html = page.content.decode()
    return {name for name in ("Celle qui convient", "Une autre") if name in html}


@pytest.fixture
def two():
    """A structure to say something of, and another, at the same place."""
    return [
        StructureFactory(nom=nom, position=point(48.5, 2.6)) for nom in ("Celle qui convient", "Une autre")
    ]


@pytest.mark.parametrize(
    "public",
    [
        "beneficiaires-rsa",
        "jeunes-18-25",
        "salaries-tpe-pme",
        "parents-eleves",
        "seniors",
        "primo-arrivants",
        "demandeurs-asile",
        "refugies-bpi",
        "residents-qpv-frr",
    ],
)
def test_a_public_of_the_field_finds_who_names_it_and_who_takes_everyone(client, two, public):
    said, other = two
    ServiceFactory(structure=said, publics=[public])
    ServiceFactory(structure=other, publics=["etudiants"])
    assert names_on(client, public=public) == {"Celle qui convient"}
    other.services.update(publics=["tous-publics"])
    assert names_on(client, public=public) == {"Celle qui convient", "Une autre"}


@pytest.mark.parametrize("public", ["entreprises", "artisans-commercants", "associations"])
def test_firms_and_associations_are_publics_that_everyone_does_not_stand_for(client, two, public):
    said, other = two
    ServiceFactory(structure=said, publics=[public])
    ServiceFactory(structure=other, publics=["tous-publics"])
    assert names_on(client, public=public) == {"Celle qui convient"}


@pytest.mark.parametrize(
    ("asked", "values", "others"),
    [
        ({"mode": "visio-accueil"}, {"modes_accueil": ["visio-accueil"]}, {"modes_accueil": ["a-distance"]}),
        ({"frais": "marchand"}, {"frais": "marchand"}, {"frais": "gratuit"}),
    ],
)
def test_how_one_is_received_and_what_it_costs_can_be_asked(client, two, asked, values, others):
    said, other = two
    ServiceFactory(structure=said, **values)
    ServiceFactory(structure=other, **others)
    assert names_on(client, **asked) == {"Celle qui convient"}


@pytest.mark.parametrize(
    ("asked", "value", "another"),
    [
        ("porteur", "association", "institution"),
        ("porteur", "institution", "entreprise"),
        ("porteur", "entreprise", "association"),
        ("vocation", "generale", "thematique"),
        ("vocation", "thematique", "generale"),
    ],
)
def test_who_holds_it_and_whether_it_sees_to_everything_are_told_apart(client, two, asked, value, another):
    for structure, kind in zip(two, (value, another), strict=True):
        setattr(structure, asked, kind)
        structure.save(update_fields=[asked])
        ServiceFactory(structure=structure)
    assert names_on(client, **{asked: value}) == {"Celle qui convient"}


def test_what_can_be_used_there_and_a_room_apart_can_be_asked(client):
    said = StructureFactory(
        nom="Celle qui convient",
        position=point(48.5, 2.6),
        equipements=["scanner", "imprimante"],
        bureau_confidentiel=True,
    )
    ServiceFactory(structure=said)
    ServiceFactory(structure=StructureFactory(nom="Une autre", position=point(48.5, 2.6)))
    assert names_on(client, equipement="scanner") == {"Celle qui convient"}
    assert names_on(client, equipement="imprimante") == {"Celle qui convient"}
    assert names_on(client, bureau_confidentiel="oui") == {"Celle qui convient"}
