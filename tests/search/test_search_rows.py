"""The derived rows follow every edit in its own transaction, whatever way it is made."""

import threading

import pytest
from django.contrib.gis.geos import Point
from django.db import connection, transaction

from mapping.models import Service, Status, Structure, Visibility
from places.models import Commune
from search.models import SearchRow
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db

HEALTH = "sante--acces-aux-soins"
FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"


def rows(structure=None) -> list[tuple]:
    found = SearchRow.objects.all()
    if structure:
        found = found.filter(structure=structure)
    return sorted(
        (row.theme, row.service_id or 0, round(row.position.y, 4), row.role_min, row.role_max)
        for row in found
    )


def rebuilt() -> list[tuple]:
    """What the rows would be if they were all made again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mapping_refresh_search(ARRAY(SELECT id FROM mapping_structure))")
    return rows()


def test_a_structure_without_services_can_be_found_under_no_theme():
    StructureFactory()
    assert rows() == [(0, 0, 48.539, 0, 2)]


def test_a_service_is_found_under_each_of_its_themes_and_under_none():
    service = ServiceFactory(thematiques=[HEALTH, FRENCH])
    assert rows() == [(theme, service.pk, 48.539, 0, 2) for theme in (0, 1, 6)]


def test_rows_follow_a_change_of_theme():
    service = ServiceFactory(thematiques=[HEALTH])
    Service.objects.update(thematiques=[FRENCH])
    assert rows() == [(0, service.pk, 48.539, 0, 2), (1, service.pk, 48.539, 0, 2)]


def test_rows_follow_a_move():
    service = ServiceFactory()
    Structure.objects.update(position=point(48.6, 2.7))
    assert {row[2] for row in rows()} == {48.6}
    service.position = point(48.7, 2.8)
    service.position_precision = "address"
    service.save()
    assert {row[2] for row in rows()} == {48.7}


def test_rows_follow_a_service_to_another_structure():
    first, second = StructureFactory(), StructureFactory(position=point(48.6, 2.7))
    service = ServiceFactory(structure=first)
    service.structure = second
    service.save()
    assert [row[1] for row in rows(first)] == [0]
    assert {row[1] for row in rows(second)} == {service.pk}


def test_rows_leave_with_what_they_stand_for():
    service = ServiceFactory()
    Service.objects.all().delete()
    assert [row[1] for row in rows(service.structure)] == [0]
    service.structure.delete()
    assert rows() == []


def test_rows_come_and_go_with_publication():
    structure = StructureFactory(status=Status.DRAFT)
    assert rows() == []
    Structure.objects.filter(pk=structure.pk).update(status=Status.PUBLISHED)
    assert len(rows()) == 1


def test_a_confidential_place_has_one_row_for_those_who_see_it_and_one_for_the_others():
    service = ServiceFactory(
        structure=StructureFactory(position=point(48.6, 2.7), address_visibility=Visibility.PROFESSIONALS),
        thematiques=[],
    )
    assert rows() == [(0, service.pk, 48.539, 0, 0), (0, service.pk, 48.6, 1, 2)]
    Structure.objects.update(address_visibility=Visibility.OWNERS)
    assert rows() == [(0, service.pk, 48.539, 0, 1), (0, service.pk, 48.6, 2, 2)]


def test_rows_follow_the_point_of_a_commune_that_stands_in():
    commune = CommuneFactory(code="99003")
    StructureFactory(commune=commune, position=None)
    Commune.objects.filter(pk="99003").update(point=Point(2.5, 48.1, srid=4326))
    assert rows() == [(0, 0, 48.1, 0, 2)]


def test_a_place_that_nobody_knows_has_no_row():
    StructureFactory(commune=None, position=None)
    assert rows() == []


def test_rows_follow_a_bulk_load():
    commune = CommuneFactory()
    structures = Structure.objects.bulk_create(
        Structure(
            source="lot",
            source_id=str(n),
            nom=f"Lieu {n}",
            commune=commune,
            position=point(48 + n / 100, 2.5),
            position_precision="address",
        )
        for n in range(30)
    )
    Service.objects.bulk_create(
        Service(
            structure=structure, source="lot", source_id=structure.source_id, nom="S", thematiques=[HEALTH]
        )
        for structure in structures
    )
    assert len(rows()) == 60
    assert rows() == rebuilt()


def test_an_edit_that_fails_leaves_the_rows_as_they_were():
    ServiceFactory(thematiques=[HEALTH])
    before = rows()
    with transaction.atomic():
        Service.objects.update(thematiques=[FRENCH])
        assert rows() != before
        transaction.set_rollback(True)
    assert rows() == before


def test_an_edit_of_nothing_that_the_search_reads_leaves_the_rows_untouched():
    ServiceFactory()
    before = set(SearchRow.objects.values_list("pk", flat=True))
    Structure.objects.update(telephone="01 99 00 00 02", site_web="https://exemple.org")
    Service.objects.update(telephone="01 99 00 00 03", capacite=12)
    assert set(SearchRow.objects.values_list("pk", flat=True)) == before


@pytest.mark.django_db(transaction=True)
def test_two_edits_of_one_structure_at_once_both_count():
    structure = StructureFactory()
    barrier = threading.Barrier(2)

    def add(number: int) -> None:
        try:
            barrier.wait(5)
            with transaction.atomic():
                ServiceFactory(structure=structure, source_id=f"simultané-{number}", thematiques=[HEALTH])
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Service.objects.count() == 2
    assert len(rows()) == 4
    assert rows() == rebuilt()


def test_many_structures_are_derived_by_key_where_the_table_was_counted_empty():
    """After a large import was undone, and counted then, the next one read every card for each structure."""

    def many(first: int) -> list[Structure]:
        return Structure.objects.bulk_create(
            Structure(
                source="tests",
                source_id=str(number),
                nom=f"Lieu {number}",
                position=point(48.5, 2.6),
                position_precision="address",
                position_origin="tests",
            )
            for number in range(first, first + 600)
        )

    def cards_read() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
                " WHERE relname = 'mapping_card'"
            )
            return cursor.fetchone()[0]

    many(0)
    Structure.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE mapping_card")
        cursor.execute("SELECT reltuples, relpages > 0 FROM pg_class WHERE relname = 'mapping_card'")
        assert cursor.fetchone() == (0, True)
    many(1000)
    before = cards_read()
    many(2000)
    assert cards_read() - before < 100
