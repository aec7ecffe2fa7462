"""The pages of a region's own fields: who comes in, what is written, checked, brought, taken back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from pytest_django.asserts import assertContains, assertNotContains

from mapping.models import Taxonomy, TaxonomyField
from mapping.taxonomies import shown
from tests import taxonomies
from tests.factories import ServiceFactory, UserFactory
from tests.taxonomies import ADMIN, CARE, FIELDS, FRENCH, MIND, region

__all__ = ["region"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

LISTS = "/professionnels/champs/"


@pytest.fixture(autouse=True)
def _as_before(db):
    """What a test shows is shown in no other."""
    yield
    Taxonomy.objects.all().delete()
    shown.forget()
    shown.shown()


@pytest.fixture
def staff(client):
    user = UserFactory(full_name="Paule Préfète", is_staff=True)
    client.force_login(user)
    return user


def file_of(text: str, name: str = "champs.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def bring(client, held: Taxonomy, file: SimpleUploadedFile):
    return client.post(f"{LISTS}{held.pk}/", {"fichier": file, "apporter": "oui"})


def said(page) -> str:
    return " ".join(page.content.decode().replace("&#39;", "'").split())


class TestWhoComesIn:
    def test_staff_alone_read_and_write(self, client, region):
        field = region.fields.first()
        one = f"{LISTS}{region.pk}/"
        paths = (LISTS, one, f"{one}nouveau/", f"{one}{field.pk}/", f"{one}champs.csv", f"{one}champs.xlsx")
        acts = (
            *(f"{one}montrer/", f"{one}supprimer/", f"{one}{field.pk}/supprimer/"),
            f"{LISTS}actes/1/annuler/",
        )
        for user, status in ((None, 302), (UserFactory(), 403), (UserFactory(is_professional=True), 403)):
            if user:
                client.force_login(user)
            assert {client.get(path).status_code for path in paths} == {status}
            posts = (*paths[:4], *acts)
            assert {client.post(path, {"nom": "Autre", "label": "Autre"}).status_code for path in posts} == {
                status
            }
        assert Taxonomy.objects.get() == region
        assert region.fields.count() == 3

    def test_the_hub_and_its_tabs_lead_there(self, client, staff):
        page = client.get("/professionnels/pilotage/")
        assertContains(page, f'href="{LISTS}"')
        assertContains(page, "aucune liste montrée")


class TestWriting:
    def test_a_list_is_begun_filled_and_shown_and_the_search_says_it_at_once(self, client, staff):
        ServiceFactory(thematiques=[FRENCH])
        answer = client.post(LISTS, {"nom": "Champs d’intervention", "note": "Schéma de 2026"})
        held = Taxonomy.objects.get()
        assert answer.url == f"{LISTS}{held.pk}/"
        client.post(f"{answer.url}montrer/", follow=True)
        held.refresh_from_db()
        assert not held.is_shown, "a list without a field finds nothing"
        client.post(f"{answer.url}nouveau/", {"label": "Parler", "thematiques": [FRENCH, ADMIN]})
        field = held.fields.get()
        assert (field.code, field.rank, field.thematiques) == ("parler", 1, [ADMIN, FRENCH])
        assertNotContains(client.get("/", {"departement": "77", "theme": "francais"}), 'name="champ"')
        client.post(f"{answer.url}montrer/")
        assertContains(client.get("/", {"departement": "77", "theme": "francais"}), 'name="champ"')
        assertContains(client.get(answer.url), "?champ=parler")
        client.post(f"{answer.url}montrer/", {"cacher": "oui"})
        assertNotContains(client.get("/", {"departement": "77", "theme": "francais"}), 'name="champ"')

    def test_one_list_is_shown_at_a_time(self, client, staff, region):
        other = taxonomies.make("Autre région", is_shown=False)
        client.post(f"{LISTS}{other.pk}/montrer/")
        assert list(Taxonomy.objects.filter(is_shown=True)) == [other]
        assert shown.shown().name == "Autre région"

    def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(self, client, staff, region):
        field = region.fields.get(code="parler-et-comprendre")
        for path in (f"{LISTS}{region.pk}/", f"{LISTS}{region.pk}/{field.pk}/"):
            form = client.get(path).context["form"]
            sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
            page = client.post(path, sent, follow=True)
            assertContains(page, "Rien n’a changé")

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"label": ""}, "Écrivez ce que ce champ s’appelle."),
            ({"label": "A | B"}, "sépare les champs"),
            ({"label": "A", "code": "é à"}, "Des lettres sans accent"),
            ({"label": "A", "code": "soins-du-corps"}, "a déjà le code"),
            ({"label": "A", "thematiques": ["rien"]}, "n’est pas une thématique"),
            ({"label": "A", "rank": "zéro"}, "un nombre entier"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
        self, client, staff, region, sent, told
    ):
        page = client.post(f"{LISTS}{region.pk}/nouveau/", sent)
        assert page.status_code == 422
        assert told in said(page)
        assert region.fields.count() == 3

    def test_two_labels_alike_have_codes_of_their_own(self, client, staff, region):
        for _n in range(2):
            client.post(f"{LISTS}{region.pk}/nouveau/", {"label": "Bien vivre"})
        assert {"bien-vivre-2", "bien-vivre-3"} <= set(region.fields.values_list("code", flat=True))

    def test_what_somebody_else_wrote_meanwhile_is_told_and_kept(self, client, staff, region):
        field = region.fields.get(code="soins-du-corps")
        path = f"{LISTS}{region.pk}/{field.pk}/"
        seen = client.get(path).context["form"]["vu"].value()
        client.post(path, {"label": "De l’autre", "thematiques": [CARE], "rank": 2, "vu": seen})
        page = client.post(path, {"label": "Le mien", "thematiques": [CARE], "rank": 2, "vu": seen})
        assert page.status_code == 422
        assert "De l’autre" in said(page)
        field.refresh_from_db()
        assert field.label == "De l’autre"
        again = page.context["form"]["vu"].value()
        client.post(path, {"label": "Le mien", "thematiques": [CARE], "rank": 2, "vu": again})
        field.refresh_from_db()
        assert field.label == "Le mien"

    def test_what_was_done_is_told_and_taken_back(self, client, staff, region):
        field = region.fields.get(code="soins-du-corps")
        for gone in (f"{region.pk}/{field.pk}", f"{region.pk}"):
            client.post(f"{LISTS}{gone}/supprimer/")
            assert "soins-du-corps" not in shown.shown().by_code
            page = client.get(LISTS)
            assertContains(page, "Soigner son corps")
            last = page.context["history"][0]
            assert last["may_undo"]
            answer = client.post(f"{LISTS}actes/{last['item'].act.pk}/annuler/", follow=True)
            assertContains(answer, "C’est annulé.")
            assert shown.shown().by_code["soins-du-corps"].thematiques == (CARE,)
            assert set(region.fields.values_list("code", flat=True)) == {code for code, _l, _t in FIELDS}

    def test_another_rooms_act_is_not_taken_back_here(self, client, staff):
        client.post("/professionnels/gouvernance/", {"presentation": "Nous."})
        from history.models import Act

        assert client.post(f"{LISTS}actes/{Act.objects.latest('pk').pk}/annuler/").status_code == 404

    def test_what_no_field_has_and_what_several_have_is_said(self, client, staff, region):
        page = said(client.get(f"{LISTS}{region.pk}/"))
        check = client.get(f"{LISTS}{region.pk}/").context["check"]
        assert check.covered == 4
        assert [names for _label, names in check.several] == [("Parler et comprendre", "Bien vivre ici")]
        assert f"4 thématiques sur {check.total}" in page
        assert sum(len(labels) for _theme, labels in check.uncovered) == check.total - 4


class TestFiles:
    def test_a_file_goes_out_and_comes_back_as_it_was(self, client, staff, region):
        for kind in ("csv", "xlsx"):
            answer = client.get(f"{LISTS}{region.pk}/champs.{kind}")
            page = client.post(
                f"{LISTS}{region.pk}/",
                {"fichier": SimpleUploadedFile(f"a.{kind}", answer.content), "apporter": "oui"},
                follow=True,
            )
            assertContains(page, "Rien n’a changé")

    def test_a_file_takes_the_place_of_the_fields_and_can_be_taken_back(self, client, staff, region):
        table = (
            "code;libellé;thématiques\n"
            f"soins-du-corps;Santé;{CARE}|Santé mentale\n"
            "logement;Se loger;Logement\n"
        )
        page = bring(client, region, file_of(table))
        assert page.status_code == 302
        fields = {one.code: one for one in region.fields.all()}
        assert list(fields) == ["soins-du-corps", "logement"]
        assert fields["soins-du-corps"].label == "Santé"
        assert set(fields["soins-du-corps"].thematiques) == {CARE, MIND}
        assert len(fields["logement"].thematiques) > 3, "a theme stands for all of its thématiques"
        act = client.get(LISTS).context["history"][0]["item"].act
        client.post(f"{LISTS}actes/{act.pk}/annuler/")
        assert set(region.fields.values_list("code", flat=True)) == {code for code, _l, _t in FIELDS}

    def test_a_workbook_is_read_too_and_a_code_is_made_where_none_is_given(self, client, staff, region):
        book = Workbook()
        book.active.append(["Libellé", "Thématiques"])
        book.active.append(["Apprendre la langue", "Maîtriser le français"])
        held = io.BytesIO()
        book.save(held)
        bring(client, region, SimpleUploadedFile("a.xlsx", held.getvalue()))
        assert region.fields.values_list("code", "thematiques").get() == ("apprendre-la-langue", [FRENCH])

    @pytest.mark.parametrize(
        ("table", "told"),
        [
            ("", "vide"),
            ("code;libellé\na;A\n", "« thématiques »"),
            ("code;libellé;thématiques\na;;Logement\n", "Ligne 2, libellé : il est vide."),
            ("code;libellé;thématiques\na;A;Nulle part\nb;B;\n", "Ligne 2, thématiques : « Nulle part »"),
            ("code;libellé;thématiques\na;A;\na;B;\n", "Ligne 3, code : « a » est déjà à la ligne 2."),
            ("code;libellé;thématiques\nÀ B;A;\n", "Ligne 2, code : « À B »"),
            ("%PDF-1.7", "un PDF"),
        ],
    )
    def test_a_file_that_is_wrong_says_where_and_changes_nothing(self, client, staff, region, table, told):
        before = list(region.fields.values_list("code", "label", "thematiques"))
        page = bring(client, region, file_of(table))
        assert page.status_code == 422
        assert told in said(page), said(page)[-3000:]
        assert list(region.fields.values_list("code", "label", "thematiques")) == before

    def test_a_label_that_a_spreadsheet_would_work_out_is_only_a_text(self, client, staff, region):
        TaxonomyField.objects.filter(code="soins-du-corps").update(label="=1+1")
        book = load_workbook(io.BytesIO(client.get(f"{LISTS}{region.pk}/champs.xlsx").content))
        assert "'=1+1" in [row[1].value for row in book.active.iter_rows()]


def test_the_vocabulary_has_the_fields_that_are_shown_with_their_uses(client, staff, region):
    ServiceFactory(thematiques=[CARE, FRENCH])
    page = client.get("/professionnels/vocabulaire/", {"critere": "champ"})
    uses = {one.code: one.uses.services for one in page.context["values"]}
    assert uses == {"parler-et-comprendre": 1, "soins-du-corps": 1, "bien-vivre": 0}
    assertContains(client.get("/professionnels/vocabulaire/champ/soins-du-corps/"), "Soigner son corps")
