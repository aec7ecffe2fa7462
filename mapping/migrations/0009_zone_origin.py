"""An area made around a place is hidden with it: how each was made is kept, and read by the views."""

import django.contrib.gis.db.models.fields
from django.db import migrations, models

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):

    dependencies = [
        ('mapping', '0008_derivation'),
    ]

    operations = [
        migrations.CreateModel(
            name='VisibleArea',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('role', models.PositiveSmallIntegerField()),
                ('zone_polygon', django.contrib.gis.db.models.fields.MultiPolygonField(geography=True, srid=4326)),
            ],
            options={
                'db_table': 'mapping_visible_area',
                'ordering': ['id'],
                'managed': False,
            },
        ),
        migrations.AddField(
            model_name='service',
            name='zone_origin',
            field=models.CharField(blank=True, choices=[('', 'inconnue'), ('drawn', 'dessinée'), ('place', 'autour du lieu exact'), ('public', 'autour du point que tous voient')], db_default='', default='', max_length=6, verbose_name='origine de la zone'),
        ),
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
