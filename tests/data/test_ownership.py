"""Whose source it is, and how much one import may close: the prefecture decides of the rest."""

import importlib
import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from data.imports import ownership, runs
from data.imports.apply import Held
from data.models import Duplicate, ImportRun, Profile, Source
from data.models.run import RunState
from geocoding import runs as geocodings
from mapping import permissions
from mapping.models import Status, Structure
from tests.data.samples import applied, csv_bytes, owned_by, rehearsed, row
from tests.data.test_data_inclusion import STRUCTURE
from tests.factories import StructureFactory, UserFactory, answers_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def rows(count: int, **values) -> bytes:
    return csv_bytes([row(number, **values) for number in range(count)])


@pytest.fixture
def organisation():
    return Organisation.objects.create(name="Réseau des Essais")


@pytest.fixture
def owner(organisation):
    return UserFactory(is_professional=True, full_name="Camille Propriétaire", organisation=organisation)


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def source(owner):
    """Forty structures that the owner's organisation gave."""
    return owned_by(owner, applied(rows(40), whole=True).source)


def sent(client, content: bytes, source_name: str, *, whole=False, name="annuaire.csv", **posted):
    """A file sent by the pages, its columns as they were recognised: the answer, and the run."""
    answer = client.post(reverse("imports"), {"fichier": SimpleUploadedFile(name, content), **posted})
    assert answer.status_code == 302, answer.content.decode()
    run = ImportRun.objects.order_by("-pk").first()
    chosen = {f"colonne-{n}": column["target"] for n, column in enumerate(run.settings["columns"])}
    if whole:
        chosen["complet"] = "on"
    answer = client.post(answer.url, {**chosen, "source": source_name})
    run.refresh_from_db()
    return answer, run


def closed() -> int:
    return Structure.objects.filter(status=Status.CLOSED).count()


