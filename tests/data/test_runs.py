"""An import from its rehearsal to its undoing, on files written for the project."""

import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.files import Unreadable
from data.imports import plan, runs
from data.imports.apply import NotApplied, PlanChanged
from data.imports.runs import NotUndone
from data.models import Duplicate, ImportRow, Link, Profile
from data.models.file import PART, store
from data.models.run import Action, RunState
from history.models import Act, Cause, Event
from mapping.models import Contact, PositionPrecision, Service, Status, Structure, Visibility
from mapping.presentation import structure_path
from search.models import SearchRow
from tests.data.digest import digest
from tests.data.samples import applied, csv_bytes, received, rehearsed, row
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

ROWS = [
    row(1, thematiques="Cours de français", horaires="Lundi au vendredi 9h-12h", contact="Camille Essai"),
    row(2, thematiques="Accès aux droits", horaires="sur rendez-vous", contact=""),
    row(3, thematiques="", horaires="", contact=""),
]


def test_a_rehearsal_writes_nothing_in_the_directory():
    before = digest()
    run = rehearsed(csv_bytes(ROWS))
    assert run.counts[Action.CREATE] == 3
    assert digest() == before


def test_a_run_whose_file_was_deleted_asks_for_it_again():
    run = rehearsed(csv_bytes(ROWS))
    run.file.delete()
    run.refresh_from_db()
    with pytest.raises(Unreadable, match="envoyez-le de nouveau"):
        runs.rehearse(run)
    runs.prepare(run)
    assert run.state == RunState.REFUSED
    assert "envoyez-le de nouveau" in run.notes[0]


def test_applying_makes_structures_services_and_private_contacts_that_the_search_finds():
    applied(csv_bytes(ROWS))
    first = Structure.objects.get(source="annuaire", source_id="a1")
    assert (first.nom, first.horaires_accueil) == ("Association du quartier 1", "Mo-Fr 09:00-12:00")
    assert (first.commune_id, first.position_precision) == ("77288", PositionPrecision.COMMUNE)
    service = Service.objects.get(structure=first)
    assert service.thematiques == ["lecture-ecriture-calcul--maitriser-le-francais"]
    contact = Contact.objects.get(structure=first)
    assert (contact.nom, contact.nom_visibility) == ("Camille Essai", Visibility.PROFESSIONALS)
    assert SearchRow.objects.filter(structure=first, theme=1).exists()


def test_undoing_leaves_the_directory_and_its_search_as_they_were():
    StructureFactory(nom="Une autre")
    before = digest()
    run = applied(csv_bytes(ROWS))
    assert digest() != before
    assert runs.undo(run.pk).left_by_undo == []
    assert digest() == before


def test_the_second_edition_changes_creates_and_closes_and_is_undone():
    applied(csv_bytes(ROWS), whole=True)
    between = digest()
    edition = [row(1, thematiques="Cours de français", telephone="01 64 52 00 00"), row(4)]
    run = rehearsed(csv_bytes(edition), whole=True)
    assert {action: run.counts[action] for action in ("create", "change", "same", "close")} == {
        "create": 1,
        "change": 1,
        "same": 0,
        "close": 2,
    }
    changed = ImportRow.objects.get(run=run, kind="structure", key="a1")
    assert changed.changes == {"telephone": ["01 64 52 89 00", "01 64 52 00 00"]}
    runs.accept(run)
    runs.apply(run)
    assert Structure.objects.get(source_id="a2").status == Status.CLOSED
    assert runs.undo(run.pk).left_by_undo == []
    assert digest() == between


def test_the_same_file_again_changes_nothing():
    applied(csv_bytes(ROWS))
    before = digest()
    run = applied(csv_bytes(ROWS))
    assert run.counts[Action.SAME] == 3
    assert digest() == before
    assert not Event.objects.filter(act__run=run.pk).exists()


def test_a_structure_that_comes_back_is_published_again():
    applied(csv_bytes(ROWS), whole=True)
    applied(csv_bytes(ROWS[:2]), whole=True)
    assert Structure.objects.get(source_id="a3").status == Status.CLOSED
    applied(csv_bytes(ROWS), whole=True)
    assert Structure.objects.get(source_id="a3").status == Status.PUBLISHED


