# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py geocode`: find where structures are, with its progress in the terminal."""

import argparse
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from geocoding import runs
from geocoding.models import Run, RunState
from geocoding.providers import configured
from mapping import positions, tasks
from mapping.models import Structure


class Command(BaseCommand):
    help = "Géocode les structures sans position sûre, ou reprend un géocodage interrompu."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--source", help="seulement les structures de cette source")
        parser.add_argument("--run", type=int, help="reprendre ce géocodage (son numéro)")
        parser.add_argument(
            "--departement", help="celui de l'annuaire, pour les adresses qui n'en disent aucun"
        )
        parser.add_argument(
            "--background", action="store_true", help="confier le travail aux « make worker »"
        )

    def handle(self, *, source, run, departement, background, **options) -> None:
        asked = self._asked(source, run, departement)
        if asked is None:
            self.stdout.write("Toutes les structures ont déjà été regardées avec leur adresse d'aujourd'hui.")
            return
        self.stdout.write(f"Géocodage n° {asked.pk} : {asked.total} adresses.")
        if background:
            tasks.enqueue(asked)
            self.stdout.write("Confié aux workers ; la page « Géocodages » montre où il en est.")
            return
        provider = configured.provider()
        if provider is None:
            self.stderr.write(
                "Aucun service d'adresses (GEOCODER_URL) : seules les communes seront trouvées."
            )
        bar = tqdm(total=asked.total, unit="adresse", file=sys.stderr, disable=not sys.stderr.isatty())

        def show(counts: runs.Counts) -> None:
            bar.update(counts.done - bar.n)

        try:
            state = positions.work(asked, provider, show)
        except KeyboardInterrupt:
            raise CommandError(
                f"Interrompu. « manage.py geocode --run {asked.pk} » reprend où il en était."
            ) from None
        finally:
            bar.close()
        self._tell(asked, state)

    def _asked(self, source: str | None, number: int | None, departement: str | None) -> Run | None:
        if number is not None:
            found = Run.objects.filter(pk=number).first()
            if found is None:
                raise CommandError(f"Il n'y a pas de géocodage n° {number}.")
            return found
        structures = Structure.objects.all()
        if source:
            structures = structures.filter(source=source)
        wanted = positions.to_geocode(structures)
        if not wanted:
            return None
        own = departement or (settings.DEPARTEMENT if settings.DEPARTEMENT != "all" else "")
        return positions.start_run(wanted, f"Structures de « {source} »" if source else "Structures", own)

    def _tell(self, asked: Run, state: RunState) -> None:
        counts = runs.counts(asked)
        self.stdout.write(
            f"{counts.addresses} adresses, {counts.streets} rues, {counts.communes} communes seules,"
            f" {counts.waiting} à vérifier, {counts.left} en attente."
        )
        if state is RunState.PAUSED:
            asked.refresh_from_db()
            raise CommandError(f"{asked.message} « manage.py geocode --run {asked.pk} » reprendra.")
        self.stdout.write(f"État : {state.label}.")
