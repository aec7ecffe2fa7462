# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py fetch_travel_areas`: ask the provider for the areas around each place, once."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from geocoding import travel
from geocoding.travel import Away, IgnIsochrones
from mapping.vocabulary import THEMES
from search.question import Criteria
from territory import reach
from territory.assessment import assess
from territory.question import Question
from territory.scope import Scope


class Command(BaseCommand):
    help = "Demande une fois pour toutes les zones d'accès autour des lieux d'un département ; se reprend."

    def add_arguments(self, parser):
        parser.add_argument("--departement", default=settings.DEPARTEMENT, help="code du département")
        parser.add_argument("--theme", action="append", choices=[theme.code for theme in THEMES])

    def handle(self, *, departement, theme, **options):
        service = travel.provider()
        if not isinstance(service, IgnIsochrones):
            raise CommandError("TRAVEL_PROVIDER n'est pas « ign » : il n'y a pas de zones à demander.")
        for code in theme or [each.code for each in THEMES]:
            question = Question(Scope("departement", departement), Criteria(themes=(code,)))
            try:
                fetched = reach.fetch_areas(assess(question, capacities=False), service)
            except Away as away:
                raise CommandError(f"{code} : {away} Relancez la commande pour continuer.") from away
            if options["verbosity"]:
                self.stdout.write(f"{code} : {fetched} zones demandées.")
