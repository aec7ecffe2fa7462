"""Contacts written through the API, with who sees each detail."""

import pytest

from accounts.models import Group, Organisation
from history.models import Act, Cause, Event, Operation
from mapping import writing
from mapping.kinds import CONTACT
from mapping.models import Contact, Visibility
from tests.factories import ContactFactory, ServiceFactory, UserFactory, answers_for

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def structure():
    return ServiceFactory().structure


@pytest.fixture
def member(structure):
    return answers_for(UserFactory(is_professional=True), structure)


def test_a_member_adds_a_line_for_their_own_organisation(client, structure, member):
    client.force_login(member)
    own = member.organisation
    sent = {"telephone": "01 64 52 89 00", "telephone_visibility": 2, "telephone_organisation": own.pk}
    answer = client.post(f"/api/v1/structures/{structure.pk}/contacts", sent, content_type=JSON)
    assert answer.status_code == 201, answer.content
    assert answer.json()["telephone_organisation"] == own.pk
    told = client.get(f"/api/v1/structures/{structure.pk}").json()["properties"]["contacts"]
    assert [one["telephone"] for one in told] == ["01 64 52 89 00"]
    client.force_login(UserFactory(is_professional=True))
    assert not client.get(f"/api/v1/structures/{structure.pk}").json()["properties"]["contacts"]


@pytest.mark.parametrize(("kind", "model"), [("organisation", Organisation), ("group", Group)])
def test_only_staff_name_what_they_do_not_belong_to(client, structure, member, kind, model):
    contact = ContactFactory(structure=structure)
    other = model.objects.create(name="Ailleurs")
    address = f"/api/v1/contacts/{contact.pk}"
    client.force_login(member)
    answers = [client.patch(address, {f"nom_{kind}": pk}, content_type=JSON) for pk in (other.pk, 10**6)]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].content == answers[1].content
    client.force_login(UserFactory(is_staff=True))
    assert client.patch(address, {f"nom_{kind}": other.pk}, content_type=JSON).status_code == 200
    client.force_login(member)
    # What is said already may be sent back.
    assert client.patch(address, {f"nom_{kind}": other.pk}, content_type=JSON).status_code == 200


@pytest.mark.parametrize("held", ["", "06 00 00 00 00"])
def test_a_detail_that_the_writer_does_not_see_is_neither_told_nor_changed(client, structure, member, held):
    contact = ContactFactory(structure=structure, telephone=held, telephone_visibility=Visibility.OWNERS)
    client.force_login(member)
    address = f"/api/v1/contacts/{contact.pk}"
    assert not {name for name in client.get(address).json() if name.startswith("telephone")}
    for sent in (
        {"telephone": "01 64 52 89 00"},
        {"telephone_visibility": 0},
        {"telephone_organisation": member.organisation.pk},
        {"nom": ""},
    ):
        assert client.patch(address, sent, content_type=JSON).status_code == 400, sent
    assert client.delete(address).status_code == 403
    contact.refresh_from_db()
    assert (contact.telephone, contact.telephone_visibility) == (held, Visibility.OWNERS)


def test_who_may_not_change_the_structure_writes_no_contact(client, structure):
    contact = ContactFactory(structure=structure)
    addresses = [f"/api/v1/contacts/{contact.pk}", f"/api/v1/structures/{structure.pk}/contacts"]
    sent = {"nom": "Autre"}
    asked = [(client.patch, addresses[0]), (client.delete, addresses[0]), (client.post, addresses[1])]
    assert [ask(address, sent, content_type=JSON).status_code for ask, address in asked] == [401] * 3
    client.force_login(UserFactory())
    assert [ask(address, sent, content_type=JSON).status_code for ask, address in asked] == [404, 404, 403]
    assert Contact.objects.get().nom == contact.nom


def test_what_is_written_is_an_act_of_who_wrote_it(client, structure, member):
    client.force_login(member)
    made = client.post(
        f"/api/v1/structures/{structure.pk}/contacts", {"nom": "Camille"}, content_type=JSON
    ).json()
    address = f"/api/v1/contacts/{made['id']}"
    changed = client.patch(address, {"nom": "Dominique"}, content_type=JSON).json()
    assert changed["version"] > made["version"]
    assert client.delete(address).status_code == 204
    acts = Act.objects.filter(events__kind=CONTACT.number).order_by("pk")
    assert [(act.cause, act.by) for act in acts] == [(Cause.API, member)] * 3
    assert [event.operation for act in acts for event in act.events.filter(kind=CONTACT.number)] == [
        *(Operation.CREATED, Operation.CHANGED, Operation.REMOVED)
    ]


def test_a_field_that_somebody_changed_since_is_told_and_nothing_is_written(client, structure, member):
    contact = ContactFactory(structure=structure)
    other = Organisation.objects.create(name="Ailleurs")
    client.force_login(member)
    address = f"/api/v1/contacts/{contact.pk}"
    version = client.get(address).json()["version"]
    writing.change(contact, {"nom": "Leur nom", "telephone_organisation": other, "fonction": "accueil"})
    own = member.organisation.pk
    sent = {"nom": "Mon nom", "telephone_organisation": own, "courriel": "c@example.org", "version": version}
    answer = client.patch(address, sent, content_type=JSON)
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    told = answer.json()
    assert sorted(told["conflicts"], key=lambda one: one["field"]) == [
        {"field": "nom", "yours": "Mon nom", "theirs": "Leur nom"},
        {"field": "telephone_organisation", "yours": own, "theirs": other.pk},
    ]
    contact.refresh_from_db()
    assert (contact.nom, contact.courriel) == ("Leur nom", "")
    assert client.patch(address, sent | {"version": told["version"]}, content_type=JSON).status_code == 200
    contact.refresh_from_db()
    assert (contact.nom, contact.telephone_organisation_id) == ("Mon nom", own)
    assert (contact.fonction, contact.courriel) == ("accueil", "c@example.org")


@pytest.mark.parametrize("version", ["12", -1, True, 1.5])
def test_a_version_that_is_none_is_refused(client, structure, member, version):
    contact = ContactFactory(structure=structure)
    client.force_login(member)
    answer = client.patch(
        f"/api/v1/contacts/{contact.pk}", {"nom": "X", "version": version}, content_type=JSON
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "version"


def test_what_the_models_refuse_is_told_by_field_and_nothing_is_written(client, structure, member):
    contact = ContactFactory(structure=structure)
    client.force_login(member)
    for sent in ({"telephone": "appeler"}, {"courriel": "x"}, {"nom_visibility": 7}, {"nom": "a\nb"}):
        answer = client.patch(f"/api/v1/contacts/{contact.pk}", sent, content_type=JSON)
        assert answer.status_code == 400
        assert [error["parameter"] for error in answer.json()["errors"]] == list(sent)
    assert not Event.objects.filter(kind=CONTACT.number, operation=Operation.CHANGED).exists()
