"""Fields of groups in files: exports have those that their reader reads, imports fill in those of groups that
whoever brings the file belongs to."""

import csv
import io

import pytest
from openpyxl import load_workbook

from accounts.models import Group, GroupMembership
from accounts.readers import Reader, reader_of
from accounts.roles import Role
from data.exports import csv_file
from data.exports.selection import Selection
from data.imports import merging, runs
from data.imports.group_fields import fields_of
from data.imports.ownership import source_for
from data.models import Duplicate, ImportRow
from history.models import Event
from mapping.kinds import GROUP_VALUE
from mapping.models import GroupField, GroupValue, Structure
from tests.data.samples import csv_bytes
from tests.factories import StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

PUBLIC, PROFESSIONALS, MEMBERS = GroupField.Audience
SECRET = "Mot des membres"


@pytest.fixture
def member():
    return UserFactory(is_professional=True, full_name="Marc Membre")


@pytest.fixture
def stranger():
    return UserFactory(is_professional=True, full_name="Stella Dehors")


@pytest.fixture
def group(member):
    made = Group.objects.create(name="Logement", joining=Group.Joining.ON_REQUEST, is_listed=True)
    GroupMembership.objects.create(group=made, user=member, role=GroupMembership.As.REFERENT)
    return made


@pytest.fixture
def structure():
    return StructureFactory(nom="Maison ouverte", commune_nom="Melun")


@pytest.fixture
def beds(group):
    return GroupField.objects.create(group=group, name="Lits", kind="nombre", unit="places", audience=MEMBERS)


def brought(user, rows, name="places.csv"):
    """The run of a file, its columns taken as they were recognised, rehearsed."""
    content = rows if isinstance(rows, bytes) else csv_bytes(rows)
    run = runs.receive(name, iter([content]), user=user)
    if run.settings.get("columns"):
        mapping = {one["name"]: one["target"] for one in run.settings["columns"] if one["target"]}
        runs.save_mapping(run, mapping, run.source or source_for(user, "Nos places"))
    elif run.source is None:
        run.source = source_for(user, "Nos places")
        run.save()
    runs.rehearse(run)
    return run


def row(**said):
    return {
        "Nom": "Foyer neuf",
        "Adresse": "2 rue des Essais",
        "Code postal": "77000",
        "Commune": "Melun",
    } | said


def read_csv(reader, *structures):
    text = "".join(csv_file.lines(Selection([one.pk for one in structures], None, reader)))
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))


class TestImports:
    def test_a_column_called_as_our_exports_call_a_field_fills_it_in(self, member, beds):
        run = brought(member, [row(**{"Logement : Lits": "12 places"})])
        runs.apply(run)
        assert GroupValue.objects.get().text == "12"
        assert Structure.objects.get(pk=GroupValue.objects.get().structure_id).nom == "Foyer neuf"

    def test_a_column_is_offered_to_be_a_field_of_ones_groups_and_of_no_other(
        self, client, member, stranger, beds
    ):
        for user, is_offered in ((member, True), (stranger, False)):
            run = runs.receive("places.csv", iter([csv_bytes([row(Dispo="12")])]), user=user)
            client.force_login(user)
            page = client.get(f"/imports/{run.pk}/", follow=True).content.decode()
            assert ("Champs du groupe « Logement »" in page) is is_offered
            assert (f'value="champ-{beds.pk}"' in page) is is_offered
            assert "Dispo" in page

    def test_what_is_no_value_is_told_beside_its_row_and_costs_nothing_else(self, client, member, beds):
        run = brought(member, [row(**{"Logement : Lits": "une dizaine"})])
        (told,) = [one for one in ImportRow.objects.get(run=run).doubts if one[0] == f"champ-{beds.pk}"]
        assert "« une dizaine » n’est pas un nombre de places" in told[1]
        assert told[2]
        client.force_login(member)
        assert "une dizaine" in client.get(f"/imports/{run.pk}/", follow=True).content.decode()

    def test_who_does_not_belong_to_the_group_fills_nothing_in_by_any_name(self, stranger, beds):
        run = runs.receive("places.csv", iter([csv_bytes([row(**{"Logement : Lits": "12"})])]), user=stranger)
        assert "champ-" not in str(run.settings)
        mapping = {one["name"]: one["target"] for one in run.settings["columns"] if one["target"]}
        runs.save_mapping(
            run, mapping | {"Logement : Lits": f"champ-{beds.pk}"}, source_for(stranger, "Autre")
        )
        runs.rehearse(run)
        runs.apply(run)
        assert not GroupValue.objects.exists()

    def test_who_left_after_the_rehearsal_writes_nothing_there(self, member, beds):
        run = brought(member, [row(**{"Logement : Lits": "12"})])
        GroupMembership.objects.all().delete()
        runs.apply(run)
        assert not GroupValue.objects.exists()

    def test_an_import_is_undone_and_put_back_with_what_it_said(self, member, beds):
        run = brought(member, [row(**{"Logement : Lits": "12"})])
        runs.apply(run)
        runs.undo(run.pk)
        assert not GroupValue.objects.exists()
        assert not Structure.objects.exists()
        runs.redo(run.pk)
        assert GroupValue.objects.get().text == "12"

    def test_the_next_edition_changes_what_its_source_said_and_keeps_what_people_wrote(self, member, beds):
        first = brought(member, [row(**{"Logement : Lits": "12"})])
        runs.apply(first)
        second = brought(member, [row(**{"Logement : Lits": "13"})])
        runs.apply(second)
        assert GroupValue.objects.get().text == "13"
        GroupValue.objects.update(text="20")
        third = brought(member, [row(**{"Logement : Lits": "14"})])
        runs.apply(third)
        assert GroupValue.objects.get().text == "20"
        kept = ImportRow.objects.get(run=third, kind="structure").kept
        assert kept == {f"champ-{beds.pk}": ["20", "14"]}

    def test_the_history_tells_it_to_whom_the_field_is_for(self, member, beds):
        runs.apply(brought(member, [row(**{"Logement : Lits": "12"})]))
        assert set(Event.objects.filter(kind=GROUP_VALUE.number).values_list("need", flat=True)) == {2}


