"""Each row says its commune among where it stands: a territory that staff drew up is asked for by its communes."""

from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [("search", "0003_themes"), ("mapping", "0015_sayable"), ("places", "0004_namedterritory")]

    operations = [migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop)]
