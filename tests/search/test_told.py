"""What a card says of a service: what was asked for and holds comes first, and one status, the worst news."""

from datetime import date, datetime

import pytest
from django.utils import translation

from mapping.hours import PARIS, Closure
from mapping.models import VisibleService, VisibleStructure
from search.question import Criteria
from search.told import Around, Fact, Kind, Status, tell
from search.told_terms import cost_text, levels_text, lowered

# A Saturday, at noon.
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=PARIS)
LESSON = {
    "nom": "Cours de français pour adultes",
    "type": "formation",
    "horaires_accueil": "Th 19:00-21:00",
    "niveaux": ["A1", "alpha"],
    "langues": ["ar", "ta"],
    "frais": "payant",
    "frais_precisions": "10 € par an.",
    "garde_enfants": True,
    "places_restantes": 3,
    "places_restantes_le": date(2026, 11, 20),
}


def told(asked: Criteria | None = None, around: Around | None = None, **fields):
    return tell(VisibleService(**LESSON | fields), asked or Criteria(), around or Around(now=NOW))


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def words(answer) -> list[str]:
    """The facts in order: ✓ before what is met."""
    return [f"{'✓ ' if fact.met else ''}{plain(fact.text)}" for fact in answer.facts]


class TestTheOrderOfFacts:
    def test_what_was_asked_and_holds_comes_first_then_level_childcare_cost_languages(self):
        answer = told(Criteria(niveaux=("A1",), ouvert="jeudi-soir", garde_enfants=True))
        assert plain(answer.when.text) == "jeudi 19 h – 21 h"
        assert answer.when.met
        assert words(answer) == [
            "✓ alpha, A1", "✓ enfants gardés sur place", "10 € par an", "arabe, tamoul",
        ]  # fmt: skip

    def test_the_lesson_comes_before_the_person(self):
        asked = Criteria(langues=("ar",), publics=("familles",), niveaux=("A1",), garde_enfants=True)
        assert words(told(asked, publics=["familles"])) == [
            "✓ alpha, A1", "✓ enfants gardés sur place", "✓ familles", "✓ arabe", "10 € par an", "tamoul",
        ]  # fmt: skip

    def test_nothing_asked_nothing_met(self):
        answer = told()
        assert words(answer) == ["alpha, A1", "enfants gardés sur place", "10 € par an", "arabe, tamoul"]
        assert plain(answer.when.text) == "jeudi 19 h – 21 h"
        assert not answer.when.met

    def test_a_language_asked_for_is_told_apart_from_the_others(self):
        assert words(told(Criteria(langues=("ar",))))[0] == "✓ arabe"
        assert words(told(Criteria(langues=("ar",))))[-1] == "tamoul"

    def test_what_nobody_knows_is_said_where_it_was_asked_for_and_only_there(self):
        answer = told(Criteria(garde_enfants=True), garde_enfants=None)
        assert answer.facts[0] == Fact("enfants gardés sur place ?", doubt=True, key="garde_enfants")
        assert not any("enfants" in word for word in words(told(garde_enfants=None)))

    def test_what_is_known_not_to_hold_is_not_told(self):
        assert not any(
            "enfants" in word for word in words(told(Criteria(garde_enfants=True), garde_enfants=False))
        )

    def test_from_which_age_children_are_looked_after_is_said(self):
        assert "✓ enfants gardés sur place, dès 3 mois" in words(
            told(Criteria(garde_enfants=True), garde_enfants_precisions="Dès 3 mois.")
        )

    @pytest.mark.parametrize(
        ("publics", "said"),
        [
            (["demandeurs-asile", "familles"], "✓ demandeurs d'asile"),
            (["tous-publics"], "✓ tous publics"),
            (["personnes-exilees"], "demandeurs d'asile ?"),
            ([], "demandeurs d'asile ?"),
        ],
    )
    def test_a_wider_public_is_to_be_asked_about(self, publics, said):
        assert words(told(Criteria(publics=("demandeurs-asile",)), publics=publics))[0] == said

    def test_a_public_asked_for_holds_of_what_is_said_more_finely(self):
        asked = Criteria(publics=("personnes-exilees",))
        assert words(told(asked, publics=["refugies-bpi"]))[0] == "✓ personnes exilées"

    def test_everyone_is_no_firm(self):
        asked = Criteria(publics=("entreprises",))
        assert not any(fact.met for fact in told(asked, publics=["tous-publics"]).facts)

    def test_what_is_asked_of_the_structure_is_told_where_it_is_given(self):
        asked = Criteria(equipements=("scanner", "webcam"), bureau_confidentiel=True)
        place = VisibleStructure(equipements=["scanner", "wifi"], bureau_confidentiel=True)
        assert words(told(asked, Around(now=NOW, structure=place)))[:2] == [
            "✓ scanner", "✓ pièce pour parler en confidence",
        ]  # fmt: skip
        assert not any(fact.met for fact in told(asked).facts)

    def test_a_waiting_list_is_told_where_it_is_full(self):
        assert "liste d'attente" in words(told(places_restantes=0, liste_attente=True))
        assert "liste d'attente" not in words(told(liste_attente=True))


