"""The page of the governance: what everyone reads, what staff write, who may, and taking it back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts import charter
from accounts.models import Organisation
from demonstration.governance import ORGANISATION, fill, seat
from history.models import Act, Event, Patrol
from mapping import governance, writing
from mapping.models import Governance, GoverningBody, GoverningSeat, Status, Structure, Visibility
from mapping.organisations import merge
from tests.factories import StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

PAGE, EDIT = "/gouvernance/", "/professionnels/gouvernance/"
NEW = f"{EDIT}instances/nouvelle/"
BODY = {
    "nom": "Comité de pilotage",
    "role": "Il décide de la charte.\n\nIl regarde les chiffres.",
    "meets": "deux fois par an",
    "organisations": "",
    "functions": "Présidence : la préfète\nDeux représentants des associations",
    "rank": "1",
}
TEXTS = {
    "presentation": "Porté par la préfecture.",
    "quality": "Relu deux fois par an.",
    "sustainability": "",
    "since": "",
}


@pytest.fixture
def staff(client):
    user = UserFactory(full_name="Paule Préfète", is_staff=True)
    client.force_login(user)
    return user


def shown(client, path: str) -> dict[str, str]:
    """What a form of the page would send where nobody touches it."""
    form = client.get(path).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def shown_in(page) -> dict[str, str]:
    """The same of a form that was sent and is shown again."""
    form = page.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


class TestWhatEveryoneReads:
    def test_until_staff_write_it_says_what_is_known_and_what_is_not_written(self, client, settings):
        settings.SITE_CONTACT = "equipe@example.org"
        StructureFactory(verified_at=timezone.now() - timedelta(days=10))
        StructureFactory(verified_at=timezone.now() - timedelta(days=400))
        StructureFactory(verified_at=None)
        charter.CharterVersion.objects.create(text="Nous nous engageons à relire.")
        page = client.get(PAGE)
        assertContains(page, "ne sont pas encore décrites")
        assertContains(page, "Nous nous engageons à relire.")
        assertContains(page, "1, soit 33\N{NO-BREAK SPACE}%")
        assertContains(page, "Aucun financeur")
        assertContains(page, "/ecrire/")
        assertNotContains(page, "Modifier cette page")

    def test_what_staff_wrote_is_there_in_every_language_as_they_wrote_it(self, client, staff):
        held = Organisation.objects.create(name="Les Hirondelles")
        client.post(EDIT, TEXTS | {"since": "2026-01-15"})
        client.post(NEW, BODY | {"organisations": "les hirondelles"})
        client.logout()
        for path in (PAGE, "/en/gouvernance/", "/ar/gouvernance/", "/uk/gouvernance/"):
            page = client.get(path).content.decode()
            for said in ("Porté par la préfecture.", "Comité de pilotage", "deux fois par an", "la préfète"):
                assert said in page, (path, said)
            assert re.search(rf'href="(/\w\w)?/organisations/{held.pk}-les-hirondelles/"', page)
        assertContains(client.get(PAGE), "15 janvier 2026")

    def test_another_language_is_told_that_it_is_in_french_and_french_is_not(self, client, staff):
        client.post(EDIT, TEXTS)
        assertNotContains(client.get(PAGE), "ne sont pas traduits")
        for language, said in (("en", "not translated"), ("ar", "الفرنسية"), ("uk", "французькою")):
            assertContains(client.get(f"/{language}{PAGE}"), said)

    def test_an_organisation_without_a_public_page_is_not_named(self, client, staff):
        held = Organisation.objects.create(name="Les Hirondelles")
        client.post(NEW, BODY | {"organisations": "Les Hirondelles"})
        Organisation.objects.update(is_public=False)
        assertNotContains(client.get(PAGE), held.name)
        answer = client.post(NEW, BODY | {"organisations": "Les Hirondelles"})
        assertContains(answer, "n’a pas de page publique", status_code=422)
        assert GoverningBody.objects.count() == 1

    def test_what_is_hidden_changes_no_byte_of_it(self, client):
        StructureFactory(verified_at=timezone.now())
        hidden = StructureFactory(status=Status.DRAFT)
        secret = StructureFactory(address_visibility=Visibility.OWNERS, verified_at=None)
        before = client.get(PAGE).content
        by = UserFactory(is_staff=True)
        writing.change(hidden, {"nom": "Autre nom"}, by)
        writing.change(secret, {"adresse": "12 rue Secrète"}, by)
        StructureFactory(status=Status.CLOSED, verified_at=timezone.now())
        assert _bare(client.get(PAGE).content) == _bare(before)

    def test_changes_and_those_that_somebody_else_looked_at_are_counted(self, client):
        by = UserFactory(is_staff=True)
        writing.change(StructureFactory(), {"nom": "Autre nom"}, by)
        writing.change(StructureFactory(), {"nom": "Encore un autre"}, by)
        assertContains(client.get(PAGE), "2, dont 0 relues")
        Patrol.objects.create(act=Act.objects.filter(by=by).latest("pk"), by=UserFactory())
        assertContains(
            client.get(PAGE),
            "2, dont 1 relues par quelqu’un d’autre (50\N{NO-BREAK SPACE}%)",
        )

    def test_a_second_look_counts_no_page_again(self, client, django_assert_max_num_queries):
        client.get(PAGE)
        with django_assert_max_num_queries(7):
            client.get(PAGE)

    def test_every_page_leads_to_it(self, client):
        assertContains(client.get("/"), 'href="/gouvernance/"')
        assertContains(client.get("/mentions-legales/"), "Qui décide")
        assertContains(client.get("/sitemap-pages.xml"), "/gouvernance/")


class TestWhatStaffWrite:
    def test_nobody_else_comes_in(self, client):
        body = GoverningBody.objects.create(nom="Comité")
        paths = (EDIT, NEW, f"{EDIT}instances/{body.pk}/")
        acts = (f"{EDIT}instances/{body.pk}/supprimer/", f"{EDIT}actes/1/annuler/")
        for user, status in ((None, 302), (UserFactory(), 403), (UserFactory(is_professional=True), 403)):
            if user:
                client.force_login(user)
            assert {client.get(path).status_code for path in paths} == {status}
            assert {client.post(path, BODY | TEXTS).status_code for path in (*paths, *acts)} == {status}
        assert (Governance.objects.count(), GoverningBody.objects.count()) == (0, 1)

    def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(self, client, staff):
        client.post(EDIT, TEXTS)
        client.post(NEW, BODY)
        body = GoverningBody.objects.get()
        before = Event.objects.count()
        for path in (EDIT, f"{EDIT}instances/{body.pk}/"):
            assertContains(client.post(path, shown(client, path), follow=True), "Rien n’a changé")
        assert Event.objects.count() == before

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"nom": "  "}, "Écrivez le nom"),
            ({"nom": "x" * 151}, "150 caractères au plus"),
            ({"rank": "premier"}, "nombre entier"),
            ({"organisations": "Personne ne la connaît"}, "n’est le nom d’aucune organisation de l’annuaire"),
            ({"organisations": "Les Jumelles"}, "écrivez le SIREN"),
            ({"functions": "La préfète : prefete@example.org"}, "Pas de courriel ni de téléphone"),
            ({"functions": "Secrétariat, 06 12 34 56 78"}, "Pas de courriel ni de téléphone"),
        ],
    )
    def test_what_is_wrong_is_said_by_name_and_nothing_is_lost(self, client, staff, wrong, said):
        for _twice in range(2):
            Organisation.objects.create(name="Les Jumelles")
        answer = client.post(NEW, BODY | wrong)
        assertContains(answer, said, status_code=422)
        assertContains(answer, "Il décide de la charte.", status_code=422)
        assert not GoverningBody.objects.exists()

    def test_an_organisation_is_chosen_and_a_name_that_is_nearly_one_offers_it(self, client, staff):
        for name in ("Les Hirondelles", "Le Relais des Hirondelles"):
            Organisation.objects.create(name=name)
        page = client.get(NEW)
        assertContains(page, '<option value="Les Hirondelles"></option>', html=True)
        wrong = client.post(NEW, BODY | {"organisations": "Les Hirondele"})
        assertContains(wrong, "Peut-être « Les Hirondelles »", status_code=422)
        again = client.post(NEW, BODY | {"ajouter": "Les Hirondelles", "un-de-plus": "oui"})
        assert not GoverningBody.objects.exists()
        assert shown_in(again)["organisations"] == "Les Hirondelles"
        client.post(NEW, shown_in(again) | {"ajouter": "Le Relais des Hirondelles"})
        assert GoverningSeat.objects.count() == 2

    def test_two_at_once_are_both_told_and_nothing_of_either_is_lost(self, client, staff):
        client.post(EDIT, TEXTS)
        mine = shown(client, EDIT)
        # A colleague writes one field that I write too, and one that I do not.
        client.post(
            EDIT, shown(client, EDIT) | {"quality": "Relu chaque mois.", "sustainability": "Logiciel libre."}
        )
        answer = client.post(
            EDIT, mine | {"quality": "Relu par tous.", "presentation": "Porté par le réseau."}
        )
        assertContains(answer, "Relu chaque mois.", status_code=422)
        assertContains(answer, "Relu par tous.", status_code=422)
        assert Governance.objects.get().presentation == "Porté par la préfecture."
        again = {
            name: str(answer.context["form"][name].value() or "") for name in answer.context["form"].fields
        }
        client.post(EDIT, again)
        held = Governance.objects.get()
        assert (held.quality, held.presentation) == ("Relu par tous.", "Porté par le réseau.")
        assert held.sustainability == ""

    def test_a_field_that_only_the_other_wrote_stays(self, client, staff):
        client.post(EDIT, TEXTS)
        mine = shown(client, EDIT)
        client.post(EDIT, shown(client, EDIT) | {"sustainability": "Logiciel libre."})
        client.post(EDIT, mine | {"presentation": "Porté par le réseau."})
        held = Governance.objects.get()
        assert (held.presentation, held.sustainability) == ("Porté par le réseau.", "Logiciel libre.")

    def test_an_organisation_that_a_colleague_added_meanwhile_stays(self, client, staff):
        for name in ("Une", "Deux", "Trois"):
            Organisation.objects.create(name=name)
        client.post(NEW, BODY | {"organisations": "Une"})
        path = f"{EDIT}instances/{GoverningBody.objects.get().pk}/"
        mine = shown(client, path)
        client.post(path, shown(client, path) | {"organisations": "Une\nDeux"})
        client.post(path, mine | {"organisations": "Trois"})
        assert set(GoverningSeat.objects.values_list("organisation__name", flat=True)) == {"Deux", "Trois"}

    def test_who_when_and_what_is_told_and_taken_back(self, client, staff):
        Organisation.objects.create(name="Les Hirondelles")
        client.post(NEW, BODY | {"organisations": "Les Hirondelles"})
        body = GoverningBody.objects.get()
        path = f"{EDIT}instances/{body.pk}/"
        client.post(path, shown(client, path) | {"meets": "chaque mois"})
        page = client.get(EDIT)
        assertContains(page, "Paule Préfète")
        assertContains(page, "chaque mois")
        assertContains(page, "« Les Hirondelles » dans l’instance « Comité de pilotage »")
        client.post(f"{EDIT}actes/{Act.objects.latest('pk').pk}/annuler/")
        body.refresh_from_db()
        assert body.meets == "deux fois par an"

    def test_a_body_that_was_removed_comes_back_with_its_organisations(self, client, staff):
        Organisation.objects.create(name="Les Hirondelles")
        client.post(NEW, BODY | {"organisations": "Les Hirondelles"})
        body = GoverningBody.objects.get()
        client.post(f"{EDIT}instances/{body.pk}/supprimer/")
        assertNotContains(client.get(PAGE), "Comité de pilotage")
        assert client.get(f"{EDIT}instances/{body.pk}/").status_code == 404
        client.post(f"{EDIT}actes/{Act.objects.latest('pk').pk}/annuler/")
        assertContains(client.get(PAGE), "Les Hirondelles")
        assert GoverningBody.objects.get().pk == body.pk

    @pytest.mark.parametrize("change", [{"nom": "Autre"}, {"organisations": "Une\nTrois"}, None])
    @pytest.mark.parametrize("is_undone", [True, False])
    def test_a_body_goes_whole_or_stays_whole_when_its_addition_is_taken_back(
        self, client, staff, change, is_undone
    ):
        for name in ("Une", "Deux", "Trois"):
            Organisation.objects.create(name=name)
        client.post(NEW, BODY | {"organisations": "Une\nDeux"})
        added = Act.objects.latest("pk")
        path = f"{EDIT}instances/{GoverningBody.objects.get().pk}/"
        if change:
            client.post(path, shown(client, path) | change)
            if is_undone:
                client.post(f"{EDIT}actes/{Act.objects.latest('pk').pk}/annuler/")
        sitting = GoverningSeat.objects.count()
        client.post(f"{EDIT}actes/{added.pk}/annuler/")
        stays = bool(change) and not is_undone
        assert GoverningBody.objects.count() == int(stays)
        assert GoverningSeat.objects.count() == (sitting if stays else 0)

    def test_no_other_act_is_taken_back_there(self, client, staff):
        structure = StructureFactory()
        writing.change(structure, {"nom": "Autre nom"}, staff)
        act = Act.objects.latest("pk")
        assert client.post(f"{EDIT}actes/{act.pk}/annuler/").status_code == 404
        assert client.post(f"{EDIT}actes/999999999/annuler/").status_code == 404
        assert Structure.objects.get().nom == "Autre nom"

    def test_two_organisations_made_one_sit_once(self, client, staff):
        one, other = (Organisation.objects.create(name=name) for name in ("Une", "Autre"))
        client.post(NEW, BODY | {"organisations": "Une\nAutre"})
        merge(one, other, staff)
        assert list(GoverningSeat.objects.values_list("organisation", flat=True)) == [one.pk]

    def test_nobody_but_staff_is_told_who_wrote_it(self, client, staff):
        assertContains(client.post(EDIT, TEXTS, follow=True), "enregistrée")
        client.force_login(UserFactory(is_professional=True))
        for path in (f"/modifications/?auteur={staff.pk}", "/modifications/?departement=77"):
            assertNotContains(client.get(path), "page de gouvernance")


class TestTheExample:
    def test_a_first_run_shows_one_marked_so_which_staff_take_over(self, client, staff):
        assert fill()
        seat(Organisation.objects.create(name=ORGANISATION))
        page = client.get(PAGE)
        assertContains(page, '<span class="example">exemple</span>')
        assertContains(page, "Association Horizon")
        client.post(EDIT, shown(client, EDIT) | {"presentation": "Porté par nous."})
        assert not Governance.objects.get().is_example

    def test_it_never_comes_back_once_it_was_removed(self):
        fill()
        GoverningBody.objects.all().delete()
        Governance.objects.all().delete()
        assert not fill()
        assert governance.bodies() == []


def _bare(page: bytes) -> bytes:
    """A page without what is another one each time."""
    return re.sub(rb'nonce="[^"]*"', b"", page)
