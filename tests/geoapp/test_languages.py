"""The same pages under each language's prefix, and those that have one language only."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains

from mapping import presentation
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

pytestmark = pytest.mark.django_db

FRENCH = ["lecture-ecriture-calcul--maitriser-le-francais"]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
SEARCH = "?lat=48.539&lon=2.66&theme=francais&rayon_km=10"


class Links(HTMLParser):
    """Every address that a page's links, forms and buttons lead to."""

    def __init__(self, answer):
        super().__init__()
        self.found = []
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        for name in ("href", "action", "formaction"):
            if tag in ("a", "form", "button") and given.get(name):
                self.found.append((tag, given[name], given))


class Heads(HTMLParser):
    """What the links of a page's head say."""

    def __init__(self, answer):
        super().__init__()
        self.found = []
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attributes):
        if tag == "link":
            self.found.append(dict(attributes))

    handle_startendtag = handle_starttag


@pytest.fixture(autouse=True)
def _places(places):
    """Every page speaks of real communes."""


@pytest.fixture
def lesson():
    structure = StructureFactory(
        nom="Les Mots d’Ici",
        position=point(48.54, 2.66),
        horaires_accueil="Mo-Su 00:00-24:00",
        telephone="+33199000001",
    )
    ServiceFactory(structure=structure, thematiques=FRENCH, publics=["femmes"], langues=["ar"])
    return structure


@pytest.mark.parametrize(
    ("prefix", "lang", "direction", "title"),
    [
        ("/", "fr", "ltr", "Trouver qui peut aider, près de chez soi"),
        ("/en/", "en", "ltr", "Find who can help, near you"),
        ("/ar/", "ar", "rtl", "من يمكنه مساعدتك قرب بيتك؟"),
        ("/uk/", "uk", "ltr", "Знайти, хто допоможе, поруч із домом"),
    ],
)
def test_a_prefix_chooses_the_language_and_its_direction(client, prefix, lang, direction, title):
    answer = client.get(prefix)
    assertContains(answer, f'<html lang="{lang}"')
    assertContains(answer, f'dir="{direction}"')
    assertContains(answer, title)
    assert answer.headers["Content-Language"] == lang


def test_the_address_decides_and_not_the_browser(client):
    answer = client.get("/", headers={"accept-language": "ar"})
    assertContains(answer, '<html lang="fr"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_keeps_the_search(client, language, lesson):
    prefix = "/" if language == "fr" else f"/{language}/"
    answer = client.get(prefix + SEARCH)
    switch = {
        given["hreflang"]: href
        for tag, href, given in Links(answer).found
        if "hreflang" in given and "languages__link" in given.get("class", "")
    }
    assert list(switch) == LANGUAGES
    for code, href in switch.items():
        assert urlsplit(href).path == ("/" if code == "fr" else f"/{code}/")
        assert parse_qs(urlsplit(href).query) == parse_qs(SEARCH[1:])


def test_search_engines_are_told_the_other_languages(client):
    answer = client.get("/ar/aide/")
    assertContains(answer, 'href="http://testserver/uk/aide/"')
    assertContains(answer, 'hreflang="fr"')


def test_search_engines_are_told_whole_addresses_of_the_other_languages(client, lesson):
    """Of a search too, whose feed is no other language of the page."""
    alternates = [
        given["href"]
        for given in Heads(client.get("/" + SEARCH)).found
        if given.get("rel") == "alternate" and "hreflang" in given
    ]
    assert len(alternates) == len(LANGUAGES)
    assert all(href.startswith("http://testserver/") for href in alternates), alternates


def test_every_link_of_a_page_keeps_its_language(client, lesson):
    page = client.get("/ar/" + SEARCH + "&public=femmes")
    sheet = client.get(page.context["results"].cards[0].url)
    one_language = (
        "/exports/",
        "/professionnels/",
        "/api/",
        "/territoire/",
        "/affiches.pdf",
        "/depliants.pdf",
    )
    for answer in (page, sheet):
        assertContains(answer, '<html lang="ar"')
        for _tag, href, given in Links(answer).found:
            if href.startswith("/") and "hreflang" not in given and not href.startswith(one_language):
                assert href.startswith("/ar/"), href


def test_a_typed_address_stays_in_the_language(client):
    answer = client.get("/uk/", {"adresse": "Melun"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/uk/?")


def test_an_old_link_to_a_structure_is_sent_to_its_address_in_the_same_language(client, lesson):
    answer = client.get(f"/en/structures/{lesson.pk}-autrefois/")
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith(f"/en/structures/{lesson.pk}-les-mots")


@pytest.mark.parametrize("path", ["/professionnels/", "/imports/", "/territoire/", "/admin/"])
def test_pages_for_staff_are_in_french_and_have_no_other_address(client, path):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    answer = client.get(path, headers={"accept-language": "ar"}, follow=True)
    assert answer.status_code == 200
    assertContains(answer, 'lang="fr"')
    assertNotContains(answer, "languages__link")
    assert client.get("/ar" + path).status_code == 404


def test_the_api_and_the_exports_have_one_address(client):
    with translation.override("ar"):
        assert reverse("api-structures") == "/api/v1/structures"
        assert reverse("export", args=["csv"]) == "/exports/csv"
    problem = client.get("/api/v1/structures", {"rayon_km": "x"}, headers={"accept-language": "en"})
    assert "est attendu" in problem.json()["errors"][0]["detail"]


def test_what_the_directory_says_stays_french_and_is_told_to_be(client, lesson):
    answer = client.get("/ar/" + SEARCH)
    assertContains(answer, '<bdi lang="fr">Les Mots d’Ici</bdi>')
    assertContains(answer, "تعلّم الفرنسية")


def test_messages_of_the_filter_are_in_the_reader_s_language(client):
    assertContains(client.get("/en/?lat=48.5&lon=2.6&rayon_km=x"), "is not a distance that we understand")
    assertContains(client.get("/?lat=48.5&lon=2.6&rayon_km=x"), "n’est pas une distance que nous comprenons")


def test_the_further_criteria_are_in_each_reader_s_language(client, lesson):
    assertContains(client.get("/" + SEARCH), "Demandeurs d’emploi")
    assertContains(client.get("/uk/" + SEARCH), "Шукачі роботи")
    assertContains(client.get("/" + SEARCH), "Demandeurs d’emploi")


def test_a_missing_page_leads_home_in_every_language(client):
    answer = client.get("/ar/rien/")
    assert answer.status_code == 404
    assertContains(answer, "هذه الصفحة غير موجودة", status_code=404)
    assertContains(answer, 'href="/uk/"', status_code=404)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", ["0 structure", "1 structure", "2 structures"]),
        ("uk", ["1 організація", "3 організації", "25 організацій"]),
    ],
)
def test_counts_follow_each_language_s_plurals(language, told):
    from search.criteria import found_text

    with translation.override(language):
        assert [found_text(int(text.split()[0])) for text in told] == told


def test_arabic_has_its_six_plurals():
    from search.criteria import found_text

    with translation.override("ar"):
        told = [found_text(n) for n in (0, 1, 2, 3, 11, 100)]
    assert len(set(told)) == 6


def test_french_contracts_its_articles_and_others_do_not():
    with translation.override("fr"):
        assert presentation.of("Le Mée-sur-Seine") == "du Mée-sur-Seine"
    with translation.override("en"):
        assert presentation.of("Le Mée-sur-Seine") == "of Le Mée-sur-Seine"
