"""What a scheduled import changed, or why it waits, is written to whom it concerns, and to nobody else."""

import pytest
from django.urls import reverse

from common.models import Mail
from data.imports.runs import undo
from data.models.run import RunState
from tests.data.samples import csv_bytes, row
from tests.data.test_scheduled import fetched, rows, server, source  # noqa: F401
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def staff(source):  # noqa: F811
    """An agent who asked to be told."""
    user = UserFactory(is_staff=True)
    source.watchers.add(user)
    return user


def changed(**values) -> bytes:
    return csv_bytes(
        [row(0, telephone="01 64 52 00 00", **values), *(row(number) for number in range(1, 30)), row(99)]
    )


def test_staff_who_asked_are_told_how_many_and_where_to_look(server, source, staff):  # noqa: F811
    UserFactory(is_staff=True)
    server.answer = (200, {}, changed())
    run = fetched(source)
    assert run.state == RunState.APPLIED
    mail = Mail.objects.get()
    assert mail.recipient == staff.email
    assert "ce que le relevé a changé" in mail.subject
    assert "1 nouvelle fiche\n" in mail.text
    assert "1 fiche modifiée\n" in mail.text
    assert reverse("import", args=[run.pk]) in mail.text
    assert "Association du quartier" not in mail.text


def test_nothing_is_written_of_a_file_that_changes_nothing(server, source, staff):  # noqa: F811
    server.answer = (200, {}, rows(30))
    fetched(source)
    assert not Mail.objects.exists()


def test_a_file_that_loses_much_waits_and_says_so(server, source, staff):  # noqa: F811
    spoilt = [row(number) for number in range(30)] + [{**row(200 + number), "nom": ""} for number in range(6)]
    server.answer = (200, {}, csv_bytes(spoilt))
    run = fetched(source)
    assert run.state == RunState.REHEARSED
    assert "6 lignes sont refusées" in run.held_because
    mail = Mail.objects.get()
    assert "attend quelqu’un" in mail.subject
    assert "Rien n’est écrit." in mail.text
    assert "?lignes=refuse" in mail.text


def test_who_owns_the_source_learns_that_it_was_read_and_no_number_that_staff_s_eyes_counted(server, source):  # noqa: F811
    owner = UserFactory(is_professional=True)
    source.owner = owner
    source.save()
    server.answer = (200, {}, changed())
    run = fetched(source)
    mail = Mail.objects.get()
    assert mail.recipient == owner.email
    assert "a été relevée" in mail.text
    assert "nouvelle fiche" not in mail.text
    assert reverse("import", args=[run.pk]) not in mail.text


def test_who_is_no_longer_staff_is_told_nothing(server, source, staff):  # noqa: F811
    staff.is_staff = False
    staff.save()
    server.answer = (200, {}, changed())
    undo(fetched(source).pk)
    assert not Mail.objects.exists()


def test_staff_ask_and_stop_asking_on_the_page_of_an_import(client, source):  # noqa: F811
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    run = source.runs.get()
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert "Être prévenu par courriel" in page
    client.post(reverse("import-watch", args=[run.pk]))
    assert list(source.watchers.all()) == [user]
    client.post(reverse("import-watch", args=[run.pk]), {"arreter": "oui"})
    assert not source.watchers.exists()
