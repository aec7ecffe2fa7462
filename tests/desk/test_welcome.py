"""The home page: where nothing is asked, what the directory holds and how to begin."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import override_settings
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from mapping.models import Visibility
from mapping.vocabulary import THEMES
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture(autouse=True)
def seine_et_marne():
    with override_settings(DEPARTEMENT="77"):
        yield


def read(answer) -> str:
    """The page without its tags, spaces drawn together."""
    page = answer.content.decode().split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\N{NO-BREAK SPACE}", " ").split())


def test_it_tells_how_many_places_there_are_and_of_each_theme(client):
    for _ in range(2):
        lesson = StructureFactory(position=point(48.54, 2.66))
        ServiceFactory(
            structure=lesson,
            thematiques=["lecture-ecriture-calcul--maitriser-le-francais"],
            langues=["fr", "ar"],
        )
    StructureFactory(position=point(48.54, 2.66), reseaux_porteurs=["communes"])
    answer = client.get("/")
    told = read(answer)
    assert "2 lieux de Seine-et-Marne" in told
    assert "2 services décrits" in told
    assert "1 langue parlée, en plus du français" in told
    assert re.search(r"Apprendre le français 2 lieux", told)
    for theme in THEMES:
        assertContains(answer, f'name="theme" value="{theme.code}"', count=1)
        # For who follows links alone.
        assertContains(client.get("/plan-du-site/"), f'href="/?theme={theme.code}"', count=1)


def test_a_tile_tells_the_town_halls_that_its_list_has_too(client):
    right = ["difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"]
    for networks in ([], ["communes"], ["communes"]):
        place = StructureFactory(position=point(48.54, 2.66), reseaux_porteurs=networks)
        ServiceFactory(structure=place, thematiques=right)
    assert re.search(r"1 lieu \+ 2 mairies", read(client.get("/")))


def test_it_counts_again_when_the_directory_changes(client):
    StructureFactory(position=point(48.54, 2.66))
    assert "1 lieu de Seine-et-Marne" in read(client.get("/"))
    StructureFactory(position=point(48.54, 2.66))
    assert "2 lieux de Seine-et-Marne" in read(client.get("/"))


def test_what_is_reviewed_is_what_somebody_answered_for_lately(client):
    now = timezone.now()
    StructureFactory(position=point(48.54, 2.66), verified_at=now - timedelta(days=10), date_maj=None)
    StructureFactory(
        position=point(48.54, 2.66), verified_at=None, date_maj=(now - timedelta(days=20)).date()
    )
    StructureFactory(position=point(48.54, 2.66), verified_at=now - timedelta(days=400), date_maj=None)
    StructureFactory(position=point(48.54, 2.66), verified_at=None, date_maj=None)
    assert "50 % relus depuis moins de six mois" in read(client.get("/"))


def test_what_a_visitor_may_not_see_changes_nothing_of_it(client):
    shelter = StructureFactory(
        nom="Refuge",
        position=point(48.54, 2.66),
        address_visibility=Visibility.PROFESSIONALS,
        adresse="1 rue A",
    )
    before = re.sub(r"nonce[^>]*>", "", client.get("/").content.decode())
    shelter.position, shelter.adresse = point(48.6, 2.7), "9 quai B"
    shelter.save()
    assert re.sub(r"nonce[^>]*>", "", client.get("/").content.decode()) == before


def test_nothing_is_said_of_a_directory_that_serves_no_departement(client):
    with override_settings(DEPARTEMENT="all"):
        answer = client.get("/")
    assertContains(answer, "toute la France")
    assertNotContains(answer, "overview")


def test_a_question_is_answered_and_nothing_asked_is_the_home_page(client):
    StructureFactory(nom="Les Mots", position=point(48.54, 2.66))
    assertContains(client.get("/"), 'class="hero')
    assertNotContains(client.get("/?lat=48.54&lon=2.66"), 'class="hero')


def test_every_language_has_it(client):
    for path in ("/", "/en/", "/ar/", "/uk/"):
        assertContains(client.get(path), 'class="hero')


def test_a_tile_keeps_the_place_that_was_typed(client):
    lesson = StructureFactory(nom="Les Mots", position=point(48.54, 2.66))
    ServiceFactory(structure=lesson)
    form = re.search(r'<form[^>]*id="recherche".*?</form>', client.get("/").content.decode(), re.DOTALL)[0]
    # Enter in the field presses the first button: that of the search, which says no theme.
    assert form.index('id="chercher"') < form.index('class="tile"')
    found = client.get("/", {"adresse": "Melun", "theme": "francais"}, follow=True)
    assert "theme=francais" in found.redirect_chain[-1][0]
    assertContains(found, "Les Mots")
    nowhere = client.get("/", {"adresse": "", "theme": "francais"}, follow=True)
    assert nowhere.redirect_chain[-1][0] == "/?theme=francais"
