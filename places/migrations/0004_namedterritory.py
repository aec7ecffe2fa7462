"""Territories that staff draw up: lists of communes with a name."""

import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0003_boundaries_in_plane'),
    ]

    operations = [
        migrations.CreateModel(
            name='NamedTerritory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='code dans les liens')),
                ('nom', models.CharField(max_length=120, verbose_name='nom')),
                ('kind', models.CharField(choices=[('bassin', 'bassin de vie'), ('arrondissement', 'arrondissement'), ('secteur', 'secteur'), ('autre', 'autre territoire')], default='secteur', max_length=14, verbose_name='sorte')),
                ('communes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), size=None, verbose_name='communes')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
            ],
            options={
                'verbose_name': 'territoire nommé',
                'verbose_name_plural': 'territoires nommés',
                'ordering': ['nom', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('nom__regex', '\\S')), name='named_territory_nom_not_blank'), models.CheckConstraint(condition=models.Q(('communes__len__gt', 0)), name='named_territory_has_communes'), models.CheckConstraint(condition=models.Q(('kind__in', ['bassin', 'arrondissement', 'secteur', 'autre'])), name='named_territory_kind_known')],
            },
        ),
    ]
