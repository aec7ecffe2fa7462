"""How an event comes again, in a form without scripts."""

from datetime import date

import pytest

from network.agenda.fields import RecurrenceForm
from network.agenda.recurrence import Frequency, Recurrence
from network.agenda.sentence import understood

START = date(2026, 1, 1)
LAST = date(2026, 12, 31)


def form(zone: str = "C", **boxes) -> RecurrenceForm:
    return RecurrenceForm(boxes, start=START, zone=zone)


def rule(**boxes) -> Recurrence | None:
    sent = form(**boxes)
    assert sent.is_valid(), sent.errors
    return sent.recurrence


def test_nothing_sent_is_an_event_held_once():
    assert rule() is None
    assert rule(mode="jamais", weekdays=["1"]) is None


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ({"mode": "semaine", "weekdays": ["1", "3"]}, "tous les mardis et jeudis"),
        ({"mode": "semaines", "weekdays": ["1"], "every": "2"}, "une semaine sur 2, tous les mardis"),
        ({"mode": "rang", "weekdays": ["4"], "ranks": ["1", "-1"]}, "le 1er et dernier vendredi du mois"),
        ({"mode": "jour", "month_day": "15"}, "le 15 du mois"),
        ({"mode": "jour", "month_day": "-1"}, "le dernier jour du mois"),
        ({"mode": "dates", "dates": "04/03/2026\n2026-03-11"}, "le 4 mars 2026 et le 11 mars 2026"),
        (
            {"mode": "semaine", "weekdays": ["0"], "ends": "date", "until": "2026-06-30"},
            "tous les lundis, jusqu’au 30 juin 2026",
        ),
        (
            {"mode": "semaine", "weekdays": ["0"], "ends": "nombre", "count": "10"},
            "tous les lundis, 10 séances",
        ),
        (
            {
                "mode": "semaine",
                "weekdays": ["0"],
                "skips_public_holidays": "on",
                "skips_school_holidays": "on",
            },
            "tous les lundis, hors vacances scolaires (zone C), hors jours fériés",
        ),
        (
            {"mode": "semaine", "weekdays": ["0"], "excluded": "05/01/2026, 12/01/2026"},
            "tous les lundis, sauf le 5 janvier 2026, sauf le 12 janvier 2026",
        ),
    ],
)
def test_boxes_say_a_rule_and_show_it_again(boxes, words):
    found = rule(**boxes)
    assert found.words("fr") == words
    shown = RecurrenceForm(start=START, zone="C", held=found)
    again = RecurrenceForm({name: shown[name].value() for name in shown.fields}, start=START, zone="C")
    assert again.is_valid(), again.errors
    assert again.recurrence == found


@pytest.mark.parametrize(
    ("boxes", "field"),
    [
        ({"mode": "semaine"}, "weekdays"),
        ({"mode": "semaines", "weekdays": ["1"]}, "every"),
        ({"mode": "rang", "weekdays": ["1"]}, "ranks"),
        ({"mode": "jour"}, "month_day"),
        ({"mode": "dates"}, "dates"),
        ({"mode": "dates", "dates": "31/02/2026\nmardi"}, "dates"),
        ({"mode": "semaine", "weekdays": ["1"], "ends": "date"}, "until"),
        ({"mode": "semaine", "weekdays": ["1"], "ends": "date", "until": "2025-01-01"}, "until"),
        ({"mode": "semaine", "weekdays": ["1"], "ends": "nombre"}, "count"),
        ({"mode": "semaine", "weekdays": ["9"]}, "weekdays"),
        ({"mode": "semaine", "weekdays": ["1"], "ends": "date", "until": "2026-01-02"}, "mode"),
        ({"sentence": "deux vendredis par mois"}, "sentence"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_box(boxes, field):
    sent = form(**boxes)
    assert not sent.is_valid()
    assert list(sent.errors) == [field]
    assert sent.recurrence is None


def test_the_reading_of_a_sentence_is_shown_before_it_is_kept():
    sentence = "un mardi sur deux à partir du 6 janvier, hors vacances scolaires"
    sent = form(sentence=sentence)
    assert not sent.is_valid()
    told = "une semaine sur 2, tous les mardis, à partir du 6 janvier 2026, hors vacances scolaires (zone C)"
    assert told in str(sent.errors["sentence"])
    assert sent.words == told
    assert sent["understood"].value() == told
    kept = form(sentence=sentence, understood=told)
    assert kept.is_valid()
    assert kept.recurrence == understood(sentence, START, zone="C")
    other = form(sentence="tous les lundis", understood=told)
    assert not other.is_valid()


def test_a_rule_that_the_boxes_cannot_hold_is_shown_as_its_sentence_and_kept():
    held = Recurrence(Frequency.WEEKLY, weekdays=((0, 1),), weeks="paires")
    shown = RecurrenceForm(start=START, held=held)
    assert shown["sentence"].value() == "tous les mardis, semaines paires"
    again = RecurrenceForm({name: shown[name].value() for name in shown.fields}, start=START)
    assert again.is_valid(), again.errors
    assert again.recurrence == held


def test_where_there_is_no_zone_the_school_holidays_are_not_offered():
    assert "skips_school_holidays" not in form(zone="").fields
    sent = form(zone="", sentence="tous les mardis hors vacances scolaires")
    assert not sent.is_valid()
    assert "zone" in str(sent.errors["sentence"])


def test_a_sentence_needs_the_day_of_the_event():
    sent = RecurrenceForm({"sentence": "tous les mardis"})
    assert not sent.is_valid()
    assert list(sent.errors) == ["sentence"]
