"""Which structures an organisation holds, for whom; its page; two organisations made one."""

import datetime

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Agreement, Funding, Label, Organisation
from accounts.roles import Role
from history.models import Act, Cause
from mapping import organisations
from mapping.models import Status, Visibility, VisibleStructure
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    return Organisation.objects.create(name="Les Hirondelles", about="Des ateliers.")


def names(organisation, role):
    return {structure.nom for structure in organisations.held_by(organisation, role).structures}


@pytest.mark.parametrize(
    ("is_public", "role", "told"),
    [
        (True, Role.VISITOR, {"Ouverte"}),
        (False, Role.VISITOR, set()),
        (False, Role.PROFESSIONAL, {"Ouverte", "Réservée"}),
        (True, Role.PROFESSIONAL, {"Ouverte", "Réservée"}),
        (True, Role.STAFF, {"Ouverte", "Réservée", "Refuge"}),
    ],
)
def test_who_holds_a_structure_is_told_with_its_address(one, is_public, role, told):
    one.is_public = is_public
    one.save()
    StructureFactory(nom="Ouverte", organisation=one)
    StructureFactory(nom="Réservée", organisation=one, address_visibility=Visibility.PROFESSIONALS)
    StructureFactory(nom="Refuge", organisation=one, address_visibility=Visibility.OWNERS)
    StructureFactory(nom="Fermée", organisation=one, status=Status.CLOSED)
    StructureFactory(nom="D’une autre", organisation=Organisation.objects.create(name="Autre"))
    assert names(one, role) == told
    for seen in VisibleStructure.objects.seen_by(role).exclude(nom="D’une autre"):
        assert (organisations.holder_of(seen, role) is not None) == (seen.nom in told)


def test_the_page_says_places_permanences_labels_and_agreements_and_no_funder(client, one):
    structure = StructureFactory(nom="Atelier", organisation=one)
    away = {"position": point(48.6, 2.7), "adresse": "5 place du Marché", "code_insee": None}
    away.pop("code_insee")
    ServiceFactory(structure=structure, nom="Permanence du marché", **away)
    Label.objects.create(organisation=one, name="France services", until=datetime.date(2999, 1, 1))
    Label.objects.create(organisation=one, name="Label passé", until=datetime.date(2020, 1, 1))
    Agreement.objects.create(organisation=one, partner="Ville de Melun", since=datetime.date(2025, 9, 1))
    Funding.objects.create(organisation=one, funder="SOWN-FUNDER")
    answer = client.get(f"/organisations/{one.pk}-les-hirondelles/")
    for told in ("Atelier", "Permanence du marché", "5 place du Marché", "France services", "Ville de Melun"):
        assertContains(answer, told)
    for hidden in ("SOWN-FUNDER", "Label passé"):
        assertNotContains(answer, hidden)
    assert [one["nom"] for one in answer.context["points"]] == ["Atelier", "Permanence du marché"]


def test_the_page_costs_the_same_whatever_it_holds(client, one, django_assert_max_num_queries):
    for _ in range(12):
        ServiceFactory(structure=StructureFactory(organisation=one))
    with django_assert_max_num_queries(9):
        client.get(f"/organisations/{one.pk}-les-hirondelles/")


def test_a_page_that_is_not_public_does_not_exist_for_visitors(client, one):
    one.is_public = False
    one.save()
    path = f"/organisations/{one.pk}-les-hirondelles/"
    assert client.get(path).status_code == 404
    assertNotContains(client.get("/sitemap-organisations.xml"), "hirondelles")
    client.force_login(UserFactory(is_professional=True))
    assertContains(client.get(path), "n’est montrée qu’aux professionnels")


def test_the_address_follows_the_name(client, one):
    assert client.get(f"/organisations/{one.pk}-ancien/").url == f"/organisations/{one.pk}-les-hirondelles/"
    assert client.get(f"/ar/organisations/{one.pk}-les-hirondelles/").status_code == 200


def test_a_structure_s_page_names_who_holds_it(client, one):
    structure = StructureFactory(organisation=one)
    path = f"/structures/{structure.pk}-{structure.slug}/"
    assertContains(client.get(path), f'href="/organisations/{one.pk}-les-hirondelles/"')


def test_two_made_one_are_one_act_of_the_history(one):
    gone, staff = Organisation.objects.create(name="Partie"), UserFactory(is_staff=True)
    structure = StructureFactory(organisation=gone)
    contact = ContactFactory(structure=structure, telephone_organisation=gone)
    elsewhere = ContactFactory(telephone_organisation=gone)
    before = Act.objects.count()
    assert organisations.merge(one, gone, staff) == 1
    structure.refresh_from_db()
    assert structure.organisation == one
    for each in (contact, elsewhere):
        each.refresh_from_db()
        assert each.telephone_organisation == one
    act = Act.objects.order_by("-pk").first()
    assert (Act.objects.count(), act.cause, act.by) == (before + 1, Cause.MERGE, staff)
