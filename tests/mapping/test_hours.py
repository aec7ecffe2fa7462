"""What is said of opening hours, at moments where it is easy to be wrong."""

from datetime import date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mapping.hours import PARIS, Closure, State, describe, is_public_holiday, on_day, week, zone_of
from mapping.usual_hours import usual, usual_week

SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=PARIS)
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=PARIS)
OFFICE = "Mo-Fr 09:00-12:00,14:00-17:30; PH off"


def said(hours, now, **kwargs) -> tuple[State, str]:
    answer = describe(hours, now=now, **kwargs)
    return answer.state, answer.text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        (OFFICE, SUNDAY, (State.CLOSED, "Ouvre lundi à 9 h")),
        (OFFICE, MONDAY, (State.OPEN, "Ouvert jusqu'à 12 h")),
        (OFFICE, MONDAY.replace(hour=12, minute=30), (State.CLOSED, "Ouvre à 14 h")),
        (OFFICE, MONDAY.replace(hour=16), (State.OPEN, "Ouvert jusqu'à 17 h 30")),
        (OFFICE, datetime(2026, 11, 20, 18, 0, tzinfo=PARIS), (State.CLOSED, "Ouvre lundi à 9 h")),
        # the minute of opening is open, the minute of closing is not
        (OFFICE, MONDAY.replace(hour=9, minute=0), (State.OPEN, "Ouvert jusqu'à 12 h")),
        (OFFICE, MONDAY.replace(hour=12, minute=0), (State.CLOSED, "Ouvre à 14 h")),
        # public holidays: Christmas is a Friday in 2026, the 14th of July a Wednesday in 2027
        (OFFICE, datetime(2026, 12, 25, 10, 0, tzinfo=PARIS), (State.CLOSED, "Ouvre lundi à 9 h")),
        (OFFICE, datetime(2027, 7, 14, 10, 0, tzinfo=PARIS), (State.CLOSED, "Ouvre jeudi à 9 h")),
        ("Mo-Fr 22:00-02:00", datetime(2026, 11, 24, 1, 0, tzinfo=PARIS), (State.OPEN, "Ouvert jusqu'à 2 h")),
        ("Mo-Fr 20:00-24:00", MONDAY.replace(hour=21), (State.OPEN, "Ouvert jusqu'à minuit")),
        ("24/7", MONDAY, (State.OPEN, "Ouvert 24 h/24, 7 j/7")),
        ("off", MONDAY, (State.CLOSED, "Fermé")),
        ("We[1] 10:00-12:00", MONDAY, (State.CLOSED, "Ouvre le 2 décembre à 10 h")),
        ('Mo 09:00-12:00 "sur rendez-vous"', MONDAY, (State.APPOINTMENT, "Sur rendez-vous")),
        ('Tu 09:00-12:00 "sur RDV"', MONDAY, (State.APPOINTMENT, "Sur rendez-vous, mardi à 9 h")),
        ('Mo 09:00-12:00 "by appointment"', MONDAY, (State.APPOINTMENT, "Sur rendez-vous")),
        ("Fr 14:00-16:00 unknown", MONDAY, (State.UNKNOWN, "Horaires à vérifier par téléphone")),
        (
            'Fr 14:00-16:00 unknown "1 vendredi sur 2"',
            MONDAY,
            (State.UNKNOWN, "1 vendredi sur 2 : téléphonez avant de venir"),
        ),
        (
            'Mo 09:00-12:00 unknown "un lundi sur deux"',
            MONDAY,
            (State.UNKNOWN, "Un lundi sur deux : téléphonez avant de venir"),
        ),
        ("Mo 09:00-12:00 unknown", MONDAY, (State.UNKNOWN, "Horaires à vérifier par téléphone")),
        ("", MONDAY, (State.UNKNOWN, "Horaires non renseignés")),
        ("   ", MONDAY, (State.UNKNOWN, "Horaires non renseignés")),
        ("le matin", MONDAY, (State.UNKNOWN, "Horaires : le matin")),
    ],
)
def test_what_is_said_of_a_place(hours, now, expected):
    assert said(hours, now) == expected


CHRISTMAS_HOLIDAYS = datetime(2026, 12, 28, 10, 0, tzinfo=PARIS)  # a Monday, in every zone


