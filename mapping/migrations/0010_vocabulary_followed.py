"""Rows follow a theme, a thématique or a word that somebody changes in the vocabulary's tables."""

from django.db import migrations

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [("mapping", "0009_zone_origin")]

    operations = [migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop)]
