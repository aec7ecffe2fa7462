from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):

    dependencies = [
        ("mapping", "0026_taxonomies"),
    ]

    operations = [
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
