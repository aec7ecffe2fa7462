"""What is refused of a text is told by line, with what would be accepted; the rest is let be."""

import pytest
from django import forms
from hypothesis import given

from network.text.fields import MarkdownField, StepsField
from network.text.reading import MAX_CHARACTERS
from network.text.refusals import remarks
from network.text.rendering import rendered
from tests.network.test_text_rendering import FILE, PICTURE, TEXTS


class Sheet(forms.Form):
    corps = MarkdownField(label="texte")
    etapes = StepsField(label="étapes", required=False)


def told(text: str) -> list[str]:
    return [str(one) for one in remarks(text)]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            "a\n\n[x](javascript:alert)",
            3,
            "« javascript:alert » ne peut pas être un lien. Sont acceptés : un site (https://…)",
        ),
        ("a\nb [x](www.exemple.fr) c", 2, "écrivez https://www.exemple.fr"),
        ("- a\n- [x](exemple.fr/a)", 2, "écrivez https://exemple.fr/a"),
        ("[x](a@exemple.fr)", 1, "écrivez mailto:a@exemple.fr"),
        ("[x](<01 60 00 00 00>)", 1, "écrivez tel:0160000000"),
        ("\n\n[x]()", 3, "l’adresse du lien manque"),
        ("[x](https://)", 1, "l’adresse du lien manque"),
        ("[x](//exemple.fr)", 1, "ne peut pas être un lien"),
        ("[x](https://prefecture.fr@exemple.fr)", 1, "ne peut pas être un lien"),
        ("[x][y]\n\n[y]: data:text/html,a", 1, "« data:text/html,a » ne peut pas être un lien"),
        (
            "a\n![x](https://exemple.fr/a.png)",
            2,
            "d’un autre site, qui saurait qui lit cette page. Envoyez l’image ici",
        ),
        (f"![x](https://ici.fr{PICTURE})", 1, f"ne gardez que la fin : {PICTURE}"),
        ("| a |\n|---|\n| [x](vbscript:a) |", 3, "« vbscript:a » ne peut pas être un lien"),
        ("a\n" + "> " * 20 + "b", 2, "trop de listes ou d’encadrés l’un dans l’autre"),
        ("|" + "a|" * 40 + "\n|" + "-|" * 40, 2, "ce tableau a plus de 30 colonnes"),
        ("a\n" * (MAX_CHARACTERS // 2) + "b", MAX_CHARACTERS // 2 + 1, "60000 au plus sont acceptés"),
    ],
)
def test_what_is_refused_says_where_and_what_would_do(text, line, words):
    (one,) = [one for one in remarks(text) if one.is_refused]
    assert str(one).startswith(f"Ligne {line} : ")
    assert words in str(one)
    form = Sheet({"corps": text})
    assert words in str(form.errors["corps"]) or "javascript" in text or "’" in words
    assert not form.is_valid()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\n<b>gras</b>", "Ligne 2 : « <b> » est du HTML, qui sera montré tel quel"),
        ("<!-- note -->", "« <!-- » est du HTML"),
        (f"![]({PICTURE})", "l’image n’a pas de mots"),
    ],
)
def test_what_is_shown_otherwise_than_meant_is_told_and_let_be(text, words):
    assert words in " ".join(told(text))
    assert Sheet({"corps": text}).is_valid()


@pytest.mark.parametrize(
    "text",
    [
        "Une <3, 2 < 3 et 5 > 4, `<b>` en exemple",
        "[x](https://exemple.fr) [y](/structures/1-x/) [z](mailto:a@exemple.fr) [t](tel:0160000000)",
        f"![un plan](/fichiers/{FILE}/)",
        "> 1. a\n>    - b\n>      - c",
        "Rendez-vous à 9h : javascript: n’est pas un lien",
    ],
)
def test_what_is_well_written_has_no_remark(text):
    assert told(text) == []


def test_lists_as_deep_as_is_let_in_are_shown_whole():
    """What is beyond would be lost: it is refused."""
    lost = []
    for depth in range(1, 20):
        text = "".join("  " * level + f"- n{level}\n" for level in range(depth))
        if not [one for one in remarks(text) if one.is_refused]:
            lost += [level for level in range(depth) if f"n{level}" not in rendered(text)]
            deepest = depth
    assert not lost
    assert deepest >= 8


def test_many_mistakes_are_told_a_few_at_a_time():
    assert len(remarks("[x](javascript:a)\n\n" * 200)) == 20


def test_line_ends_are_written_one_way():
    form = Sheet({"corps": "a\r\nb\rc ", "etapes": "un\r\ndeux"})
    assert form.is_valid()
    assert form.cleaned_data == {"corps": "a\nb\nc", "etapes": "un\ndeux"}
    assert "maxlength" not in str(form["corps"])


def test_a_step_is_refused_as_a_text_is():
    form = Sheet({"corps": "a", "etapes": "un\n[deux](javascript:a)"})
    assert "Ligne 2" in str(form.errors["etapes"])


@given(TEXTS)
def test_any_text_can_be_judged(text):
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= one.line <= lines for one in remarks(text))
