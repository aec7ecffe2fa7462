"""Names of communes of home as they are heard, in Cyrillic and Arabic letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.heard import communes_heard, is_of_another_script, likeness, sound_of


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Мелен", "Melun"),
        ("Мо", "Meaux"),
        ("Фонтенбло", "Fontainebleau"),
        ("Шель", "Chelles"),
        ("Торсі", "Torcy"),
        ("Немур", "Nemours"),
        ("Провен", "Provins"),
        ("Нуазьєль", "Noisiel"),
        ("ميلان", "Melun"),
        ("مو", "Meaux"),
        ("فونتينبلو", "Fontainebleau"),
        ("تورسي", "Torcy"),
        ("بروفان", "Provins"),
    ],
)
def test_a_name_sounds_like_what_is_typed(typed, name):
    is_arabic = "\u0600" <= typed[0] <= "\u06ff"
    assert likeness(sound_of(typed), sound_of(name), is_arabic=is_arabic) >= 0.8


@pytest.mark.parametrize("typed", ["лікар", "школа", "مدرسة", "طبيب", "дружина"])
def test_a_word_is_no_name(typed):
    is_arabic = "\u0600" <= typed[0] <= "\u06ff"
    names = ("Melun", "Meaux", "Fontainebleau", "Chelles", "Torcy", "Nemours", "Provins")
    assert not any(likeness(sound_of(typed), sound_of(name), is_arabic=is_arabic) for name in names)


@pytest.mark.django_db
def test_home_comes_first_and_latin_letters_are_for_the_search_of_names(places):
    assert str(communes_heard("Мелен", "77")[0].commune) == "Melun (77)"
    assert communes_heard("Melun", "77") == communes_heard("", "77") == []


@given(st.text(max_size=30))
def test_any_text_has_a_sound_and_none_in_latin_letters_is_of_another_script(text):
    assert sound_of(text) == sound_of(text.strip())
    assert not (is_of_another_script(text) and any("a" <= char <= "z" for char in text))
