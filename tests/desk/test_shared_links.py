"""What a link says where it is shared, and the feed of a search."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.conf import settings

from mapping.models import Structure
from network.models import Event, Resource
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

SEARCH = "/?lat=48.54&lon=2.66&theme=francais"
ATOM = "{http://www.w3.org/2005/Atom}"


def said(client, address: str) -> dict[str, list[str]]:
    """What the head of a page says of itself where its link is shared."""
    answer = client.get(address)
    assert answer.status_code == 200
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<meta (?:property|name)="((?:og|twitter):[\w:]+)"\s+content="([^"]*)">', answer.content.decode()
    ):
        found.setdefault(name, []).append(unescape(value))
    return found


@pytest.fixture
def structure() -> Structure:
    made = StructureFactory(nom='Maison "des" <Liens>', commune_id="77288", position=point(48.54, 2.66))
    ServiceFactory(structure=made)
    return made


def pages(structure: Structure) -> dict[str, str]:
    """Pages that are shared, and the picture of each."""
    sheet = Resource.objects.create(title="Une fiche")
    held = Event.objects.create(title="Un atelier", start_day="2030-01-01")
    return {
        "/": "/apercus/accueil.png",
        SEARCH: "/apercus/themes/francais/77288.png",
        "/?theme=logement&departement=77": "/apercus/themes/logement.png",
        "/?lat=48.54&lon=2.66": "/apercus/communes/77288.png",
        "/?lat=48.54&lon=2.66&theme=logement&theme=sante": "/apercus/communes/77288.png",
        "/?departement=77": "/apercus/accueil.png",
        f"/structures/{structure.pk}-{structure.slug}/": f"/apercus/structures/{structure.pk}.png",
        f"/fiches/{sheet.pk}-{sheet.slug}/": f"/apercus/fiches/{sheet.pk}.png",
        f"/agenda/{held.pk}-{held.slug}/": f"/apercus/agenda/{held.pk}.png",
        "/agenda/": "/apercus/accueil.png",
    }


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_page_says_its_title_its_address_and_its_picture_which_is_there(client, structure, language):
    prefix = "" if language == "fr" else f"/{language}"
    for address, picture in pages(structure).items():
        told = said(client, f"{prefix}{address}")
        assert told["og:image"] == [f"http://testserver{prefix}{picture}"], address
        assert client.get(f"{prefix}{picture}").status_code == 200
        assert told["og:title"][0]
        assert told["og:description"][0]
        assert told["og:url"][0].startswith(f"http://testserver{prefix}/")
        assert (told["og:image:width"], told["og:image:height"]) == (["1200"], ["630"])
        assert told["twitter:card"] == ["summary_large_image"]
        assert len(told["og:locale"]) == 1
        assert len(told["og:locale:alternate"]) == len(settings.LANGUAGES) - 1


def test_a_name_is_said_as_it_is_written(client, structure):
    told = said(client, f"/structures/{structure.pk}-{structure.slug}/")
    assert told["og:title"] == ['Maison "des" <Liens> – Repères']


def test_a_structure_is_one_page_under_whatever_search_it_was_found(client, structure):
    path = f"/structures/{structure.pk}-{structure.slug}/"
    address = f"{path}?lat=48.54&lon=2.66&theme=francais"
    assert said(client, address)["og:url"] == [f"http://testserver{path}"]
    page = client.get(address).content.decode()
    assert re.findall(r'rel="canonical"\s+href="([^"]+)"', page) == [f"http://testserver{path}"]


def test_a_shared_search_says_no_word_that_somebody_typed(client, structure):
    told = said(client, f"{SEARCH}&lu=je+dors+dehors&secours=oui")
    assert "dehors" not in repr(told)
    assert "secours=" not in told["og:url"][0]
    assert "theme=francais" in told["og:url"][0]


def test_pages_for_staff_say_nothing(client):
    client.force_login(UserFactory(is_professional=True))
    assert said(client, "/professionnels/") == {}


def feed_of(client, address: str) -> str:
    """The feed that a page of results links, in its head and where people see it."""
    page = client.get(address).content.decode()
    links = re.findall(r'<link rel="alternate"\s+type="application/atom\+xml"[^>]*href="([^"]+)"', page)
    (feed,) = map(unescape, links)
    assert links[0] in page.split("<main", 1)[1]
    return feed


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize(
    "query", [SEARCH, "/?departement=77", "/?theme=francais", "/?lat=48.54&lon=2.66&theme=sante&rayon_km=1"]
)
def test_the_page_of_a_search_links_its_feed_in_each_language(client, structure, language, query):
    prefix = "" if language == "fr" else f"/{language}"
    feed = feed_of(client, f"{prefix}{query}")
    answer = client.get(feed)
    assert answer.status_code == 200
    told = ElementTree.fromstring(answer.content)
    links = {one.get("rel"): one.get("href") for one in told.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{feed}"
    # What people follow leads to the same search.
    assert client.get(links["alternate"].removeprefix("http://testserver")).status_code == 200


def test_a_feed_is_valid_and_its_entries_keep_their_names(client, structure):
    feed = feed_of(client, SEARCH)

    def entries() -> list[tuple[str, str, str]]:
        told = ElementTree.fromstring(client.get(feed).content)
        assert all(told.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert told.findtext(f"{ATOM}title") == "Repères : Apprendre le français, près de Melun"
        found = told.findall(f"{ATOM}entry")
        return [tuple(one.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")) for one in found]

    ((name, title, updated),) = entries()
    Structure.objects.filter(pk=structure.pk).update(nom="Un autre nom")
    ((again, other, later),) = entries()
    assert again == name
    assert other != title
    assert later > updated


def test_a_reader_who_has_the_feed_is_told_so_even_where_it_is_empty(client, structure):
    for address in (feed_of(client, SEARCH), "/exports/atom?commune=77288&theme=sante"):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    Structure.objects.filter(pk=structure.pk).update(telephone="01 60 00 00 00")
    feed = feed_of(client, SEARCH)
    first = client.get(feed)
    Structure.objects.filter(pk=structure.pk).update(telephone="01 60 00 00 01")
    assert client.get(feed, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_robots_read_pictures_and_leave_what_partners_show(client):
    told = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /integre/" in told
    assert not [line for line in told if "apercus" in line]
