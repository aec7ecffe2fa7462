"""The schema of a database as texts that can be compared: one an object, order of columns aside."""

from typing import Any

_VIEWS_FUNCTIONS_TRIGGERS = """
SELECT 'view ' || c.oid::regclass, pg_get_viewdef(c.oid)
FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'public'::regnamespace AND {ours_c}
UNION ALL
SELECT 'function ' || p.oid::regprocedure, pg_get_functiondef(p.oid)
FROM pg_proc p WHERE p.prokind <> 'a' AND p.pronamespace = 'public'::regnamespace AND {ours_p}
UNION ALL
SELECT 'trigger ' || t.tgname || ' on ' || t.tgrelid::regclass, pg_get_triggerdef(t.oid)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""
_TABLES = """
SELECT
    'column ' || c.oid::regclass || '.' || a.attname,
    concat_ws(
        ' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
        coalesce(pg_get_expr(d.adbin, d.adrelid), ''), coalesce(l.collname, '')
    )
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
LEFT JOIN pg_collation l ON l.oid = a.attcollation AND l.collname <> 'default'
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND {ours_c}
UNION ALL
SELECT 'table ' || c.oid::regclass, c.relpersistence::text
FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND {ours_c}
UNION ALL
SELECT 'index ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relnamespace = 'public'::regnamespace AND {ours_c}
UNION ALL
SELECT 'constraint ' || k.conname || ' on ' || k.conrelid::regclass, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND {ours_c}
UNION ALL
SELECT 'extension ' || extname, '' FROM pg_extension
"""


def _not_of_an_extension(statement: str) -> str:
    """Leaves out what PostGIS and its peers brought."""
    owned = "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = {}.oid AND e.deptype = 'e')"
    return statement.format(ours_c=owned.format("c"), ours_p=owned.format("p"))


def views_functions_and_triggers(cursor: Any) -> dict[str, str]:
    """The definition of every view, function and trigger of ours, by name."""
    cursor.execute(_not_of_an_extension(_VIEWS_FUNCTIONS_TRIGGERS))
    return dict(cursor.fetchall())


def schema(cursor: Any) -> dict[str, str]:
    """Every table, column, index, constraint, view, function and trigger of ours, by name."""
    cursor.execute(_not_of_an_extension(_TABLES))
    return dict(cursor.fetchall()) | views_functions_and_triggers(cursor)
