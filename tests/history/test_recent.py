"""What changed lately somewhere: by act, the last first, and only what a role may be told."""

import re

import pytest
from django.db import connection
from psycopg import sql

from accounts.roles import Role
from history import recent as recently
from history.context import acting
from history.models import Act, Cause, Event
from history.recent import Asked, Where, recent
from mapping.models import Status, Structure, Visibility
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return CommuneFactory(code="77902", epci_code="247700058")


def edited(structure: Structure, **values) -> Act:
    with acting(Cause.EDIT, UserFactory()):
        Structure.objects.filter(pk=structure.pk).update(**values)
    return Act.objects.first()


def test_the_last_acts_of_a_place_come_first_and_page_by_page(commune):
    here, there = StructureFactory(commune=commune), StructureFactory(commune=CommuneFactory(code="77901"))
    acts = []
    for number in range(7):
        acts.insert(0, edited(here, nom=f"Nom {number}"))
        edited(there, nom=f"Ailleurs {number}")
    first = recent(Where.COMMUNE, commune.code, Role.VISITOR, limit=3)
    assert [one.act for one in first] == acts[:3]
    second = recent(Where.COMMUNE, commune.code, Role.VISITOR, limit=3, before=first[-1].act.pk)
    assert [one.act for one in second] == acts[3:6]
    assert first[0].told[0].columns == {"nom": ("Nom 5", "Nom 6")}


@pytest.mark.parametrize(
    ("where", "code"),
    [(Where.COMMUNE, "77902"), (Where.EPCI, "247700058"), (Where.DEPARTEMENT, "77")],
)
def test_a_place_of_each_sort(commune, where, code):
    structure = StructureFactory(commune=commune)
    act = edited(structure, nom="Autrement")
    assert recent(where, code, Role.VISITOR)[0].act == act
    assert recent(where, "00000", Role.VISITOR) == []


def test_acts_of_which_a_role_is_told_nothing_are_passed_over(commune):
    structure = StructureFactory(commune=commune)
    hidden = StructureFactory(commune=commune, address_visibility=Visibility.OWNERS)
    draft = StructureFactory(commune=commune, status=Status.DRAFT)
    known = edited(structure, nom="Su de tous")
    for number in range(8):
        edited(hidden, adresse=f"{number} rue Cachée")
        edited(draft, nom=f"Brouillon {number}")
    assert recent(Where.COMMUNE, commune.code, Role.PROFESSIONAL, limit=4)[0].act == known
    assert recent(Where.COMMUNE, commune.code, Role.STAFF, limit=4)[0].act != known


def test_an_act_of_many_is_told_in_part(commune):
    with acting(Cause.IMPORT, run=3):
        for _ in range(recently.EVENTS_OF_AN_ACT + 5):
            ServiceFactory(structure__commune=commune)
    (one,) = recent(Where.COMMUNE, commune.code, Role.VISITOR)
    assert (len(one.told), one.more) == (recently.EVENTS_OF_AN_ACT, True)


def test_of_an_act_of_many_what_came_first_is_told_by_whichever_index_it_is_found(commune):
    structure = StructureFactory(commune=commune)
    with acting(Cause.IMPORT, run=3):
        for _ in range(recently.EVENTS_OF_AN_ACT + 5):
            ServiceFactory(structure=structure)
    (one, *_) = recently.latest(Asked(root=structure.pk), Role.VISITOR)
    events = Event.objects.filter(act=one.act, root=structure.pk).order_by("pk")
    first = list(events.values_list("pk", flat=True)[: recently.EVENTS_OF_AN_ACT])
    assert [told.event.pk for told in one.told] == first
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX history_event_act; SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    (again, *_) = recently.latest(Asked(root=structure.pk), Role.VISITOR)
    assert [told.event.pk for told in again.told] == first


@pytest.mark.parametrize(
    ("where", "code", "index"),
    [
        (Where.COMMUNE, "77123", "history_event_place"),
        (Where.EPCI, "200000007", "history_event_epci"),
        (Where.DEPARTEMENT, "77", "history_event_departement"),
    ],
)
def test_each_step_is_one_look_in_the_index_of_the_place(where, code, index):
    """Whatever an act did there: an import of thousands is one step too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO history_act (cause) SELECT 'sql' FROM generate_series(1, 300) RETURNING id"
        )
        first = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO history_event (act_id, kind, operation, object, root, place, epci, departement,"
            " need, hidden, before, after) SELECT %s + n / 100, 1, 'U', n, n, (77000 + n %% 500)::text,"
            " (200000000 + n %% 50)::text, (70 + n %% 9)::text, 0, '{}', '{}', '{}'"
            " FROM generate_series(1, 20000) AS n",
            [first],
        )
        cursor.execute("ANALYZE history_event")
        for statement, more in (
            (recently._ACTS, {"limit": 20, "before": first + 200}),
            (recently._EVENTS, {"acts": list(range(first, first + 20)), "role": 0, "events": 21}),
        ):
            condition = sql.SQL("e.{0} = %(code)s AND e.{0} <> ''").format(sql.Identifier(where.value))
            explained = sql.SQL("EXPLAIN ") + statement.format(where=condition)
            cursor.execute(explained, {"code": code, **more})
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert set(re.findall(r"\b(history_event_\w+)", plan)) == {index}, plan
            assert "Seq Scan on history_event" not in plan
