"""Tables of the ordinary way: made by `migrate --run-syncdb`, filled by `bench.database`."""

from django.contrib.gis.db import models


class Theme(models.Model):
    code = models.CharField(max_length=30, unique=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code


class Place(models.Model):
    """A structure with what the list of `/api/v1/structures` says of it.

    `position` is in degrees, `spot` the same as a geography, which measures in metres.
    """

    nom = models.CharField(max_length=255)
    adresse = models.CharField(max_length=255, blank=True)
    complement_adresse = models.CharField(max_length=255, blank=True)
    code_postal = models.CharField(max_length=5, blank=True)
    commune = models.CharField(max_length=100, blank=True)
    code_insee = models.CharField(max_length=5, blank=True)
    position = models.PointField()
    spot = models.PointField(geography=True)
    position_precision = models.CharField(max_length=10, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    courriel = models.EmailField(blank=True)
    site_web = models.URLField(max_length=500, blank=True)
    horaires_accueil = models.TextField(blank=True)
    accessible = models.BooleanField(null=True)
    verified_at = models.DateTimeField(null=True)
    exemple = models.BooleanField(default=False)
    themes = models.ManyToManyField(Theme, related_name="places")

    def __str__(self) -> str:
        return self.nom


class Offer(models.Model):
    """A service of a place."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="offers")
    nom = models.CharField(max_length=255)

    class Meta:
        ordering = ["nom", "id"]

    def __str__(self) -> str:
        return self.nom
