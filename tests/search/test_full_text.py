"""Searching by words (docs/search.md)."""

import random

import pytest
from django.db import connection
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from mapping.models import Service, Structure, Visibility
from search import engine, filters
from search.engine import full_text
from search.models import Word
from search.question import Search
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db

HERE = {"lat": "48.539", "lon": "2.66"}


def asked(typed: str, **others: str) -> Search:
    query = QueryDict(mutable=True)
    query.update(HERE | others | {"q": typed})
    result = filters.parse(query)
    assert result.errors == {}
    return result.search


def found(typed: str, role: Role = Role.VISITOR, **others: str) -> list[str]:
    """The names of the services found, once it is seen that list, total and facets agree."""
    wanted = asked(typed, **others)
    answer = engine.run(wanted, role)
    assert answer.total == answer.returned == engine.total(wanted, role)
    names = [name for item in answer.items() for name in item["properties"]["services"]]
    if not others:
        counted = engine.facets(wanted, role)["theme"].get("francais", 0)
        assert counted == engine.total(asked(typed, theme="francais"), role)
    return sorted(names)


@pytest.fixture
def directory():
    """A few services of one structure each, in words of every day."""
    for nom, description in {
        "Atelier d'écriture": "Maîtriser l'écrit, pour les débutants.",
        "Cours de français": "Français langue étrangère (FLE), niveau A1.",
        "Apprendre la langue": "Des ateliers sociolinguistiques deux fois par semaine.",
        "Domiciliation": "Élire domicile au C.C.A.S. de la ville.",
        "Aide alimentaire": "Distribution de colis aux familles.",
        "Consultations": "Protection maternelle et infantile, sans rendez-vous.",
        "Logement des jeunes": "Un foyer de jeunes travailleurs.",
        "Recherche d'emploi": "Avec Pôle emploi et la mission locale.",
        "Permis de conduire": "Préparer le code de la route.",
    }.items():
        ServiceFactory(nom=nom, description=description, thematiques=[])


