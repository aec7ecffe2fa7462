"""Everything that an account did over a period is rehearsed, taken back, and can be done again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from history import batches
from history.context import acting, noted
from history.models import Act, Batch, BatchState, Cause, Event
from history.taken_back import taken_back
from history.undoing import EDITED, undo
from mapping.models import Structure
from tests.factories import ServiceFactory, StructureFactory, UserFactory
from tests.history.test_versions import directory

pytestmark = pytest.mark.django_db


def edited(by, structure, **values) -> Act:
    with acting(Cause.EDIT, by):
        Structure.objects.filter(pk=structure.pk).update(**values)
    return Act.objects.order_by("-pk").first()


@pytest.fixture
def vandal():
    return UserFactory()


@pytest.fixture
def period():
    now = timezone.now()
    return now - timedelta(days=1), now + timedelta(days=1)


def test_what_is_rehearsed_is_what_is_done_and_nothing_is_written_before(vandal, period):
    staff = UserFactory(is_staff=True)
    one, other = StructureFactory(), StructureFactory()
    before = directory()
    edited(vandal, one, nom="Vandale", telephone="00")
    edited(vandal, other, nom="Vandale")
    edited(vandal, one, nom="Encore")
    with acting(Cause.EDIT, vandal):
        ServiceFactory(structure=one)
    spoiled, acts = directory(), Act.objects.count()
    rehearsal = batches.rehearse(batches.acts_of(vandal, *period), staff)
    assert (rehearsal.acts, rehearsal.outcome.left) == (4, {})
    assert (directory(), Act.objects.count()) == (spoiled, acts)
    batch = batches.ask(vandal, *period, batches.acts_of(vandal, *period), staff, "vandalisme")
    batches.carry(batch)
    assert directory() == before
    assert (batch.state, batch.done, batch.records) == (BatchState.DONE, 4, rehearsal.outcome.records)
    assert {act.note for act in Act.objects.filter(cause=Cause.UNDO)} == {"vandalisme"}
    again = batches.ask(vandal, *period, batches.acts_done(batch), staff, "erreur", batch)
    batches.carry(again)
    assert {key: row["nom"] for key, row in directory().items()} == {
        key: row["nom"] for key, row in spoiled.items()
    }


def test_what_somebody_changed_since_stays_and_is_told(vandal, period):
    one = StructureFactory(nom="Juste")
    edited(vandal, one, nom="Vandale", telephone="00")
    edited(UserFactory(), one, nom="Corrigé")
    acts = batches.acts_of(vandal, *period)
    left = batches.rehearse(acts).outcome.left
    assert left["structure", one.pk].why == EDITED
    assert left["structure", one.pk].columns == {"nom"}
    batch = batches.ask(vandal, *period, acts, None, "vandalisme")
    batches.carry(batch)
    one.refresh_from_db()
    assert (one.nom, one.telephone) == ("Corrigé", "01 99 00 00 01")
    assert batch.left == [["structure", one.pk, EDITED, ["nom"]]]


def test_a_batch_that_was_stopped_goes_on_where_it_was(vandal, period):
    structures = [StructureFactory(nom="Juste") for _ in range(5)]
    for one in structures:
        edited(vandal, one, nom="Vandale")
    batch = batches.ask(vandal, *period, batches.acts_of(vandal, *period), None, "vandalisme")
    batches.carry(batch, most=2)
    assert (batch.state, batch.done) == (BatchState.RUNNING, 2)
    batches.carry(Batch.objects.get())
    batches.carry(Batch.objects.get())
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.records) == (BatchState.DONE, 5, 5)
    assert Act.objects.filter(cause=Cause.UNDO).count() == 5
    assert set(Structure.objects.values_list("nom", flat=True)) == {"Juste"}


def test_only_that_account_and_that_period(vandal, period):
    one = StructureFactory()
    edited(UserFactory(), one, nom="Autrui")
    with acting(Cause.IMPORT, vandal, run=3):
        Structure.objects.filter(pk=one.pk).update(nom="Importé")
    noted(Cause.PROTECT, vandal, "rien")
    assert batches.acts_of(vandal, *period) == []
    act = edited(vandal, one, nom="Vandale")
    assert batches.acts_of(vandal, *period) == [act.pk]
    assert batches.acts_of(vandal, timezone.now() + timedelta(hours=1), period[1]) == []


def test_what_was_taken_back_already_is_not_to_be_taken_back_again(vandal, period):
    one = StructureFactory(nom="Juste")
    whole = edited(vandal, one, nom="Vandale")
    undone = undo(whole).act
    part = edited(vandal, one, nom="Encore", telephone="00")
    with acting(Cause.UNDO, None, undoes=part):
        Structure.objects.filter(pk=one.pk).update(nom="Juste")
    assert taken_back([whole.pk, part.pk]) == {whole.pk: True, part.pk: False}
    assert batches.acts_of(vandal, *period) == [part.pk]
    undo(undone)
    assert taken_back([whole.pk]) == {}
    assert batches.acts_of(vandal, *period) == [part.pk, whole.pk]


def test_too_many_are_counted_and_not_tried(vandal, period, monkeypatch):
    monkeypatch.setattr(batches, "REHEARSED_EVENTS", 1)
    for one in (StructureFactory(), StructureFactory()):
        edited(vandal, one, nom="Vandale")
    rehearsal = batches.rehearse(batches.acts_of(vandal, *period))
    assert (rehearsal.acts, rehearsal.outcome) == (2, None)


def test_an_act_may_change_no_record(vandal):
    act = noted(Cause.PROTECT, vandal, "une raison")
    assert (act.by, act.note, Event.objects.filter(act=act).count()) == (vandal, "une raison", 0)
    with acting(Cause.EDIT, vandal):
        inner = noted(Cause.PROTECT, vandal, "dedans")
        StructureFactory()
    assert inner.events.count() == 0
