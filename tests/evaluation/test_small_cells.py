"""Months of counts as they are kept: exact before small ones are merged, and nobody's afterwards."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from evaluation.small_cells import LEAST, Cell, merged

MONTHS = 1_000
# (EPCI, département), and the large communes of each.
PLACES = {("a", "77"): ["a1", "a2", ""], ("b", "77"): ["b1", ""], ("c", "91"): [""], ("", ""): [""]}
THEMES = ["francais", "sante", "logement", "aucun"]
# Which structure stands where.
STRUCTURES = {1: ("a", "77"), 2: ("a", "77"), 3: ("c", "91"), 4: ("", "")}


def month(chance: random.Random) -> list[Cell]:
    """What was asked and done in a month, one by one: from none to a few hundred, as unevenly as in life."""
    events = []
    for _each in range(chance.choice((0, 3, 20, 80, 300))):
        theme = chance.choices(THEMES, (8, 4, 2, 1))[0]
        if chance.random() < 0.3:
            structure = chance.choice(list(STRUCTURES))
            epci, departement = STRUCTURES[structure]
            events.append(Cell(chance.choice(["appel", "message"]), theme, epci, departement, structure))
        else:
            epci, departement = chance.choices(list(PLACES), (9, 3, 2, 1))[0]
            outcome = chance.choices(["pres", "loin", "rien"], (6, 2, 1))[0]
            commune = chance.choice(PLACES[epci, departement])
            events.append(Cell(outcome, theme, epci, departement, 0, commune))
    return events


def of_outcomes(cells: dict[Cell, int]) -> Counter:
    """How many by outcome."""
    found: Counter = Counter()
    for cell, n in cells.items():
        found[cell.outcome] += n
    return found


def test_in_a_thousand_months_nobody_changes_a_number_under_five():
    chance = random.Random(24)
    for _month in range(MONTHS):
        events = month(chance)
        truth = Counter(events)
        assert sum(truth.values()) == len(events)
        kept = merged(truth)
        assert all(n >= LEAST for n in kept.values())
        # Each thing is in one cell: what is missing of an outcome is too little for the whole site.
        lost = of_outcomes(truth) - of_outcomes(kept)
        assert not of_outcomes(kept) - of_outcomes(truth)
        assert all(n < LEAST for n in lost.values())
        for gone in chance.sample(events, min(len(events), 3)):
            without = merged(truth - Counter([gone]))
            changed = {cell for cell in kept.keys() | without.keys() if kept.get(cell) != without.get(cell)}
            for cell in changed:
                told = [n for n in (kept.get(cell), without.get(cell)) if n is not None]
                assert min(told) >= LEAST


def test_what_is_too_little_goes_to_its_epci_its_departement_the_site_then_all_themes():
    def of(n, **where):
        return merged({Cell("rien", "francais", **place): n for place in where["places"]})

    two = [{"epci": "a", "departement": "77", "commune": code} for code in ("a1", "a2")]
    assert of(3, places=two) == {Cell("rien", "francais", "a", "77"): 6}
    two = [{"epci": code, "departement": "77"} for code in ("a", "b")]
    assert of(3, places=two) == {Cell("rien", "francais", "", "77"): 6}
    two = [{"epci": "a", "departement": "77"}, {"epci": "c", "departement": "91"}]
    assert of(3, places=two) == {Cell("rien", "francais"): 6}
    themes = merged({Cell("rien", theme, "a", "77"): 3 for theme in ("francais", "sante")})
    assert themes == {Cell("rien"): 6}
    assert merged({Cell("rien", "francais", "a", "77"): 4}) == {}


def test_what_is_done_with_one_structure_is_told_of_all_its_themes_before_its_place():
    counts = {Cell("appel", theme, "a", "77", 1): 3 for theme in ("francais", "sante")}
    assert merged(counts) == {Cell("appel", "", "a", "77", 1): 6}


def test_what_is_too_little_joins_a_number_that_is_kept_already():
    kept = merged(
        {
            Cell("rien", "francais", "a", "77", 0, "a1"): 9,
            Cell("rien", "francais", "a", "77"): 7,
            Cell("rien", "francais", "a", "77", 0, "a2"): 2,
        }
    )
    assert kept == {Cell("rien", "francais", "a", "77", 0, "a1"): 9, Cell("rien", "francais", "a", "77"): 9}


CELLS = st.builds(
    Cell,
    st.sampled_from(["rien", "appel"]),
    st.sampled_from(["francais", "sante"]),
    st.sampled_from(["a", "b", ""]),
    st.sampled_from(["77", "91"]),
    st.sampled_from([0, 1]),
)


@given(st.dictionaries(CELLS, st.integers(0, 12)))
def test_whatever_is_counted_nothing_is_counted_twice(counts):
    kept = merged(counts)
    assert all(n >= LEAST for n in kept.values())
    whole = of_outcomes(counts)
    for outcome, n in of_outcomes(kept).items():
        assert whole[outcome] - LEAST < n <= whole[outcome]
