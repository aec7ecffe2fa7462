"""Who belongs to what, instead of one organisation a person; groups; tokens for programs."""

import accounts.models
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

_JOIN = """
INSERT INTO accounts_organisationmembership (user_id, organisation_id, role, since)
SELECT id, organisation_id, 'member', date_joined::date FROM accounts_user WHERE organisation_id IS NOT NULL
"""
# Back to one organisation a person: the first that they joined.
_LEAVE = """
UPDATE accounts_user u SET organisation_id = (
    SELECT m.organisation_id FROM accounts_organisationmembership m
    WHERE m.user_id = u.id ORDER BY m.since, m.id LIMIT 1
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        # Reads the organisation of a person where it was.
        ('data', '0004_owners_of_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='usage')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('expires_at', models.DateTimeField(default=accounts.models.in_a_year, verbose_name='expire le')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='révoqué le')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': "jeton d'accès",
                'verbose_name_plural': "jetons d'accès",
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, unique=True, verbose_name='nom')),
                ('territory', models.CharField(blank=True, help_text="Code d'un département (77, 2A, 974) ou SIREN d'une intercommunalité ; vide : partout.", max_length=9, verbose_name='territoire')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
            ],
            options={
                'verbose_name': 'groupe de professionnels',
                'verbose_name_plural': 'groupes de professionnels',
                'ordering': ['name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='group_name_not_empty'), models.CheckConstraint(condition=models.Q(('territory', ''), ('territory__regex', '^(\\d{2,3}|2[AB]|\\d{9})$'), _connector='OR'), name='group_territory_is_a_code', violation_error_message="Un code de département (77, 2A, 974) ou un SIREN d'intercommunalité (neuf chiffres) est attendu.")],
            },
        ),
        migrations.CreateModel(
            name='GroupMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('member', 'membre'), ('referent', 'référent')], default='member', max_length=8, verbose_name='rôle')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='depuis le')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.group', verbose_name='groupe')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_memberships', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'appartenance à un groupe',
                'verbose_name_plural': 'appartenances à un groupe',
                'ordering': ['since', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'group'), name='group_membership_once'), models.CheckConstraint(condition=models.Q(('role__in', ['member', 'referent'])), name='group_membership_role_known')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('member', 'membre'), ('referent', 'référent')], default='member', max_length=8, verbose_name='rôle')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='depuis le')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.organisation', verbose_name='organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='organisation_memberships', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'appartenance à une organisation',
                'verbose_name_plural': 'appartenances à une organisation',
                'ordering': ['since', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'organisation'), name='organisation_membership_once'), models.CheckConstraint(condition=models.Q(('role__in', ['member', 'referent'])), name='organisation_membership_role_known')],
            },
        ),
        migrations.RunSQL(_JOIN, _LEAVE),
        migrations.RemoveField(
            model_name='user',
            name='organisation',
        ),
    ]
