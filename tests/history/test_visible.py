"""The history tells a role what it sees now and saw then, and nothing between."""

import itertools
import json

import pytest
from django.db import connection

from accounts.models import Group, Organisation
from accounts.readers import Reader
from accounts.roles import Role
from history.context import acting
from history.models import Cause, Event
from history.visible import visible_events
from mapping.kinds import KINDS
from mapping.models import (
    Contact,
    Status,
    Structure,
    Visibility,
    VisibleContact,
    VisibleService,
    VisibleStructure,
)
from mapping.models.contact import CONTACT_FIELDS
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db

ADDRESS = {"adresse": "7 rue Cachée", "position": point(48.56, 2.70)}


def columns_told(role: Role, root: int) -> set[str]:
    return {name for one in visible_events(Event.objects.filter(root=root), role) for name in one.columns}


@pytest.mark.parametrize(
    ("then", "now"), list(itertools.product((Visibility.PUBLIC, Visibility.OWNERS), repeat=2))
)
def test_an_address_is_told_to_who_may_see_it_now_and_could_then(then, now):
    structure = StructureFactory(address_visibility=then)
    with acting(Cause.EDIT):
        Structure.objects.update(**ADDRESS, telephone="01 64 00 00 00")
    with acting(Cause.EDIT):
        Structure.objects.update(address_visibility=now)
    public = then == now == Visibility.PUBLIC
    for role in (Role.VISITOR, Role.PROFESSIONAL):
        told_of = columns_told(role, structure.pk)
        assert "telephone" in told_of
        assert (not told_of.isdisjoint(ADDRESS)) == public
        assert "address_visibility" not in told_of
    assert columns_told(Role.STAFF, structure.pk) >= {"adresse", "position", "telephone"}


def test_a_change_of_hidden_columns_alone_did_not_happen_for_who_may_not_see_them():
    structure = StructureFactory(address_visibility=Visibility.OWNERS)
    with acting(Cause.EDIT):
        Structure.objects.update(**ADDRESS)
    assert (
        len(visible_events(Event.objects.filter(root=structure.pk), Role.PROFESSIONAL)) == 1
    )  # that it was made
    assert len(visible_events(Event.objects.filter(root=structure.pk), Role.STAFF)) == 2


def test_a_removed_refuge_is_told_as_it_was_when_it_went():
    structure = StructureFactory(address_visibility=Visibility.PUBLIC)
    number = structure.pk
    with acting(Cause.EDIT):
        Structure.objects.update(address_visibility=Visibility.OWNERS)
    structure.delete()
    assert "adresse" not in columns_told(Role.PROFESSIONAL, number)
    assert "adresse" in columns_told(Role.STAFF, number)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CLOSED])
def test_a_record_that_nobody_reads_has_no_history_for_them(status):
    structure = StructureFactory()
    ServiceFactory(structure=structure)
    ContactFactory(structure=structure)
    Structure.objects.update(status=status)
    for role in (Role.VISITOR, Role.PROFESSIONAL):
        assert visible_events(Event.objects.filter(root=structure.pk), role) == []
    assert visible_events(Event.objects.filter(root=structure.pk), Role.STAFF)


def test_a_contact_is_told_detail_by_detail():
    contact = ContactFactory(telephone_visibility=Visibility.OWNERS, nom_visibility=Visibility.PUBLIC)
    with acting(Cause.EDIT):
        Contact.objects.update(telephone="06 00 00 00 00", nom="Dominique", courriel="d@example.org")
    assert columns_told(Role.VISITOR, contact.structure_id) == {"nom"}
    assert columns_told(Role.PROFESSIONAL, contact.structure_id) == {"nom", "courriel"}


def test_what_a_membership_opens_today_stays_hidden_from_the_role_in_the_history():
    """Neither the detail nor for whom it is, now or then, is told to professionals, members or not."""
    contact = ContactFactory(telephone_visibility=Visibility.OWNERS)
    organisation, group = Organisation.objects.create(name="A"), Group.objects.create(name="G")
    with acting(Cause.EDIT):
        Contact.objects.update(
            telephone="06 00 00 00 00", telephone_organisation=organisation, nom_organisation=organisation,
            nom_group=group, courriel="d@example.org",
        )  # fmt: skip
    assert columns_told(Role.PROFESSIONAL, contact.structure_id) == {"courriel"}
    audiences = {"telephone_organisation_id", "nom_organisation_id", "nom_group_id"}
    assert columns_told(Role.STAFF, contact.structure_id) == {"telephone", "courriel", *audiences}
    organisation.delete()
    assert columns_told(Role.PROFESSIONAL, contact.structure_id) == {"courriel"}


def test_every_column_that_says_who_sees_a_detail_is_for_staff():
    ContactFactory()
    rules = {
        f"{name}_{rule}" for name in CONTACT_FIELDS for rule in ("visibility", "organisation_id", "group_id")
    }
    needs = needed(KINDS[2])
    assert {name: needs.get(name) for name in rules} == dict.fromkeys(rules, Role.STAFF)


def needed(kind) -> dict[str, int]:
    """What the only record of a kind needs today."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {kind.needs.format(row='r')}::text FROM {kind.table} r")
        ((text,),) = cursor.fetchall()
        return json.loads(text)


@pytest.mark.parametrize("visibility", Visibility.values)
@pytest.mark.parametrize("status", Status.values)
def test_it_says_the_same_as_the_views_that_readers_go_through(visibility, status):
    """The view hides a column that both know from a role where it needs a higher one, and only there."""
    marked = "MARQUE"
    structure = StructureFactory(
        source_id=marked, siret="98765432109876", adresse=marked, complement_adresse=marked,
        code_postal="77999", commune_nom=marked, position=ADDRESS["position"], position_origin=marked,
        accessibilite_lieu=f"https://example.org/{marked}", lien_source=f"https://example.org/{marked}",
        address_visibility=visibility, status=status,
    )  # fmt: skip
    service = ServiceFactory(
        structure=structure, source_id=marked, adresse=marked, complement_adresse=marked, code_postal="77998",
        commune=structure.commune, commune_nom=marked, position=point(48.57, 2.71), position_origin=marked,
        lien_source=f"https://example.org/{marked}",
    )  # fmt: skip
    ContactFactory(structure=structure, telephone="06", telephone_visibility=visibility)
    pairs = (
        (KINDS[0], VisibleStructure, structure),
        (KINDS[1], VisibleService, service),
        (KINDS[2], VisibleContact, Contact.objects.get()),
    )
    for kind, view, record in pairs:
        needs = needed(kind)
        for role in Role:
            eyes = Reader(role) if view is VisibleContact else role
            seen = view.objects.seen_by(eyes).filter(pk=record.pk).first()
            # Only the history, of all that is read, tells of what is not published, and to staff alone.
            told_of = needs["*"] <= role and status == Status.PUBLISHED
            assert (seen is not None) == told_of, (kind.code, role)
            if seen is None:
                continue
            for name in {field.attname for field in view._meta.fields} & set(vars(record)):
                held = getattr(record, name)
                if held in (None, "", []) or name in ("id", "structure_id", "service_id"):
                    continue
                column = record._meta.get_field(name).column
                same = str(getattr(seen, name)) == str(held)
                assert same == (needs.get(column, 0) <= role), (kind.code, name, role)
