"""The SQL of the records and of the search, as it is made of the declarations; communes that come or go."""

from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):

    dependencies = [
        ("mapping", "0013_history"),
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
