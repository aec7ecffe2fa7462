"""Rules of any kind, for the tests of recurrences."""

from datetime import date, time

from hypothesis import strategies as st

from mapping.opening.grid import EVEN, ODD
from network.agenda.recurrence import Frequency, Recurrence

START = date(2026, 1, 1)
LAST = date(2027, 12, 31)
DAYS = st.dates(START, LAST)


@st.composite
def bases(draw) -> dict:
    """Every rhythm there is."""
    kind = draw(st.sampled_from(["daily", "weekly", "weeks", "ranked", "month days", "yearly"]))
    days = st.sets(st.integers(0, 6), min_size=1)
    if kind == "daily":
        return {"frequency": Frequency.DAILY, "interval": draw(st.integers(1, 6))}
    if kind == "weekly":
        weekdays = tuple((0, day) for day in draw(days))
        return {"frequency": Frequency.WEEKLY, "interval": draw(st.integers(1, 5)), "weekdays": weekdays}
    if kind == "weeks":
        weekdays = tuple((0, day) for day in draw(days))
        return {
            "frequency": Frequency.WEEKLY,
            "weeks": draw(st.sampled_from([EVEN, ODD])),
            "weekdays": weekdays,
        }
    interval = draw(st.integers(1, 4))
    if kind == "ranked":
        ranked = st.sets(
            st.tuples(st.sampled_from([1, 2, 3, 4, 5, -1]), st.integers(0, 6)), min_size=1, max_size=4
        )
        return {"frequency": Frequency.MONTHLY, "interval": interval, "weekdays": tuple(draw(ranked))}
    if kind == "month days":
        numbers = st.sets(st.sampled_from([*range(1, 29), -1]), min_size=1, max_size=4)
        return {"frequency": Frequency.MONTHLY, "interval": interval, "month_days": tuple(draw(numbers))}
    month, day = draw(st.integers(1, 12)), draw(st.integers(1, 28))
    return {"frequency": Frequency.YEARLY, "interval": interval, "months": (month,), "month_days": (day,)}


@st.composite
def rules(draw) -> Recurrence:
    """Any rule with its bounds and exceptions, or dates alone."""
    begins = draw(st.none() | st.builds(time, st.integers(6, 20), st.sampled_from([0, 15, 30])))
    ends = draw(st.none() | st.just(time(22))) if begins else None
    if draw(st.integers(0, 9)) == 0:
        added = draw(st.sets(st.dates(START, date(2026, 12, 31)), min_size=1, max_size=6))
        return Recurrence(Frequency.DATES, added=tuple(added), begins=begins, ends=ends)
    base = draw(bases())
    if base["frequency"] is not Frequency.YEARLY and draw(st.booleans()):
        base["months"] = tuple(draw(st.sets(st.integers(1, 12), min_size=1)))
    since, until = sorted((draw(DAYS), draw(DAYS)))
    bound = draw(st.sampled_from(["", "since", "until", "both", "count", "since and count"]))
    few = st.sets(DAYS, max_size=3)
    try:
        return Recurrence(
            **base,
            since=since if bound in ("since", "both", "since and count") else None,
            until=until if bound in ("until", "both") else None,
            count=draw(st.integers(1, 30)) if "count" in bound else None,
            added=tuple(draw(few)),
            excluded=tuple(draw(few)),
            never_on=tuple((day.month, day.day) for day in draw(few)),
            skips_public_holidays=draw(st.booleans()),
            school_zone=draw(st.sampled_from(["", "", "A", "B", "C"])),
            begins=begins,
            ends=ends,
        )
    except ValueError:
        # « Le 5e lundi de février »: no rule.
        return Recurrence(Frequency.DAILY)
