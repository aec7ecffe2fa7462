"""The circuit of an agreement: who moves it on, who is told, who reads what of it."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts import agreement_steps
from accounts.agreement_steps import STEPS
from accounts.models import Agreement, AgreementStep, AmbassadorOf, Organisation
from accounts.organisation_facts import AgreementState
from common.models import Mail
from desk.joining.organisation_page import organisation_path
from tests.factories import UserFactory
from tests.forms import sent_by

pytestmark = pytest.mark.django_db

LIST = "/professionnels/conventions/"
S = AgreementState


def person(name, **fields) -> Client:
    client = Client()
    client.user = UserFactory(**{"full_name": name, "is_professional": True, **fields})
    client.force_login(client.user)
    return client


@pytest.fixture
def organisation():
    return Organisation.objects.create(name="Les Hirondelles", is_public=True)


@pytest.fixture
def referent(organisation):
    client = person("Samira Référente")
    client.user.organisation_memberships.create(organisation=organisation, role="referent")
    return client


@pytest.fixture
def member(organisation, referent):
    client = person("Marc Membre")
    client.user.organisation_memberships.create(organisation=organisation)
    return client


@pytest.fixture
def ambassador():
    client = person("Ana Ambassadrice")
    AmbassadorOf.objects.create(user=client.user, kind="departement", code="77")
    return client


@pytest.fixture
def agent():
    return person("Agent P.", is_staff=True)


@pytest.fixture
def draft(organisation, referent):
    said = {"conventions-partner": "DDETS", "conventions-subject": "zqobjet", "conventions-state": "draft"}
    answer = referent.post(f"/professionnels/organisations/{organisation.pk}/conventions/", said)
    made = Agreement.objects.get()
    assert answer.url == f"{LIST}{made.pk}/"
    return made


def text(answer) -> str:
    return unescape(answer.content.decode())


def step(client, held, to, comment="", asked=None):
    path = f"{LIST}{held.pk}/"
    form = sent_by(client.get(path).content, "etape")
    said = {"etape": to, "commentaire": comment, "demande_a": str(asked.user.pk) if asked else ""}
    return client.post(path, form | said)


def state(held) -> str:
    held.refresh_from_db()
    return held.state


def test_from_the_first_draft_to_the_signature_each_step_says_who_and_whom_it_asks(
    draft, organisation, referent, ambassador, agent
):
    assert step(referent, draft, "proposed", asked=ambassador).status_code == 302
    assert step(ambassador, draft, "advised", "Avis favorable.", agent).status_code == 302
    assert step(agent, draft, "approved", asked=agent).status_code == 302
    assert step(agent, draft, "signed").status_code == 302
    assert (state(draft), draft.asked, draft.since) == ("signed", None, timezone.localdate())
    read = text(referent.get(f"{LIST}{draft.pk}/"))
    for word in ("Ana Ambassadrice", "Avis favorable.", "Agent P.", "Samira Référente"):
        assert word in read
    assert [one.state for one in draft.steps.all()] == ["draft", "proposed", "advised", "approved", "signed"]
    # Signed, it is still to be found.
    assert "Signées" in text(referent.get(LIST))
    assert f"{LIST}{draft.pk}/" in text(referent.get(LIST))


def test_who_is_asked_is_told_by_mail_without_a_word_of_it_and_in_mon_espace(draft, referent, ambassador):
    step(referent, draft, "proposed", "zqcommentaire", ambassador)
    mail = Mail.objects.get()
    assert mail.recipient == ambassador.user.email
    assert f"{LIST}{draft.pk}/" in mail.text
    for private in ("zqcommentaire", "zqobjet", "DDETS", "Hirondelles"):
        assert private not in mail.text + mail.subject
    assertContains(ambassador.get("/professionnels/"), "1 convention à faire avancer")
    assertNotContains(referent.get("/professionnels/"), "à faire avancer")
    assertContains(ambassador.get(LIST), "DDETS")


def test_a_visitor_and_other_professionals_read_only_what_is_signed_and_in_date(
    client, draft, organisation, referent, member, ambassador, agent
):
    outsider = person("Paul Dehors")
    desk = f"/professionnels/organisations/{organisation.pk}/"
    public = organisation_path(organisation)

    def told() -> list[bool]:
        pages = [client.get(public), outsider.get(public), outsider.get(desk), member.get(desk)]
        return ["DDETS" in text(page) for page in pages]

    for one in (S.DRAFT, S.PROPOSED, S.ADVISED, S.APPROVED, S.REFUSED):
        Agreement.objects.update(state=one)
        assert told() == [False] * 4
        assert "DDETS" in text(referent.get(desk))
        assert "DDETS" in text(agent.get(desk))
    Agreement.objects.update(state=S.SIGNED)
    assert told() == [True] * 4
    tomorrow, yesterday = (timezone.localdate() + timedelta(days=days) for days in (1, -1))
    Agreement.objects.update(since=tomorrow)
    assert told()[:2] == [False] * 2
    Agreement.objects.update(since=None, until=yesterday)
    assert told()[:2] == [False] * 2


def test_the_circuit_is_read_by_staff_referents_and_whoever_it_waits_for(
    client, draft, referent, member, ambassador, agent
):
    other = person("Rémi Autre")
    theirs = Organisation.objects.create(name="Autre")
    other.user.organisation_memberships.create(organisation=theirs, role="referent")
    path = f"{LIST}{draft.pk}/"

    def seen() -> list[int]:
        return [one.get(path).status_code for one in (agent, referent, member, ambassador, other)]

    assert seen() == [200, 200, 404, 404, 404]
    assert client.get(path).status_code == 302
    step(referent, draft, "proposed", asked=ambassador)
    assert seen() == [200, 200, 404, 200, 404]
    step(ambassador, draft, "advised", "Oui.", agent)
    assert seen() == [200, 200, 404, 404, 404]
    for one in (member, ambassador, other):
        assertNotContains(one.get(LIST), "DDETS")
        assert one.post(path, {"etape": "signed"}).status_code == 404


@pytest.mark.parametrize(
    ("at", "who", "may"),
    [
        ("draft", "referent", ["proposed"]),
        ("draft", "agent", ["proposed"]),
        ("proposed", "referent", []),
        ("proposed", "asked", ["advised", "draft"]),
        ("proposed", "agent", ["advised", "draft", "refused"]),
        ("advised", "asked", ["draft"]),
        ("advised", "agent", ["approved", "draft", "refused"]),
        ("approved", "asked", ["draft"]),
        ("approved", "agent", ["signed", "draft", "refused"]),
        ("refused", "referent", ["draft"]),
        ("signed", "agent", []),
    ],
)
def test_who_may_take_which_step(draft, referent, ambassador, agent, at, who, may):
    Agreement.objects.update(state=at, asked=ambassador.user if who == "asked" else None)
    draft.refresh_from_db()
    client = {"referent": referent, "agent": agent, "asked": ambassador}[who]
    assert [one.to.value for one in agreement_steps.moves(client.user, draft)] == may
    # What is not offered is refused, whatever is sent, and nothing is written.
    for to in {one.value for one in S} - set(may):
        form = {"etape": to, "commentaire": "x", "demande_a": str(agent.user.pk), "vue": f"{at}-1"}
        assert client.post(f"{LIST}{draft.pk}/", form).status_code == 422
        assert state(draft) == at


@pytest.mark.parametrize(
    ("to", "comment", "said"),
    [
        ("refused", " ", "Écrivez pourquoi"),
        ("draft", "", "Écrivez pourquoi"),
        ("advised", "Oui.", "Dites à qui c’est demandé ensuite."),
        ("", "", "Choisissez ce que vous décidez."),
    ],
)
def test_what_a_step_lacks_is_said_and_nothing_typed_is_lost(draft, agent, to, comment, said):
    Agreement.objects.update(state=S.PROPOSED)
    answer = step(agent, draft, to, comment)
    assert answer.status_code == 422
    assert said in text(answer)
    assert comment.strip() in text(answer)
    assert state(draft) == "proposed"


def test_a_refusal_says_why_and_may_be_prepared_again(draft, referent, agent):
    Agreement.objects.update(state=S.PROPOSED)
    assert step(agent, draft, "refused", "Il manque le budget.").status_code == 302
    assert "Il manque le budget." in text(referent.get(f"{LIST}{draft.pk}/"))
    assert step(referent, draft, "draft", "Budget joint.", referent).status_code == 302
    assert state(draft) == "draft"


def test_two_who_decide_at_once_do_not_undo_each_other(draft, referent, agent):
    path = f"{LIST}{draft.pk}/"
    form = sent_by(agent.get(path).content, "etape")
    step(referent, draft, "proposed", asked=agent)
    answer = agent.post(path, form | {"etape": "proposed", "demande_a": str(agent.user.pk)}, follow=True)
    # « Proposer » is no step of one that is proposed: the second is asked again, and reads the first.
    assert "Samira Référente" in text(answer)
    assert AgreementStep.objects.filter(state="proposed").count() == 1


def test_nobody_but_staff_ambassadors_and_its_referents_may_be_asked(draft, referent, member):
    assert step(referent, draft, "proposed", asked=member).status_code == 422
    assert state(draft) == "draft"


def test_those_written_before_there_were_steps_are_signed(organisation, referent, client):
    said = {"conventions-partner": "CAF"}
    referent.post(f"/professionnels/organisations/{organisation.pk}/conventions/", said)
    assert Agreement.objects.get().state == "signed"
    assertContains(client.get(organisation_path(organisation)), "CAF")


def test_every_state_but_a_signature_leads_somewhere():
    assert set(STEPS) == set(S) - {S.SIGNED}
