"""The page `/territoire/`, as staff use it."""

import re
from html import unescape

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from places.models import Commune
from territory.models import DemandColumn, Grouping, Overlay, Result
from tests.factories import UserFactory
from tests.territory.conftest import PROVINS, lesson

pytestmark = pytest.mark.django_db

PAGES = [
    "/territoire/",
    "/territoire/communes/",
    "/territoire/fiches/",
    "/territoire/ouvrir/",
    "/territoire/ouvrir/note.pdf",
    "/territoire/zones.csv",
    "/territoire/et-si/",
    "/territoire/depots/",
    "/territoire/france/",
    "/territoire/rapport.csv",
]


def text_of(answer) -> str:
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"[\s\u202f\xa0]+", " ", unescape(text))


@pytest.mark.parametrize("path", PAGES)
def test_only_staff_enters(places, path):
    visitor, professional = Client(), Client()
    professional.force_login(UserFactory(is_professional=True))
    assert visitor.get(path)["Location"] == f"/connexion/?next={path}"
    assert professional.get(path).status_code == 403


def test_the_page_says_in_words_who_is_left_out(staff, two_lessons):
    text = text_of(staff.get("/territoire/"))
    said = re.search(r"([\d ]+) habitants, soit ([\d,]+) %, vivent à plus de 10 km", text)
    assert said
    assert 0 < int(said[1].replace(" ", "")) < 1_403_997
    assert "communes sur 507" in text
    assert re.search(r"Entre [\d ]+ et [\d ]+ selon que la limite est 11 ou 9 km\.", text)


def test_the_communes_too_far_are_one_number_everywhere(staff, two_lessons):
    """In the sentence, on the link to the list, above the list, in the list, in the spreadsheet."""
    answer = staff.get("/territoire/")
    text = text_of(answer)
    count = re.search(r"(\d+) communes sur 507", text)[1]
    assert f"Les {count} communes" in text
    listed = staff.get(answer.context["communes_link"])
    assert f"trop loin ({count})" in text_of(listed)
    assert len(re.findall(r"commune=\w{5}&", listed.content.decode())) == int(count)
    csv = staff.get("/territoire/rapport.csv").content.decode("utf-8-sig")
    assert sum(";oui;" in line for line in csv.splitlines()) == int(count)


def test_the_table_puts_the_most_people_first_and_sorts_by_link(staff, two_lessons):
    def communes(query: str) -> list[str]:
        html = staff.get(f"/territoire/communes/{query}").content.decode()
        return re.findall(r"commune=(\w{5})&", html)

    people = dict(Commune.objects.values_list("code", "population"))
    by_people = communes("")
    assert [people[code] for code in by_people] == sorted((people[code] for code in by_people), reverse=True)
    assert set(communes("?tri=nom")) == set(by_people)
    assert communes("?tri=nom") != by_people
    assert len(communes("?communes=toutes")) == 507


def test_a_link_of_before_the_lists_had_a_page_still_leads_to_them(staff, two_lessons):
    answer = staff.get("/territoire/?departement=77&theme=francais&tout=oui")
    assert answer["Location"] == "/territoire/communes/?theme=francais&departement=77&communes=toutes"


def test_missing_is_shown_as_missing_and_never_as_a_gap(staff, two_lessons):
    Commune.objects.filter(code="77379").update(point=None, point_source="")
    answer = staff.get("/territoire/communes/?communes=toutes&tri=nom")
    row = re.search(r"commune=77379&.*?</tr>", answer.content.decode(), re.DOTALL)[0]
    assert "donnée manquante" in row
    assert "loin" not in row
    assert "Données manquantes, hors des calculs : Provins." in text_of(answer)
    drawn = staff.get("/territoire/").content.decode()
    assert drawn.count('class="plan__x"') == 1
    assert "donnée manquante" in drawn


def test_zero_is_shown_as_zero(staff, places):
    lesson(PROVINS)
    answer = staff.get("/territoire/communes/?departement=59&communes=toutes")
    assert "0,00" in text_of(answer)
    drawn = staff.get("/territoire/?departement=59&mesure=e2sfca").content.decode()
    assert 'class="plan__4"' in drawn
    assert 'class="plan__x"' not in drawn


def test_mayotte_says_that_its_population_is_not_known(staff, two_lessons):
    text = text_of(staff.get("/territoire/?departement=976"))
    assert "communes sur 17 sont à plus de 10 km ; leur population n’est pas connue" in text
    assert "%" not in text[text.index("Qui est loin") : text.index("Par intercommunalité")]
    # Nobody knows how many they are: a zero would say that they are nobody.
    groups = text[text.index("Par intercommunalité") :]
    assert "Sud – – – 4 sur 4" in groups
    assert "il n’y a rien à compter" in text


