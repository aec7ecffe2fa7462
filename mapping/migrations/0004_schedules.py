"""Opening hours as stretches of time, shared by every row of the search that has them."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import mapping.models.schedule

SQL = Path(__file__).parent / "sql"


def refresh_rows(apps, schema_editor) -> None:
    schema_editor.execute("SELECT mapping_refresh_search(ARRAY(SELECT id FROM mapping_structure))")


class Migration(migrations.Migration):
    dependencies = [("mapping", "0003_tags")]

    operations = [
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hours", models.TextField()),
                ("area", models.CharField(blank=True, max_length=3)),
                ("timezone", models.CharField(db_default="Europe/Paris", default="Europe/Paris", max_length=40)),
                ("readable", models.BooleanField(db_default=False, default=False)),
                ("opened", mapping.models.schedule.LocalTimes(editable=False, null=True)),
                ("appointment", mapping.models.schedule.LocalTimes(editable=False, null=True)),
                ("uncertain", mapping.models.schedule.LocalTimes(editable=False, null=True)),
                ("known_until", models.DateField(db_index=True, null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("area", "hours"), name="schedule_unique")],
            },
        ),
        migrations.AddField(
            model_name="searchrow",
            name="schedule",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="mapping.schedule",
            ),
        ),
        migrations.RunSQL((SQL / "0004_schedules.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunPython(refresh_rows, migrations.RunPython.noop),
    ]
