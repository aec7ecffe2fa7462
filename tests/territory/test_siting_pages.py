"""Where to open next, and what if."""

import re
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
from django.core.cache import cache

from territory import worker
from territory.models import DemandColumn, Scenario
from tests.territory.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def test_sites_are_proposed_with_their_proof_and_their_effect(staff, two_lessons):
    text = text_of(staff.get("/territoire/ouvrir/?sites=2"))
    # The goal stands before the number, and the proof is of that goal among those candidates.
    goal = text.index("Où ouvrir 2 lieux, pour que le plus de monde soit à 10 km ou moins ?")
    assert goal < text.index("personnes de plus à portée")
    assert (
        "Prouvé pour ce but : aucun autre choix de communes d’au moins 2 000 habitants ne fait mieux." in text
    )
    assert "Pour que tout le monde soit à 10 km ou moins" in text
    assert "Part du meilleur" in text
    assert "Presque aussi bien" in text
    people = re.search(r"Personnes trop loin ([\d ]+?) ([\d]{1,3}(?: \d{3})*) Part", text)
    assert people


def test_only_towns_are_candidates_when_asked(staff, two_lessons):
    page = staff.get("/territoire/ouvrir/?sites=3&objectif=couverture&habitants_min=8000")
    assert all(site.people >= 8000 for site in page.context["answer"].sites)


def test_coverage_sites_reach_what_they_say(staff, two_lessons):
    answer = staff.get("/territoire/ouvrir/?sites=3&objectif=couverture").context["answer"]
    assert answer.change.reached == answer.advice.choice.gain == sum(site.adds for site in answer.sites)
    assert answer.advice.choice.gap == 0


def test_what_is_proved_is_said_of_the_goal_that_was_asked(staff, two_lessons):
    page = staff.get("/territoire/ouvrir/?sites=2&objectif=mediane&seuil_km=5&habitants_min=0")
    text = text_of(page)
    assert "Où ouvrir 2 lieux, pour raccourcir le plus le trajet moyen ?" in text
    assert "Prouvé pour ce but : aucun autre choix de communes ne fait mieux." in text
    assert "Autre but possible : mettre le plus de monde à 5 km ou moins." in text
    other = staff.get(f"/territoire/ouvrir/{page.context['other_link']}")
    assert "le plus de monde soit à 5 km ou moins" in text_of(other)


def test_neighbours_who_gain_are_counted_apart(staff, two_lessons):
    page = staff.get("/territoire/et-si/?site=48.40,2.53,Bois-le-Roi-sud&seuil_km=5")
    assert page.context["change"].neighbours_reached >= 0
    far_inside = staff.get("/territoire/et-si/?site=48.62,2.98,Mormant&seuil_km=5")
    assert far_inside.context["change"].neighbours_reached == 0


def test_a_worker_that_is_away_is_said_and_the_page_stands(staff, two_lessons, monkeypatch):
    def away(*_args, **_options):
        raise worker.Unavailable("killed")

    monkeypatch.setattr(worker, "work", away)
    answer = staff.get("/territoire/ouvrir/")
    assert answer.status_code == 200
    assert "n'a pas pu être fait" in text_of(answer)


def test_an_answer_is_kept_until_the_directory_changes(staff, two_lessons, monkeypatch):
    first = text_of(staff.get("/territoire/ouvrir/?sites=1"))
    calls = []
    real = worker.work
    monkeypatch.setattr(worker, "work", lambda *args: calls.append(1) or real(*args))
    assert text_of(staff.get("/territoire/ouvrir/?sites=1")) == first
    assert not calls


def test_a_site_tried_by_hand_shows_before_and_after(staff, two_lessons):
    page = staff.get("/territoire/et-si/?site=48.5553,2.9905,Nangis")
    change = page.context["change"]
    assert change.reached > 5_000
    nangis = next(each for each in change.moved if each.name == "Nangis")
    assert nangis.reached
    assert nangis.after_m < 3_000 < 10_000 < nangis.before_m