class TestTheStatus:
    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({}, Status("3 places", Kind.OK)),
            ({"places_restantes": 1}, Status("1 place", Kind.OK)),
            ({"places_restantes": 0}, Status("complet", Kind.STOP)),
            ({"places_restantes": None}, Status("places ?", Kind.DOUBT)),
            ({"places_restantes_le": date(2026, 9, 1)}, Status("3 places ?", Kind.DOUBT)),
            # Nobody counts places at a desk.
            ({"places_restantes": None, "type": "information"}, None),
        ],
    )
    def test_places_left(self, fields, status):
        assert told(**fields).status == status

    def test_the_worst_news_wins(self):
        closed = Around(now=NOW, closures=(Closure(date(2026, 11, 27), date(2026, 12, 6)),))
        assert told(around=closed).status == Status("fermé jusqu'au 6 décembre", Kind.STOP)
        assert told(around=closed, places_restantes=0).status.text == "complet"
        # The day that is asked about decides.
        assert told(Criteria(ouvert="2026-12-10"), closed).status.text == "3 places"

    def test_a_desk_says_until_when_it_is_open(self):
        desk = {"type": "information", "places_restantes": None, "horaires_accueil": ""}
        answer = told(around=Around(now=NOW, reception="Sa 09:00-18:00"), **desk)
        assert (plain(answer.status.text), answer.status.kind) == ("ouvert jusqu'à 18 h", Kind.OK)
        closed = told(around=Around(now=NOW, reception="Mo 09:00-18:00"), **desk)
        assert closed.status is None
        assert plain(closed.when.text) == "ouvre lundi à 9 h"

    def test_a_full_service_says_so_to_whoever_orders_the_list(self):
        assert told(places_restantes=0).is_full
        assert not told(places_restantes=None).is_full


