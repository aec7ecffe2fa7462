"""Two people change one record: what each changed stays, or both are told."""

from hypothesis import given
from hypothesis import strategies as st

from history.fields import Merged, merge

NAMES = ("a", "b", "c", "d", "list")
PAIR = frozenset({"c", "d"})
rows = st.fixed_dictionaries(
    {name: st.integers(0, 3) for name in NAMES[:4]}
    | {"list": st.lists(st.integers(0, 5), unique=True, max_size=4)}
)


def together(name: str) -> frozenset[str]:
    return PAIR if name in PAIR else frozenset({name})


def merged(mine, base, held) -> Merged:
    return merge(mine, base, held, together, {"list"})


@given(base=rows, held=rows, mine=rows, given=st.sets(st.sampled_from(NAMES)))
def test_nothing_that_somebody_changed_is_lost_without_a_word(base, held, mine, given):
    mine = {name: mine[name] for name in given}
    found = merged(mine, base, held)
    after = held | found.taken
    if found.conflicts:
        assert after == held
        return
    for name in NAMES[:4]:
        if held[name] != base[name]:
            assert after[name] == held[name]  # theirs
        if name in mine and mine[name] != base[name]:
            assert after[name] == mine[name]  # mine
    added, gone = set(held["list"]) - set(base["list"]), set(base["list"]) - set(held["list"])
    assert added <= set(after["list"])
    assert not gone & set(after["list"]) - set(mine.get("list", []))


@given(base=rows, mine=rows)
def test_who_is_alone_writes_what_they_want(base, mine):
    found = merged(mine, base, base)
    assert (base | found.taken, found.conflicts) == (mine, ())


@given(base=rows, held=rows)
def test_who_changes_nothing_writes_nothing(base, held):
    assert merged(base, base, held) == Merged()


@given(base=rows, held=rows)
def test_two_who_say_the_same_agree(base, held):
    assert merged(held, base, held) == Merged()


def test_what_goes_together_conflicts_together():
    base = {"c": 0, "d": 0}
    assert merged({"c": 1}, base, {"c": 0, "d": 2}).conflicts == ("c",)


def test_additions_and_removals_of_two_people_are_both_kept():
    base, held, mine = [1, 2, 3], [1, 3, 4], [2, 3, 5]
    assert merged({"list": mine}, {"list": base}, {"list": held}).taken == {"list": [3, 4, 5]}