def test_a_site_is_added_by_its_name_without_a_script(staff, two_lessons):
    answer = staff.get("/territoire/et-si/?lieu=Nangis&theme=francais")
    assert answer.status_code == 302
    sites = parse_qs(urlsplit(answer["Location"]).query)["site"]
    assert len(sites) == 1
    assert "Nangis" in sites[0]
    assert sites[0].startswith("48.5")


def test_a_name_that_is_nowhere_is_said(staff, two_lessons):
    answer = staff.get("/territoire/et-si/?lieu=zzzzqqqq")
    assert "n'a pas été trouvé" in text_of(answer)


def test_a_structure_that_closes_leaves_people_behind(staff, two_lessons):
    provins = two_lessons[1].structure
    change = staff.get(f"/territoire/et-si/?retire={provins.pk}").context["change"]
    assert change.reached < -10_000
    assert any(each.lost for each in change.moved)


def test_a_site_is_taken_away_by_its_link(staff, two_lessons):
    page = staff.get("/territoire/et-si/?site=48.55,2.99,Nangis&site=48.6,3.0,Ailleurs").content.decode()
    links = re.findall(r'href="([^"]+)">retirer', page)
    left = staff.get(links[0].replace("&amp;", "&")).context["attempt"].sites
    assert [site["nom"] for site in left] == ["Ailleurs"]


def test_a_scenario_is_kept_and_shared(staff, two_lessons):
    answer = staff.post(
        "/territoire/et-si/?theme=francais&seuil_km=5&site=48.55,2.99,Nangis", {"nom": "Brie 2027"}
    )
    kept = Scenario.objects.get()
    assert answer["Location"] == f"/territoire/et-si/{kept.pk}/"
    page = staff.get(answer["Location"])
    assert "Brie 2027" in text_of(page)
    assert page.context["change"].before.question.threshold_m == 5_000
    assert [site["nom"] for site in page.context["attempt"].sites] == ["Nangis"]
    assert "Brie 2027" in text_of(staff.get("/territoire/"))


def test_a_scenario_without_a_name_is_not_kept(staff, two_lessons):
    answer = staff.post("/territoire/et-si/?site=48.55,2.99,Nangis", {"nom": " "})
    assert answer.status_code == 200
    assert "Donnez un nom" in text_of(answer)
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "site=x",
        "site=nan,2,a",
        "site=91,2,a",
        "site=48.5",
        "retire=-1",
        "retire=abc",
        "site=&retire=",
        "retire=²",
    ],
)
def test_a_malformed_attempt_is_an_empty_one(staff, two_lessons, query):
    attempt = staff.get(f"/territoire/et-si/?{query}", follow=True).context["attempt"]
    assert (attempt.sites, attempt.removed) == ((), ())


