# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which structures of the directory to lay beside a record: found through indexes, never all with all.

Five ways (blockings), each with an index (migration 0011): the telephone's last nine digits, the e-mail
address, the SIRET, the host of the page, and the place: what is within 200 m with a name that shares
something, or at one door; a name in the same commune. Each gives forty at most, so that a call centre's
number or a building of sixty associations costs no more than that, and the same ones at each reading.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from data.same_place.described import BIG_HOSTS, DIGITS_OF_A_NUMBER

# Names in one commune, and names near, that are worth comparing: far below what is proposed (pg_trgm).
ALIKE_IN_COMMUNE, ALIKE_NEAR = 0.35, 0.3
NEAR_M, DOOR_M = 200, 60
MOST_EACH = 40


def phone_sql(text: str) -> str:
    """SQL: the key of a telephone, as `described.phone_key`; the index has the same words."""
    return f"right(regexp_replace({text}, '\\D', '', 'g'), {DIGITS_OF_A_NUMBER})"


def host_sql(text: str) -> str:
    """SQL: the host of a page, without « www. »; the index has the same words."""
    return f"lower(substring({text} from '^(?:[a-zA-Z]+://)?(?:www\\.)?([^/:?#]+)'))"


def name_sql(text: str) -> str:
    """SQL: a name without case or accents, by what an index may hold."""
    return f"translate(lower({text}), 'àâäáãéèêëîïíìôöóòõùûüúÿçñ', 'aaaaaeeeeiiiiooooouuuuycn')"


# What is asked of each record: `id` tells it in the answer, `self` is the structure that it is (or NULL).
ASKED = (
    "id", "self", "telephone", "courriel", "site_web", "siret", "code_insee", "nom", "adresse", "position",
    "exact",
)  # fmt: skip

_FIND = f"""
WITH asked AS MATERIALIZED (
    SELECT
        a.id, a.self, a.code_insee, a.position, a.exact, a.siret, lower(a.courriel) AS courriel,
        CASE WHEN length(regexp_replace(a.telephone, '\\D', '', 'g')) >= {DIGITS_OF_A_NUMBER}
            THEN {phone_sql("a.telephone")} ELSE '' END AS phone,
        {host_sql("a.site_web")} AS host, {name_sql("a.nom")} AS nom, {name_sql("a.adresse")} AS adresse
    FROM ({{asked}}) AS a
), found AS (
    SELECT r.id, f.id AS other FROM asked r CROSS JOIN LATERAL (
        SELECT t.id FROM mapping_structure t
        WHERE r.phone <> '' AND t.telephone <> '' AND {phone_sql("t.telephone")} = r.phone AND {{pool}}
        ORDER BY (t.code_insee = r.code_insee) IS TRUE DESC, t.id LIMIT {MOST_EACH}
    ) AS f
    UNION
    SELECT r.id, f.id FROM asked r CROSS JOIN LATERAL (
        SELECT t.id FROM mapping_structure t
        WHERE r.courriel <> '' AND t.courriel <> '' AND lower(t.courriel) = r.courriel AND {{pool}}
        ORDER BY (t.code_insee = r.code_insee) IS TRUE DESC, t.id LIMIT {MOST_EACH}
    ) AS f
    UNION
    SELECT r.id, f.id FROM asked r CROSS JOIN LATERAL (
        SELECT t.id FROM mapping_structure t
        WHERE r.host <> '' AND NOT r.host = ANY (%(big_hosts)s) AND r.host NOT LIKE '%%.gouv.fr'
            AND t.site_web <> '' AND {host_sql("t.site_web")} = r.host AND {{pool}}
        ORDER BY (t.code_insee = r.code_insee) IS TRUE DESC, t.id LIMIT {MOST_EACH}
    ) AS f
    UNION
    SELECT r.id, f.id FROM asked r CROSS JOIN LATERAL (
        SELECT t.id FROM mapping_structure t
        WHERE r.siret <> '' AND t.siret <> '' AND t.siret = r.siret AND {{pool}} AND {{placed}}
        -- By the number alone, walking the table's own index would look cheap.
        ORDER BY (t.code_insee = r.code_insee) IS TRUE DESC, t.id LIMIT {MOST_EACH}
    ) AS f
    UNION
    SELECT r.id, f.id FROM asked r CROSS JOIN LATERAL (
        SELECT t.id FROM mapping_structure t
        WHERE r.exact AND ST_DWithin(t.position, r.position, {NEAR_M})
            AND t.position_precision NOT IN ('', 'commune') AND {{pool}} AND {{placed}}
            AND (
                similarity({name_sql("t.nom")}, r.nom) >= {ALIKE_NEAR}
                OR ST_DWithin(t.position, r.position, {DOOR_M})
            )
        ORDER BY similarity({name_sql("t.nom")}, r.nom) DESC, t.id LIMIT {MOST_EACH}
    ) AS f
    UNION
    SELECT r.id, f.id FROM asked r CROSS JOIN LATERAL (
        SELECT t.id FROM mapping_structure t
        WHERE t.code_insee = r.code_insee AND {name_sql("t.nom")} %% r.nom AND {{pool}}
        ORDER BY similarity({name_sql("t.nom")}, r.nom) DESC, t.id LIMIT {MOST_EACH}
    ) AS f
)
SELECT DISTINCT f.id, f.other FROM found f JOIN asked r ON r.id = f.id
WHERE r.self IS DISTINCT FROM f.other
ORDER BY 1, 2
"""


