"""What runs wrote is noted in the history, as all that is written; their own journal goes, its rows kept there."""

from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [("data", "0004_owners_of_sources"), ("mapping", "0011_history")]

    operations = [
        migrations.RunSQL(frozen_sql(__file__, "journal"), migrations.RunSQL.noop),
        migrations.RunSQL(frozen_sql(__file__, "triggers"), migrations.RunSQL.noop),
        migrations.DeleteModel("Change"),
    ]