def test_names_in_a_link_are_text_on_the_page(staff, two_lessons):
    page = staff.get("/territoire/et-si/?site=48.55,2.99,<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in page


def test_where_nobody_is_counted_no_site_is_proposed_and_none_is_said_to_be_useless(staff, two_lessons):
    text = text_of(staff.get("/territoire/ouvrir/?departement=976"))
    assert "La population n'est pas connue ici" in text
    assert "Aucun lieu n’améliorerait" not in text
    assert "tout le monde" not in text


@pytest.mark.parametrize(
    ("typed", "offered", "told"),
    [
        ("Trifouillis", "La Trimouille (86)", "Hors de ce territoire : la Vienne."),
        ("Nanjis", "Nangis (77)", "Nous avons compris « Nangis »."),
        ("Évry-Courcouronnes", "Évry-Courcouronnes (91)", "Hors de ce territoire : l'Essonne."),
        ("Poitiers", "Poitiers (86)", "Hors de ce territoire : la Vienne."),
        ("46.58, 0.34", "(Poitiers)", "Hors de ce territoire : la Vienne."),
    ],
)
def test_a_place_that_is_not_the_one_typed_or_not_of_here_is_asked_about(
    staff, two_lessons, typed, offered, told
):
    answer = staff.get("/territoire/et-si/", {"theme": "francais", "departement": "77", "lieu": typed})
    assert answer.status_code == 200
    assert answer.context["attempt"].sites == ()
    html = answer.content.decode()
    assert f'value="{typed}"' in html
    text = text_of(answer)
    assert offered in text
    assert told in text
    link = next(one["url"] for one in answer.context["choices"] if offered in one["label"])
    chosen = staff.get(link)
    assert offered in chosen.context["attempt"].sites[0]["nom"]
    assert chosen.context["choices"] == []


def test_a_region_is_not_taken_for_the_departement_of_its_number(staff, two_lessons):
    """Région 11 is around Paris, and département 11 is in the south."""
    answer = staff.get("/territoire/et-si/", {"region": "11", "lieu": "Melun"})
    assert answer.status_code == 302
    assert "Melun" in answer["Location"]
    asked = staff.get("/territoire/et-si/", {"region": "11", "lieu": "Carcassonne"})
    assert "Hors de ce territoire : l'Aude." in text_of(asked)


def test_the_page_and_siting_tell_one_number_by_one_way_of_counting(staff, two_lessons):
    page, siting = staff.get("/territoire/"), staff.get("/territoire/ouvrir/")
    answer = siting.context["answer"]
    today = page.context["report"].totals.people_beyond
    assert answer.change.totals_before.people_beyond == today
    assert answer.change.totals_after.people_beyond == today - answer.advice.choice.gain


@pytest.mark.parametrize("query", ["", "&sites=10", "&habitants_min=0&sites=10", "&seuil_min=20&sites=5"])
def test_no_site_is_proposed_that_brings_nobody_nearer(staff, two_lessons, query):
    answer = staff.get(f"/territoire/ouvrir/?departement=77{query}").context["answer"]
    assert answer.sites
    assert all(site.adds > 0 for site in answer.sites)


def test_small_communes_are_not_proposed_unless_asked(staff, two_lessons):
    usual = staff.get("/territoire/ouvrir/?sites=5").context["answer"]
    assert all(site.people >= 2000 for site in usual.sites)
    anywhere = staff.get("/territoire/ouvrir/?sites=5&habitants_min=0").context["answer"]
    assert anywhere.advice.choice.gain >= usual.advice.choice.gain
    assert len(anywhere.candidates) > len(usual.candidates)
    assert anywhere.assessment.people.inhabitants[anywhere.candidates].min() < 2000


def test_the_floor_is_of_inhabitants_whoever_is_counted(staff, two_lessons):
    """An uploaded population of some dozens leaves the towns what they are."""
    demand = DemandColumn.objects.create(name="apprenants", values={"77379": 40, "77186": 60, "77387": 5})
    answer = staff.get(f"/territoire/ouvrir/?population={demand.pk}&sites=2").context["answer"]
    assert answer.sites
    assert all(site.people >= 2000 for site in answer.sites)


def test_a_floor_that_no_commune_reaches_is_said(staff, two_lessons):
    text = text_of(staff.get("/territoire/ouvrir/?habitants_min=900000"))
    assert "Aucune commune de ce territoire n’a 900 000 habitants" in text


def test_what_is_nearly_as_good_is_told_in_people(staff, two_lessons):
    answer = staff.get("/territoire/ouvrir/?sites=3").context["answer"]
    told = [other for site in answer.sites for other in site.nearly]
    assert told
    assert all(0 <= other.loss < 0.05 and other.people_lost >= 0 for other in told)


def test_the_note_is_one_page(staff, two_lessons):
    answer = staff.get("/territoire/ouvrir/note.pdf?sites=3")
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    assert len(document) == 1
    text = re.sub(r"\s+", " ", document[0].get_textpage().get_text_bounded())
    assert "Où ouvrir 3 lieux" in text
    assert "Prouvé pour ce but" in text
    assert staff.get("/territoire/ouvrir/note.pdf?departement=976").status_code == 404
