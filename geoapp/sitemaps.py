# SPDX-License-Identifier: AGPL-3.0-or-later
"""What search engines are told of: the public pages in every language, and each structure's."""

from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Organisation
from accounts.roles import Role
from desk.joining.organisation_page import organisation_path
from mapping import presentation
from mapping.models import VisibleStructure
from network.models import Event, News, Resource
from network.news.told import told
from network.paths import path_of


class Pages(Sitemap):
    """The pages that are always there, each in every language."""

    i18n = True
    alternates = True
    x_default = True
    protocol = "https" if settings.HTTPS else "http"

    def items(self) -> list[str]:
        """The names of their addresses."""
        return [
            *("home", "guide", "help", "propose", "write", "register"),
            *("resources", "network", "news-list", "offers", "agenda", "who-where"),
            *("governance", "accessibility", "legal", "privacy", "site-map"),
        ]

    def location(self, item: str) -> str:
        """The path of a page, in the language of the moment."""
        return reverse(item)


class Structures(Sitemap):
    """The page of each structure that visitors see."""

    protocol = "https" if settings.HTTPS else "http"
    limit = 10_000

    def items(self) -> QuerySet:
        """The structures, in the order of their numbers."""
        return VisibleStructure.objects.seen_by(Role.VISITOR).only("id", "nom", "date_maj").order_by("id")

    def location(self, item: VisibleStructure) -> str:
        """The canonical path of a structure's page."""
        return presentation.structure_path(item.id, item.nom)

    def lastmod(self, item: VisibleStructure):
        """The day that its record says it was last put right; None where it says none."""
        return item.date_maj


class Organisations(Sitemap):
    """The page of each organisation that has a public one."""

    i18n = True
    alternates = True
    x_default = True
    protocol = "https" if settings.HTTPS else "http"
    limit = 10_000

    def items(self) -> QuerySet:
        """The organisations, in the order of their numbers."""
        return Organisation.objects.filter(is_public=True).order_by("pk")

    def location(self, item: Organisation) -> str:
        """The canonical path of an organisation's page, in the language of the moment."""
        return organisation_path(item)


class Shared(Sitemap):
    """What the network shares with everyone: sheets, news that are told today, events."""

    i18n = True
    alternates = True
    x_default = True
    protocol = "https" if settings.HTTPS else "http"
    limit = 10_000
    model: Any = None

    def items(self) -> QuerySet:
        """What visitors read, in the order of its numbers."""
        return self.model.objects.seen_by(Role.VISITOR).order_by("pk")

    def location(self, item: Any) -> str:
        """Its page, in the language of the moment."""
        return path_of(item)

    def lastmod(self, item: Any):
        """When it was last changed."""
        return item.updated_at


class Resources(Shared):
    """The page of each resource."""

    model = Resource


class Events(Shared):
    """The page of each event."""

    model = Event


class AllNews(Shared):
    """The page of what is told today."""

    model = News

    def items(self) -> QuerySet:
        """News and announcements that have begun and have not ended."""
        return told(Role.VISITOR).filter(closed_on__isnull=True).order_by("pk")


SITEMAPS = {"pages": Pages, "structures": Structures, "organisations": Organisations}
SITEMAPS |= {"resources": Resources, "events": Events, "news": AllNews}
