"""What the eyes of a rehearsal belonged to is kept beside their role."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('data', '0006_history'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='seen_with_groups',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None),
        ),
        migrations.AddField(
            model_name='importrun',
            name='seen_with_organisations',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None),
        ),
    ]