@pytest.mark.parametrize(
    ("hours", "in_term", "in_holidays"),
    [
        ("Mo-Fr 09:00-12:00; SH off", State.OPEN, State.CLOSED),
        ("Mo-Fr 09:00-12:00; PH,SH off", State.OPEN, State.CLOSED),
        ("Tu 09:00-12:00; SH Mo-Fr 09:00-12:00", State.CLOSED, State.OPEN),
        ("Tu 09:00-12:00; SH 09:00-12:00", State.CLOSED, State.OPEN),
        ("SH Mo 09:00-12:00", State.CLOSED, State.OPEN),
        ('Mo 14:00-15:00; SH "variable"', State.CLOSED, State.UNKNOWN),
        ('Mo 14:00-15:00; SH Mo 09:00-12:00 "sur RDV"', State.CLOSED, State.APPOINTMENT),
    ],
)
def test_hours_follow_the_school_holidays_of_the_place(hours, in_term, in_holidays):
    assert said(hours, MONDAY, code_insee="77288")[0] is in_term
    assert said(hours, CHRISTMAS_HOLIDAYS, code_insee="77288")[0] is in_holidays


def test_school_holidays_differ_by_zone():
    # Winter holidays of 2027: zone C (77) is still at school when zone A (69) is not, or the reverse.
    days = [datetime(2027, 2, day, 10, 0, tzinfo=PARIS) for day in (8, 15, 22)]
    hours = "Mo-Fr 09:00-12:00; SH off"
    states = {
        zone: [said(hours, day, code_insee=zone)[0] for day in days] for zone in ("77288", "69123", "35238")
    }
    assert len({tuple(row) for row in states.values()}) == 3


@pytest.mark.parametrize("code_insee", [None, "97411"])
def test_school_holidays_that_no_calendar_tells_are_never_guessed(code_insee):
    state, _text = said("Mo-Su 09:00-18:00; SH off", MONDAY, code_insee=code_insee)
    assert state is State.UNKNOWN
    far = datetime(2040, 1, 2, 10, 0, tzinfo=PARIS)
    assert said("Mo-Su 09:00-18:00; SH off", far, code_insee="77288")[0] is State.UNKNOWN


@pytest.mark.parametrize("hours", ["Mo-Fr 09:00-12:00 SH", "Apr-Jun SH 10:00-12:00", "SH,Mo 10:00-12:00"])
def test_school_holiday_rules_that_cannot_be_read_are_unknown(hours):
    state, text = said(hours, MONDAY, code_insee="77288")
    assert state is State.UNKNOWN
    assert "vacances scolaires" in text


def test_a_temporary_closure_wins_over_the_hours():
    closure = Closure(date(2026, 11, 20), date(2026, 11, 24), "Travaux")
    assert said(OFFICE, MONDAY, closures=[closure]) == (
        State.CLOSURE,
        "Fermé temporairement, jusqu'au 24 novembre",
    )


def test_the_next_opening_is_after_a_closure_to_come():
    closure = Closure(date(2026, 11, 23), date(2026, 11, 24))
    assert said(OFFICE, SUNDAY, closures=[closure]) == (State.CLOSED, "Ouvre mercredi à 9 h")


def test_a_place_open_day_and_night_still_closes_for_a_closure():
    closure = Closure(date(2026, 11, 24), date(2026, 11, 24))
    state, text = said("24/7", MONDAY, closures=[closure])
    assert state is State.OPEN
    assert text == "Ouvert jusqu'à minuit"


def test_hours_are_in_the_time_of_the_place():
    noon_in_paris = datetime(2026, 11, 23, 12, 30, tzinfo=PARIS)
    assert said("Mo-Fr 08:00-12:00", noon_in_paris)[0] is State.CLOSED
    assert said("Mo-Fr 08:00-12:00", noon_in_paris, code_insee="97209") == (
        State.CLOSED,
        "Ouvre à 8 h",
    )
    assert said("Mo-Fr 08:00-18:00", noon_in_paris, code_insee="97411")[0] is State.OPEN
    assert zone_of(None) is zone_of("77288") is PARIS


def test_a_week_starts_today_and_tells_holidays_and_closures():
    days = week(
        OFFICE,
        now=datetime(2026, 12, 23, 15, 0, tzinfo=PARIS),
        closures=[Closure(date(2026, 12, 28), date(2026, 12, 31), "Congés")],
    )
    assert [day.day.day for day in days] == [23, 24, 25, 26, 27, 28, 29]
    assert days[0].spans == ("9\xa0h – 12\xa0h", "14\xa0h – 17\xa0h\xa030")
    assert days[2].is_public_holiday
    assert days[2].spans == ()
    assert not days[3].is_public_holiday
    assert days[5].closure == "Congés"
    assert days[5].spans == ()


