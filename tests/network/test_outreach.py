"""Contacts taken with partners: told to the others, what comes next followed, read by who may."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import groups
from mapping import writing
from network.models import Audience, Outreach
from network.paths import path_of
from tests.factories import CommuneFactory, StructureFactory
from tests.network.test_groups import group_of, professional, said, sent

pytestmark = pytest.mark.django_db

LIST, NEW = "/reseau/contacts-pris/", "/reseau/contacts-pris/nouveau/"


@pytest.fixture
def ada():
    return professional("Ada Première")


@pytest.fixture
def bob():
    return professional("Bob Second")


@pytest.fixture
def stranger():
    return professional("Stella Dehors")


@pytest.fixture
def team(ada, bob):
    return group_of(ada, bob, name="Comité", joining="ferme")


def at(held, end=""):
    return f"{LIST}{held.pk}/{end}"


def written(**changed):
    today = timezone.localdate().isoformat()
    return {
        "version": "0", "title": "CAF, conseillère", "structure": "", "day": today, "how": "telephone",
        "text": "Elle vient.", "next_words": "", "next_on": "", "territory": "",
    } | changed  # fmt: skip


def told(group, by, **values):
    return writing.create(
        Outreach(**{"title": "CAF", "group": group, "by": by, "audience": Audience.MEMBERS} | values)
    )


def status(client, user, path):
    client.force_login(user)
    return client.get(path, follow=True).status_code


def test_a_contact_is_told_to_the_group_and_to_nobody_else(client, ada, bob, stranger, team):
    answer = sent(client, ada, f"{NEW}?groupe={team.pk}", **written(audience="2", group=team.pk))
    held = Outreach.objects.get()
    assert answer["Location"] == path_of(held)
    assert (held.by, held.group, held.audience) == (ada, team, Audience.MEMBERS)
    text = said(client, bob, path_of(held))
    for words in ("CAF, conseillère", "Elle vient.", "Ada Première", "téléphone"):
        assert words in text
    assert "CAF, conseillère" in said(client, bob, f"/reseau/groupes/{team.pk}/")
    assert "CAF, conseillère" in said(client, bob, LIST)
    assert "CAF, conseillère" not in said(client, stranger, LIST)
    assert status(client, stranger, path_of(held)) == 404


def test_one_that_is_no_group_s_is_every_professional_s_and_no_visitor_s(client, ada, stranger):
    sent(client, ada, NEW, **written())
    held = Outreach.objects.get()
    assert held.audience == Audience.PROFESSIONALS
    assert "Elle vient." in said(client, stranger, path_of(held))
    client.logout()
    assert client.get(path_of(held)).status_code == 302


def test_it_was_taken_already_and_what_comes_next_is_said(client, ada):
    later = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = sent(client, ada, NEW, **written(day=later))
    assert answer.status_code == 422
    assert "pas encore passé" in answer.content.decode()
    answer = sent(client, ada, NEW, **written(next_on=later))
    assert answer.status_code == 422
    assert "dites ce qu’il y a à faire" in answer.content.decode()
    assert not Outreach.objects.exists()


def test_what_comes_next_is_followed_until_it_is_done_by_anybody_of_them(client, ada, bob, team):
    soon = timezone.localdate() + timedelta(days=3)
    held = told(team, ada, next_words="Rappeler", next_on=soon)
    told(team, ada, title="Mission locale")
    waiting = said(client, bob, f"{LIST}?a-suivre=oui")
    assert "Rappeler" in waiting
    assert "Mission locale" not in waiting
    sent(client, bob, at(held, "fait/"))
    undo = re.search(r'action="(/reseau/\d+/annuler/\d+/)"', said(client, bob, path_of(held)))[1]
    held.refresh_from_db()
    assert (held.next_words, held.next_on) == ("", None)
    assert "Rappeler" not in said(client, bob, f"{LIST}?a-suivre=oui")
    assert "Rappeler" in said(client, ada, f"/reseau/{held.pk}/historique/")
    sent(client, bob, undo)
    held.refresh_from_db()
    assert (held.next_words, held.next_on) == ("Rappeler", soon)


def test_what_is_late_is_told_so(client, ada, team):
    told(team, ada, next_words="Rappeler", next_on=timezone.localdate() - timedelta(days=1))
    assert "badge--stop" in said(client, ada, LIST)


def test_another_contact_begins_with_the_partner(client, ada, team):
    held = told(team, ada, title="CAF & autres")
    assert f"{NEW}?groupe={team.pk}&amp;avec=CAF+%26+autres" in said(client, ada, path_of(held))
    assert 'value="CAF &amp; autres"' in said(client, ada, f"{NEW}?groupe={team.pk}&avec=CAF+%26+autres")


def test_a_structure_is_named_to_who_sees_it(client, ada, bob, team):
    structure = StructureFactory(nom="Maison ouverte", commune=CommuneFactory(code="77288"))
    held = told(team, ada, structure=structure)
    assert "Maison ouverte" in said(client, bob, path_of(held))
    structure.status = "draft"
    structure.save()
    assert "Maison ouverte" not in said(client, bob, path_of(held))


def test_it_is_found_by_words_territory_and_group(client, ada, stranger, team):
    told(team, ada, title="Mission locale", territory_kind="departement", territory_code="77")
    assert "Mission locale" in said(client, ada, f"{LIST}?mots=missions&groupe={team.pk}")
    assert "Mission locale" not in said(client, ada, f"{LIST}?mots=girafe")
    assert "Mission locale" not in said(client, stranger, f"{LIST}?mots=mission")
    assert "aria-invalid" in said(client, ada, f"{LIST}?territoire=nullepart")


def test_who_left_reads_nothing_more(client, bob, ada, team):
    held = told(team, ada)
    groups.leave(team.pk, bob)
    for path in (path_of(held), at(held, "modifier/"), f"/reseau/{held.pk}/historique/"):
        assert status(client, bob, path) == 404
    assert sent(client, bob, at(held, "fait/")).status_code == 404


def test_it_is_withdrawn_and_comes_back(client, ada, bob, team):
    held = told(team, ada)
    sent(client, bob, at(held, "retirer/"))
    assert "CAF" not in said(client, ada, LIST)
    sent(client, ada, at(held, "remettre/"))
    assert "CAF" in said(client, bob, LIST)
