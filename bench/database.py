"""The benchmark's database: all the town halls of France, with a common theme and a rare one."""

import random
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import connect, sql

from mapping.models import Service, Structure, VisibleStructure
from mapping.vocabulary import THEME_BY_CODE
from search import derived
from search.models import SearchRow

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "bench"
SEED = 20_260_101

# The shares that the project's figures are given for: a third of the places, and one in 175.
COMMON, COMMON_SHARE = "numerique", 0.33
RARE, RARE_SHARE = "francais", 0.0057
THEMATIQUES = {
    COMMON: "numerique--maitriser-les-fondamentaux-du-numerique",
    RARE: "lecture-ecriture-calcul--maitriser-le-francais",
}

TABLES = (
    *("mapping_structure", "mapping_service", "mapping_searchrow"),
    *("ordinary_place", "ordinary_theme", "ordinary_place_themes", "ordinary_offer"),
)
_CHUNK = 1000


def create() -> bool:
    """Create the benchmark's database where it is missing; say whether it was."""
    wanted = settings.DATABASES["default"]
    with connect(**connection_parameters(dbname="postgres"), autocommit=True) as server:
        name = wanted["NAME"]
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return True


def connection_parameters(**changed: str) -> dict:
    """What psycopg needs to reach the benchmark's database, or another one on the same server."""
    wanted = settings.DATABASES["default"]
    known = {
        "dbname": wanted["NAME"],
        "user": wanted.get("USER"),
        "password": wanted.get("PASSWORD"),
        # A socket's directory is given with the options (`?host=` in DATABASE_URL).
        "host": wanted.get("HOST") or wanted["OPTIONS"].get("host"),
        "port": wanted.get("PORT"),
        # Planned as the site's own connections plan: the comparison is of the same work.
        "options": wanted["OPTIONS"]["options"],
    }
    return {name: value for name, value in (known | changed).items() if value}


def fill(say: Callable[[str], None]) -> None:
    """Bring the database to what is measured; quick when it is there already.

    Raises CommandError when a loader refuses.
    """
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("load_places", verbosity=0)
    call_command("load_demo", departement="all", verbosity=0)
    added = {theme: spread(theme, share) for theme, share in ((COMMON, COMMON_SHARE), (RARE, RARE_SHARE))}
    for theme, services in added.items():
        if services:
            say(f"{services} services of « {theme} » added")
    if any(added.values()):
        derived.lay_out()
    copy_to_ordinary()
    with connect(**connection_parameters(), autocommit=True) as server:
        for table in TABLES:
            server.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(table)))


def spread(theme: str, share: float) -> int:
    """Give a theme to a seeded choice of structures until `share` of them have it; how many it took."""
    total = VisibleStructure.objects.filter(role=0).count()
    # The plain table has no theme: ask the search's rows once, and keep an order for the seed.
    rows = SearchRow.objects.filter(theme=THEME_BY_CODE[theme].id)
    having = set(rows.values_list("structure_id", flat=True))
    missing = round(total * share) - len(having)
    if missing <= 0:
        return 0
    free = [row for row in Structure.objects.order_by("source", "source_id") if row.pk not in having]
    chosen = random.Random(f"{SEED}-{theme}").sample(free, missing)
    for start in range(0, missing, _CHUNK):
        Service.objects.bulk_create(
            Service(
                structure=structure,
                source=SOURCE,
                source_id=f"{theme}-{structure.source}-{structure.source_id}",
                nom="Permanence",
                thematiques=[THEMATIQUES[theme]],
            )
            for structure in chosen[start : start + _CHUNK]
        )
    return missing


def shares() -> dict[str, float]:
    """The share of the published structures that have each of the two themes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mapping_structure WHERE status = 'published'")
        total = cursor.fetchone()[0]
        found = {}
        for theme in (COMMON, RARE):
            cursor.execute(
                "SELECT count(DISTINCT structure_id) FROM mapping_searchrow WHERE theme = %s",
                [THEME_BY_CODE[theme].id],
            )
            found[theme] = cursor.fetchone()[0] / total
    return found


def places() -> int:
    """How many structures a visitor's search can find."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT structure_id) FROM mapping_searchrow WHERE theme = 0")
        return cursor.fetchone()[0]


def copy_to_ordinary() -> None:
    """Write what a visitor may see of the directory in the tables of the ordinary way, where they differ."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM ordinary_place) = (SELECT count(*) FROM mapping_structure)"
        )
        if cursor.fetchone()[0]:
            return
        cursor.execute(
            """
            TRUNCATE ordinary_place, ordinary_theme, ordinary_place_themes, ordinary_offer;
            INSERT INTO ordinary_theme (id, code) SELECT id, code FROM mapping_theme;
            INSERT INTO ordinary_place (
                id, nom, adresse, complement_adresse, code_postal, commune, code_insee, position,
                spot, position_precision, telephone, courriel, site_web, horaires_accueil, accessible,
                verified_at, exemple
            )
            SELECT
                id, nom, adresse, complement_adresse, code_postal, commune_nom, coalesce(code_insee, ''),
                position::geometry, position, position_precision, telephone, courriel, site_web,
                horaires_accueil, accessible, verified_at, is_example
            FROM mapping_visible_structure
            WHERE role = 0 AND position IS NOT NULL;
            INSERT INTO ordinary_place_themes (place_id, theme_id)
            SELECT DISTINCT structure_id, theme FROM mapping_searchrow WHERE theme > 0;
            INSERT INTO ordinary_offer (place_id, nom)
            SELECT structure_id, nom FROM mapping_visible_service
            WHERE role = 0 AND structure_id IN (SELECT id FROM ordinary_place);
            """
        )