class TestWhen:
    def test_of_several_moments_each_day_that_meets_one_is_said(self):
        answer = told(Criteria(ouvert="mardi,jeudi-soir"), horaires_accueil="Tu-Th 09:00-12:00,18:00-20:00")
        assert plain(answer.when.text) == "mardi 9 h – 12 h, 18 h – 20 h ; jeudi 18 h – 20 h"
        assert answer.when.met

    def test_only_what_meets_the_moment_is_said(self):
        answer = told(Criteria(ouvert="jeudi-soir"), horaires_accueil="Th 09:00-12:00,18:00-20:00")
        assert plain(answer.when.text) == "jeudi 18 h – 20 h"

    def test_the_hours_of_the_structure_answer_for_a_service_without_its_own(self):
        place = Around(now=NOW, reception="Th 18:00-21:00")
        assert plain(told(Criteria(ouvert="jeudi-soir"), place, horaires_accueil="").when.text) == (
            "jeudi 18 h – 21 h"
        )

    def test_which_weeks_is_said(self):
        own = {"horaires_accueil": "Th[1,3] 18:00-20:00; SH off", "commune_id": "77108"}
        answer = told(Criteria(ouvert="2026-12-03"), **own)
        assert plain(answer.when.text) == ("jeudi 18 h – 20 h (1er et 3e du mois, hors vacances scolaires)")
        assert plain(told(horaires_accueil="Th[1,3] 18:00-20:00").when.text) == (
            "jeudi (1er et 3e du mois) 18 h – 20 h"
        )

    @pytest.mark.parametrize(
        "text", ['Th 18:00-20:00 unknown "deux jeudis par mois"', 'Th 18:00-20:00 "sur rendez-vous"']
    )
    def test_a_moment_that_is_not_certain_is_in_doubt(self, text):
        when = told(Criteria(ouvert="jeudi-soir"), horaires_accueil=text).when
        assert (when.met, when.doubt) == (False, True)

    @pytest.mark.parametrize("moment", ["dimanche", "2026-12-06", "maintenant", "jeudi-soir"])
    def test_an_appointment_without_a_day_is_said_without_any(self, moment):
        when = told(Criteria(ouvert=moment), horaires_accueil='"sur rendez-vous"').when
        assert when == Fact("sur rendez-vous", doubt=True, key="ouvert")

    def test_unknown_hours_are_said_to_be_where_a_moment_is_asked(self):
        assert told(Criteria(ouvert="jeudi"), horaires_accueil="").when == Fact(
            "horaires ?", doubt=True, key="ouvert"
        )

    def test_without_hours_how_one_comes_is_said(self):
        desk = {"horaires_accueil": "", "type": "accompagnement", "places_restantes": None}
        assert told(**desk, rendez_vous=["sans-rendez-vous"]).when.text == "sans rendez-vous"
        both = told(**desk, rendez_vous=["sans-rendez-vous", "sur-rendez-vous"])
        assert both.when.text == "avec ou sans rendez-vous"
        # Who has to be sent by somebody learns it before anything else.
        sent = {"mobilisable_par": ["professionnels"], "rendez_vous": ["sur-rendez-vous"]}
        assert told(**desk, **sent).when.text == "sur orientation"
        assert "sur orientation" in words(told(**sent))
        asked = told(Criteria(rendez_vous=("sans-rendez-vous",)), **desk, rendez_vous=["sans-rendez-vous"])
        assert asked.when.met
        assert not any("rendez-vous" in word for word in words(asked))


class TestTerms:
    @pytest.mark.parametrize(
        ("frais", "precisions", "said"),
        [
            ("gratuit", "", "gratuit"),
            ("gratuit", "Adhésion libre.", "gratuit"),
            ("payant", "", "payant"),
            ("payant", "Adhésion annuelle de 10 euros.", "adhésion annuelle de 10 euros"),
            (
                "payant",
                "La participation demandée aux familles est de 12,50 € par trimestre, et de 5 € sinon.",
                "12,50 € par trimestre",
            ),
            ("payant", "Selon le quotient familial, à voir avec la personne de l'accueil.", "payant"),
            ("marchand", "", "prestation marchande"),
            ("marchand", "450 euros la journée", "450 euros la journée"),
        ],
    )
    def test_a_cost_is_its_amount_where_one_is_said(self, frais, precisions, said):
        assert cost_text(frais, precisions) == said

    def test_levels_in_their_order(self):
        assert levels_text(["A2", "A1"]) == "A1 – A2"
        assert levels_text(["B1", "alpha", "A1"]) == "alpha, A1, B1"
        assert levels_text([]) == ""

    def test_an_acronym_keeps_its_capitals(self):
        assert [lowered("RSA"), lowered("A1, débutant"), lowered("Gratuit.")] == [
            "RSA",
            "A1, débutant",
            "gratuit",
        ]


def test_a_card_is_told_in_the_readers_language():
    with translation.override("en"):
        assert told(Criteria(ouvert="jeudi-soir")).when.text.startswith("Thursday")


def test_a_price_keeps_its_order_within_arabic():
    with translation.override("ar"):
        assert cost_text("payant", "10 € par an") == "\u206610 € par an\u2069"
    assert cost_text("payant", "10 € par an") == "10 € par an"
