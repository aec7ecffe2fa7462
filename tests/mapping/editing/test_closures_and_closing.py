"""Days on which it is closed; a structure that closes for good, and the way back."""

import pytest
from django.utils import timezone

from history.models import Act
from mapping.models import Status, Structure, TemporaryClosure
from mapping.presentation import structure_path
from tests.mapping.editing.sending import save

pytestmark = pytest.mark.django_db


def test_a_closure_is_told_at_once(client, structure, samira, edit):
    year = timezone.localdate().year + 1
    answer = save(
        samira,
        edit("fermetures", "ajouter/"),
        first_day=f"{year}-12-21",
        last_day=f"03/01/{year + 1}",
        reason="congés",
    )
    assert answer.status_code == 302
    page = client.get(structure_path(structure.pk, structure.nom)).content.decode()
    assert f"Fermé du 21 décembre au 3 janvier {year + 1}." in page
    assert "Congés" in page
    closure = TemporaryClosure.objects.get()
    listed = samira.get(edit("fermetures")).content.decode()
    assert f"Du 21 décembre {year} au 3 janvier {year + 1}" in listed
    save(samira, edit("fermetures", f"{closure.pk}/"), last_day=f"{year}-12-30")
    closure.refresh_from_db()
    assert closure.last_day.day == 30
    samira.post(edit("fermetures", f"{closure.pk}/retirer/"))
    assert not TemporaryClosure.objects.exists()


def test_one_day_is_enough_and_days_are_in_order(structure, samira, edit):
    year = timezone.localdate().year + 1
    save(samira, edit("fermetures", "ajouter/"), first_day=f"{year}-05-01")
    closure = TemporaryClosure.objects.get()
    assert closure.first_day == closure.last_day
    for typed in (
        {"first_day": f"{year}-05-02", "last_day": f"{year}-05-01"},
        {"first_day": "bientôt"},
        {"first_day": ""},
    ):
        answer = save(samira, edit("fermetures", "ajouter/"), **typed)
        assert answer.status_code == 422
    assert TemporaryClosure.objects.count() == 1


def test_a_structure_closes_with_its_reason_and_opens_again(client, structure, samira, paul, edit):
    page = structure_path(structure.pk, structure.nom)
    answer = save(samira, edit("fermer"), motif="l'association est dissoute")
    closed = f"/structures/{structure.pk}-{structure.slug}/fermee/"
    assert answer.url == closed
    assert Act.objects.latest("pk").note == "l'association est dissoute"
    for reader in (client, paul):
        assert reader.get(page).status_code == 404
    assert samira.get(page).url == closed
    assert "dissoute" in samira.get(closed).content.decode()
    assert paul.get(closed).status_code == 404
    assert paul.post(closed).status_code == 404
    assert samira.post(closed).url == page
    assert client.get(page).status_code == 200
    assert samira.get(closed).url == page


def test_a_closing_is_taken_back_like_any_edit(structure, samira, edit):
    save(samira, edit("fermer"), motif="erreur")
    act = Act.objects.latest("pk").pk
    samira.post(f"/structures/{structure.pk}-{structure.slug}/modifier/annuler/{act}/")
    assert Structure.objects.get().status == Status.PUBLISHED


def test_staff_open_again_what_anybody_closed(structure, samira, agent, edit):
    save(samira, edit("fermer"), motif="erreur")
    agent.post(f"/structures/{structure.pk}-{structure.slug}/fermee/")
    assert Structure.objects.get().status == Status.PUBLISHED
