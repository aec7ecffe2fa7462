"""Generated directories: a third of a million and a million structures, the same at every run.

Structures are scattered around the communes of metropolitan France in proportion to their people, each
with one service. A third of them have the common theme and one in 175 the rare one, as in the directory of
real town halls; what a service says (publics, languages, hours, area…) is drawn with the shares that
`FILTERS` counts on. The derived rows are made by the very function that the triggers call.
"""

import threading
from collections.abc import Callable
from itertools import product

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from psycopg import connect, sql

from bench.database import COMMON, RARE, THEMATIQUES, connection_parameters
from mapping.models import Service, Structure
from search import derived, schedules
from search.engine import cells

SOURCE = "generated"
SEED = 0.20260103
_BATCH = 1_000
_WRITERS = 2

# Five conditions at once, and the share of the common theme's services that meet all of them.
FILTERS = {
    "10 %": "public=femmes&langue=en&ouvert=mardi-matin",
    "0.5 %": "public=personnes-exilees&langue=uk&ouvert=jeudi-soir",
}
# Nobody says it, so that a walk finds nothing however far it goes.
NOTHING = "reseau=60000-rebonds&langue=hy"

# One of each theme but the two that are measured.
_OTHERS = (
    "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
    "logement-hebergement--louer-un-logement",
    "famille--garde-denfants",
    "mobilite--acceder-a-un-vehicule",
    "equipement-et-alimentation--alimentation",
)
_DAYS = ("Mo-Fr", "Tu", "Mo,Tu,Th", "We-Sa", "Tu-Th", "Mo-Sa")
_MORNINGS = ("08:30-12:00", "09:00-12:00", "09:30-12:30", "10:00-13:00")
_AFTERNOONS = ("", ",13:30-17:00", ",14:00-17:30", ",14:00-19:00")
_EVENINGS = ("", "; Th 18:00-20:00", "; Th[1] 18:30-20:30")
HOURS = [f"{d} {m}{a}{e}; PH off" for d, m, a, e in product(_DAYS, _MORNINGS, _AFTERNOONS, _EVENINGS)]
_NAMES = (
    "Maison de quartier",
    "Centre social",
    "Atelier des langues",
    "Point d'accès aux droits",
    "Espace numérique",
    "Mission locale",
    "Accueil solidaire",
    "CCAS",
    "Association Entraide",
    "Foyer",
)

_COMMUNES = """
CREATE TEMPORARY TABLE commune ON COMMIT DROP AS
SELECT
    row_number() OVER (ORDER BY code) AS rank,
    code, nom, departement_code, epci_code, coalesce(postcodes[1], '') AS postcode,
    ST_X(point::geometry) AS lon, ST_Y(point::geometry) AS lat,
    (sum(coalesce(population, 0) + 50) OVER (ORDER BY code))::float8 AS upto
FROM places_commune
WHERE kind = 'COM' AND point IS NOT NULL AND departement_code !~ '^9[78]';
CREATE UNIQUE INDEX ON commune (rank);
ANALYZE commune
"""
_DRAW = """
CREATE TEMPORARY TABLE draw ON COMMIT DROP AS
WITH bounds AS MATERIALIZED (
    SELECT array_agg(upto ORDER BY rank) AS upto, max(upto) AS people FROM commune
),
drawn AS MATERIALIZED (
    SELECT
        n, random() AS place, random() + random() - 1 AS east, random() + random() - 1 AS north,
        random() AS name, random() AS theme, random() AS other, random() AS public, random() AS langue,
        random() AS hours, random() AS zone, random() AS frais, random() AS accessible
    FROM generate_series(1, %(count)s) AS n
),
placed AS MATERIALIZED (
    SELECT d.*, width_bucket(d.place * b.people, b.upto) + 1 AS rank FROM drawn d CROSS JOIN bounds b
)
SELECT d.*, c.code, c.nom, c.departement_code, c.epci_code, c.postcode, c.lon, c.lat
FROM placed d
JOIN commune c USING (rank)
"""

