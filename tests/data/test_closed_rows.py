"""A row that says that its structure is closed is never published as open before a person has said so."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from data.imports import closing, runs
from data.imports.apply import NotApplied
from data.imports.confidential import Undecided
from data.imports.scheduled import _carry
from data.imports.values import closing as words
from data.models import ImportRow, ImportRun, Source
from data.models.run import RunState
from mapping.models import Status, Structure
from tests.data.samples import csv_bytes, received, rehearsed, row
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.mark.parametrize(
    "text",
    [
        "FERMÉ depuis juin", "fermé définitivement", "n'existe plus", "L'association a cessé son activité",
        "Fermeture définitive au 31/12", "FERMÉ", "(fermée)", "structure fermée",
        "association dissoute en 2024",
        "Fermé depuis juin - repris par Germinale ?", "a définitivement fermé", "n’existe plus depuis 2023",
        "Le Tremplin (fermé)", "cessation d'activité", "a fermé ses portes", "fermée depuis le 3 mars 2025",
    ],
)  # fmt: skip
def test_words_that_say_that_a_structure_is_closed(text):
    assert words.says(text)


@pytest.mark.parametrize(
    "text",
    [
        "fermé le lundi", "fermé en août", "fermé le mercredi matin", "Lundi: 13h-18h; Mardi: fermé",
        "Fermé pendant les vacances", "liste d'attente fermée depuis juin", "fermé les jours fériés",
        "groupe fermé", "Ferme de la Jouarre", "La Ferme du Buisson", "cours fermés depuis mai",
        "fermé au public le vendredi", "sauf le jeudi (fermé)", "ferme à 18h", "", None, 12,
    ],
)  # fmt: skip
def test_words_that_are_hours_or_of_something_else(text):
    assert not words.says(text)


def test_what_was_answered_is_shown_for_the_next_edition_and_can_be_said_otherwise(client):
    decided("skip", "FERMÉ depuis juin", "")
    client.force_login(UserFactory(is_staff=True))
    run = received(rows_saying("FERMÉ depuis juin", ""))
    address = reverse("import-columns", args=[run.pk])
    page = client.get(address).content.decode()
    assert "Lignes qui disent que leur structure est fermée" in page
    assert "disent que leur structure est fermée</legend>" not in page.split("Ce qui a été répondu")[0]
    chosen = {f"colonne-{n}": column["target"] for n, column in enumerate(run.settings["columns"])}
    client.post(address, {**chosen, "source": run.source.nom, "fermees": "close"})
    run.refresh_from_db()
    assert run.state == RunState.REHEARSED
    assert closing.answer_of(run)["say"] == "close"
    # Left as it is, it stands.
    client.post(address, {**chosen, "source": run.source.nom})
    run.refresh_from_db()
    assert closing.answer_of(run)["say"] == "close"


def rows_saying(*notes: str) -> bytes:
    return csv_bytes([{**row(number), "Remarques": note} for number, note in enumerate(notes)])


def decided(say: str, *notes: str) -> ImportRun:
    """The run of these rows, rehearsed with what a person says of those that are closed."""
    run = received(rows_saying(*notes))
    with pytest.raises(Undecided):
        runs.rehearse(run)
    mapping = {one["name"]: one["target"] for one in run.settings["columns"] if one["target"]}
    runs.save_mapping(run, mapping, run.source, {closing.ANSWER: closing.answered(run, say)})
    runs.rehearse(run)
    return run


def test_nothing_is_written_until_a_person_has_said_though_the_column_is_not_read():
    run = received(rows_saying("accueil le lundi", "FERMÉ depuis juin", "n'existe plus"))
    with pytest.raises(Undecided, match="FERMÉ depuis juin"):
        runs.rehearse(run)
    with pytest.raises(NotApplied):
        runs.apply(run)
    assert not Structure.objects.exists()
    assert closing.question(run)["rows"] == 2


def test_a_structure_said_closed_is_closed_in_the_directory_and_taken_back_with_its_import():
    run = decided(closing.CLOSE, "", "FERMÉ depuis juin")
    runs.accept(run)
    runs.apply(run)
    assert dict(Structure.objects.values_list("source_id", "status")) == {
        "a0": Status.PUBLISHED,
        "a1": Status.CLOSED,
    }
    runs.undo(run.pk)
    assert not Structure.objects.exists()


def test_a_structure_said_closed_may_be_left_out_and_its_line_says_why():
    run = decided(closing.SKIP, "", "FERMÉ depuis juin")
    assert "non reprise" in run.rows.get(action="refuse").reason
    runs.accept(run)
    runs.apply(run)
    assert [one.source_id for one in Structure.objects.all()] == ["a0"]


def test_one_published_all_the_same_stays_among_the_lines_to_read_again():
    run = decided(closing.PUBLISH, "", "FERMÉ depuis juin")
    assert [one.number for one in ImportRow.objects.filter(run=run) if one.doubts] == [3]
    runs.accept(run)
    runs.apply(run)
    assert set(Structure.objects.values_list("status", flat=True)) == {Status.PUBLISHED}


def test_other_words_are_asked_about_again():
    decided(closing.SKIP, "", "FERMÉ depuis juin")
    assert rehearsed(rows_saying("", "FERMÉ depuis juin")).state == RunState.REHEARSED
    with pytest.raises(Undecided, match="existe plus"):
        rehearsed(rows_saying("", "n'existe plus"))


def test_a_professional_is_asked_with_the_columns(client):
    client.force_login(UserFactory(is_professional=True))
    run = received(rows_saying("", "FERMÉ depuis juin", "FERMÉ depuis juillet"))
    run.user, run.source, run.state = UserFactory(is_staff=True), None, RunState.RECEIVED
    run.save()
    client.force_login(run.user)
    columns = reverse("import-columns", args=[run.pk])
    page = client.get(columns).content.decode()
    assert "2 lignes disent que leur structure est fermée" in page
    named = {f"colonne-{n}": one["target"] for n, one in enumerate(run.settings["columns"])}
    said = {"source": "Annuaire", **named, "question-7": "non", "question-6": "non"}
    assert client.post(columns, said).status_code == 422
    assert client.post(columns, {**said, "fermees": closing.SKIP}).status_code == 302
    run.refresh_from_db()
    assert run.counts["create"] == 1


def test_a_scheduled_source_waits():
    source = Source.objects.create(code="annuaire", nom="Annuaire")
    run = received(rows_saying("FERMÉ depuis juin"))
    assert "dites ce qu'elles deviennent" in _carry(run, source)
    run.refresh_from_db()
    assert run.state == RunState.RECEIVED


def test_the_command_asks_too(tmp_path):
    path = tmp_path / "annuaire.csv"
    path.write_bytes(rows_saying("FERMÉ depuis juin", ""))
    asked = [str(path), "--source", "annuaire", "--appliquer"]
    with pytest.raises(CommandError, match="--fermees"):
        call_command("import_structures", *asked, stdout=io.StringIO())
    call_command("import_structures", *asked, "--fermees", "fermer", stdout=io.StringIO())
    assert Structure.objects.get(source_id="a0").status == Status.CLOSED
