"""The search's rows are made by keys even where a table was empty when it was last counted."""

from importlib import import_module

from django.db import migrations

refresh = import_module("mapping.migrations.0002_search").statements("refresh")


class Migration(migrations.Migration):
    dependencies = [("mapping", "0004_sounds")]

    operations = [
        migrations.RunSQL(
            refresh.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), migrations.RunSQL.noop
        ),
    ]
