"""Resources as they are written: at once, by any professional, with a way back; nothing typed is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Organisation, OrganisationMembership
from history.versions import last_event
from mapping import writing
from mapping.models import Status
from network.models import Audience, Resource, State
from network.paths import path_of
from tests.factories import StructureFactory, UserFactory
from tests.network.factories import ResourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def user(client):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    return user


def fields(client, path):
    """What a browser would send of the form of a page, as it is."""
    form = client.get(path).context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        value = bound.field.prepare_value(value) if not isinstance(value, list) else value
        shown = bound.field.prepare_value(value) if bound.name in ("structures", "schemes") else value
        sent[bound.html_name] = "" if shown is None else shown
    return sent | {"version": client.get(path).context["version"]}


def test_a_new_one_is_online_at_once_in_its_writer_s_name(client, user):
    path = "/fiches/nouvelle/?nature=demarche"
    sent = fields(client, path) | {
        "title": "Ouvrir un compte", "steps": "Un\nDeux", "themes": ["droits"], "territory": "Seine-et-Marne",
        "link": "banque.example", "schemes": "AGIR, CIR", "audience": "0",
    }  # fmt: skip
    assert sent["kind"] == "demarche"
    answer = client.post("/fiches/nouvelle/", sent)
    made = Resource.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == path_of(made)
    assert (made.kind, made.territory_kind, made.territory_code) == ("demarche", "departement", "77")
    assert (made.link, made.schemes, made.verified_by) == (
        "https://banque.example",
        ["AGIR", "CIR"],
        "network",
    )
    page = client.get(path_of(made)).content.decode()
    assert "Ajouté : Ouvrir un compte." in page
    assert "Annuler cette modification" in page


def test_what_each_kind_calls_for_comes_first_and_the_rest_is_there(client, user):
    for kind, first in {"demarche": "fact_when", "qui-fait-quoi": "tasks", "lien": "link"}.items():
        groups = client.get(f"/fiches/nouvelle/?nature={kind}").context["groups"]
        assert first in [one.name for one in groups[0].fields]
        every = [one.name for group in groups for one in group.fields]
        assert sorted(every) == sorted({*every})
        assert {"fact_when", "tasks", "link", "text", "structures", "kind"} <= {*every}


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(client, user):
    sent = fields(client, "/fiches/nouvelle/") | {
        "title": "", "text": "Bonjour à tous", "territory": "Nulle part", "link": "pas une adresse",
        "structures": "Introuvable", "audience": "0",
    }  # fmt: skip
    answer = client.post("/fiches/nouvelle/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "Bonjour à tous", "aucun département", "une adresse de site est attendue",
        "aucune structure de ce nom", "Rien n’est enregistré encore",
    ):  # fmt: skip
        assert said in page, said
    assert not Resource.objects.exists()


def test_two_people_in_two_fields_lose_nothing_and_in_one_field_see_both(client, user):
    sheet = ResourceFactory(fact_delay="30 jours", fact_cost="gratuit")
    path = f"/fiches/{sheet.pk}/modifier/"
    sent = fields(client, path)
    writing.change(sheet, {"fact_delay": "60 jours"}, UserFactory(is_professional=True))
    assert client.post(path, sent | {"fact_cost": "225 €"}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.fact_delay, sheet.fact_cost) == ("60 jours", "225 €")
    answer = client.post(path, sent | {"fact_delay": "90 jours"})
    assert answer.status_code == 409
    assert "60 jours" in answer.content.decode()
    assert "90 jours" in answer.content.decode()


def test_two_territories_are_one_conflict(client, user):
    sheet = ResourceFactory(territory_kind="", territory_code="")
    path = f"/fiches/{sheet.pk}/modifier/"
    sent = fields(client, path)
    other = {"territory_kind": "departement", "territory_code": "69"}
    writing.change(sheet, other, UserFactory(is_professional=True))
    answer = client.post(path, sent | {"territory": "77"})
    assert answer.status_code == 409
    (one,) = answer.context["found"]
    assert (one.name, one.yours, one.theirs) == ("territory", "Seine-et-Marne (77)", "Rhône (69)")


def test_a_structure_is_named_as_people_name_it(client, user):
    town, one, other = (
        StructureFactory(nom="Mairie de Melun"),
        StructureFactory(nom="Croix-Rouge"),
        StructureFactory(nom="Croix-Rouge"),
    )
    sheet = ResourceFactory()
    path = f"/fiches/{sheet.pk}/modifier/"
    sent = fields(client, path)
    answer = client.post(path, sent | {"structures": "croix rouge"})
    assert answer.status_code == 422
    assert f"n° {one.pk}" in answer.content.decode()
    client.post(path, sent | {"structures": f"mairie de melun\nCroix-Rouge (Melun) n° {other.pk}"})
    sheet.refresh_from_db()
    assert sheet.structures == [town.pk, other.pk]
    assert f"Mairie de Melun ({town.commune_nom}) n° {town.pk}" in client.get(path).content.decode()


def test_a_structure_that_the_editor_does_not_see_stays_and_is_not_named(client, user):
    draft, seen = StructureFactory(nom="Brouillon", status=Status.DRAFT), StructureFactory(nom="Accueil")
    sheet = ResourceFactory(structures=[draft.pk])
    path = f"/fiches/{sheet.pk}/modifier/"
    sent = fields(client, path)
    assert "Brouillon" not in client.get(path).content.decode()
    assert (
        "aucune structure de ce numéro"
        in client.post(path, sent | {"structures": f"n° {draft.pk}"}).content.decode()
    )
    client.post(path, sent | {"structures": "Accueil"})
    sheet.refresh_from_db()
    assert sheet.structures == [seen.pk, draft.pk]


def test_a_professional_offers_their_organisations_alone(client, user):
    ours, theirs = Organisation.objects.create(name="La nôtre"), Organisation.objects.create(name="Une autre")
    OrganisationMembership.objects.create(organisation=ours, user=user)
    sent = fields(client, "/fiches/nouvelle/") | {"title": "A", "audience": "0"}
    assert "Une autre" not in client.get("/fiches/nouvelle/").content.decode()
    assert client.post("/fiches/nouvelle/", sent | {"organisation": theirs.pk}).status_code == 422
    client.post("/fiches/nouvelle/", sent | {"organisation": ours.pk})
    made = Resource.objects.get()
    assert (made.organisation, made.verified_by) == (ours, "structure")


def test_one_is_kept_without_being_published_until_its_pictures_are_there(client, user):
    sent = fields(client, "/fiches/nouvelle/") | {"title": "Plan d’accès", "audience": "0", "brouillon": "1"}
    answer = client.post("/fiches/nouvelle/", sent)
    made = Resource.objects.get()
    assert answer["Location"] == f"/fiches/{made.pk}/pieces/"
    assert made.state == State.WITHDRAWN
    page = client.get(answer["Location"]).content.decode()
    assert "Pas encore en ligne" in page
    assert f'action="/fiches/{made.pk}/remettre/"' in page
    client.post(f"/fiches/{made.pk}/remettre/")
    made.refresh_from_db()
    assert made.state == State.PUBLISHED


def test_one_that_is_withdrawn_comes_back(client, user):
    sheet = ResourceFactory()
    assert "remettre en ligne" in client.get(f"/fiches/{sheet.pk}/retirer/").content.decode()
    page = client.post(f"/fiches/{sheet.pk}/retirer/", follow=True).content.decode()
    assert "Fiche retirée." in page
    assert "Mettre en ligne" in page
    assert Resource.objects.get().state == State.WITHDRAWN
    page = client.post(f"/fiches/{sheet.pk}/remettre/", follow=True).content.decode()
    assert "Fiche mise en ligne." in page
    assert Resource.objects.get().state == State.PUBLISHED
    history = client.get(f"/reseau/{sheet.pk}/historique/").content.decode()
    assert "retiré" in history


def test_still_right_in_one_press(client, user):
    sheet = ResourceFactory(
        review_on=timezone.localdate(),
        created_at=timezone.now() - timedelta(days=500),
        verified_at=timezone.now() - timedelta(days=500),
        verified_by="staff",
    )
    page = client.post(f"/fiches/{sheet.pk}/toujours-exact/", follow=True).content.decode()
    sheet.refresh_from_db()
    assert sheet.verified_by == "network"
    assert "par le réseau" in page
    assert "à revoir</span>" not in page


def test_the_last_word_of_an_edit_is_taken_back(client, user):
    sheet = ResourceFactory(fact_cost="gratuit")
    path = f"/fiches/{sheet.pk}/modifier/"
    page = client.post(path, fields(client, path) | {"fact_cost": "225 €"}, follow=True)
    assert "Combien : gratuit → 225 €." in page.content.decode()
    undo = next(one.undo_url for one in page.context["said"])
    client.post(undo)
    sheet.refresh_from_db()
    assert sheet.fact_cost == "gratuit"


@pytest.mark.parametrize(
    "end", ["modifier/", "retirer/", "pieces/", "traduire/", "traduire/ar/", "traduire/ar/retirer/"]
)
def test_who_may_not_write_is_told_so_and_learns_nothing(client, end):
    open_one, closed = ResourceFactory(), ResourceFactory(audience=Audience.PROFESSIONALS)
    for sheet in (open_one, closed):
        answer = client.get(f"/fiches/{sheet.pk}/{end}")
        assert answer["Location"] == f"/connexion/?next=/fiches/{sheet.pk}/{end}"
    client.force_login(UserFactory())
    assert client.get(f"/fiches/{open_one.pk}/{end}").status_code == 403
    assert client.get(f"/fiches/{closed.pk}/{end}").status_code == 404
    assert client.post(f"/fiches/{closed.pk}/{end}").status_code == (405 if end == "traduire/" else 404)


@pytest.mark.parametrize("end", ["remettre/", "toujours-exact/"])
def test_a_press_of_who_may_not_changes_nothing(client, end):
    sheet = ResourceFactory(state=State.WITHDRAWN)
    client.force_login(UserFactory())
    seen = last_event(sheet.pk)
    assert client.post(f"/fiches/{sheet.pk}/{end}").status_code == 404
    assert last_event(sheet.pk) == seen


def test_a_form_that_is_shown_again_is_still_of_its_kind(client):
    client.force_login(UserFactory(is_professional=True))
    assert "Écrire : démarche" in client.get("/fiches/nouvelle/?nature=demarche").content.decode()
    page = client.post("/fiches/nouvelle/", {"kind": "demarche", "title": "", "version": "0"})
    assert page.status_code == 422
    assert "Écrire : démarche" in page.content.decode()


def test_who_reads_a_sheet_stands_on_its_page_for_those_who_edit_it(client):
    sheet = ResourceFactory()
    client.force_login(UserFactory(is_professional=True))
    assert "Lue par : tout le monde." in " ".join(client.get(path_of(sheet)).content.decode().split())
