"""The lexicon: what people say, as the criteria that they mean."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from django.conf import settings
from django.db import connection
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from search import registry
from search.criterion import YES, Choices, FieldsOfHere
from search.fields import MAX_WORDS_LENGTH
from search.lexicon import reading, spelling, table
from search.lexicon.reading import read
from tests.search.field_words import WORDS as FIELD_WORDS

WORDS = Path(table.__file__).parent / "words"
SATURDAY = datetime(2026, 11, 28, 12, tzinfo=UTC)


def written(language: str = "") -> list[str]:
    """The phrases written by hand, of one language or of all."""
    found = []
    for file in WORDS.glob("*.toml"):
        for entry in tomllib.loads(file.read_text(encoding="utf-8")).values():
            if isinstance(entry, dict):
                for name, text in entry.items():
                    if name in ("fr", "en", "ar", "uk", "heard") and (not language or name == language):
                        found += table.phrases_in(text)
    known = table.table().meanings
    return [phrase for phrase in found if table.key_of(phrase) in known]


def understood(typed: str, phrase: str) -> bool:
    """Whether the whole of what is typed is read as the phrase is."""
    meaning = table.table().meanings[table.key_of(phrase)]
    found = read(typed)
    parts = [*found.parts, *found.names, *found.unsettled]
    if meaning.beside:
        return any((*meaning.beside, *meaning.asks) in part.meaning.offered for part in parts)
    same = [part for part in parts if part.meaning == meaning]
    return bool(same) and (meaning.is_name or not found.rest)


def asks(typed: str, **others) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for parameter, value in read(typed, now=SATURDAY, **others).asks:
        found.setdefault(parameter, []).append(value)
    return found


def test_no_two_values_claim_a_phrase_unless_it_is_declared():
    assert table.table().faults == []


def test_every_phrase_asks_for_something_or_is_offered_as_something():
    meanings = table.table().meanings.values()
    assert all(one.asks or one.offered or one.is_outside for one in meanings)


def test_every_phrase_is_understood_alone():
    assert [one for one in written() if not understood(one, one)] == []


def test_every_phrase_is_understood_in_capitals():
    assert [one for one in written() if not understood(one.upper(), one)] == []


def test_every_phrase_is_understood_without_accents_and_with_hyphens_for_spaces():
    bare = {one: " ".join(spelling.words(one)) for one in written()}
    assert [one for one, typed in bare.items() if not understood(typed, one)] == []


def test_every_phrase_of_latin_letters_is_understood_in_the_plural():
    """Of words that are long enough to have one."""
    known = table.table().meanings
    plural = {
        one: f"{one}s"
        for one in written("fr")
        if one[-1:].isalpha() and one[-1] not in "sxz" and len(one.split()[-1]) > 4
        if table.key_of(f"{one}s") not in known and not one.endswith("er")
    }
    assert len(plural) > 1000
    assert [one for one, typed in plural.items() if not understood(typed, one)] == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Bonjour, je cherche {}, merci"),
        ("en", "hello, I am looking for {} please"),
        ("uk", "Добрий день, де можна знайти {}?"),
        ("ar", "مرحبا، أبحث عن {} من فضلك"),
    ],
)
def test_every_phrase_is_understood_in_a_sentence(language, sentence):
    phrases = written(language)
    assert len(phrases) > 200
    assert [one for one in phrases if not understood(sentence.format(one), one)] == []


def test_every_label_of_every_value_is_understood_in_every_language():
    lost = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            for one in registry.CHOICES.values():
                # Those of the site are tried in `test_fields_of_the_region.py`.
                for code, label in () if isinstance(one, FieldsOfHere) else one.choices:
                    if not says(read(str(label)), one, code):
                        lost.append((language, one.parameter, code, str(label)))
    assert lost == []


def says(found: reading.Reading, one: Choices, code: str) -> bool:
    offered = [ask for _part, offers in found.offers for asked in offers for ask in asked]
    ask = (one.parameter, code)
    return table.SAME.get(ask, ask) in (*found.asks, *offered)


def test_every_switch_that_may_be_said_has_its_label():
    for parameter in table.SAID_SWITCHES:
        label = str(registry.SWITCHES[parameter].label)
        assert (parameter, YES) in read(label).asks, label


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("FLE", {"theme": ["francais"]}),
        ("f.l.e.", {"theme": ["francais"]}),
        ("alpha", {"theme": ["francais"], "niveau": ["alpha"]}),
        ("ASL le jeudi soir", {"theme": ["francais"], "ouvert": ["jeudi-soir"]}),
        (
            "cours de français gratuits pour femmes",
            {"theme": ["francais"], "gratuit": ["oui"], "public": ["femmes"]},
        ),
        ("вчити французьку безкоштовно", {"theme": ["francais"], "gratuit": ["oui"]}),
        ("دروس اللغة الفرنسية مجانا", {"theme": ["francais"], "gratuit": ["oui"]}),
        (
            "médecin qui parle russe",
            {"theme": ["sante"], "thematique": ["sante--acces-aux-soins"], "langue": ["ru"]},
        ),
        ("ce soir", {"ouvert": ["samedi-soir"]}),
        ("demain matin", {"ouvert": ["dimanche-matin"]}),
        ("numerik", {"theme": ["numerique"]}),
        ("anploi", {"theme": ["emploi"]}),
        ("haltegarderie", {"theme": ["famille"], "thematique": ["famille--garde-denfants"]}),
        ("permis de séjour", {"theme": ["droits"]}),
        ("permis", {"theme": ["mobilite"], "thematique": ["mobilite--preparer-un-permis"]}),
        ("français débutant", {"theme": ["francais"], "niveau": ["A1"]}),
    ],
)
def test_what_people_say_becomes_criteria(typed, expected):
    assert asks(typed) == expected
    assert read(typed).rest == ""


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("Fleury", "Fleury"),
        ("cours d'arabe", "cours d'arabe"),
        ("learn english", "learn english"),
        ("pas gratuit", "pas gratuit"),
        ("zzzz", "zzzz"),
        ("danger", "danger"),
        ("maison de la forêt", "maison de la forêt"),
    ],
)
def test_what_only_looks_like_a_criterion_stays_words(typed, rest):
    assert (asks(typed), read(typed).rest) == ({}, rest)


def test_a_word_that_means_several_things_is_left_to_the_reader():
    found = read("orientation")
    assert (found.asks, found.rest) == ((), "")
    assert (("theme", "droits"),) in found.offers[0][1]


def test_a_name_asks_for_its_need_and_stays_a_word():
    found = read("CAF")
    assert (found.asks, found.rest) == ((("theme", "droits"),), "CAF")


@pytest.mark.parametrize(
    "habit",
    ["le soir", "cours du soir", "evening classes", "بالليل", "ввечері", "après le travail", "вечірні курси"],
)
def test_a_part_of_a_day_is_a_habit_and_not_today(habit):
    assert asks(habit)["ouvert"] == ["soir"]


@pytest.mark.parametrize(
    ("letters", "level"),
    [
        ("А2", "A2"),
        ("В1", "B1"),
        ("b 1", "B1"),
        ("niveau a 2", "A2"),
        ("рівень С1", "C1"),
        ("مستوى A٢", "A2"),
    ],
)
def test_a_level_is_read_in_letters_that_look_alike(letters, level):
    assert asks(f"français {letters}")["niveau"] == [level]


def test_a_distance_is_no_level():
    assert asks("à 2 km") == {}


@pytest.mark.parametrize(
    ("age", "public"),
    [("19 ans", ["jeunes"]), ("65 years old", ["seniors"]), ("depuis 20 ans", None), ("7 ans", None)],
)
def test_an_age_says_who_and_so_many_years_of_a_stay_do_not(age, public):
    assert asks(f"emploi {age}").get("public") == public


def test_what_is_missing_is_asked_for():
    """« Pas » and « sans » refuse terms, never a need."""
    assert asks("j'ai pas de logement")["theme"] == ["logement"]
    assert asks("sans emploi et sans logement")["theme"] == ["logement"]
    assert asks("pas gratuit") == {}


def test_the_likelier_meaning_is_taken_and_the_other_offered():
    found = read("RSA")
    assert found.asks == (("theme", "droits"),)
    assert [parameter for asked in found.offers[0][1] for parameter, _value in asked] == ["public"]


def test_a_level_counts_beside_french_alone():
    assert asks("débutant") == {}
    assert asks("numérique débutant") == {"theme": ["numerique"]}
    assert asks("débutant", asked=(("theme", "francais"),)) == {"niveau": ["A1"]}


def test_what_is_left_keeps_its_spelling_without_what_links_it():
    assert read("je cherche des cours de français à Chelles").rest == "Chelles"


def test_a_guess_says_that_it_is_one():
    (part,) = read("lojement").parts
    assert (part.phrase, part.said, part.is_sure) == ("logement", "lojement", False)


@given(st.text(max_size=MAX_WORDS_LENGTH + 20))
def test_any_text_is_read_and_nothing_of_it_is_made_up(text):
    found = read(text)
    assert found.rest == "" or all(word in text for word in found.rest.split())
    for parameter, value in found.asks:
        assert table.exists(parameter, value)


@given(st.lists(st.sampled_from(sorted(table.table().written.values())), min_size=1, max_size=4))
def test_what_is_asked_for_can_be_asked_again_of_what_is_left(phrases):
    found = read(" ".join(phrases))
    again = read(found.rest)
    # What asks only where nothing else is said is left, and may be all that is.
    alone = {ask for part in again.parts if part.meaning.alone for ask in part.meaning.asks}
    assert set(again.asks) - alone <= set(found.asks) or again.names or found.names


def test_stems_and_sounds_are_those_of_the_database(db):
    words = sorted(
        {word for key in table.table().meanings for word in key if word.isascii() and word.isalpha()}
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, mapping_stem(word), mapping_sound(word) FROM unnest(%s::text[]) AS said (word)",
            [words],
        )
        found = cursor.fetchall()
    assert len(found) > 2000
    assert [row for row in found if row[1:] != (spelling.stem(row[0]), spelling.sound(row[0]))] == []


def test_no_phrase_hides_a_criterion_that_its_words_say():
    for typed in ("psychologue gratuit", "безкоштовні курси французької", "free food"):
        assert asks(typed)["gratuit"] == ["oui"], typed
    assert asks("психолог для дитини")["public"] == ["familles"]


@pytest.mark.parametrize("said", FIELD_WORDS, ids=[said.words for said in FIELD_WORDS])
def test_the_words_of_the_field_ask_for_what_they_mean_and_nothing_more(said):
    found = read(said.words, now=SATURDAY)
    assert set(found.asks) == set(parse_qsl(said.asks))
    assert found.rest == said.rest
    offered = [ask for _part, offers in found.offers for asked in offers for ask in asked]
    assert set(parse_qsl(said.offers)) <= set(offered)
