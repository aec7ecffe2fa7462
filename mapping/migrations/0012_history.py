"""Every change of a structure and of what belongs to it is noted in the history."""

from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [("mapping", "0011_search_moves_out"), ("history", "0002_triggers")]

    operations = [migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop)]
