"""Three questions for who does not know what to ask: links alone, each of which may be left out."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from pytest_django.asserts import assertContains, assertNotContains

from desk import emergency, guide
from mapping.vocabulary import THEMES
from tests.factories import ServiceFactory, StructureFactory, point
from tests.forms import sent_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

GUIDE = "/par-ou-commencer/"


def link(answer, words: str) -> str:
    """Where the link of these words leads."""
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>\s*{re.escape(words)}', answer.content.decode())
    assert found, words
    return unescape(found[1])


def test_three_answers_lead_to_what_is_near(client):
    lesson = StructureFactory(nom="Les Mots d’Ici", position=point(48.54, 2.66))
    ServiceFactory(structure=lesson)
    home = client.get("/")
    answer = client.get(link(home, "Répondre à trois questions"))
    assertContains(answer, "Êtes-vous en sécurité ce soir ?")
    answer = client.get(link(answer, "Oui, je suis en sécurité"))
    assertContains(answer, "De quoi avez-vous besoin ?")
    answer = client.get(GUIDE, sent_by(answer.content, "besoins") | {"theme": ["francais", "logement"]})
    assertContains(answer, "Où êtes-vous ?")
    asked = {"theme": ["francais", "logement"], "adresse": "Melun"}
    assert sent_by(answer.content, "ou")["theme"] in asked["theme"]
    found = client.get("/", asked, follow=True)
    (to, _status) = found.redirect_chain[-1]
    assert parse_qs(urlsplit(to).query)["theme"] == ["francais", "logement"]
    assertContains(found, "Les Mots d’Ici")


def test_who_is_not_safe_is_told_whom_to_call(client):
    answer = client.get(link(client.get(GUIDE), "Non, ou je ne sais pas"))
    told = answer.content.decode()
    for situation in emergency.SITUATIONS:
        assertContains(answer, situation.title)
        for number in situation.numbers:
            assert f'href="{number.href}"' in told
    for number in ("tel:17", "tel:112", "sms:114", "tel:15", "tel:115", "tel:3919", "tel:119", "tel:3114"):
        assert f'"{number}"' in told
    assert told.index("data-quick-exit") < told.index("sms:114")


def test_who_is_not_safe_is_offered_to_be_safe_first_and_the_search_knows_it(client):
    shelter = StructureFactory(nom="Refuge", position=point(48.57, 2.66))
    topic = "famille--surmonter-conflits-separation-violence"
    ServiceFactory(structure=shelter, nom="Écoute des victimes de violences", thematiques=[topic])
    quarrel = StructureFactory(nom="Espace familles", position=point(48.541, 2.66))
    ServiceFactory(structure=quarrel, nom="Médiation familiale", thematiques=[topic])
    other = StructureFactory(nom="Soutien", position=point(48.541, 2.66))
    ServiceFactory(structure=other, nom="Après la séparation", thematiques=[topic])
    answer = client.get(link(client.get(GUIDE), "Non, ou je ne sais pas"))
    step = client.get(link(answer, "Continuer : chercher de l’aide près de moi"))
    boxes = re.findall(r'type="checkbox"\s+id="besoin-([^"]*)"', step.content.decode())
    assert boxes[:3] == [one.code for one in guide.TO_BE_SAFE]
    place = client.get(GUIDE, sent_by(step.content, "besoins") | {"besoin": "protection"})
    back = client.get(link(place, "Question précédente"))
    assert back.context["step"].chosen.safety == ["protection"]
    found = client.get("/", sent_by(place.content, "ou") | {"adresse": "Melun"}, follow=True)
    assert [card.name for card in found.context["results"].cards] == ["Refuge", "Soutien"]
    assert [number.shown for number in found.context["urgent"]] == ["17", "114", "3919", "115"]


def test_who_is_safe_is_offered_nothing_of_it(client):
    step = client.get(link(client.get(GUIDE), "Oui, je suis en sécurité"))
    assertNotContains(step, "besoin-abri")


def test_each_question_may_be_left_out_and_gone_back_from(client):
    step = client.get(link(client.get(GUIDE), "Passer cette question"))
    assert client.get(link(step, "Question précédente")).context["step"].name == guide.SAFE
    step = client.get(link(step, "Passer cette question"))
    assert client.get(link(step, "Question précédente")).context["step"].name == guide.NEED
    assert link(step, "Passer cette question") == "/"
    chosen = client.get(GUIDE, {"etape": "lieu", "theme": ["sante", "famille"]})
    assert link(chosen, "Passer cette question") == "/?theme=sante&theme=famille"
    before = client.get(link(chosen, "Question précédente"))
    assert before.content.decode().count("checked") == 2


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("step", guide.STEPS)
def test_each_step_stands_in_each_language(client, language, step):
    prefix = "" if language == "fr" else f"/{language}"
    answer = client.get(f"{prefix}{GUIDE}?etape={step}&theme=sante")
    assertContains(answer, f'<html lang="{language}"')
    for address in re.findall(r"<main.*</main>", answer.content.decode(), re.S):
        for path in re.findall(r'(?:href|action)="(/[^"]*)"', address):
            assert path.startswith((prefix + "/", "/static/")), path


@pytest.mark.parametrize(
    ("query", "step", "said"),
    [
        ("etape=demain", guide.SAFE, "pas été compris en entier"),
        ("etape=besoin&theme=chats", guide.NEED, "pas été compris en entier"),
        ("etape=lieu&couleur=bleu", guide.PLACE, "couleur"),
        ("etape=besoin&utm_source=x", guide.NEED, ""),
    ],
)
def test_a_link_that_is_not_understood_is_said_and_the_rest_holds(client, query, step, said):
    answer = client.get(f"{GUIDE}?{query}")
    assert answer.context["step"].name == step
    if said:
        assertContains(answer, said)
    else:
        assertNotContains(answer, 'class="notice"')


def test_every_theme_is_said_in_plain_words():
    assert {theme.code for theme in THEMES} == set(guide.WORDS)


def test_the_numbers_of_every_page_are_among_those_of_the_guide():
    told = {number for situation in emergency.SITUATIONS for number in situation.numbers}
    assert set(emergency.FIRST) <= told
