"""Every sentence that the public reads is translated, wholly and in the right letters."""

import ast
import re

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings

from tests.rooms import APPLICATIONS, ROOT
from tools import catalogues

TRANSLATIONS = [code for code, _name in settings.LANGUAGES if code != catalogues.SOURCE]
# Letters of each language's own script.
SCRIPTS = {
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "uk": re.compile(r"[\u0400-\u04ff]"),
    "en": re.compile("[A-Za-z]"),
}
LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[^\W\d_]+")
PLACEHOLDER = re.compile(r"%\(\w+\)\d*[a-z]|\{\w+\}|</?\w+>")
# What people of every language write in these letters, beside the names that the French sentence holds.
SHARED = {"esc", "cookie", "zoom"}
# What is called so in every language.
NAMES = {"Excel"}
# Sentences that are the same in French and in another language, or hold no word of any language.
SAME = {
    "en": {
        "Association",
        "Distance (km)",
        "Question",
        "Message",
        "Place",
        "Code",
        "Menu",
        "Service",
        "accessible",
        "Note",
        "Photos",
        "Scanner",
        "Webcam",
        "Distance",
        "Latitude",
        "Longitude",
        "latitude",
        "longitude",
        "Source",
        "Sessions",
        "Contacts",
        "Labels",
        "Licence",
        "agenda",
        "Documents",
        "Agenda",
        "Session",
        "Bulletins",
        "Addictions",
        "police",
        "suicide",
    },
    "ar": set(),
    "uk": set(),
}


@pytest.fixture(scope="module")
def gathered():
    return {_key(message): message for message in catalogues.gather() if message.id}


def _key(message):
    return message.id, message.context


def _singular(message):
    context = message.context
    singular = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return singular, context.decode() if isinstance(context, bytes) else context


def _messages(language):
    return [message for message in catalogues.read(language) if message.id]


def words(sentence):
    return PLACEHOLDER.sub("", sentence)


def has_words(sentence):
    return LETTER.search(words(sentence).replace("km", "").replace("m", "").replace("h", "")) is not None


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_catalogue_holds_every_sentence_of_the_public_pages_and_no_other(language, gathered):
    told = {_key(message) for message in _messages(language)}
    assert told == set(gathered), "make translations, then translate what it names"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_sentence_is_left_empty_or_uncertain(language):
    catalogue = catalogues.read(language)
    for message in _messages(language):
        assert not message.fuzzy, message.id
        assert all(catalogues.forms(message)), message.id
        if isinstance(message.id, tuple):
            assert len(message.string) == catalogue.num_plurals, message.id


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_sentence_is_left_in_french(language):
    known = SAME[language] | NAMES
    left = {
        message.id
        for message in _messages(language)
        if isinstance(message.id, str) and has_words(message.id) and message.string == message.id
    }
    assert left <= known, left - known


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_is_written_in_its_own_letters(language):
    script = SCRIPTS[language]
    for message in _messages(language):
        sentence = " ".join(message.id if isinstance(message.id, tuple) else [message.id])
        names = {word.lower() for word in WORD.findall(sentence)} | SHARED
        for form in catalogues.forms(message):
            own = [word for word in WORD.findall(words(form)) if word.lower() not in names]
            strange = [word for word in own if not all(script.match(letter) for letter in word)]
            assert not strange, (message.id, form)
            assert own or language == "en" or not has_words(form) or form in NAMES, (message.id, form)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_is_given_the_same_values_as_the_sentence(language):
    for message in _messages(language):
        assert not catalogues.wrong_placeholders(message), (message.id, message.string)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_keeps_the_tags_of_the_sentence(language):
    for message in _messages(language):
        if isinstance(message.id, str):
            tags = re.findall(r"</?\w+>", message.id)
            assert sorted(re.findall(r"</?\w+>", message.string)) == sorted(tags), message.id


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_the_header_says_that_a_native_reader_is_awaited_or_names_one(language):
    header = catalogues.read(language).header_comment
    assert "awaits a native reader" in header or re.search(r"[Rr]ead through by .+, \d{4}", header)


def test_what_the_site_speaks_is_compiled_from_the_catalogues():
    for language, _name in settings.LANGUAGES:
        with catalogues.path_of(language, "mo").open("rb") as file:
            compiled = {_singular(message): message.string for message in read_mo(file) if message.id}
        told = {_singular(message): catalogues.forms(message) for message in _messages(language)}
        assert {
            key: tuple(form) if isinstance(form, list | tuple) else (form,) for key, form in compiled.items()
        } == told


def test_a_new_sentence_is_left_empty_and_an_old_one_dropped(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    first = catalogues.Catalog(fuzzy=False)
    first.add("Où ?")
    assert catalogues.update("uk", first) == 1
    told = catalogues.read("uk")
    told["Où ?"].string = "Де?"
    with catalogues.path_of("uk").open("wb") as file:
        catalogues.write_po(file, told)
    second = catalogues.Catalog(fuzzy=False)
    second.add("Où ?")
    second.add("Où donc ?")
    assert catalogues.update("uk", second) == 1
    assert {message.id: message.string for message in _messages("uk")} == {"Où ?": "Де?", "Où donc ?": ""}
    third = catalogues.Catalog(fuzzy=False)
    third.add("Où donc ?")
    catalogues.update("uk", third)
    assert [message.id for message in _messages("uk")] == ["Où donc ?"]


def test_french_repeats_itself_so_that_zero_is_singular(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    sentences = catalogues.Catalog(fuzzy=False)
    sentences.add(("%(n)d structure", "%(n)d structures"))
    assert catalogues.update("fr", sentences) == 0
    assert catalogues.read("fr").plural_expr == "(n > 1)"


def test_catalogues_are_compiled_again_when_they_change(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    sentences = catalogues.Catalog(fuzzy=False)
    sentences.add("Où ?")
    catalogues.update("fr", sentences)
    assert catalogues.compile_stale() == ["fr"]
    assert catalogues.compile_stale() == []


@pytest.mark.parametrize(
    ("singular", "translation", "wrong"),
    [
        ("à %(time)s", "at %(time)s", set()),
        ("à %(time)s", "at %(hour)s", {"%(time)s", "%(hour)s"}),
        ("Le lien : {url}", "The link", {"{url}"}),
    ],
)
def test_wrong_values_are_named(singular, translation, wrong):
    assert catalogues.wrong_placeholders(catalogues.Message(singular, translation)) == wrong


def test_no_sentence_hides_where_it_is_not_gathered():
    """A call inside an f-string is not found by what gathers sentences: its sentence is never translated."""
    marks = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "npgettext"}
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in APPLICATIONS
        for path in (ROOT / room).rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks
    ]
    assert hidden == []
