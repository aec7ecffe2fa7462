# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where structures are: what is asked of the geocoding, and what is done with its answers.

A position that a person placed is never changed here. When the address of a structure changes, its position
is asked for again: a manual one then waits for the person, and stays until they decide.
"""

import hashlib
from collections.abc import Iterable, Iterator

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from geopy.distance import great_circle

from accounts.models import User
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from common.required import required
from geocoding import runs
from geocoding.candidate import Candidate, Kind
from geocoding.models import Run, RunRow, RunState
from geocoding.pipeline import Outcome, Text
from geocoding.providers.ask import Provider
from history.models import Cause
from mapping.models import PositionPrecision, PositionReview, ReviewState, Status, Structure, Visibility
from mapping.writing import bulk, change, lock
from places.models import Commune

CONFIDENTIAL_REASON = (
    "L'adresse est confidentielle : elle n'est envoyée à aucun service d'adresses. Placez-la à la main."
)
MANUAL_REASON = "L'adresse a changé depuis que cette position a été placée à la main."
ORIGIN_COMMUNE = "commune"
ORIGIN_PERSON = "personne"
# Farther than this from its town hall, a place is not in the commune: the territory of the largest
# metropolitan ones (Arles) reaches 35 km; those of Guyane, 300.
MAX_FROM_COMMUNE_KM, MAX_IN_GUYANE_KM = 40, 320
# The line of the verdicts by which no address service was there to be asked.
UNASKED = "no-provider"
_ADDRESS = ("adresse", "complement_adresse", "code_postal", "commune_nom")


class AlreadyDecided(Exception):
    """Somebody else decided this position in the meantime."""


def fingerprint(structure: Structure) -> str:
    """A digest of the address of a structure as it is written: another address, another fingerprint."""
    parts = [str(getattr(structure, name) or "").strip() for name in _ADDRESS]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def is_confidential(structure: Structure) -> bool:
    """Whether the address is not everyone's: nothing of it but the commune leaves the site."""
    return structure.address_visibility != Visibility.PUBLIC


def text_of(structure: Structure) -> Text:
    """The address of a structure as the geocoding may read it; the key is the structure's number.

    Of a confidential one, its commune.
    """
    if is_confidential(structure):
        commune = structure.commune
        return (
            Text(key=str(structure.pk), city=commune.nom, citycode=commune.code)
            if commune
            else Text(key=str(structure.pk))
        )
    return Text(
        key=str(structure.pk),
        address=structure.adresse,
        postcode=structure.code_postal,
        city=structure.commune_nom,
        citycode=structure.commune_id or "",
        complement=structure.complement_adresse,
    )


def to_geocode(structures: QuerySet[Structure]) -> list[Structure]:
    """Return those whose position has to be asked for, in the order of their numbers."""
    return list(iter_to_geocode(structures))


def iter_to_geocode(structures: QuerySet[Structure]) -> Iterator[Structure]:
    """Yield those whose position has to be asked for, in the order of their numbers.

    They have none, or that of their commune only, or one that was found for another address; and they have an
    address. One that was looked at with its present address is not looked at again, unless no address service
    was there to be asked.
    """
    rough = Q(position__isnull=True) | Q(position_precision=PositionPrecision.COMMUNE)
    known = structures.exclude(status=Status.CLOSED).filter(rough | Q(position_review__isnull=False))
    known = known.exclude(adresse="", code_postal="", commune_nom="")
    known = known.select_related("position_review", "commune")
    for structure in known.order_by("pk").iterator(chunk_size=2000):
        review = getattr(structure, "position_review", None)
        unasked = review is not None and review.state == ReviewState.WAITING and review.line == UNASKED
        if review is None or unasked or review.fingerprint != fingerprint(structure):
            yield structure


def work(run: Run, provider: Provider | None, progress: runs.Progress = lambda counts: None) -> RunState:
    """Geocode what is left of a run and place the structures found; as `geocoding.runs.work`."""
    return runs.work(run, provider, apply, may_be_said, progress)