def test_a_night_belongs_to_the_day_on_which_it_begins():
    days = week("Mo-Su 22:00-02:00", now=MONDAY)
    assert {day.spans for day in days} == {("22\xa0h – 2\xa0h",)}


def test_a_place_open_day_and_night_says_so_every_day():
    assert {day.spans for day in week("24/7", now=MONDAY)} == {("toute la journée",)}


def test_an_appointment_without_a_day_is_no_opening_of_any():
    assert week('"sur rendez-vous"', now=SUNDAY) == []
    assert on_day('"sur rendez-vous"', SUNDAY.date()) == ""
    assert said('"sur rendez-vous"', SUNDAY) == (State.APPOINTMENT, "Sur rendez-vous")
    assert on_day('Su 09:00-12:00 "sur rendez-vous"', SUNDAY.date())


def test_french_public_holidays_are_known():
    assert is_public_holiday(date(2026, 5, 1))
    assert is_public_holiday(date(2027, 3, 29))  # Easter Monday
    assert not is_public_holiday(date(2026, 11, 23))


@given(st.text(max_size=60), st.datetimes(timezones=st.just(PARIS)))
def test_no_text_of_hours_raises(hours, now):
    assert describe(hours, now=now).text
    assert len(week(hours, now=now)) in (0, 7)


@pytest.mark.parametrize(("language", "day"), [("fr", "lundi"), ("uk", "понеділок"), ("en", "Monday")])
def test_a_day_within_a_sentence_is_written_as_its_language_does(language, day):
    with translation.override(language):
        text = describe("Mo 09:00-12:00", now=datetime(2026, 11, 26, 12, tzinfo=PARIS)).text
    assert day in text


class TestAUsualWeek:
    def test_days_alike_are_said_together(self):
        told = usual_week("Mo,We 09:00-12:00,14:00-17:30; Th 18:00-20:00").replace("\N{NO-BREAK SPACE}", " ")
        assert told == "lundi, mercredi : 9 h – 12 h, 14 h – 17 h 30 ; jeudi : 18 h – 20 h"

    @pytest.mark.parametrize("text", ["", "quand on veut", 'SH "variable"; Mo 09:00-12:00'])
    def test_nothing_is_made_up(self, text):
        assert usual_week(text) == ""

    def test_public_holidays_are_not_usual(self):
        assert "mardi" in usual_week("Mo-Fr 09:00-12:00; PH off", now=datetime(2026, 7, 13, tzinfo=PARIS))


