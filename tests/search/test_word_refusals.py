"""Words that staff may not add for a value, each with what it means, or with what would do."""

import pytest

from search import local_words
from search.local_words import Refused
from search.models import LocalWord
from tests.factories import StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture(autouse=True)
def _of_home(settings):
    settings.DEPARTEMENT = "77"


def add(word: str, parameter: str = "public", value: str = "femmes", language: str = "fr") -> LocalWord:
    return local_words.add(word, parameter, value, language, UserFactory(is_staff=True))


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("   ", "Écrivez un mot"),
        ("!!", "n’a ni lettre ni chiffre"),
        ("x" * 61, "60 caractères au plus"),
        ("un deux trois quatre cinq six sept", "6 mots au plus"),
        ("77000", "n’est qu’un nombre"),
        ("q", "deux lettres au moins"),
        ("je cherche", "trop courant"),
        ("alpha", "Alphabétisation"),
        ("alphas", "Alphabétisation"),
        ("RSA", "Accès aux droits"),
        ("restaurant", "un tel annuaire ne dit pas"),
        ("cours de français", "Apprendre le français"),
        ("Melun", "nom d’une commune"),
        ("femmes", "comprend déjà « femmes » : cela demande « .*[Ff]emmes.* »"),
    ],
)
def test_a_word_is_refused_with_what_it_means_or_what_would_do(word, why):
    with pytest.raises(Refused, match=why):
        add(word)
    assert not LocalWord.objects.exists()


def test_a_word_of_here_is_refused_for_something_else():
    add("La Tisserie")
    with pytest.raises(Refused, match=r"déjà un mot d’ici : il veut dire « Femmes »"):
        add("tisserie", "public", "seniors")
    assert LocalWord.objects.count() == 1


def test_a_word_is_refused_where_so_many_names_say_it():
    for number in range(20):
        StructureFactory(nom=f"Tisserie numéro {number}")
    with pytest.raises(Refused, match="trop courant : 20 structures"):
        add("tisserie")


def test_a_word_is_refused_for_a_value_or_a_language_that_is_none():
    nothing = ({"value": "licornes"}, {"parameter": "q"}, {"parameter": "sans_mairies", "value": "oui"})
    for wrong in nothing:
        with pytest.raises(Refused, match="pas du vocabulaire"):
            add("tisserie", **wrong)
    with pytest.raises(Refused, match="langue"):
        add("tisserie", language="de")
