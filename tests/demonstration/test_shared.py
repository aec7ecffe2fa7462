"""What the network shares on a first run: examples, once, that count from the day; never twice."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.roles import Role
from demonstration.scope import Scope
from demonstration.shared import fill
from history.models import Act, Cause
from mapping import writing
from mapping.writing import bulk
from network.models import Audience, Event, News, Registration, Resource, ResourceKind, Translation
from network.news.told import told_now
from network.week import to_come
from tests.factories import CommuneFactory, UserFactory
from tests.network.factories import NewsFactory

pytestmark = pytest.mark.django_db

SCOPE = Scope("77", ("77",), ())


@pytest.fixture
def loaded():
    for code, name in (("77288", "Melun"), ("77327", "Nangis")):
        CommuneFactory(code=code, nom=name, departement_code="77")
    with bulk(Cause.DEMO):
        return fill(SCOPE, timezone.localdate())


def test_forty_sheets_in_every_kind_each_an_example(loaded):
    assert Resource.objects.count() == 40
    assert set(Resource.objects.values_list("kind", flat=True)) == set(ResourceKind.values)
    for model in (Resource, Event, News):
        assert not model.objects.filter(is_example=False).exists()
    assert {*Translation.objects.values_list("language", flat=True)} == {"en", "ar", "uk"}
    assert not any(one.is_outdated for one in Translation.objects.select_related("resource"))


def test_the_agenda_and_news_count_from_the_day(loaded):
    today = timezone.localdate()
    assert to_come(Role.PROFESSIONAL, days=60)
    assert Event.objects.filter(start_day__lt=today).exists()
    assert told_now(Role.VISITOR).filter(is_spotlight=True).exists()
    assert all(one.ends_on >= today for one in News.objects.all())
    assert Resource.objects.filter(due_on__gt=today, due_on__lt=today + timedelta(days=367)).exists()


def test_some_of_it_is_for_professionals(loaded):
    for model in (Resource, Event, News):
        assert model.objects.filter(audience=Audience.PROFESSIONALS).exists()


def test_it_came_by_the_room_s_door_and_never_comes_twice(loaded):
    assert loaded > 50
    assert set(Act.objects.filter(events__kind__in=range(20, 25)).values_list("cause", flat=True)) == {
        Cause.DEMO
    }
    Resource.objects.all().delete()
    with bulk(Cause.DEMO):
        assert fill(SCOPE, timezone.localdate()) == 0
    assert not Resource.objects.exists()


def test_what_nobody_made_theirs_goes_and_the_rest_is_named(loaded):
    edited = Resource.objects.first()
    writing.change(edited, {"summary": "À nous."}, UserFactory(is_professional=True))
    taken = Event.objects.filter(registering="here").first()
    Registration.objects.create(event=taken, day=taken.start_day, name="Ada", email="a@ex.fr", state="seated")
    own = NewsFactory(title="La nôtre")
    rehearsed, told = StringIO(), StringIO()
    call_command("remove_example_sheets", "--a-blanc", stdout=rehearsed)
    assert Resource.objects.count() == 40
    call_command("remove_example_sheets", stdout=told)
    said = told.getvalue()
    assert rehearsed.getvalue().replace("à retirer :", "retirés :") == said
    assert f"retirés : {loaded - 2}." in said
    assert f"« {edited.title} » (modifié depuis)" in said
    assert f"« {taken.title} » (quelqu’un s’y est inscrit)" in said
    assert list(Resource.objects.all()) == [edited]
    assert list(Event.objects.all()) == [taken]
    assert list(News.objects.all()) == [own]
    # Nothing comes back with the next version, and nothing more goes.
    with bulk(Cause.DEMO):
        assert fill(SCOPE, timezone.localdate()) == 0
    call_command("remove_example_sheets", stdout=told)
    assert Registration.objects.exists()
