# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py cluster start|stop|status|reset`: the private PostGIS cluster of this checkout."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tools.cluster import Cluster, ClusterError


class Command(BaseCommand):
    help = "Démarre, arrête, montre ou efface la base PostGIS privée de ce projet."
    requires_system_checks = ()  # it runs before any database answers

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["start", "stop", "status", "reset"])
        parser.add_argument("--yes", action="store_true", help="reset : ne pas demander confirmation")

    def handle(self, *, action, yes, **options):
        cluster = Cluster.of(settings.BASE_DIR)
        try:
            self.stdout.write(getattr(self, action)(cluster, yes))
        except ClusterError as error:
            raise CommandError(str(error)) from None

    def start(self, cluster, yes):
        return f"Base {'démarrée' if cluster.start() else 'déjà en marche'} : {cluster.status()}"

    def stop(self, cluster, yes):
        return "Base arrêtée." if cluster.stop() else "La base n'était pas en marche."

    def status(self, cluster, yes):
        return f"Base {cluster.status()}"

    def reset(self, cluster, yes):
        if not yes:
            answer = input(f"Toutes les données de {cluster.data} seront effacées. Tapez « oui » : ")
            if answer.strip().lower() != "oui":
                raise CommandError("Rien n'a été effacé.")
        cluster.reset()
        return "Données effacées. « make run » reconstruit tout."