@pytest.mark.usefixtures("directory")
class TestWords:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            # accents, capitals, apostrophes, hyphens
            ("ecriture", "Atelier d'écriture"),
            ("ÉCRITURE", "Atelier d'écriture"),
            ("d’écriture", "Atelier d'écriture"),
            ("e\u0301criture", "Atelier d'écriture"),
            # plurals, feminines, verbs
            ("logements", "Logement des jeunes"),
            ("permis", "Permis de conduire"),
            ("colis distribués", None),
            ("familiale colis", None),
            ("famille colis", "Aide alimentaire"),
            ("débutante", "Atelier d'écriture"),
            # order
            ("alimentaire aide", "Aide alimentaire"),
            ("emploi recherche", "Recherche d'emploi"),
            # beginnings
            ("domicil", "Domiciliation"),
            ("con cod", "Permis de conduire"),
            # typing errors: one from four letters on, two from eight on
            ("emlpoi", "Recherche d'emploi"),
            ("emplois", "Recherche d'emploi"),
            ("amploi", "Recherche d'emploi"),
            ("premis de conduire", "Permis de conduire"),
            ("logemant", "Logement des jeunes"),
            ("lojemant", "Logement des jeunes"),
            ("domiciliaton", "Domiciliation"),
            ("domicilliasion", "Domiciliation"),
            ("alimentère", "Aide alimentaire"),
            ("ampoi", None),
            ("colix", "Aide alimentaire"),
            ("coxiz", None),
            # what is written in one word or in two
            ("missionlocale", "Recherche d'emploi"),
            ("socio-linguistique", "Apprendre la langue"),
            # everything must be found
            ("cours de conduite", None),
            ("xyzzy", None),
        ],
    )
    def test_what_is_typed_finds_what_is_meant(self, typed, expected):
        assert found(typed) == ([expected] if expected else [])

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("FLE", "Cours de français"),
            ("français langue étrangère", "Cours de français"),
            ("ASL", "Apprendre la langue"),
            ("CCAS", "Domiciliation"),
            ("c.c.a.s.", "Domiciliation"),
            ("centre communal d'action sociale", "Domiciliation"),
            ("action sociale centre communal", "Domiciliation"),
            ("centres comunaux d'action sociale", "Domiciliation"),
            ("PMI", "Consultations"),
            ("P.M.I", "Consultations"),
            ("FJT", "Logement des jeunes"),
            ("France Travail", "Recherche d'emploi"),
            ("pole emploi", "Recherche d'emploi"),
            ("domiciliation ccas", "Domiciliation"),
        ],
    )
    def test_short_and_long_names_find_each_other(self, typed, expected):
        assert found(typed) == [expected]

    def test_an_acronym_is_not_the_beginning_of_a_word(self):
        ServiceFactory(nom="Fleurs")
        assert found("FLE") == ["Cours de français"]

    def test_a_near_word_is_not_looked_for_when_the_word_is_said(self):
        ServiceFactory(nom="Loyer")
        assert found("loyer") == ["Loyer"]
        assert found("foyer") == ["Logement des jeunes"]

    def test_france_is_not_french(self):
        ServiceFactory(nom="Découvrir la France", thematiques=[])
        assert "Cours de français" not in found("france")
        assert found("français") == ["Cours de français"]

    @pytest.mark.parametrize("typed", ["06 39 98 19 11", "0639981911", "7 7 0 0 0"])
    def test_figures_that_nothing_says_do_not_find_everything(self, typed):
        ServiceFactory(nom="Atelier de français")
        assert found(typed) == []

    @pytest.mark.parametrize("typed", ["", "   ", "de la", "l'", "a&b|c)", "12"])
    def test_little_words_ask_nothing(self, typed):
        assert len(found(typed)) == 9

    @pytest.mark.parametrize("typed", ["???", "لغة", "%", "🙂"])
    def test_what_has_no_letter_that_we_know_finds_nothing(self, typed):
        assert found(typed) == []

    @pytest.mark.parametrize("typed", ["écriture' OR 1=1 --", "écriture & !(", "\\", "100%_", "écriture:*"])
    def test_signs_are_not_commands(self, typed):
        assert set(found(typed)) <= {"Atelier d'écriture"}

    def test_words_in_any_order_find_the_same(self):
        choose = random.Random(5)
        for typed in [
            "domiciliaton c.c.a.s ville",
            "fle niveau a1",
            "recherche emlpoi mission",
            "cod route permi",
        ]:
            once = found(typed)
            assert len(once) == 1
            for _ in range(4):
                words = typed.split()
                choose.shuffle(words)
                assert found(" ".join(words)) == once

    def test_a_word_of_forty_letters_and_two_hundred_letters_of_words_are_read(self):
        assert found("anticonstitutionnellement" * 2) == []
        assert found("0199000001") == []
        assert found("emploi " * 28) == ["Recherche d'emploi"]
        assert "q" in filters.parse(QueryDict("q=" + "a" * 201)).errors


