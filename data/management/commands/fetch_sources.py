# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py fetch_sources`: fetch the sources that are due, here and now; workers do it by themselves."""

from django.core.management.base import BaseCommand

from data.imports.scheduled import fetch_source
from data.models import Source
from data.models.source import due


class Command(BaseCommand):
    help = "Relève les sources dont l'heure est venue, applique les petits changements, retient les grands."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--source", help="seulement celle-ci (son code), qu'elle soit due ou non")

    def handle(self, *args, source: str | None, **options) -> None:
        sources = Source.objects.filter(code=source).exclude(url="") if source else due()
        for found in sources.order_by("pk"):
            fetch_source(found)
            self.stdout.write(f"{found} : {found.last_result}")
