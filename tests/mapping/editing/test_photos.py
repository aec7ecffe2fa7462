"""Photographs: given by professionals, seen by whoever sees the place, gone when they are removed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from files import policy
from files.models import File
from history.models import Event
from mapping.kinds import PHOTO
from mapping.models import Photo, PositionPrecision, Status, Visibility
from mapping.presentation import structure_path
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point
from tests.files.test_pictures import drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

SEEN = "La porte bleue, à droite de la mairie"


def shelter(level=Visibility.PUBLIC):
    return ServiceFactory(
        structure=StructureFactory(
            nom="Maison",
            position=point(48.54, 2.66),
            commune_id="77288",
            position_precision=PositionPrecision.ADDRESS,
            address_visibility=level,
        )
    ).structure


def add(client, structure, **said):
    given = {"file": SimpleUploadedFile("a.jpg", drawn()), "description": SEEN, "credit": "", "consent": "on"}
    return client.post(reverse("edit-photo", args=[structure.pk, "maison"]), given | said)


@pytest.fixture
def editor(client):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    return user


def test_a_photo_that_is_added_is_on_the_page_at_once_for_everyone(client, editor):
    structure = shelter()
    assert add(client, structure).status_code == 302
    client.logout()
    page = client.get(structure_path(structure.pk, structure.nom)).content.decode()
    photo = Photo.objects.get()
    assert f'alt="{SEEN}"' in page
    for name in ("file", "file-small"):
        answer = client.get(reverse(name, args=[photo.file_id]))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer.content[:2] == b"\xff\xd8"
        again = client.get(reverse(name, args=[photo.file_id]), headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304
    event = Event.objects.get(kind=PHOTO.number)
    assert (event.act.by, event.root) == (editor, structure.pk)


@pytest.mark.parametrize(
    ("said", "field"),
    [({"description": " "}, "description"), ({"consent": ""}, "consent"), ({"file": ""}, "file")],
)
def test_what_lacks_is_named_and_nothing_is_kept(client, editor, said, field):
    answer = add(client, shelter(), **said)
    assert answer.status_code == 422
    assert f'href="#champ_{field}"' in answer.content.decode()
    assert not Photo.objects.exists()
    assert not File.objects.exists()


def test_visitors_are_led_to_sign_in_and_accounts_without_a_role_are_refused(client):
    structure = shelter()
    assert add(client, structure)["Location"].startswith(reverse("login"))
    client.force_login(UserFactory())
    assert add(client, structure).status_code == 403
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("account", "told"),
    [(None, False), ({}, False), ({"is_professional": True}, True), ({"is_staff": True}, True)],
)
def test_a_photo_of_a_confidential_place_is_for_those_who_see_its_address(client, account, told):
    structure = shelter(Visibility.PROFESSIONALS)
    client.force_login(UserFactory(is_professional=True))
    add(client, structure)
    photo = Photo.objects.get()
    client.logout()
    if account is not None:
        client.force_login(UserFactory(**account))
    page = client.get(structure_path(structure.pk, structure.nom)).content.decode()
    assert (SEEN in page) is told
    assert (client.get(reverse("file", args=[photo.file_id])).status_code == 200) is told
    assert Event.objects.get(kind=PHOTO.number).need == Visibility.PROFESSIONALS


def test_removing_it_hides_it_at_once_and_may_be_taken_back(client, editor):
    structure = shelter()
    add(client, structure)
    photo = Photo.objects.get()
    client.post(reverse("edit-remove", args=[structure.pk, "maison", "photos", photo.pk]))
    assert client.get(reverse("file", args=[photo.file_id])).status_code == 404
    act = Event.objects.order_by("-pk").first().act_id
    client.post(reverse("edit-undo", args=[structure.pk, "maison", act]))
    assert client.get(reverse("file", args=[photo.file_id])).status_code == 200


def test_a_structure_that_is_no_longer_published_shows_no_photo(client, editor):
    structure = shelter()
    add(client, structure)
    photo = Photo.objects.get()
    type(structure).objects.update(status=Status.CLOSED)
    client.logout()
    assert client.get(reverse("file", args=[photo.file_id])).status_code == 404


def test_files_that_nothing_refers_to_go_after_a_month(client, editor):
    structure = shelter()
    add(client, structure)
    add(client, structure)
    kept, removed = Photo.objects.order_by("pk")
    removed.delete()
    assert policy.forget_unused() == 0
    File.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert policy.forget_unused() == 1
    assert File.objects.get().pk == kept.file_id


def test_what_is_seen_is_corrected_in_words(client, editor):
    structure = shelter()
    add(client, structure)
    photo = Photo.objects.get()
    address = reverse("edit-one", args=[structure.pk, "maison", "photos", photo.pk])
    page = client.get(address)
    version = page.context["version"]
    client.post(address, {"version": version, "description": "Le hall", "credit": "Ville de Melun"})
    photo.refresh_from_db()
    assert (photo.description, photo.credit) == ("Le hall", "Ville de Melun")


def test_no_more_photos_than_are_shown(client, editor, monkeypatch):
    monkeypatch.setattr("mapping.photos.MOST", 1)
    structure = shelter()
    add(client, structure)
    assert add(client, structure).status_code == 403
    assert Photo.objects.count() == 1
