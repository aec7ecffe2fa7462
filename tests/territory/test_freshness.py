"""« Fiches à jour seulement »: which records count, and that nobody is told otherwise."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mapping.models import Structure
from search.question import Criteria
from territory import freshness, records, report, results, view
from territory.assessment import assess
from territory.freshness import ALL, UP_TO_DATE
from territory.models import Result
from territory.question import Question
from territory.scope import Scope
from tests.territory.conftest import MELUN, PARIS_12, PROVINS, lesson
from tests.territory.test_pages import text_of

TODAY = date(2026, 11, 28)
SEINE_ET_MARNE = Scope("departement", "77")
FRANCAIS = Criteria(themes=("francais",))


def dated(at, *, source: date | None = None, person: date | None = None) -> int:
    """A French lesson whose record says when its source, or a person, looked at it."""
    structure = lesson(at).structure
    seen = datetime(person.year, person.month, person.day, 12, tzinfo=UTC) if person else None
    Structure.objects.filter(pk=structure.pk).update(date_maj=source, verified_at=seen)
    return structure.pk


@pytest.fixture
def clock(monkeypatch):
    """The records are told their age on one day."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


LONG_AGO, LATELY = TODAY - timedelta(days=800), TODAY - timedelta(days=30)


@pytest.mark.parametrize(
    ("source", "person", "age"),
    [
        (LATELY, None, records.RECENT),
        (None, LATELY, records.RECENT),
        (LONG_AGO, LATELY, records.RECENT),
        (LATELY, LONG_AGO, records.RECENT),
        (LONG_AGO, None, records.OLD),
        (None, LONG_AGO, records.OLD),
        (None, None, records.UNDATED),
        # A year ago to the day is up to date; a day more is not.
        (TODAY - timedelta(days=365), None, records.RECENT),
        (TODAY - timedelta(days=366), None, records.OLD),
    ],
)
@pytest.mark.django_db
def test_a_record_is_as_old_as_its_last_look_by_its_source_or_by_a_person(places, clock, source, person, age):
    dated(MELUN, source=source, person=person)
    question = Question(SEINE_ET_MARNE, FRANCAIS)
    found = records.of(question, assess(question).people, TODAY)
    assert [each.age for each in found.all] == [age]
    counted = len(assess(Question(SEINE_ET_MARNE, FRANCAIS, records=UP_TO_DATE)).supply)
    assert counted == (1 if age == records.RECENT else 0)
    assert len(assess(question).supply) == 1


@given(
    st.lists(st.none() | st.dates(date(1990, 1, 1), date(2060, 1, 1)), max_size=30),
    st.dates(date(2000, 1, 1)),
)
def test_each_record_has_exactly_one_age(looks, today):
    found = freshness.ages(np.array([np.nan if day is None else day.toordinal() for day in looks]), today)
    assert (found.recent.astype(int) + found.old + found.undated == 1).all()


@pytest.mark.django_db
def test_old_records_across_the_border_are_left_out_too(places, clock):
    dated(MELUN, source=LATELY)
    dated(PARIS_12, source=LONG_AGO)
    assert len(assess(Question(SEINE_ET_MARNE, FRANCAIS)).supply) == 2
    assert len(assess(Question(SEINE_ET_MARNE, FRANCAIS, records=UP_TO_DATE)).supply) == 1


@pytest.mark.django_db
def test_the_page_counts_the_old_and_the_undated_apart(staff, places):
    today = timezone.localdate()
    dated(MELUN, source=today)
    dated(PROVINS, source=today - timedelta(days=900))
    dated((48.96, 2.88))
    text = text_of(staff.get("/territoire/?fiches=a-jour"))
    assert "1 fiche revue depuis moins d’un an est comptée ici" in text
    assert "1 plus ancienne ne l’est pas, ni 1 sans date." in text


@pytest.mark.django_db
def test_the_act_and_the_bar_tell_the_same_number(staff, places):
    """« En ne comptant que les fiches à jour, le chiffre serait N » is what that choice of the bar shows."""
    today = timezone.localdate()
    dated(MELUN, source=today)
    dated(PROVINS, source=today - timedelta(days=900))
    page = staff.get("/territoire/")
    (act,) = [each for each in page.context["acts"] if each.kind == "verifier"]
    other = staff.get("/territoire/?fiches=a-jour")
    assert f"le chiffre serait {other.context['headline'].number}." in act.text
    assert page.context["headline"].number != other.context["headline"].number
    (back,) = [each for each in other.context["acts"] if each.kind == "verifier"]
    assert f"le chiffre serait {page.context['headline'].number}." in back.text


@pytest.mark.django_db
def test_the_list_of_records_is_the_one_that_the_act_counts(staff, places):
    today = timezone.localdate()
    old = dated(PROVINS, source=today - timedelta(days=900))
    undated, recent = dated(MELUN), dated((48.96, 2.88), source=today)
    page = staff.get("/territoire/")
    (act,) = [each for each in page.context["acts"] if each.kind == "verifier"]
    assert act.title == "Vérifier 2 fiches"
    listed = staff.get(act.link).context["records_listed"]
    assert [each.structure.pk for each in listed] == [undated, old]
    everything = staff.get(f"{act.link}&etat=a-jour").context["records_listed"]
    assert [each.structure.pk for each in everything] == [recent]
    assert "« hier »" in text_of(staff.get(f"{act.link}&etat=hier"))


@pytest.mark.django_db
def test_siting_counts_the_records_that_the_page_counts(staff, places):
    today = timezone.localdate()
    dated(MELUN, source=today)
    dated(PROVINS, source=today - timedelta(days=900))
    page = staff.get("/territoire/ouvrir/?fiches=a-jour&sites=1")
    change = page.context["answer"].change
    assert change.totals_before.people_beyond == page.context["report"].totals.people_beyond
    everything = staff.get("/territoire/ouvrir/?sites=1").context["answer"].change
    assert everything.totals_before.people_beyond < change.totals_before.people_beyond


@pytest.mark.django_db
def test_a_batch_of_fresh_records_is_never_taken_for_one_of_all(places, two_lessons):
    usual = results.work_out(Question(SEINE_ET_MARNE, FRANCAIS))
    fresh = results.work_out(Question(SEINE_ET_MARNE, FRANCAIS, records=UP_TO_DATE))
    assert set(Result.objects.values_list("pk", flat=True)) == {usual.pk, fresh.pk}
    assert list(Result.objects.batches().of_all_records()) == [usual]


@pytest.mark.django_db
def test_a_quarter_of_every_record_is_not_compared_with_fresh_ones(places, two_lessons):
    results.snapshots(SEINE_ET_MARNE, date(2020, 5, 1))
    asked = view.read(QueryDict("departement=77&theme=francais")).view
    assert report.make(asked).previous is not None
    assert asked.records == ALL
    fresh = view.read(QueryDict("departement=77&theme=francais&fiches=a-jour")).view
    assert report.make(fresh).previous is None
