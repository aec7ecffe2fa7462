"""Counts of places by cell for wide views of the map, and the version of the data."""

import re
from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


def statements() -> str:
    """The SQL, with `{places of x}` and `{cells of x}` replaced by their queries."""
    text = (SQL / "0006_cells.sql").read_text(encoding="utf-8")
    for words, name, slot in [("places", "0006_places", "{rows}"), ("cells", "0006_lines", "{lines}")]:
        query = (SQL / f"{name}.sql").read_text(encoding="utf-8")
        text = re.sub(rf"\{{{words} of (\w+)\}}", lambda found: query.replace(slot, found[1]), text)  # noqa: B023
    return text


DROP = """
DROP TRIGGER mapping_commune_version ON places_commune;
DROP TRIGGER mapping_closure_version ON mapping_temporaryclosure;
DROP TRIGGER mapping_schedule_version ON mapping_schedule;
DROP TRIGGER mapping_searchrow_version ON mapping_searchrow;
DROP TRIGGER mapping_service_version ON mapping_service;
DROP TRIGGER mapping_structure_version ON mapping_structure;
DROP FUNCTION mapping_data_changed;
DROP FUNCTION mapping_cell_drift;
DROP FUNCTION mapping_rebuild_cells;
DROP TRIGGER mapping_searchrow_truncated ON mapping_searchrow;
DROP TRIGGER mapping_searchrow_deleted ON mapping_searchrow;
DROP TRIGGER mapping_searchrow_inserted ON mapping_searchrow;
DROP FUNCTION mapping_searchrow_truncated;
DROP FUNCTION mapping_searchrow_changed;
DROP FUNCTION mapping_merge_cells;
DROP FUNCTION mapping_cell_y;
DROP FUNCTION mapping_cell_x;
"""


class Migration(migrations.Migration):
    dependencies = [("mapping", "0005_text"), ("places", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Cell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.SmallIntegerField()),
                ("theme", models.SmallIntegerField()),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("roles", models.SmallIntegerField()),
                ("places", models.IntegerField()),
                ("lon", models.BigIntegerField()),
                ("lat", models.BigIntegerField()),
                ("ids", models.BigIntegerField()),
                ("themes", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("level", "theme", "x", "y", "roles"), name="cell_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="CellDelta",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sign", models.SmallIntegerField()),
                ("structure_id", models.BigIntegerField()),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("lon", models.IntegerField()),
                ("lat", models.IntegerField()),
                ("roles", models.SmallIntegerField()),
                ("themes", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="DataVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changed_us", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(statements(), DROP),
        migrations.RunSQL("SELECT mapping_rebuild_cells()", migrations.RunSQL.noop),
    ]
