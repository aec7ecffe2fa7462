"""What an address asks is understood, or said not to be: never another territory's figures without a word."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from territory import urls
from territory.models import Scenario
from tests.territory.test_pages import text_of

pytestmark = pytest.mark.django_db

# A wrong value, and the control that is named for it.
WRONG = [
    ("departement=99", "departement", "Département", "99"),
    ("departement=ZZ", "departement", "Département", "ZZ"),
    ("region=00", "region", "Région", "00"),
    ("epci=999999999", "epci", "Intercommunalité", "999999999"),
    ("theme=inconnu", "theme", "Thème", "inconnu"),
    ("theme=francais&theme=inconnu", "theme", "Thème", "inconnu"),
    ("public=martiens", "public", "Public", "martiens"),
    ("seuil_km=abc", "seuil_km", "Trop loin au-delà de", "abc"),
    ("seuil_km=5000", "seuil_km", "Trop loin au-delà de", "5000"),
    ("mesure=zzz", "mesure", "Ce que montre la carte", "zzz"),
    ("poids=1;2;3", "poids", "Poids à 5, 10 et 20 km", "1;2;3"),
    ("capacite=-4", "capacite", "Capacité supposée", "-4"),
    ("population=99999", "population", "Qui compter", "99999"),
    ("regroupement=99999", "regroupement", "Regrouper par", "99999"),
    ("zones=99999", "zones", "Zones à superposer", "99999"),
    ("sites=2.5", "sites", "Nombre de lieux à ouvrir", "2.5"),
    ("objectif=zzz", "objectif", "Pour", "zzz"),
    ("seuil_km=5&seuil_km=20", "seuil_km", "Trop loin au-delà de", "5"),
    ("departement=93&region=11", "region", "Région", "11"),
]
UNKNOWN = ["date=2026-13-45", "departemnet=93", "commune=75056", "lat=48.8&lon=2.3"]
PAGES = [
    "territory",
    "territory-communes",
    "territory-records",
    "territory-quality",
    "territory-siting",
    "territory-scenario-new",
    "territory-country",
    "territory-scenario",
]
FILES = [
    "territory-takeaway",
    "territory-outlines",
    "territory-siting-note",
    "territory-zones-file",
    "territory-records-file",
]


def address(name: str) -> str:
    if name == "territory-scenario":
        kept = Scenario.objects.create(
            name="Brie", query="departement=77&theme=francais", sites=[], removed=[]
        )
        return reverse(name, args=[kept.pk])
    return reverse(name, args=["csv"] if name == "territory-takeaway" else [])


def alerts(answer) -> str:
    """What the page says aloud, and nothing of what its controls are called elsewhere."""
    html = answer.content.decode()
    start = html.find('role="alert"')
    return text_of(type(answer)(html[start : html.index("</div>", start)])) if start >= 0 else ""


def test_every_address_of_the_territory_is_held_to_this(places):
    assert {one.name for one in urls.urlpatterns} == {*PAGES, *FILES, "territory-uploads"}


@pytest.mark.parametrize(("query", "name", "label", "value"), WRONG)
@pytest.mark.parametrize("page", ["territory", "territory-scenario-new", "territory-country"])
def test_a_page_names_the_control_and_the_value_that_it_did_not_understand(
    staff, two_lessons, page, query, name, label, value
):
    answer = staff.get(f"{address(page)}?{query}")
    assert answer.status_code == 200
    said = alerts(answer)
    assert label in said
    assert f"« {value} »" in said
    assert f"{name} :" not in said
    assert "voici" in said


def test_where_to_open_says_what_it_did_not_understand(staff, two_lessons):
    said = alerts(staff.get("/territoire/ouvrir/?sites=beaucoup&habitants_min=peu&epci=999999999"))
    for words in (
        "Nombre de lieux à ouvrir : « beaucoup »",
        "Dans les communes d’au moins",
        "« peu »",
        "999999999",
    ):
        assert words in said


@pytest.mark.parametrize(("query", "name", "label", "value"), WRONG)
@pytest.mark.parametrize("file", FILES)
def test_a_file_of_an_address_that_is_not_understood_is_refused_by_name(
    staff, two_lessons, file, query, name, label, value
):
    answer = staff.get(f"{address(file)}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    (fault,) = json.loads(answer.content)["errors"]
    assert fault["parameter"] == name
    assert value in fault["detail"]


@pytest.mark.parametrize("query", UNKNOWN)
@pytest.mark.parametrize("page", [*PAGES, "territory-uploads"])
def test_a_setting_that_does_not_exist_is_told_and_the_rest_works(staff, two_lessons, page, query):
    answer = staff.get(f"{address(page)}?{query}")
    assert answer.status_code == 200
    assert f"« {query.partition('=')[0]} »" in alerts(answer)


@pytest.mark.parametrize("query", UNKNOWN)
@pytest.mark.parametrize("file", FILES)
def test_a_file_with_a_setting_that_does_not_exist_is_refused(staff, two_lessons, file, query):
    answer = staff.get(f"{address(file)}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in {one["parameter"] for one in json.loads(answer.content)["errors"]}


@pytest.mark.parametrize(
    "query", ["", "?utm_source=lettre&fbclid=1", "?departement=93&theme=droits&seuil_km=5"]
)
@pytest.mark.parametrize("page", [*PAGES, "territory-uploads"])
def test_what_is_understood_is_told_nothing(staff, two_lessons, page, query):
    if page in ("territory-scenario", "territory-uploads"):
        query = query if "utm" in query else ""
    assert alerts(staff.get(f"{address(page)}{query}")) == ""


@pytest.mark.parametrize(
    ("query", "name"),
    [("site=91,2,a", "91,2,a"), ("site=48.5", "48.5"), ("retire=abc", "abc"), ("retire=-1", "-1")],
)
def test_an_attempt_says_which_place_it_did_not_understand(staff, two_lessons, query, name):
    answer = staff.get(f"/territoire/et-si/?{query}")
    assert f"« {name} »" in alerts(answer)
    assert answer.context["attempt"].sites == ()


def test_an_order_of_the_country_that_does_not_exist_is_told(staff, two_lessons):
    assert "« zzz »" in alerts(staff.get("/territoire/france/?tri=zzz"))
    assert alerts(staff.get("/territoire/france/?tri=part")) == ""


def test_a_kept_scenario_says_what_it_can_no_longer_count(staff, two_lessons):
    kept = Scenario.objects.create(
        name="Brie", query="departement=77&theme=francais&population=99999", sites=[], removed=[]
    )
    said = alerts(staff.get(f"/territoire/et-si/{kept.pk}/"))
    assert "Qui compter" in said
    assert "dépôt" in said


class _Form(HTMLParser):
    """What a browser sends of the page's first form as it stands."""

    def __init__(self):
        super().__init__()
        self.sent, self._select, self._options, self._open = [], None, [], False

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and "view-bar" in (given.get("class") or ""):
            self._open = True
        if not self._open:
            return
        if tag == "select":
            self._select, self._options = given["name"], []
        elif tag == "option":
            self._options.append((given.get("value") or "", "selected" in given))
        elif tag == "input" and given.get("name"):
            self.sent.append((given["name"], given.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = False
        if tag == "select" and self._open:
            chosen = [value for value, is_selected in self._options if is_selected]
            self.sent.append((self._select, (chosen or [self._options[0][0]])[0]))


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/territoire/", "?theme=francais&departement=77"),
        ("/territoire/", "?theme=droits&departement=93&seuil_min=15&fiches=a-jour&mesure=nombre"),
        ("/territoire/communes/", "?theme=droits&departement=93&seuil_km=5&tri=nom&communes=toutes"),
        ("/territoire/ouvrir/", "?theme=droits&departement=93&sites=2&objectif=mediane&habitants_min=0"),
    ],
)
@pytest.mark.parametrize("region", [False, True])
def test_the_form_sent_as_it_stands_gives_the_address_back(staff, two_lessons, page, query, region):
    if region:
        query = query.replace("departement=77", "region=11").replace("departement=93", "region=11")
    form = _Form()
    form.feed(staff.get(page + query).content.decode())
    names = [name for name, value in form.sent if value]
    assert len(names) == len(set(names))
    answer = staff.get(page, dict(form.sent))
    assert answer.status_code == 302
    found = dict(parse_qsl(urlsplit(answer["Location"]).query, keep_blank_values=True))
    assert all(found.values())
    assert found.items() >= dict(parse_qsl(query[1:])).items()


