"""Words sent by the form, in their own field and in that of the place, as one sees it without scripts."""

from urllib.parse import parse_qs, urlsplit

import pytest

from search import local_words
from search.lexicon import edition
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db

HERE = {"lat": "48.539", "lon": "2.66"}


@pytest.fixture(autouse=True)
def _site(places, settings):
    settings.DEPARTEMENT = "77"
    structure = StructureFactory(nom="Maison du Pont neuf", position=point(48.55, 2.66))
    ServiceFactory(structure=structure, nom="Atelier du soir")


def asked(answer) -> dict[str, list[str]]:
    return parse_qs(urlsplit(answer.url).query)


def choices(answer) -> list[str]:
    return [choice.label for choice in answer.context["bar"].place.choices]


def test_words_and_place_are_read_in_one_step(client):
    answer = client.get("/", {"adresse": "Melun", "mots": "FLE pour femmes"})
    found = asked(answer)
    assert (found["theme"], found["public"], found["lat"][0][:4]) == (["francais"], ["femmes"], "48.5")


def test_the_page_tells_what_it_understood_and_looks_for_the_words_if_asked(client):
    answer = client.get("/", HERE | {"mots": "FLE"}, follow=True)
    body = answer.content.decode()
    assert "Maison du Pont neuf" in body
    assert "Chercher exactement « FLE »" in body


def test_words_that_were_asked_for_exactly_are_not_read_again(client):
    answer = client.get("/", HERE | {"q": "FLE", "mots": "FLE"})
    assert (asked(answer)["q"], "theme" in asked(answer)) == (["FLE"], False)


def test_a_need_in_the_field_of_the_place_never_becomes_a_far_commune(client):
    answer = client.get("/", {"adresse": "FLE"}, follow=True)
    shown = answer.context["bar"].place.choices
    assert not shown or shown[0].label == "Un besoin : Apprendre le français"
    assert shown or "theme=francais" in answer.request["QUERY_STRING"]


def test_a_need_that_is_also_a_far_commune_offers_both(client):
    shown = choices(client.get("/", {"adresse": "la crèche"}))
    assert shown[0] == "Un besoin : Garde d’enfants"
    assert "Un lieu : La Crèche (79)" in shown


def test_a_need_is_offered_before_communes_that_are_nearly_called_so(client):
    offered = choices(client.get("/", {"adresse": "le bus rouge"}))
    assert offered[0].startswith("Un besoin : ")
    assert all(one.startswith("Un lieu : ") for one in offered[1:])


def test_the_name_of_a_structure_is_no_commune_that_shares_a_word_with_it(client):
    held = StructureFactory(nom="Le Bus bleu", position=point(48.54, 2.66))
    ServiceFactory(structure=held)
    offered = client.get("/", {"adresse": "le bus bleu"}).context["bar"].place.choices
    assert offered[0].label == "Une structure : Le Bus bleu"
    assert f"/structures/{held.pk}-" in offered[0].url


def test_a_word_of_here_in_the_field_of_the_place_is_no_commune_that_shares_a_word_with_it(client, request):
    local_words.add("le bus rouge", "theme", "mobilite", "fr", None)
    held = edition._latest.words
    edition.install((edition.Said("le bus rouge", "theme", "mobilite"),))
    request.addfinalizer(lambda: edition.install(held))
    answer = client.get("/", {"adresse": "le bus rouge"})
    assert answer.status_code == 302
    assert "theme=mobilite" in answer.url
    assert "lat=" not in answer.url


def test_a_need_and_a_commune_of_home_are_offered_together(client):
    answer = client.get("/", {"adresse": "crèche Meaux"})
    need = answer.context["bar"].place.choices[0]
    assert (need.label, need.note) == ("Un besoin : Garde d’enfants", "Meaux (77)")
    assert parse_qs(urlsplit(need.url).query)["lat"][0].startswith("48.9")


def test_the_name_of_a_commune_of_home_is_that_commune(client):
    assert "lat" in asked(client.get("/", {"adresse": "Meaux"}))


def test_words_that_find_nothing_offer_the_nearest_meaning(client):
    answer = client.get("/", HERE | {"q": "microcrèches"})
    assert "Garde d’enfants" in [one.label for one in answer.context["empty"].meant]
