"""What grids counted, beside searches: on the observatory and on the territory's page; and the invented
numbers of a first run."""

from datetime import date
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from demonstration.scope import scope_of
from evaluation import closing, examples
from evaluation.grid import totals
from evaluation.grid.models import Kind, Way, WeekNumber
from evaluation.grid.totals import Count, Demands
from evaluation.ledger import sealed
from evaluation.models import OpenMonth, UseCell
from evaluation.small_cells import Cell
from evaluation.unmet import unmet
from tests.evaluation.conftest import MELUN, MELUN_EPCI, OCTOBER
from tests.factories import ServiceFactory, StructureFactory
from tests.territory.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

# Its Thursday is the 1st of October.
LAST_OF_SEPTEMBER, NOVEMBER = date(2026, 9, 28), date(2026, 11, 1)


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def count(structure, n, theme="francais", week=LAST_OF_SEPTEMBER, way=Way.DESK):
    WeekNumber.objects.create(structure=structure, week=week, kind=Kind.THEME, code=theme, way=way, n=n)


def houses(n, **fields):
    return [StructureFactory(nom=f"Maison {i}", commune_id=MELUN, **fields) for i in range(n)]


def told():
    return totals.told(OCTOBER, OCTOBER)


def test_everyone_reads_what_three_structures_counted_and_never_what_two_did():
    first, second, third = houses(3)
    count(first, 50)
    count(second, 4)
    assert told() == {}
    count(third, 1)
    assert told() == {Demands(OCTOBER, MELUN_EPCI, "francais"): 55}
    # Two of another theme wait, and are in nothing wider either.
    count(first, 30, "sante")
    count(second, 30, "sante")
    assert sum(told().values()) == 55


def test_what_is_too_few_is_told_of_the_whole_site_and_of_no_place():
    a, b, c = houses(3)
    here, there = frozenset({a.pk, b.pk}), frozenset({c.pk})
    counted = {
        Demands(OCTOBER, "one", "sante"): Count(10, here),
        Demands(OCTOBER, "two", "sante"): Count(3, there),
        Demands(OCTOBER, "two", "emploi"): Count(2, there),
    }
    kept = totals.merged(counted)
    assert {about: each.n for about, each in kept.items()} == {Demands(OCTOBER, "", "sante"): 13}


def test_a_week_is_of_the_month_of_its_thursday():
    for house in houses(3):
        count(house, 5)
        count(house, 7, week=date(2026, 10, 26))  # Its Thursday is the 29th.
        count(house, 9, week=date(2026, 9, 21))
        count(house, 9, week=date(2026, 11, 2))
    assert sum(told().values()) == 36


def test_a_structure_that_nobody_sees_is_in_no_total():
    for house in houses(3, status="draft"):
        count(house, 50)
    assert told() == {}
    assert totals.by_epci(OCTOBER, OCTOBER) == {}


def test_examples_are_in_no_total_once_a_structure_counts():
    for house in houses(3, is_example=True):
        count(house, 50)
    assert sum(told().values()) == 150
    (real,) = houses(1)
    count(real, 8)
    assert told() == {}
    assert totals.by_epci(OCTOBER, OCTOBER) == {MELUN_EPCI: 8}


def test_the_observatory_shows_what_desks_count_the_most_asked_first(cell):
    cell(12, outcome="pres", epci=MELUN_EPCI, departement="77")
    for house in houses(3):
        count(house, 4, "sante")
        count(house, 20)
    text = text_of(Client().get("/observatoire/"))
    part = text[text.index("Ce que comptent les structures") :]
    assert part.index("Apprendre le français 60") < part.index("12") < part.index("En tout 72")
    assert "ces nombres sont inventés" not in text
    elsewhere = text_of(Client().get("/observatoire/?epci=200072130"))
    assert "Ce que comptent les structures" not in elsewhere


def test_the_territory_is_told_demands_by_epci_small_ones_too(cell):
    cell(12, outcome="pres", epci=MELUN_EPCI, departement="77")
    (house,) = houses(1)
    count(house, 2)
    count(house, 3, "sante")
    assert unmet([]).counted == {MELUN_EPCI: 5}
    assert unmet(["sante"]).counted == {MELUN_EPCI: 3}


def test_grids_are_told_where_the_site_has_counted_nothing_yet(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: NOVEMBER)
    assert unmet([]) is None
    (house,) = houses(1)
    count(house, 2)
    found = unmet([])
    assert (found.last, found.counted, found.asked) == (OCTOBER, {MELUN_EPCI: 2}, {})


def demonstration():
    for house in houses(14, is_example=True):
        ServiceFactory(structure=house, thematiques=["lecture-ecriture-calcul--maitriser-le-francais"])
    return examples.fill(scope_of("77"), NOVEMBER)


def test_a_first_run_shows_three_months_that_say_they_are_invented():
    assert demonstration() > 100
    assert sorted(set(UseCell.objects.values_list("month", flat=True))) == [
        date(2026, 8, 1),
        date(2026, 9, 1),
        OCTOBER,
    ]
    assert not UseCell.objects.filter(is_example=False).exists()
    text = text_of(Client().get("/observatoire/"))
    assert "ces nombres sont inventés" in text
    assert "ces demandes sont inventées" in text
    # Done again, it adds nothing.
    assert examples.fill(scope_of("77"), NOVEMBER) == 0


def test_invented_numbers_go_with_the_first_month_that_is_counted():
    demonstration()
    counted = {Cell("rien", "francais", MELUN_EPCI, "77"): 7}
    OpenMonth.objects.create(month=OCTOBER, sealed=sealed(counted))
    closing.close_months(NOVEMBER)
    assert [each.n for each in UseCell.objects.all()] == [7]
    assert "ces nombres sont inventés" not in text_of(Client().get("/observatoire/"))


def test_a_site_that_had_visitors_before_it_had_examples_is_shown_them_too():
    """What an upgraded site counted this month is no told month: the months before it stayed empty."""
    OpenMonth.objects.create(month=NOVEMBER.replace(day=1), sealed=sealed({Cell("rien", "sante"): 7}))
    house = houses(1, is_example=True)[0]
    count(house, 2, week=date(2026, 11, 23))
    assert demonstration() > 100
    # Its own grid is left as it is.
    assert list(WeekNumber.objects.filter(structure=house).values_list("n", flat=True)) == [2]


def test_invented_numbers_come_beside_nothing_that_was_counted(cell):
    cell(7)
    assert demonstration() == 0


def test_invented_numbers_are_taken_out_by_a_command():
    demonstration()
    said = StringIO()
    call_command("remove_example_figures", stdout=said)
    assert "Nombres d’exemple retirés : " in said.getvalue()
    assert not UseCell.objects.exists()
    assert not WeekNumber.objects.exists()
