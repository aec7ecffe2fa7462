# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done with charters and assessments; each act in one transaction, on what is there then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from evaluation.charter import labels, telling
from evaluation.charter.models import (
    Answer,
    Assessment,
    Charter,
    Criterion,
    Decision,
    Level,
    Outcome,
    Piece,
)
from files import given
from mapping.presentation import short_name

# As many files for one criterion.
MOST_PIECES = 5


# « On vient la voir, puis la préfecture décide » : what is not to be completed is decided after a visit.
SEEN_FIRST = frozenset({Outcome.ACCEPTED, Outcome.REFUSED})
UNSEEN = (
    "La charte dit qu’on vient voir la structure avant de décider : notez d’abord la visite, ou choisissez"
    " « à compléter »."
)


class Refused(Exception):
    """The act is not possible any more; the message, in French, says why."""


class Changed(Exception):
    """Somebody else wrote meanwhile."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a structure says of a criterion: a level (empty: none yet), words."""

    level: str
    words: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that a structure gives for a criterion: as it is kept, and the name that it came with."""

    criterion: int
    file: given.Given
    name: str


@transaction.atomic
def start(title: str, criteria: list[dict]) -> Charter:
    """A first version, with some criteria. Raises Refused where there is one."""
    if Charter.objects.select_for_update().exists():
        raise Refused("Une charte est déjà écrite : préparez sa version suivante.")
    charter = Charter.objects.create(number=1, title=title)
    Criterion.objects.bulk_create(
        Criterion(charter=charter, rank=rank, **one) for rank, one in enumerate(criteria, 1)
    )
    return charter


@transaction.atomic
def next_version() -> Charter:
    """A new version to write, with what the last one holds. Raises Refused while one is being written."""
    last = Charter.objects.select_for_update().order_by("-number").first()
    if last is None:
        raise Refused("Il n’y a pas encore de charte : commencez par la première version.")
    if last.published_on is None:
        raise Refused("La version suivante est déjà en préparation.")
    made = Charter.objects.create(
        number=last.number + 1,
        # That of a first run is an example; what comes after it is somebody's own.
        title=short_name(last.title, is_example=True),
        introduction=last.introduction,
        months=last.months,
    )
    Criterion.objects.bulk_create(
        Criterion(
            charter=made,
            section=one.section,
            text=one.text,
            evidence=one.evidence,
            is_required=one.is_required,
            rank=one.rank,
        )
        for one in last.criteria.all()
    )
    return made


@transaction.atomic
def publish(charter: Charter) -> None:
    """Put a version in force from today on. Raises Refused for one without a criterion, or published."""
    held = Charter.objects.select_for_update().get(pk=charter.pk)
    if held.published_on is not None:
        raise Refused("Cette version est déjà publiée.")
    if not held.criteria.exists():
        raise Refused("Une charte sans critère ne se publie pas : ajoutez-en un.")
    held.published_on = timezone.localdate()
    held.save(update_fields=["published_on"])


@transaction.atomic
def open_for(structure: int) -> Assessment:
    """The assessment of a structure that is not decided, opened where there is none. Raises Refused where no
    charter is in force."""
    charter = labels.in_force()
    if charter is None:
        raise Refused("Aucune charte n’est en vigueur.")
    going_on = Assessment.objects.filter(structure=structure).exclude(state=Assessment.State.DECIDED)
    return going_on.first() or Assessment.objects.create(
        structure_id=structure, charter=charter, opened_on=timezone.localdate()
    )


def _held(assessment: Assessment, *states: str) -> Assessment:
    held = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if held.state not in states:
        raise Refused(f"Cette auto-évaluation est {held.get_state_display()} : elle ne se modifie plus.")
    return held


@transaction.atomic
def write(assessment: Assessment, said: Mapping[int, Said], by: User | None, seen: int) -> None:
    """Write what a structure says, by criterion; of those that are not given nothing changes. `seen` is the
    version that its page showed. Raises Changed where somebody wrote since, and Refused where it is no more
    to be written."""
    held = _held(assessment, Assessment.State.OPEN)
    if held.version != seen:
        raise Changed
    for criterion, one in said.items():
        Answer.objects.update_or_create(
            assessment=held, criterion_id=criterion, defaults={"level": one.level, "words": one.words}
        )
    held.version += 1
    held.save(update_fields=["version"])


@transaction.atomic
def add_proofs(assessment: Assessment, proofs: Sequence[Proof], by: User | None) -> None:
    """Keep files, whatever is said beside them and whoever wrote meanwhile: one more file takes nothing away.
    Raises Refused where it is no more to be written."""
    held = _held(assessment, Assessment.State.OPEN)
    for proof in proofs:
        of = Piece.objects.filter(assessment=held, criterion=proof.criterion)
        if of.count() < MOST_PIECES:
            file = given.store(proof.file, proof.name, by)
            Piece.objects.create(assessment=held, criterion_id=proof.criterion, file=file)


@transaction.atomic
def remove_piece(assessment: Assessment, piece: int) -> bool:
    """Take a file away; whether it was there. The store forgets it later. Raises Refused."""
    held = _held(assessment, Assessment.State.OPEN)
    return bool(Piece.objects.filter(assessment=held, pk=piece).delete()[0])


def missing(assessment: Assessment) -> dict[int, str]:
    """What has to be said before it is sent, by criterion."""
    answers = {one.criterion_id: one for one in assessment.answers.all()}
    with_pieces = set(assessment.pieces.values_list("criterion", flat=True))
    found = {}
    for criterion in assessment.charter.criteria.all():
        answer = answers.get(criterion.pk)
        if answer is None or not answer.level:
            found[criterion.pk] = "Dites où vous en êtes."
        elif answer.level == Level.NOT_CONCERNED and not answer.words:
            found[criterion.pk] = "Dites en quelques mots pourquoi il ne vous concerne pas."
        elif (
            criterion.evidence
            and answer.level in (Level.MET, Level.PART)
            and not answer.words
            and criterion.pk not in with_pieces
        ):
            found[criterion.pk] = "Joignez la preuve demandée, ou dites où elle se voit."
    return found


@transaction.atomic
def send(assessment: Assessment) -> None:
    """Send the answers to staff. Raises Refused where something is missing."""
    held = _held(assessment, Assessment.State.OPEN)
    if missing(held):
        raise Refused("Il manque des réponses : elles sont signalées ci-dessous.")
    held.state, held.sent_on = Assessment.State.SENT, timezone.localdate()
    held.save(update_fields=["state", "sent_on"])


@transaction.atomic
def take_back(assessment: Assessment) -> None:
    """Open again what was sent and is not decided. Raises Refused."""
    held = _held(assessment, Assessment.State.SENT)
    held.state = Assessment.State.OPEN
    held.save(update_fields=["state"])


def was_visited(assessment: Assessment, day: date) -> bool:
    """Whether somebody came to see, on that day or before."""
    return assessment.visits.filter(day__lte=day).exists()


@transaction.atomic
def ask_visit(assessment: Assessment, when: str) -> None:
    """Note when a structure may be visited, in its words; empty takes the asking back. Raises Refused once it
    is decided."""
    held = _held(assessment, Assessment.State.OPEN, Assessment.State.SENT)
    held.visit_wanted = when
    held.save(update_fields=["visit_wanted"])


@transaction.atomic
def decide(
    assessment: Assessment, outcome: str, reasons: str, day: date, ends_on: date | None, by: User | None
) -> Decision:
    """Write a decision, and tell those who answer for the structure that there is one. What is to be
    completed is open again. Raises Refused where that decision is not to be taken now, or is one that the
    charter takes after a visit and none was."""
    withdrawing = outcome == Outcome.WITHDRAWN
    held = _held(assessment, Assessment.State.DECIDED if withdrawing else Assessment.State.SENT)
    if outcome in SEEN_FIRST and not was_visited(held, day):
        raise Refused(UNSEEN)
    if withdrawing and not labels.valid().filter(assessment__structure=held.structure_id).exists():
        raise Refused("Cette structure n’a pas de label en cours : il n’y a rien à retirer.")
    made = Decision.objects.create(
        assessment=held,
        outcome=outcome,
        reasons=reasons,
        day=day,
        ends_on=ends_on if outcome == Outcome.ACCEPTED else None,
        by=by,
    )
    completing = outcome == Outcome.TO_COMPLETE
    held.state = Assessment.State.OPEN if completing else Assessment.State.DECIDED
    held.save(update_fields=["state"])
    labels.changed()
    telling.of_decision(made)
    return made
