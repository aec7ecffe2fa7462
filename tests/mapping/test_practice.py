"""The practice space: the same pages on an invented structure, which nobody else sees and where nothing
counts."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from common.models import Mail
from history.models import Act, Event
from mapping.models import Practice, Structure, VisibleStructure
from mapping.practice import exercise, room
from mapping.presentation import structure_path
from mapping.tasks import forget_exercises
from tests.factories import StructureFactory, UserFactory
from tests.mapping.editing import boxes
from tests.mapping.editing.sending import save, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

PAGE = "/professionnels/exercice/"


@pytest.fixture
def learner():
    return UserFactory(is_professional=True, full_name="Samira Lebon")


@pytest.fixture
def page(client, learner):
    """Where the exercise of whoever is signed in is read."""
    client.force_login(learner)
    client.post(f"{PAGE}commencer/")
    return path_of(learner)


def text(answer) -> str:
    return unescape(answer.getvalue().decode())


def path_of(learner) -> str:
    return structure_path(Practice.objects.get(owner=learner).structure, exercise.NAME)


def done(client) -> int:
    return int(re.search(r"(\d) sur 5", text(client.get(PAGE)))[1])


def counted() -> tuple:
    """What stands in the directory: every row that an exercise could have written."""
    with connection.cursor() as cursor:
        rows = []
        for table in (
            *room.TABLES,
            "mapping_searchrow",
            "mapping_card",
            "common_mail",
            "mapping_dataversion",
        ):
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t"
            )
            rows.append((table, *cursor.fetchone()))
        return tuple(rows)


def test_it_begins_from_mon_espace_and_says_on_every_page_that_it_is_one(client, learner, page):
    assertContains(client.get("/professionnels/"), f'href="{PAGE}"')
    for path in (page, f"{page}modifier/", f"{page}modifier/horaires/", f"{page}historique/", f"/en{page}"):
        assertContains(client.get(path), 'class="practice"')
    assertNotContains(client.get("/"), 'class="practice"')
    assert done(client) == 0


def test_the_five_steps_are_ticked_by_what_was_done(client, learner, page):
    number = Practice.objects.get().structure
    # Hours.
    friday = {"ouvert": "oui", "1__de": "9h", "1__a": "12h"}
    typed = {f"horaires_accueil__vendredi__{name}": value for name, value in friday.items()}
    assert boxes.send(client, f"{page}modifier/horaires/", **typed).status_code == 302
    assert done(client) == 1
    # A direct line, and who reads it.
    save(client, f"{page}modifier/contacts/ajouter/", nom="Alix", telephone="01 99 00 00 31")
    assert done(client) == 2
    assertContains(client.get(PAGE), "Un visiteur lit : rien de ce contact")
    assertContains(client.get(PAGE), "Un professionnel lit : Alix, 01 99 00 00 31")
    # The history.
    history = text(client.get(f"{page}historique/"))
    assert exercise.SPOILT in history
    (undo, *_others) = re.findall(r'href="(/professionnels/modifications/\d+/annuler/)"', history)[-1:]
    client.post(undo)
    assert done(client) == 3
    assertContains(client.get(page), "on y écoute")
    # Still right.
    client.post(f"/professionnels/structures/{number}/toujours-exact/", {"bloc": "place"})
    assert done(client) == 4
    # Two at once.
    answer = send(client, client.post(f"{PAGE}{number}/a-deux/"), telephone="01 99 00 00 10")
    assert answer.status_code == 409
    assert "01 99 00 00 22" in text(answer)
    assert done(client) == 4
    assert send(client, answer, choix_telephone="mienne").status_code == 302
    assert done(client) == 5


def test_nothing_of_it_counts(client, learner, page):
    StructureFactory(nom="Une vraie")
    before = counted()
    client.post(f"{PAGE}effacer/")
    client.post(f"{PAGE}commencer/")
    page = path_of(learner)
    number = Practice.objects.get().structure
    assert save(client, f"{page}modifier/coordonnees/", telephone="01 99 00 00 77").status_code == 302
    assert save(client, f"{page}modifier/presentation/", nom="Autre nom").status_code == 302
    assert (
        save(client, f"{page}modifier/adresse/", complement_adresse="Bâtiment B", lieu="commune").status_code
        == 302
    )
    assert save(client, f"{page}modifier/services/ajouter/", nom="Couture").status_code in (302, 422)
    client.post(f"/professionnels/structures/{number}/toujours-exact/", {"bloc": "tout"})
    assert counted() == before
    assert not Mail.objects.exists()
    assert not Structure.objects.filter(pk=number).exists()
    assert not VisibleStructure.objects.filter(pk=number).exists()
    assert not Act.objects.filter(by=learner).exists()
    assert not Event.objects.filter(root=number).exists()
    for path in (
        "/",
        "/api/v1/structures",
        "/modifications/",
        "/modifications/flux.atom",
        "/exports/csv",
        "/sitemap.xml",
    ):
        # Not by the learner, whose own next page says what they did: by anybody.
        read = text(Client().get(path, follow=True))
        assert "Tilleuls" not in read
        assert "Autre nom" not in read


def test_a_number_that_no_row_has_is_not_found_while_one_practises(client, page):
    for number in ("9" * 18, "9" * 19, "9" * 40):
        assert client.get(f"/imports/{number}/").status_code == 404


def test_nobody_else_sees_it_by_any_address(client, learner, page):
    number = Practice.objects.get().structure
    with room.opened(number):
        act = Act.objects.order_by("-pk").first().pk
    client.post(f"{PAGE}effacer/")
    client.post(f"{PAGE}commencer/")
    page = path_of(learner)
    number = Practice.objects.get().structure
    with room.opened(number):
        act = Event.objects.filter(root=number).order_by("-act").first().act_id
    other = UserFactory(is_professional=True)
    exercise.begin(other)
    for who in (None, UserFactory(), other, UserFactory(is_staff=True, is_superuser=True)):
        client.logout()
        if who:
            client.force_login(who)
        for path in (page, f"{page}modifier/horaires/", f"{page}historique/", f"/structures/{number}/"):
            answer = client.get(path, follow=True)
            assert "Tilleuls" not in text(answer)
            assert answer.status_code == (404 if who or "modifier" not in path else 200)
        for path in (
            f"/professionnels/modifications/{act}/annuler/",
            f"/professionnels/structures/{number}/toujours-exact/",
            f"{PAGE}{number}/a-deux/",
        ):
            assert client.post(path, {"bloc": "tout"}).status_code in (302, 403, 404)
        assert client.get(f"/api/v1/structures/{number}").status_code == 404
    with room.opened(number):
        assert Structure.objects.get(pk=number).description == exercise.SPOILT
        assert Structure.objects.get(pk=number).telephone == "01 99 00 00 21"
        # The views tell one exercise: not the other's, whose row stands beside.
        assert set(VisibleStructure.objects.values_list("id", flat=True)) == {number}


def test_no_colleague_is_invented_for_a_structure_of_the_directory(client, learner, page):
    real = StructureFactory(telephone="01 64 00 00 00")
    for who in (learner, UserFactory(is_staff=True)):
        client.force_login(who)
        assert client.post(f"{PAGE}{real.pk}/a-deux/").status_code == 404
    real.refresh_from_db()
    assert real.telephone == "01 64 00 00 00"


def test_what_would_reach_others_is_not_practised(client, page):
    for path in ("signaler/", "ecrire/", "modifier/photos/", "modifier/lieux/"):
        assert client.get(f"{page}{path}").url == PAGE
    read = text(client.get(page))
    for word in ("/signaler/", "/ecrire/", "/photos/", "est la mienne", "imprimer/?id="):
        assert word not in read


def test_all_is_erased_by_a_press(client, page):
    number = Practice.objects.get().structure
    client.post(f"{PAGE}effacer/")
    assert client.get(page).status_code == 404
    assert left(number) == 0


def left(number: int) -> int:
    with room.opened(number), connection.cursor() as cursor:
        total = 0
        for table in room.TABLES:
            cursor.execute(f"SELECT count(*) FROM {room.SCHEMA}.{table}")
            total += cursor.fetchone()[0]
        return total


def test_all_is_erased_after_two_weeks_and_of_accounts_that_are_closed(client, learner, page):
    forget_exercises(timestamp=0)
    assert Practice.objects.count() == 1
    Practice.objects.update(begun_at=timezone.now() - timedelta(days=15))
    closed = UserFactory(is_professional=True)
    exercise.begin(closed)
    closed.is_active = False
    closed.save()
    forget_exercises(timestamp=0)
    assert not Practice.objects.exists()
    assert left(0) == 0


def test_a_second_press_keeps_the_first_exercise(client, page):
    number = Practice.objects.get().structure
    client.post(f"{PAGE}commencer/")
    assert Practice.objects.get().structure == number


def test_a_real_one_like_it_is_matched_with_none(client, learner, page):
    with room.opened():
        copied = Structure.objects.get()
    twin = StructureFactory(
        nom=copied.nom, adresse=copied.adresse, commune=copied.commune, position=copied.position
    )
    assert twin.pk < room.FIRST
    client.force_login(UserFactory(is_staff=True))
    assertNotContains(client.get(reverse("duplicates")), "Tilleuls")


def test_the_room_is_left_whatever_happens(client, page, monkeypatch):
    def breaks(*_given, **_named):
        raise RuntimeError

    monkeypatch.setattr("desk.structure_page.sheet.tell", breaks)
    client.raise_request_exception = False
    assert client.get(page).status_code == 500
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_setting('mapping.practising')")
        assert cursor.fetchone() == ("public", "")


def test_a_page_of_the_directory_asks_nothing_of_the_room(client, learner):
    exercise.begin(learner)
    real = StructureFactory(nom="Une vraie")
    client.force_login(learner)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(structure_path(real.pk, real.nom)).status_code == 200
    for query in asked.captured_queries:
        assert "mapping_practice" not in query["sql"]
        assert "search_path" not in query["sql"]


def test_nothing_of_the_directory_leans_on_the_room(learner):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.tgrelid::regclass::text, t.tgname FROM pg_trigger t
            JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
            WHERE p.pronamespace = 'exercice'::regnamespace
                AND c.relnamespace <> 'exercice'::regnamespace
            """
        )
        assert cursor.fetchall() == []


def test_the_room_is_made_again_where_a_rule_has_changed_and_not_else(learner):
    exercise.begin(learner)
    assert not room.build()
    assert Practice.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA {room.SCHEMA} IS 'of another day'")
        views = "SELECT md5(string_agg(pg_get_viewdef(oid), '' ORDER BY relname)) FROM pg_class"
        public = f"{views} WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
        triggers = (
            "SELECT md5(string_agg(pg_get_triggerdef(t.oid), '' ORDER BY c.relname, tgname))"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE c.relnamespace = 'public'::regnamespace"
        )
        before = []
        for statement in (public, triggers):
            cursor.execute(statement)
            before.append(cursor.fetchone())
        assert room.build()
        # The directory's own rules are as they were.
        for statement, was in zip((public, triggers), before, strict=True):
            cursor.execute(statement)
            assert cursor.fetchone() == was
    assert not Practice.objects.exists()
