"""An address: found, placed by hand, or known to its commune; shown to whom it is for."""

import pytest

from geocoding.providers import configured
from mapping.models import PositionPrecision, PositionReview, ReviewState, Structure, Visibility
from mapping.presentation import structure_path
from tests.factories import StructureFactory
from tests.mapping.editing.addresses import HOUSE, AddressService
from tests.mapping.editing.sending import read, save, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def structure():
    return StructureFactory(nom="Atelier", commune_id="77288", adresse="1 rue des Essais")


@pytest.fixture
def service(monkeypatch):
    def use(made: AddressService) -> AddressService:
        monkeypatch.setattr(configured, "interactive", lambda: made)
        return made

    return use


def held() -> Structure:
    return Structure.objects.get()


def test_an_address_that_is_found_moves_the_point_with_its_precision(structure, samira, edit, service):
    service(AddressService(HOUSE))
    PositionReview.objects.create(
        structure=structure, fingerprint="x", state=ReviewState.WAITING, line="two-streets", reason="Deux."
    )
    answer = save(samira, edit("adresse"), adresse="5 rue du Château")
    assert answer.status_code == 302
    made = held()
    assert (made.position.y, made.position.x) == (48.5401, 2.6601)
    assert made.position_precision == PositionPrecision.ADDRESS
    assert made.position_origin == "essais"
    assert "Position : trouvée (adresse exacte)." in samira.get(answer.url).content.decode()
    assert PositionReview.objects.get().state == ReviewState.SETTLED


@pytest.mark.parametrize("down", [True, False])
def test_one_that_is_not_found_waits_for_the_person_and_loses_nothing(structure, samira, edit, service, down):
    service(AddressService(down=down))
    before = Structure.objects.values().get()
    answer = save(samira, edit("adresse"), adresse="5 rue Introuvable")
    assert answer.status_code == 422
    assert read(answer)[1]["adresse"] == ["5 rue Introuvable"]
    assert 'href="#champ_lieu"' in answer.content.decode()
    assert Structure.objects.values().get() == before
    assert send(samira, answer, lieu="carte", lat="48,541", lon="2.661").status_code == 302
    made = held()
    assert (made.position.y, made.position.x, made.position_precision) == (48.541, 2.661, "manual")


@pytest.mark.parametrize("known", ["commune", "address"])
def test_a_postcode_alone_is_corrected_and_the_point_stays(structure, samira, edit, service, known):
    """Though nobody finds the street: where it is known to be is not put in doubt."""
    service(AddressService())
    point = {"position": None, "position_precision": ""} if known == "commune" else {}
    Structure.objects.update(code_postal="77190", **point)
    before = Structure.objects.values("position", "position_precision", "position_origin").get()
    assert save(samira, edit("adresse"), code_postal="77000").status_code == 302
    assert held().code_postal == "77000"
    assert Structure.objects.values("position", "position_precision", "position_origin").get() == before


def test_a_point_far_from_the_commune_is_refused(structure, samira, edit):
    answer = save(samira, edit("adresse"), lieu="carte", lat="43.3", lon="5.4")
    assert answer.status_code == 422
    assert "km de Melun" in answer.content.decode()


def test_the_commune_may_be_all_that_is_known(structure, samira, edit):
    save(samira, edit("adresse"), adresse="", lieu="commune")
    made = held()
    assert (made.position, made.position_precision, made.adresse) == (None, "", "")
    assert made.commune_id == "77288"


def test_what_is_at_its_commune_reopens_so_and_is_saved_unchanged(structure, samira, edit, service):
    asked = service(AddressService(HOUSE))
    Structure.objects.update(position=None, position_precision="", position_origin="")
    before = Structure.objects.values().get()
    page = samira.get(edit("adresse"))
    assert "Au centre de la commune, comme aujourd’hui" in page.content.decode()
    assert send(samira, page, complement_adresse="").status_code == 302
    assert Structure.objects.values().get() == before
    # Another address is looked for all the same, and this one where it is asked.
    assert send(samira, page, lieu="chercher").status_code == 422
    assert send(samira, page, adresse="5 rue du Château").status_code == 302
    assert held().position.y == 48.5401
    assert asked.asked


def test_a_commune_that_is_none_is_told(structure, samira, edit):
    answer = save(samira, edit("adresse"), commune_nom="Nullepartville", code_postal="")
    assert answer.status_code == 422
    assert 'href="#champ_commune_nom"' in answer.content.decode()


def test_the_pulled_marker_alone_is_an_edit(structure, samira, edit):
    assert save(samira, edit("adresse"), lieu="carte", lat="48.5405").status_code == 302
    assert held().position_precision == PositionPrecision.MANUAL


def test_a_confidential_address_is_said_to_no_service(structure, samira, agent, edit, service):
    asked = service(AddressService(HOUSE))
    answer = save(samira, edit("adresse"), adresse="5 rue du Château", address_visibility="1")
    assert answer.status_code == 422
    assert send(samira, answer, lieu="carte", lat="48.54", lon="2.66").status_code == 302
    assert asked.asked == []
    assert held().address_visibility == Visibility.PROFESSIONALS


def test_who_does_not_see_an_address_does_not_edit_it(client, structure, samira, edit):
    Structure.objects.update(address_visibility=Visibility.OWNERS)
    for answer in (samira.get(edit("adresse")), samira.post(edit("adresse"), {"version": "0"})):
        assert answer.status_code == 403
        assert "rue des Essais" not in answer.content.decode()
    assert "siret" not in read(samira.get(edit("presentation")))[1]
    assert edit("adresse") not in samira.get(structure_path(structure.pk, structure.nom)).content.decode()


def test_nobody_shows_a_hidden_address_to_everyone_by_accident(client, structure, samira, edit):
    Structure.objects.update(address_visibility=Visibility.PROFESSIONALS)
    answer = save(samira, edit("adresse"), address_visibility="0")
    assert answer.status_code == 422
    page = structure_path(structure.pk, structure.nom)
    assert "rue des Essais" not in client.get(page).content.decode()
    assert send(samira, answer, rendre_publique="on").status_code == 302
    assert "rue des Essais" in client.get(page).content.decode()


def test_two_who_move_the_point_are_shown_both(structure, samira, paul, edit):
    mine = samira.get(edit("adresse"))
    save(paul, edit("adresse"), lieu="carte", lat="48.541", lon="2.661")
    answer = send(samira, mine, lieu="carte", lat="48.542", lon="2.662")
    assert answer.status_code == 409
    assert "48.54100, 2.66100" in answer.content.decode()
    send(samira, answer, choix_lieu="leur")
    assert held().position.y == 48.541
    answer = send(samira, mine, lieu="carte", lat="48.543", lon="2.663")
    send(samira, answer, choix_lieu="mienne")
    assert held().position.y == 48.543
