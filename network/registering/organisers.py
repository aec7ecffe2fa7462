# SPDX-License-Identifier: AGPL-3.0-or-later
"""What whoever organises is told at once: it is full, somebody withdrew, somebody who waited has a seat.

One mail for what happens at once. Without any name, and with the address of the page where those who may
read them do. Who registers, as long as there is room, is on that page alone.
"""

import logging
import uuid
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.models import OrganisationMembership, User
from common import outbox
from common.dates import in_words
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from network.models import Event, Registration, RegistrationState
from network.quiet import not_before
from network.subjects import titled

logger = logging.getLogger(__name__)

TOLD = Purpose(
    "suivi des inscriptions",
    Limit("mails about registrations to one organiser", 30, 86_400),
    useful_s=3 * 86_400,
)
FULL = "C’est complet."
WITHDRAWN = "Une personne s’est désinscrite."
WITHDRAWN_AND_GIVEN = "Une personne s’est désinscrite : qui attendait en premier a sa place."
PROMOTED = "Une place s’est libérée : qui attendait en premier est inscrit."
# More than a few are a list of people that nobody asked for.
_MOST = 10


def tell(event: Event, day: date, said: str, key: uuid.UUID, *, but: str = "") -> int:
    """Tell those who organise an event what became of a day of it; to how many. `key` names the registration
    that it is about, so that the same is told once; `but` is the address of who did it, and knows."""
    addresses = [one for one in _addresses(event) if one.lower() != but.lower()]
    if not addresses:
        return 0
    of_day = Registration.objects.filter(event=event, day=day)
    seated = of_day.filter(state=RegistrationState.SEATED).count()
    waiting = of_day.filter(state=RegistrationState.WAITING).count()
    with override("fr"):
        places = f" pour {event.seats} places" if event.seats is not None else ""
        numbers = f"Inscriptions : {seated}{places} ; liste d’attente : {waiting}."
        path = reverse("event-registered", args=[event.pk])
        lines = ["Bonjour,", "", said, "", event.title, in_words(day, "l j F Y"), numbers, ""]
        lines += ["Qui vient :", site_url() + path, "", settings.SITE_NAME]
    text = "\n".join(lines) + "\n"
    return sum(_sent(event, address, text, uuid.uuid5(key, f"{said} {address}")) for address in addresses)


def tell_changed(event: Event, touched: int, by: User | None) -> int:
    """Tell those who organise an event, but who did it, that its dates were changed, or that it is cancelled
    or held after all, and for how many who are registered; to how many."""
    with override("fr"):
        told = "1 inscription suit" if touched == 1 else f"{touched} inscriptions suivent"
        lines = ["Bonjour,", "", "Les dates de votre événement ont changé, ou il est annulé ou rétabli :", ""]
        lines += [event.title, f"{told} : leurs personnes sont prévenues.", ""]
        lines += ["Qui vient :", site_url() + reverse("event-registered", args=[event.pk]), ""]
        lines += [
            "Ce qui a changé, et par qui :",
            site_url() + reverse("shared-history", args=[event.pk]),
            "",
        ]
        lines.append(settings.SITE_NAME)
    text = "\n".join(lines) + "\n"
    others = [one for one in _addresses(event) if by is None or one != by.email]
    return sum(_sent(event, address, text, uuid.uuid4()) for address in others)


def _addresses(event: Event) -> list[str]:
    """Those of the organisation's referents; of its members where it has none."""
    members = OrganisationMembership.objects.filter(
        organisation=event.organisation_id or 0, user__is_active=True, user__is_professional=True
    ).order_by("since", "pk")
    referents = members.filter(role=OrganisationMembership.As.REFERENT)
    chosen = referents if referents.exists() else members
    return list(chosen.values_list("user__email", flat=True)[:_MOST])


def _sent(event: Event, address: str, text: str, key: uuid.UUID) -> bool:
    subject = titled(f"{settings.SITE_NAME} : des inscriptions ont changé", event.title)
    try:
        return outbox.send(TOLD, address, subject, text, key=key, not_before=not_before(address))
    except (TooMany, outbox.NoMailServer, ValueError) as error:
        logger.warning("A mail (%s) was not handed over: %s", TOLD.name, type(error).__name__)
        return False
