"""What a search and what is done with its answers add to the counts; and what does not."""

import pytest
from django.test import Client

from common import counting
from common.visits import is_by_somebody
from mapping.models import Status
from tests.evaluation.conftest import BROWSER, MELUN, MELUN_EPCI, counts
from tests.factories import ServiceFactory, StructureFactory, UserFactory, answers_for, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

# Melun's town hall, and what is asked from there.
HERE = "/?lat=48.5399&lon=2.6608&rayon_km=20"
FRENCH = ["lecture-ecriture-calcul--maitriser-le-francais"]


def lesson(lat=48.5399, lon=2.6608, **service):
    structure = StructureFactory(position=point(lat, lon), commune_id=MELUN)
    return ServiceFactory(structure=structure, thematiques=FRENCH, **service)


@pytest.mark.parametrize(
    ("lat", "radius", "outcome"), [(48.55, 20, "pres"), (48.65, 20, "loin"), (48.65, 5, "rien")]
)
def test_a_search_counts_by_how_far_its_first_answer_is(browser, lat, radius, outcome):
    lesson(lat)
    browser.get(f"/?lat=48.5399&lon=2.6608&rayon_km={radius}&theme=francais&commune={MELUN}")
    assert counts() == {(outcome, "francais", MELUN, 0): 1}


def test_a_search_of_a_territory_counts_as_found_there_or_nothing(browser):
    lesson()
    browser.get(f"/?epci={MELUN_EPCI}&theme=francais")
    browser.get(f"/?epci={MELUN_EPCI}&theme=sante")
    assert counts() == {
        ("trouve", "francais", MELUN_EPCI, 0): 1,
        ("rien", "sante", MELUN_EPCI, 0): 1,
    }


def test_each_need_of_a_search_counts(browser):
    lesson()
    browser.get(f"{HERE}&theme=francais&theme=sante&commune={MELUN}")
    assert counts() == {("pres", "francais", MELUN, 0): 1, ("rien", "sante", MELUN, 0): 1}


def test_a_search_without_a_theme_counts_for_none(browser):
    lesson()
    browser.get(f"{HERE}&q=cours&commune={MELUN}")
    ((_outcome, theme, _place, _structure),) = counts()
    assert theme == counting.NO_THEME


def test_the_same_question_made_narrower_or_wider_is_one(browser):
    asked = f"http://testserver{HERE}&theme=francais&commune={MELUN}"
    lesson()
    browser.get(f"{HERE}&theme=francais&commune={MELUN}")
    for more in ("&public=femmes", "&theme=sante", "&vue=liste"):
        browser.get(f"{HERE}&theme=francais&commune={MELUN}{more}", headers={"referer": asked})
    assert counts() == {("pres", "francais", MELUN, 0): 1, ("rien", "sante", MELUN, 0): 1}
    # Elsewhere, or from another site's page, it is another one.
    browser.get(f"/?lat=48.4&lon=2.7&rayon_km=20&theme=francais&commune={MELUN}", headers={"referer": asked})
    browser.get(
        f"{HERE}&theme=francais&commune={MELUN}", headers={"referer": "https://example.org/?theme=francais"}
    )
    assert sum(n for (_outcome, theme, _place, _no), n in counts().items() if theme == "francais") == 3


def test_the_next_page_of_an_answer_is_no_other_question(browser):
    for number in range(30):
        lesson(48.54 + number / 1000)
    page = browser.get(f"{HERE}&theme=francais&commune={MELUN}")
    link = page.content.decode().split('rel="next" href="', 1)
    following = link[1].split('"', 1)[0].replace("&amp;", "&") if len(link) > 1 else ""
    counting.taken()
    browser.get(following or f"{HERE}&theme=francais&commune={MELUN}&curseur=x")
    if following:
        assert counts() == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": ""},
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "curl/8.5.0"},
        # What a worker asks of itself before it is given a question.
        {"user-agent": "reperes-warm-bot"},
        {"user-agent": "python-requests/2.32"},
        {"user-agent": BROWSER, "sec-purpose": "prefetch;prerender"},
        {"user-agent": BROWSER, "purpose": "prefetch"},
    ],
)
def test_programs_and_pages_loaded_ahead_are_not_counted(headers):
    lesson()
    Client(headers=headers).get(f"{HERE}&theme=francais&commune={MELUN}")
    assert counts() == {}


