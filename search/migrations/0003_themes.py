"""As many themes as one likes: the counts of the map no longer have twelve places for them, nor bits.

Counts are made again from the search's rows after this migration, as after any that changes how.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from common.frozen_sql import frozen_sql

_ARRAYS = """
TRUNCATE mapping_cell, mapping_celldelta;
ALTER TABLE mapping_celldelta DROP COLUMN themes;
ALTER TABLE mapping_celldelta ADD COLUMN themes integer[] NOT NULL;
"""
_BITS = """
TRUNCATE mapping_cell, mapping_celldelta;
ALTER TABLE mapping_celldelta DROP COLUMN themes;
ALTER TABLE mapping_celldelta ADD COLUMN themes integer NOT NULL;
"""


class Migration(migrations.Migration):

    dependencies = [("search", "0002_declared")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(_ARRAYS, _BITS)],
            [
                migrations.AlterField(
                    model_name="celldelta",
                    name="themes",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                )
            ],
        ),
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
