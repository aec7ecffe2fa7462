"""The records behind the figures: their quality by theme, and a list to take away."""

import csv
import io

import pytest

from mapping.vocabulary import THEMES
from places.models import Commune
from tests.factories import ServiceFactory, StructureFactory, point
from tests.territory.conftest import FRENCH, MELUN, lesson
from tests.territory.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(places):
    structure = StructureFactory(
        nom="Leçons (exemple)",
        position=point(*MELUN),
        commune=Commune.objects.get(code="77288"),
        is_example=True,
        source="exemples",
        telephone="0160000000",
        courriel="accueil@example.org",
        date_maj="2020-01-01",
    )
    ServiceFactory(structure=structure, thematiques=FRENCH)
    return structure


def test_the_quality_of_each_theme_is_told_in_one_table(staff, record):
    page = staff.get("/territoire/qualite/")
    told = {theme.code: (len(found.all), found.old) for theme, found, _link in page.context["qualities"]}
    assert told.keys() == {theme.code for theme in THEMES}
    assert told["francais"] == (1, 1)
    assert told["logement"] == (0, 0)
    link = next(link for theme, _found, link in page.context["qualities"] if theme.code == "francais")
    assert "Leçons (exemple)" in text_of(staff.get(link))


def test_an_example_is_said_to_be_one_once(staff, record):
    """Its name says so already; one whose name does not has the word beside it."""
    assert 'class="example"' not in staff.get("/territoire/fiches/").content.decode()
    type(record).objects.filter(pk=record.pk).update(nom="Leçons")
    assert staff.get("/territoire/fiches/").content.decode().count('class="example"') == 1


def test_what_is_to_be_checked_leaves_with_the_contact_that_everyone_sees(staff, record):
    link = staff.get("/territoire/fiches/").context["file_link"]
    answer = staff.get(link)
    assert "fiches-a-verifier" in answer["Content-Disposition"]
    (line,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert (line["structure"], line["dernière revue"], line["état"]) == (
        "Leçons (exemple)",
        "2020-01-01",
        "ancienne",
    )
    assert (line["courriel"], line["source"]) == ("accueil@example.org", "exemples inventés")
    assert line["adresse de la fiche"].startswith("http")


def test_a_file_of_other_records_is_refused_by_name(staff, places):
    answer = staff.get("/territoire/fiches.csv?etat=demain")
    assert answer.status_code == 400
    assert "demain" in answer.content.decode()


def test_a_file_of_records_asks_for_staff(client, places):
    assert client.get("/territoire/fiches.csv").status_code == 302
    assert client.get("/territoire/qualite/").status_code == 302


@pytest.mark.parametrize("path", ["/plan-du-site/", "/professionnels/"])
def test_staff_are_led_to_the_territory(staff, places, path):
    assert 'href="/territoire/"' in staff.get(path).content.decode().split("<main")[1]


def test_town_halls_are_counted_apart_everywhere_alike(staff, places):
    melun = Commune.objects.get(code="77288")
    at = point(*MELUN)
    StructureFactory(nom="Hôtel communal", commune=melun, position=at, reseaux_porteurs=["communes"])
    lesson(MELUN).structure.__class__.objects.filter(commune=None).update(commune=melun)
    text = text_of(staff.get("/territoire/"))
    assert "2 fiches : 1 lieu d’accueil + 1 mairie," in text
    beside = text[text.index("À côté, et avant") :]
    assert "Lieux d’accueil recensés" in beside
