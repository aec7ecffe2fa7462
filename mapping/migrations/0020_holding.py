"""An organisation asks to hold a structure."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_people'),
        ("mapping", "0019_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HoldingRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(blank=True, max_length=1000, verbose_name='message')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandée le')),
                ('state', models.CharField(choices=[('asked', 'demandée'), ('accepted', 'acceptée'), ('refused', 'refusée')], default='asked', max_length=8, verbose_name='état')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='décidée le')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='motif')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidée par')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                ('structure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mapping.structure', verbose_name='structure')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='demandée par')),
            ],
            options={
                'verbose_name': 'demande à tenir une structure',
                'verbose_name_plural': 'demandes à tenir une structure',
                'ordering': ['asked_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('structure', 'organisation'), name='holding_request_one_waits'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'refused'])), name='holding_request_state_known')],
            },
        ),
    ]
