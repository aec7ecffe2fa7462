"""Short and long names of one thing."""

import pytest

from search.lexicon import forms, spelling


def test_every_form_says_something_and_stands_on_one_line_only():
    every = [form for line in forms.lines() for form in line]
    assert all(every)
    assert len(every) == len(set(every))


def test_every_line_has_something_to_say_otherwise():
    assert [line for line in forms.lines() if len(line) < 2] == []


@pytest.mark.parametrize(
    "acronym",
    [
        "ASL",
        "FLE",
        "CCAS",
        "CAF",
        "PMI",
        "MDS",
        "CADA",
        "OFII",
        "MJD",
        "SPIP",
        "MDPH",
        "CSS",
        "AME",
        "RSA",
        "CIDFF",
        "PASS",
        "CMP",
        "FJT",
        "CHRS",
        "HUDA",
        "SIAO",
    ],
)
def test_the_acronyms_of_every_day_are_known(acronym):
    length, line = forms.forms_at([acronym.lower()], 0)
    assert length == 1
    assert any(len(form) > 1 for form in line)


@pytest.mark.parametrize(
    "words",
    [
        "francais langue etrangere",
        "langue etrangere francais",
        "francais langues etrangeres",
        "francais lanque etrangere",
    ],
)
def test_a_long_form_is_recognised_in_any_order_in_the_plural_and_with_an_error(words):
    length, line = forms.forms_at(words.split(), 0)
    assert (length, ("fle",) in line) == (3, True)


def test_the_longest_form_wins():
    words = "atelier et chantier insertion".replace(" et ", " ").split()
    length, line = forms.forms_at(words, 0)
    assert (length, ("aci",) in line) == (3, True)


def test_a_form_starts_where_it_is_asked_for():
    words = ["cours", "francais", "langue", "etrangere"]
    assert forms.forms_at(words, 0) is None
    assert forms.forms_at(words, 1)[0] == 3
    assert forms.forms_at(words, 2) is None


def test_part_of_a_form_or_something_near_an_acronym_is_no_form():
    assert forms.forms_at(["langue", "etrangere"], 0) is None
    assert forms.forms_at(["fles"], 0) is None
    assert forms.forms_at(["chien", "chien", "chien"], 0) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("langue", "langue", True),
        ("langue", "lanque", True),
        ("langue", "langues", True),
        ("langue", "lange", True),
        ("langue", "alngue", True),
        ("langue", "langeu", True),
        ("langue", "lagnue", True),
        ("langue", "alnque", False),
        ("langue", "lan", False),
        ("", "a", True),
        ("ab", "ba", True),
        ("abc", "bca", False),
    ],
)
def test_one_error_is_told_from_two(one, other, expected):
    assert spelling.one_error_apart(one, other) is expected
    assert spelling.one_error_apart(other, one) is expected
