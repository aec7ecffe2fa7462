# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who receives the bulletins of a territory: members by their account, anyone else by an address that they
confirmed."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addressees import professionals_written_to, written_to
from accounts.models import User
from common import outbox
from common.clients import Client
from common.limits import Limit
from common.outbox import Purpose
from network.bulletins import links
from network.models import Audience, Bulletin, Subscription
from network.territories import Place, names

ASKED = Purpose("abonnement aux bulletins", Limit("subscriptions asked of one address", 4, 86_400))
# What nobody confirmed is forgotten.
_KEPT = timedelta(days=7)


def subscribe(user: User, kind: str, code: str) -> bool:
    """Have a member receive the bulletins of a territory; whether that is new."""
    _held, is_new = Subscription.objects.get_or_create(
        user=user, territory_kind=kind, territory_code=code, defaults={"confirmed_at": timezone.now()}
    )
    return is_new


def unsubscribe(user: User, number: int) -> bool:
    """End a subscription of a member; whether there was one."""
    return bool(Subscription.objects.filter(user=user, pk=number).delete()[0])


def ask(
    email: str, kind: str, code: str, key: uuid.UUID, counted: Iterable[tuple[Limit, Client]] = ()
) -> None:
    """Ask an address whether it wants the bulletins of a territory; nothing is sent to it before it says so.
    `key` names this one sending of the form; the mail is in the language of its page. Whoever asks is not
    told whether the address receives them already. Raises TooMany and ValueError as the outbox does."""
    with transaction.atomic():
        held = Subscription.objects.filter(
            email__iexact=email, territory_kind=kind, territory_code=code
        ).first()
        if held is None:
            held = Subscription.objects.create(email=email, territory_kind=kind, territory_code=code)
        place = names([(kind, code)]).get((kind, code), code)
        said = _already(place) if held.confirmed_at else _to_confirm(place)
        lines = [_("Bonjour,"), "", *said, "", links.page_of(held), "", settings.SITE_NAME]
        subject = _("%(site)s : votre abonnement au bulletin") % {"site": settings.SITE_NAME}
        outbox.send(ASKED, email, subject, "\n".join(lines) + "\n", key=key, counted=counted)


def _asked(place: str) -> str:
    said = _("Quelqu’un a demandé à recevoir à cette adresse le bulletin de ce territoire : %(place)s.")
    return said % {"place": place}


def _to_confirm(place: str) -> list[str]:
    return [
        _asked(place),
        "",
        _(
            "Si c’est vous, confirmez par cette page. Sinon, ne faites rien : rien ne vous sera envoyé, et"
            " cette demande est oubliée au bout de sept jours."
        ),
    ]


def _already(place: str) -> list[str]:
    return [_asked(place), "", _("Vous le recevez déjà. Pour ne plus le recevoir :")]


def confirm(subscription: Subscription) -> None:
    """Note that an address wants what was asked for it."""
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=timezone.now())


def end(subscription: Subscription) -> None:
    """Forget a subscription: a trigger takes back what waits to leave to it."""
    subscription.delete()


def forget_due() -> int:
    """Forget what nobody confirmed in a week; how many."""
    old = Subscription.objects.filter(confirmed_at=None, asked_at__lt=timezone.now() - _KEPT)
    return old.delete()[0]


def readers_of(bulletin: Bulletin) -> QuerySet[Subscription]:
    """The subscriptions that a bulletin goes to today, each with its `address`: what is counted, told and
    sent is this one query. What is for professionals goes to the accounts of those who are."""
    reads = professionals_written_to("user")
    if bulletin.audience == Audience.PUBLIC:
        reads = written_to("user") | Q(user=None)
    held = Subscription.objects.filter(
        reads,
        territory_kind=bulletin.territory_kind,
        territory_code=bulletin.territory_code,
        confirmed_at__isnull=False,
    )
    return held.annotate(address=Coalesce("user__email", "email"))


def receivers(bulletin: Bulletin) -> list[tuple[str, int]]:
    """The addresses that a bulletin is for today, each once, with the number of its subscription."""
    found: dict[str, tuple[str, int]] = {}
    for address, number in readers_of(bulletin).order_by("pk").values_list("address", "pk"):
        found.setdefault(address.casefold(), (address, number))
    return list(found.values())


def told_names(subscriptions: Iterable[Subscription]) -> list[tuple[Subscription, str]]:
    """Subscriptions with the names of their territories, by name. One query."""
    held = list(subscriptions)
    places: list[Place] = [(one.territory_kind, one.territory_code) for one in held]
    known = names(places)
    told = [(one, known.get(place, one.territory_code)) for one, place in zip(held, places, strict=True)]
    return sorted(told, key=lambda pair: pair[1])