def test_beside_every_gap_stands_what_the_directory_knows(staff, two_lessons):
    html = staff.get("/territoire/communes/?tri=nom").content.decode()
    assert "<strong>aucune</strong>" in html
    text = text_of(staff.get("/territoire/"))
    assert "Ce que l’annuaire sait ici, tous thèmes : 0 fiche : 0 lieu d’accueil + 0 mairie" in text
    assert "507 communes sans aucune fiche, mairie non comptée" in text


def test_what_is_wrong_in_a_link_is_said_and_the_page_answers(staff, two_lessons):
    answer = staff.get("/territoire/?seuil_km=zzz&theme=rien&departement=00")
    assert answer.status_code == 200
    assert "Trop loin au-delà de : « zzz »" in text_of(answer)


def test_a_territory_where_everyone_is_served_says_so(staff, two_lessons):
    text = text_of(staff.get("/territoire/?departement=77&seuil_km=100"))
    assert "tout le monde a un lieu" in text


def test_an_epci_and_a_region_are_views_too(staff, two_lessons):
    assert "Pays de Meaux" in text_of(staff.get("/territoire/?epci=200072130"))
    assert "Île-de-France" in text_of(staff.get("/territoire/?region=11"))


def test_the_neighbours_stand_beside(staff, two_lessons):
    text = text_of(staff.get("/territoire/"))
    beside = text[text.index("À côté, et avant") :]
    assert "l'Essonne" in beside
    assert "Lieux d’accueil recensés" in beside


def test_a_region_is_told_by_departement(staff, two_lessons):
    text = text_of(staff.get("/territoire/?region=11"))
    inside = text[text.index("À côté, et avant") :]
    assert "Les départements de ce territoire" in inside
    assert "l'Essonne" in inside
    assert "l'Oise" not in inside


def test_the_last_quarter_stands_beside(staff, two_lessons):
    distances = [25_000.0] * 10
    Result.objects.create(
        scope_kind="departement",
        scope_code="77",
        criteria="theme=francais",
        threshold_m=10_000,
        quarter="2020-T2",
        parameters={"areas": True},
        data_version=1,
        structures=1,
        columns={"code": ["x"] * 10, "people": [100.0] * 9 + [None], "distance_m": distances},
    )
    text = text_of(staff.get("/territoire/"))
    assert "Au 2020-T2 : 900 personnes au-delà du seuil, 100,0 %" in text


def test_staffs_own_population_groups_and_zones_are_used(staff, two_lessons):
    demand = DemandColumn.objects.create(name="apprenants", values={"77379": 40, "77014": 60})
    grouping = Grouping.objects.create(name="arrondissements", groups={"77379": "Provins", "77014": "Melun"})
    ring = [[2.6, 48.5], [2.7, 48.5], [2.7, 48.6], [2.6, 48.5]]
    overlay = Overlay.objects.create(
        name="QPV",
        geojson={
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            ],
        },
    )
    query = f"?population={demand.pk}&regroupement={grouping.pk}&zones={overlay.pk}&seuil_km=0.5"
    answer = staff.get(f"/territoire/{query}")
    text = text_of(answer)
    assert "(apprenants)" in text
    assert "Par « arrondissements »" in text
    assert "Sans groupe dans ce regroupement" in text
    assert 'class="plan__zones"' in answer.content.decode()


def test_the_map_draws_our_own_boundaries_with_a_validator(staff, two_lessons):
    first = staff.get("/territoire/contours.geojson?departement=75")
    assert len(first.json()["features"]) == 20
    again = staff.get("/territoire/contours.geojson?departement=75", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_nothing_on_the_page_breaks_the_policy(staff, two_lessons):
    html = staff.get("/territoire/").content.decode()
    assert not re.search(r"\son\w+=|\sstyle=|javascript:", html)


def test_the_number_of_queries_does_not_grow_with_the_communes(
    staff, two_lessons, django_assert_max_num_queries
):
    with django_assert_max_num_queries(32):
        staff.get("/territoire/communes/?departement=90&communes=toutes")
    with django_assert_max_num_queries(32):
        staff.get("/territoire/communes/?departement=77&communes=toutes")
    with django_assert_max_num_queries(60):
        staff.get("/territoire/?departement=77")


def test_a_commune_moved_changes_the_figures_at_once(staff, two_lessons):
    before = text_of(staff.get("/territoire/communes/?communes=toutes&tri=nom"))
    Commune.objects.filter(code="77379").update(point=Point(5.0, 45.0, srid=4326))
    assert text_of(staff.get("/territoire/communes/?communes=toutes&tri=nom")) != before


def test_histogram_holds_everyone(staff, two_lessons):
    html = staff.get("/territoire/").content.decode()
    table = html[html.index('class="histogram"') : html.index('id="comparaisons"')]
    numbers = [int(re.sub(r"\D", "", n)) for n in re.findall(r'histogram__number">([^<]+)<', table)]
    assert np.isclose(sum(numbers), 1_403_997, atol=5)
