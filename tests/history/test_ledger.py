"""Whatever the road, a change leaves an act and its events; what changes nothing leaves nothing."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from history.context import acting, current_act
from history.erasing import blank
from history.models import Act, Cause, Event, Operation
from mapping.kinds import CLOSURE, CONTACT, KINDS, SERVICE, SESSION, STRUCTURE
from mapping.models import Contact, Service, Session, Structure, TemporaryClosure
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure():
    """One with everything that can belong to it, whose making is another act than what the test does."""
    with acting(Cause.SQL):
        one = StructureFactory(nom="Maison ouverte")
        service = ServiceFactory(structure=one)
        ContactFactory(structure=one, service=service)
        Session.objects.create(service=service, first_day="2026-12-01", last_day="2026-12-24")
        TemporaryClosure.objects.create(structure=one, first_day="2026-12-24", last_day="2026-12-31")
    return one


def since(act: Act | None = None) -> list[Event]:
    return list(Event.objects.filter(act=act or Act.objects.first()).order_by("pk"))


def test_an_edit_says_who_why_where_and_what(structure):
    someone = UserFactory()
    with acting(Cause.EDIT, someone, note="bandeau"):
        Structure.objects.filter(pk=structure.pk).update(nom="Maison fermée", telephone="01 64 00 00 00")
    act = Act.objects.first()
    assert (act.cause, act.by, act.note) == (Cause.EDIT, someone, "bandeau")
    (event,) = since(act)
    assert (event.operation, event.object, event.root) == (Operation.CHANGED, structure.pk, structure.pk)
    assert event.before == {"nom": "Maison ouverte", "telephone": "01 99 00 00 01"}
    assert event.after == {"nom": "Maison fermée", "telephone": "01 64 00 00 00"}
    assert (event.place, event.departement) == (structure.commune_id, "77")


@pytest.mark.parametrize(
    ("model", "kind", "values"),
    [
        (Structure, STRUCTURE, {"position": point(48.5, 2.5)}),
        (Service, SERVICE, {"publics": ["femmes"]}),
        (Contact, CONTACT, {"telephone": "06 00 00 00 00"}),
        (Session, SESSION, {"last_day": "2027-01-31"}),
        (TemporaryClosure, CLOSURE, {"reason": "travaux"}),
    ],
)
def test_every_kind_is_noted_under_its_structure(structure, model, kind, values):
    with acting(Cause.API):
        model.objects.update(**values)
    (event,) = since()
    assert (event.kind, event.root, set(event.before)) == (kind.number, structure.pk, set(values))


def test_plain_sql_that_says_nothing_is_an_act_of_its_own(structure):
    with acting(Cause.EDIT):
        Structure.objects.update(nom="Par la page")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('history.act', '', true), set_config('history.cause', '', true)")
        cursor.execute("UPDATE mapping_structure SET nom = 'Par la base'")
    assert [act.cause for act in Act.objects.order_by("-pk")[:2]] == [Cause.SQL, Cause.EDIT]


def test_what_changes_nothing_leaves_nothing(structure):
    acts, events = Act.objects.count(), Event.objects.count()
    with acting(Cause.EDIT):
        Structure.objects.update(nom="Maison ouverte", updated_at=timezone.now())
    assert (Act.objects.count(), Event.objects.count()) == (acts, events)


def test_a_removal_keeps_the_whole_record_and_what_belonged_to_it(structure):
    number = structure.pk
    with acting(Cause.ADMIN):
        structure.delete()
    events = since()
    assert sorted(event.kind for event in events) == [1, 2, 3, 4, 5]
    assert {event.operation for event in events} == {Operation.REMOVED}
    assert {event.root for event in events} == {number}
    assert next(event for event in events if event.kind == 1).before["nom"] == "Maison ouverte"


def test_an_act_within_an_act_is_another_and_the_outer_one_goes_on(structure):
    with acting(Cause.IMPORT, run=7):
        Structure.objects.update(nom="un")
        outer = current_act()
        with acting(Cause.GEOCODING):
            Structure.objects.update(position=point(48.51, 2.51))
            assert current_act() != outer
        Structure.objects.update(nom="deux")
    assert [list(event.after) for event in since(Act.objects.get(pk=outer))] == [["nom"], ["nom"]]
    assert Act.objects.get(pk=outer).run == 7


def test_what_is_rolled_back_was_never_noted(structure):
    acts = Act.objects.count()
    with acting(Cause.EDIT):
        point_of_return = transaction.savepoint()
        Structure.objects.update(nom="perdu")
        transaction.savepoint_rollback(point_of_return)
    assert Act.objects.count() == acts


@pytest.mark.parametrize("statement", ["UPDATE history_event SET need = 0", "DELETE FROM history_event"])
def test_the_history_is_not_rewritten(structure, statement):
    with pytest.raises(DatabaseError, match="ne se réécrit pas"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_no_table_with_a_history_is_swept_away(structure, kind):
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="échapperait"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {kind.table} CASCADE")


def test_personal_data_is_blanked_and_nothing_else(structure):
    contact = Contact.objects.get()
    for telephone in ("06 12 34 56 78", "06 87 65 43 21"):
        with acting(Cause.EDIT):
            Contact.objects.update(telephone=telephone, fonction="accueil")
    assert blank(CONTACT, contact.pk, ["telephone"]) == 2
    texts = [str((event.before, event.after)) for event in Event.objects.filter(kind=CONTACT.number)]
    assert not any("06 12 34" in text for text in texts)
    last = Event.objects.filter(kind=CONTACT.number).first()
    assert last.after["telephone"] is None
    assert "fonction" in Event.objects.filter(kind=CONTACT.number)[1].after


def test_every_column_of_every_kind_is_noted(structure):
    """Also one that is added later: nothing lists columns but those left out."""
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    for kind in KINDS:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {kind.table} ADD COLUMN something text")
            with acting(Cause.EDIT):
                cursor.execute(f"UPDATE {kind.table} SET something = 'new'")
        assert [event.after for event in since()] == [{"something": "new"}]