def test_staff_are_not_counted_and_professionals_are(browser):
    lesson()
    browser.force_login(UserFactory(is_staff=True))
    browser.get(f"{HERE}&theme=francais&commune={MELUN}")
    assert counts() == {}
    browser.force_login(UserFactory(is_professional=True))
    browser.get(f"{HERE}&theme=francais&commune={MELUN}")
    assert counts() == {("pres", "francais", MELUN, 0): 1}


def test_the_api_and_the_map_count_nothing(browser):
    lesson()
    browser.get("/api/v1/structures?lat=48.5399&lon=2.6608&rayon_km=20&theme=francais")
    browser.get("/api/v1/viewport?bbox=2,48,3,49&theme=francais")
    assert counts() == {}


def tell(client, structure, act="appel", theme="francais", **headers):
    sent = {"acte": act, "structure": structure, "theme": theme}
    return client.post("/usage/", sent, headers={"sec-fetch-site": "same-origin"} | headers)


def test_what_is_done_with_a_structure_is_told_by_its_page_and_counted(browser):
    house = StructureFactory()
    for act in ("appel", "itineraire", "imprime"):
        answer = tell(browser, house.pk, act)
        assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    tell(browser, house.pk, "appel", theme="nimporte")
    assert counts() == {
        ("appel", "francais", "", house.pk): 1,
        ("itineraire", "francais", "", house.pk): 1,
        ("imprime", "francais", "", house.pk): 1,
        ("appel", "aucun", "", house.pk): 1,
    }


def test_what_is_no_act_on_a_structure_of_everyone_is_not_counted_and_answered_alike(browser):
    house, private = StructureFactory(), StructureFactory(status=Status.DRAFT)
    told = [
        tell(browser, house.pk, "rien"),
        tell(browser, house.pk, "message"),
        tell(browser, house.pk, ""),
        tell(browser, private.pk),
        tell(browser, 987_654),
        tell(browser, "9" * 40),
        tell(browser, "٣"),
        tell(browser, house.pk, **{"sec-fetch-site": "cross-site"}),
        tell(browser, house.pk, **{"user-agent": "curl/8"}),
        browser.post("/usage/", {"acte": "appel", "structure": house.pk}),
        browser.post(
            "/usage/", {"acte": "appel", "structure": house.pk}, headers={"origin": "https://example.org"}
        ),
    ]
    assert {(answer.status_code, answer.content) for answer in told} == {(204, b"")}
    assert counts() == {}
    # An older browser says its origin alone.
    browser.post("/usage/", {"acte": "appel", "structure": house.pk}, headers={"origin": "http://testserver"})
    assert counts() == {("appel", "aucun", "", house.pk): 1}


def test_those_who_answer_for_a_structure_do_not_count_on_it(browser):
    house, other = StructureFactory(), StructureFactory()
    browser.force_login(answers_for(UserFactory(is_professional=True), house))
    tell(browser, house.pk)
    tell(browser, other.pk)
    assert counts() == {("appel", "francais", "", other.pk): 1}


def test_nobody_reads_what_is_told(browser):
    assert browser.get("/usage/").status_code == 405


def test_a_telephone_whose_mark_ends_like_a_robot_is_somebody_s(rf):
    told = (
        "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
    )
    assert is_by_somebody(rf.get("/", headers={"user-agent": told}))
    assert not is_by_somebody(rf.get("/", headers={"user-agent": "Mozilla/5.0 (compatible; bingbot/2.0)"}))