def test_the_one_threshold_of_the_form_becomes_the_parameter_of_its_unit(staff, two_lessons):
    answer = staff.get("/territoire/?departement=77&seuil=15min&seuil_km=5&langue=")
    assert answer["Location"] == "/territoire/?departement=77&seuil_min=15"
    answer = staff.get("/territoire/?departement=77&seuil=5km&langue=")
    assert answer["Location"] == "/territoire/?departement=77&seuil_km=5"
    assert "« beaucoup »" in alerts(staff.get("/territoire/?seuil=beaucoup")) or "« seuil »" in alerts(
        staff.get("/territoire/?seuil=beaucoup")
    )


def test_an_intercommunalite_is_kept_with_its_own_departement_and_left_with_another(staff, two_lessons):
    meaux = "200072130"
    kept = staff.get(f"/territoire/?departement=77&epci={meaux}&langue=")
    assert kept["Location"] == f"/territoire/?epci={meaux}"
    left = staff.get(f"/territoire/?departement=93&epci={meaux}&langue=")
    assert left["Location"] == "/territoire/?departement=93"


def test_a_departement_chosen_from_a_region_takes_its_place(staff, two_lessons):
    answer = staff.get("/territoire/?region=11&departement=93&public=&theme=francais&theme=francais")
    assert answer["Location"] == "/territoire/?departement=93&theme=francais"


@pytest.mark.parametrize("page", [one for one in PAGES if one != "territory-scenario"])
def test_no_browser_writes_old_choices_over_what_the_address_asks(staff, two_lessons, page):
    html = staff.get(address(page)).content.decode()
    forms = re.findall(r'<form[^>]*method="get"[^>]*>', html)
    assert forms
    assert all('autocomplete="off"' in form for form in forms)


@pytest.mark.parametrize("page", [*PAGES, "territory-uploads"])
def test_who_is_signed_in_may_leave_from_every_page(staff, two_lessons, page):
    html = staff.get(address(page)).content.decode()
    form = re.search(r'<form[^>]*action="/deconnexion/"[^>]*>.*?</form>', html, re.DOTALL)[0]
    assert "Se déconnecter" in form
    assert staff.post("/deconnexion/").status_code == 302
    assert staff.get(address(page))["Location"].startswith("/connexion/")
