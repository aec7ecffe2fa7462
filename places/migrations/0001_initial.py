import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.contrib.postgres.operations import (
    BtreeGistExtension,
    CreateExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateExtension("postgis"),
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        migrations.CreateModel(
            name="LoadedEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=60, verbose_name="version")),
                (
                    "loaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="chargée le"),
                ),
                ("communes", models.PositiveIntegerField(verbose_name="communes")),
            ],
            options={
                "verbose_name": "édition des territoires",
                "verbose_name_plural": "éditions des territoires",
                "ordering": ["-loaded_at"],
            },
        ),
        migrations.CreateModel(
            name="Commune",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=5, primary_key=True, serialize=False, verbose_name="code INSEE"
                    ),
                ),
                ("nom", models.CharField(help_text="avec son article", max_length=200, verbose_name="nom")),
                (
                    "kind",
                    models.CharField(
                        choices=[("COM", "commune"), ("ARM", "arrondissement municipal")],
                        default="COM",
                        max_length=3,
                        verbose_name="type",
                    ),
                ),
                (
                    "parent_code",
                    models.CharField(
                        blank=True, default="", max_length=5, verbose_name="commune de l'arrondissement"
                    ),
                ),
                (
                    "departement_code",
                    models.CharField(
                        blank=True, default="", max_length=3, verbose_name="code du département"
                    ),
                ),
                (
                    "region_code",
                    models.CharField(blank=True, default="", max_length=2, verbose_name="code de la région"),
                ),
                (
                    "epci_code",
                    models.CharField(blank=True, default="", max_length=9, verbose_name="SIREN de l'EPCI"),
                ),
                (
                    "population",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="population municipale"),
                ),
                (
                    "point",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, geography=True, null=True, srid=4326, verbose_name="point"
                    ),
                ),
                (
                    "point_source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mairie", "mairie"),
                            ("surface", "point sur le territoire de la commune"),
                            ("", "aucun"),
                        ],
                        default="",
                        max_length=7,
                        verbose_name="origine du point",
                    ),
                ),
                (
                    "postcodes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="codes postaux",
                    ),
                ),
            ],
            options={
                "verbose_name": "commune",
                "verbose_name_plural": "communes",
                "ordering": ["code"],
                "indexes": [
                    models.Index(fields=["departement_code"], name="places_commune_departement"),
                    models.Index(fields=["epci_code"], name="places_commune_epci"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["postcodes"], name="places_commune_postcodes"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("nom", ""), _negated=True), name="places_commune_nom_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "COM"), ("parent_code", "")),
                            models.Q(("kind", "ARM"), models.Q(("parent_code", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="places_commune_parent_of_arrondissements",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("point__isnull", True), ("point_source", "")),
                            models.Q(("point__isnull", False), ("point_source__in", ["mairie", "surface"])),
                            _connector="OR",
                        ),
                        name="places_commune_point_has_a_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NeighbouringDepartement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=3, verbose_name="code du département")),
                ("neighbour_code", models.CharField(max_length=3, verbose_name="code du département voisin")),
            ],
            options={
                "verbose_name": "département voisin",
                "verbose_name_plural": "départements voisins",
                "ordering": ["code", "neighbour_code"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "neighbour_code"), name="places_neighbour_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CommuneName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nom replié")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("official", "nom officiel"),
                            ("short", "nom sans article"),
                            ("spelling", "autre écriture"),
                            ("former", "commune ancienne, déléguée ou associée"),
                        ],
                        max_length=8,
                        verbose_name="sorte",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="places.commune",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "nom de commune",
                "verbose_name_plural": "noms de communes",
                "ordering": ["name", "pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("name", name="gin_trgm_ops"),
                        name="places_communename_trigram",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("name", name="text_pattern_ops"),
                        name="places_communename_prefix",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("commune", "name"), name="places_communename_once"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="places_communename_name_not_empty",
                    ),
                ],
            },
        ),
    ]
