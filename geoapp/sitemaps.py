"""What search engines are told of: the public pages in every language, and each structure's."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from accounts.roles import Role
from mapping import presentation
from mapping.models import VisibleStructure


class Pages(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    protocol = "https" if settings.HTTPS else "http"

    def items(self) -> list[str]:
        return ["home", "help", "accessibility", "legal", "privacy", "site-map"]

    def location(self, item: str) -> str:
        return reverse(item)


class Structures(Sitemap):
    protocol = "https" if settings.HTTPS else "http"
    limit = 10_000

    def items(self) -> QuerySet:
        return VisibleStructure.objects.seen_by(Role.VISITOR).only("id", "nom", "date_maj").order_by("id")

    def location(self, item: VisibleStructure) -> str:
        return presentation.structure_path(item.id, item.nom)

    def lastmod(self, item: VisibleStructure):
        return item.date_maj


SITEMAPS = {"pages": Pages, "structures": Structures}