def test_a_structure_closed_by_hand_stays_closed():
    applied(csv_bytes(ROWS), whole=True)
    Structure.objects.filter(source_id="a3").update(status=Status.CLOSED)
    applied(csv_bytes([*ROWS[:2], row(3, telephone="01 64 52 00 00")]), whole=True)
    assert Structure.objects.get(source_id="a3").status == Status.CLOSED


def test_a_file_that_is_not_whole_closes_nothing():
    applied(csv_bytes(ROWS))
    run = rehearsed(csv_bytes(ROWS[:1]))
    assert run.counts[Action.CLOSE] == 0


def test_a_value_corrected_by_hand_is_kept_in_silence_while_the_source_repeats_itself():
    applied(csv_bytes(ROWS))
    Structure.objects.filter(source_id="a1").update(telephone="01 11 11 11 11")
    run = applied(csv_bytes(ROWS))
    assert run.counts[Action.SAME] == 3
    assert Structure.objects.get(source_id="a1").telephone == "01 11 11 11 11"


def test_a_value_corrected_by_hand_is_kept_and_told_when_the_source_changes_its_own():
    applied(csv_bytes(ROWS))
    Structure.objects.filter(source_id="a1").update(telephone="01 11 11 11 11")
    run = applied(csv_bytes([row(1, telephone="01 64 52 00 00"), *ROWS[1:]]))
    assert Structure.objects.get(source_id="a1").telephone == "01 11 11 11 11"
    kept = ImportRow.objects.get(run=run, kind="structure", key="a1").kept
    assert kept == {"telephone": ["01 11 11 11 11", "01 64 52 00 00"]}
    assert run.counts["kept"] == 1


def test_a_source_may_be_allowed_to_overwrite_a_field_and_forbidden_another():
    run = applied(csv_bytes(ROWS))
    Structure.objects.filter(source_id="a1").update(telephone="01 11 11 11 11")
    run.source.overwrites, run.source.never_writes = ["telephone"], ["nom"]
    run.source.save()
    applied(csv_bytes([row(1, telephone="01 64 52 00 00", nom="Un autre nom"), *ROWS[1:]]))
    written = Structure.objects.get(source_id="a1")
    assert (written.telephone, written.nom) == ("01 64 52 00 00", "Association du quartier 1")


def test_a_record_deleted_by_hand_is_not_made_again():
    applied(csv_bytes(ROWS))
    Service.objects.filter(structure__source_id="a1").delete()
    Contact.objects.filter(structure__source_id="a1").delete()
    Structure.objects.get(source_id="a1").delete()
    run = applied(csv_bytes(ROWS))
    assert run.counts[Action.GONE] == 1
    assert not Structure.objects.filter(source_id="a1").exists()


def test_what_a_file_does_not_speak_of_is_left_alone():
    applied(csv_bytes(ROWS))
    applied(csv_bytes([{"id": "a1", "nom": "Association du quartier 1"}]))
    assert Structure.objects.get(source_id="a1").telephone == "01 64 52 89 00"


def test_undo_keeps_and_lists_what_was_edited_since():
    run = applied(csv_bytes(ROWS))
    edited = Structure.objects.get(source_id="a1")
    edited.description = "Écrit par une collègue."
    edited.save()
    second = Structure.objects.get(source_id="a2")
    ServiceFactory(structure=second, nom="Ajouté par une collègue")
    left = runs.undo(run.pk).left_by_undo
    assert {(item["id"], item["why"]) for item in left if item["kind"] == "structure"} == {
        (edited.pk, "modifiée depuis"),
        (second.pk, "quelque chose y a été ajouté depuis"),
    }
    assert set(Structure.objects.filter(source="annuaire").values_list("source_id", flat=True)) == {
        "a1",
        "a2",
    }
    assert Link.objects.filter(kind="structure").count() == 2


