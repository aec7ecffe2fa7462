"""A detail of a contact may be for the members of an organisation, and of a group."""

import django.db.models.deletion
from django.db import migrations, models

from common.frozen_sql import frozen_sql


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_memberships'),
        ('mapping', '0013_history'),
        # Whose copy of the views is older.
        ('search', '0002_declared'),
    ]

    operations = [
        migrations.AddField(
            model_name='contact',
            name='courriel_group',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.group', verbose_name='groupe qui voit aussi le courriel'),
        ),
        migrations.AddField(
            model_name='contact',
            name='courriel_organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.organisation', verbose_name='organisation qui voit aussi le courriel'),
        ),
        migrations.AddField(
            model_name='contact',
            name='fonction_group',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.group', verbose_name='groupe qui voit aussi la fonction'),
        ),
        migrations.AddField(
            model_name='contact',
            name='fonction_organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.organisation', verbose_name='organisation qui voit aussi la fonction'),
        ),
        migrations.AddField(
            model_name='contact',
            name='nom_group',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.group', verbose_name='groupe qui voit aussi le nom'),
        ),
        migrations.AddField(
            model_name='contact',
            name='nom_organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.organisation', verbose_name='organisation qui voit aussi le nom'),
        ),
        migrations.AddField(
            model_name='contact',
            name='telephone_group',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.group', verbose_name='groupe qui voit aussi le téléphone'),
        ),
        migrations.AddField(
            model_name='contact',
            name='telephone_organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.organisation', verbose_name='organisation qui voit aussi le téléphone'),
        ),
        migrations.CreateModel(
            name='MemberContact',
            fields=[
                ('nom', models.CharField(blank=True, max_length=150, verbose_name='nom')),
                ('fonction', models.CharField(blank=True, max_length=150, verbose_name='fonction')),
                ('telephone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('courriel', models.EmailField(blank=True, max_length=254, verbose_name='courriel')),
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('role', models.PositiveSmallIntegerField()),
                ('reader', models.BigIntegerField()),
            ],
            options={
                'db_table': 'mapping_member_contact',
                'ordering': ['nom', 'id'],
                'managed': False,
            },
        ),
        migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop),
    ]
