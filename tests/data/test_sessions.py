"""A row may be a dated session of a workshop: each date is kept, and goes as it came."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from data.imports import runs
from data.imports.values import sessions
from data.models import ImportRow
from data.models.run import Action
from mapping.models import Service, Session, Structure
from tests.data.digest import digest
from tests.data.samples import applied, csv_bytes, received, rehearsed
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

YEAR = timezone.localdate().year + 1
SHARED = {"Association": "Entraide", "Adresse": "1 rue Haute", "Ville": "Melun"}


def workshops(*said: dict, atelier: str = "Couture") -> bytes:
    return csv_bytes([{**SHARED, "Atelier": atelier, **one} for one in said])


def dated(*days: str, **more) -> bytes:
    return workshops(*({"Date": f"{day}/{YEAR}", **more} for day in days))


def held() -> list[tuple[str, str, str]]:
    return [
        (f"{one.first_day:%d/%m}", f"{one.last_day:%d/%m}", one.details)
        for one in Session.objects.order_by("first_day", "details")
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("05/01/2027", [("05/01", "05/01", "")]),
        ("mardi 5 janvier 2027", [("05/01", "05/01", "")]),
        ("5 janvier 2027 à 14h", [("05/01", "05/01", "14 h")]),
        ("05/01/2027 14h-16h30", [("05/01", "05/01", "14 h – 16 h 30")]),
        ("du 5 janvier au 26 mars 2027", [("05/01", "26/03", "")]),
        ("du 5 au 9 janvier 2027", [("05/01", "09/01", "")]),
        ("05/01/2027 et 12/01/2027", [("05/01", "05/01", ""), ("12/01", "12/01", "")]),
        (
            "les 5 et 12 janvier 2027 de 14h à 16h",
            [("05/01", "05/01", "14 h – 16 h"), ("12/01", "12/01", "14 h – 16 h")],
        ),
        (datetime(2027, 1, 5, 14, 30),  # noqa: DTZ001  # as a spreadsheet has it
         [("05/01", "05/01", "14 h 30")]),
        (date(2027, 1, 5), [("05/01", "05/01", "")]),
        ("2027-01-05T00:00:00", [("05/01", "05/01", "")]),
        ("46027", [("05/01", "05/01", "")]),
        ("tous les mardis", []),
        ("5 janvier", []),
        ("31/02/2027", []),
        ("du 26/03/2027 au 05/01/2027", []),
        ("05/01/2027 et sur rendez-vous", []),
        ("à définir", []),
    ],
)  # fmt: skip
def test_the_days_of_a_cell_are_all_understood_or_none(cell, expected):
    found = sessions.days(cell)
    assert [(f"{one.first:%d/%m}", f"{one.last:%d/%m}", one.hours) for one in found] == expected


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("14h", "14 h"), ("14:00", "14 h"), ("9h30", "9 h 30"), ("14h-16h", "14 h – 16 h"),
        (time(14, 30), "14 h 30"), (0.5, "12 h"), ("midi", "midi"),
    ],
)  # fmt: skip
def test_an_hour_is_said_in_words(cell, words):
    assert sessions.hour(cell) == words


def test_each_date_of_a_workshop_is_a_session_of_one_service():
    applied(dated("05/01", "12/01", "19/01"))
    assert Structure.objects.get().nom == "Entraide"
    assert Service.objects.get().nom == "Couture"
    assert held() == [("05/01", "05/01", ""), ("12/01", "12/01", ""), ("19/01", "19/01", "")]


def test_two_workshops_have_each_their_dates():
    rows = [
        {**SHARED, "Atelier": name, "Date": f"{day}/{YEAR}"}
        for name, days in (("Couture", ("05/01", "12/01")), ("Cuisine", ("06/01", "13/01")))
        for day in days
    ]
    applied(csv_bytes(rows))
    found = {one.nom: one.sessions.count() for one in Service.objects.all()}
    assert found == {"Couture": 2, "Cuisine": 2}


def test_hours_and_places_that_differ_are_each_sessions_own():
    applied(
        workshops(
            {"Date": f"05/01/{YEAR}", "Horaires": "14h-16h", "Places": "12"},
            {"Date": f"12/01/{YEAR}", "Horaires": "10h-12h", "Places": "8"},
        )
    )
    assert held() == [("05/01", "05/01", "14h-16h, 12 places"), ("12/01", "12/01", "10h-12h, 8 places")]
    service = Service.objects.get()
    assert (service.capacite, service.horaires_accueil) == (None, "")
    assert Structure.objects.get().horaires_accueil == ""


def test_hours_of_every_week_are_the_services_too():
    applied(dated("05/01", "12/01", Horaires="mardi 14h-16h"))
    assert Service.objects.get().horaires_accueil == "Tu 14:00-16:00"
    assert held()[0] == ("05/01", "05/01", "mardi 14h-16h")


def test_a_session_goes_from_a_day_to_a_day_at_hours():
    said = {
        "Début": f"05/01/{YEAR}",
        "Fin": f"26/03/{YEAR}",
        "Heure de début": "14h",
        "Heure de fin": "16h30",
    }
    applied(workshops(said, {**said, "Début": f"05/04/{YEAR}", "Fin": f"26/06/{YEAR}"}))
    assert held() == [("05/01", "26/03", "14 h – 16 h 30"), ("05/04", "26/06", "14 h – 16 h 30")]


def test_two_of_one_day_are_two():
    applied(
        workshops(
            {"Date": f"05/01/{YEAR}", "Heure": "10h"},
            {"Date": f"05/01/{YEAR}", "Heure": "14h"},
            {"Date": f"12/01/{YEAR}", "Heure": "14h"},
        )
    )
    assert held() == [("05/01", "05/01", "10 h"), ("05/01", "05/01", "14 h"), ("12/01", "12/01", "14 h")]


def test_a_recurrence_is_kept_as_text_and_told():
    content = workshops({"Dates": "tous les mardis"}, atelier="Cuisine")
    rows = [{**SHARED, "Atelier": "Couture", "Dates": f"{day}/{YEAR}"} for day in ("05/01", "12/01")]
    run = applied(csv_bytes([*rows, {**SHARED, "Atelier": "Cuisine", "Dates": "tous les mardis"}]))
    assert content
    kitchen = Service.objects.get(nom="Cuisine")
    assert "tous les mardis" in kitchen.description
    assert not kitchen.sessions.exists()
    doubts = [text for row in run.rows.filter(kind="service") for _name, text, _lost in row.doubts]
    assert any("tous les mardis" in text for text in doubts)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"Début": "à définir", "Fin": ""}, "n'est pas une date"),
        ({"Début": "", "Fin": f"05/01/{YEAR}"}, "sans le premier"),
        ({"Début": f"05/02/{YEAR}", "Fin": f"05/01/{YEAR}"}, "avant le premier"),
        ({"Début": f"05/02/{YEAR}, 06/02/{YEAR}", "Fin": f"05/03/{YEAR}"}, "plusieurs dates"),
    ],
)
def test_what_is_no_date_is_told(said, told):
    good = [{"Début": f"{day}/{YEAR}", "Fin": f"28/{day[3:]}/{YEAR}"} for day in ("05/01", "05/02", "05/03")]
    run = rehearsed(workshops(*good, *good[:1], said))
    doubts = [
        text for row in run.rows.filter(number=6, kind="service") for _name, text, lost in row.doubts if lost
    ]
    assert any(told in text for text in doubts), doubts


def test_what_ends_on_no_date_is_no_session_of_one_day():
    good = [{"Début": f"{day}/{YEAR}", "Fin": f"28/{day[3:]}/{YEAR}"} for day in ("05/01", "05/02", "05/03")]
    run = rehearsed(workshops(*good, *good[:1], {"Début": f"05/02/{YEAR}", "Fin": "aux vacances"}))
    assert not run.rows.filter(number=6, kind="session").exists()
    made = run.rows.get(number=6, kind="service")
    assert "aux vacances" in made.payload["description"]
    assert any("n'est pas une date" in text for _name, text, _lost in made.doubts)


class TestTheNextEdition:
    def test_the_same_changes_nothing(self):
        applied(dated("05/01", "12/01"))
        before = digest()
        run = applied(dated("12/01", "05/01"))
        assert run.counts[Action.CHANGE] == 0
        assert digest() == before

    def test_a_date_more_is_added_and_one_less_is_removed(self):
        applied(dated("05/01", "12/01"))
        applied(dated("12/01", "19/01"))
        assert [first for first, _last, _details in held()] == ["12/01", "19/01"]

    def test_what_is_over_stays(self):
        past = timezone.localdate() - timedelta(days=20)
        rows = [{"Date": f"{past:%d/%m/%Y}"}, {"Date": f"12/01/{YEAR}"}, {"Date": f"19/01/{YEAR}"}]
        applied(workshops(*rows))
        applied(workshops(*rows[1:]))
        assert Session.objects.count() == 3

    def test_what_somebody_wrote_is_kept_and_told(self):
        applied(dated("05/01", "12/01", Heure="14h"))
        Session.objects.filter(first_day__day=5).update(details="14 h 30, salle 2")
        run = applied(dated("05/01", "12/01", Heure="15h"))
        assert [details for _first, _last, details in held()] == ["14 h 30, salle 2", "15 h"]
        kept = run.rows.get(kind="session", payload__first_day=f"{YEAR}-01-05")
        assert kept.kept["details"] == ["14 h 30, salle 2", "15 h"]

    def test_one_that_somebody_changed_is_not_removed(self):
        applied(dated("05/01", "12/01", "19/01"))
        Session.objects.filter(first_day__day=5).update(details="salle 2")
        applied(dated("12/01", "19/01"))
        assert Session.objects.count() == 3

    def test_a_workshop_goes_with_its_dates(self):
        rows = [
            {**SHARED, "Atelier": name, "Date": f"{day}/{YEAR}"}
            for name in ("Couture", "Cuisine")
            for day in ("05/01", "12/01")
        ]
        applied(csv_bytes(rows))
        applied(csv_bytes(rows[:2]))
        assert [one.nom for one in Service.objects.all()] == ["Couture"]

    def test_a_workshop_stays_with_a_date_that_somebody_added(self):
        rows = [
            {**SHARED, "Atelier": name, "Date": f"{day}/{YEAR}"}
            for name in ("Couture", "Cuisine")
            for day in ("05/01", "12/01")
        ]
        applied(csv_bytes(rows))
        kitchen = Service.objects.get(nom="Cuisine")
        Session.objects.create(service=kitchen, first_day=date(YEAR, 5, 1), last_day=date(YEAR, 5, 1))
        applied(csv_bytes(rows[:2]))
        assert [one.first_day for one in kitchen.sessions.all()] == [date(YEAR, 5, 1)]

    def test_one_that_is_there_already_is_not_doubled(self):
        applied(workshops({"Date": f"05/01/{YEAR}"}, {"Date": f"12/01/{YEAR}"}))
        service = Service.objects.get()
        Session.objects.create(
            service=service, first_day=date(YEAR, 2, 1), last_day=date(YEAR, 2, 1), details="salle 2"
        )
        applied(dated("05/01", "12/01", "01/02"))
        assert Session.objects.filter(first_day=date(YEAR, 2, 1)).get().details == "salle 2"

    def test_one_deleted_by_hand_is_not_made_again(self):
        applied(dated("05/01", "12/01"))
        Session.objects.filter(first_day__day=5).delete()
        applied(dated("05/01", "12/01"))
        assert [first for first, _last, _details in held()] == ["12/01"]


def test_undoing_takes_all_back():
    empty = digest()
    first = applied(dated("05/01", "12/01"))
    between = digest()
    second = applied(dated("12/01", "19/01", Heure="14h"))
    runs.undo(second.pk)
    assert digest() == between
    runs.redo(second.pk)
    runs.undo(first.pk)
    runs.undo(second.pk)
    assert digest() == empty


def test_a_date_that_nothing_says_is_of_a_session_is_none():
    names = [f"Maison {n}" for n in range(6)]
    rows = [{"Nom": name, "Ville": "Melun", "Date": f"0{n + 1}/03/2024"} for n, name in enumerate(names)]
    run = runs.receive("a.csv", iter([csv_bytes(rows)]))
    assert {c["name"]: c["proposal"] for c in run.settings["columns"]}["Date"] == "date_maj"
    born = [{"Nom": name, "Ville": "Melun", "Date de création": "01/03/2004"} for name in names]
    run = received(csv_bytes(born))
    assert all(not c["target"].startswith("session") for c in run.settings["columns"])


def test_the_page_tells_each_date(client):
    run = rehearsed(dated("05/01", "12/01", Heure="14h"))
    client.force_login(UserFactory(is_staff=True))
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert f"le 5 janvier {YEAR}" in page
    double = client.get(reverse("import", args=[run.pk]) + "?lignes=double").content.decode()
    assert f"le 12 janvier {YEAR}" in double


def test_the_street_of_a_hidden_address_is_in_no_session():
    rows = [
        {**SHARED, "Atelier": "Couture", "Date": f"{day}/{YEAR}", "Adresse confidentielle": "oui",
         "Salle": "1 rue Haute, code 12B"}
        for day in ("05/01", "12/01")
    ]  # fmt: skip
    run = applied(csv_bytes(rows))
    assert all("rue Haute" not in details for _first, _last, details in held())
    assert ImportRow.objects.filter(run=run, kind="session").exclude(doubts=[]).count() == 2
