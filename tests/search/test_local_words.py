"""Words that staff add for a value: understood at once, by every process, at no query more; taken back."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from common.postgis.beside import connect_beside
from data.imports.vocabularies import PUBLICS
from search import local_words, understood, words_of_here
from search.lexicon import edition, matcher, table
from search.models import LocalWord
from search.suggestions import suggestions
from tests.factories import ServiceFactory, UserFactory

# The database tells what changed when a transaction ends: these end.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]


@pytest.fixture(autouse=True)
def _as_before(transactional_db, settings):
    """What a test added is no word of the next."""
    settings.DEPARTEMENT = "77"
    yield
    LocalWord.objects.all().delete()
    words_of_here.follow()
    assert edition._latest.words == ()


def add(word: str, parameter: str = "public", value: str = "femmes", language: str = "fr") -> LocalWord:
    return local_words.add(word, parameter, value, language, UserFactory(is_staff=True))


def soon(holds) -> bool:
    """Whether something holds by the next search, a moment later: the server says it to those who listen."""
    for _try in range(50):
        if holds():
            return True
        time.sleep(0.02)
    return False


def asks(text: str) -> set[tuple[str, str]]:
    return set(understood.read(text).asks)


class TestAWordOfHere:
    def test_is_understood_at_once_and_no_more_once_it_is_taken_back(self):
        assert asks("la tisserie") == set()
        made = add("La Tisserie")
        assert asks("la tisserie") == {("public", "femmes")}
        # Beside other words, in the plural, without accents.
        assert asks("cours de français tisseries gratuit") >= {("public", "femmes"), ("theme", "francais")}
        local_words.remove(made.pk, UserFactory(is_staff=True))
        assert asks("la tisserie") == set()
        made.refresh_from_db()
        assert made.removed_at
        assert made.removed_by

    def test_brings_the_theme_of_a_need(self):
        add("la roulotte jaune", "thematique", "sante--acces-aux-soins")
        assert asks("roulotte jaune") == {("theme", "sante"), ("thematique", "sante--acces-aux-soins")}

    def test_is_suggested_and_read_in_a_column_of_a_file(self):
        words_of_here.begin()
        assert PUBLICS.read("zouzounettes").value == []
        add("zouzounettes")
        assert "« zouzounettes »" in [one.note for one in suggestions("zouzou", Role.VISITOR)]
        words_of_here.begin()
        assert PUBLICS.read("zouzounettes").value == ["femmes"]
        assert PUBLICS.read("seniors ; zouzounettes").value == ["seniors", "femmes"]

    def test_one_letter_astray_is_near_it(self):
        add("zouzounettes")
        found = understood.read("zouzoumettes")
        assert (set(found.asks), found.parts[0].is_sure) == ({("public", "femmes")}, False)

    def test_in_another_script_too(self):
        add("جمعيتنا الزرقاء", language="ar")
        add("синя кімната", "theme", "sante", language="uk")
        assert asks("جمعيتنا الزرقاء") == {("public", "femmes")}
        assert asks("де синя кімната") == {("theme", "sante")}

    def test_a_network_is_asked_for_by_what_it_is_called_here(self):
        add("Les Bleus d'ici", "reseau", "ccas-cias")
        assert asks("les bleus d'ici") == {("reseau", "ccas-cias")}

    def test_what_another_process_adds_is_understood_by_the_next_search(self):
        asks("rien")
        with connect_beside() as other:
            other.execute(
                "INSERT INTO search_localword (word, folded, parameter, value, language, added_at)"
                " VALUES ('La Tisserie', 'tisserie', 'public', 'femmes', 'fr', now())"
            )
            other.commit()
            assert soon(lambda: asks("la tisserie") == {("public", "femmes")})
            other.execute("UPDATE search_localword SET removed_at = now()")
            other.commit()
            assert soon(lambda: asks("la tisserie") == set())

    def test_what_is_not_committed_is_not_understood(self):
        with connect_beside() as other:
            other.execute(
                "INSERT INTO search_localword (word, folded, parameter, value, language, added_at)"
                " VALUES ('La Tisserie', 'tisserie', 'public', 'femmes', 'fr', now())"
            )
            assert asks("la tisserie") == set()
            other.rollback()
        assert asks("la tisserie") == set()

    def test_costs_a_search_no_query(self, client):
        def counted() -> int:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert understood.read("cours de français le jeudi soir").asks
            return len(queries)

        counted()
        before = counted()
        add("La Tisserie")
        counted()
        assert counted() == before == 0

    def test_what_the_lexicon_comes_with_is_as_it_was(self):
        words_of_here.begin()
        tree, index = matcher._tree(), matcher._index()
        words, struck, roots = len(index.words), len(index.by_struck), set(tree.after)
        add("zouzounettes bleues")
        asks("zouzounettes bleues")
        assert ("zouzounettes", "bleues") in table.table().meanings
        assert ("zouzounettes", "bleues") not in table.lexicon().meanings
        assert matcher._lexicon_tree() is tree
        assert matcher._lexicon_index() is index
        assert (len(index.words), len(index.by_struck), set(tree.after)) == (words, struck, roots)


def test_a_word_that_was_taken_back_may_come_again():
    local_words.remove(add("La Tisserie").pk, None)
    add("la tisserie", "public", "seniors")
    assert asks("tisserie") == {("public", "seniors")}


def test_the_form_of_the_page_and_the_api_understand_it(client):
    service = ServiceFactory(publics=["femmes"])
    ServiceFactory(publics=["seniors"])
    add("La Tisserie")
    answer = client.get("/", {"mots": "la tisserie", "adresse": "Melun"}, follow=True)
    assert "public=femmes" in answer.request["QUERY_STRING"]
    told = client.get("/api/v1/comprendre", {"q": "la tisserie"}).json()
    assert told["criteres"] == {"public": ["femmes"]}
    assert service
