"""A version is what the record was, to the bit; an act can be taken back, and its undoing too."""

import json
import random
from dataclasses import replace

import pytest
from django.db import connection

from accounts.models import Group, Organisation
from accounts.roles import Role
from history import kinds, record_rows
from history.context import acting
from history.models import Act, Cause, Event, Operation
from history.undoing import EDITED, REFUSED, Left, undo
from history.versions import last_event, restore, version
from mapping.kinds import CLOSURE, CONTACT, KINDS, STRUCTURE
from mapping.models import Contact, Service, Session, Structure, TemporaryClosure, Visibility
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db

EVERYTHING = (Structure, Service, Contact, Session, TemporaryClosure)


def directory() -> dict[tuple[str, int], dict]:
    """Every record of every kind, as PostgreSQL writes it, but when it was last touched."""
    found = {}
    for kind in KINDS:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, (to_jsonb(r) - 'updated_at')::text FROM {kind.table} r")
            found |= {(kind.code, number): json.loads(row) for number, row in cursor.fetchall()}
    return found


def something_happens(chance: random.Random) -> None:
    """One of the things that people and programs do to the directory."""
    structures = list(Structure.objects.order_by("pk"))
    one = chance.choice(structures) if structures else StructureFactory()
    services = list(Service.objects.filter(structure=one).order_by("pk"))
    doing = chance.choice(
        ["make", "edit", "edit", "edit", "move", "serve", "reserve", "call", "tell", "close", "remove"]
    )
    if doing == "make":
        StructureFactory()
    elif doing == "edit":
        Structure.objects.filter(pk=one.pk).update(
            nom=f"Nom {chance.random()}", horaires_accueil=chance.choice(["", "Mo 09:00-12:00"]),
            accessible=chance.choice([None, True, False]), reseaux_porteurs=chance.choice([[], ["caf"]]),
        )  # fmt: skip
    elif doing == "move":
        Structure.objects.filter(pk=one.pk).update(
            position=point(48 + chance.random(), 2 + chance.random()), position_precision="manual"
        )
    elif doing == "serve":
        ServiceFactory(structure=one)
    elif doing == "reserve" and services:
        Service.objects.filter(pk=chance.choice(services).pk).update(
            places_restantes=chance.randrange(9),
            volume_horaire_hebdomadaire=chance.random(),
            publics=["femmes"],
        )
    elif doing == "call":
        ContactFactory(structure=one, telephone=str(chance.randrange(10**9)))
    elif doing == "tell":
        Contact.objects.filter(structure=one).update(
            telephone_visibility=chance.choice(Visibility.values),
            telephone_organisation=chance.choice([None, *Organisation.objects.order_by("pk")]),
            nom_group=chance.choice([None, *Group.objects.order_by("pk")]),
        )
    elif doing == "close":
        TemporaryClosure.objects.create(structure=one, first_day="2026-12-24", last_day="2026-12-31")
    elif doing == "remove" and len(structures) > 2:
        one.delete()


def test_two_hundred_versions_of_random_lives_are_restored_exactly():
    """Of what is there today: a version is put back, compared, and the next one put back over it."""
    chance = random.Random(20261128)
    for number in range(4):
        StructureFactory()
        Organisation.objects.create(name=str(number))
        Group.objects.create(name=str(number))
    seen = []
    for _ in range(120):
        with acting(Cause.EDIT):
            something_happens(chance)
        after = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
        seen += [(after, code, number, row) for (code, number), row in directory().items()]
    kind_of = {kind.code: kind for kind in KINDS}
    alive = {key for key in directory() if key[0] != "session"}
    tried = chance.sample([one for one in seen if one[1:3] in alive], 200)
    for after, code, number, row in tried:
        kind = kind_of[code]
        told = version(kind, number, after)
        assert {name: told[name] for name in row} == row
        restore(kind, number, after)
        assert directory()[code, number] == row


def test_a_removed_record_is_made_again_with_its_number():
    structure = StructureFactory(nom="Disparue")
    seen = last_event(structure.pk)
    number, before = structure.pk, directory()
    structure.delete()
    restore(STRUCTURE, number, seen)
    assert directory() == before


def test_what_was_not_there_cannot_be_put_back():
    structure = StructureFactory()
    with pytest.raises(LookupError):
        restore(STRUCTURE, structure.pk, after=0)


def test_some_columns_alone_are_put_back_with_those_that_go_with_them():
    structure = StructureFactory(nom="Avant", position=point(48.1, 2.1), position_precision="address")
    seen = last_event(structure.pk)
    Structure.objects.update(nom="Après", position=point(48.2, 2.2), position_precision="street")
    assert restore(STRUCTURE, structure.pk, seen, columns={"position"}) == {"position", "position_precision"}
    structure.refresh_from_db()
    assert (structure.nom, structure.position_precision, structure.position.x) == ("Après", "address", 2.1)


