"""The pages of imports and merges, as professionals use them, without a script."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.roles import Role
from data import tasks
from data.imports import runs
from data.models import Duplicate, ImportRun, Profile
from data.models.run import Action
from data.models.source import source_named
from data.same_place import proposing
from geocoding.models import RunState as GeocodingState
from mapping.models import Contact, Service, Status, Structure, Visibility
from search import registry
from tests.data.digest import digest
from tests.data.samples import applied, csv_bytes, owned_by, row
from tests.factories import (
    ContactFactory,
    ServiceFactory,
    StructureFactory,
    UserFactory,
    answers_for,
    point,
)

SPACE = "\N{NO-BREAK SPACE}"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def professional(client):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    return user


def sent(client, content: bytes, name="annuaire.csv", **data):
    return client.post(reverse("imports"), {"fichier": SimpleUploadedFile(name, content), **data})


def test_nobody_else_comes_in(client):
    assert client.get(reverse("imports")).status_code == 302
    client.force_login(UserFactory())
    for name in ("imports", "duplicates"):
        assert client.get(reverse(name)).status_code == 403
    assert sent(client, csv_bytes([row(1)])).status_code == 403


def test_the_whole_import_from_the_file_to_the_undoing(client, professional):
    before = digest()
    answer = sent(client, csv_bytes([row(1), {**row(2), "nom": ""}]))
    run = ImportRun.objects.get()
    assert answer.url == reverse("import-columns", args=[run.pk])
    page = client.get(answer.url).content.decode()
    assert "virgule" in page
    assert "UTF-8" in page
    assert "Association du quartier 1" in page
    columns = run.settings["columns"]
    chosen = {f"colonne-{number}": column["target"] for number, column in enumerate(columns)}
    answer = client.post(answer.url, {**chosen, "source": "Le club", "thematiques": "", "service_nom": ""})
    assert answer.url == reverse("import", args=[run.pk])
    page = client.get(answer.url).content.decode()
    assert "Cette ligne n&#39;a pas de nom." in page
    assert digest() == before
    assert Profile.objects.get().source.nom == "Le club"
    page = client.post(reverse("import-apply", args=[run.pk]), follow=True).content.decode()
    assert "est appliqué" in page
    assert Structure.objects.get(source="le-club").nom == "Association du quartier 1"
    page = client.post(reverse("import-undo", args=[run.pk]), follow=True).content.decode()
    assert "comme avant" in page
    assert digest() == before


def test_a_file_that_cannot_be_read_says_why_and_is_not_kept(client, professional):
    answer = sent(client, b"%PDF-1.7 ...")
    assert answer.status_code == 422
    assert "Ce fichier est un PDF" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_mapping_needs_a_name_and_no_field_twice(client, professional):
    answer = sent(client, csv_bytes([row(1)]))
    chosen = {f"colonne-{number}": "" for number in range(6)}
    page = client.post(answer.url, {**chosen, "source": "x"})
    assert "dites laquelle" in page.content.decode()
    page = client.post(answer.url, {**chosen, "colonne-0": "nom", "colonne-1": "nom", "source": "x"})
    assert "une seule peut l&#39;être" in page.content.decode()


def test_old_and_new_values_are_shown(client, professional):
    run = applied(csv_bytes([row(1)]))
    owned_by(professional, run.source)
    again = sent(client, csv_bytes([row(1, telephone="01 64 52 00 00")]), source=run.source.pk)
    second = ImportRun.objects.exclude(pk=run.pk).get()
    chosen = {f"colonne-{n}": column["target"] for n, column in enumerate(second.settings["columns"])}
    page = client.post(again.url, {**chosen, "source": run.source.nom}, follow=True).content.decode()
    assert "<del>01 64 52 89 00</del> <ins>01 64 52 00 00</ins>" in page


def test_what_the_cells_of_the_first_rows_became_is_shown_before_writing(client, professional):
    lines = [row(n) | {"Horaires": "lundi 9h-12h", "Publics": "BPI DA", "Note à moi": "x"} for n in range(7)]
    answer = sent(client, csv_bytes(lines))
    run = ImportRun.objects.get()
    chosen = {f"colonne-{n}": column["target"] for n, column in enumerate(run.settings["columns"])}
    said = {**chosen, "source": "x", "question-8": "non"}
    page = client.post(answer.url, said, follow=True).content.decode()
    read = page.split("Comment sont lues les premières lignes")[1].split("</details>")[0]
    assert read.count("<h3>Ligne ") == 5
    labels = registry.PUBLIC.labels
    assert f"<ins>{labels['refugies-bpi']}, {labels['demandeurs-asile']}</ins>" in unescape(read)
    assert "<span>lundi 9h-12h</span>" in read
    assert "<ins>lundi : 9 h – 12 h</ins>" in read.replace(SPACE, " ")
    assert "non reprise" in read


def test_a_professional_sees_their_own_imports_and_staff_all_of_them(client, professional):
    run = applied(csv_bytes([row(1)]))
    assert client.get(reverse("import", args=[run.pk])).status_code == 404
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("import", args=[run.pk])).status_code == 200


def test_a_rehearsal_does_not_tell_a_professional_a_confidential_address(client, professional):
    run = applied(csv_bytes([row(1)]))
    owned_by(professional, run.source)
    Structure.objects.filter(source="annuaire").update(
        adresse="12 rue du Secret", address_visibility=Visibility.OWNERS
    )
    run.source.overwrites = ["adresse"]
    run.source.save()
    again = sent(client, csv_bytes([row(1, adresse="3 rue Neuve")]), source=run.source.pk)
    second = ImportRun.objects.exclude(pk=run.pk).get()
    chosen = {f"colonne-{n}": column["target"] for n, column in enumerate(second.settings["columns"])}
    page = client.post(again.url, {**chosen, "source": run.source.nom}, follow=True).content.decode()
    assert "rue du Secret" not in page
    assert second.rows.get().action == Action.SAME
    runs.apply(ImportRun.objects.get(pk=second.pk))
    assert Structure.objects.get(source="annuaire").adresse == "12 rue du Secret"


class TestMerging:
    @pytest.fixture
    def pair(self, professional):
        first = StructureFactory(nom="Maison du Mée", telephone="", adresse="4 rue des Écoles")
        second = StructureFactory(
            nom="La maison du Mée", telephone="01 64 52 89 00", adresse="4 r. des Ecoles"
        )
        ServiceFactory(structure=second, nom="Atelier")
        ContactFactory(structure=second)
        answers_for(professional, first, second)
        return Duplicate.objects.create(first_id=first.pk, second_id=second.pk, score=0.8, distance_m=12)

    def test_both_are_shown_side_by_side(self, client, pair):
        assert "Maison du Mée" in client.get(reverse("duplicates")).content.decode()
        page = client.get(reverse("duplicate", args=[pair.pk])).content.decode()
        assert "4 rue des Écoles" in page
        assert "4 r. des Ecoles" in page
        assert "Pour : même nom" in page
        assert "Une seule des deux dit : téléphone" in page

    def test_hours_are_told_in_words(self, client, pair):
        Structure.objects.filter(pk=pair.first_id).update(horaires_accueil="Mo,We 09:00-12:00; PH off")
        Structure.objects.filter(pk=pair.second_id).update(horaires_accueil="Th 18:00-20:00")
        page = client.get(reverse("duplicate", args=[pair.pk])).content.decode().replace(SPACE, " ")
        assert "lundi, mercredi : 9 h – 12 h" in page
        assert "jeudi : 18 h – 20 h" in page
        assert "PH off" not in page

    def test_hours_alike_but_for_holidays_are_told_apart(self, client, pair):
        Structure.objects.filter(pk=pair.first_id).update(horaires_accueil="Mo 09:00-12:00; PH off")
        Structure.objects.filter(pk=pair.second_id).update(horaires_accueil="Mo 09:00-12:00")
        page = client.get(reverse("duplicate", args=[pair.pk])).content.decode().replace(SPACE, " ")
        assert "lundi : 9 h – 12 h (Mo 09:00-12:00; PH off)" in page
        assert "lundi : 9 h – 12 h (Mo 09:00-12:00)" in page

    def test_merging_takes_the_fields_chosen_and_all_that_hangs_on_the_other(self, client, pair):
        client.post(
            reverse("duplicate", args=[pair.pk]),
            {
                "decision": "fusionner",
                "garder": "premiere",
                "champ-telephone": "seconde",
                "champ-adresse": "premiere",
            },
        )
        kept, other = Structure.objects.get(pk=pair.first_id), Structure.objects.get(pk=pair.second_id)
        assert (kept.nom, kept.telephone, kept.adresse) == (
            "Maison du Mée",
            "01 64 52 89 00",
            "4 rue des Écoles",
        )
        assert other.status == Status.CLOSED
        assert Service.objects.get().structure == kept
        assert Contact.objects.get().structure == kept

    def test_splitting_puts_everything_back(self, client, pair):
        before = digest()
        url = reverse("duplicate", args=[pair.pk])
        client.post(url, {"decision": "fusionner", "garder": "seconde", "champ-nom": "premiere"})
        assert digest() != before
        client.post(url, {"decision": "separer"})
        assert digest() == before

    def test_what_was_edited_since_stays_when_they_are_split(self, client, pair):
        url = reverse("duplicate", args=[pair.pk])
        client.post(url, {"decision": "fusionner", "garder": "premiere", "champ-telephone": "seconde"})
        Structure.objects.filter(pk=pair.first_id).update(telephone="01 99 99 99 99")
        page = client.post(url, {"decision": "separer"}, follow=True).content.decode()
        assert "resté en place" in page
        assert Structure.objects.get(pk=pair.first_id).telephone == "01 99 99 99 99"
        assert Structure.objects.get(pk=pair.second_id).status == Status.PUBLISHED

    def test_distinct_ones_are_not_shown_again(self, client, pair):
        client.post(reverse("duplicate", args=[pair.pk]), {"decision": "distinctes"})
        assert "Aucune paire" in client.get(reverse("duplicates")).content.decode()

    @pytest.mark.parametrize("late", ["distinctes", "fusionner"])
    def test_a_tab_left_open_changes_nothing_of_a_pair_already_merged(self, client, pair, late):
        before, url = digest(), reverse("duplicate", args=[pair.pk])
        client.post(url, {"decision": "fusionner", "garder": "premiere"})
        merged = digest()
        answer = client.post(url, {"decision": late, "garder": "seconde"}, follow=True)
        page = answer.content.decode()
        assert "déjà fusionnée" in page
        assert "Les séparer de nouveau" in page
        pair.refresh_from_db()
        assert pair.state == Duplicate.State.MERGED
        assert digest() == merged
        client.post(url, {"decision": "separer"})
        assert digest() == before

    def test_a_pair_said_distinct_is_neither_merged_nor_split_by_a_tab_left_open(self, client, pair):
        url = reverse("duplicate", args=[pair.pk])
        client.post(url, {"decision": "distinctes"})
        before = digest()
        for late in ("fusionner", "separer", "distinctes"):
            page = client.post(url, {"decision": late, "garder": "premiere"}, follow=True).content.decode()
            assert "dite distincte" in page or "pas fusionnée" in page, late
            assert digest() == before

    @pytest.mark.parametrize(
        "asked",
        [
            {"decision": "fusionner"},
            {"decision": "fusionner", "garder": "troisieme"},
            {"decision": "fusionner", "garder": "premiere", "champ-telephone": "autre"},
            {"decision": "effacer"},
            {},
        ],
    )
    def test_a_decision_that_is_none_is_told_and_nothing_is_done(self, client, pair, asked):
        before = digest()
        answer = client.post(reverse("duplicate", args=[pair.pk]), asked)
        assert answer.status_code == 422
        assert "attendu" in answer.content.decode()
        assert digest() == before

    def test_the_source_of_the_other_one_then_updates_the_one_that_stays(self, client, professional):
        known = StructureFactory(nom="Maison du Mée", position=point(48.54, 2.66), siret="", telephone="")
        file = [{**row(1, nom="Maison du Mee (annexe)"), "latitude": 48.5401, "longitude": 2.6601}]
        applied(csv_bytes(file))
        pair = Duplicate.objects.get()
        answers_for(professional, *Structure.objects.all())
        keep = "premiere" if pair.first_id == known.pk else "seconde"
        client.post(reverse("duplicate", args=[pair.pk]), {"decision": "fusionner", "garder": keep})
        applied(csv_bytes([{**file[0], "courriel": "accueil@example.org"}]))
        known.refresh_from_db()
        assert known.courriel == "accueil@example.org"

    def test_a_pair_with_a_confidential_address_is_shown_to_staff_alone(self, client, pair):
        Structure.objects.filter(pk=pair.first_id).update(address_visibility=Visibility.OWNERS)
        assert client.get(reverse("duplicate", args=[pair.pk])).status_code == 404
        client.force_login(UserFactory(is_staff=True))
        assert client.get(reverse("duplicate", args=[pair.pk])).status_code == 200


class TestWhatAnImportAloneMade:
    def test_is_offered_in_every_format_to_who_may_read_it(self, client, professional):
        applied(csv_bytes([row(9)]))
        run = applied(csv_bytes([row(1), row(2)]))
        address = f"{reverse('export', args=['csv'])}?import={run.pk}"
        refused = client.get(address)
        assert refused.status_code == 400
        assert "pas de ceux que vous lisez" in refused.content.decode()
        owned_by(professional, run.source)
        ImportRun.objects.filter(pk=run.pk).update(user=professional, seen_as=Role.PROFESSIONAL)
        assert f"?import={run.pk}" in client.get(reverse("import", args=[run.pk])).content.decode()
        page = client.get(f"{reverse('exports')}?import={run.pk}").content.decode()
        assert "a créé ou modifié 2 structures" in page
        assert f"{reverse('export', args=['xlsx'])}?import={run.pk}" in page
        text = b"".join(client.get(address).streaming_content).decode()
        assert ("quartier 1" in text, "quartier 2" in text, "quartier 9" in text) == (True, True, False)

    def test_is_for_nobody_without_an_account(self, client):
        run = applied(csv_bytes([row(1)]))
        assert client.get(f"{reverse('export', args=['csv'])}?import={run.pk}").status_code == 400
        assert client.get(f"{reverse('export', args=['csv'])}?import=tout").status_code == 400


def test_a_file_of_ours_under_another_source_is_not_said_to_be_corrected_since(client, professional):
    applied(csv_bytes([row(1)]))
    club = source_named("club", "Le club")
    owned_by(professional, club)
    text = b"".join(client.get(reverse("export", args=["csv"])).streaming_content).decode("utf-8-sig")
    sent(client, text.replace("01 64 52 89 00", "01 64 52 00 00").encode(), source=club.pk)
    run = ImportRun.objects.order_by("-pk").first()
    client.post(reverse("import-rehearse", args=[run.pk]), {"source": "Le club"})
    page = client.get(f"{reverse('import', args=[run.pk])}?lignes=gardees").content.decode()
    assert "vient d’une autre source, « Annuaire »" in page
    assert "Modifié depuis" not in page


class TestWhoReadsRemarks:
    def test_it_is_shown_when_remembered_and_can_be_said_otherwise(self, client, professional):
        content = csv_bytes([{**row(n), "Observations": f"Sonner deux fois au {n}"} for n in range(4)])

        def again(**said):
            sent(client, content)
            run = ImportRun.objects.latest("pk")
            address = reverse("import-columns", args=[run.pk])
            page = client.get(address).content.decode()
            chosen = {f"colonne-{n}": column["target"] for n, column in enumerate(run.settings["columns"])}
            client.post(address, {**chosen, "source": "Le club", **said})
            run.refresh_from_db()
            return run, page

        place = 6
        run, page = again(**{f"question-{place}": "non"})
        assert run.settings["columns"][place]["name"] == "Observations"
        assert "Ce qui a été répondu" not in page
        run, page = again()
        assert "Tout le monde peut-il lire « Observations » ?" in page.split("Ce qui a été répondu")[1]
        assert run.settings["columns"][place]["target"] == ""
        run, page = again(**{f"question-{place}": "oui"})
        assert run.settings["columns"][place]["target"] == "description"
        # A menu that is changed beside an answer that is not is what is said.
        run, page = again(**{f"question-{place}": "oui", f"colonne-{place}": "conditions_acces"})
        assert run.settings["columns"][place]["target"] == "conditions_acces"


class TestPairsOfAnImport:
    def alike(self):
        """Two rows of one place that nothing but their position joins, and one that is there already."""
        one = {"adresse": "", "telephone": "", "nom": "Maison du Mée"}
        rows = [row(1), {**row(2), **one}]
        return applied(csv_bytes(rows))

    def test_what_the_workers_find_is_counted_on_its_page_and_listed_alone(self, client):
        run = self.alike()
        client.force_login(UserFactory(is_staff=True))
        # Positions are found since, and so is the same place beside.
        made = Structure.objects.get(nom="Maison du Mée")
        StructureFactory(nom="Maison du Mée", position=made.position, commune=made.commune)
        other = [StructureFactory(nom=f"Halte du Mée {n}", position=point(48.4, 2.7)) for n in range(2)]
        Duplicate.objects.create(first_id=other[0].pk, second_id=other[1].pk, score=0.9)
        assert "fiches ressemblantes à décider" not in client.get(reverse("import", args=[run.pk])).text
        for job in ProcrastinateJob.objects.filter(task_name="data.look_through"):
            tasks.look_through(**job.args)
        page = client.get(reverse("import", args=[run.pk])).text
        assert "1 paire de fiches ressemblantes à décider" in page
        assert f'href="{reverse("duplicates")}?import={run.pk}"' in page
        listed = client.get(reverse("duplicates"), {"import": run.pk}).text
        assert f"l’import n° {run.pk}" in listed
        assert "Halte du Mée" not in listed
        assert "Maison du Mée" in listed

    def test_it_looks_again_while_positions_are_looked_for(self):
        run = self.alike()
        assert run.geocoding is not None
        ProcrastinateJob.objects.all().delete()
        tasks.look_through(run.pk)
        again = ProcrastinateJob.objects.get(task_name="data.look_through")
        assert again.args == {"run": run.pk, "turn": 1}
        run.geocoding.state = GeocodingState.DONE
        run.geocoding.save()
        ProcrastinateJob.objects.all().delete()
        tasks.look_through(run.pk, 1)
        assert not ProcrastinateJob.objects.exists()

    def test_an_import_that_was_taken_back_is_looked_through_no_more(self):
        run = self.alike()
        runs.undo(run.pk)
        ProcrastinateJob.objects.all().delete()
        tasks.look_through(run.pk)
        assert not ProcrastinateJob.objects.exists()

    def test_the_pairs_of_somebody_elses_import_are_not_there(self, client, professional):
        run = self.alike()
        assert client.get(reverse("duplicates"), {"import": run.pk}).status_code == 404
        assert client.get(reverse("duplicates"), {"import": "x"}).status_code == 404


class TestSearchingForDoublesNow:
    def test_staff_are_told_what_is_found(self, client):
        for _n in range(2):
            StructureFactory(
                nom="Maison du Mée",
                adresse="1 rue A",
                telephone="01 64 52 89 00",
                position=point(48.54, 2.66),
            )
        client.force_login(UserFactory(is_staff=True))
        assert "Chercher maintenant" in client.get(reverse("duplicates")).content.decode()
        page = client.post(reverse("duplicates"), follow=True).content.decode()
        assert "1 paire nouvelle à décider" in page
        assert Duplicate.objects.count() == 1
        assert "aucune paire nouvelle" in client.post(reverse("duplicates"), follow=True).content.decode()

    def test_nobody_else_asks_for_it(self, client, professional):
        assert "Chercher maintenant" not in client.get(reverse("duplicates")).content.decode()
        assert client.post(reverse("duplicates")).status_code == 403

    def test_a_long_directory_is_handed_to_the_workers(self, client, monkeypatch):
        monkeypatch.setattr(proposing, "_SHORT", -1)
        client.force_login(UserFactory(is_staff=True))
        for _n in range(2):
            page = client.post(reverse("duplicates"), follow=True).content.decode()
            assert "tâches de fond" in page
