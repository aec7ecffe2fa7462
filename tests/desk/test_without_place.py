"""A question without a place is answered over the site's own département, and says so."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import override_settings

from accounts.roles import Role
from search import engine, filters
from search.anywhere import anywhere, is_question
from search.question import Criteria, Search
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places(places):
    """Every page speaks of real communes."""


@pytest.fixture
def directory():
    """Two workshops of the département, the second better told of, and one of another."""
    here = CommuneFactory(code="77288", nom="Melun")
    there = CommuneFactory(code="91228", nom="Évry", departement_code="91", point=point(48.63, 2.44))
    bare = StructureFactory(nom="Peu connue", commune=here, telephone="")
    ServiceFactory(structure=bare)
    told = StructureFactory(
        nom="Bien connue",
        commune=here,
        horaires_accueil="Mo-Fr 09:00-12:00",
        description="Des cours pour tous.",
    )
    ServiceFactory(structure=told)
    elsewhere = StructureFactory(nom="Ailleurs", commune=there, position=point(48.63, 2.44))
    ServiceFactory(structure=elsewhere)
    return bare, told, elsewhere


def words(answer) -> str:
    page = answer.content.decode().split("<main", 1)[1].split("</main>")[0]
    page = re.sub(r"<script.*?</script>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\N{NO-BREAK SPACE}", " ").split())


def names(answer) -> list[str]:
    return [card.name for card in answer.context["results"].cards]


def parsed(query: str) -> Search:
    found = filters.parse(QueryDict(query))
    assert not found.errors
    return found.search


@pytest.mark.parametrize(
    ("query", "is_one"),
    [
        ("", False),
        ("rayon_km=5", False),
        ("vue=carte", False),
        ("hors_zone=oui", False),
        ("sans_mairies=oui", False),
        ("theme=francais", True),
        ("niveau=A1", True),
        ("q=atelier", True),
        ("ouvert=jeudi", True),
        ("gratuit=oui", True),
    ],
)
def test_what_is_a_question(query, is_one):
    assert is_question(parsed(query)) is is_one
    assert (anywhere(parsed(query)) is not None) is is_one


@pytest.mark.parametrize("place", ["lat=48.5&lon=2.6", "commune=77288", "departement=91", "epci=247700057"])
def test_a_question_that_says_where_is_answered_there(place):
    assert anywhere(parsed(f"theme=francais&{place}")) is None


def test_it_is_answered_over_the_departement_the_best_told_first_and_says_so(client, directory):
    answer = client.get("/?theme=francais")
    assert names(answer) == ["Bien connue", "Peu connue"]
    told = words(answer)
    assert "Dans tout le département : Seine-et-Marne (77)" in told
    assert "Dites où vous êtes" in told
    assert answer.context["bar"].place.typed == ""


def test_links_ask_what_was_asked_and_not_the_departement(client, directory):
    answer = client.get("/?theme=francais&gratuit=oui&places=oui&limit=1")
    page = unescape(answer.content.decode())
    links = [urlsplit(link) for link in re.findall(r'href="([^"]+)"', page)]
    asked = [parse_qs(link.query) for link in links if link.path == "/" or "/structures/" in link.path]
    assert asked
    for query in asked:
        assert "departement" not in query
        assert query.get("tri") is None or "cursor" in query
    following = client.get("/?theme=francais&limit=1").context["results"].groups[0].following
    assert names(client.get(following)) == ["Peu connue"]
    drawn = json.loads(re.search(r'id="carte-reglages"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert "departement=77" in drawn["criteres"]
    assert "departement" not in drawn["question"]


def test_an_empty_field_beside_a_question_is_no_mistake(client, directory):
    for place in ("", "&lat=48.54&lon=2.66"):
        answer = client.get(f"/?adresse=&theme=francais{place}", follow=True)
        assert answer.redirect_chain == [("/?theme=francais", 302)]
        assert names(answer) == ["Bien connue", "Peu connue"]
        assert "Écrivez une adresse" not in words(answer)


def test_a_theme_that_is_unticked_takes_its_own_criteria_with_it(client, directory):
    """A form without scripts still sends them."""
    sent = "/?adresse=&theme=francais&niveau.francais=A1&niveau.logement=A1&ouvert.logement="
    answer = client.get(sent, follow=True)
    assert answer.redirect_chain == [("/?theme=francais&niveau.francais=A1", 302)]


def test_a_link_of_a_theme_that_it_does_not_ask_for_is_told_and_the_rest_works(client, directory):
    answer = client.get("/?theme=francais&niveau.logement=A1&couleur.francais=bleu")
    assert names(answer) == ["Bien connue", "Peu connue"]
    told = words(answer)
    assert "« Niveau de français (Logement) »" in told
    assert "n’est pas parmi les besoins choisis" in told
    assert "« couleur.francais »" in told


def test_nothing_asked_is_the_home_page(client, directory):
    answer = client.get("/")
    assert "Dites où vous êtes" not in words(answer)
    assert "Bien connue" not in words(answer)


def test_where_nothing_is_found_no_way_out_leads_back_here(client, directory):
    answer = client.get("/?theme=francais&niveau=C1")
    assert answer.context["empty"]
    assert [urlsplit(way.url).query for way in answer.context["empty"].ways_out] == ["theme=francais"]


@override_settings(DEPARTEMENT="all")
def test_a_site_of_all_of_france_answers_over_it(client, directory):
    answer = client.get("/?theme=francais")
    assert sorted(names(answer)) == ["Ailleurs", "Bien connue", "Peu connue"]
    assert "Dans toute la France." in words(answer)


def test_services_at_a_distance_come_first_where_they_are_asked_for():
    assert anywhere(parsed("theme=francais&mode=a-distance")).remote_first
    needs = "theme=francais&theme=logement&mode.logement=a-distance"
    assert anywhere(parsed(needs)).remote_first
    assert not anywhere(parsed("theme=francais")).remote_first


def test_the_api_answers_over_the_whole_directory_by_number(client, directory):
    features = client.get("/api/v1/structures?theme=francais").json()["features"]
    assert [one["id"] for one in features] == sorted(structure.pk for structure in directory)
    informed = client.get("/api/v1/structures?theme=francais&departement=77&tri=renseignees").json()
    assert [one["properties"]["nom"] for one in informed["features"]] == ["Bien connue", "Peu connue"]


def test_the_best_told_first_goes_on_where_it_ended(directory):
    search = Search(Criteria(themes=("francais",)))
    for n in range(5):
        ServiceFactory(structure=StructureFactory(description="Des cours." if n % 2 else ""))
    seen: list[int] = []
    query = "theme=francais&tri=renseignees&limit=2"
    while query:
        page = engine.run(parsed(query), Role.VISITOR)
        seen += [one["id"] for one in page.items()]
        query = f"theme=francais&tri=renseignees&limit=2&cursor={page.next}" if page.next else ""
    assert len(seen) == len(set(seen)) == engine.total(search, Role.VISITOR) == 8


def test_a_cursor_of_one_order_is_none_of_the_other():
    for query in ("tri=renseignees&cursor=120.5~3~4", "cursor=120.5~3~4~740000"):
        assert list(filters.parse(QueryDict(query)).errors) == ["cursor"]


def test_around_a_place_the_best_told_are_the_near_and_well_told(directory):
    around = "theme=francais&lat=48.54&lon=2.66&rayon_km=50"
    one, other = (
        engine.run(parsed(f"{around}&tri={order}"), Role.VISITOR) for order in ("pertinence", "renseignees")
    )
    assert one == other
