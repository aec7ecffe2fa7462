"""Rows for tests: small, valid, and placed around Melun unless said otherwise."""

import factory
from django.contrib.gis.geos import Point

from accounts.models import Organisation, User
from mapping.models import Contact, PositionPrecision, Service, Structure
from places.models import Commune, PointSource

MELUN = Point(2.6600, 48.5390, srid=4326)


def point(lat: float, lon: float) -> Point:
    return Point(lon, lat, srid=4326)


class CommuneFactory(factory.django.DjangoModelFactory):
    """A commune of no real code, so that its point is known whatever else is loaded."""

    class Meta:
        model = Commune
        django_get_or_create = ["code"]

    code = "77900"
    nom = "Melun-les-Essais"
    departement_code = "77"
    region_code = "11"
    population = 42_000
    point = MELUN
    point_source = PointSource.TOWN_HALL
    postcodes = factory.LazyFunction(lambda: ["77000"])


class StructureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Structure
        skip_postgeneration_save = True

    source = "tests"
    source_id = factory.Sequence(lambda n: f"structure-{n}")
    nom = factory.Sequence(lambda n: f"Association numéro {n}")
    adresse = "1 rue des Essais"
    code_postal = "77000"
    commune_nom = "Melun"
    commune = factory.SubFactory(CommuneFactory)
    position = MELUN
    position_precision = factory.LazyAttribute(lambda o: PositionPrecision.ADDRESS if o.position else "")
    telephone = "01 99 00 00 01"


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    structure = factory.SubFactory(StructureFactory)
    source = "tests"
    source_id = factory.Sequence(lambda n: f"service-{n}")
    nom = factory.Sequence(lambda n: f"Atelier numéro {n}")
    thematiques = factory.LazyFunction(lambda: ["lecture-ecriture-calcul--maitriser-le-francais"])
    position_precision = factory.LazyAttribute(
        lambda o: PositionPrecision.ADDRESS if getattr(o, "position", None) else ""
    )


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    structure = factory.SubFactory(StructureFactory)
    nom = "Camille Essai"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne-{n}@example.org")

    @factory.post_generation
    def organisation(self, create, extracted, **kwargs):
        if extracted is not None:
            self.organisation_memberships.create(organisation=extracted)


def answers_for(user: User, *structures: Structure) -> User:
    """The user, a member of the organisation of these structures: who may change them."""
    if user.organisation is None:
        organisation = Organisation.objects.create(name=f"Organisation de {user.email}")
        user.organisation_memberships.create(organisation=organisation)
    for structure in structures:
        structure.organisation = user.organisation
        structure.save(update_fields=["organisation"])
    return user
