# SPDX-License-Identifier: AGPL-3.0-or-later
"""The triggers that note every change of a kind of record, made from its declaration (`history.kinds`).

They are row by row and after the change: a statement's transition tables were ten times slower where many
rows change. Nothing is noted of an update that changes nothing, or nothing but the columns that are left out.

What belongs to a record locks it before its event takes a number: two writers of one record, plain SQL too,
then have their events in the order in which they are seen, and the last number that a reader saw says all
that the reader saw (`history.versions.last_event`). A record that is its own root is locked by its write.
"""

from collections.abc import Iterable

from history.kinds import Kind

_FUNCTION = """
CREATE OR REPLACE FUNCTION history_note_{code}() RETURNS trigger
LANGUAGE plpgsql
-- A moment is written the same whoever's session it is.
SET timezone = 'UTC'
AS $$
DECLARE
    before jsonb;
    after jsonb;
    whole jsonb;
    needs jsonb;
    needs_before jsonb;
    root bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        root := {root_new};
        {lock}
        PERFORM history_write(
            {number}::smallint, 'I', NEW.id, root, {place_new}, {needs_new}, NULL, NULL
        );
    ELSIF TG_OP = 'DELETE' THEN
        root := {root_old};
        {lock}
        PERFORM history_write(
            {number}::smallint, 'D', OLD.id, root, {place_old}, {needs_old}, to_jsonb(OLD), NULL
        );
    ELSE
        whole := to_jsonb(NEW);
        SELECT jsonb_object_agg(was.key, was.value), jsonb_object_agg(was.key, whole -> was.key)
        INTO before, after
        FROM jsonb_each(to_jsonb(OLD)) AS was
        WHERE whole -> was.key IS DISTINCT FROM was.value;
        IF before IS NOT NULL AND before - {left_out} <> '{{}}' THEN
            root := {root_new};
            {lock_both}
            needs := {needs_new};
            needs_before := {needs_old};
            IF needs_before <> needs THEN
                needs := history_stricter(needs_before, needs);
            END IF;
            PERFORM history_write(
                {number}::smallint, 'U', NEW.id, root, {place_new}, needs, before, {after}
            );
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER history_note AFTER INSERT OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION history_note_{code}();
-- Compared as they are stored: two geographies may be equal and not the same.
CREATE OR REPLACE TRIGGER history_note_update AFTER UPDATE ON {table}
    FOR EACH ROW WHEN (OLD *<> NEW) EXECUTE FUNCTION history_note_{code}();
CREATE OR REPLACE TRIGGER history_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_truncate();
"""


def statement(kind: Kind) -> str:
    """The SQL that makes, or makes again, the triggers of one kind."""
    lock = both = ""
    if kind.root_table and kind.root_table != kind.table:
        lock = f"PERFORM FROM {kind.root_table} WHERE id = root FOR NO KEY UPDATE;"
        # Also that which it leaves, in the order in which everyone locks.
        both = (
            f"PERFORM FROM {kind.root_table} WHERE id IN (root, {kind.root.format(row='OLD')}) "
            "ORDER BY id FOR NO KEY UPDATE;"
        )
    return _FUNCTION.format(
        number=kind.number,
        code=kind.code,
        table=kind.table,
        lock=lock,
        lock_both=both,
        after="after" if kind.told else "NULL",
        left_out="ARRAY[" + ", ".join(f"'{name}'" for name in kind.left_out) + "]::text[]",
        **{
            f"{name}_{row.lower()}": getattr(kind, name).format(row=row)
            for name in ("root", "place", "needs")
            for row in ("OLD", "NEW")
        },
    )


def statements(kinds: Iterable[Kind]) -> str:
    """The SQL of all the triggers of several kinds."""
    return "\n".join(map(statement, kinds))
