import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.folding import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Le Mée-sur-Seine", "le mee sur seine"),
        ("LE MÉE S/SEINE", "le mee sur seine"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("St-Denis", "saint denis"),
        ("Ste Geneviève", "sainte genevieve"),
        ("Œuilly", "oeuilly"),
        ("  Vaux  le\tPénil ", "vaux le penil"),
        ("Mele\u0301e", "melee"),
        ("ABC\x00DEF", "abc def"),
        ("باريس", ""),
        ("", ""),
    ],
)
def test_names_are_folded_to_plain_words(typed, folded):
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_text_holds_only_plain_words(text):
    assert all(char in "abcdefghijklmnopqrstuvwxyz0123456789 " for char in fold(text))
    assert fold(text) == " ".join(fold(text).split())
