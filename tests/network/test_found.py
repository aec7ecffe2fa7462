"""Sheets are found as structures are: by words, what they mean, a theme and a place; each reader in what they
read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from network.models import Audience, Resource, ResourceKind, ResourceWord, ResourceWords, State, Translation
from network.search import all_words, found, tag
from network.where import Where, of_commune, of_territory
from places.models import NamedTerritory
from places.territories import TerritoryKind
from search.engine import full_text
from tests.factories import CommuneFactory

pytestmark = pytest.mark.django_db


def sheet(title="Une fiche", **said):
    return Resource.objects.create(title=title, **said)


def titles(words="", role=Role.VISITOR, **asked):
    return [one.resource.title for one in found(words, role, **asked)]


@pytest.fixture
def sheets():
    return [
        sheet("Renouveler son titre de séjour", themes=["droits"], text="La carte a une date de fin."),
        sheet(
            "Ouvrir un compte en banque",
            themes=["vie-quotidienne"],
            text="Avec un [RIB](https://x.fr/zzyzx).",
        ),
        sheet("Échanger un permis étranger", themes=["mobilite"], steps="Prendre des photographies"),
        sheet("Qui paie quoi", kind=ResourceKind.QUI_FAIT_QUOI, tasks="Payer les allocations : CAF"),
        sheet(
            "Protocole interne",
            audience=Audience.PROFESSIONALS,
            themes=["droits"],
            text="Mot secret quetzal.",
        ),
    ]


class TestWords:
    @pytest.mark.parametrize(
        "typed",
        [
            "titre de séjour",
            "TITRE SEJOUR",
            "titres de sejours",
            "titer de séjour",
            "séjour titre",
            "renouvellé titre",
            "titre sejourr",
        ],
    )
    def test_accents_plurals_and_typing_errors_are_forgiven(self, sheets, typed):
        assert titles(typed)[0] == "Renouveler son titre de séjour"

    def test_what_sounds_the_same_is_found(self, sheets):
        assert titles("fotografi") == ["Échanger un permis étranger"]
        assert titles("bank")[:1] == ["Ouvrir un compte en banque"]

    def test_steps_tasks_schemes_and_sources_are_read(self):
        sheet("A", steps="**Prendre** un numéro fiscal")
        sheet("B", tasks="Rembourser : CPAM")
        sheet("C", schemes=["AGIR"])
        sheet("D", source_name="Légifrance")
        assert [titles(word) for word in ("fiscal", "cpam", "agir", "legifrance")] == [
            ["A"],
            ["B"],
            ["C"],
            ["D"],
        ]

    def test_where_a_link_leads_to_is_no_word(self, sheets):
        assert titles("zzyzx") == []

    def test_a_title_comes_before_a_text(self):
        sheet("Le logement", text="un permis")
        sheet("Le permis")
        assert titles("permis") == ["Le permis", "Le logement"]

    def test_a_sentence_is_answered_by_what_says_most_of_it(self, sheets):
        assert titles("comment faire pour échanger mon permis si je suis étranger à Brie") == [
            "Échanger un permis étranger"
        ]

    def test_a_phrase_of_the_lexicon_brings_the_sheets_of_its_theme(self, sheets):
        said = sheet("Trouver des cours", themes=["francais"], text="Des associations en donnent.")
        assert titles("FLE") == [said.title]

    def test_what_the_words_say_comes_before_what_they_mean(self):
        sheet("Autre chose du logement", themes=["logement"])
        sheet("Aide au logement", themes=["famille"])
        assert titles("logement") == ["Aide au logement", "Autre chose du logement"]

    def test_words_of_a_translation_find_the_sheet_in_any_script(self, sheets):
        held = sheets[0]
        Translation.objects.create(resource=held, language="ar", title="تجديد تصريح الإقامة")
        Translation.objects.create(resource=held, language="uk", title="Поновити посвідку на проживання")
        for typed in ("تصريح الإقامة", "اقامة", "посвідка", "посвідку"):
            assert titles(typed)[:1] == [held.title], typed

    def test_it_is_told_in_the_reader_s_language(self, sheets):
        Translation.objects.create(
            resource=sheets[0], language="en", title="Renew a permit", summary="Before its end"
        )
        (one,) = found("séjour", language="en")
        assert (one.title, one.summary, one.language, one.languages) == (
            "Renew a permit", "Before its end", "en", ("fr", "en"),
        )  # fmt: skip

    def test_what_is_being_typed_is_looked_for_in_titles(self, sheets):
        assert titles("renouv", begun=True) == ["Renouveler son titre de séjour"]
        assert titles("photographies", begun=True) == []

    def test_the_words_are_marked_where_they_are_said(self, sheets):
        (one,) = found("photographie")
        assert [said for said, is_word in one.snippet if is_word] == ["photographies"]

    @pytest.mark.parametrize(
        "text",
        ["L’Éçole, d'œuvre 12", "تجديد تصريح الإقامة أُسرة", "Їжак, сім'я й підʼїзд", "C.C.A.S. et ASL"],
    )
    def test_python_and_sql_cut_up_a_text_alike(self, text):
        with connection.cursor() as cursor:
            cursor.execute("SELECT array_agg(word) FROM network_words(%s) AS word", [text])
            assert set(cursor.fetchone()[0]) == set(all_words(text))

    def test_python_and_sql_number_what_is_asked_alike(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT network_tag('theme=droits'), network_tag('partout')")
            assert tuple(map(str, cursor.fetchone())) == (tag("theme", "droits"), tag("partout"))


class TestThemesAndPlaces:
    def test_one_theme_and_kinds(self, sheets):
        assert titles(themes=["droits"]) == ["Renouveler son titre de séjour"]
        assert titles(kinds=["qui-fait-quoi"]) == ["Qui paie quoi"]

    def test_it_is_found_where_it_holds(self):
        commune = CommuneFactory(epci_code="200000001", departement_code="77")
        drawn_up = NamedTerritory.objects.create(slug="ici", nom="Ici", communes=[commune.code])
        sheet("Partout")
        sheet("Ici", territory_kind="territoire", territory_code=drawn_up.slug)
        sheet("EPCI", territory_kind="epci", territory_code="200000001")
        sheet("Département", territory_kind="departement", territory_code="77")
        sheet("Ailleurs", territory_kind="departement", territory_code="75")
        here = of_commune(commune.code)
        assert set(titles(place=here)[:2]) == {"EPCI", "Ici"}
        assert titles(place=here)[2:] == ["Département", "Partout"]
        assert titles(place=of_territory(TerritoryKind.DEPARTEMENT, "77")) == ["Département", "Partout"]
        assert titles(place=Where()) == ["Partout"]
        assert len(titles()) == 5

    def test_publics_and_topics_come_first_and_leave_nothing_out(self):
        sheet("Jeunes", themes=["emploi"], publics=["jeunes"])
        sheet("Femmes", themes=["emploi"], publics=["femmes"])
        assert titles(themes=["emploi"], publics=["jeunes"])[0] == "Jeunes"
        assert titles(themes=["emploi"], publics=["femmes"]) == ["Femmes", "Jeunes"]

    def test_what_names_a_structure_comes_first_whatever_its_theme(self):
        sheet("Du thème", themes=["emploi"])
        sheet("La nomme", themes=["sante"], structures=[42])
        assert titles(themes=["emploi"], structure=42) == ["La nomme", "Du thème"]

    def test_what_helps_on_the_spot_comes_first(self):
        sheet("Module", kind=ResourceKind.MODULE, themes=["emploi"])
        sheet("Démarche", kind=ResourceKind.DEMARCHE, themes=["emploi"])
        assert titles(themes=["emploi"]) == ["Démarche", "Module"]


class TestReaders:
    def test_what_professionals_read_is_theirs(self, sheets):
        assert "Protocole interne" not in titles(themes=["droits"])
        assert "Protocole interne" in titles(themes=["droits"], role=Role.PROFESSIONAL)
        assert titles("quetzal") == []
        assert titles("quetzal", role=Role.PROFESSIONAL) == ["Protocole interne"]

    def test_a_word_of_theirs_puts_no_slip_of_a_visitor_right(self, sheets):
        """« quetzall » is one letter from a word that only professionals read: to a visitor, no word."""
        from network.search import understand

        assert understand("quetzall", Role.VISITOR).words == frozenset()
        assert understand("quetzall", Role.PROFESSIONAL).words == {"quetzal"}

    def test_a_visitor_is_answered_the_same_whatever_professionals_write(self, sheets):
        asked = ("titre", "permi", "carte", "sejourr", "droits", "logement")
        before = [titles(word) for word in asked]
        sheet(
            "Titre permis carte séjourr",
            audience=Audience.PROFESSIONALS,
            text="logementt permi",
            themes=["droits"],
        )
        assert [titles(word) for word in asked] == before

    def test_what_is_withdrawn_is_found_no_more_and_comes_back(self, sheets):
        held = sheets[0]
        Resource.objects.filter(pk=held.pk).update(state=State.WITHDRAWN)
        assert titles("séjour") == []
        Resource.objects.filter(pk=held.pk).update(state=State.PUBLISHED)
        assert titles("séjour") == [held.title]


class TestRows:
    def test_they_follow_whatever_the_road(self):
        held = sheet("Un mot ancien")
        Resource.objects.filter(pk=held.pk).update(title="Un mot nouveau")
        assert (titles("ancien"), titles("nouveau")) == ([], ["Un mot nouveau"])
        translated = Translation.objects.create(resource=held, language="en", title="Brandnew")
        assert titles("brandnew") == ["Un mot nouveau"]
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM network_translation WHERE id = %s", [translated.pk])
            assert titles("brandnew") == []
            cursor.execute("DELETE FROM network_resource WHERE id = %s", [held.pk])
        assert not ResourceWords.objects.exists()

    def test_a_word_of_professionals_that_becomes_public_is_everybody_s(self):
        held = sheet("Zyrgolux", audience=Audience.PROFESSIONALS)
        Resource.objects.filter(pk=held.pk).update(audience=Audience.PUBLIC)
        assert titles("zirgolux") == ["Zyrgolux"]
        assert ResourceWord.objects.filter(word="zyrgolux", audience=0).exists()

    def test_what_is_written_again_unchanged_writes_nothing(self):
        held = sheet("Stable")
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin::text FROM network_resourcewords WHERE resource_id = %s", [held.pk])
            before = cursor.fetchone()
            cursor.execute("UPDATE network_resource SET link = '' WHERE id = %s", [held.pk])
            cursor.execute("SELECT xmin::text FROM network_resourcewords WHERE resource_id = %s", [held.pk])
            assert cursor.fetchone() == before


class TestCosts:
    def test_a_theme_and_a_place_are_three_statements(self, sheets):
        place = of_commune("77000")
        with CaptureQueriesContext(connection) as asked:
            found(themes=["droits"], place=place)
        assert len(asked) == 3, [one["sql"][:80] for one in asked]

    def test_the_index_answers(self):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT resource_id FROM network_resourcewords"
                f" WHERE tags @@ '{tag('theme', 'droits')}'::query_int AND audience <= 0"
            )
            assert "resource_words_tags" in "\n".join(line for (line,) in cursor.fetchall())

    def test_words_are_read_by_the_directory_s_reading_in_one_statement(self, sheets):
        lexis = full_text.Lexis(all_words, "network_known_words(asked.word, asked.whole, 0)")
        with CaptureQueriesContext(connection) as asked:
            full_text.understand("titre de séjour", lexis)
        assert len(asked) == 1