@transaction.atomic
def find(asked: str, parameters: dict[str, Any], *, pool: str, placed: str) -> list[tuple[int, int]]:
    """Pairs (id asked, structure) worth comparing. One query, and one that says how alike names have to be.

    `asked` is SQL that gives `ASKED`; `pool` says which structures `t` may be found, `placed` which of them
    by their place and their SIRET: a condition that does not hold hides what it would tell.
    """
    with connection.cursor() as cursor:
        # As it was before, in whatever transaction this is.
        cursor.execute(
            "SELECT show_limit(), set_config('pg_trgm.similarity_threshold', %s, true)",
            [str(ALIKE_IN_COMMUNE)],
        )
        before = cursor.fetchone()[0]
        cursor.execute(
            _FIND.format(asked=asked, pool=pool, placed=placed), parameters | {"big_hosts": sorted(BIG_HOSTS)}
        )
        found = cursor.fetchall()
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(before)])
    return found


# What is read of a structure `t` to describe it; what these eyes may not see is left out.
def described_sql(t: str, placed: str) -> str:
    """SQL: the columns of a description, in the order of `DESCRIBED`."""
    shown = {
        name: f"CASE WHEN {placed} THEN {t}.{name} ELSE '' END"
        for name in ("adresse", "complement_adresse", "code_postal", "siret", "position_precision")
    }
    point = f"CASE WHEN {placed} THEN {t}.position::geometry END"
    return f"""
        {t}.nom, {shown["adresse"]}, {shown["complement_adresse"]}, {shown["code_postal"]},
        coalesce({t}.code_insee, ''),
        coalesce((SELECT c.nom FROM places_commune c WHERE c.code = {t}.code_insee),
            CASE WHEN {placed} THEN {t}.commune_nom ELSE '' END),
        {t}.telephone, {t}.courriel, {t}.site_web, {shown["siret"]}, {t}.reseaux_porteurs,
        {shown["position_precision"]}, ST_Y({point}), ST_X({point})
    """


DESCRIBED = (
    "nom", "adresse", "complement_adresse", "code_postal", "code_insee", "commune_nom", "telephone",
    "courriel", "site_web", "siret", "reseaux_porteurs", "position_precision", "lat", "lon",
)  # fmt: skip


def one_each(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs of one table, each once, the lower number first."""
    return sorted({(min(pair), max(pair)) for pair in pairs})
