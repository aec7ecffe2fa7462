"""Imports and merges undone and put back in any order: once all are undone, all is as before the first."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from data.imports import merging, runs
from data.models import Duplicate, ImportRun
from data.models.run import RunState
from data.models.source import source_named
from history.models import Cause
from mapping.models import Contact, Service, Structure
from mapping.writing import change
from tests.amounts import amount
from tests.data.digest import digest
from tests.data.samples import applied, csv_bytes, received, row
from tests.factories import StructureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@contextmanager
def undone_after() -> Iterator[None]:
    """A try whose writes are let go."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def edition(*numbers: int, **values: dict) -> bytes:
    """A whole edition: these structures, `a3={…}` being what it says otherwise of the third."""
    rows = []
    for number in numbers:
        said = {
            "thematiques": "Cours de français" if number % 2 else "Accès aux droits",
            "contact": f"Camille {number}",
            "horaires": "lundi 9h-12h",
        }
        rows.append(row(number, **{**said, **values.get(f"a{number}", {})}))
    return csv_bytes(rows)


def of_another(*rows: dict) -> ImportRun:
    """An import of a source that knows the same places by their SIRET."""
    run = received(csv_bytes(list(rows)), name="autre.csv", source=source_named("autre", "L'autre"))
    columns = {column["name"]: column["target"] for column in run.settings["columns"] if column["target"]}
    runs.save_mapping(run, columns, run.source)
    runs.rehearse(run)
    runs.accept(run)
    return runs.apply(run)


@pytest.fixture
def world(places):
    """A directory as it was, and seven runs one upon the other."""
    StructureFactory(nom="Une autre", siret="73282932000074", commune__code="77288")
    before = digest()
    done = [
        applied(edition(1, 2, 3, 4, 5), whole=True),
        applied(
            edition(
                *(1, 2, 3, 4, 6),
                a1={"telephone": "01 64 00 00 01", "contact": ""},
                a2={"telephone": "01 64 00 00 02"},
            ),
            whole=True,
        ),
        # Back to what it said first, what was closed comes back, an address moves.
        applied(
            edition(
                1,
                2,
                3,
                4,
                5,
                6,
                a2={"telephone": "01 64 52 89 00"},
                a6={"adresse": "66 rue Neuve"},
                a3={"thematiques": "Accès aux droits", "contact": "Dominique"},
            ),
            whole=True,
        ),
        of_another(
            {
                "nom": "Une autre",
                "siret": "732 829 320 00074",
                "commune": "Melun",
                "telephone": "01 64 00 00 09",
                "thematiques": "Cours de français",
            },
            {
                "nom": "Nouvelle",
                "siret": "",
                "commune": "Melun",
                "telephone": "01 64 00 00 10",
                "thematiques": "",
            },
        ),
        applied(
            edition(1, 2, 3, 6, a1={"telephone": "01 64 00 00 03", "adresse": "1 bis rue des Essais"}),
            whole=True,
        ),
    ]
    first, second = Structure.objects.filter(source_id__in=["a1", "a2"]).order_by("pk")
    pair = Duplicate.objects.create(first_id=first.pk, second_id=second.pk, score=1)
    merged = merging.merge(pair, first.pk, ["telephone", "nom"])
    done.append(merged)
    done.append(
        applied(edition(1, 2, 3, 6, a1={"telephone": "01 64 00 00 04"}, a2={"horaires": "mardi 9h-12h"}))
    )
    for run in done:
        assert run.state == RunState.APPLIED
    return before, pair, done


def undo_all(order: list[ImportRun]) -> None:
    for run in order:
        runs.undo(run.pk)


def all_undone(pair: Duplicate) -> dict[str, str]:
    """The digest, without the pair that the test itself wrote."""
    Duplicate.objects.filter(pk=pair.pk).delete()
    return digest()


