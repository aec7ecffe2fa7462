"""The three groups of a first run: examples, once; those of a try lead them and speak there."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Group, User
from demonstration import people
from demonstration.groups import fill
from demonstration.scope import Scope
from history.models import Cause
from mapping.writing import bulk, create
from network.models import Audience, Notepad, Outreach, Post, Section, Topic
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SCOPE = Scope("77", ("77",), ())


def loaded() -> int:
    with bulk(Cause.DEMO):
        return fill(SCOPE, timezone.localdate())


@pytest.fixture
def a_try(settings):
    settings.DEBUG, settings.DEPARTEMENT = True, "77"


def test_three_groups_each_an_example_with_discussions_of_its_members(a_try):
    written = loaded()
    groups = Group.objects.all()
    assert {one.kind for one in groups} == {"territorial", "thematique", "pilotage"}
    assert all(one.is_example and one.name.endswith("(exemple)") for one in groups)
    models = (Topic, Post, Notepad, Section, Outreach)
    assert written == 3 + sum(model.objects.count() for model in models)
    assert all(model.objects.exists() for model in models)
    assert Topic.objects.filter(proposes=True).exists()
    for group in groups:
        held = Topic.objects.filter(group=group)
        assert held.exists()
        assert all(one.is_example and one.audience == Audience.MEMBERS and one.by for one in held)
        assert group.memberships.filter(role="referent").exists()
    assert Topic.objects.filter(answer__isnull=False).exists()
    assert Post.objects.filter(reply_to__isnull=False).exists()


def test_what_is_said_there_was_said_on_days_that_are_past_and_never_edited(a_try):
    loaded()
    today = timezone.now()
    assert all(one.last_at < today and one.updated_at == one.created_at for one in Topic.objects.all())
    assert all(one.updated_at - one.created_at < timedelta(seconds=1) for one in Post.objects.all())


def test_a_site_in_service_gets_no_account_with_them():
    loaded()
    assert not User.objects.exists()
    assert Group.objects.count() == 3
    assert Topic.objects.filter(text__contains=people.name_of("professionnelle")).exists()


def test_they_never_come_twice_nor_where_somebody_made_a_group(a_try):
    loaded()
    assert loaded() == 0
    Topic.objects.all().delete()
    assert loaded() == 0
    assert not Topic.objects.exists()


def test_they_do_not_come_where_somebody_made_a_group():
    Group.objects.create(name="Le nôtre")
    assert loaded() == 0
    assert Group.objects.count() == 1


def test_the_group_that_an_example_made_when_it_entered_is_theirs_too(a_try):
    lea = people.account("ambassadrice")
    loaded()
    assert Group.objects.count() == 3
    assert Group.objects.get(name=people.GROUP).memberships.get(user=lea).role == "referent"


def test_they_go_with_the_examples_once_nobody_belongs_to_them(a_try):
    loaded()
    call_command("remove_example_sheets", stdout=StringIO())
    assert not Topic.objects.exists()
    assert Group.objects.count() == 3
    call_command("remove_example_accounts", stdout=StringIO())
    assert not Group.objects.exists()


def test_a_discussion_that_somebody_answered_stays_with_its_group(a_try):
    loaded()
    held = Topic.objects.filter(answer__isnull=False).get()
    create(Post(topic=held, text="Merci !", by=UserFactory(is_professional=True)))
    told = StringIO()
    call_command("remove_example_accounts", stdout=told)
    call_command("remove_example_sheets", stdout=told)
    assert f"« {held.title} » (modifié depuis)" in told.getvalue()
    assert list(Topic.objects.all()) == [held]
    assert list(Group.objects.all()) == [held.group]
    assert not Notepad.objects.exists()
