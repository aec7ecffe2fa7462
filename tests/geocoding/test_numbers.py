# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers are brought before their street: no figure is changed, lost or invented."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoding.normalise.numbers import number_in_words, tidy_numbers

_TYPED = st.lists(
    st.sampled_from(
        re.findall(r"\S+", "12 8 9 40D18 bis B rue Thiers n° No au et - / ; , : _ 1945 mai place")
    ),
    max_size=10,
)


@given(
    _TYPED.map(" ".join) | _TYPED.map("".join) | st.text(alphabet="0123456789 ,-/;:_\nrueab°n", max_size=40)
)
def test_no_figure_is_changed(typed):
    assert re.findall(r"\d+", tidy_numbers(typed)) == re.findall(r"\d+", typed)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("onze", 11),
        ("vingt et un", 21),
        ("dix sept", 17),
        ("soixante dix neuf", 79),
        ("soixante et onze", 71),
        ("quatre vingts", 80),
        ("quatre vingt dix huit", 98),
        ("trente onze", None),
        ("quatre deux", None),
        ("thiers", None),
        ("", None),
    ],
)
def test_a_number_in_words_is_read_whole_or_not_at_all(words, number):
    assert number_in_words(words.split()) == number
