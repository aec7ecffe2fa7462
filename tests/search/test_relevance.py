"""`tri=pertinence`: near, and told well (docs/search.md)."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from geopy.distance import geodesic

from accounts.roles import Role
from bench import plans
from bench.statements import statement_of
from mapping.models import Service, Structure
from search import engine, filters
from search.question import Search
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LAT, LON = 48.539, 2.66
HERE = f"lat={LAT}&lon={LON}"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Sets the day."""

    def set_now(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_now(NOW)
    return set_now


def parsed(query: str) -> Search:
    result = filters.parse(QueryDict(query))
    assert result.errors == {}
    return result.search


def names(query: str) -> list[str]:
    return [item["properties"]["nom"] for item in engine.run(parsed(query), Role.VISITOR).items()]


def place(name: str, km: float, days: int | None = 0, **fields) -> Structure:
    """A structure to the east, verified some days ago, of which everything is known but `fields`."""
    known = {"description": "Un accueil.", "horaires_accueil": "24/7"} | fields
    structure = StructureFactory(
        nom=name,
        position=point(LAT, LON + km / 73.8),
        verified_at=None if days is None else NOW - timedelta(days=days),
        **known,
    )
    ServiceFactory(structure=structure, zone_eligibilite=["france"])
    return structure


def test_distance_is_the_order_until_another_is_asked_for():
    place("loin, à jour", 2.0)
    place("près, jamais vérifié", 1.8, None, horaires_accueil="")
    assert names(HERE) == ["près, jamais vérifié", "loin, à jour"]
    assert names(f"{HERE}&tri=pertinence") == ["loin, à jour", "près, jamais vérifié"]


@pytest.mark.parametrize(
    "gap",
    [
        {"days": None},
        {"days": 500},
        {"telephone": ""},
        {"horaires_accueil": ""},
        {"description": ""},
        {"position_precision": "commune"},
    ],
    ids=str,
)
def test_what_is_old_or_missing_lengthens_the_distance(gap):
    place("complet", 2.0)
    place("lacunaire", 1.98, **gap)
    assert names(f"{HERE}&tri=pertinence") == ["complet", "lacunaire"]


def test_an_area_that_is_not_known_is_a_gap():
    place("complet", 2.0)
    gap = place("lacunaire", 1.98)
    Service.objects.filter(structure=gap).update(zone_eligibilite=[])
    assert names(f"{HERE}&tri=pertinence") == ["complet", "lacunaire"]


def test_a_confidential_address_is_no_gap():
    here = CommuneFactory(code="77910", point=point(LAT, LON + 1 / 73.8))
    place("refuge", 1.0, address_visibility=2, commune=here)
    place("ouvert à tous", 1.001)
    assert names(f"{HERE}&tri=pertinence") == ["refuge", "ouvert à tous"]


def test_a_kilometre_never_counts_for_more_than_two():
    place("parfait", 4.3)
    nothing = {"telephone": "", "horaires_accueil": "", "description": "", "position_precision": "commune"}
    place("rien de su", 2.0, None, **nothing)
    Service.objects.filter(structure__nom="rien de su").update(zone_eligibilite=[])
    assert names(f"{HERE}&tri=pertinence") == ["rien de su", "parfait"]


def test_a_word_in_a_name_counts_for_more_than_in_a_description():
    place("Maison du vélo", 1.2)
    place("Accueil", 1.0, description="On y répare un vélo.")
    assert names(f"{HERE}&q=velo") == ["Accueil", "Maison du vélo"]
    assert names(f"{HERE}&q=velo&tri=pertinence") == ["Maison du vélo", "Accueil"]
    assert names(f"{HERE}&tri=pertinence") == ["Accueil", "Maison du vélo"]


def score(structure: Structure, services: list[Service], metres: float) -> float:
    """The formula of docs/search.md, in Python."""
    age = (NOW.date() - structure.verified_at.date()).days if structure.verified_at else 10_000
    staleness = min(1, max(0, (age - 180) / 540))
    best = float("inf")
    for service in services:
        gaps = [
            not (structure.telephone or structure.courriel or service.telephone or service.courriel),
            not (structure.horaires_accueil or service.horaires_accueil),
            not (structure.description or service.description),
            not service.zone_eligibilite,
            structure.position_precision == "commune",
        ]
        best = min(best, (metres + 100) * (1 + 0.6 * staleness + 0.4 * sum(gaps) / 5))
    return best


def scattered(seed: int, count: int = 120) -> None:
    choose = random.Random(seed)
    for n in range(count):
        structure = StructureFactory(
            nom=f"Lieu {n}",
            # A coarse grid: many stand side by side, and scores tie.
            position=point(LAT + choose.randint(-9, 9) / 200, LON + choose.randint(-9, 9) / 200),
            position_precision=choose.choice(["address", "street", "commune"]),
            verified_at=choose.choice([None, *(NOW - timedelta(days=d) for d in (3, 200, 400, 800))]),
            telephone=choose.choice(["", "01 99 00 00 01"]),
            horaires_accueil=choose.choice(["", "24/7"]),
            description=choose.choice(["", "Un accueil."]),
        )
        for _ in range(choose.randint(1, 2)):
            ServiceFactory(
                structure=structure,
                zone_eligibilite=choose.choice([[], ["france"]]),
                courriel=choose.choice(["", "accueil@example.org"]),
            )


def expected(structures: list[Structure], lat: float, lon: float, radius_km: float) -> list[int]:
    scored = []
    for structure in structures:
        metres = geodesic((lat, lon), (structure.position.y, structure.position.x)).m
        if metres <= radius_km * 1000:
            # What is equal to a millimetre is a tie.
            scored.append((round(score(structure, structure.services.all(), metres), 3), structure.pk))
    return [number for _score, number in sorted(scored)]


def test_the_order_is_that_of_the_formula_over_every_place():
    scattered(seed=1)
    structures = list(Structure.objects.order_by("pk").prefetch_related("services"))
    choose = random.Random(2)
    for _ in range(100):
        lat, lon = LAT + choose.uniform(-0.06, 0.06), LON + choose.uniform(-0.06, 0.06)
        radius_km, limit = choose.choice([2, 6, 30]), choose.choice([1, 5, 20, 200])
        query = f"lat={lat:.6f}&lon={lon:.6f}&rayon_km={radius_km}&limit={limit}&tri=pertinence"
        answer = engine.run(parsed(query), Role.VISITOR)
        whole = expected(structures, round(lat, 6), round(lon, 6), radius_km)
        assert answer.total == len(whole)
        assert [item["id"] for item in answer.items()] == whole[:limit], query


def test_pages_are_the_whole_cut_up_even_past_midnight(now):
    scattered(seed=3)
    query = f"{HERE}&rayon_km=30&tri=pertinence"
    whole = [item["id"] for item in engine.run(parsed(f"{query}&limit=1000"), Role.VISITOR).items()]
    pages, asked = [], parsed(f"{query}&limit=7")
    while asked:
        answer = engine.run(asked, Role.VISITOR)
        pages += [item["id"] for item in answer.items()]
        now(timezone.now() + timedelta(days=40))
        # The cursor travels in a link.
        asked = (
            answer.next
            and filters.parse(replace(asked, window=replace(asked.window, cursor=answer.next)).query()).search
        )
    assert pages == whole
    assert len(set(pages)) == len(pages) == 120


def test_totals_and_facets_do_not_depend_on_the_order():
    scattered(seed=4, count=30)
    for query in (HERE, f"{HERE}&rayon_km=3"):
        near, told = parsed(query), parsed(f"{query}&tri=pertinence")
        assert engine.total(near, Role.VISITOR) == engine.run(told, Role.VISITOR).total
        assert engine.facets(near, Role.VISITOR) == engine.facets(told, Role.VISITOR)


def test_without_a_point_the_order_is_that_of_the_numbers():
    scattered(seed=5, count=9)
    assert names("tri=pertinence") == names("")
    first = engine.run(parsed("tri=pertinence&limit=4"), Role.VISITOR)
    assert first.next
    assert names(f"tri=pertinence&limit=4&cursor={first.next}") == names("")[4:8]


def test_the_nearest_beyond_the_radius_is_the_nearest():
    place("près, jamais vérifié", 30.0, None)
    place("loin, à jour", 31.0)
    asked = parsed(f"{HERE}&rayon_km=5&tri=pertinence")
    assert engine.nearest_beyond(asked, Role.VISITOR)["properties"]["nom"] == "près, jamais vérifié"


@pytest.mark.parametrize(
    "query", ["tri=prix", f"{HERE}&tri=pertinence&cursor=12.5~7~9", f"{HERE}&cursor=12.5~7~9~740000"]
)
def test_an_unknown_order_and_a_cursor_of_another_one_are_refused(query):
    assert set(filters.parse(QueryDict(query)).errors) in ({"tri"}, {"cursor"})


def test_the_page_offers_both_orders(client):
    place("loin, à jour", 2.0)
    place("près, jamais vérifié", 1.8, None, horaires_accueil="")
    text = client.get(f"/?{HERE}&tri=pertinence").content.decode()
    assert text.index("loin, à jour") < text.index("près, jamais vérifié")
    assert "tri=pertinence" in text
    assert 'aria-label="Ordre de la liste"' in text


def test_the_walk_is_bounded_by_the_composite_index():
    statement = statement_of(f"{HERE}&tri=pertinence&theme=francais")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for plan_of in (plans.literal_plan, plans.generic_plan):
        plan = plan_of(statement.sql, statement.parameters)
        assert plans.walks_nearest_first(plan), plans.explain(plan)
