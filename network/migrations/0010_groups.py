from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_groups'),
        ('network', '0009_dated_minutes'),
    ]

    operations = [
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
