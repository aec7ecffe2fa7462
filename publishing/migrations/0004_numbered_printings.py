from django.db import migrations, models

# Books that were made before are numbered in the order in which they were asked for.
_NUMBERED = """
    UPDATE publishing_printing AS p SET number = n.number
    FROM (
        SELECT id, row_number() OVER (PARTITION BY edition_id ORDER BY asked_at, id) AS number
        FROM publishing_printing
    ) AS n
    WHERE n.id = p.id
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_recipients")]

    operations = [
        migrations.AddField(
            "edition", "with_unsaid",
            models.BooleanField(default=False, verbose_name="avec ce qui n’a pas de thème"),
        ),
        migrations.AddField(
            "edition", "indexes_town_halls",
            models.BooleanField(default=False, verbose_name="les mairies dans les index"),
        ),
        migrations.AddField(
            "printing", "number",
            models.PositiveIntegerField(default=1, editable=False, verbose_name="numéro"),
        ),
        migrations.AddField(
            "printing", "blank", models.PositiveSmallIntegerField(default=0, verbose_name="pages blanches"),
        ),
        migrations.AddField("printedentry", "page", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AlterField("printedentry", "structure", models.BigIntegerField(db_index=True)),
        migrations.RunSQL(_NUMBERED, migrations.RunSQL.noop),
    ]
