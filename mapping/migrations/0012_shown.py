"""When what everyone may see of a structure last changed: the date that feeds tell."""

import django.db.models.deletion
from django.db import migrations, models

from common.frozen_sql import frozen_sql

# `updated_at` of a confidential structure may be that of an edit of its address.
FILL = """
INSERT INTO mapping_shownchange (structure_id, at)
SELECT id, CASE WHEN address_visibility = 0 THEN updated_at ELSE coalesce(verified_at, created_at) END
FROM mapping_structure WHERE status = 'published'
"""


class Migration(migrations.Migration):
    dependencies = [("mapping", "0011_search_moves_out")]

    operations = [
        migrations.CreateModel(
            name="ShownChange",
            fields=[
                (
                    "structure",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="shown",
                        serialize=False,
                        to="mapping.structure",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(
            frozen_sql(__file__),
            "DROP FUNCTION mapping_shown_inserted, mapping_shown_updated, mapping_shown_deleted CASCADE;"
            "DROP FUNCTION mapping_note_shown",
        ),
    ]