def test_a_merge_keeps_what_either_said_and_splitting_gives_it_back(group, structure, beds):
    mot = GroupField.objects.create(group=group, name="Mot", kind="texte", audience=MEMBERS)
    other = StructureFactory(nom="Maison ouverte bis", commune_nom="Melun")
    for one, field, text in ((structure, mot, "Ici"), (other, mot, "Là"), (other, beds, "12")):
        GroupValue.objects.create(structure=one, field=field, text=text)
    pair = Duplicate.objects.create(first=structure, second=other, score=0.9)
    merging.merge(pair, structure.pk, [])
    said = GroupValue.objects.filter(structure=structure).exclude(text="")
    assert set(said.values_list("field", "text")) == {(mot.pk, "Ici"), (beds.pk, "12")}
    merging.split(pair)
    assert set(said.values_list("field", "text")) == {(mot.pk, "Ici")}
    assert set(GroupValue.objects.filter(structure=other).values_list("text", flat=True)) == {"Là", "12"}


class TestExports:
    @pytest.mark.parametrize(
        ("audience", "who_reads"),
        [(PUBLIC, "visitor stranger member"), (PROFESSIONALS, "stranger member"), (MEMBERS, "member")],
    )
    def test_a_file_has_the_fields_that_its_reader_reads(
        self, group, structure, member, stranger, audience, who_reads
    ):
        field = GroupField.objects.create(group=group, name="Mot", kind="texte", audience=audience)
        GroupValue.objects.create(structure=structure, field=field, text=SECRET)
        readers = {
            "visitor": Reader(Role.VISITOR), "stranger": reader_of(stranger), "member": reader_of(member),
        }  # fmt: skip
        told = {who: read_csv(reader, structure)[0].get("Logement : Mot") for who, reader in readers.items()}
        assert {who for who, text in told.items() if text == SECRET} == set(who_reads.split())
        assert {who for who, text in told.items() if text is not None} == set(who_reads.split())

    def test_a_workbook_has_numbers_and_says_what_is_the_members(self, client, structure, beds, member):
        GroupValue.objects.create(structure=structure, field=beds, text="12.5")
        client.force_login(member)
        answer = client.get("/exports/xlsx")
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        (head, line, *_more) = book["Structures"].iter_rows(values_only=True)
        assert dict(zip(head, line, strict=True))["Logement : Lits"] == 12.5
        about = " ".join(str(cell.value) for (cell, *_rest) in book["Lisez-moi"].iter_rows())
        assert "Réservé aux membres du groupe : Logement : Lits" in about

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_our_own_file_comes_back_with_the_cells_that_were_touched(
        self, client, structure, group, beds, member, kind
    ):
        mot = GroupField.objects.create(group=group, name="Mot", kind="texte-long", audience=MEMBERS)
        GroupValue.objects.create(structure=structure, field=mot, text=SECRET)
        other = StructureFactory(nom="Toit voisin", commune_nom="Melun")
        client.force_login(member)
        content = b"".join(client.get(f"/exports/{kind}").streaming_content)
        if kind == "csv":
            lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
            for line in lines:
                line["Logement : Lits"] = "12" if line["nom"] == "Maison ouverte" else ""
            content = csv_bytes(lines, ";")
        else:
            book = load_workbook(io.BytesIO(content))
            sheet = book["Structures"]
            names = [cell.value for cell in sheet[1]]
            for line in sheet.iter_rows(min_row=2):
                if line[names.index("nom")].value == "Maison ouverte":
                    line[names.index("Logement : Lits")].value = 12
            file = io.BytesIO()
            book.save(file)
            content = file.getvalue()
        run = brought(member, content, f"annuaire.{kind}")
        changes = {
            one.target: one.changes
            for one in ImportRow.objects.filter(run=run, kind="structure").exclude(changes={})
        }
        assert changes == {structure.pk: {f"champ-{beds.pk}": ["", "12"]}}
        runs.apply(run)
        assert {(one.structure_id, one.text) for one in GroupValue.objects.all()} == {
            (structure.pk, SECRET), (structure.pk, "12"),
        }  # fmt: skip
        assert not GroupValue.objects.filter(structure=other).exists()


def test_only_live_fields_of_ones_own_groups_are_filled_in_by_files(member, stranger, beds):
    assert list(fields_of(member)) == [f"champ-{beds.pk}"]
    assert fields_of(stranger) == {}
