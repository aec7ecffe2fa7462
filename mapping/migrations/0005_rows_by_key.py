"""The search's rows are made by keys even where a table was empty when it was last counted."""

from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [("mapping", "0004_sounds")]

    operations = [
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
