# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py import_structures FILE`: rehearse a file, say what it would do, apply it when asked."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from common.files import Unreadable
from common.files.limits import MAX_BYTES
from common.files.opening import too_large
from data.imports import closing, confidential, losses, runs
from data.imports.apply import Held, Losing, NotApplied
from data.imports.confidential import Undecided
from data.imports.gathered import in_a_sentence
from data.imports.plan import Plan
from data.imports.runs import NotUndone
from data.models import ImportRun
from data.models.run import Action, RunState
from data.models.source import source_named

_CHUNK = 1024 * 1024
_CLOSED = {"fermer": closing.CLOSE, "ecarter": closing.SKIP, "publier": closing.PUBLISH}


class Command(BaseCommand):
    help = "Répète l'import d'un fichier de structures ; avec --appliquer, l'écrit dans l'annuaire."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "fichier", nargs="?", help="le fichier (.xlsx, .xls, .ods, .csv, .json, .geojson)"
        )
        parser.add_argument("--source", help="code de la source (par défaut : celle du format ou du fichier)")
        parser.add_argument(
            "--colonne",
            action="append",
            default=[],
            metavar="COLONNE=CHAMP",
            help="ce qu'est une colonne, par exemple « Intitulé=nom » (répétable ; champ vide : ignorée)",
        )
        parser.add_argument(
            "--confidentiel",
            action="append",
            default=[],
            metavar="COLONNE=cacher|rien",
            help="ce que veut dire une colonne qui semble parler d'adresses confidentielles (répétable)",
        )
        parser.add_argument(
            "--fermees",
            choices=list(_CLOSED),
            help="ce que deviennent les lignes qui disent que leur structure est fermée",
        )
        parser.add_argument("--complet", action="store_true", help="ferme ce que le fichier ne contient plus")
        parser.add_argument("--appliquer", action="store_true", help="écrit ce que la répétition a montré")
        parser.add_argument("--reprendre", type=int, metavar="NUMÉRO", help="applique un import déjà répété")
        parser.add_argument(
            "--accepter",
            action="store_true",
            help="dit oui à un import retenu, qui ferme, change ou perd plus que sa source n'en a le droit",
        )
        parser.add_argument("--annuler", type=int, metavar="NUMÉRO", help="annule un import appliqué")
        parser.add_argument("--refaire", type=int, metavar="NUMÉRO", help="remet en place un import annulé")
        parser.add_argument(
            "--geocoder",
            action="store_true",
            help="cherche aussitôt, ici, les positions qui manquent (sinon les workers le font)",
        )
        parser.add_argument("--refus", type=int, default=20, help="combien de lignes refusées montrer")

    def handle(self, *args, **options) -> None:
        if options["annuler"]:
            return self._undo(options["annuler"])
        if options["refaire"]:
            return self._redo(options["refaire"])
        if options["reprendre"]:
            return self._apply(self._run(options["reprendre"]), options)
        if not options["fichier"]:
            raise CommandError("Donnez un fichier, ou --annuler NUMÉRO.")
        run = self._received(options)
        self._tell_columns(run)
        try:
            plan = self._rehearsed(run, options["confidentiel"], options["fermees"])
        except Undecided as question:
            add = [
                "--confidentiel COLONNE=cacher, ou =rien" if run.settings.get(confidential.CLUES) else "",
                "--fermees fermer, ecarter ou publier" if run.settings.get(closing.CLUES) else "",
            ]
            raise CommandError(f"{question} Ajoutez {' ; '.join(filter(None, add))}.") from None
        except Unreadable as refusal:
            raise CommandError(str(refusal)) from None
        self._tell_plan(run, plan.counts, options["refus"])
        if options["appliquer"]:
            self._apply(run, options)
        else:
            self.stdout.write(f"Rien n'est écrit. Pour l'écrire : import_structures --reprendre {run.pk}")

    def _received(self, options: dict) -> ImportRun:
        path = Path(options["fichier"])
        try:
            if path.stat().st_size > MAX_BYTES:
                raise CommandError(too_large(path.stat().st_size))
            file = path.open("rb")
        except OSError as error:
            raise CommandError(f"Le fichier ne s'ouvre pas : {error.strerror}.") from None
        source = source_named(options["source"], options["source"]) if options["source"] else None
        with file:
            run = runs.receive(path.name, iter(lambda: file.read(_CHUNK), b""), source)
        if run.state == RunState.REFUSED:
            raise CommandError("\n".join(run.notes))
        run.whole = run.whole or options["complet"]
        if run.settings.get("columns"):
            self._settle(run, options["colonne"])
        run.save()
        return run

    def _settle(self, run: ImportRun, asked: list[str]) -> None:
        """Apply the mapping asked for, and keep the profile of a file that no format describes."""
        mapping = {column["name"]: column["target"] for column in run.settings["columns"]}
        for pair in asked:
            name, _equals, target = pair.partition("=")
            if name not in mapping:
                raise CommandError(f"« {name} » n'est pas une colonne de ce fichier.")
            mapping[name] = target
        for column in run.settings["columns"]:
            if column.get("proposal") and not mapping[column["name"]]:
                said = f"« {column['name']} » : peut-être « {column['proposal']} », laissée de côté."
                self.stdout.write(
                    f'{said} Pour la reprendre : --colonne "{column["name"]}={column["proposal"]}"'
                )
        if asked or run.profile is None:
            name = runs.suggested_source(run)
            source = run.source or source_named(slugify(name)[:50] or "import", name)
            kept = {name: target for name, target in mapping.items() if target}
            runs.save_mapping(run, kept, source, run.settings.get("defaults"))

    @staticmethod
    def _rehearsed(run: ImportRun, asked: list[str], closed: str | None) -> Plan:
        """Rehearse, with the answers given to what the file may say of confidential addresses and of closed
        structures."""
        words = {"cacher": confidential.HIDE, "rien": confidential.NOTHING}
        answers = {}
        for pair in asked:
            name, _equals, word = pair.rpartition("=")
            if word not in words:
                raise CommandError(f"« {pair} » : dites COLONNE=cacher ou COLONNE=rien.")
            answers[name] = words[word]
        try:
            return runs.rehearse(run)
        except Undecided:
            is_closed = bool(closed and run.settings[closing.CLUES])
            if not is_closed and not answers.keys() & run.settings[confidential.CLUES].keys():
                raise
            defaults = run.settings.setdefault("defaults", {})
            defaults[confidential.ANSWERS] = confidential.answered(run, answers)
            defaults[closing.ANSWER] = closing.answered(run, _CLOSED.get(closed or "", ""))
            run.save()
            return runs.rehearse(run)

    def _tell_columns(self, run: ImportRun) -> None:
        for name, value in run.told.items():
            self.stdout.write(f"{name} : {value}")
        for note in run.notes:
            self.stdout.write(f"  {note}")
        for column in run.settings.get("columns", []):
            said = f"{column['target']} (par {column['why']})" if column["target"] else "non reprise"
            self.stdout.write(f"  {column['name']} : {said}")

    def _tell_plan(self, run: ImportRun, counts: dict[str, int], refused: int) -> None:
        self.stdout.write(f"Import {run.pk}, source « {run.source} », {run.rows_read} lignes :")
        for action in Action:
            if counts[action]:
                self.stdout.write(f"  {action.label} : {counts[action]}")
        if counts["candidates"]:
            self.stdout.write(f"  à comparer avec une fiche ressemblante : {counts['candidates']}")
        if counts["kept"]:
            self.stdout.write(f"  avec des valeurs corrigées depuis, gardées : {counts['kept']}")
        if unknown := in_a_sentence(run):
            self.stdout.write(f"  {unknown}")
        for loss in losses.of(run):
            self.stdout.write(f"  {'à accepter' if loss.blocks else 'à savoir'} : {loss.words}")
        rows = run.rows.filter(kind="structure", action=Action.REFUSE).values_list("number", "reason")
        for number, reason in rows[:refused]:
            self.stdout.write(f"  ligne {number} refusée : {reason}")

    def _apply(self, run: ImportRun, options: dict) -> None:
        geocode = options["geocoder"]
        if options["accepter"]:
            runs.accept(run)
        try:
            run = runs.apply(run)
        except (Held, Losing) as reason:
            raise CommandError(
                f"{reason} Pour l'accepter : import_structures --reprendre {run.pk} --accepter"
            ) from None
        except NotApplied as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Import {run.pk} appliqué. Pour l'annuler : import_structures --annuler {run.pk}")
        if run.geocoding and geocode:
            call_command("geocode", run=run.geocoding.pk, stdout=self.stdout, stderr=self.stderr)
        elif run.geocoding:
            self.stdout.write(
                f"{run.geocoding.total} adresses sans position sûre, confiées aux workers (make worker) ; "
                f"pour les chercher ici : manage.py geocode --run {run.geocoding.pk}"
            )

    def _undo(self, number: int) -> None:
        try:
            run = runs.undo(self._run(number).pk)
        except NotUndone as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Import {run.pk} annulé.")
        self._tell_left(run)

    def _redo(self, number: int) -> None:
        try:
            run = runs.redo(self._run(number).pk)
        except NotUndone as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Import {run.pk} remis en place.")
        self._tell_left(run)

    def _tell_left(self, run: ImportRun) -> None:
        for item in run.left_by_undo:
            fields = f" ({', '.join(item['fields'])})" if item["fields"] else ""
            self.stdout.write(f"  laissé : {item['kind']} {item['id']}, {item['why']}{fields}")

    @staticmethod
    def _run(number: int) -> ImportRun:
        run = ImportRun.objects.filter(pk=number).first()
        if run is None:
            raise CommandError(f"Aucun import ne porte le numéro {number}.")
        return run
