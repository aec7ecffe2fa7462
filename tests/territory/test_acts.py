"""What to do next: each act leads to the list that it names; one that would change nothing is not told."""

import pytest
from django.core.cache import cache

from common import costly
from mapping.models import Structure
from places.models import Commune
from territory import acts, worker
from territory.completeness import by_commune
from tests.factories import StructureFactory, point
from tests.territory.conftest import MELUN
from tests.territory.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def kinds(page) -> list[str]:
    return [act.kind for act in page.context["acts"]]


def record(nom: str, commune: str, at=MELUN, **more) -> Structure:
    return StructureFactory(nom=nom, position=point(*at), commune=Commune.objects.get(code=commune), **more)


def test_each_act_leads_to_a_page_that_tells_its_number(staff, two_lessons):
    page = staff.get("/territoire/")
    assert kinds(page) == [acts.OPEN, acts.CHECK, acts.COMPLETE]
    opening, checking, completing = page.context["acts"]
    siting = staff.get(opening.link)
    number = siting.context["said"].number
    assert f": {number} personnes de plus à portée" in opening.text
    for site in siting.context["answer"].sites:
        assert site.name in opening.text
    assert f"à vérifier ({checking.title.split()[1]})" in text_of(staff.get(checking.link))
    assert f"sans fiche ({completing.title.split()[1]})" in text_of(staff.get(completing.link))


def test_what_would_change_nothing_is_not_told(staff, two_lessons):
    assert acts.OPEN not in kinds(staff.get("/territoire/?seuil_km=100"))
    Structure.objects.update(date_maj="2026-11-01")
    assert acts.CHECK not in kinds(staff.get("/territoire/"))


def test_a_town_hall_is_no_record_of_its_commune(staff, two_lessons):
    """Every commune has one, so that counting them could never warn."""
    before = staff.get("/territoire/").context["report"].unrecorded
    record("Mairie de Provins", "77379", reseaux_porteurs=["communes"])
    record("Hôtel de Ville", "77379", reseaux_porteurs=["communes"])
    assert staff.get("/territoire/").context["report"].unrecorded == before
    assert by_commune(["77379"])["77379"].besides == 0
    record("Mairies solidaires", "77379")
    assert staff.get("/territoire/").context["report"].unrecorded == before - 1
    assert "Provins" not in [
        row.name for row in staff.get("/territoire/communes/?communes=sans-fiche").context["rows"]
    ]


def test_without_a_place_to_compute_the_page_stands_and_offers_to_look(staff, two_lessons, monkeypatch):
    def full(*_args):
        raise costly.Full("plein", 10)

    monkeypatch.setattr("territory.pages.place", full)
    opening = staff.get("/territoire/").context["acts"][0]
    assert opening.title == "Chercher où ouvrir"
    assert staff.get(opening.link).status_code == 200


def test_a_worker_that_is_away_leaves_the_other_acts(staff, two_lessons, monkeypatch):
    monkeypatch.setattr(worker.sys, "executable", "/bin/false")
    page = staff.get("/territoire/")
    assert page.status_code == 200
    assert page.context["acts"][0].title == "Chercher où ouvrir"


def test_a_distance_says_whom_the_nearest_takes(staff, two_lessons):
    service = two_lessons[0]
    service.publics = ["femmes"]
    service.save()
    page = staff.get("/territoire/communes/?communes=toutes")
    near = page.context["nearest"]["77288"]
    assert near.structure.pk == service.structure_id
    assert near.takes == ("Femmes",)
    assert "pour : Femmes" in text_of(page)


def test_two_intercommunalites_stand_side_by_side(staff, two_lessons):
    page = staff.get("/territoire/?departement=77")
    one, other = page.context["compared"].offered[:2]
    assert page.context["compared"].chosen == []
    both = staff.get(f"/territoire/?departement=77&comparer={one.code}&comparer={other.code}")
    assert [each.code for each in both.context["compared"].chosen] == [one.code, other.code]
    assert "Côte à côte" in text_of(both)
    same = staff.get(f"/territoire/?departement=77&comparer={one.code}&comparer={one.code}", follow=True)
    assert same.context["compared"].chosen == []
    assert "« 000 » : ce n’est aucun des groupes de ce territoire." in text_of(
        staff.get("/territoire/?departement=77&comparer=000")
    )
