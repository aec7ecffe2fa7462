"""Who may change a structure and the zone of its services; who did is said to professionals."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import Organisation
from data.models import Source
from mapping.models import Visibility
from mapping.permissions import changeable, may_change
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, UserFactory, answers_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return ServiceFactory(structure=StructureFactory(source="reseau", nom="Maison des mots"))


def zone(client, service, **fields):
    answer = client.post(reverse("service-area", args=[service.pk]), fields, follow=True)
    service.refresh_from_db()
    return answer


def test_staff_members_and_who_brought_it_may_and_nobody_else(service):
    structure = service.structure
    organisation = Organisation.objects.create(name="Réseau")
    member = answers_for(UserFactory(is_professional=True), structure)
    bringer = UserFactory(is_professional=True, organisation=organisation)
    Source.objects.create(code="reseau", nom="Réseau", organisation=organisation)
    may = [UserFactory(is_staff=True), UserFactory(is_superuser=True, is_professional=True), member, bringer]
    may_not = [
        AnonymousUser(),
        UserFactory(),
        UserFactory(organisation=member.organisation),
        UserFactory(is_professional=True),
        UserFactory(is_professional=True, organisation=Organisation.objects.create(name="Ailleurs")),
        UserFactory(is_staff=True, is_active=False),
    ]
    assert [may_change(user, structure.pk) for user in may] == [True] * len(may)
    assert [may_change(user, structure.pk) for user in may_not] == [False] * len(may_not)
    other = StructureFactory()
    assert not changeable(member).filter(pk=other.pk).exists()


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.PROFESSIONALS])
def test_a_professional_says_whom_any_service_takes_whose_place_they_see(client, service, visibility):
    service.structure.address_visibility = visibility
    service.structure.commune = CommuneFactory()
    service.structure.save()
    client.force_login(UserFactory(is_professional=True))
    assert zone(client, service, sorte="codes", codes="77").status_code == 200
    assert service.zone_eligibilite == ["77"]


def test_a_professional_does_not_rewrite_the_zone_of_a_place_that_is_hidden_from_them(client, service):
    service.structure.address_visibility = Visibility.OWNERS
    service.structure.commune = CommuneFactory()
    service.structure.save()
    service.zone_eligibilite = ["77"]
    service.save()
    client.force_login(UserFactory(is_professional=True))
    answer = zone(client, service, sorte="inconnue")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Rien n’est changé." in page
    assert "ou par la préfecture" in page
    assert service.zone_eligibilite == ["77"]
    page = client.get(reverse("service-area", args=[service.pk])).content.decode()
    assert "Enregistrer la zone" not in page
    assert "Rien n’est changé." not in page


def test_who_changed_a_zone_and_when_is_told_to_professionals(client, service):
    member = answers_for(
        UserFactory(is_professional=True, full_name="Camille Essai", email="camille@example.org"),
        service.structure,
    )
    Organisation.objects.filter(memberships__user=member).update(name="Réseau des mots")
    client.force_login(member)
    page = client.get(reverse("service-area", args=[service.pk])).content.decode()
    assert "Zone modifiée" not in page
    zone(client, service, sorte="codes", codes="77288")
    client.force_login(UserFactory(is_professional=True))
    page = client.get(reverse("service-area", args=[service.pk])).content.decode()
    assert "Zone modifiée le" in page
    assert "Camille Essai (Réseau des mots)" in page
    assert "camille@example.org" not in page


def test_the_page_of_a_structure_offers_the_change_to_who_may(client, service):
    def links(user) -> tuple[bool, bool]:
        client.force_login(user)
        page = client.get(f"/structures/{service.structure_id}-maison-des-mots/", follow=True)
        told = page.content.decode()
        return "Modifier la zone desservie" in told, "Voir la zone desservie" in told

    assert links(answers_for(UserFactory(is_professional=True), service.structure)) == (True, False)
    assert links(UserFactory(is_professional=True)) == (True, False)
    assert links(UserFactory()) == (False, False)
