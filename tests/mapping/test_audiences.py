"""Who sees a detail by what they belong to: asked when it is read, at no cost for who belongs to nothing."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Group, Organisation
from accounts.readers import Reader, reader_of
from accounts.roles import Role
from mapping.models import Contact, Status, Visibility, VisibleContact
from mapping.models.contact import CONTACT_FIELDS
from mapping.models.visible import told_details
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory

pytestmark = pytest.mark.django_db
DETAILS = {"nom": "Camille", "fonction": "accueil", "telephone": "01 64", "courriel": "c@example.org"}


@pytest.fixture
def organisation():
    return Organisation.objects.create(name="A")


@pytest.fixture
def group():
    return Group.objects.create(name="G")


def member_of(*some: Organisation | Group, **fields):
    user = UserFactory(**{"is_professional": True, **fields})
    for one in some:
        memberships = user.group_memberships if isinstance(one, Group) else user.organisation_memberships
        memberships.create(**{"group" if isinstance(one, Group) else "organisation": one})
    return user


def seen(reader: Reader) -> list[tuple]:
    found = VisibleContact.objects.seen_by(reader).order_by("id")
    return list(found.values_list("id", "structure_id", "service_id", *CONTACT_FIELDS))


def test_each_detail_is_told_by_its_own_rule_to_every_reader(organisation, group):
    """Every level, audience and reader, against the rule in words: by the view and by what may be written."""
    rules = itertools.product(Visibility.values, (None, organisation), (None, group))
    for level, of, among in rules:
        ContactFactory(
            **DETAILS,
            **{f"{name}_visibility": level for name in CONTACT_FIELDS},
            **{f"{name}_organisation": of for name in CONTACT_FIELDS},
            **{f"{name}_group": among for name in CONTACT_FIELDS},
        )
    for joined, fields in itertools.product(
        [(), (organisation,), (group,), (organisation, group)],
        [{}, {"is_staff": True}, {"is_professional": False}, {"is_active": False}],
    ):
        reader = reader_of(member_of(*joined, **fields))
        shown = {row[0] for row in seen(reader)}
        for contact in Contact.objects.all():
            belongs = reader.role is Role.PROFESSIONAL and bool(
                {contact.nom_organisation, contact.nom_group} & set(joined)
            )
            told = contact.nom_visibility <= reader.role or belongs
            assert (contact.pk in shown) == told, (reader, contact.nom_visibility, joined)
            assert told_details(contact.pk, reader) == (CONTACT_FIELDS if told else ())


def test_a_membership_opens_the_details_that_name_it_and_no_other(organisation, group):
    contact = ContactFactory(
        **DETAILS,
        **{f"{name}_visibility": Visibility.OWNERS for name in CONTACT_FIELDS},
        nom_organisation=organisation, telephone_group=group,
    )  # fmt: skip

    def details(*joined) -> list:
        return [row[3:] for row in seen(reader_of(member_of(*joined)))]

    assert details() == details(Organisation.objects.create(name="B")) == []
    assert details(organisation) == [("Camille", "", "", "")]
    assert details(group) == [("", "", "01 64", "")]
    assert details(organisation, group) == [("Camille", "", "01 64", "")]
    assert details(organisation, Organisation.objects.create(name="C")) == [("Camille", "", "", "")]
    contact.structure.status = Status.DRAFT
    contact.structure.save()
    assert details(organisation, group) == []


def test_who_belongs_elsewhere_sees_what_their_role_does(group):
    for level in Visibility.values:
        structure = StructureFactory(address_visibility=level)
        service = ServiceFactory(structure=structure)
        ContactFactory(structure=structure, telephone="06", telephone_visibility=level)
        ContactFactory(structure=structure, service=service, nom_visibility=level)
    stranger = reader_of(member_of(group))
    assert stranger.account
    assert seen(stranger) == seen(Reader(Role.PROFESSIONAL)) != []


def test_who_leaves_sees_no_more_and_so_do_all_where_the_audience_is_no_more(organisation):
    ContactFactory(nom_visibility=Visibility.OWNERS, nom_organisation=organisation)
    leaving, staying = member_of(organisation), member_of(organisation)
    assert len(seen(reader_of(leaving))) == len(seen(reader_of(staying))) == 1
    leaving.organisation_memberships.all().delete()
    assert (len(seen(reader_of(leaving))), len(seen(reader_of(staying)))) == (0, 1)
    organisation.delete()
    assert seen(reader_of(staying)) == []
    assert Contact.objects.get().nom_organisation is None


@pytest.mark.parametrize(
    ("fields", "queries"),
    [({}, 0), ({"is_staff": True}, 0), ({"is_professional": True}, 1)],
    ids=["account", "staff", "professional"],
)
def test_who_belongs_to_nothing_is_their_role_alone(fields, queries, django_assert_num_queries):
    user = UserFactory(**fields)
    with django_assert_num_queries(queries):
        assert reader_of(user).account == 0


@pytest.mark.parametrize("role", Role)
def test_a_role_alone_pays_nothing_for_memberships(role):
    """What it asks reads no table of accounts, however many belong to something."""
    ContactFactory(nom_visibility=Visibility.PUBLIC)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(seen(Reader(role))) == 1
    (query,) = asked.captured_queries
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (VERBOSE) {query['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "mapping_contact" in plan
    assert "accounts_" not in plan
    assert "mapping_belongs" not in plan


def test_an_anonymous_reader_of_a_structure_asks_nothing_of_people(client):
    contact = ContactFactory(structure=ServiceFactory().structure)
    for address in (
        f"/api/v1/structures/{contact.structure_id}",
        f"/structures/{contact.structure_id}/",
        "/exports/csv?departement=77",
    ):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address, follow=True)
            b"".join(answer) if answer.streaming else None
        assert answer.status_code == 200
        assert asked.captured_queries
        # The organisation that holds a structure is said to everyone, and so are a group's fields for all;
        # who their members are is not even asked.
        of_people = ("accounts_user", "membership")
        asked_sql = [one["sql"] or "" for one in asked.captured_queries]
        assert not [sql for sql in asked_sql if any(table in sql for table in of_people)]
