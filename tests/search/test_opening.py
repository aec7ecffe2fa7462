"""`ouvert`: what is open at a moment, and what nobody can say."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from mapping.models import Service, Structure, TemporaryClosure
from search import criteria, engine, filters, opening, registry, schedules
from search.models import Schedule
from search.opening import PARIS, moment
from search.question import Search
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point

SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=PARIS)
HERE = "lat=48.5390&lon=2.6600"


@pytest.fixture
def at(monkeypatch):
    """Sets the time that searches believe it is."""

    def set_now(now: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now)

    set_now(SUNDAY)
    return set_now


def asked(query: str) -> Search:
    parsed = filters.parse(QueryDict(query))
    assert parsed.errors == {}
    return parsed.search


def found(ouvert: str, place: str = HERE) -> list[str]:
    answer = engine.run(asked(f"{place}&ouvert={ouvert}"), Role.VISITOR)
    assert answer.total == answer.returned
    return sorted(name for item in answer.items() for name in item["properties"]["services"])


def service(name: str, hours: str, **fields) -> Service:
    return ServiceFactory(nom=name, horaires_accueil=hours, **fields)


@pytest.mark.django_db
class TestSeveralMoments:
    def test_an_opening_in_either_is_found(self, at):
        service("Mardi", "Tu 14:00-16:00")
        service("Jeudi", "Th 14:00-16:00")
        service("Jeudi matin", "Th 09:00-11:00")
        service("Vendredi", "Fr 14:00-16:00")
        several = "mardi-apres-midi&ouvert=jeudi-apres-midi"
        assert found(several) == ["Jeudi", "Mardi"]
        assert asked(f"{HERE}&ouvert={several}") == asked(f"{HERE}&ouvert=mardi-apres-midi,jeudi-apres-midi")

    def test_a_link_says_each_and_each_is_taken_back_alone(self, at):
        search = asked(f"{HERE}&ouvert=mardi&ouvert=&ouvert=jeudi-soir&ouvert=mardi")
        assert search.query().getlist("ouvert") == ["mardi", "jeudi-soir"]
        said = criteria.said_of(search, [registry.OUVERT])
        assert said == ["mardi", "jeudi soir"]
        assert criteria.moment_text(search.criteria.ouvert) == "mardi ou jeudi soir"

    @pytest.mark.parametrize(
        "several",
        [
            "maintenant&ouvert=jeudi",
            "jeudi&ouvert=hier",
            ",".join(["jeudi"] + [f"2026-12-{n:02}" for n in range(1, 23)]),
        ],
    )
    def test_what_cannot_be_asked_together_is_refused(self, at, several):
        assert "ouvert" in filters.parse(QueryDict(f"{HERE}&ouvert={several}")).errors


class TestMoments:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("dimanche", 22),
            ("lundi", 23),
            ("jeudi-soir", 26),
            ("samedi", 28),
            ("2026-11-24", 24),
            ("2026-11-24T18:30", 24),
            ("maintenant", 22),
        ],
    )
    def test_a_moment_is_a_day_to_come(self, text, day):
        assert moment(text, SUNDAY).day == date(2026, 11, day)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "hier",
            "Jeudi",
            "jeudi-nuit",
            "jeudi-journee",
            "semaine-nuit",
            "week-end-",
            "soir-semaine",
            "2026-13-01",
            "2026-11-24T25:00",
            "2026-11-24 18:30",
            "2020-01-01",
            "2030-01-01",
            "2026-11-24T18:30Z",
            "jeudi ",
            "9999-12-31T23:59",
            "9999-12-31",
            "0001-01-01T00:00",
            "0001-01-01",
            "٢٠٢٦-11-24",
        ],
    )
    def test_what_is_no_moment_is_refused(self, text):
        with pytest.raises(ValueError):  # noqa: PT011
            moment(text, SUNDAY)

    @given(st.dates(), st.times())
    def test_any_date_is_a_moment_or_is_refused(self, day, time):
        for text in (day.isoformat(), f"{day.isoformat()}T{time:%H:%M}"):
            try:
                found = moment(text, SUNDAY)
            except ValueError:
                assert abs((day - SUNDAY.date()).days) > 1
            else:
                assert found.day == day

    @pytest.mark.parametrize(
        ("habit", "first", "last", "how_many"),
        [
            ("soir", ("2026-11-22 18:00", "2026-11-22 23:59"), "2026-12-19", 28),
            ("semaine-matin", ("2026-11-23 06:00", "2026-11-23 12:00"), "2026-12-18", 20),
            ("semaine-journee", ("2026-11-23 06:00", "2026-11-23 18:00"), "2026-12-18", 20),
            ("week-end-apres-midi", ("2026-11-22 12:00", "2026-11-22 18:00"), "2026-12-19", 8),
        ],
    )
    def test_a_habit_is_every_such_part_of_a_day_in_four_weeks(self, habit, first, last, how_many):
        found = moment(habit, SUNDAY)
        assert [f"{one:%Y-%m-%d %H:%M}" for one in found.stretches[0]] == list(first)
        assert (found.last_day.isoformat(), len(found.stretches)) == (last, how_many)

    @given(st.sampled_from(opening.habits()), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
    def test_the_stretches_of_a_habit_follow_one_another_within_the_days_worked_out(self, habit, today):
        found = moment(habit, datetime.combine(today, datetime.min.time(), PARIS))
        bounds = [bound for stretch in found.stretches for bound in stretch]
        assert bounds == sorted(bounds)
        assert found.instant is None
        assert found.days[0] == found.day
        assert found.days[-1] == found.last_day < today + timedelta(days=opening.HORIZON_DAYS)

    def test_every_habit_has_words_of_its_own(self):
        assert len({criteria.moment_text(habit) for habit in opening.habits()}) == len(opening.habits())

    def test_the_filter_says_what_it_accepts(self):
        errors = filters.parse(QueryDict("ouvert=demain")).errors
        assert "jeudi-soir" in errors["ouvert"][0]


@pytest.mark.django_db
class TestFinding:
    @pytest.fixture(autouse=True)
    def now(self, at):
        pass

    def test_a_weekday_finds_what_opens_at_all_that_day(self):
        service("jeudi matin", "Th 09:00-12:00")
        service("jeudi soir", "Th 18:30-20:30")
        service("mardi", "Tu 09:00-12:00")
        service("jamais", "off")
        service("toujours", "24/7")
        assert found("jeudi") == ["jeudi matin", "jeudi soir", "toujours"]
        assert found("jeudi-soir") == ["jeudi soir", "toujours"]
        assert found("jeudi-matin") == ["jeudi matin", "toujours"]

    def test_a_habit_finds_what_opens_so_on_any_day(self):
        service("mardi soir", "Tu 18:30-20:30")
        service("mardi matin", "Tu 09:00-12:00")
        service("samedi matin", "Sa 09:00-12:00")
        service("samedi soir", "Sa 19:00-21:00")
        assert found("soir") == ["mardi soir", "samedi soir"]
        assert found("semaine") == ["mardi matin", "mardi soir"]
        assert found("semaine-soir") == ["mardi soir"]
        assert found("week-end") == ["samedi matin", "samedi soir"]
        assert found("matin") == ["mardi matin", "samedi matin"]
        assert found("journee") == ["mardi matin", "samedi matin"]

    def test_school_holidays_hide_no_habit(self, at):
        service("hors vacances", "Tu 18:00-20:00; SH off")
        at(datetime(2026, 12, 20, 10, 0, tzinfo=PARIS))
        assert found("2026-12-22") == []
        assert found("soir") == ["hors vacances"]

    def test_a_habit_needs_a_day_on_which_the_place_is_not_closed(self):
        closed = service("fermé un mois et plus", "Tu 18:00-20:00")
        TemporaryClosure.objects.create(
            structure=closed.structure, first_day="2026-11-01", last_day="2027-01-31"
        )
        shut = service("fermé une semaine", "Tu 18:00-20:00")
        TemporaryClosure.objects.create(
            structure=shut.structure, first_day="2026-11-22", last_day="2026-11-29"
        )
        assert found("soir") == ["fermé une semaine"]

    def test_a_habit_may_be_asked_of_one_need_alone(self):
        service(
            "FLE du soir", "Tu 18:00-20:00", thematiques=["lecture-ecriture-calcul--maitriser-le-francais"]
        )
        service(
            "FLE du matin", "Tu 09:00-12:00", thematiques=["lecture-ecriture-calcul--maitriser-le-francais"]
        )
        service("emploi du matin", "Tu 09:00-12:00", thematiques=["trouver-un-emploi--maintien-dans-lemploi"])
        needs = "theme=francais&theme=emploi&ouvert.francais=soir"
        answer = engine.run(asked(f"{HERE}&{needs}"), Role.VISITOR)
        names = {name for item in answer.items() for name in item["properties"]["services"]}
        assert names == {"FLE du soir", "emploi du matin"}

    def test_an_evening_begins_when_the_afternoon_ends(self):
        service("jusqu'à 18 h", "Th 14:00-18:00")
        service("jusqu'à 18 h 30", "Th 14:00-18:30")
        assert found("jeudi-soir") == ["jusqu'à 18 h 30"]

    def test_an_instant_finds_what_is_open_then(self):
        service("ouvert", "Tu 09:00-18:00")
        service("pas encore", "Tu 10:00-18:00")
        assert found("2026-11-24T09:30") == ["ouvert"]
        assert found("2026-11-24T18:00") == []
        assert found("2026-11-24T17:59") == ["ouvert", "pas encore"]

    def test_what_is_not_every_week_is_found_in_its_weeks(self):
        service("1er et 3e", "Fr[1,3] 14:00-16:00")
        service("2e", "Fr[2] 14:00-16:00")
        service("dernier", "Fr[-1] 14:00-16:00")
        service("semaines paires", "week 02-52/2 Fr 14:00-16:00")
        service("hors vacances", "Fr 14:00-16:00; SH off")
        service("deux par mois", 'Fr 14:00-16:00 unknown "deux vendredis par mois"')
        assert found("2026-12-04") == ["1er et 3e", "hors vacances"]
        assert found("2026-12-11") == ["2e", "hors vacances", "semaines paires"]
        # Of two Fridays a month nobody knows which: it is counted beside the list.
        assert engine.unsettled(asked(f"{HERE}&ouvert=2026-12-11"), Role.VISITOR).uncertain == 1
        # A Friday of the school holidays, and a public holiday that these hours do not speak of.
        assert found("2026-12-25") == ["dernier", "semaines paires"]

    def test_a_night_is_open_after_midnight(self):
        service("nuit", "Mo 22:00-02:00")
        assert found("2026-11-24T01:00") == ["nuit"]
        assert found("2026-11-24T03:00") == []
        assert found("mardi") == ["nuit"]

    def test_now_is_now(self, at):
        service("dimanche", "Su 09:00-12:00")
        assert found("maintenant") == ["dimanche"]
        at(SUNDAY.replace(hour=13))
        assert found("maintenant") == []

    def test_a_public_holiday_is_known(self):
        service("ferme les jours fériés", "Mo-Fr 09:00-12:00; PH off")
        service("ouvre les jours fériés", "Mo-Fr 09:00-12:00; PH 10:00-11:00")
        assert found("2026-12-25") == ["ouvre les jours fériés"]
        assert found("2026-12-24") == ["ferme les jours fériés", "ouvre les jours fériés"]

    def test_school_holidays_follow_the_calendar_of_the_place(self):
        service(
            "sauf vacances",
            "Mo-Fr 09:00-12:00; SH off",
            structure=StructureFactory(commune=CommuneFactory(code="77901")),
        )
        assert found("2026-12-14") == ["sauf vacances"]
        assert found("2026-12-28") == []

    def test_a_temporary_closure_closes(self):
        open_service = service("fermé pour travaux", "Mo-Fr 09:00-12:00")
        service("ouvert", "Mo-Fr 09:00-12:00")
        TemporaryClosure.objects.create(
            structure=open_service.structure, first_day="2026-11-23", last_day="2026-11-24"
        )
        assert found("mardi") == ["ouvert"]
        assert found("mercredi") == ["fermé pour travaux", "ouvert"]

    def test_a_service_has_its_own_hours_or_its_structures(self):
        structure = StructureFactory(horaires_accueil="Mo 09:00-12:00")
        service("les siens", "Tu 09:00-12:00", structure=structure)
        service("ceux de la structure", "", structure=structure)
        assert found("lundi") == ["ceux de la structure"]
        assert found("mardi") == ["les siens"]

    def test_hours_are_in_the_time_of_the_place(self, at):
        reunion = CommuneFactory(code="97490", nom="Essai", point=point(-21.0, 55.5), departement_code="974")
        service(
            "réunion",
            "Su 13:00-14:00",
            structure=StructureFactory(commune=reunion, position=point(-21.0, 55.5)),
        )
        # 10:00 in Paris is 13:00 there.
        assert found("maintenant", "lat=-21.0&lon=55.5") == ["réunion"]
        assert found("2026-11-22T13:30", "lat=-21.0&lon=55.5") == ["réunion"]
        assert found("2026-11-22T10:30", "lat=-21.0&lon=55.5") == []

    def test_states_are_counted_and_never_folded(self):
        service("ouvert", "Th 09:00-12:00")
        service("rendez-vous", 'Th 09:00-12:00 "sur rendez-vous"')
        service("incertain", "Th 09:00-12:00 unknown")
        service("sans horaires", "")
        service("illisible", "le jeudi")
        service("fermé", "Fr 09:00-12:00")
        assert found("jeudi") == ["ouvert"]
        counts = engine.unsettled(asked(f"{HERE}&ouvert=jeudi"), Role.VISITOR)
        assert counts == engine.Unsettled(appointment=1, uncertain=1, unknown=2)
        assert engine.unsettled(asked(HERE), Role.VISITOR) is None

    def test_an_edit_of_hours_is_found_at_once(self):
        edited = service("modifié", "Tu 09:00-12:00")
        assert found("jeudi") == []
        Service.objects.filter(pk=edited.pk).update(horaires_accueil="Th 09:00-12:00")
        assert found("jeudi") == ["modifié"]
        Service.objects.update(horaires_accueil="")
        Structure.objects.update(horaires_accueil="Th 10:00-12:00")
        assert found("2026-11-26T10:30") == ["modifié"]

    def test_the_moment_joins_the_other_conditions(self):
        service("gratuit jeudi", "Th 09:00-12:00", frais="gratuit")
        service("payant jeudi", "Th 09:00-12:00", frais="payant")
        service("gratuit mardi", "Tu 09:00-12:00", frais="gratuit")
        assert found("jeudi&gratuit=oui") == ["gratuit jeudi"]
        nothing = asked(f"{HERE}&ouvert=lundi&gratuit=oui")
        assert {r.parameter: r.total for r in engine.relaxations(nothing, Role.VISITOR)} == {"ouvert": 2}
        assert engine.facets(asked(f"{HERE}&ouvert=jeudi"), Role.VISITOR)["gratuit"] == {"oui": 1}

    def test_prose_too_long_for_hours_is_unknown_and_breaks_nothing(self):
        service("prose", "Nous vous accueillons quand vous voulez. " * 100)
        assert engine.unsettled(asked(f"{HERE}&ouvert=jeudi"), Role.VISITOR).unknown == 1

    def test_texts_are_worked_out_once_for_all_who_share_them(self, django_assert_num_queries):
        for n in range(3):
            service(f"s{n}", "Th 09:00-12:00")
        assert Schedule.objects.count() == 1
        assert schedules.pending(date(2026, 11, 26))
        found("jeudi")
        assert not schedules.pending(date(2026, 11, 26))
        assert schedules.work_out(SUNDAY) == 0

    def test_the_horizon_moves_with_the_days(self, at):
        service("jeudi", "Th 09:00-12:00")
        assert found("jeudi") == ["jeudi"]
        at(SUNDAY + timedelta(days=90))
        assert found("jeudi") == ["jeudi"]
        assert found((SUNDAY + timedelta(days=90 + opening.HORIZON_DAYS)).date().isoformat()) is not None

    def test_a_command_works_everything_out_ahead(self, capsys):
        service("jeudi", "Th 09:00-12:00")
        call_command("work_out_schedules")
        assert "1 textes" in capsys.readouterr().out
        assert not schedules.pending(date(2026, 11, 26))


@pytest.mark.django_db
def test_winter_time_repeats_an_hour_without_breaking_anything(at):
    at(datetime(2027, 10, 30, 12, 0, tzinfo=ZoneInfo("Europe/Paris")))
    service("nuit du changement d'heure", "Sa 22:00-06:00")
    assert found("2027-10-31T02:30") == ["nuit du changement d'heure"]