def may_be_said(texts: dict[str, Text]) -> dict[str, Text]:
    """The texts by structure; of those that became confidential since they were written, the commune."""
    hidden = Structure.objects.exclude(address_visibility=Visibility.PUBLIC).select_related("commune")
    return texts | {str(one.pk): text_of(one) for one in hidden.filter(pk__in=map(int, texts))}


def start_run(structures: Iterable[Structure], title: str, departement: str = "") -> Run:
    """Write a run that will geocode these structures; `mapping.tasks.geocode` or a command does it."""
    return runs.create((text_of(structure) for structure in structures), title, departement)


def ask_again(reviews: QuerySet[PositionReview], title: str, departement: str = "") -> Run | None:
    """Write a run that asks again for positions that wait, as `start_run`; None where none is to be asked.

    Confidential addresses are sent nowhere; what is in a run that is not over is being asked already.
    """
    asked = RunRow.objects.filter(
        run__state__in=[RunState.WAITING, RunState.RUNNING, RunState.PAUSED], outcome__isnull=True
    )
    structures = (
        Structure.objects.filter(position_review__in=reviews.order_by().values("pk"))
        .filter(address_visibility=Visibility.PUBLIC)
        .annotate(key=Cast("pk", TextField()))
        .exclude(key__in=asked.order_by().values("key"))
        .select_related("commune")
        .order_by("pk")
    )
    return (
        start_run(structures.iterator(chunk_size=2000), title, departement) if structures.exists() else None
    )


def apply(outcomes: list[Outcome]) -> None:
    """Give structures the positions found, and put those in doubt where a person will see them.

    Meant for `runs.work`: all or nothing, with what the caller does in its transaction.
    """
    found = {int(outcome.key): outcome for outcome in outcomes}
    with bulk(Cause.GEOCODING, structures=found):
        _apply(found)


def _apply(found: dict[int, Outcome]) -> None:
    outcomes = list(found.values())
    locked = Structure.objects.select_related("commune").filter(pk__in=found).order_by("pk")
    communes = set(
        Commune.objects.filter(code__in={outcome.commune for outcome in outcomes}).values_list(
            "code", flat=True
        )
    )
    reviews, changed = [], []
    for structure in locked:
        outcome = found[structure.pk]
        # The address may have been edited between the start of the run and now: it will be asked for again.
        if text_of(structure).raw != outcome.raw:
            continue
        reviews.append(_review(structure, outcome))
        if structure.position_precision != PositionPrecision.MANUAL and not _is_placed_and_hidden(structure):
            _place(structure, outcome, communes)
            changed.append(structure)
    Structure.objects.bulk_update(
        changed, ["position", "position_precision", "position_origin", "commune", "updated_at"]
    )
    PositionReview.objects.bulk_create(
        reviews,
        update_conflicts=True,
        unique_fields=["structure"],
        update_fields=[
            "fingerprint",
            "state",
            "line",
            "reason",
            "notes",
            "understood",
            "candidates",
            "created_at",
            "skipped_at",
            "decided_at",
            "decided_by",
        ],
    )


def accept(review: PositionReview, lat: float, lon: float, user: User) -> None:
    """A person places the structure (degrees, WGS 84). Raises AlreadyDecided or ValidationError."""
    again_after_deadlock(lambda: _accept(review, lat, lon, user))


@transaction.atomic
def _accept(review: PositionReview, lat: float, lon: float, user: User) -> None:
    lock([review.structure_id])
    review = _waiting(review)
    structure = Structure.objects.get(pk=review.structure_id)
    placed = {"position": Point(lon, lat, srid=4326), "position_origin": ORIGIN_PERSON}
    # Nobody can have changed it since the person saw it: the review would not wait any more.
    change(structure, placed | {"position_precision": PositionPrecision.MANUAL}, user, Cause.REVIEW)
    _decide(review, ReviewState.SETTLED, structure, user)


def refuse(review: PositionReview, user: User) -> None:
    """A person says that none of it can be placed: the commune's point stays. Raises AlreadyDecided."""
    with transaction.atomic():
        lock([review.structure_id])
        review = _waiting(review)
        structure = Structure.objects.get(pk=review.structure_id)
        _decide(review, ReviewState.REFUSED, structure, user)


