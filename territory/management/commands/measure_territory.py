# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py measure_territory`: indicators of a large territory, worked out and kept."""

import time

from django.core.management.base import BaseCommand, CommandError

from mapping.vocabulary import THEMES
from search.question import Criteria
from territory import results
from territory.question import DEFAULT_THRESHOLD_KM, Question
from territory.scope import Scope

_CODES = [theme.code for theme in THEMES]


class Command(BaseCommand):
    help = "Calcule et garde les indicateurs d'un territoire ; sans option, ceux de la France hexagonale."

    def add_arguments(self, parser):
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--departement", help="code du département")
        where.add_argument("--region", help="code de la région")
        parser.add_argument("--theme", action="append", choices=_CODES, help="tous les thèmes par défaut")
        parser.add_argument("--seuil-km", type=float, default=DEFAULT_THRESHOLD_KM)

    def handle(self, *, departement, region, theme, seuil_km, **options):
        scope = Scope("france")
        if departement:
            scope = Scope("departement", departement)
        elif region:
            scope = Scope("region", region)
        if scope.name() is None:
            raise CommandError(f"Aucun territoire n'a le code {scope.code}.")
        for code in theme or _CODES:
            began = time.monotonic()
            question = Question(scope, Criteria(themes=(code,)), threshold_m=seuil_km * 1000)
            result = results.work_out(question)
            if options["verbosity"]:
                self.stdout.write(
                    f"{code} : {result.structures} lieux, {len(result.columns['code'])} communes "
                    f"en {time.monotonic() - began:.1f} s"
                )