class TestTheNameOfASource:
    @pytest.fixture(autouse=True)
    def stranger(self, client):
        user = UserFactory(is_professional=True, organisation=Organisation.objects.create(name="Ailleurs"))
        client.force_login(user)
        return user

    @pytest.mark.parametrize("name", ["Annuaire", "annuaire", "  ANNUAIRE ", "annuaire !"])
    def test_another_organisations_is_refused_and_said_to_be_theirs(self, client, source, name):
        before = list(Profile.objects.order_by("pk").values())
        answer, run = sent(client, rows(1), name, whole=True)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "La source « Annuaire » appartient à : Réseau des Essais" in page
        assert "Propriétaire" not in page
        assert run.source is None
        assert run.state == RunState.RECEIVED
        assert list(Profile.objects.order_by("pk").values()) == before
        assert not closed()

    def test_nobodys_is_the_prefectures(self, client):
        applied(rows(2))
        page = sent(client, rows(1), "Annuaire")[0].content.decode()
        assert "appartient à : la préfecture" in page

    def test_a_persons_is_not_said_to_be_that_persons(self, client):
        owned_by(UserFactory(is_professional=True, full_name="Dominique Seul"), applied(rows(2)).source)
        page = sent(client, rows(1), "Annuaire")[0].content.decode()
        assert "appartient à : un autre compte" in page
        assert "Dominique" not in page

    def test_only_ones_own_sources_are_offered(self, client, source, stranger):
        owned_by(stranger, Source.objects.create(code="x", nom="La mienne"))
        page = client.get(reverse("imports")).content.decode()
        assert "La mienne" in page
        assert "Annuaire" not in page.split("<select", 1)[1].split("</select>", 1)[0]
        file = SimpleUploadedFile("x.csv", rows(1))
        assert client.post(reverse("imports"), {"fichier": file, "source": source.pk}).status_code == 422

    def test_a_new_name_is_its_makers_and_their_organisations(self, client, stranger):
        run = sent(client, rows(1), "Une nouvelle")[1]
        assert (run.source.owner, run.source.organisation) == (stranger, stranger.organisation)
        client.force_login(UserFactory(is_professional=True, organisation=stranger.organisation))
        assert sent(client, rows(1), "Une nouvelle")[0].status_code == 302

    def test_a_new_name_gives_no_hold_on_what_is_there_under_it(self, client):
        """A source's identifiers are its own: a name that the directory holds already is not one's own."""
        there = StructureFactory(source="mairies", source_id="a1", nom="Autre chose", telephone="")
        run = sent(client, rows(2), "Mairies")[1]
        assert run.source.code == "mairies-2"
        runs.apply(run)
        there.refresh_from_db()
        assert (there.nom, there.telephone) == ("Autre chose", "")

    def test_a_known_format_does_not_give_the_source_that_all_its_files_come_from(self, client, source):
        content = json.dumps({"structures": [STRUCTURE], "services": []}).encode()
        file = SimpleUploadedFile("export du réseau.json", content)
        answer = client.post(reverse("imports"), {"fichier": file})
        assert "Export du reseau" in client.get(answer.url).content.decode()
        rehearse = reverse("import-rehearse", args=[ImportRun.objects.order_by("-pk").first().pk])
        page = client.post(rehearse, {"source": "Annuaire"})
        assert page.status_code == 422
        assert "Réseau des Essais" in page.content.decode()
        client.post(rehearse, {"source": "Mon export"})
        run = ImportRun.objects.order_by("-pk").first()
        assert (run.state, run.source.nom) == (RunState.REHEARSED, "Mon export")

    def test_a_profile_of_anothers_source_does_not_give_it(self, client, source):
        client.post(reverse("imports"), {"fichier": SimpleUploadedFile("x.csv", rows(1))})
        run = ImportRun.objects.order_by("-pk").first()
        assert (run.source, run.profile) == (None, None)

    def test_what_is_no_longer_ones_own_is_neither_written_nor_taken_back(self, client, source, stranger):
        written = sent(client, rows(1), "Une nouvelle")[1]
        client.post(reverse("import-apply", args=[written.pk]))
        waiting = sent(client, rows(2), "Une nouvelle")[1]
        owned_by(source.owner, waiting.source)
        for name, run in (("import-apply", waiting), ("import-undo", written)):
            page = client.post(reverse(name, args=[run.pk]), follow=True).content.decode()
            assert "appartient à : Réseau des Essais" in page
        assert [ImportRun.objects.get(pk=run.pk).state for run in (written, waiting)] == [
            RunState.APPLIED,
            RunState.REHEARSED,
        ]


