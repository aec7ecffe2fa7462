"""How far a structure is: to the place that the link was about."""

import re

import pytest

from mapping.models import PositionPrecision, Visibility
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

SEARCH = "/?lat=48.539&lon=2.66&theme=francais"


def pages_of(client, name: str) -> list[str]:
    """The pages that the cards of a list lead to, in its order."""
    listed = client.get(SEARCH).content.decode()
    links = re.findall(r'card__title">\s*<a href="([^"]+)"', listed)
    return [client.get(link.replace("&amp;", "&")).content.decode() for link in links if name in link]


def test_the_page_measures_the_way_to_the_place_of_the_card_that_led_there(client):
    structure = StructureFactory(nom="Deux adresses", position=point(48.549, 2.66))
    ServiceFactory(structure=structure)
    ServiceFactory(
        structure=structure,
        adresse="2 place du Marché",
        commune_nom="Melun",
        position=point(48.569, 2.66),
    )
    near, far = pages_of(client, "deux-adresses")
    assert re.search(r"<strong>1,1\sk?m</strong>", near)
    assert re.search(r"<strong>3,3\skm</strong>", far)
    assert "2 place du Marché" in re.search(r"jusqu’à.*?</bdi>", far, re.S)[0]
    assert "jusqu’à" not in near


def test_a_place_that_is_not_the_structures_counts_for_nothing(client):
    structure = StructureFactory(position=point(48.549, 2.66))
    page = client.get(
        f"/structures/{structure.id}/", {"depuis": "48.539,2.66", "vers": "48.6,2.7"}, follow=True
    )
    assert re.search(r"<strong>1,1\skm</strong>", page.content.decode())


def test_a_confidential_place_cannot_be_guessed_from_the_distance(client):
    refuge = StructureFactory(position=point(48.56, 2.7), address_visibility=Visibility.PROFESSIONALS)
    ServiceFactory(
        structure=refuge, position=point(48.57, 2.71), position_precision=PositionPrecision.ADDRESS
    )
    asked = {"depuis": "48.57,2.71"}
    told = [
        re.search(r"<strong>([^<]*km)</strong>", page.content.decode())[1]
        for page in (
            client.get(f"/structures/{refuge.id}/", {**asked, "vers": vers}, follow=True)
            for vers in ("", "48.56,2.7", "48.57,2.71")
        )
    ]
    assert len(set(told)) == 1
