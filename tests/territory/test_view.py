"""A view is a link, and a link always means the same view."""

import json
from dataclasses import fields, replace

import pytest
from django.http import QueryDict
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.question import Criteria
from territory import address, view
from territory.models import DemandColumn, Grouping, Overlay
from territory.scope import Scope
from territory.view import View

pytestmark = pytest.mark.django_db


def read(text: str) -> view.Reading:
    return view.read(QueryDict(text))


def test_nothing_asked_is_the_first_theme_in_the_sites_departement(places):
    found = read("").view
    assert (found.scope, found.criteria.themes) == (Scope("departement", "77"), ("francais",))
    assert read("").errors == {}


def test_a_link_gives_its_view_back_whole(places):
    asked = View(
        Scope("region", "11"),
        Criteria(themes=("droits",), publics=("femmes",), gratuit=True),
        threshold_km=7.5,
        measure=view.ENHANCED,
        sort="distance",
        threshold_min=None,
        records="a-jour",
        listed="sans-fiche",
        weights=(1.0, 0.5, 0.1),
        capacity=12.0,
        demand=DemandColumn.objects.create(name="immigrés", values={}),
        grouping=Grouping.objects.create(name="arrondissements", groups={}),
        overlay=Overlay.objects.create(name="QPV", geojson={}),
        sites=5,
        aim="mediane",
        candidates_from=0,
        weighed="recherches",
    )
    default = View(Scope("departement", "77"), Criteria())
    others = [each.name for each in fields(View) if each.name != "threshold_min"]
    assert all(getattr(asked, name) != getattr(default, name) for name in others)
    reading = read(asked.query().urlencode())
    assert reading.view == asked
    assert reading.errors == {}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("departement=ZZ", "departement"),
        ("departement=9Z", "departement"),
        ("region=00", "region"),
        ("seuil_km=-3", "seuil_km"),
        ("seuil_km=beaucoup", "seuil_km"),
        ("mesure=x", "mesure"),
        ("poids=1;2;3", "poids"),
        ("poids=1;0.5", "poids"),
        ("poids=nan;0.5;0.1", "poids"),
        ("theme=rien", "theme"),
        ("population=99999", "population"),
        ("sites=1000", "sites"),
        ("sites=11", "sites"),
        ("seuil_min=2", "seuil_min"),
        ("seuil_km=5&seuil_min=15", "seuil_min"),
        ("fiches=vieilles", "fiches"),
        ("communes=x", "communes"),
    ],
)
def test_what_is_wrong_is_told_by_name_and_the_rest_works(places, query, name):
    reading = read(f"{query}&tri=nom")
    assert set(reading.errors) == {name}
    assert reading.view.scope == Scope("departement", "77")
    assert reading.view.sort == "nom"


def test_a_threshold_in_minutes_is_a_distance_by_the_one_estimate(places):
    asked = read("seuil_min=15").view
    assert asked.threshold_km == pytest.approx((15 - 3.35) / 1.145)
    assert asked.query()["seuil_min"] == "15"
    assert "seuil_km" not in asked.query()
    assert read(asked.query().urlencode()).view == asked


def test_the_question_of_siting_is_that_of_the_page_unless_asked_otherwise(places):
    usual = read("").view
    assert (usual.aim, usual.candidates_from) == ("couverture", 2000)
    assert read("habitants_min=0").view.candidates_from == 0


def test_the_place_of_a_list_means_nothing_for_a_territory(places):
    reading = read("theme=droits&lat=48.5&lon=2.6&rayon_km=5&page=3")
    assert reading.view.criteria == Criteria(themes=("droits",))
    assert reading.errors == {}
    assert reading.unknown == ["lat", "lon", "rayon_km", "page"]


def test_a_link_changes_one_thing_and_keeps_the_rest(places):
    asked = replace(read("departement=93&theme=droits").view, threshold_km=5.0)
    assert asked.link(sort="nom") == "?theme=droits&departement=93&seuil_km=5&tri=nom"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(view.PARAMETERS)) | st.text(max_size=12), value=st.text(max_size=12))
def test_whatever_a_link_gives_is_understood_or_told(places, name, value):
    query = QueryDict(mutable=True)
    query[name] = value
    reading = view.read(query)
    if name not in view.PARAMETERS:
        assert reading.unknown == [name]
    elif name in reading.errors:
        assert reading.view == read("").view
    elif name == "tout":
        assert reading.view.listed in (view.FAR, view.WHOLE)
    else:
        assert view.read(reading.view.query()) == view.Reading(reading.view)


NEEDS = "departement=77&seuil_km=5&theme=francais&theme=logement&niveau.francais=A1&public=femmes"


def test_several_needs_are_read_one_at_a_time_with_links_to_the_others(places):
    reading = read(NEEDS)
    assert (reading.errors, reading.unknown) == ({}, [])
    assert reading.view.criteria == Criteria(themes=("francais",), niveaux=("A1",), publics=("femmes",))
    (other,) = reading.others
    assert other == replace(reading.view, criteria=Criteria(themes=("logement",), publics=("femmes",)))
    (said,) = address.told(reading)
    assert "plusieurs besoins" in said
    assert "Apprendre le français" in said
    assert f'href="{escape(other.link())}"' in said
    assert read(other.link().removeprefix("?")).view == other


def test_themes_without_criteria_of_their_own_are_read_together_as_ever(places):
    reading = read("departement=77&theme=francais&theme=logement&gratuit=oui")
    assert reading.view.criteria == Criteria(themes=("francais", "logement"), gratuit=True)
    assert reading.others == ()
    assert address.told(reading) == []


def test_one_need_with_criteria_of_its_own_is_that_need(places):
    reading = read("departement=77&theme=francais&niveau.francais=A1")
    assert reading.view.criteria == Criteria(themes=("francais",), niveaux=("A1",))
    assert (reading.others, reading.unknown) == ((), [])


def test_what_is_wrong_of_a_need_is_told_by_its_control(places):
    reading = read("departement=77&theme=francais&niveau.francais=A1&niveau.francais=Z9&niveau.logement=A1")
    assert reading.view.criteria == Criteria(themes=("francais",), niveaux=("A1",))
    assert set(reading.errors) == {"niveau.francais", "niveau.logement"}
    assert any("Niveau de français" in said and "Z9" in said for said in address.told(reading))


def test_a_file_is_of_one_need(rf, places):
    @address.understood()
    def file(request):
        raise AssertionError("made")

    answer = file(rf.get(f"/territoire/rapport.csv?{NEEDS}"))
    assert answer.status_code == 400
    (said,) = json.loads(answer.content)["errors"]
    assert said["parameter"] == "theme"
    assert "un besoin à la fois" in said["detail"]
