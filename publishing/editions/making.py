# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book made from an edition, by a worker: asked for once, told how far it is, given up when asked.

Doing it again does no harm: a book is written whole, at its end, in one transaction. A worker that is
killed leaves a job that another takes up (`mapping.tasks.take_up_again`); after `MOST_TRIES` of them the book
is said not to be made. Two workers never make the same one: who makes it holds an advisory lock of the
database.
"""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from publishing.book import setting
from publishing.book.content import Paper
from publishing.editions import frozen, unseen
from publishing.editions.gathering import Gathered, gathered
from publishing.editions.models import UNDER_WAY, Edition, PrintedFile, Printing, PrintingState
from publishing.typesetting import Unprintable

_CLASS = 7_702_022
MOST_TRIES = 3
# Seconds after which a book that no worker took is said to wait in vain.
_PATIENCE = 20
# How far each part begins, in percent: of a book of 2,000 entries on two cores.
_READ, _SCREEN, _PRINTER, _KEPT = 2, 20, 60, 97

STOPPED = "Arrêté à votre demande : rien n’a été gardé."
UNEXPECTED = "Une erreur inattendue a tout arrêté : rien n’a été gardé. Réessayez, ou signalez-la."
NOBODY = "Le programme qui le faisait s’est arrêté {n} fois en chemin. Prévenez qui exploite le site."
EMPTY = "Aucune structure de l’annuaire ne répond à ce que demande cette édition : le livre serait vide."


class Stopped(Exception):
    """Somebody asked to give it up."""


class Empty(Exception):
    """There is nothing to print."""


def ask(edition: Edition, user: Any) -> tuple[Printing, bool]:
    """The book of an edition, asked for by somebody, and whether it is new: one that is under way already is
    the same."""
    for _attempt in range(2):
        under_way = edition.printings.filter(state__in=UNDER_WAY).first()
        if under_way:
            return under_way, False
        try:
            with transaction.atomic():
                return _asked(edition, user), True
        except IntegrityError:
            # Somebody else asked meanwhile.
            continue
    raise RuntimeError("a book is under way, and is not")


def _asked(edition: Edition, user: Any) -> Printing:
    return Printing.objects.create(
        edition=edition,
        asked_by=user,
        title=edition.title,
        subtitle=edition.subtitle,
        period=edition.period,
        paper=edition.paper,
        scope=frozen.scope_of(edition),
    )


def is_forgotten(printing: Printing) -> bool:
    """Whether no worker took it: none runs, or all are busy."""
    waited = (timezone.now() - printing.asked_at).total_seconds()
    return printing.state == PrintingState.WAITING and waited > _PATIENCE


def stop(printing: Printing) -> bool:
    """Ask to give a book up; whether it is given up already. Who makes it notices at its next step."""
    Printing.objects.filter(pk=printing.pk).update(stop=True)
    if not _locked(printing.pk):
        return False
    try:
        under_way = Printing.objects.filter(pk=printing.pk, state__in=UNDER_WAY)
        under_way.update(state=PrintingState.STOPPED, problem=STOPPED)
    finally:
        _unlock(printing.pk)
    return True


def perform(number: int) -> None:
    """Make a book, unless it is made, given up or being made elsewhere.

    Why it could not be made is a sentence in `problem`. Raises what nobody foresaw, once it is noted.
    """
    if not _locked(number):
        return
    try:
        under_way = Printing.objects.filter(pk=number, state__in=UNDER_WAY)
        if not under_way.update(tries=F("tries") + 1, state=PrintingState.DOING):
            return
        printing = Printing.objects.select_related("edition").get(pk=number)
        if printing.tries > MOST_TRIES:
            _end(printing, PrintingState.FAILED, NOBODY.format(n=MOST_TRIES))
        else:
            _perform(printing)
    finally:
        _unlock(number)


def _perform(printing: Printing) -> None:
    try:
        _make(printing)
    except Stopped:
        _end(printing, PrintingState.STOPPED, STOPPED)
    except Empty:
        _end(printing, PrintingState.FAILED, EMPTY)
    except Unprintable as refusal:
        _end(printing, PrintingState.FAILED, str(refusal))
    except Exception:
        _end(printing, PrintingState.FAILED, UNEXPECTED)
        raise


def _make(printing: Printing) -> None:
    _tell(printing, "Lecture de l’annuaire", _READ)

    def tell(read: int, total: int) -> None:
        share = _READ + (_SCREEN - _READ) * read // max(total, 1)
        _tell(printing, f"Lecture de l’annuaire : {read} structures sur {total}", share)

    whole = gathered(printing.edition, tell=tell)
    if not whole.entries:
        raise Empty
    paper = Paper(printing.paper)
    _tell(printing, f"Mise en page de {len(whole.entries)} structures, pour l’écran", _SCREEN)
    screen = setting.pdf(whole.book, paper=paper, for_printer=False)
    told = [asdict(one) for one in unseen.unseen_in(whole.book, screen.unseen)]
    _tell(printing, "Mise en page pour l’imprimeur", _PRINTER, unseen=told)
    printer = setting.pdf(whole.book, paper=paper, for_printer=True)
    _tell(printing, "Enregistrement", _KEPT)
    contents = {PrintedFile.Which.SCREEN: screen.content, PrintedFile.Which.PRINTER: printer.content}
    _keep(printing, whole, screen.pages, contents)


@transaction.atomic
def _keep(printing: Printing, whole: Gathered, pages: int, contents: dict[PrintedFile.Which, bytes]) -> None:
    PrintedFile.objects.filter(printing=printing).delete()
    for which, content in contents.items():
        PrintedFile.objects.create(printing=printing, which=which, size=len(content), content=content)
    frozen.keep(printing, whole.read)
    made = Printing.objects.filter(pk=printing.pk, stop=False).update(
        state=PrintingState.DONE,
        phase="",
        percent=100,
        problem="",
        read_on=whole.book.made_on,
        made_at=timezone.now(),
        pages=pages,
        entries_count=len(whole.entries),
    )
    if not made:
        raise Stopped


def _tell(printing: Printing, phase: str, percent: int, **more: Any) -> None:
    """Say how far it is, and what is known of it by then (`more`, by field). Raises Stopped where somebody
    asked for that."""
    told = Printing.objects.filter(pk=printing.pk, stop=False)
    if not told.update(phase=phase, percent=percent, told_at=timezone.now(), **more):
        raise Stopped


def _end(printing: Printing, state: PrintingState, problem: str) -> None:
    Printing.objects.filter(pk=printing.pk).update(state=state, problem=problem, phase="")


def _locked(number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_CLASS, number])
        return bool(cursor.fetchone()[0])


def _unlock(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_CLASS, number])
