"""The derived rows can be checked against the directory, and made again."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mapping import vocabulary
from mapping.models import Theme
from mapping.writing import change
from search import derived
from search.engine.cells import data_version
from search.models import Card, SearchRow, Tag
from search.sql import SQL
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db

FRENCH, HEALTH = "lecture-ecriture-calcul--maitriser-le-francais", "sante--acces-aux-soins"
BREAKAGES = {
    "a row's tags": "UPDATE mapping_searchrow SET tags = '{}'",
    "a row lost": "DELETE FROM mapping_searchrow WHERE theme = 0",
    "a card's telephone": """UPDATE mapping_card SET said = said || '{"telephone": "0"}'""",
    "a card lost": "DELETE FROM mapping_card",
    "a row of a structure that is gone": (
        "INSERT INTO mapping_searchrow (theme, structure_id, position, position_precision, own_place, tags,"
        " role_min, role_max)"
        " SELECT 0, 999999, position, '', false, '{}', 0, 2 FROM mapping_searchrow LIMIT 1"
    ),
    "a card of a structure that is gone": (
        "INSERT INTO mapping_card (structure_id, service_id, role_min, role_max, said)"
        " VALUES (999999, 0, 0, 2, '{}')"
    ),
    "a cell": "DELETE FROM mapping_celldelta",
}


def check() -> str:
    said = StringIO()
    call_command("check_search", stdout=said)
    return said.getvalue()


def everything() -> tuple[list, list]:
    rows = SearchRow.objects.order_by("structure_id", "theme", "service_id", "role_min")
    cards = Card.objects.order_by("structure_id", "service_id", "role_min")
    return (
        [(r.structure_id, r.theme, r.service_id, r.position.wkt, sorted(r.tags)) for r in rows],
        [(c.structure_id, c.service_id, c.role_min, c.role_max, c.said) for c in cards],
    )


@pytest.mark.parametrize("breakage", BREAKAGES.values(), ids=BREAKAGES)
def test_what_drifted_is_told_and_made_again(breakage):
    service = ServiceFactory()
    StructureFactory()
    sound = everything()
    assert "disent ce que dit l'annuaire" in check()
    with connection.cursor() as cursor:
        cursor.execute(breakage)
    broken = everything()

    with pytest.raises(CommandError, match="rebuild_search"):
        check()
    assert everything() == broken, "checking changes nothing"

    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert "structures refaites" in said.getvalue()
    assert everything() == sound
    assert not derived.drift()
    assert SearchRow.objects.filter(service=service).exists()


def test_readers_of_the_map_learn_that_the_rows_were_made_again():
    StructureFactory()
    before = data_version()
    derived.rebuild()
    assert data_version() != before


def test_rows_are_laid_out_by_theme_then_from_place_to_place():
    for lat, thematique in ((48, HEALTH), (44, FRENCH), (48.001, FRENCH), (44.001, HEALTH)):
        ServiceFactory(structure=StructureFactory(position=point(lat, 2.6)), thematiques=[thematique])
    before = everything()
    derived.lay_out()
    with connection.cursor() as cursor:
        cursor.execute("SELECT theme, round(ST_Y(position::geometry)) FROM mapping_searchrow ORDER BY ctid")
        laid = cursor.fetchall()
    assert [theme for theme, _lat in laid] == sorted(theme for theme, _lat in laid)
    every = [lat for theme, lat in laid if theme == 0]
    assert every in ([44, 44, 48, 48], [48, 48, 44, 44]), "neighbours lie side by side"
    assert everything() == before
    assert not derived.drift()


def test_rows_are_made_again_where_the_words_have_other_numbers_than_they_had():
    ServiceFactory(thematiques=[FRENCH], frais="gratuit")
    sound = everything()
    numbers = dict(Tag.objects.values_list("key", "number"))
    # As an earlier version numbered them: two the other way round.
    with connection.cursor() as cursor:
        for key, number in (
            ("frais:payant", -1),
            ("frais:gratuit", numbers["frais:payant"]),
            ("frais:payant", numbers["frais:gratuit"]),
        ):
            cursor.execute("UPDATE mapping_tag SET number = %s WHERE key = %s", [number, key])
    derived.rebuild()
    assert everything() != sound

    call_command("migrate", verbosity=0)
    assert dict(Tag.objects.values_list("key", "number")) == numbers
    assert everything() == sound


# What an earlier version said, from which this one is reached; the structure serves French and health.
EARLIER = {
    "a thématique was elsewhere": f"UPDATE mapping_thematique SET theme_id = 9 WHERE code = '{FRENCH}'",
    "a theme was not there": "UPDATE mapping_thematique SET theme_id = 9 WHERE theme_id = 6;"
    " DELETE FROM mapping_theme WHERE id = 6",
    "a theme had another code": "UPDATE mapping_theme SET code = 'soins' WHERE id = 6",
    "a thématique had another name": f"UPDATE mapping_thematique SET nom = 'x' WHERE code = '{HEALTH}'",
    "a word was not there": "DELETE FROM mapping_tag WHERE key = 'public:femmes'",
    "a word was there": "INSERT INTO mapping_tag VALUES ('public:anciens', 5)",
    "a thématique was there": "INSERT INTO mapping_thematique VALUES ('ancienne--pour-voir', 'Ancienne', 9)",
    "a theme was there": "INSERT INTO mapping_theme VALUES (11, 'ancien', 'Ancien', '#000000', 'sante')",
    "words were cut otherwise": "CREATE OR REPLACE FUNCTION mapping_stem(word text) RETURNS text"
    " LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT left(word, 3)'",
}


@pytest.mark.parametrize("earlier", EARLIER.values(), ids=EARLIER)
def test_rows_follow_whatever_moved_in_the_vocabulary(earlier):
    ServiceFactory(thematiques=[FRENCH, HEALTH], publics=["femmes"], nom="Ateliers et consultations")
    sound, words = everything(), dict(Tag.objects.values_list("key", "number"))
    today = SQL.text("words")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(earlier)
        derived.rebuild()
        # What a migration of this version brings.
        cursor.execute(today, None)
    call_command("migrate", verbosity=0)
    assert everything() == sound
    assert not derived.drift()
    assert dict(Tag.objects.values_list("key", "number")) == words
    assert {t.code for t in Theme.objects.all()} == {t.code for t in vocabulary.THEMES}


@pytest.mark.parametrize("what", [what for what in EARLIER if what != "words were cut otherwise"])
def test_rows_follow_at_once_what_somebody_changes_in_the_tables(what, monkeypatch):
    said = EARLIER[what]
    monkeypatch.setattr(derived, "rebuild", lambda: pytest.fail("nobody has to"))
    ServiceFactory(thematiques=[FRENCH, HEALTH], publics=["femmes"], nom="Ateliers et consultations")
    before = data_version()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(said)
        assert not derived.drift()
        cursor.execute("SELECT count(*) FROM mapping_searchrow WHERE theme = 6")
        assert cursor.fetchone()[0] == (0 if "theme_id = 6" in said else 1)
        cursor.execute("UPDATE mapping_thematique SET nom = nom")
        cursor.execute("UPDATE mapping_theme SET code = code")
        cursor.execute("UPDATE mapping_tag SET number = number")
    assert (data_version() != before) is (what not in ("a theme was there", "a thématique was there"))


def test_rows_made_while_a_table_said_otherwise_are_made_again():
    """Somebody moves a thématique in the table, somebody else edits, and an update puts the table right."""
    service = ServiceFactory(thematiques=[FRENCH])
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"UPDATE mapping_thematique SET theme_id = 9 WHERE code = '{FRENCH}'")
    change(service, {"nom": "Autrement"})
    call_command("migrate", verbosity=0)
    assert not derived.drift()


def test_nothing_is_made_again_where_the_words_have_the_numbers_they_had(monkeypatch):
    monkeypatch.setattr(derived, "rebuild", lambda: pytest.fail("made again"))
    call_command("migrate", verbosity=0)