_STRUCTURES = {
    "source": "%(source)s",
    "source_id": "n::text",
    "nom": "(%(names)s::text[])[1 + floor(name * cardinality(%(names)s::text[]))] || ' ' || nom",
    "adresse": "(1 + floor(place * 90))::text || ' rue de la République'",
    "code_postal": "postcode",
    "commune_nom": "nom",
    "code_insee": "code",
    "position": "ST_SetSRID(ST_MakePoint(lon + east * 0.03, lat + north * 0.02), 4326)::geography",
    "position_precision": "'address'",
    "telephone": "'01 23 45 67 ' || lpad((n %% 100)::text, 2, '0')",
    "status": "'published'",
    "address_visibility": "0",
    "is_example": "false",
    "accessible": "accessible < 0.4",
    "reseaux_porteurs": "'{}'",
    "horaires_accueil": "(%(hours)s::text[])[1 + floor(hours * cardinality(%(hours)s::text[]))]",
}
_SERVICES = {
    "structure_id": "s.id",
    "source": "%(source)s",
    "source_id": "n::text",
    "nom": "'Permanence ' || d.nom",
    "thematiques": """
        CASE WHEN n %% 175 = 0 THEN ARRAY[%(rare)s] WHEN n %% 3 = 0 THEN ARRAY[%(common)s] ELSE '{}' END
        || CASE
            WHEN n %% 3 <> 0 OR theme < 0.4
                THEN ARRAY[(%(others)s::text[])[1 + floor(other * cardinality(%(others)s::text[]))]]
            ELSE '{}'
        END
    """,
    "publics": """
        CASE
            WHEN public < 0.4 THEN ARRAY['tous-publics']
            WHEN public < 0.45 THEN ARRAY['personnes-exilees']
            WHEN public < 0.75 THEN ARRAY['femmes', 'familles']
            ELSE ARRAY['jeunes']
        END
    """,
    "langues": """
        CASE
            WHEN langue < 0.5 THEN ARRAY['fr', 'en']
            WHEN langue < 0.58 THEN ARRAY['fr', 'uk']
            ELSE ARRAY['fr']
        END
    """,
    "zone_eligibilite": """
        CASE
            WHEN zone < 0.15 THEN '{}'
            WHEN zone < 0.55 THEN ARRAY[departement_code]
            WHEN zone < 0.7 AND epci_code <> '' THEN ARRAY[epci_code]
            WHEN zone < 0.8 THEN ARRAY[code]
            WHEN zone < 0.9 THEN ARRAY['france']
            ELSE ARRAY['2A']
        END
    """,
    "frais": "CASE WHEN frais < 0.7 THEN 'gratuit' WHEN frais < 0.85 THEN 'payant' ELSE '' END",
    "modes_accueil": "ARRAY['en-presentiel']",
    **dict.fromkeys(("modes_mobilisation", "mobilisable_par", "niveaux"), "'{}'"),
}


def fill(count: int, say: Callable[[str], None]) -> None:
    """Bring the connected database to `count` generated structures, laid out; a minute at most when it is
    there already."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("load_places", verbosity=0)
    present = Structure.objects.filter(source=SOURCE).count()
    if present != count:
        say(f"generating {count} structures: minutes, once")
        _draw(count)
    _derive(say)
    # The edits of an earlier run left rows apart: as the night's `rebuild_search` would, before the day.
    derived.lay_out()
    schedules.work_out(timezone.now())
    with connect(**connection_parameters(), autocommit=True) as server:
        for table in ("structure", "service", "searchrow", "card", "cell", "celldelta", "schedule"):
            server.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(f"mapping_{table}")))


def _draw(count: int) -> None:
    parameters = {
        "count": count,
        "source": SOURCE,
        "names": list(_NAMES),
        "hours": HOURS,
        "rare": THEMATIQUES[RARE],
        "common": THEMATIQUES[COMMON],
        "others": list(_OTHERS),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # Neither triggers nor foreign keys: what they would do is done after, all at once.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "TRUNCATE mapping_service, mapping_structure, mapping_searchrow, mapping_card, mapping_cell,"
            " mapping_celldelta, mapping_word, mapping_schedule RESTART IDENTITY CASCADE"
        )
        cursor.execute("SELECT setseed(%s)", [SEED])
        cursor.execute(_COMMUNES)
        cursor.execute(_DRAW, parameters)
        cursor.execute("ANALYZE draw")
        cursor.execute(_insert(Structure, _STRUCTURES, "draw"), parameters)
        joined = "draw d JOIN mapping_structure s ON s.source_id = d.n::text"
        cursor.execute(_insert(Service, _SERVICES, joined), parameters)
        cursor.execute("ANALYZE mapping_structure")
        cursor.execute("ANALYZE mapping_service")


def _insert(model, said: dict[str, str], source: str) -> str:
    empty = {
        field.column: "''"
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField", "URLField", "EmailField")
        and not field.null
    }
    columns = empty | {"created_at": "now()", "updated_at": "now()"} | said
    return (  # names of columns and expressions of this module
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} "
        f"FROM {source} ORDER BY n"
    )


def _derive(say: Callable[[str], None]) -> None:
    """The derived rows of the structures that have none, by several connections at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(id ORDER BY id) FROM mapping_structure s"
            " WHERE NOT EXISTS (SELECT FROM mapping_card c WHERE c.structure_id = s.id)"
        )
        ids = cursor.fetchone()[0] or []
    if not ids:
        return
    say(f"deriving the search's rows of {len(ids)} structures")
    batches = [ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH)]
    failures: list[Exception] = []

    def write(mine: list[list[int]]) -> None:
        try:
            with connect(**connection_parameters(), autocommit=True) as server:
                server.execute("SET synchronous_commit = off")
                for batch in mine:
                    server.execute("SELECT mapping_refresh_search(%s)", [batch])
        except Exception as error:
            failures.append(error)

    # The first alone, so that the others meet words and hours that are there already.
    write(batches[:1])
    writers = [threading.Thread(target=write, args=(batches[1 + n :: _WRITERS],)) for n in range(_WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    if failures:
        raise failures[0]
    cells.rebuild()
