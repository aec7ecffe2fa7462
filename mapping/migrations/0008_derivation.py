"""The search's rows follow the vocabulary by themselves, and a large edit does not take the square of its size."""

from django.db import migrations, models

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):
    dependencies = [("mapping", "0007_card_members")]

    operations = [
        migrations.CreateModel(
            name="Derivation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("digest", models.CharField(max_length=32)),
            ],
        ),
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
