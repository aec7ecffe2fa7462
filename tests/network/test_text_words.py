"""A text in words alone, for a search, a mail, a table of contents, and how long it takes."""

from uuid import UUID

import pytest
from hypothesis import given

from files.models import File
from network.text import contents
from network.text.contents import Link, links, pictures
from network.text.rendering import rendered
from network.text.words import minutes_to_listen, minutes_to_read, plain
from tests.network.test_text_rendering import FILE, PICTURE, TEXTS

SHEET = f"""# Renouveler son *titre*

Écrire à [la préfecture](https://www.exemple.fr/titre) ou à <a@exemple.fr>, ou au [guichet](/structures/1-x/).

3. **Rassembler** les papiers
   - une photo
4. Déposer

| Jour | Heure |
|---|---|
| lundi | 9 h |

![un plan]({PICTURE})

    brut <b>

> À savoir : https://www.exemple.fr/titre
"""


def test_a_text_is_told_without_what_dresses_it():
    assert plain(SHEET).split("\n") == [
        "Renouveler son titre",
        "Écrire à la préfecture ou à a@exemple.fr, ou au guichet.",
        "3. Rassembler les papiers",
        "une photo",
        "4. Déposer",
        "Jour · Heure",
        "lundi · 9 h",
        "un plan",
        "brut <b>",
        "À savoir : https://www.exemple.fr/titre",
    ]


def test_a_mail_says_where_links_lead():
    said = plain(SHEET, addresses_too=True).split("\n")
    assert (
        said[1] == "Écrire à la préfecture (https://www.exemple.fr/titre) ou à a@exemple.fr, ou au guichet."
    )
    assert said[-1] == "À savoir : https://www.exemple.fr/titre"
    assert plain("[appeler](tel:+33160)", addresses_too=True) == "appeler (+33160)"


def test_addresses_of_elsewhere_are_told_once_each_to_who_checks_them():
    text = SHEET + "\n[non](javascript:x) [*autre* site](http://autre.fr) [](https://vide.fr)"
    assert links(text) == [
        Link("https://www.exemple.fr/titre", "la préfecture"),
        Link("http://autre.fr", "autre site"),
        Link("https://vide.fr", ""),
    ]


def test_pictures_that_a_text_shows_are_those_of_our_store():
    text = f"![a]({PICTURE})\n\n- ![b]({PICTURE}petit/) ![c](https://exemple.fr/c.png)"
    assert pictures(text) == [UUID(FILE)]


@pytest.mark.django_db
def test_pictures_are_given_their_size(django_assert_num_queries):
    file = File.objects.create(pk=FILE, name="a.jpg", media_type="image/jpeg", size=1, width=800, height=600)
    with django_assert_num_queries(1):
        known = contents.sizes(f"![a]({PICTURE}) ![b](/fichiers/00000000-0000-0000-0000-000000000000/)")
    assert known == {UUID(str(file.pk)): (800, 600)}
    assert 'width="800" height="600"' in rendered(f"![a]({PICTURE})", sizes=known)
    with django_assert_num_queries(0):
        assert contents.sizes("rien") == {}


@pytest.mark.parametrize(
    ("words", "read", "heard"), [(0, 1, 1), (183, 1, 1), (184, 1, 2), (238, 1, 2), (239, 2, 2)]
)
def test_minutes_are_rounded_up(words, read, heard):
    text = "**l’aube** " * words
    assert (minutes_to_read(text), minutes_to_listen(text)) == (read, heard)


@given(TEXTS)
def test_any_text_can_be_told_in_words(text):
    assert "\0" not in plain(text)
    assert plain(text, addresses_too=True) is not None
    assert all(one.url.lower().startswith("http") for one in links(text))
    html = rendered(text, anchors="partie")
    assert all(f'id="{one.anchor}"' in html for one in contents.headings(text))
    assert all(str(file) in html for file in pictures(text))