@pytest.mark.parametrize("touched", ["structure", "service", "contact", "added"])
def test_what_stays_after_an_undoing_keeps_what_came_with_it(touched):
    run = applied(csv_bytes(ROWS))
    structure = Structure.objects.get(source_id="a1")
    parts = {
        model: set(model.objects.filter(structure=structure).values_list("pk", flat=True))
        for model in (Service, Contact)
    }
    assert all(parts.values())
    if touched == "structure":
        Structure.objects.filter(pk=structure.pk).update(telephone="01 64 00 00 09")
    elif touched == "service":
        Service.objects.filter(structure=structure).update(telephone="01 64 00 00 09")
    elif touched == "contact":
        Contact.objects.filter(structure=structure).update(fonction="Accueil")
    else:
        ServiceFactory(structure=structure, nom="Ajouté par une collègue")
    left = runs.undo(run.pk).left_by_undo
    assert left
    assert list(Structure.objects.filter(source="annuaire")) == [structure]
    for model, numbers in parts.items():
        assert numbers <= set(model.objects.filter(structure=structure).values_list("pk", flat=True))
        assert not model.objects.exclude(structure=structure).exists()


def test_undo_gives_back_the_fields_nobody_touched_and_keeps_the_others():
    applied(csv_bytes(ROWS))
    second = applied(csv_bytes([row(1, telephone="01 64 52 00 00", adresse="9 rue Neuve"), *ROWS[1:]]))
    Structure.objects.filter(source_id="a1").update(telephone="01 22 22 22 22")
    left = runs.undo(second.pk).left_by_undo
    assert [item["fields"] for item in left] == [["telephone"]]
    first = Structure.objects.get(source_id="a1")
    assert (first.telephone, first.adresse) == ("01 22 22 22 22", "1 rue des Essais")


def test_what_was_undone_is_done_again_and_undone_again_all_of_it():
    applied(csv_bytes(ROWS), whole=True)
    before = digest()
    run = applied(
        csv_bytes([row(1, telephone="01 64 52 00 00", contact="Camille Autre"), row(4)]), whole=True
    )
    between = digest()
    for _ in range(2):
        assert runs.undo(run.pk).left_by_undo == []
        assert digest() == before
        again = runs.redo(run.pk)
        assert (again.state, again.left_by_undo) == (RunState.APPLIED, [])
        assert digest() == between
    assert [act.cause for act in Act.objects.filter(run=run.pk).order_by("pk")] == [
        Cause.IMPORT,
        *[Cause.UNDO] * 4,
    ]


def test_only_what_was_undone_is_done_again():
    run = applied(csv_bytes(ROWS))
    assert runs.redo(run.pk).state == RunState.APPLIED
    waiting = received(csv_bytes(ROWS))
    with pytest.raises(NotUndone, match="rien à refaire"):
        runs.redo(waiting.pk)


def test_an_earlier_run_can_be_undone_under_a_later_one():
    first = applied(csv_bytes(ROWS))
    applied(csv_bytes([{**ROWS[0], "telephone": "01 64 52 00 00"}, *ROWS[1:]]))
    left = runs.undo(first.pk).left_by_undo
    assert [item["kind"] for item in left] == ["structure"]
    assert Structure.objects.get(source="annuaire").telephone == "01 64 52 00 00"


def test_applying_twice_does_it_once():
    run = applied(csv_bytes(ROWS))
    events = Event.objects.count()
    runs.apply(run)
    assert (Structure.objects.filter(source="annuaire").count(), Event.objects.count()) == (3, events)


def test_undoing_twice_does_it_once():
    run = applied(csv_bytes(ROWS))
    runs.undo(run.pk)
    assert runs.undo(run.pk).state == RunState.UNDONE


def test_what_is_not_rehearsed_is_not_applied_and_what_is_not_applied_not_undone():
    run = received(csv_bytes(ROWS))
    with pytest.raises(NotApplied):
        runs.apply(run)
    with pytest.raises(NotUndone):
        runs.undo(run.pk)


def test_nothing_is_applied_when_the_directory_changed_since_the_rehearsal():
    applied(csv_bytes(ROWS))
    run = rehearsed(csv_bytes([row(1, telephone="01 64 52 00 00"), *ROWS[1:]]))
    Structure.objects.filter(source_id="a1").update(telephone="01 33 33 33 33")
    with pytest.raises(PlanChanged):
        runs.apply(run)
    assert Structure.objects.get(source_id="a1").telephone == "01 33 33 33 33"
    run.refresh_from_db()
    assert run.counts["kept"] == 1
    assert runs.apply(run).state == RunState.APPLIED