class TestWhatIsRead:
    def test_the_service_its_structure_its_thematiques_and_its_commune_are(self):
        structure = StructureFactory(nom="La Ruche", description="Une épicerie solidaire")
        ServiceFactory(
            nom="Accueil",
            description="Boire un café",
            structure=structure,
            thematiques=["sante--addictions"],
        )
        ServiceFactory(
            nom="Autre", thematiques=[], structure__commune=CommuneFactory(code="77901", nom="Vaux")
        )
        for typed in [
            "ruche",
            "épicerie",
            "accueil",
            "café",
            "addiction",
            "essais",
            "ruche café melun épicerie",
        ]:
            assert found(typed) == ["Accueil"], typed
        assert found("vaux") == ["Autre"]

    def test_words_must_hold_of_one_and_the_same_service(self):
        structure = StructureFactory(nom="La Ruche")
        ServiceFactory(nom="Couture", structure=structure)
        ServiceFactory(nom="Cuisine", structure=structure)
        assert found("ruche couture") == ["Couture"]
        assert found("couture cuisine") == []

    def test_neither_an_address_nor_a_way_to_reach_someone_is(self):
        ServiceFactory(
            nom="Accueil",
            telephone="01 99 00 12 34",
            courriel="camille@exemple.org",
            structure=StructureFactory(adresse="3 rue des Lilas", courriel="bonjour@tilleul.org"),
        )
        for typed in ["lilas", "1234", "camille", "tilleul", "3 rue des lilas"]:
            assert found(typed) == [], typed
        assert found("accueil") == ["Accueil"]

    def test_a_confidential_place_is_found_by_its_commune_and_never_by_its_address(self):
        structure = StructureFactory(
            nom="Refuge",
            adresse="3 rue des Lilas",
            address_visibility=Visibility.OWNERS,
            commune_nom="Lilas Caché",
        )
        ServiceFactory(nom="Écoute", structure=structure)
        ServiceFactory(
            nom="Repos",
            structure=structure,
            position=point(48.55, 2.67),
            position_precision="address",
            commune_nom="Hameau Secret",
        )
        for role in Role:
            for typed in ["lilas", "caché", "hameau", "secret"]:
                assert found(typed, role) == [], (role, typed)
        # That one has a point of its own is not told either: it is in its structure's commune.
        assert found("refuge essais") == ["Repos", "Écoute"]
        assert found("refuge") == ["Repos", "Écoute"]

    def test_a_draft_is_not(self):
        ServiceFactory(nom="Accueil", structure__status="draft")
        assert found("accueil") == []

    def test_a_structure_without_services_is(self):
        StructureFactory(nom="La Ruche")
        assert engine.total(asked("ruche"), Role.VISITOR) == 1
        assert engine.total(asked("abeille"), Role.VISITOR) == 0

    def test_a_service_without_theme_or_public_is(self):
        ServiceFactory(nom="Couture", thematiques=[], publics=[])
        assert found("couture") == ["Couture"]

    @pytest.mark.parametrize(
        ("model", "change", "typed"),
        [
            (Service, {"nom": "Couture"}, "couture"),
            (Service, {"description": "Coudre ensemble"}, "coudre"),
            (Service, {"thematiques": ["sante--addictions"]}, "addictions"),
            (Structure, {"nom": "La Ruche"}, "ruche"),
            (Structure, {"description": "Épicerie"}, "épicerie"),
            (Structure, {"commune": "77902"}, "vaux"),
        ],
    )
    def test_an_edit_is_found_at_once_and_what_it_replaced_no_more(self, model, change, typed):
        CommuneFactory(code="77902", nom="Vaux")
        edited = ServiceFactory(nom="Poterie", description="Modeler", structure__nom="Rucher")
        assert found("poterie") == ["Poterie"]
        assert found(typed + "bzv") == []
        before = {name: getattr(edited if model is Service else edited.structure, name) for name in change}
        key = edited.pk if model is Service else edited.structure.pk
        model.objects.filter(pk=key).update(**change)
        assert len(found(typed)) == 1
        model.objects.filter(pk=key).update(**before)
        assert not (found(typed) and full_text.understand(typed).words == {typed})

    def test_a_commune_that_changes_its_name_is_found_by_its_new_one(self):
        commune = CommuneFactory(code="77903", nom="Vaux")
        ServiceFactory(nom="Couture", structure__commune=commune)
        assert found("vaux") == ["Couture"]
        type(commune).objects.filter(pk=commune.pk).update(nom="Rocheville")
        assert found("vaux") == []
        assert found("rocheville") == ["Couture"]


class TestWithOtherCriteria:
    def test_words_and_criteria_must_hold_together(self):
        ServiceFactory(nom="Couture gratuite", frais="gratuit", langues=["ar"])
        ServiceFactory(nom="Couture payante", frais="payant", langues=["ar"])
        ServiceFactory(nom="Cuisine", frais="gratuit", langues=["ar"])
        assert found("couture", gratuit="oui") == ["Couture gratuite"]
        assert found("couture", langue="ar") == ["Couture gratuite", "Couture payante"]
        assert found("couture", theme="sante") == []

    def test_services_at_a_distance_are_read_too(self):
        ServiceFactory(nom="Couture", modes_accueil=["a-distance"], zone_eligibilite=["france"])
        ServiceFactory(nom="Cuisine", modes_accueil=["a-distance"], zone_eligibilite=["france"])
        features, count = engine.remote(asked("coutur"), Role.VISITOR)
        assert (features[0]["properties"]["services"], count) == (["Couture"], 1)

    def test_words_are_a_condition_to_give_up(self):
        ServiceFactory(nom="Couture")
        assert {r.parameter: r.total for r in engine.relaxations(asked("poterie"), Role.VISITOR)} == {"q": 1}

    def test_words_are_part_of_the_address_of_a_search(self):
        wanted = asked("  cours d'été ")
        assert wanted.criteria.q == "cours d'été"
        assert filters.parse(wanted.query()).search == wanted


