"""Rows of the network for tests: small and valid."""

from datetime import timedelta

import factory
from django.utils import timezone

from network.models import Event, News, Resource


class ResourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Resource

    title = factory.Sequence(lambda n: f"Renouveler son titre numéro {n}")
    summary = "Ce qu’il faut faire, et quand."
    text = "## Avant de commencer\n\nPréparez les papiers."
    themes = factory.LazyFunction(lambda: ["droits"])
    territory_kind, territory_code = "departement", "77"


class EventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Event

    title = factory.Sequence(lambda n: f"Café des langues numéro {n}")
    start_day = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=2))
    themes = factory.LazyFunction(lambda: ["francais"])


class NewsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = News

    title = factory.Sequence(lambda n: f"Nouvelle notice numéro {n}")
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