class TestClosing:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, owner):
        client.force_login(owner)

    def test_small_shares_within_a_day_are_added_up(self, client, source):
        """Two of forty may be closed at a time; not two, then one more."""
        for left, written in ((38, True), (37, False)):
            run = sent(client, rows(left), "Annuaire", whole=True)[1]
            client.post(reverse("import-apply", args=[run.pk]))
            run.refresh_from_db()
            assert (run.state == RunState.APPLIED) == written, run.held_because
        assert "8 % des fiches seraient fermées en un jour (3 sur 40, dont 2 déjà)" in run.held_because
        yesterday = timezone.now() - timedelta(hours=25)
        ImportRun.objects.filter(state=RunState.APPLIED).update(applied_at=yesterday)
        run = sent(client, rows(37), "Annuaire", whole=True)[1]
        assert run.held_because == ""

    def test_most_of_a_source_is_closed_when_staff_say_yes_to_what_they_see(self, client, source, staff):
        _answer, run = sent(client, rows(1), "Annuaire", whole=True)
        page = client.get(reverse("import", args=[run.pk])).content.decode()
        assert "98 % des fiches seraient fermées (39 sur 40), 5 % sont admis." in page
        assert "Écrire" not in page
        for posted in ({}, {"accepter": "oui"}):
            page = client.post(reverse("import-apply", args=[run.pk]), posted, follow=True).content.decode()
            assert "attend l&#39;accord de la préfecture" in page
        assert not closed()
        client.force_login(staff)
        assert "attend l’accord" in client.get(reverse("imports")).content.decode()
        page = client.get(reverse("import", args=[run.pk]) + "?lignes=close").content.decode()
        assert "Association du quartier 39" in page
        assert reverse("import-gate", args=[run.pk]) in page
        assert "écrire quand même" in client.get(reverse("import-gate", args=[run.pk])).content.decode()
        client.post(reverse("import-apply", args=[run.pk]))
        assert not closed()
        client.post(reverse("import-apply", args=[run.pk]), {"accepter": "oui"})
        assert closed() == 39
        run.refresh_from_db()
        assert run.accepted_by == staff

    def test_staff_who_may_write_under_every_source_hold_nothing_of_it(self, source, staff):
        rehearsed(rows(1))
        assert Structure.objects.filter(source=source.code).exists()
        assert not permissions.held_by(staff).exists()
        assert permissions.changeable(staff).exists()

    def test_a_few_are_closed_without_asking(self, client, source):
        _answer, run = sent(client, rows(38), "Annuaire", whole=True)
        client.post(reverse("import-apply", args=[run.pk]))
        assert closed() == 2

    def test_a_yes_is_to_what_was_seen(self, source):
        run = rehearsed(rows(1), whole=True)
        runs.accept(run)
        Structure.objects.filter(source_id="a39").update(status=Status.DRAFT)
        runs.rehearse(run)
        assert run.held_because
        with pytest.raises(Held, match="attend l'accord"):
            runs.apply(run)

    def test_most_of_a_source_is_changed_when_staff_say_yes(self, client, source):
        _answer, run = sent(client, rows(40, telephone="01 64 52 00 00"), "Annuaire")
        assert "100 % des fiches changeraient" in run.held_because
        client.post(reverse("import-apply", args=[run.pk]))
        assert not Structure.objects.filter(telephone="01 64 52 00 00").exists()

    def test_what_is_only_found_is_not_its_own_to_close(self, client, owner):
        """Naming others' structures once, then leaving them out, closes none of them."""
        siret = "13000548100010"
        there = StructureFactory(siret=siret, nom="Maison du Mée", is_example=False)
        first = [row(number) for number in range(40)]
        first.append({**row(99, nom="Maison du Mée"), "siret": siret})
        _answer, run = sent(client, csv_bytes(first), "Une nouvelle", whole=True)
        runs.apply(run)
        assert run.rows.get(key="a99", kind="structure").target == there.pk
        _answer, run = sent(client, csv_bytes(first[:-1]), "Une nouvelle", whole=True)
        assert run.counts["close"] == 0

    def test_the_command_holds_to_the_same(self, source, tmp_path):
        path = tmp_path / "annuaire.csv"
        path.write_bytes(rows(1))
        asked = [str(path), "--source", source.code, "--complet", "--appliquer"]
        with pytest.raises(CommandError, match=r"39 sur 40.*--accepter"):
            call_command("import_structures", *asked, stdout=io.StringIO())
        assert not closed()
        run = ImportRun.objects.order_by("-pk").first()
        call_command("import_structures", reprendre=run.pk, accepter=True, stdout=io.StringIO())
        assert closed() == 39


def test_a_source_that_is_there_is_the_person_of_its_first_imports(owner, organisation):
    first = applied(rows(1))
    second = rehearsed(rows(1))
    ImportRun.objects.filter(pk=first.pk).update(user=owner)
    ImportRun.objects.filter(pk=second.pk).update(user=UserFactory(is_professional=True))
    Source.objects.create(code="neuve", nom="Neuve")
    migration = importlib.import_module("data.migrations.0004_owners_of_sources")
    with connection.cursor() as cursor:
        # Where the organisation of a person was then.
        cursor.execute("ALTER TABLE accounts_user ADD COLUMN organisation_id bigint")
        cursor.execute(
            "UPDATE accounts_user SET organisation_id = %s WHERE id = %s", [organisation.pk, owner.pk]
        )
        cursor.execute(migration._OWNERS)
    found = {source.code: (source.owner, source.organisation) for source in Source.objects.order_by("pk")}
    assert found == {"annuaire": (owner, organisation), "neuve": (None, None)}