SENTENCES = [
    "L'accès aux soins, à l'hôpital : « 24h/24 » !",
    "Cœur d'Œuvre — ŒUVRES; æther",
    "C.C.A.S. et P.M.I, M. Dupont (n° 12).",
    "Saint-Denis, St-Ouen; Ste Geneviève",
    "naïve façade Noël ÇA Ÿ",
    "https://exemple.org/page?x=1&y=2 contact@exemple.org",
    "e\u0301cole 3919 1er étage A1/A2",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sql_and_python_read_the_same_words(sentence):
    with connection.cursor() as cursor:
        cursor.execute("SELECT array(SELECT mapping_words(%s) ORDER BY 1)", [sentence])
        (in_sql,) = cursor.fetchone()
    assert sorted(set(full_text.words(sentence))) == sorted(in_sql)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("francais", "francaises", True),
        ("francais", "france", False),
        ("etranger", "etrangeres", True),
        ("social", "sociaux", True),
        ("administratif", "administratives", True),
        ("professionnel", "professionnelle", True),
        ("reseau", "reseaux", True),
        ("cours", "cour", False),
        ("caf", "cafe", False),
        ("ccas", "cca", False),
        ("atelier", "ateliers", True),
    ],
)
def test_plurals_and_feminines_have_the_number_of_the_word(one, other, alike):
    with connection.cursor() as cursor:
        cursor.execute("SELECT mapping_word_number(%s) = mapping_word_number(%s)", [one, other])
        assert cursor.fetchone() == (alike,)


def test_every_word_within_its_typing_errors_is_found():
    choose = random.Random(6)
    letters = "abcdefghijklmnopqrstuvwxyz"
    known = {"loge", "emploi", "maraude", "logement", "hebergement", "domiciliation", "accompagnements"}
    for word in known:
        ServiceFactory(nom=word, thematiques=[])

    def one_error(word: str) -> str:
        at = choose.randrange(len(word))
        letter = choose.choice(letters)
        kinds = [
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 :],
        ]
        if at + 1 < len(word):
            kinds.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
        return choose.choice(kinds)

    for word in sorted(known):
        for _ in range(25):
            typed = one_error(word)
            if len(typed) >= 4 and len(word) >= 5:
                assert full_text.understand(typed).words, (word, typed)
            if len(word) >= 9:
                twice = one_error(one_error(word))
                if abs(len(twice) - len(word)) < 2:
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT mapping_typing_errors(%s, %s)", [word, twice])
                        if cursor.fetchone()[0] <= 2:
                            assert full_text.understand(twice).words, (word, twice)


def test_two_edits_do_not_fill_the_words_with_the_same():
    for _ in range(3):
        ServiceFactory(nom="Couture", description="Couture couture")
    assert Word.objects.filter(word="couture").count() == 1


class TestHighlight:
    @given(st.text(), st.frozensets(st.sampled_from(["a", "ecole", "aide", "saint", "ss", "12"])))
    def test_the_fragments_put_end_to_end_are_the_text(self, said, words):
        fragments = full_text.highlight(said, words)
        assert "".join(fragment for fragment, _matched in fragments) == said
        assert all(fragment for fragment, _matched in fragments)

    @given(st.lists(st.sampled_from(["École", "l'aide", "<b>aide</b>", "St", "autre", "C.C.A.S.", "—"])))
    def test_what_matches_is_marked_and_nothing_else(self, parts):
        said = " ".join(parts)
        marked = [
            part
            for part, matched in full_text.highlight(said, frozenset(["ecole", "aide", "saint", "ccas"]))
            if matched
        ]
        expected = {
            "École": "École",
            "l'aide": "aide",
            "<b>aide</b>": "aide",
            "St": "St",
            "C.C.A.S.": "C.C.A.S",
        }
        assert marked == [expected[part] for part in parts if part in expected]

    def test_what_was_typed_marks_what_it_finds(self):
        ServiceFactory(nom="Cours de français", description="Français langue étrangère")
        words = full_text.understand("FLE").words
        assert full_text.highlight("Le français, langue étrangère !", words) == [
            ("Le ", False),
            ("français", True),
            (", ", False),
            ("langue", True),
            (" ", False),
            ("étrangère", True),
            (" !", False),
        ]

    def test_a_typing_error_marks_the_word_that_was_meant(self):
        ServiceFactory(nom="Logement")
        assert full_text.highlight("Un logement", full_text.understand("logemant").words) == [
            ("Un ", False),
            ("logement", True),
        ]


@pytest.mark.django_db
def test_more_than_anybody_types_is_said_nowhere_and_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert full_text.understand("x" * 10_000).expression == full_text.NOWHERE
        assert full_text.understand("cours de français " * 500).expression == full_text.NOWHERE
