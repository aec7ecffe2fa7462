from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_groups'),
        ('network', '0008_registrations_kept'),
    ]

    operations = [
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
