# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails of the charter: to those who answer for a structure, that a decision was taken, a visit is planned, a
label ends soon; to staff, that there is something to decide or to visit. Which words were written is on the
page alone."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from common import outbox
from common.dates import in_words
from common.limits import Limit, TooMany
from common.sites import site_url
from evaluation.charter import labels
from evaluation.charter.models import Assessment, Decision, Visit
from mapping import permissions
from mapping.models import VisibleStructure
from mapping.presentation import short_name

DECIDED = outbox.Purpose("décision sur la charte qualité", Limit("decisions on charters", 20, 86_400))
VISITED = outbox.Purpose("visite de la charte qualité", Limit("visits of charters", 20, 86_400))
ASKED = outbox.Purpose("charte qualité à traiter", Limit("charters to see to", 40, 86_400))
ENDING = outbox.Purpose("label qualité qui se termine", Limit("ends of labels", 20, 86_400))
# Told so many days before the end.
BEFORE_DAYS = (90, 30)
_NAMESPACE = uuid.UUID("8a9d0c9e-2c5e-4d1c-9d0b-1f2b7a5f6c11")


def _answering(structure: int) -> Iterator[User]:
    """Those who belong to what holds a structure, and still answer for it."""
    holder = permissions.organisation_of(structure)
    members = User.objects.filter(
        is_active=True, is_professional=True, organisation_memberships__organisation=holder
    )
    if holder is not None:
        yield from (one for one in members.order_by("pk") if permissions.may_change(one, structure))


def _named(structure: int) -> VisibleStructure | None:
    """A structure that is online."""
    return VisibleStructure.objects.seen_by(Role.STAFF).filter(pk=structure).first()


def of_decision(decision: Decision) -> int:
    """Hand to the outbox that there is a decision; to how many people."""
    structure = _named(decision.assessment.structure_id)
    if structure is None:
        return 0
    text = (
        f"Bonjour,\n\nLa préfecture a répondu à votre auto-évaluation de la charte qualité, pour :\n"
        f"{short_name(structure.nom, structure.is_example)}\n\n"
        f"Sa décision, et ses raisons :\n{_page(structure)}\n"
    )
    return _send(DECIDED, structure, "Charte qualité : une décision", text, f"decision {decision.pk}")


def of_visit(visit: Visit) -> int:
    """Tell those who answer for the structure that a visit is planned; how many people."""
    structure = _named(visit.assessment.structure_id)
    if structure is None:
        return 0
    text = (
        f"Bonjour,\n\nUne visite est prévue le {in_words(visit.day)}, pour la charte qualité, à :\n"
        f"{short_name(structure.nom, structure.is_example)}\n\nQui vient :\n{_page(structure)}#visites\n"
    )
    return _send(VISITED, structure, "Charte qualité : une visite est prévue", text, f"visit {visit.pk}")


def of_sending(assessment: Assessment) -> int:
    """Tell staff, who decide, that a structure sent its answers; how many people."""
    return _to_staff(
        assessment, "envoyé son auto-évaluation : elle attend une visite, puis une décision", "sent"
    )


def of_wanted_visit(assessment: Assessment) -> int:
    """Tell staff that a structure asks to be visited; how many people."""
    return _to_staff(assessment, "demandé une visite", "visit wanted")


def _to_staff(assessment: Assessment, did: str, cause: str) -> int:
    structure = _named(assessment.structure_id)
    if structure is None:
        return 0
    text = (
        f"Bonjour,\n\nPour la charte qualité, cette structure a {did}.\n"
        f"{short_name(structure.nom, structure.is_example)}\n\n{_page(structure)}\n"
    )
    staff = User.objects.filter(is_active=True, is_staff=True).order_by("pk")
    # One a day of each sort: who takes back and sends again is told once.
    cause = f"{cause} {assessment.pk} {timezone.localdate()}"
    return _send_to(staff, ASKED, "Charte qualité : une structure vous attend", text, cause)


def remind(today: date | None = None) -> int:
    """Tell whose label ends within 90 days, then within 30, once each; how many mails. Safe to do again."""
    day = today or timezone.localdate()
    sent = 0
    for structure, label in labels.by_structure(labels.valid(day)).items():
        left = (label.until - day).days
        step = min((days for days in BEFORE_DAYS if left <= days), default=None)
        if step is not None:
            sent += _of_end(structure, label.until, step)
    return sent


def _of_end(number: int, until: date, step: int) -> int:
    structure = _named(number)
    if structure is None:
        return 0
    text = (
        f"Bonjour,\n\nLe label qualité de cette structure est valable jusqu’au {in_words(until)} :\n"
        f"{short_name(structure.nom, structure.is_example)}\n\n"
        f"Pour le renouveler, reprenez l’auto-évaluation :\n{_page(structure)}\n"
    )
    return _send(
        ENDING,
        structure,
        "Votre label qualité se termine bientôt",
        text,
        f"end {structure.pk} {until} {step}",
    )


def _page(structure: VisibleStructure) -> str:
    return f"{site_url()}{reverse('charter-of-structure', args=[structure.pk])}"


def _send(purpose: outbox.Purpose, structure: VisibleStructure, subject: str, text: str, cause: str) -> int:
    return _send_to(_answering(structure.pk), purpose, subject, text, cause)


def _send_to(people: Iterable[User], purpose: outbox.Purpose, subject: str, text: str, cause: str) -> int:
    if not outbox.is_configured():
        return 0
    sent = 0
    for person in people:
        try:
            key = uuid.uuid5(_NAMESPACE, f"{cause} {person.pk}")
            sent += bool(outbox.send(purpose, person.email, subject, text, key=key))
        except (TooMany, ValueError):
            continue
    return sent
