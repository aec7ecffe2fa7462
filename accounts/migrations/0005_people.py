"""Who is who: what organisations are, who answers for a territory, profiles, coming in, the charter."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0004_example_accounts"),
        ('places', '0004_namedterritory'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='about',
            field=models.TextField(blank=True, verbose_name='présentation'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='is_public',
            field=models.BooleanField(default=True, help_text='La page dit à tous quels lieux elle tient, sauf ceux dont l’adresse est confidentielle.', verbose_name='page publique'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='website',
            field=models.URLField(blank=True, verbose_name='site'),
        ),
        # Who runs a structure was told to professionals alone: theirs to say otherwise, one by one.
        migrations.RunSQL('UPDATE accounts_organisation SET is_public = false', migrations.RunSQL.noop),
        migrations.CreateModel(
            name='CharterVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='texte')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='publiée le')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='publiée par')),
            ],
            options={
                'verbose_name': 'version de la charte',
                'verbose_name_plural': 'versions de la charte',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CharterAcceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='le')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='charter_acceptances', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='accounts.charterversion', verbose_name='version')),
            ],
            options={
                'verbose_name': 'acceptation de la charte',
                'verbose_name_plural': 'acceptations de la charte',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Funding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(blank=True, null=True, verbose_name='depuis le')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('funder', models.CharField(max_length=200, verbose_name='financeur')),
                ('what', models.CharField(blank=True, max_length=300, verbose_name='ce qui est financé')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fundings', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'financement',
                'verbose_name_plural': 'financements',
                'ordering': ['funder', 'since', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='le')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invitée par')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.organisation', verbose_name='organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(blank=True, max_length=1000, verbose_name='message')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandée le')),
                ('state', models.CharField(choices=[('asked', 'demandée'), ('accepted', 'acceptée'), ('refused', 'refusée')], default='asked', max_length=8, verbose_name='état')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='décidée le')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='motif')),
                ('organisation_said', models.CharField(blank=True, max_length=255, verbose_name='organisation, telle qu’écrite')),
                ('page', models.CharField(blank=True, max_length=300, verbose_name='fiche d’où elle vient')),
                ('trade', models.CharField(blank=True, max_length=100, verbose_name='métier')),
                ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='places.commune', verbose_name='commune de travail')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='décidée par')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='join_requests', to='accounts.organisation', verbose_name='organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'demande d’inscription',
                'verbose_name_plural': 'demandes d’inscription',
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(blank=True, null=True, verbose_name='depuis le')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('name', models.CharField(max_length=200, verbose_name='label')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'label',
                'verbose_name_plural': 'labels',
                'ordering': ['name', 'since', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trade', models.CharField(blank=True, max_length=100, verbose_name='métier')),
                ('employer', models.CharField(blank=True, max_length=200, verbose_name='employeur')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('about', models.CharField(blank=True, max_length=300, verbose_name='en une phrase')),
                ('is_findable', models.BooleanField(default=False, verbose_name='dans l’annuaire des professionnels')),
                ('shows_email', models.BooleanField(default=False, verbose_name='adresse électronique montrée')),
                ('shows_phone', models.BooleanField(default=False, verbose_name='téléphone montré')),
                ('commune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='places.commune', verbose_name='commune de travail')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='profile', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'profil',
                'verbose_name_plural': 'profils',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='TrustedDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253, unique=True, verbose_name='domaine')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ajouté le')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'domaine de confiance',
                'verbose_name_plural': 'domaines de confiance',
                'ordering': ['domain'],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(blank=True, null=True, verbose_name='depuis le')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('partner', models.CharField(max_length=200, verbose_name='avec qui')),
                ('subject', models.CharField(blank=True, max_length=300, verbose_name='objet')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'convention',
                'verbose_name_plural': 'conventions',
                'ordering': ['partner', 'since', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('partner__regex', '\\S')), name='agreement_partner_not_blank'), models.CheckConstraint(condition=models.Q(('since__isnull', True), ('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='agreement_dates_in_order', violation_error_message='La date de fin vient avant celle du début.')],
            },
        ),
        migrations.CreateModel(
            name='AmbassadorOf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('epci', 'intercommunalité'), ('departement', 'département'), ('territoire', 'territoire nommé')], max_length=11, verbose_name='sorte de territoire')),
                ('code', models.CharField(max_length=60, verbose_name='code')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='depuis le')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ambassadorships', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'ambassadeur d’un territoire',
                'verbose_name_plural': 'ambassadeurs des territoires',
                'ordering': ['kind', 'code', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'code'), name='ambassador_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['epci', 'departement', 'territoire'])), name='ambassador_kind_known')],
            },
        ),
        migrations.AddConstraint(
            model_name='charterversion',
            constraint=models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='charter_text_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='charteracceptance',
            constraint=models.UniqueConstraint(fields=('user', 'version'), name='charter_accepted_once'),
        ),
        migrations.AddConstraint(
            model_name='funding',
            constraint=models.CheckConstraint(condition=models.Q(('funder__regex', '\\S')), name='funding_funder_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='funding',
            constraint=models.CheckConstraint(condition=models.Q(('since__isnull', True), ('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='funding_dates_in_order', violation_error_message='La date de fin vient avant celle du début.'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('user',), name='join_request_one_waits'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'refused'])), name='join_request_state_known'),
        ),
        migrations.AddConstraint(
            model_name='label',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='label_name_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='label',
            constraint=models.CheckConstraint(condition=models.Q(('since__isnull', True), ('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='label_dates_in_order', violation_error_message='La date de fin vient avant celle du début.'),
        ),
        migrations.AddIndex(
            model_name='profile',
            index=models.Index(condition=models.Q(('is_findable', True)), fields=['user'], name='accounts_profile_findable'),
        ),
        migrations.AddConstraint(
            model_name='trusteddomain',
            constraint=models.CheckConstraint(condition=models.Q(('domain__regex', '^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$')), name='trusted_domain_is_one'),
        ),
    ]
