# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking structures to confirm: whom, at which address, how often, and when to stop.

Never more than one mail a month to an address; and after four without an answer, a person calls instead. What
counts as an answer is any sign of life: a confirmation, or an edit, by whatever road.
"""

import calendar
import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from common import kept_mails, limits, outbox
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from mapping.campaigns import links
from mapping.freshness import told as freshness
from mapping.models import (
    Block,
    BlockSeen,
    Campaign,
    ConfirmationRequest,
    Contact,
    RequestState,
    ReviewCadence,
    SeenHow,
    Structure,
    VisibleStructure,
)
from mapping.presentation import short_name
from mapping.writing import lock

logger = logging.getLogger(__name__)

# The same address is left alone for a month.
EVERY = timedelta(days=30)
# As DORA does: then a person calls.
MOST_UNANSWERED = 4
# Of the periodic task: a mailbox provider takes a few hundred for a newsletter, more for an attack.
MOST_A_DAY = 300
ASK = Purpose(
    "demande de confirmation à une structure",
    Limit("confirmations asked of one address", 2, 86_400),
    useful_s=7 * 86_400,
)


def may_ask_examples() -> bool:
    """Whether examples may be asked: on a try alone, where every mail is kept and none leaves."""
    return bool(settings.DEBUG) and settings.EMAIL_BACKEND == kept_mails.BACKEND


def send_campaign(campaign: Campaign, *, examples: bool = False) -> int:
    """Ask every structure of a campaign that was not asked yet, each for itself: how many were sent.

    Safe to do again: who was asked is not asked twice. One that cannot be asked never stops the others.
    `examples` are asked too, where no mail leaves.
    """
    examples = examples and may_ask_examples()
    done = set(campaign.requests.values_list("structure", flat=True))
    sent = 0
    for number in campaign.structures:
        if number in done:
            continue
        if Campaign.objects.filter(pk=campaign.pk, stopped_at__isnull=False).exists():
            break
        sent += _safely(number, [Block(one) for one in campaign.blocks], campaign, examples=examples)
    return sent


def foreseen(numbers: Iterable[int], *, examples: bool = False) -> dict[int, RequestState]:
    """What would become of asking these structures now, in this order. Nothing is written; a few queries,
    however many they are."""
    asked = list(numbers)
    shown = VisibleStructure.objects.seen_by(Role.VISITOR).filter(id__in=asked)
    seen = {one.id: one for one in shown.only("id", "courriel", "is_example")}
    silent = _since_last_sign().filter(structure__in=asked).values("structure").annotate(sent=Count("pk"))
    unheard = {one["structure"] for one in silent if one["sent"] >= MOST_UNANSWERED}
    digests = {number: _digest(address) for number, address in _addresses_of(seen.values()).items()}
    lately = set(
        _lately().filter(address_digest__in=digests.values()).values_list("address_digest", flat=True)
    )
    found: dict[int, RequestState] = {}
    for number in asked:
        structure = seen.get(number)
        if structure is None or (structure.is_example and not examples):
            found[number] = RequestState.NOT_SHOWN
        elif number in unheard:
            found[number] = RequestState.UNANSWERED
        elif number not in digests:
            found[number] = RequestState.NO_ADDRESS
        elif digests[number] in lately:
            found[number] = RequestState.TOO_SOON
        else:
            found[number] = RequestState.SENT
            lately.add(digests[number])
    return found


def ask_due(now: datetime | None = None) -> int:
    """Ask the structures whose time has come, by the rhythm that they were given: how many were sent.

    None where the operator has given no mail server.
    """
    now = now or timezone.now()
    if not outbox.is_configured():
        return 0
    sent = 0
    for cadence in ReviewCadence.objects.order_by("pk").iterator():
        if sent >= MOST_A_DAY:
            break
        blocks = _due_blocks(cadence, now)
        if blocks and not _asked_lately(cadence.structure_id, now):
            sent += _safely(cadence.structure_id, blocks, None)
    return sent


def to_call() -> list[int]:
    """The numbers of the structures that were asked four times and gave no sign of life since the first."""
    silent = _since_last_sign().values("structure").annotate(asked=Count("pk"))
    return sorted(silent.filter(asked__gte=MOST_UNANSWERED).values_list("structure", flat=True))


def unanswered(structure_id: int) -> int:
    """How many requests a structure was sent since anybody last saw to it."""
    return _since_last_sign().filter(structure=structure_id).count()


def _since_last_sign() -> QuerySet[ConfirmationRequest]:
    """The requests that were sent after the last sign of life of their structure."""
    of_it = {"structure": OuterRef("structure")}
    answered = ConfirmationRequest.objects.filter(**of_it).order_by().values("structure")
    seen = BlockSeen.objects.filter(**of_it).exclude(how=SeenHow.SOURCE).order_by().values("structure")
    signs = (
        Subquery(answered.annotate(last=Max("answered_at")).values("last")),
        Subquery(seen.annotate(last=Max("at")).values("last")),
    )
    # PostgreSQL's greatest leaves out what is not known.
    sent = ConfirmationRequest.objects.filter(state=RequestState.SENT).annotate(sign=Greatest(*signs))
    return sent.filter(Q(sign__isnull=True) | Q(created_at__gt=F("sign"))).order_by()


def revoke(requests: QuerySet[ConfirmationRequest]) -> int:
    """Have links open nothing any more; how many did."""
    still = requests.filter(state=RequestState.SENT, revoked_at__isnull=True, expires_at__gt=timezone.now())
    return still.update(revoked_at=timezone.now())


def stop(campaign: Campaign) -> None:
    """Ask nobody else, and revoke the links that were sent."""
    Campaign.objects.filter(pk=campaign.pk).update(stopped_at=timezone.now())
    revoke(campaign.requests.all())


def set_cadence(structures: Iterable[int], months: int | None, by) -> None:
    """Have structures asked every so many months from now on; never again by itself where `months` is
    None."""
    numbers = list(structures)
    if months is None:
        ReviewCadence.objects.filter(structure__in=numbers).delete()
        return
    ReviewCadence.objects.bulk_create(
        [ReviewCadence(structure_id=number, months=months, by=by) for number in numbers],
        update_conflicts=True,
        unique_fields=["structure"],
        update_fields=["months", "by"],
    )


def cadence_of(structure_id: int) -> int | None:
    """Every how many months a structure is asked by itself; None where it is not."""
    held = ReviewCadence.objects.filter(structure=structure_id).values_list("months", flat=True)
    return held.first()


def address_of(structure: VisibleStructure) -> str:
    """Where a structure is written to: its public address, else that of an account of the organisation that
    holds it, a referent's first, else one of its contacts', whoever sees it. Never told to anybody."""
    return _addresses_of([structure]).get(structure.id, "")


def _addresses_of(structures: Iterable[VisibleStructure]) -> dict[int, str]:
    """Where each of these is written to; without those that have no address."""
    held = list(structures)
    found = {one.id: one.courriel for one in held if outbox.is_address(one.courriel)}
    member = "organisation__memberships"
    holders = Structure.objects.filter(
        pk__in=[one.id for one in held if one.id not in found],
        **{f"{member}__user__is_active": True, f"{member}__user__is_professional": True},
    )
    # « referent » comes after « member ».
    accounts = holders.order_by(f"-{member}__role", f"{member}__pk")
    for number, address in accounts.values_list("pk", f"{member}__user__email"):
        if number not in found and outbox.is_address(address):
            found[number] = address
    others = Contact.objects.filter(structure__in=[one.id for one in held if one.id not in found])
    own = others.exclude(courriel="").order_by("service_id", "pk").values_list("structure", "courriel")
    for number, address in own:
        if number not in found and outbox.is_address(address):
            found[number] = address
    return found


def _digest(address: str) -> str:
    return limits.digest(address.casefold())


def _safely(number: int, blocks: list[Block], campaign: Campaign | None, *, examples: bool = False) -> int:
    """Ask one structure, in a transaction of its own; 1 where a mail leaves."""
    try:
        with transaction.atomic():
            return _ask(number, blocks, campaign, examples=examples) == RequestState.SENT
    except Exception:
        # One that cannot be asked is looked at by who reads the logs; the others are asked.
        logger.exception("Structure %s could not be asked to confirm", number)
        return 0


def _ask(
    number: int, blocks: list[Block], campaign: Campaign | None, *, examples: bool = False
) -> RequestState:
    # Two runs at once ask one after the other: the second finds what the first has sent.
    lock([number])
    structure = VisibleStructure.objects.seen_by(Role.VISITOR).filter(id=number).first()
    if campaign and campaign.requests.filter(structure=number).exists():
        return RequestState.TOO_SOON
    if structure is None or (structure.is_example and not examples):
        return _not_asked(number, blocks, campaign, RequestState.NOT_SHOWN)
    if unanswered(number) >= MOST_UNANSWERED:
        return _not_asked(number, blocks, campaign, RequestState.UNANSWERED)
    address = address_of(structure)
    if not address:
        return _not_asked(number, blocks, campaign, RequestState.NO_ADDRESS)
    digest = _digest(address)
    if _is_asked_already(digest):
        return _not_asked(number, blocks, campaign, RequestState.TOO_SOON)
    token, token_digest = links.new_token()
    try:
        outbox.send(ASK, address, *_letter(structure, blocks, campaign, token), key=uuid.uuid4())
    except TooMany:
        return _not_asked(number, blocks, campaign, RequestState.TOO_SOON)
    ConfirmationRequest.objects.create(
        campaign=campaign,
        structure_id=number,
        blocks=blocks,
        state=RequestState.SENT,
        address_digest=digest,
        token_digest=token_digest,
        expires_at=links.expiry(),
    )
    return RequestState.SENT


def _not_asked(
    number: int, blocks: list[Block], campaign: Campaign | None, why: RequestState
) -> RequestState:
    """Note why, for who reads the campaign; what the rhythm would have asked is tried another day."""
    if campaign:
        ConfirmationRequest.objects.create(
            campaign=campaign, structure_id=number, blocks=blocks, state=why, expires_at=timezone.now()
        )
    return why


def _is_asked_already(digest: str) -> bool:
    return _lately().filter(address_digest=digest).exists()


def _lately() -> QuerySet[ConfirmationRequest]:
    """The requests that were sent too short a time ago for their address to be written to again."""
    return ConfirmationRequest.objects.filter(created_at__gt=timezone.now() - EVERY, state=RequestState.SENT)


def _asked_lately(structure_id: int, now: datetime) -> bool:
    sent = ConfirmationRequest.objects.filter(structure=structure_id, state=RequestState.SENT)
    return sent.filter(created_at__gt=now - EVERY).exists()


def _due_blocks(cadence: ReviewCadence, now: datetime) -> list[Block]:
    """The blocks that nobody has seen to for as long as the rhythm says."""
    structure = VisibleStructure.objects.seen_by(Role.VISITOR).filter(id=cadence.structure_id).first()
    if structure is None:
        return []
    since = months_before(now, cadence.months)
    return [block for block, one in freshness.of(structure).items() if one.at is None or one.at <= since]


def months_before(now: datetime, months: int) -> datetime:
    """The same day so many months before, or the last of its month."""
    month = now.year * 12 + now.month - 1 - months
    year, of_year = divmod(month, 12)
    last = calendar.monthrange(year, of_year + 1)[1]
    return now.replace(year=year, month=of_year + 1, day=min(now.day, last))


def stale(structures: Iterable[VisibleStructure], months: int, blocks: Iterable[Block]) -> list[int]:
    """The numbers of those of which one of the blocks was not seen to for so many months."""
    since = months_before(timezone.now(), months)
    asked = list(blocks)
    return [
        number
        for number, fresh in freshness.of_many(structures).items()
        if any(fresh[block].at is None or (fresh[block].at or since) <= since for block in asked)
    ]


def _letter(
    structure: VisibleStructure, blocks: list[Block], campaign: Campaign | None, token: str
) -> tuple[str, str]:
    """The subject and the text: in French, as all that structures are sent."""
    name = short_name(structure.nom, structure.is_example)
    site = campaign.site if campaign else site_url()
    link = f"{site.rstrip('/')}{reverse('confirm', args=[token])}"
    asked = ", ".join(str(block.label) for block in Block if block in blocks)
    word = f"{campaign.message.strip()}\n\n" if campaign and campaign.message.strip() else ""
    host = urlsplit(site).netloc
    doubt = (
        f"Un doute ? N’ouvrez pas ce lien : tapez vous-même « {host} », cherchez votre fiche, et choisissez"
        " « Signaler une erreur »"
    )
    doubt += f", ou écrivez à {settings.SITE_CONTACT}.\n" if settings.SITE_CONTACT else ".\n"
    text = (
        f"Bonjour,\n\n{_who_asks(campaign)}\n\n{word}"
        f"« {name} » est dans l’annuaire {settings.SITE_NAME}. Est-ce toujours exact ?\n"
        f"À relire : {asked}.\n\n"
        f"Répondez ici, sans compte, en une minute (ce lien est le vôtre, pendant trente jours) :\n{link}\n\n"
        "Rien ne change tant que vous n’avez pas choisi vos réponses sur cette page.\n"
        "Nous n’écrivons pas plus d’une fois par mois à une même adresse.\n"
        f"{doubt}\n"
        f"{settings.SITE_NAME}\n"
    )
    return f"{settings.SITE_NAME} : votre fiche est-elle toujours exacte ?", text


def _who_asks(campaign: Campaign | None) -> str:
    """Who sends this and why: institutions, never a person nor their address."""
    operator = settings.SITE_OPERATOR
    who = f"{settings.SITE_NAME}, l’annuaire tenu par {operator}," if operator else settings.SITE_NAME
    asker = campaign.organisation.name if campaign and campaign.organisation else ""
    for_whom = f" à la demande de {asker}" if asker and asker != operator else ""
    return (
        f"{who} vous écrit{for_whom} : des personnes et des professionnels lisent votre fiche pour venir vous"
        " voir ou vous appeler, et vous seuls savez si elle est juste."
    )


def may_read(user, is_staff: bool) -> Q:
    """The campaigns that a person may read: staff all of them, others theirs and their organisations'."""
    if is_staff:
        return Q()
    return Q(by=user) | Q(organisation__memberships__user=user, organisation__memberships__role="referent")