def test_an_organisations_source_is_no_longer_that_of_who_left_it(source, owner):
    assert ownership.may_use(owner, source)
    owner.organisation_memberships.all().delete()
    assert not ownership.may_use(owner, source)


class TestWhoSeesARun:
    def test_a_colleague_takes_back_what_their_organisation_wrote(self, client, owner, organisation):
        client.force_login(owner)
        run = sent(client, rows(1), "Une nouvelle")[1]
        client.post(reverse("import-apply", args=[run.pk]))
        client.force_login(UserFactory(is_professional=True))
        assert client.get(reverse("import", args=[run.pk])).status_code == 404
        client.force_login(UserFactory(is_professional=True, organisation=organisation))
        client.post(reverse("import-undo", args=[run.pk]))
        assert ImportRun.objects.get(pk=run.pk).state == RunState.UNDONE

    def test_nobody_reads_what_staff_rehearsed_without_being_staff(self, client, source, owner, staff):
        client.force_login(staff)
        run = sent(client, rows(1), "Annuaire")[1]
        client.force_login(owner)
        assert client.get(reverse("import", args=[run.pk])).status_code == 404
        staff.is_staff, staff.is_professional = False, True
        staff.save()
        client.force_login(staff)
        assert client.get(reverse("import", args=[run.pk])).status_code == 404


@pytest.mark.django_db
def test_merging_closes_a_record_so_that_only_who_may_change_both_decides(client):
    ours, theirs = StructureFactory(nom="La nôtre"), StructureFactory(nom="La leur")
    pair = Duplicate.objects.create(first_id=ours.pk, second_id=theirs.pk, score=0.9)
    member = answers_for(UserFactory(is_professional=True), ours)
    client.force_login(member)
    page = client.get(f"/doublons/{pair.pk}/")
    assert (page.status_code, "Fusionner" in page.content.decode()) == (200, False)
    for decision in ("fusionner", "distinctes", "separer"):
        assert client.post(f"/doublons/{pair.pk}/", {"decision": decision}).status_code == 403
    pair.refresh_from_db()
    assert pair.state == Duplicate.State.OPEN
    assert set(Structure.objects.values_list("status", flat=True)) == {Status.PUBLISHED}
    answers_for(member, theirs)
    asked = {"decision": "fusionner", "garder": "premiere"}
    assert client.post(f"/doublons/{pair.pk}/", asked).status_code == 302
    pair.refresh_from_db()
    assert pair.state == Duplicate.State.MERGED


@pytest.mark.django_db
def test_a_geocoding_is_followed_by_who_may_read_the_import_that_asked_for_it(client):
    mine, other = (UserFactory(is_professional=True) for _ in range(2))
    asked = geocodings.create([], "Import : annuaire-prive.csv")
    run = runs.receive("annuaire-prive.csv", [csv_bytes([row(1)])], None, mine)
    ImportRun.objects.filter(pk=run.pk).update(geocoding=asked)
    alone = geocodings.create([], "Tout l'annuaire")
    for person, theirs, all_of_it in (
        (mine, 200, 404),
        (other, 404, 404),
        (UserFactory(is_staff=True), 200, 200),
    ):
        client.force_login(person)
        listed = client.get("/professionnels/").content.decode()
        for geocoding, status in ((asked, theirs), (alone, all_of_it)):
            assert client.get(f"/professionnels/geocodages/{geocoding.pk}/").status_code == status
            assert (f"/professionnels/geocodages/{geocoding.pk}/" in listed) == (status == 200)