def test_a_value_that_the_database_refuses_leaves_nothing_written(monkeypatch):
    run = rehearsed(csv_bytes(ROWS))
    ImportRow.objects.filter(run=run, key="a3", kind="structure").update(
        payload={"nom": "x", "code_postal": "abcde"}
    )
    plan.rehearse(run)
    with pytest.raises(NotApplied, match="rien n'a été écrit"):
        runs.apply(run)
    assert not Structure.objects.filter(source="annuaire").exists()


def test_every_row_is_accounted_for():
    doubled = [*ROWS, ROWS[0], {**row(2), "nom": "Un tout autre nom"}, {"id": "a9", "nom": " "}]
    run = rehearsed(csv_bytes(doubled))
    assert run.rows_read == 6
    outcomes = ImportRow.objects.filter(run=run, kind="structure").values_list("number", "action")
    # What two structures share is no identifier: each is known by its name and its address.
    assert dict(outcomes) == {2: "create", 3: "create", 4: "create", 5: "double", 6: "create", 7: "refuse"}
    identifier = next(column for column in run.settings["columns"] if column["name"] == "id")
    assert (identifier["target"], identifier["why"][:19]) == ("", "pas un identifiant ")


def test_one_row_in_many_that_has_the_identifier_of_another_is_told_and_not_written():
    rows = [row(number) for number in range(1, 202)]
    run = rehearsed(csv_bytes([*rows, {**row(7), "nom": "Un tout autre nom"}]))
    refused = ImportRow.objects.get(run=run, action=Action.REFUSE)
    assert (refused.number, refused.key) == (203, "a7")
    assert refused.reason == "La ligne 8 a le même identifiant, avec un autre nom ou une autre adresse."
    assert run.counts[Action.CREATE] == 201


def test_a_row_without_a_name_is_refused_with_what_it_held():
    run = rehearsed(csv_bytes([row(1), {"id": "a2", "nom": "", "commune": "Melun"}]))
    refused = ImportRow.objects.get(run=run, action=Action.REFUSE)
    assert (refused.number, refused.reason) == (3, "Cette ligne n'a pas de nom.")
    assert refused.given["commune"] == "Melun"


def test_rows_without_an_identifier_are_known_again_by_name_and_address():
    rows = [{key: value for key, value in row(n).items() if key != "id"} for n in (1, 2)]
    applied(csv_bytes(rows))
    run = rehearsed(csv_bytes([{**rows[0], "telephone": "01 64 52 00 00"}, rows[1]]))
    assert (run.counts[Action.CHANGE], run.counts[Action.SAME]) == (1, 1)


def test_a_service_that_the_source_drops_is_removed_and_comes_back_with_undo():
    applied(csv_bytes([row(1, contact="Camille Essai")]))
    before = digest()
    run = applied(csv_bytes([row(1, contact=""), row(2, contact="Dominique Essai")]))
    assert not Contact.objects.filter(structure__source_id="a1").exists()
    runs.undo(run.pk)
    assert digest() == before


def test_the_mapping_of_a_file_is_kept_for_its_next_edition():
    run = received(csv_bytes([{"Intitulé de la chose": "Une association", "Ville": "Melun"}]))
    runs.save_mapping(
        run, {"Intitulé de la chose": "nom", "Ville": "commune"}, run.source, profile_name="Le mien"
    )
    again = runs.receive(
        "octobre.csv", iter([csv_bytes([{"Ville": "Melun", "Intitulé de la chose": "Autre"}])])
    )
    assert (again.profile, again.source) == (Profile.objects.get(nom="Le mien"), run.source)
    assert runs.rehearse(again).counts[Action.CREATE] == 1


def test_the_number_of_queries_does_not_grow_with_the_rows():
    def queries(count: int) -> int:
        run = received(csv_bytes([row(number) for number in range(count)]))
        with CaptureQueriesContext(
            connection,
        ) as few:
            runs.rehearse(run)
            runs.apply(run)
        runs.undo(run.pk)
        return len(few)

    assert queries(40) == queries(400)