def skip(review: PositionReview) -> None:
    """Leave an address for later: it comes back after all the others."""
    PositionReview.objects.filter(pk=review.pk, state=ReviewState.WAITING).update(skipped_at=timezone.now())


def too_far(commune: Commune | None, lat: float, lon: float) -> str:
    """Why a point (degrees, WGS 84) cannot be in a commune, by how far it is from its town hall; empty where
    it can, or nobody knows."""
    if commune is None or commune.point is None:
        return ""
    away = great_circle((commune.point.y, commune.point.x), (lat, lon)).km
    furthest = MAX_IN_GUYANE_KM if commune.departement_code == "973" else MAX_FROM_COMMUNE_KM
    if away <= furthest:
        return ""
    return _(
        "Ce repère est à %(away)d km de %(commune)s : %(max)d km au plus sont acceptés, la plus"
        " grande commune n'en fait pas davantage. Déplacez-le, ou corrigez d'abord la commune."
    ) % {"away": away, "commune": commune, "max": furthest}


def waiting(role: Role) -> QuerySet[PositionReview]:
    """The positions that wait for a person, those never skipped first, then the oldest skip.

    Only of structures whose address this role may see.
    """
    queue = PositionReview.objects.filter(state=ReviewState.WAITING).exclude(structure__status=Status.CLOSED)
    queue = queue.filter(structure__address_visibility__lte=role)
    return queue.select_related("structure__commune").order_by(F("skipped_at").asc(nulls_first=True), "pk")


def of_run(reviews: QuerySet[PositionReview], run: Run) -> QuerySet[PositionReview]:
    """Of these, the positions of what a geocoding was asked for."""
    asked = RunRow.objects.filter(run=run).order_by().values("key")
    return reviews.annotate(asked_as=Cast("structure_id", TextField())).filter(asked_as__in=asked)


def _place(structure: Structure, outcome: Outcome, communes: set[str]) -> None:
    if outcome.lat is None:
        structure.position, structure.position_precision, structure.position_origin = None, "", ""
    else:
        structure.position = Point(outcome.lon, outcome.lat, srid=4326)
        structure.position_precision = outcome.precision
        structure.position_origin = ORIGIN_COMMUNE if outcome.precision == "commune" else outcome.provider
    if structure.commune_id is None and outcome.commune in communes:
        structure.commune_id = outcome.commune
    structure.updated_at = timezone.now()


def _is_placed_and_hidden(structure: Structure) -> bool:
    """What was found before the address was hidden is finer than the commune, all that is asked since."""
    fine = structure.position is not None and structure.position_precision != PositionPrecision.COMMUNE
    return is_confidential(structure) and fine


def _review(structure: Structure, outcome: Outcome) -> PositionReview:
    is_manual = structure.position_precision == PositionPrecision.MANUAL
    hidden = is_confidential(structure)
    waits = outcome.waits or is_manual or hidden
    offered = list(outcome.alternatives)
    if is_manual and outcome.precision in ("address", "street"):
        offered.insert(
            0,
            Candidate(
                outcome.label,
                required(outcome.lat),
                required(outcome.lon),
                Kind.HOUSE,
                provider=outcome.provider,
            ),
        )
    return PositionReview(
        structure=structure,
        fingerprint=fingerprint(structure),
        state=ReviewState.WAITING if waits else ReviewState.SETTLED,
        line="confidential" if hidden else outcome.verdict.line,
        reason=CONFIDENTIAL_REASON if hidden else MANUAL_REASON if is_manual else outcome.verdict.reason,
        notes=list(outcome.verdict.notes),
        understood=outcome.understood[:500],
        candidates=[one.as_json() for one in offered],
        created_at=timezone.now(),
    )


def _waiting(review: PositionReview) -> PositionReview:
    locked = (
        PositionReview.objects.select_for_update().filter(pk=review.pk, state=ReviewState.WAITING).first()
    )
    if locked is None:
        raise AlreadyDecided
    return locked


def _decide(review: PositionReview, state: ReviewState, structure: Structure, user: User) -> None:
    review.state, review.decided_at, review.decided_by = state, timezone.now(), user
    review.fingerprint = fingerprint(structure)
    review.save(update_fields=["state", "decided_at", "decided_by", "fingerprint"])
