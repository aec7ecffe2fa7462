"""What changed between two texts gives both of them back."""

from hypothesis import given
from hypothesis import strategies as st

from mapping.changes.week import days_changed
from mapping.changes.words import Piece, difference, shortened

TEXTS = st.text(alphabet="abé ,.\n’1", max_size=80)


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts(before, after):
    pieces = difference(before, after)
    assert "".join(one.text for one in pieces if one.kind != "ins") == before
    assert "".join(one.text for one in pieces if one.kind != "del") == after


@given(TEXTS, TEXTS)
def test_what_is_cut_is_never_what_changed(before, after):
    pieces = difference(before, after)
    changed = [one for one in pieces if one.kind]
    assert [one for one in shortened(pieces) if one.kind in ("del", "ins")] == changed


def test_words_are_compared_and_not_letters():
    assert difference("lundi matin", "mardi matin") == [
        Piece("del", "lundi"),
        Piece("ins", "mardi"),
        Piece("", " matin"),
    ]


def test_a_sentence_in_place_of_another_is_told_whole():
    assert difference("On y lit. Ouvert à tous.", "On y lit. Une garderie accueille.") == [
        Piece("", "On y lit. "),
        Piece("del", "Ouvert à tous"),
        Piece("ins", "Une garderie accueille"),
        Piece("", "."),
    ]


def test_a_long_text_is_shown_around_what_changed():
    text = "mot " * 400
    pieces = shortened(difference(text + "fin", text + "début"))
    assert pieces[-1] == Piece("ins", "début")
    assert sum(len(one.text) for one in pieces) < 200


def test_ten_thousand_letters_are_compared_in_no_time():
    import time

    began = time.perf_counter()
    pieces = difference("a b " * 2500, "b a " * 2500)
    assert time.perf_counter() - began < 2
    assert "".join(one.text for one in pieces if one.kind != "ins") == "a b " * 2500


def test_a_day_of_which_nothing_was_said_was_not_said_to_be_closed():
    (monday,) = days_changed("", "Mo 09:00-12:00")
    assert monday.before == "non renseigné"
    (monday,) = days_changed("Mo 09:00-12:00", "")
    assert monday.after == "non renseigné"


def test_hours_are_told_by_day():
    days = days_changed("Mo-Fr 09:00-12:00", "Mo-We,Fr 09:00-12:00; Th 14:00-17:00")
    assert [(one.name, one.before.replace("\xa0", " "), one.after.replace("\xa0", " ")) for one in days] == [
        ("jeudi", "9 h – 12 h", "14 h – 17 h")
    ]
    (closed,) = days_changed("Mo 09:00-12:00; Tu 09:00-12:00", "Mo 09:00-12:00")
    assert (closed.name, closed.after) == ("mardi", "fermé")


def test_hours_that_words_cannot_tell_are_shown_as_they_are():
    (whole,) = days_changed("sur demande", "Mo 09:00-12:00")
    assert (whole.name, whole.before) == ("", "sur demande")
    assert "lundi" in whole.after


def test_dates_that_are_otherwise_are_told_beside_the_days():
    week = "Mo 09:00-12:00"
    (dates,) = days_changed(week, f"{week}; 2090 Dec 24-2091 Jan 02 off")
    assert (dates.name, dates.before) == ("dates particulières", "")
    assert dates.after == "du 24 décembre 2090 au 2 janvier 2091 : fermé"


def test_whatever_a_change_of_hours_takes_out_is_told():
    days = days_changed("Mo 09:00-12:00; PH off; SH off", "Tu 09:00-12:00; SH off")
    assert [(one.name, one.before, one.after) for one in days if "férié" in one.name] == [
        ("jours fériés", "fermé", "comme les autres jours")
    ]
    (alone,) = days_changed("Mo 09:00-12:00", "Mo 09:00-12:00; PH off")
    assert (alone.name, alone.before, alone.after) == ("jours fériés", "comme les autres jours", "fermé")
    # What no grid holds is told whole.
    seasonal = "Mar-Oct Mo 09:00-12:00"
    last = days_changed(f"{seasonal}; PH off", seasonal)[-1]
    assert (last.before, last.after) == ("jours fériés fermé", "")
