"""« Voir le rendu »: the text as it will be read, to who may write one."""

import pytest
from django.test import Client

from network.text.reading import MAX_CHARACTERS
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.network.urls")]

PATH = "/essai/rendu/"


@pytest.fixture
def professional(client):
    client.force_login(UserFactory(is_professional=True))
    return client


def asked(client, text="**Bonjour**", **besides):
    return client.post(PATH, {"apercu": "corps", "corps": text, **besides})


def test_a_professional_sees_the_text_as_it_will_be_read(professional):
    whole = asked(professional, "# Étapes\r\n1. **Un**\r\n\r\n[x](javascript:a)").content.decode()
    assert "<h2>Étapes</h2>" in whole
    assert "<strong>Un</strong>" in whole
    assert "Ligne 4 : « javascript:a » ne peut pas être un lien" in whole
    assert "Rien n’est enregistré" in whole


def test_a_script_is_given_the_fragment_alone(professional):
    answer = asked(professional, fragment="1")
    assert "<html" not in answer.content.decode()
    assert "<p><strong>Bonjour</strong></p>" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_an_empty_text_and_one_too_long_say_so(professional):
    assert "Rien n’est écrit encore" in asked(professional, " ").content.decode()
    long = asked(professional, "a" * (MAX_CHARACTERS + 1)).content.decode()
    assert "60000 au plus sont acceptés" in long
    assert "a" * 200 not in long


@pytest.mark.parametrize(
    "sent", [{}, {"apercu": "corps"}, {"apercu": "<x>", "<x>": "a"}, {"apercu": "autre", "corps": "a"}]
)
def test_a_field_that_is_not_sent_is_not_found(professional, sent):
    assert professional.post(PATH, sent).status_code == 404


def test_it_is_for_professionals_who_send_a_form(client, professional):
    assert professional.get(PATH).status_code == 405
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(UserFactory(is_professional=True))
    assert asked(checked).status_code == 403
    somebody = Client()
    assert asked(somebody).status_code == 302
    somebody.force_login(UserFactory())
    assert asked(somebody).status_code == 403


def test_who_asks_too_often_waits(professional, settings):
    settings.LIMIT_FACTOR = 1 / 60
    assert [asked(professional).status_code for _ in range(4)] == [200, 200, 429, 429]
