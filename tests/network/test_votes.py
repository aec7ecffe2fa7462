"""Proposals that are voted: once each, counted, and who said what told to nobody."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import groups
from accounts.closing import close
from mapping import writing
from network.models import Topic, Vote
from network.paths import path_of
from tests.factories import UserFactory
from tests.network.test_discussions import LIST, NEW, at, opened, written
from tests.network.test_groups import group_of, professional, said, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return professional("Ada Première")


@pytest.fixture
def bob():
    return professional("Bob Second")


@pytest.fixture
def team(ada, bob):
    return group_of(ada, bob, name="Comité", joining="ferme")


@pytest.fixture
def proposal(ada, team):
    return opened(ada, team, title="Deux rencontres par an", proposes=True)


def vote(client, user, topic, choice):
    return sent(client, user, at(topic, "voter/"), choix=choice)


def counts(topic):
    return sorted(Vote.objects.filter(topic=topic).values_list("choice", flat=True))


def test_somebody_proposes_and_each_votes_once(client, ada, bob, team):
    until = (timezone.localdate() + timedelta(days=7)).isoformat()
    sent(
        client, ada, f"{NEW}?groupe={team.pk}",
        **written(group=team.pk, audience="2", proposes="on", votes_until=until),
    )  # fmt: skip
    topic = Topic.objects.get()
    assert topic.proposes
    assert vote(client, bob, topic, "pour")["Location"] == f"{path_of(topic)}#vote"
    vote(client, bob, topic, "contre")
    vote(client, ada, topic, "contre")
    assert counts(topic) == ["contre", "contre"]
    text = said(client, bob, path_of(topic))
    assert "2 votes" in text
    assert "votre vote" in text
    assert "proposition" in said(client, ada, LIST)


def test_a_vote_is_taken_back(client, bob, proposal):
    vote(client, bob, proposal, "pour")
    vote(client, bob, proposal, "")
    assert counts(proposal) == []


def test_who_said_what_is_told_to_nobody(client, ada, bob, team, proposal):
    vote(client, bob, proposal, "contre")
    for reader in (ada, UserFactory(is_staff=True)):
        # Below, names are proposed to who answers.
        text = said(client, reader, path_of(proposal)).split('id="repondre"')[0]
        assert "Bob Second" not in text
        assert "votre vote" not in text
    history = said(client, ada, f"/reseau/{proposal.pk}/historique/")
    assert "Bob Second" not in history
    assert "Contre" not in history


def test_after_its_day_nobody_votes_and_everybody_reads_the_result(client, bob, proposal):
    vote(client, bob, proposal, "pour")
    writing.change(proposal, {"votes_until": timezone.localdate() - timedelta(days=1)})
    assert vote(client, bob, proposal, "contre").status_code == 403
    assert counts(proposal) == ["pour"]
    text = said(client, bob, path_of(proposal))
    assert "Résultat du vote" in text
    assert 'name="choix"' not in text


def test_the_members_vote_and_nobody_else(client, bob, team, proposal):
    staff = UserFactory(is_staff=True)
    assert vote(client, staff, proposal, "pour").status_code == 403
    stranger = professional("Stella Dehors")
    assert vote(client, stranger, proposal, "pour").status_code == 404
    groups.leave(team.pk, bob)
    assert vote(client, bob, proposal, "pour").status_code == 404
    assert counts(proposal) == []


def test_a_locked_one_and_what_is_no_proposal_are_not_voted(client, ada, bob, team, proposal):
    writing.change(proposal, {"locked_at": timezone.now()})
    assert vote(client, bob, proposal, "pour").status_code == 403
    assert vote(client, bob, opened(ada, team), "pour").status_code == 403
    assert not Vote.objects.exists()


def test_what_is_no_choice_is_none(client, bob, proposal):
    assert vote(client, bob, proposal, "peut-être").status_code == 404
    assert not Vote.objects.exists()


def test_a_question_is_no_proposal(client, ada):
    answer = sent(client, ada, NEW, **written(asks="on", proposes="on"))
    assert answer.status_code == 422
    assert "pas les deux" in answer.content.decode()
    answer = sent(client, ada, NEW, **written(votes_until="2030-01-01"))
    assert answer.status_code == 422
    assert not Topic.objects.exists()


def test_what_is_voted_stays_what_was_voted(client, ada, bob, proposal):
    vote(client, bob, proposal, "pour")
    client.force_login(ada)
    form = client.get(at(proposal, "modifier/")).content.decode()
    version = form.split('name="version" value="')[1].split('"')[0]
    answer = sent(
        client,
        ada,
        at(proposal, "modifier/"),
        **written(version=version, title="Six rencontres", proposes="on"),
    )
    assert answer.status_code == 422
    assert "déjà votée" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.title == "Deux rencontres par an"


def test_whose_account_is_closed_still_counts_without_a_name(client, bob, proposal):
    vote(client, bob, proposal, "pour")
    close(bob)
    assert counts(proposal) == ["pour"]


def test_one_of_several_places_is_chosen(client, ada, bob, team):
    wrong = sent(client, ada, NEW, **written(proposes="on", choices="Grand Chêne"))
    assert "un seul choix n’en est pas un" in wrong.content.decode()
    wrong = sent(client, ada, NEW, **written(choices="Grand Chêne\nAstrolabe"))
    assert "on ne choisit que d’une proposition" in wrong.content.decode()
    typed = "Grand Chêne\nAstrolabe\n\n ailleurs "
    sent(
        client, ada, f"{NEW}?groupe={team.pk}",
        **written(group=team.pk, audience="2", proposes="on", choices=typed),
    )  # fmt: skip
    topic = Topic.objects.get()
    assert topic.choices == ["Grand Chêne", "Astrolabe", "ailleurs"]
    assert "Grand Chêne" in said(client, bob, path_of(topic))
    assert vote(client, bob, topic, "4").status_code == 404
    assert vote(client, bob, topic, "pour").status_code == 404
    vote(client, bob, topic, "2")
    assert counts(topic) == ["2"]
    assert "1 (100 %)" in said(client, bob, path_of(topic))
    history = said(client, ada, f"/reseau/{topic.pk}/historique/")
    assert "Bob Second" not in history


def test_how_many_say_what_is_read_once_one_voted_or_nobody_votes_any_more(client, ada, bob, proposal):
    vote(client, bob, proposal, "contre")
    before = said(client, ada, path_of(proposal))
    assert "1 vote" in before
    assert "100 %" not in before
    assert "100 %" not in said(client, UserFactory(is_staff=True), path_of(proposal))
    vote(client, ada, proposal, "pour")
    assert "1 (50 %)" in said(client, ada, path_of(proposal))
    vote(client, ada, proposal, "")
    assert "100 %" not in said(client, ada, path_of(proposal))
    writing.change(proposal, {"locked_at": timezone.now()})
    assert "1 (100 %)" in said(client, ada, path_of(proposal))


def test_what_is_chosen_from_stays_once_somebody_voted(client, ada, bob, team):
    topic = opened(ada, team, proposes=True, choices=["lundi", "mardi"])
    vote(client, bob, topic, "1")
    form = said(client, ada, at(topic, "modifier/"))
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    fields = written(
        version=version, title=topic.title, text=topic.text, proposes="on", choices="mardi\nlundi"
    )
    answer = sent(client, ada, at(topic, "modifier/"), **fields)
    assert "on l’a déjà votée" in answer.content.decode()
    topic.refresh_from_db()
    assert topic.choices == ["lundi", "mardi"]
