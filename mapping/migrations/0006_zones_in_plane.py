"""The territories of a point are looked up by the boundaries' index in the plane."""

from importlib import import_module

from django.db import migrations

tags = import_module("mapping.migrations.0002_search").statements("tags")


class Migration(migrations.Migration):
    dependencies = [("mapping", "0005_rows_by_key"), ("places", "0003_boundaries_in_plane")]

    operations = [
        migrations.RunSQL(
            tags.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), migrations.RunSQL.noop
        ),
    ]
