"""Sources have owners: those that exist belong to the person of their first import, and their organisation."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_OWNERS = """
UPDATE data_source s
SET owner_id = first.user_id, organisation_id = first.organisation_id
FROM (
    SELECT DISTINCT ON (r.source_id) r.source_id, r.user_id, u.organisation_id
    FROM data_importrun r
    LEFT JOIN accounts_user u ON u.id = r.user_id
    WHERE r.source_id IS NOT NULL AND r.what = 'import'
    ORDER BY r.source_id, r.created_at, r.id
) AS first
WHERE s.id = first.source_id
"""
# What was rehearsed with other eyes, or before anybody had to say yes, is rehearsed again.
_REHEARSE_AGAIN = "UPDATE data_importrun SET state = 'received' WHERE state = 'rehearsed'"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("data", "0003_jobs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="personne qui l'a créée",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                help_text="Ses membres importent sous ce nom. Vide : la seule personne qui l'a créée, ou la préfecture.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.organisation",
                verbose_name="organisation à qui elle est",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="accepted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="accepté par",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="accepted_digest",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="importrun",
            name="seen_as",
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.RunSQL(_OWNERS, migrations.RunSQL.noop),
        migrations.RunSQL(_REHEARSE_AGAIN, migrations.RunSQL.noop),
    ]
