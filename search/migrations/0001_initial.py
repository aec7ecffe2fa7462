"""What the search reads, made from the records: the tables of 0.1.0 under their names, in a room of their own."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
import mapping.models.schedule
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("mapping", "0010_vocabulary_followed"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='CellDelta',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sign', models.SmallIntegerField()),
                        ('structure_id', models.BigIntegerField()),
                        ('x', models.IntegerField()),
                        ('y', models.IntegerField()),
                        ('lon', models.IntegerField()),
                        ('lat', models.IntegerField()),
                        ('roles', models.SmallIntegerField()),
                        ('themes', models.IntegerField()),
                    ],
                    options={
                        'db_table': 'mapping_celldelta',
                    },
                ),
                migrations.CreateModel(
                    name='DataVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('changed_us', models.BigIntegerField()),
                    ],
                    options={
                        'db_table': 'mapping_dataversion',
                    },
                ),
                migrations.CreateModel(
                    name='Derivation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=32)),
                    ],
                    options={
                        'db_table': 'mapping_derivation',
                    },
                ),
                migrations.CreateModel(
                    name='Tag',
                    fields=[
                        ('key', models.CharField(max_length=140, primary_key=True, serialize=False)),
                        ('number', models.IntegerField(unique=True)),
                    ],
                    options={
                        'db_table': 'mapping_tag',
                        'ordering': ['key'],
                    },
                ),
                migrations.CreateModel(
                    name='Cell',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.SmallIntegerField()),
                        ('theme', models.SmallIntegerField()),
                        ('x', models.IntegerField()),
                        ('y', models.IntegerField()),
                        ('roles', models.SmallIntegerField()),
                        ('places', models.IntegerField()),
                        ('lon', models.BigIntegerField()),
                        ('lat', models.BigIntegerField()),
                        ('ids', models.BigIntegerField()),
                        ('themes', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                    ],
                    options={
                        'db_table': 'mapping_cell',
                        'constraints': [models.UniqueConstraint(fields=('level', 'theme', 'x', 'y', 'roles'), name='cell_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='Schedule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('hours', models.TextField()),
                        ('area', models.CharField(blank=True, max_length=3)),
                        ('timezone', models.CharField(db_default='Europe/Paris', default='Europe/Paris', max_length=40)),
                        ('readable', models.BooleanField(db_default=False, default=False)),
                        ('opened', mapping.models.schedule.LocalTimes(editable=False, null=True)),
                        ('appointment', mapping.models.schedule.LocalTimes(editable=False, null=True)),
                        ('uncertain', mapping.models.schedule.LocalTimes(editable=False, null=True)),
                        ('known_until', models.DateField(db_index=True, null=True)),
                    ],
                    options={
                        'db_table': 'mapping_schedule',
                        'constraints': [models.UniqueConstraint(fields=('area', 'hours'), name='schedule_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='Word',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('word', models.TextField(db_collation='C')),
                        ('number', models.IntegerField(db_index=True)),
                        ('near', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                        ('sound', models.GeneratedField(db_persist=True, expression=models.Func('word', function='mapping_sound'), output_field=models.TextField(db_collation='C'))),
                    ],
                    options={
                        'db_table': 'mapping_word',
                        'indexes': [models.Index(models.F('word'), name='word_word'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('near', name='gin__int_ops'), name='word_near'), models.Index(models.F('sound'), name='word_sound')],
                    },
                ),
                migrations.CreateModel(
                    name='Card',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role_min', models.SmallIntegerField()),
                        ('role_max', models.SmallIntegerField()),
                        ('said', models.JSONField()),
                        ('members', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Left(django.db.models.functions.comparison.Cast('said', models.TextField()), django.db.models.expressions.CombinedExpression(django.db.models.functions.text.Length(django.db.models.functions.comparison.Cast('said', models.TextField())), '-', models.Value(1))), output_field=models.TextField())),
                        ('service', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='mapping.service')),
                        ('structure', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='mapping.structure')),
                    ],
                    options={
                        'db_table': 'mapping_card',
                        'constraints': [models.UniqueConstraint(fields=('structure', 'service', 'role_min'), name='card_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='SearchRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('theme', models.IntegerField()),
                        ('position', django.contrib.gis.db.models.fields.PointField(geography=True, spatial_index=False, srid=4326)),
                        ('position_precision', models.CharField(max_length=10)),
                        ('own_place', models.BooleanField()),
                        ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                        ('role_min', models.SmallIntegerField()),
                        ('role_max', models.SmallIntegerField()),
                        ('schedule', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='search.schedule')),
                        ('service', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='mapping.service')),
                        ('structure', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='mapping.structure')),
                    ],
                    options={
                        'db_table': 'mapping_searchrow',
                        'indexes': [django.contrib.postgres.indexes.GistIndex(models.F('theme'), models.F('position'), django.contrib.postgres.indexes.OpClass('tags', name='gist__intbig_ops(siglen=128)'), name='searchrow_theme_position')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            "UPDATE django_content_type SET app_label = 'search'"
            " WHERE app_label = 'mapping' AND model = ANY ('{card,cell,celldelta,dataversion,derivation,schedule,searchrow,tag,word}')",
            "UPDATE django_content_type SET app_label = 'mapping'"
            " WHERE app_label = 'search' AND model = ANY ('{card,cell,celldelta,dataversion,derivation,schedule,searchrow,tag,word}')",
        ),
    ]