class TestSamePlace:
    """Which records of the directory a file's rows are taken for."""

    HERE = point(48.5399, 2.6600)

    def known(self, **values):
        return StructureFactory(
            nom="Maison des associations du Mée", adresse="4 rue des Écoles", position=self.HERE,
            telephone="",
            siret="73282932000074", **values,
        )  # fmt: skip

    def file(self, **values) -> bytes:
        near = row(7, nom="Maison des Associations du Mee", adresse="4 rue des Ecoles")
        return csv_bytes([{**near, "latitude": 48.5400, "longitude": 2.6601, **values}])

    def test_a_nearly_equal_name_at_the_same_place_is_the_same(self):
        known = self.known()
        run = applied(self.file())
        matched = ImportRow.objects.get(run=run, kind="structure")
        assert (matched.match, matched.target) == ("place", known.pk)

    def test_another_source_fills_what_is_empty_and_keeps_what_is_not(self):
        known = self.known()
        applied(self.file())
        known.refresh_from_db()
        assert (known.telephone, known.nom) == ("01 64 52 89 00", "Maison des associations du Mée")

    def test_an_alike_name_nearby_is_made_and_put_to_a_person(self):
        known = self.known()
        run = applied(self.file(nom="Maison des associations", adresse="12 rue des Ecoles"))
        assert run.counts["candidates"] == 1
        pair = Duplicate.objects.get()
        assert known.pk in (pair.first_id, pair.second_id)
        runs.undo(run.pk)
        assert not Duplicate.objects.exists()

    def test_an_alike_name_far_away_is_another(self):
        self.known()
        run = rehearsed(self.file(latitude=48.60, longitude=2.70, adresse="1 rue Haute"))
        assert (run.counts[Action.CREATE], run.counts["candidates"]) == (1, 0)

    def test_the_same_siret_alone_on_both_sides_is_the_same(self):
        known = self.known(commune__code="77288")
        run = rehearsed(self.file(siret="732 829 320 00074", nom="MDA", latitude=48.6, longitude=2.7))
        matched = ImportRow.objects.get(run=run, kind="structure")
        assert (matched.match, matched.target) == ("siret", known.pk)

    def test_a_siret_shared_by_several_rows_tells_nothing(self):
        self.known(commune__code="77288")
        both = [
            row(n, siret="73282932000074", nom=f"Antenne {n} des sports", latitude=48.6, longitude=2.7)
            for n in (1, 2)
        ]
        run = rehearsed(csv_bytes(both))
        assert run.counts[Action.CREATE] == 2

    def test_two_rows_of_one_file_are_never_taken_for_one_record(self):
        self.known()
        twins = [
            {
                **row(n, nom="Maison des Associations du Mee", adresse="4 rue des Ecoles"),
                "latitude": 48.54,
                "longitude": 2.66,
            }
            for n in (1, 2)
        ]
        run = rehearsed(csv_bytes(twins))
        targets = list(ImportRow.objects.filter(run=run, kind="structure", target__isnull=False))
        assert len(targets) == 1


def test_a_file_that_is_kept_is_not_held_in_memory():
    """Its connection used to remember every part, in the text of the statement that wrote it."""
    tracemalloc.start()
    try:
        file = store("grand.csv", (bytes([number]) * PART for number in range(20)))
        held, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 5 * PART
    with file.on_disk() as path:
        assert path.stat().st_size == 20 * PART
        assert path.read_bytes()[-PART:] == bytes([19]) * PART


def test_the_address_of_an_import_that_was_undone_leads_to_what_is_made_again(client):
    first = applied(csv_bytes(ROWS))
    before = Structure.objects.get(source_id="a1")
    runs.undo(first.pk)
    assert client.get(structure_path(before.pk, before.nom)).status_code == 404
    applied(csv_bytes(ROWS))
    again = Structure.objects.get(source_id="a1")
    assert again.pk != before.pk
    answer = client.get(structure_path(before.pk, before.nom))
    assert (answer.status_code, answer["Location"]) == (301, structure_path(again.pk, again.nom))
