"""Results that are kept, the snapshot of each quarter, and when they are stale."""

from datetime import date
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from mapping.vocabulary import THEMES
from search.engine import cells
from search.question import Criteria
from territory import results
from territory.models import Result, as_json
from territory.question import Question
from territory.scope import Scope
from tests.territory.conftest import PROVINS, lesson

pytestmark = pytest.mark.django_db

SCOPE = Scope("departement", "77")
FRANCAIS = Criteria(themes=("francais",))


def test_missing_and_nothing_come_back_as_they_were():
    kept = Result(columns={"distance_m": as_json(np.array([1234.56789, np.nan, np.inf]))})
    distance, missing, nothing = kept.column("distance_m")
    assert distance == pytest.approx(1234.5679)
    assert np.isnan(missing)
    assert np.isinf(nothing)


def test_a_snapshot_is_taken_once_a_quarter_by_theme(places, two_lessons):
    assert len(results.snapshots(SCOPE, date(2026, 11, 22))) == len(THEMES)
    assert results.snapshots(SCOPE, date(2026, 12, 31)) == []
    assert len(results.snapshots(SCOPE, date(2027, 1, 1))) == len(THEMES)
    assert results.previous_quarter(SCOPE, FRANCAIS, date(2027, 1, 2)).quarter == "2026-T4"
    assert results.previous_quarter(SCOPE, FRANCAIS, date(2026, 12, 2)) is None


def test_two_snapshots_of_a_quarter_are_refused(places, two_lessons):
    results.snapshots(SCOPE, date(2026, 11, 22))
    kept = Result.objects.first()
    kept.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


@pytest.mark.parametrize(("day", "quarter"), [(date(2026, 3, 31), "2026-T1"), (date(2026, 4, 1), "2026-T2")])
def test_quarters_are_those_of_the_calendar(day, quarter):
    assert results.quarter_of(day) == quarter


def test_a_result_is_kept_with_its_parameters(places, two_lessons):
    kept = results.work_out(Question(SCOPE, FRANCAIS, threshold_m=5_000, assumed_capacity=12))
    kept.refresh_from_db()
    assert (kept.criteria, kept.threshold_m, kept.structures) == ("theme=francais", 5_000, 3)
    assert kept.parameters == {"weights": [1.0, 0.68, 0.22], "assumed_capacity": 12, "areas": True}
    assert len(kept.column("e2sfca")) == len(kept.column("within_10")) == 507
    assert kept.places_version


@pytest.mark.django_db(transaction=True)
def test_a_result_is_stale_as_soon_as_a_structure_changes(places):
    lesson(PROVINS)
    kept = results.work_out(Question(SCOPE, FRANCAIS))
    assert not kept.is_stale(cells.data_version())
    lesson(PROVINS)
    assert kept.is_stale(cells.data_version())


def test_the_commands_keep_what_they_work_out(places, two_lessons):
    out = StringIO()
    call_command("measure_territory", "--departement=77", "--theme=francais", stdout=out)
    call_command("snapshot_territory", "--departement=77", stdout=out)
    assert "507 communes" in out.getvalue()
    assert f"{len(THEMES)} relevés" in out.getvalue()
    assert Result.objects.filter(quarter="").count() == 1
    with pytest.raises(CommandError, match="00"):
        call_command("measure_territory", "--departement=00")


def test_the_same_filter_is_written_the_same_whatever_its_order():
    one = Criteria(themes=("francais",), publics=("femmes", "jeunes"), gratuit=True)
    assert results.written(one) == "gratuit=oui&public=femmes&public=jeunes&theme=francais"
