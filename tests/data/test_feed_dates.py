"""The dates and the order of the feed move with what everyone may see, and with nothing else."""

import re

import pytest

from mapping.models import ShownChange, Structure, Visibility, VisibleStructure
from mapping.writing import change
from tests.factories import StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def refuge():
    return StructureFactory(nom="Maison", commune_id="77288", address_visibility=Visibility.OWNERS)


@pytest.fixture
def open_house():
    return StructureFactory(nom="Mairie", commune_id="77288")


def told(client) -> list[tuple[str, str]]:
    text = client.get("/exports/atom?departement=77").content.decode()
    return re.findall(r"<entry>.*?<title>(.*?)</title>.*?<updated>(.*?)</updated>", text, re.DOTALL)


def at(structure):
    return ShownChange.objects.get(structure=structure).at


def test_an_edit_of_what_is_hidden_moves_neither_date_nor_order(client, refuge, open_house):
    before, date = told(client), at(refuge)
    assert [title.split(" – ")[0] for title, _ in before] == ["Mairie", "Maison"]
    change(refuge, {"adresse": "3 rue Cachée", "position": point(48.5, 2.7), "siret": "1" * 14})
    client.force_login(UserFactory(is_staff=True))
    feature = {"type": "Feature", "properties": {"complement_adresse": "au fond"}}
    answer = client.patch(f"/api/v1/structures/{refuge.pk}", feature, content_type="application/json")
    assert answer.status_code == 200
    assert told(client) == before
    assert at(refuge) == date


def test_an_edit_of_what_is_shown_moves_both(client, refuge, open_house):
    date = at(refuge)
    change(refuge, {"telephone": "01 99 00 00 77"})
    assert [title.split(" – ")[0] for title, _ in told(client)] == ["Maison", "Mairie"]
    assert at(refuge) > date
    date = at(open_house)
    change(open_house, {"adresse": "9 rue Ouverte"})
    assert at(open_house) > date


def test_every_column_that_visitors_are_shown_moves_the_date(open_house):
    values = {
        "source": "autre", "source_id": "x-1", "nom": "Autre", "description": "Autre", "siret": "2" * 14,
        "adresse": "8 rue", "complement_adresse": "b", "code_postal": "77001", "commune_nom": "Autre",
        "code_insee": "77379", "position": point(48.51, 2.61), "position_precision": "street",
        "position_origin": "autre", "telephone": "01 99 00 00 88", "courriel": "a@example.org",
        "site_web": "https://example.org/a", "horaires_accueil": "Mo 09:00-10:00", "accessible": True,
        "accessibilite_lieu": "https://example.org/b", "reseaux_porteurs": ["caf"],
        "lien_source": "https://example.org/c", "date_maj": "2026-01-01",
        "verified_at": "2026-01-01T00:00:00Z",
        "is_example": True, "porteur": "association", "vocation": "generale", "equipements": ["scanner"],
        "bureau_confidentiel": True,
    }  # fmt: skip
    shown = {field.column for field in VisibleStructure._meta.concrete_fields}
    assert shown - {"id", "role", "themes", "position_masked", "address_is_confidential"} == values.keys()
    for name, value in values.items():
        date = at(open_house)
        Structure.objects.filter(pk=open_house.pk).update(
            **{"commune_id" if name == "code_insee" else name: value}
        )
        assert at(open_house) > date, name


def test_becoming_confidential_and_published_are_told(refuge, open_house):
    for record, values in ((open_house, {"address_visibility": 2}), (refuge, {"status": "closed"})):
        date = at(record)
        change(record, values)
        assert (at(record) > date) == ("address_visibility" in values)
    change(refuge, {"status": "published"})
    assert at(refuge) > date


def test_a_structure_that_goes_takes_its_date_along(open_house):
    open_house.delete()
    assert not ShownChange.objects.exists()
