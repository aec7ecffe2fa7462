"""The small calculation that browsers do for forms that anyone may send: what it opens, and to whom."""

from html import unescape

import pytest

from common import proof, robots
from common.limits import Limit
from common.models import Mail
from mapping import presentation
from mapping.models import Report
from tests.factories import StructureFactory
from tests.forms import proven, sent_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

SAID = {"quoi": "horaires", "message": "Le mardi, c’est fermé."}
LETTER = {"sujet": "idee", "message": "Une idée."}
WITHOUT = "Sans JavaScript, ce formulaire s’envoie moins souvent"


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    settings.SITE_CONTACT = "equipe@example.org"
    settings.LIMIT_FACTOR = 1
    monkeypatch.setattr(robots, "QUICKEST_S", 0)


@pytest.fixture
def page():
    structure = StructureFactory()
    return f"{presentation.structure_path(structure.pk, structure.nom)}signaler/"


def opened(client, path, form="signalement"):
    return {name: value.strip() for name, value in sent_by(client.get(path).content, form).items()}


def statuses(client, path, times, name=""):
    """What is answered to so many reports, with an answer to the challenge where a name of a form is
    given."""
    answers = []
    for _ in range(times):
        form = opened(client, path)
        answers.append(client.post(path, (proven(form, name) if name else form) | SAID))
    return [one.status_code for one in answers], answers[-1]


def test_with_an_answer_the_limit_is_the_usual_one_and_without_it_a_third(client, page):
    assert statuses(client, page, 6, "ErrorForm")[0] == [200] * 5 + [429]
    Report.objects.all().delete()
    client.defaults["REMOTE_ADDR"] = "192.0.2.9"
    given, last = statuses(client, page, 3)
    assert given == [200, 200, 429]
    assert WITHOUT in unescape(last.content.decode())
    assert SAID["message"] in unescape(last.content.decode())
    assert int(last["Retry-After"]) > 0
    # An answer opens what is left of the usual limit, to the same person.
    assert statuses(client, page, 1, "ErrorForm")[0] == [200]


def test_whoever_sends_many_without_an_answer_leaves_room_to_others(client, page):
    for number in range(9):
        client.post(page, opened(client, page) | SAID, REMOTE_ADDR=f"192.0.2.{number}")
    assert Report.objects.count() == 7
    assert client.post(page, proven(opened(client, page), "ErrorForm") | SAID).status_code == 200


def test_an_answer_serves_once(client, page):
    form = proven(opened(client, page), "ErrorForm")
    for number in range(20):
        client.post(page, form | SAID | {"message": f"n° {number}"})
    assert [one.text for one in Report.objects.all()] == ["n° 0"]


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda form: form | {"preuve": ""},
        lambda form: form | {"preuve": "0.0.0.0.0.0.0.0"},
        lambda form: form | {"preuve": form["preuve"].rpartition(".")[0]},
        lambda form: form | {"preuve": f"{form['preuve']}.1"},
        lambda form: form | {"preuve": "9" * 100_000},
        lambda form: form | {"preuve": ".".join("٣" * 8)},
        lambda form: form | {"jeton": robots.new_token()},
    ],
    ids=[
        "none",
        "guessed",
        "a part short",
        "a part more",
        "very long",
        "digits of others",
        "another sending's",
    ],
)
def test_an_answer_that_is_none_is_as_none(client, page, spoilt):
    answers = [
        client.post(page, spoilt(proven(opened(client, page), "ErrorForm")) | SAID).status_code
        for _ in range(3)
    ]
    assert answers == [200, 200, 429]


def test_a_forged_token_is_refused_whatever_was_calculated_for_it(client, page):
    form = proven(opened(client, page) | {"jeton": "forged"}, "ErrorForm")
    answer = client.post(page, form | SAID)
    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert sent_by(answer.content, "signalement")["preuve"] == ""


def test_an_answer_runs_out_with_its_token(client, page, monkeypatch):
    form = proven(opened(client, page), "ErrorForm")
    late = robots.now() + robots.LONGEST_S + 1
    monkeypatch.setattr(robots, "now", lambda: late)
    answer = client.post(page, form | SAID)
    assert (answer.status_code, Report.objects.count()) == (422, 0)
    fields = sent_by(answer.content, "signalement")
    assert fields["jeton"] != form["jeton"]
    assert fields["preuve"] == ""


def test_another_form_s_answer_is_none(client, page):
    answers = []
    for _ in range(3):
        form = proven(opened(client, page), "ErrorForm")
        answers.append(client.post("/ecrire/", form | LETTER).status_code)
    assert answers == [200, 200, 429]
    assert Mail.objects.count() == 2
    form = proven(opened(client, "/ecrire/", "lettre"), "TeamForm")
    assert client.post("/ecrire/", form | LETTER).status_code == 200


def test_an_answer_is_kept_by_a_form_that_comes_back(client, page):
    form = proven(opened(client, page), "ErrorForm")
    answer = client.post(page, form | SAID | {"message": ""})
    assert sent_by(answer.content, "signalement")["preuve"] == form["preuve"]


def test_a_limit_of_one_is_not_made_none():
    assert [proof.without(Limit("x", count, 60)).count for count in (1, 2, 3, 5, 100)] == [1, 1, 1, 2, 34]


def test_a_browser_that_fills_a_form_in_at_once_is_no_robot_where_it_answered(client, page, monkeypatch):
    monkeypatch.setattr(robots, "QUICKEST_S", 60)
    answer = client.post(page, opened(client, page) | SAID)
    assert answer.status_code == 422
    assert "parti trop vite" in unescape(answer.content.decode())
    assert client.post(page, proven(opened(client, page), "ErrorForm") | SAID).status_code == 200
