"""The words of services, structures and communes among the tags of the search's rows."""

from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import CreateExtension, UnaccentExtension
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


def refresh_rows(apps, schema_editor) -> None:
    schema_editor.execute("SELECT mapping_refresh_search(ARRAY(SELECT id FROM mapping_structure))")


class Migration(migrations.Migration):
    dependencies = [("mapping", "0004_schedules")]

    operations = [
        UnaccentExtension(),
        CreateExtension("fuzzystrmatch"),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.TextField(db_collation="C")),
                ("number", models.IntegerField(db_index=True)),
                (
                    "near",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
            ],
            options={
                "indexes": [
                    models.Index("word", name="word_word"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("near", name="gin__int_ops"), name="word_near"
                    ),
                ],
            },
        ),
        # The rows are derived: they are made again with their words, under a longer signature.
        migrations.RunSQL("TRUNCATE mapping_searchrow", migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="searchrow", name="searchrow_theme_position"),
        migrations.AddIndex(
            model_name="searchrow",
            index=django.contrib.postgres.indexes.GistIndex(
                models.F("theme"),
                models.F("position"),
                django.contrib.postgres.indexes.OpClass("tags", name="gist__intbig_ops(siglen=128)"),
                name="searchrow_theme_position",
            ),
        ),
        migrations.RunSQL((SQL / "0005_text.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunPython(refresh_rows, migrations.RunPython.noop),
    ]
