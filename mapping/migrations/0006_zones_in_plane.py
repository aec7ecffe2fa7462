"""The territories of a point are looked up by the boundaries' index in the plane."""

from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [("mapping", "0005_rows_by_key"), ("places", "0003_boundaries_in_plane")]

    operations = [
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
