# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails about a group, through the one outbox.

None but an invitation says which group: its name, and what was said, are read on its page by whoever may
still read it when they come.
"""

import logging
import uuid

from django.conf import settings
from django.urls import reverse

from accounts.groups import referents
from accounts.models import Group, GroupInvitation, GroupRequest, User
from common import outbox
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from network.groups.paths import short_path
from network.quiet import not_before

logger = logging.getLogger(__name__)

ABOUT = Purpose("vie d’un groupe", Limit("mails of groups to one address", 20, 86_400))
INVITATION = Purpose(
    "invitation dans un groupe",
    Limit("invitations into groups to one address", 5, 86_400),
    useful_s=30 * 86_400,
)
# So many referents are told at once that somebody asks.
_TOLD = 10


def asked(request: GroupRequest) -> None:
    """Tell the referents that somebody asks to come in."""
    lines = [
        "Quelqu’un demande à entrer dans un groupe dont vous êtes référent(e).",
        "Lisez sa demande et répondez-lui sur la page du groupe, une fois connecté(e).",
    ]
    for to in referents(request.group)[:_TOLD]:
        _send(
            to, "une demande attend dans votre groupe", lines, request.group_id, f"asked {request.pk} {to.pk}"
        )


def decided(request: GroupRequest) -> None:
    """Tell who asked that it was answered."""
    lines = [
        "Votre demande d’entrer dans un groupe a une réponse.",
        "Lisez-la sur la page du groupe, une fois connecté(e).",
    ]
    _send(
        request.user,
        "votre demande a une réponse",
        lines,
        request.group_id,
        f"decided {request.pk} {uuid.uuid4()}",
    )


def named(group: Group, to: User) -> None:
    """Tell a member that they lead the group from now on."""
    lines = [
        "Vous êtes maintenant référent(e) d’un groupe : vous répondez à qui demande d’y entrer, vous"
        " invitez et vous tenez sa page à jour.",
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


def _send(to: User, subject: str, said: list[str], number: int, cause: str) -> None:
    page = short_path(number) if number else reverse("groups")
    send(ABOUT, to, subject, said, page, f"group {number} {cause}")


def send(purpose: Purpose, to: User, subject: str, said: list[str], page: str, cause: str) -> None:
    """Tell a person, who is none any more where their account is closed, what waits for them on a page; one
    cause sends one mail."""
    if not to.is_active:
        return
    lines = ["Bonjour,", "", *said, "", site_url() + page, "", settings.SITE_NAME]
    _hand_over(purpose, to.email, f"{settings.SITE_NAME} : {subject}", lines, cause)


def _hand_over(purpose: Purpose, to: str, subject: str, lines: list[str], cause: str) -> bool:
    """Hand a mail over. What was decided stays decided where it cannot leave."""
    try:
        key = uuid.uuid5(uuid.NAMESPACE_URL, cause)
        text = "\n".join(lines) + "\n"
        return outbox.send(purpose, to, subject, text, key=key, not_before=not_before(to))
    except (TooMany, outbox.NoMailServer, ValueError) as error:
        logger.warning("A mail (%s) was not handed over: %s", purpose.name, type(error).__name__)
        return False
