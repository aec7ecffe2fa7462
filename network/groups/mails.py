# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails about a group, through the one outbox.

No subject says which group: its name is in the body, for who may know of it when it is written; what was said
is read on its page, by whoever may still read it when they come. One that waits is taken back when its person
leaves the group (`network/sql/digests.sql`)."""

import logging
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from accounts.groups import known_to, referents
from accounts.models import Group, GroupInvitation, GroupRequest, User
from common import outbox
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from mapping.presentation import short_name
from network.groups.paths import short_path
from network.quiet import not_before

logger = logging.getLogger(__name__)

# The database names this purpose too, where it takes back what waits.
ABOUT = Purpose("vie d’un groupe", Limit("mails of groups to one address", 20, 86_400))
INVITATION = Purpose(
    "invitation dans un groupe",
    Limit("invitations into groups to one address", 5, 86_400),
    useful_s=30 * 86_400,
)
# So many referents are told at once that somebody asks.
_TOLD = 10


def asked(request: GroupRequest) -> None:
    """Tell the referents who asks to come in, and where."""
    group, who = request.group, short_name(request.user.full_name, True) or "Quelqu’un"
    works = f" ({request.organisation.name})" if request.organisation else ""
    lines = [
        f"{who}{works} demande à entrer dans un groupe dont vous êtes référent(e) :",
        _name_of(group),
        "",
        "Lisez sa demande et répondez, une fois connecté(e) :",
    ]
    for to in referents(group)[:_TOLD]:
        cause = f"asked {request.pk} {to.pk}"
        _send(to, "une demande attend dans votre groupe", lines, group.pk, cause, "demandes")


def decided(request: GroupRequest) -> None:
    """Tell who asked what was answered, and that words come with it, which are read on the page."""
    group, comes_in = request.group, request.state == GroupRequest.State.ACCEPTED
    said = "Vous êtes dans le groupe" if comes_in else "La réponse est non pour le groupe"
    # Of one that is in no list, who is refused knows no more: its name is not written to them.
    is_known = comes_in or known_to(request.user).filter(pk=group.pk).exists()
    lines = [f"{said} :" if is_known else "La réponse est non.", *([_name_of(group)] if is_known else [])]
    lines += ["", "Un mot vous y attend :" if request.reason else "Sa page :"] if is_known else []
    number = group.pk if is_known else 0
    _send(request.user, "votre demande a une réponse", lines, number, f"decided {request.pk} {uuid.uuid4()}")


def named(group: Group, to: User) -> None:
    """Tell a member that they lead the group from now on."""
    lines = [
        "Vous êtes maintenant référent(e) d’un groupe : vous répondez à qui demande d’y entrer, vous"
        " invitez et vous tenez sa page à jour.",
        "",
        _name_of(group),
    ]
    _send(to, "vous êtes référent(e) d’un groupe", lines, group.pk, f"named {uuid.uuid4()}")


def taken_out(to: User) -> None:
    """Tell somebody that they belong to a group no more, without saying which: their list does."""
    lines = ["Vous n’appartenez plus à un groupe du réseau : un(e) référent(e) vous en a retiré(e)."]
    _send(to, "vous n’êtes plus dans un groupe", lines, 0, f"taken out {uuid.uuid4()}")


def invited(invitation: GroupInvitation, by: User) -> bool:
    """Invite an address, whether it has an account or not; whether the mail is a new one."""
    who = by.full_name or "Un membre du réseau"
    group = invitation.group
    lines = [
        "Bonjour,",
        "",
        f"{who} vous invite dans un groupe de professionnels :",
        "",
        group.name,
        *([group.summary] if group.summary else []),
        "",
        "Pour répondre, connectez-vous avec cette adresse, puis ouvrez :",
        site_url() + short_path(group.pk),
        "",
        "Pas encore de compte ? Demandez-le avec cette même adresse, l’invitation vous attend :",
        site_url() + reverse("register"),
        "",
        f"Vous recevez ce courriel parce que {who} a donné votre adresse pour cette invitation. Sans réponse,"
        " elle est oubliée au bout de trois mois.",
        "",
        settings.SITE_NAME,
    ]
    return _hand_over(
        INVITATION, invitation.email, f"{settings.SITE_NAME} : une invitation", lines, str(uuid.uuid4())
    )


def _name_of(group: Group) -> str:
    return short_name(group.name, group.is_example)


def _send(to: User, subject: str, said: list[str], number: int, cause: str, anchor: str = "") -> None:
    page = short_path(number) if number else reverse("groups")
    send(ABOUT, to, subject, said, f"{page}#{anchor}" if anchor else page, f"group {number} {cause}")


def send(
    purpose: Purpose,
    to: User,
    subject: str,
    said: list[str],
    page: str,
    cause: str,
    *,
    after: Sequence[str] = (),
    unsubscribe: str = "",
) -> None:
    """Tell a person, who is none any more where their account is closed, what waits for them on a page; one
    cause sends one mail. `after` is said at its foot, `unsubscribe` where a POST ends such mails."""
    if not to.is_active:
        return
    lines = ["Bonjour,", "", *said, "", site_url() + page, ""]
    lines += ["--", *after, ""] if after else []
    lines.append(settings.SITE_NAME)
    _hand_over(purpose, to.email, f"{settings.SITE_NAME} : {subject}", lines, cause, unsubscribe)


def _hand_over(
    purpose: Purpose, to: str, subject: str, lines: list[str], cause: str, unsubscribe: str = ""
) -> bool:
    """Hand a mail over. What was decided stays decided where it cannot leave."""
    try:
        key = uuid.uuid5(uuid.NAMESPACE_URL, cause)
        text = "\n".join(lines) + "\n"
        return outbox.send(
            purpose, to, subject, text, unsubscribe=unsubscribe, key=key, not_before=not_before(to)
        )
    except (TooMany, outbox.NoMailServer, ValueError) as error:
        logger.warning("A mail (%s) was not handed over: %s", purpose.name, type(error).__name__)
        return False
