"""Contacts written through the API, with who sees each detail."""

import pytest

from accounts.models import Group, Organisation
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
    client.force_login(UserFactory(is_professional=True))
    assert [ask(address, sent, content_type=JSON).status_code for ask, address in asked] == [403] * 3
    client.force_login(UserFactory())
    assert [ask(address, sent, content_type=JSON).status_code for ask, address in asked] == [404, 404, 403]
    assert Contact.objects.get().nom == contact.nom
