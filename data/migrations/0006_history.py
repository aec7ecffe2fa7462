"""What runs wrote is noted in the history, as all that is written; their own journal goes, its rows kept there."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [
        ("data", "0005_demonstration_moves_out"),
        ("mapping", "0012_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(frozen_sql(__file__, "journal"), migrations.RunSQL.noop),
        migrations.RunSQL(frozen_sql(__file__, "triggers"), migrations.RunSQL.noop),
        migrations.DeleteModel("Change"),
        migrations.AddField(
            "importrun",
            "asked_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