@pytest.mark.parametrize("is_removed", [False, True])
def test_who_is_gone_is_not_brought_back_as_the_audience_of_a_detail(is_removed):
    """Nothing is put back, rather than the detail without its rule; nor by undoing, which tells it."""
    gone = Organisation.objects.create(name="Dissoute")
    contact = ContactFactory(telephone_organisation=gone)
    number, seen = contact.pk, last_event(contact.structure_id)
    with acting(Cause.EDIT):
        Contact.objects.update(telephone_organisation=None, nom="Dominique")
    edit = Act.objects.order_by("-pk").first()
    if is_removed:
        seen_before = Event.objects.filter(kind=CONTACT.number, object=number).last()
        contact.refresh_from_db()
        contact.delete()
        seen = seen_before.pk
    gone.delete()
    before = directory()
    with pytest.raises(LookupError):
        restore(CONTACT, number, seen)
    assert directory() == before
    if not is_removed:
        done = undo(edit)
        assert done.left["contact", number].why == REFUSED
        assert directory() == before


@pytest.mark.parametrize("seed", range(8))
def test_undoing_an_act_leaves_the_directory_as_it_was_and_undoing_that_does_it_again(seed):
    chance = random.Random(seed)
    for _ in range(3):
        ServiceFactory()
    before = directory()
    with acting(Cause.IMPORT, run=1):
        for _ in range(12):
            something_happens(chance)
    after, act = directory(), Act.objects.first()
    undone = undo(act)
    assert (undone.left, directory()) == ({}, before)
    if undone.act is not None:
        assert undo(undone.act).left == {}
    assert directory() == after


def test_undoing_keeps_what_was_changed_since_and_says_it():
    structure = StructureFactory(nom="Avant", telephone="01", position=point(48.1, 2.1))
    with acting(Cause.IMPORT):
        Structure.objects.update(
            nom="Import", telephone="02", position=point(48.2, 2.2), position_origin="fichier"
        )
        ServiceFactory(structure=structure)
    act = Act.objects.first()
    with acting(Cause.EDIT):
        Structure.objects.update(telephone="03", position=point(48.3, 2.3))
        Service.objects.update(nom="Corrigé")
    undone = undo(act)
    structure.refresh_from_db()
    # The point was moved since: where it came from stays with it.
    assert (structure.nom, structure.telephone, structure.position.x) == ("Avant", "03", 2.3)
    assert structure.position_origin == "fichier"
    assert undone.left == {
        ("structure", structure.pk): Left(EDITED, frozenset({"telephone", "position", "position_origin"})),
        ("service", Service.objects.get().pk): Left(EDITED, frozenset({"nom"})),
    }


def test_an_undoing_is_an_act_that_says_what_it_undoes():
    StructureFactory(nom="Avant")
    with acting(Cause.EDIT):
        Structure.objects.update(nom="Après")
    act = Act.objects.first()
    undone = undo(act)
    assert (undone.act.cause, undone.act.undoes, undone.records) == (Cause.UNDO, act, 1)
    assert Event.objects.filter(act=undone.act, operation=Operation.CHANGED).count() == 1


def test_a_renamed_column_is_put_back_under_its_name_of_today(monkeypatch):
    structure = StructureFactory()
    closure = TemporaryClosure.objects.create(
        structure=structure, first_day="2026-12-24", last_day="2026-12-31", reason="Avant"
    )
    seen = last_event(structure.pk)
    TemporaryClosure.objects.update(reason="Après")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE mapping_temporaryclosure RENAME COLUMN reason TO motif")
    renamed = replace(CLOSURE, renamed=(("reason", "motif"),))
    monkeypatch.setitem(kinds._kinds, renamed.number, renamed)
    assert restore(renamed, closure.pk, seen) == {"motif"}
    assert record_rows.read(renamed, closure.pk)["motif"] == "Avant"


def test_what_is_hidden_leaves_the_version_that_a_role_sees_as_it_is():
    refuge = StructureFactory(address_visibility=Visibility.OWNERS)
    Structure.objects.filter(pk=refuge.pk).update(description="Vu de tous")
    seen = last_event(refuge.pk, Role.PROFESSIONAL)
    for number in range(25):
        Structure.objects.filter(pk=refuge.pk).update(adresse=f"{number} rue Introuvable")
    assert last_event(refuge.pk, Role.PROFESSIONAL) == seen < last_event(refuge.pk, Role.STAFF)
    assert last_event(refuge.pk, Role.STAFF) == last_event(refuge.pk)