class TestPeriods:
    """What is not every week is said so, and asked about so."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Fr[1,3] 14:00-16:00", "vendredi (1er et 3e du mois) : 14 h – 16 h"),
            ("Sa[1] 09:00-12:00", "samedi (1er du mois) : 9 h – 12 h"),
            ("Sa[-1] 09:00-12:00", "samedi (dernier du mois) : 9 h – 12 h"),
            ("week 02-52/2 Fr 14:00-16:00", "vendredi (semaines paires) : 14 h – 16 h"),
            ("Sep-Jun Tu 09:00-12:00", "mardi : 9 h – 12 h ; fermé en juillet et août"),
            (
                "Sep-Jun Fr[2] 09:00-12:00",
                "vendredi (2e du mois) : 9 h – 12 h ; fermé en juillet et août",
            ),
            ("Tu,Th 18:30-20:30; SH off", "mardi, jeudi : 18 h 30 – 20 h 30, hors vacances scolaires"),
            (
                'Fr 14:00-16:00 unknown "deux vendredis par mois"',
                "vendredi : 14 h – 16 h, à vérifier (deux vendredis par mois)",
            ),
            (
                "Tu 09:00-12:00; SH Tu 14:00-16:00",
                "mardi : 9 h – 12 h ; pendant les vacances scolaires, mardi : 14 h – 16 h",
            ),
            ("24/7", "24 h/24, 7 j/7"),
        ],
    )
    @pytest.mark.parametrize(
        "now", [datetime(2026, 11, 28, tzinfo=PARIS), datetime(2027, 2, 1, tzinfo=PARIS)]
    )
    def test_words_say_in_which_weeks(self, text, words, now):
        assert usual_week(text, now=now).replace("\N{NO-BREAK SPACE}", " ") == words

    def test_what_no_rule_tells_is_not_told_as_usual(self):
        now = datetime(2026, 11, 28, tzinfo=PARIS)
        assert usual_week("2026 Nov 28-2026 Dec 24 Mo 09:00-10:00", now=now) == ""

    @pytest.mark.parametrize("short", [True, False])
    def test_an_appointment_and_no_time_is_no_day_of_the_week(self, short):
        assert usual_week('"sur rendez-vous"', short=short) == "sur rendez-vous"

    def test_runs_of_days_are_told_by_their_ends_where_it_is_short(self):
        told = usual_week("Mo-Fr 09:00-12:00; PH off", short=True).replace("\N{NO-BREAK SPACE}", " ")
        assert told == "lundi – vendredi 9 h – 12 h"

    def test_a_day_says_its_own_weeks(self):
        told = usual("Tu 09:00-12:00; Fr[1,3] 14:00-16:00; SH off")
        assert told.varies
        assert told.period_on(4) == "1er et 3e du mois, hors vacances scolaires"
        assert told.period_on(1) == "hors vacances scolaires"
        assert not usual("Tu 09:00-12:00").varies

    def test_a_season_is_said_of_each_day_alone_too_and_holds(self):
        text = "Mo,Th 09:00-12:00; Aug off"
        assert usual(text).varies
        assert usual(text).period_on(0) == "fermé en août"
        assert describe(text, now=datetime(2027, 8, 2, 10, tzinfo=PARIS)).state is State.CLOSED

    @given(st.sampled_from(["Mo", "We", "Fr", "Su"]), st.sets(st.integers(1, 5), min_size=1, max_size=3))
    def test_the_words_name_the_weeks_that_the_text_names(self, day, ordinals):
        text = f"{day}[{','.join(map(str, sorted(ordinals)))}] 14:00-16:00"
        words = usual_week(text, now=datetime(2026, 11, 28, tzinfo=PARIS))
        names = {1: "1er", 2: "2e", 3: "3e", 4: "4e", 5: "5e"}
        assert {number for number, name in names.items() if f"{name} " in words.replace(",", " ")} == ordinals


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Mo 09:00-12:00; Fr[1,3] 09:00-12:00; 2026 Dec 24-2027 Jan 02 off",
            "lundi : 9 h – 12 h ; vendredi (1er et 3e du mois) : 9 h – 12 h ;"
            " du 24 décembre 2026 au 2 janvier 2027 : fermé",
        ),
        (
            "Mo 09:00-12:00; PH off; 2027 Mar 02 14:00-16:00",
            "lundi : 9 h – 12 h ; le 2 mars 2027 : 14 h – 16 h",
        ),
        (
            "Mo 09:00-12:00; 2027 Mar 02 14:00-16:00; PH off",
            "lundi : 9 h – 12 h ; le 2 mars 2027 : 14 h – 16 h",
        ),
        (
            "Mo 09:00-12:00; Fr[1,3] 09:00-12:00; Dec 24-Dec 31 off",
            "lundi : 9 h – 12 h ; vendredi (1er et 3e du mois) : 9 h – 12 h ;"
            " du 24 décembre au 31 décembre, chaque année : fermé",
        ),
        ("Mo 09:00-12:00; 2025 Dec 24-2026 Jan 02 off", "lundi : 9 h – 12 h"),
        ("Mo 09:00-12:00; Jul 01-Aug 31 off", "lundi : 9 h – 12 h ; fermé en juillet et août"),
        (
            "Mo,Th 09:00-12:00,14:00-17:30; Aug off",
            "lundi, jeudi : 9 h – 12 h, 14 h – 17 h 30 ; fermé en août",
        ),
        ("Jul-Aug Mo,Th 09:00-12:00", "de juillet à août, lundi, jeudi : 9 h – 12 h"),
        (
            "Mo 09:00-12:00; Sep-Jun Th 09:00-12:00",
            "lundi : 9 h – 12 h ; jeudi (de septembre à juin) : 9 h – 12 h",
        ),
        (
            "Mo 09:00-12:00; Aug 01-15 off",
            "lundi : 9 h – 12 h ; du 1er août au 15 août, chaque année : fermé",
        ),
    ],
)
def test_dates_that_are_otherwise_are_told_apart_from_what_is_usual(text, told):
    now = datetime(2026, 11, 29, 10, tzinfo=PARIS)
    assert usual_week(text, now=now).replace("\N{NO-BREAK SPACE}", " ") == told


def test_arabic_has_its_own_comma_and_semicolon():
    with translation.override("ar"):
        told = usual_week("Mo,Th 09:00-12:00,14:00-17:30; Aug off")
    assert "،" in told
    assert "؛" in told
    assert "," not in told
    assert ";" not in told
