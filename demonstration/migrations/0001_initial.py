"""The loads of the demonstration: the table of 0.1.0 under its name, in a room of its own."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("data", "0004_owners_of_sources"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='DemonstrationLoad',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('departement', models.CharField(max_length=3, verbose_name='département, ou « all »')),
                        ('version', models.CharField(max_length=80, verbose_name='version')),
                        ('loaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='chargé le')),
                        ('town_halls', models.PositiveIntegerField(verbose_name='mairies')),
                        ('examples', models.PositiveIntegerField(verbose_name='exemples')),
                    ],
                    options={
                        'verbose_name': 'chargement de démonstration',
                        'verbose_name_plural': 'chargements de démonstration',
                        'db_table': 'data_demonstrationload',
                        'ordering': ['-loaded_at', '-pk'],
                        'indexes': [models.Index(fields=['departement', 'version'], name='data_load_scope_version')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            "UPDATE django_content_type SET app_label = 'demonstration'"
            " WHERE app_label = 'data' AND model = ANY ('{demonstrationload}')",
            "UPDATE django_content_type SET app_label = 'data'"
            " WHERE app_label = 'demonstration' AND model = ANY ('{demonstrationload}')",
        ),
    ]