def said() -> dict[str, list]:
    """All that an import may write, but for when it was last touched."""
    found = {}
    with connection.cursor() as cursor:
        for table in (
            "mapping_structure",
            "mapping_service",
            "mapping_contact",
            "data_link",
            "data_duplicate",
        ):
            cursor.execute(f"SELECT (to_jsonb(t) - 'updated_at')::text FROM {table} t ORDER BY t.id")
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def left_of(done: list[ImportRun]) -> dict[int, list]:
    """What undoing, or putting back, left of each run."""
    runs_now = ImportRun.objects.all()
    return {done.index(run): run.left_by_undo for run in runs_now if run.left_by_undo}


def test_once_all_are_undone_all_is_as_before_whatever_the_order(world):
    before, pair, done = world
    chance = random.Random(1)
    for order in (done, done[::-1], *(chance.sample(done, len(done)) for _ in range(amount(1, 20)))):
        with undone_after():
            undo_all(order)
            assert (left_of(done), all_undone(pair)) == ({}, before), [done.index(run) for run in order]


def test_put_back_in_any_order_all_is_as_it_was(world):
    _before, _pair, done = world
    written = said()
    chance = random.Random(2)
    for _try in range(amount(1, 20)):
        with undone_after():
            undo_all(chance.sample(done, len(done)))
            order = chance.sample(done, len(done))
            for run in order:
                assert runs.redo(run.pk).state == RunState.APPLIED
            found, told = said(), [done.index(run) for run in order]
            assert left_of(done) == {}, told
            for table in written:
                assert found[table] == written[table], told


def test_undone_and_put_back_at_random_then_all_undone(world):
    before, pair, done = world
    chance = random.Random(3)
    for _try in range(amount(1, 20)):
        with undone_after():
            steps = []
            for _step in range(8):
                run = ImportRun.objects.get(pk=chance.choice(done).pk)
                steps.append((done.index(run), run.state))
                (runs.undo if run.state == RunState.APPLIED else runs.redo)(run.pk)
            undo_all(chance.sample(done, len(done)))
            assert all_undone(pair) == before, steps


def test_what_people_wrote_stays_and_is_told_whatever_the_order(world):
    _before, _pair, done = world
    chance = random.Random(4)
    for _try in range(amount(1, 20)):
        with undone_after():
            edited = Structure.objects.get(source_id="a3")
            change(edited, {"telephone": "01 99 99 99 99"}, None, Cause.EDIT)
            undo_all(chance.sample(done, len(done)))
            edited.refresh_from_db()
            assert edited.telephone == "01 99 99 99 99"
            told = [one for one in left_of(done)[0] if one["kind"] == "structure"]
            assert [(one["id"], one["fields"]) for one in told] == [(edited.pk, ["telephone"])]
            assert list(Structure.objects.filter(source="annuaire")) == [edited]
            assert Service.objects.filter(structure=edited).exists()
            assert not Contact.objects.exclude(structure=edited).exists()


def test_what_somebody_took_over_after_an_undoing_is_not_taken_from_them_later():
    first = applied(edition(1, 2), whole=True)
    second = applied(edition(1, 2, a1={"telephone": "01 64 00 00 01"}), whole=True)
    runs.undo(first.pk)
    kept = Structure.objects.get(source_id="a1")
    change(kept, {"description": "Reprise par une collègue."}, None, Cause.EDIT)
    change(kept, {"description": ""}, None, Cause.EDIT)
    runs.undo(second.pk)
    kept.refresh_from_db()
    assert kept.telephone == "01 64 52 89 00"
    first.refresh_from_db()
    assert {one["id"] for one in first.left_by_undo if one["kind"] == "structure"} == {kept.pk}


def test_what_a_later_import_still_says_stays_until_it_is_undone_too():
    before = digest()
    first = applied(edition(1, 2), whole=True)
    second = applied(edition(1, 2, a1={"telephone": "01 64 00 00 01"}), whole=True)
    runs.undo(first.pk)
    third = applied(edition(1, a1={"telephone": "01 64 00 00 01"}))
    runs.undo(second.pk)
    assert Structure.objects.filter(source_id="a1").exists()
    runs.undo(third.pk)
    assert digest() == before
