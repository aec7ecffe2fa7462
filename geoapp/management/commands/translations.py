# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py translations`: bring the catalogues in line with the code, then compile them."""

from django.conf import settings
from django.core.management.base import BaseCommand

from tools import catalogues


class Command(BaseCommand):
    help = "Met à jour les catalogues de traduction (locale/) d'après le code et les pages, puis les compile."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--compile", action="store_true", help="Compiler seulement.")

    def handle(self, **options):
        if not options["compile"]:
            gathered = catalogues.gather()
            for language, name in settings.LANGUAGES:
                missing = catalogues.update(language, gathered)
                self.stdout.write(f"{name} ({language}) : {missing} phrases à traduire")
        compiled = catalogues.compile_stale()
        if options["verbosity"] > 1 or compiled:
            self.stdout.write(f"Compilés : {', '.join(compiled) or 'rien de nouveau'}")
