"""What a spreadsheet makes of a cell is no edit, and an edit is one: properties of single cells."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bench.round_trip import passes
from data.exports.columns import plain, safe
from data.imports.own.same import lost_letters, untouched
from data.imports.values import text_of
from data.imports.values.identifiers import is_siret

LETTERS = "abcdéèçœÀ «»’'\"-=+@|;,.:!?/()0123456789€\n\tمركزЦентр日本ğ≥😀\u202f\u00a0"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=40)
DIGITS = st.from_regex(r"[0-9]{3,14}", fullmatch=True)


def sirets():
    bodies = st.from_regex(r"(00)?[1-9][0-9]{12}", fullmatch=True).map(lambda text: text[:13])
    return bodies.map(lambda body: next(f"{body}{key}" for key in range(10) if is_siret(f"{body}{key}")))


def in_csv(cell: str, encoding: str = "utf-8", **how) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerow([cell, "x"])
    text = file.getvalue().encode(encoding, "replace").decode(encoding)
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[0]


@given(TEXTS)
def test_a_text_that_was_written_is_untouched(text):
    assert untouched(text, text)
    assert untouched(safe(text), text)
    assert untouched(in_csv(safe(plain(text))), text)


@given(TEXTS)
def test_a_text_that_an_old_encoding_went_over_is_untouched(text):
    assert untouched(in_csv(safe(text), "cp1252"), text)


@given(TEXTS, TEXTS)
def test_another_text_is_an_edit(text, other):
    words, others = ("".join(c for c in text_of(one) if c.isalpha()) for one in (text, other))
    assume(words.casefold() != others.casefold())
    assume("?" not in other)
    assert not untouched(other, text)


@given(DIGITS)
def test_digits_that_became_a_number_are_untouched(digits):
    for cell in (int(digits), float(int(digits)), str(int(digits)), f"{int(digits)}.0"):
        assert untouched(cell, digits)
    assert untouched(passes.french_excel("", digits), digits)


@given(DIGITS, st.integers(0, 13), st.sampled_from("0123456789"))
def test_another_digit_is_an_edit(digits, place, digit):
    place %= len(digits)
    assume(digits[place] != digit)
    edited = digits[:place] + digit + digits[place + 1 :]
    assert not untouched(edited, digits)
    assert not untouched(int(edited), digits)


@given(sirets())
def test_a_siret_comes_back_from_any_spreadsheet(siret):
    for cell in (int(siret), float(siret), siret.lstrip("0"), f"{float(siret):.5E}".replace(".", ",")):
        assert untouched(cell, siret)


@pytest.mark.parametrize(
    "phone", ["01 64 52 89 00", "+33164528900", "0262 20 12 34", "+262262201234", "3949"]
)
def test_a_telephone_comes_back_from_any_spreadsheet(phone):
    digits = phone.replace(" ", "")
    for cell in (phone, digits, digits.lstrip("+0"), int(digits), float(int(digits)), f"{int(digits)}.0"):
        assert untouched(cell, phone), cell
    assert untouched(passes.french_excel("telephone", digits), phone)
    assert not untouched(f"{digits[:-1]}7", phone)


@given(st.floats(-180, 180).map(lambda number: round(number, 7)))
def test_degrees_come_back_with_a_comma_or_a_point(number):
    for cell in (number, str(number), str(number).replace(".", ","), f"{number:.10g}"):
        assert untouched(cell, number), cell
    assert not untouched(number + 0.0001, number)


@given(st.dates())
def test_days_come_back_as_france_or_a_spreadsheet_writes_them(day):
    assume(day.year > 1900)
    for cell in (day, day.isoformat(), f"{day:%d/%m/%Y}", f"{day.isoformat()} 00:00:00"):
        assert untouched(cell, day)
        assert untouched(cell, day.isoformat())


@given(st.lists(st.sampled_from(["a-b", "c", "d-e"]), unique=True))
def test_lists_come_back_in_any_order_and_with_any_separator(codes):
    for separator in ("|", ", ", ";", " | "):
        assert untouched(separator.join(reversed(codes)), codes)
    assert not untouched("|".join([*codes, "f"]), codes)


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_come_back_in_any_language(value):
    for cell in (value, *(("oui", "VRAI", "TRUE", 1) if value else ("non", "FAUX", "FALSE", 0))):
        assert untouched(cell, value)
    assert not untouched(not value, value)
    assert not untouched("", value)


def test_hours_that_were_taken_for_a_day_are_untouched():
    for cell in ("24-juil", "24/07/2026", "2026-07-24"):
        assert untouched(cell, "24/7")
    assert not untouched("23/7", "24/7")


def test_an_edit_of_a_text_that_lost_letters_is_told_apart():
    assert lost_letters("Centre ????? du soir", ["Centre مركز"])
    assert not lost_letters("Centre du soir", ["Centre مركز"])
    assert not lost_letters("Ouvert ?", ["Centre du soir"])
