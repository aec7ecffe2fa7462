"""A block is edited by any professional, is online at once, says what it did and can be taken back."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from history.models import Act, Cause
from mapping import permissions
from mapping.editing.offered import BLOCKS
from mapping.models import Structure, Visibility
from mapping.presentation import structure_path
from tests.factories import StructureFactory
from tests.mapping.editing.conftest import signed_in
from tests.mapping.editing.sending import read, save, send

pytestmark = pytest.mark.django_db

OF_THE_PLACE = {"adresse", "lieux", "photos"}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
@pytest.mark.parametrize(
    ("who", "where", "outcome"),
    [
        (None, Visibility.PUBLIC, "signs in"),
        ({"is_professional": False}, Visibility.PUBLIC, "refused"),
        ({"is_professional": True}, Visibility.PUBLIC, "edits"),
        ({"is_staff": True}, Visibility.PUBLIC, "edits"),
        ({"is_professional": True, "is_active": False}, Visibility.PUBLIC, "signs in"),
        ({"is_professional": True}, Visibility.PROFESSIONALS, "edits"),
        ({"is_professional": True}, Visibility.OWNERS, "edits what is seen"),
        ({"is_staff": True}, Visibility.OWNERS, "edits"),
    ],
)
def test_who_edits_which_block(structure, edit, block, who, where, outcome):
    structure.address_visibility = where
    structure.save()
    client = Client() if who is None else signed_in(**who)
    answer = client.get(edit(block.name))
    hidden = outcome == "edits what is seen" and block.name in OF_THE_PLACE
    expected = {"signs in": 302, "refused": 403}.get(outcome, 403 if hidden else 200)
    assert answer.status_code == expected
    if outcome == "signs in":
        assert answer.url == f"{reverse('login')}?next={edit(block.name)}"
    sent = client.post(edit(block.name), {"version": "0", "nom": "Autre", "telephone": "01 64 00 00 09"})
    if expected != 200:
        assert sent.status_code == expected
        assert Structure.objects.get().nom == "Atelier Les Hirondelles"


def test_a_visitor_is_led_to_sign_in_and_comes_back_to_what_may_be_edited(client, structure):
    page = client.get(structure_path(structure.pk, structure.nom)).content.decode()
    where = reverse("edit-structure", args=[structure.pk, structure.slug])
    assert f'href="{where}"' in page
    assert "/modifier/coordonnees/" not in page
    assert client.get(where).url == f"{reverse('login')}?next={where}"


def test_a_professional_finds_modify_on_each_block(structure, samira, edit):
    page = samira.get(structure_path(structure.pk, structure.nom)).content.decode()
    for name in ("presentation", "coordonnees", "adresse", "contacts", "fermetures"):
        assert f'href="{edit(name)}"' in page
    every = samira.get(reverse("edit-structure", args=[structure.pk, structure.slug])).content.decode()
    assert all(f'href="{edit(block.name)}"' in every for block in BLOCKS)


@pytest.mark.usefixtures("places")
def test_an_edit_is_at_once_in_page_search_api_map_and_export(client, structure, samira, edit):
    answer = save(samira, edit("coordonnees"), telephone="01 64 52 89 00")
    assert answer.status_code == 302
    assert "01 64 52 89 00" in client.get(answer.url).content.decode()
    assert "01 64 52 89 00" in client.get("/?lat=48.539&lon=2.66").content.decode()
    told = client.get(f"/api/v1/structures/{structure.pk}").json()["properties"]
    assert told["telephone"] == "01 64 52 89 00"
    near = client.get("/api/v1/structures?lat=48.539&lon=2.66&rayon_km=1").json()["features"]
    assert [one["properties"]["telephone"] for one in near] == ["01 64 52 89 00"]
    assert b"01 64 52 89 00" in b"".join(client.get("/exports/csv?departement=77"))
    save(samira, edit("presentation"), nom="Atelier Le Martinet")
    box = client.get("/api/v1/viewport?bbox=2.65,48.53,2.67,48.55&zoom=17").content.decode()
    assert "Atelier Le Martinet" in box


def test_the_next_page_says_what_changed_and_takes_it_back(structure, samira, edit):
    answer = save(samira, edit("coordonnees"), telephone="01 64 52 89 00", courriel="")
    page = samira.get(answer.url).content.decode()
    assert "Téléphone : 01 99 00 00 01 → 01 64 52 89 00." in page
    assert "Courriel : accueil@example.org → non renseigné." in page
    act = Act.objects.latest("pk")
    assert (act.by, act.cause) == (samira.user, Cause.EDIT)
    undo = reverse("edit-undo", args=[structure.pk, structure.slug, act.pk])
    assert f'action="{undo}"' in page
    page = samira.post(undo, follow=True).content.decode()
    assert "est annulé : ce que vous aviez changé est comme avant." in page
    structure.refresh_from_db()
    assert (structure.telephone, structure.courriel) == ("01 99 00 00 01", "accueil@example.org")
    # Said once.
    assert "est annulé." not in samira.get(answer.url).content.decode()


def test_what_somebody_ended_by_a_full_stop_is_not_ended_twice(structure, samira, edit):
    answer = save(samira, edit("presentation"), nom="Atelier en petit groupe.")
    page = samira.get(answer.url).content.decode()
    assert "→ Atelier en petit groupe." in page
    assert "groupe.." not in page


def test_a_choice_of_nothing_is_said_in_words(structure, samira, edit):
    page = samira.get(edit("presentation")).content.decode()
    assert "------" not in page
    assert re.search(r'<option value="" selected>non renseigné</option>', page)


def test_nobody_takes_back_what_another_did_by_this_door(structure, samira, paul, edit):
    save(samira, edit("coordonnees"), telephone="01 64 52 89 00")
    undo = reverse("edit-undo", args=[structure.pk, structure.slug, Act.objects.latest("pk").pk])
    assert paul.post(undo).status_code == 404
    assert samira.get(undo).status_code == 405
    other = StructureFactory()
    elsewhere = reverse("edit-undo", args=[other.pk, "x", Act.objects.latest("pk").pk])
    assert samira.post(elsewhere).status_code == 404
    structure.refresh_from_db()
    assert structure.telephone == "01 64 52 89 00"


def test_what_is_refused_is_kept_and_linked_to_its_field(structure, samira, edit):
    answer = save(samira, edit("coordonnees"), telephone="abc", courriel="nouveau@example.org")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#champ_telephone"' in page
    assert "n’est pas un numéro" in page
    assert 'aria-describedby="champ_telephone_helptext champ_telephone_error"' in page
    assert 'aria-invalid="true"' in page
    assert read(answer)[1]["courriel"] == ["nouveau@example.org"]
    structure.refresh_from_db()
    assert structure.courriel == "accueil@example.org", "nothing is half applied"
    assert send(samira, answer, telephone="01 64 52 89 00").status_code == 302
    structure.refresh_from_db()
    assert structure.courriel == "nouveau@example.org"


@pytest.mark.parametrize(
    ("block", "typed"),
    [
        ("coordonnees", {"site_web": "pas une adresse"}),
        ("coordonnees", {"courriel": "personne"}),
        ("presentation", {"nom": ""}),
        ("presentation", {"nom": "x" * 256}),
        ("presentation", {"siret": "123"}),
        ("presentation", {"porteur": "inconnu"}),
        ("presentation", {"equipements": ["piscine"]}),
        ("presentation", {"accessibilite_lieu": "pas une adresse"}),
        ("adresse", {"code_postal": "7700"}),
        ("adresse", {"lat": "95", "lieu": "carte"}),
        ("fermer", {"motif": " "}),
    ],
)
def test_bad_input_names_its_field(structure, samira, edit, block, typed):
    before = Structure.objects.values().get()
    answer = save(samira, edit(block), **typed)
    assert answer.status_code == 422
    assert f'href="#champ_{next(iter(typed))}"' in answer.content.decode()
    assert Structure.objects.values().get() == before


def test_what_nobody_touched_is_not_judged_again(structure, samira, edit):
    Structure.objects.update(courriel="deux adresses", site_web="www.sans-schema.fr", telephone="x")
    assert save(samira, edit("coordonnees"), telephone="01 64 52 89 00").status_code == 302
    structure.refresh_from_db()
    assert structure.telephone == "01 64 52 89 00"
    assert (structure.courriel, structure.site_web) == ("deux adresses", "www.sans-schema.fr")


def test_line_ends_of_browsers_are_no_edit(structure, samira, edit):
    Structure.objects.update(description="Un.\nDeux.")
    acts = Act.objects.count()
    answer = save(samira, edit("presentation"), description="Un.\r\nDeux.")
    assert "Rien à changer" in samira.get(answer.url).content.decode()
    assert Act.objects.count() == acts


def test_a_form_without_its_version_writes_nothing(structure, samira, edit):
    for version in (None, "x", "-1"):
        answer = save(samira, edit("coordonnees"), telephone="01 64 52 89 00", version=version)
        assert answer.status_code == 422
        assert read(answer)[1]["telephone"] == ["01 64 52 89 00"]
    assert send(samira, answer).status_code == 302


def test_a_rule_of_another_room_refuses(structure, samira, edit, monkeypatch):
    def protected(user, record):
        return "Cette fiche est protégée." if record.pk == structure.pk else ""

    monkeypatch.setattr(permissions, "_EDIT_RULES", [])
    permissions.edits_refused_by(protected)
    for answer in (
        samira.get(edit("coordonnees")),
        samira.post(edit("coordonnees"), {"telephone": "01 64 52 89 00", "version": "0"}),
    ):
        assert answer.status_code == 403
        assert "Cette fiche est protégée." in answer.content.decode()
    page = samira.get(structure_path(structure.pk, structure.nom)).content.decode()
    assert edit("coordonnees") not in page


@pytest.mark.parametrize("path", ["inconnu/", "contacts/999/", "coordonnees/ajouter/", "coordonnees/1/"])
def test_what_is_not_there_is_not_found(structure, samira, edit, path):
    assert samira.get(edit(path.rstrip("/")).replace("//", "/")).status_code == 404


def test_who_edits_says_that_it_was_seen_to(structure, samira, edit):
    Structure.objects.update(verified_at=None)
    save(samira, edit("coordonnees"), telephone="01 64 52 89 00")
    structure.refresh_from_db()
    assert timezone.now() - structure.verified_at < timezone.timedelta(minutes=1)


def test_a_page_of_editing_asks_the_database_little(structure, samira, edit, django_assert_max_num_queries):
    samira.get(edit("coordonnees"))
    with django_assert_max_num_queries(13):
        samira.get(edit("coordonnees"))
