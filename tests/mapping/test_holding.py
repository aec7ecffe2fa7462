"""« Cette structure est la mienne »: asked, decided, and nobody told of a holder whom they may not see."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from accounts import joining, organisations
from accounts.models import Membership, Organisation
from history.models import Act, Cause
from mapping import holding
from mapping.models import HoldingRequest, Status, Visibility
from tests.factories import StructureFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker():
    user = UserFactory(is_professional=True)
    organisations.join(user, Organisation.objects.create(name="La mienne"))
    return user


@pytest.fixture
def holder():
    user = UserFactory(is_professional=True)
    organisations.join(user, Organisation.objects.create(name="La tienne"), Membership.As.REFERENT)
    return user


def test_accepted_the_structure_changes_hands_as_an_edit_of_who_accepts(asker, holder):
    structure = StructureFactory(organisation=holder.organisation)
    asked = holding.ask(asker, structure.pk, asker.organisation.pk, "C’est nous.")
    assert holding.ask(asker, structure.pk, asker.organisation.pk, "") == asked
    assert list(holding.waiting_for(holder)) == [asked]
    holding.accept(asked, holder)
    structure.refresh_from_db()
    assert structure.organisation == asker.organisation
    act = Act.objects.order_by("-pk").first()
    assert (act.cause, act.by) == (Cause.EDIT, holder)
    assert (asked.state, asked.decided_by) == ("accepted", holder)
    assert not holding.waiting_for(holder).exists()


def test_a_request_is_decided_once(asker, holder):
    structure = StructureFactory(organisation=holder.organisation)
    asked = holding.ask(asker, structure.pk, asker.organisation.pk, "")
    again = HoldingRequest.objects.get(pk=asked.pk)
    holding.refuse(asked, holder, "Non.")
    with pytest.raises(joining.AlreadyDecided):
        holding.accept(again, holder)
    structure.refresh_from_db()
    assert structure.organisation == holder.organisation


def test_nobody_decides_of_their_own_request(asker):
    asker.ambassadorships.create(kind="departement", code="77")
    structure = StructureFactory()
    holding.ask(asker, structure.pk, asker.organisation.pk, "")
    assert not holding.waiting_for(asker).exists()
    assert holding.waiting_for(UserFactory(is_staff=True)).exists()


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({}, True),
        ({"address_visibility": Visibility.PROFESSIONALS}, True),
        ({"address_visibility": Visibility.OWNERS}, False),
    ],
)
def test_ambassadors_decide_of_what_they_see(asker, fields, may):
    ambassador = UserFactory(is_professional=True)
    ambassador.ambassadorships.create(kind="departement", code="77")
    holding.ask(asker, StructureFactory(**fields).pk, asker.organisation.pk, "")
    assert holding.waiting_for(ambassador).exists() == may


def test_what_is_not_published_cannot_be_asked_for(asker):
    for fields in ({"status": Status.DRAFT}, {"status": Status.CLOSED}, {"organisation": asker.organisation}):
        with pytest.raises(holding.NotYours):
            holding.ask(asker, StructureFactory(**fields).pk, asker.organisation.pk, "")
    with pytest.raises(holding.NotYours):
        holding.ask(asker, StructureFactory().pk, Organisation.objects.create(name="Autre").pk, "")


def test_the_page_asks_and_says_what_waits(client, asker, holder):
    structure = StructureFactory(organisation=holder.organisation)
    client.force_login(asker)
    path = f"/professionnels/structures/{structure.pk}/tenir/"
    assertContains(client.get(path), "La mienne")
    sent = {"organisation": asker.organisation.pk, "message": "C’est nous."}
    assertContains(client.post(path, sent, follow=True), "Votre demande est partie")
    assertContains(client.get(path), "La mienne a demandé à tenir cette fiche")
    client.force_login(holder)
    page = client.get("/professionnels/demandes/")
    assertContains(page, "C’est nous.")
    assertContains(client.get("/professionnels/"), "1 demande : entrer dans l’annuaire")
    asked = HoldingRequest.objects.get()
    client.post(f"/professionnels/demandes/fiches/{asked.pk}/", {"decision": "accepter"})
    client.force_login(asker)
    assertContains(client.get(path), "Votre organisation tient déjà cette fiche")


def test_the_page_is_the_same_whoever_holds_a_hidden_structure(client, asker):
    refuge = StructureFactory(address_visibility=Visibility.OWNERS)
    client.force_login(asker)
    path = f"/professionnels/structures/{refuge.pk}/tenir/"
    assertNotContains(client.get(path), "SOWN")
    refuge.organisation = Organisation.objects.create(name="SOWN-HOLDER")
    refuge.save()
    for asked in (path, f"/structures/{refuge.pk}-{refuge.slug}/"):
        assertNotContains(client.get(asked), "SOWN-HOLDER")
