"""Who writes in the history, and that nobody writes it again."""

from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [("history", "0001_ledger"), ("places", "0003_boundaries_in_plane")]

    operations = [migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop)]
