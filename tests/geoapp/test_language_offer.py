"""Another language, offered once to who arrives with a browser that prefers it."""

import re
from html import unescape

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

ARABIC = {"accept-language": "ar-MA,ar;q=0.9,fr;q=0.5"}
BAR = 'class="offer"'


def bar(answer) -> dict[str, str]:
    """What a page's bar says: the language that it offers, what its form sends and where; empty without."""
    found = re.search(
        r'<form class="offer"\s+method="post"\s+action="(?P<action>[^"]*)"'
        r'.*?name="page" value="(?P<page>[^"]*)"'
        r'.*?hreflang="(?P<language>[^"]*)".*?</form>',
        answer.content.decode(),
        re.S,
    )
    return {name: unescape(value) for name, value in found.groupdict().items()} if found else {}


def offered(client, path="/", **headers) -> str:
    """The language that a page offers; "" for none."""
    return bar(client.get(path, headers=ARABIC | headers)).get("language", "")


def test_a_page_is_offered_in_the_browser_s_language_by_its_own_name(client):
    answer = client.get("/?lat=48.54&lon=2.66&theme=francais", headers=ARABIC)
    assertContains(answer, "العربية</a>")
    assertContains(answer, 'href="/ar/?lat=48.54&amp;lon=2.66&amp;theme=francais"')
    assertContains(answer, "Rester en français")
    assertNotContains(client.get("/ar/", headers=ARABIC), BAR)


@pytest.mark.parametrize(
    ("path", "header", "language"),
    [
        ("/", "fr-FR,fr;q=0.9,en;q=0.8", ""),
        ("/", "en-US,en;q=0.5", "en"),
        ("/", "uk", "uk"),
        ("/", "UK-ua", "uk"),
        ("/", "fr;q=0.2,ar;q=0.8", "ar"),
        # Languages that the site does not speak are no reason to offer none of those it does.
        ("/", "ti,am;q=0.9,en;q=0.3", "en"),
        ("/", "de,it", ""),
        ("/", "*", ""),
        ("/", "", ""),
        ("/", ";;;,q=,\x7f", ""),
        ("/", "ar," * 5000, "ar"),
        ("/uk/", "ar,uk;q=0.5", "ar"),
        ("/ar/", "fr", "fr"),
        # Of one language only, or of none.
        ("/connexion/", "ar", "ar"),
        ("/nulle-part/", "ar", ""),
    ],
)
def test_what_is_offered(client, path, header, language):
    assert offered(client, path, **{"accept-language": header}) == language


def test_robots_that_say_nothing_are_offered_nothing(client):
    assertNotContains(client.get("/"), BAR)


def test_it_is_offered_to_who_arrives_and_not_again(client):
    assert offered(client, referer="https://www.example.org/") == "ar"
    assert offered(client, referer="http://testserver/aide/") == ""
    assert offered(client, referer="http://[") == "ar"


def test_who_stays_is_not_asked_again_and_nothing_else_is_remembered(client):
    structure = StructureFactory(nom="Maison des Essais")
    path = f"/structures/{structure.pk}-maison-des-essais/?lat=48.5&lon=2.6"
    page = client.get(path, headers=ARABIC)
    assert not page.cookies
    answer = client.post("/langue/", {"page": bar(page)["page"]})
    assert (answer.status_code, answer.url) == (302, path)
    assert list(answer.cookies) == ["langue"]
    assert answer.cookies["langue"].value == "fr"
    assert answer.cookies["langue"]["httponly"]
    assert offered(client, path) == ""


def test_a_choice_made_in_the_menu_is_a_choice(client):
    answer = client.get("/ar/aide/", headers={"referer": "http://testserver/aide/"})
    assert answer.cookies["langue"].value == "ar"
    # The same page again, from nowhere: no band, though the browser prefers French.
    assert "language-offer" not in client.get("/ar/", headers={"accept-language": "fr"}).content.decode()
    assert client.get("/ar/", headers={"accept-language": "fr"}).context["language_offer"] is None
    back = client.get("/aide/", headers={"referer": "http://testserver/ar/aide/"})
    assert back.cookies["langue"].value == "fr"


def test_what_leads_to_a_page_in_its_own_language_chooses_nothing(client):
    assert not client.get("/ar/aide/", headers={"referer": "http://testserver/ar/"}).cookies
    assert not client.get("/ar/aide/", headers={"referer": "https://www.example.org/aide/"}).cookies
    assert not client.get("/", headers={"referer": "http://testserver/ar/aide/"}).cookies


def test_a_page_in_french_alone_leads_back_to_the_language_that_was_chosen(client):
    client.force_login(UserFactory(is_professional=True))
    assert not client.get("/professionnels/").context["language_ways"]
    client.cookies["langue"] = "ar"
    page = client.get("/professionnels/")
    ways = {one.code: one.url for one in page.context["language_ways"]}
    assert (ways["fr"], ways["ar"]) == ("/professionnels/", "/ar/")
    assertContains(page, 'href="/ar/"')


def test_who_stays_in_another_language_stays_there(client):
    offer = bar(client.get("/uk/aide/", headers=ARABIC))
    answer = client.post(offer["action"], {"page": offer["page"]})
    assert (answer.url, answer.cookies["langue"].value) == ("/uk/aide/", "uk")


@pytest.mark.parametrize(
    "page", ["", "https://ailleurs.example.org/", "//ailleurs.example.org", "/\\ailleurs", "x"]
)
def test_the_answer_leads_nowhere_else(client, page):
    assert client.post("/langue/", {"page": page}).url == "/"


def test_the_answer_is_sent_by_a_form(client):
    assert client.get("/langue/").status_code == 405


def test_pages_say_what_they_vary_with(client):
    for path in ("/", "/ar/"):
        varies = {one.strip() for one in client.get(path)["Vary"].split(",")}
        assert {"Accept-Language", "Cookie"} <= varies
    assert "Accept-Language" not in client.get("/api/v1/themes").get("Vary", "")


def test_pages_in_french_alone_offer_nothing(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert offered(client, "/territoire/") == ""
