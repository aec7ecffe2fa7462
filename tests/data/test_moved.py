"""A structure that moved, as a person says, keeps its record and the address of its page."""

import pytest
from django.urls import reverse

from data.imports import moved, runs
from data.models import Link
from data.models.run import Action
from mapping.models import Service, Status, Structure
from tests.data.digest import digest
from tests.data.samples import applied, csv_bytes, rehearsed
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture(autouse=True)
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def edition(*said: tuple[str, str]) -> bytes:
    rows = [
        {
            "Nom": name,
            "Adresse": street,
            "Code postal": "77400",
            "Commune": "Lagny-sur-Marne",
            "Thématiques": "FLE",
        }
        for name, street in (("Entraide", "1 rue Haute"), ("Accueil", "2 rue Haute"), *said)
    ]
    return csv_bytes(rows)


BEFORE = edition(("Lagny Solidaire", "12 rue du Chemin-de-Fer"))
AFTER = edition(("LAGNY SOLIDAIRE", "3 rue Vacheresse"))


def press(client, run, key, said):
    return client.post(
        reverse("import-rehearse", args=[run.pk]), {"demenagement": key, "reponse": said}, follow=True
    ).content.decode()


def test_a_move_is_asked_and_keeps_the_page_the_services_and_the_next_edition(client):
    applied(BEFORE, whole=True)
    first = Structure.objects.get(nom="Lagny Solidaire")
    services = set(Service.objects.values_list("pk", flat=True))
    before = digest()
    run = rehearsed(AFTER, whole=True)
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert "A déménagé ?" in page
    assert "12 rue du Chemin-de-Fer" in page
    (asked,) = moved.questions(run)
    page = press(client, run, asked.key, "oui")
    assert "A déménagé ?" not in page
    assert "a déménagé, sa fiche est gardée" in page
    run.refresh_from_db()
    assert (run.counts[Action.CREATE], run.counts[Action.CLOSE], run.counts[Action.CHANGE]) == (0, 0, 1)
    runs.accept(run)
    runs.apply(run)
    first.refresh_from_db()
    assert (first.adresse, first.status) == ("3 rue Vacheresse", Status.PUBLISHED)
    assert set(Service.objects.values_list("pk", flat=True)) == services
    assert Link.objects.filter(kind="structure", object_id=first.pk).count() == 1
    again = rehearsed(AFTER, whole=True)
    assert again.counts[Action.SAME] == 3
    assert moved.questions(again) == []
    assert runs.undo(run.pk).left_by_undo == []
    assert digest() == before


def test_what_did_not_move_is_closed_and_made_and_can_be_said_otherwise(client):
    applied(BEFORE, whole=True)
    run = rehearsed(AFTER, whole=True)
    (asked,) = moved.questions(run)
    page = press(client, run, asked.key, "non")
    assert "A déménagé ?" not in page
    assert "n’a pas déménagé" in page
    run.refresh_from_db()
    assert (run.counts[Action.CREATE], run.counts[Action.CLOSE]) == (1, 1)
    page = press(client, run, asked.key, "encore")
    assert "A déménagé ?" in page


def test_nothing_is_asked_of_a_part_of_a_file_nor_where_several_have_the_name(client):
    applied(BEFORE, whole=True)
    assert moved.questions(rehearsed(AFTER, whole=False)) == []
    twice = edition(("Lagny Solidaire", "3 rue Vacheresse"), ("Lagny Solidaire", "9 rue Vacheresse"))
    assert moved.questions(rehearsed(twice, whole=True)) == []


def test_what_is_not_asked_is_not_kept(client):
    applied(BEFORE, whole=True)
    run = rehearsed(AFTER, whole=True)
    assert "n'est plus demandé" in press(client, run, "nom-de-personne", "oui").replace(
        "&#x27;", "'"
    ).replace("&#39;", "'")
    client.force_login(UserFactory(is_professional=True))
    (asked,) = moved.questions(run)
    answer = client.post(
        reverse("import-rehearse", args=[run.pk]), {"demenagement": asked.key, "reponse": "oui"}
    )
    assert answer.status_code == 404
