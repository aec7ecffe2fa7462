from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):

    dependencies = [
        ("history", "0006_causes"),
        ("places", "0003_boundaries_in_plane"),
    ]

    operations = [
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
