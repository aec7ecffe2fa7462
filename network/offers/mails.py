# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails about an answer to an announcement, through the one outbox.

Subjects say of which announcement: professionals alone are written to. No mail says who answered or in which
words: both are read on its page, by whoever is signed in and told of it.
"""

import logging
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from common import outbox
from common.dates import in_words
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from network.models import Reply, ReplyState
from network.paths import path_of
from network.quiet import not_before
from network.subjects import titled

logger = logging.getLogger(__name__)

ABOUT = Purpose("réponse à une annonce", Limit("mails of answers to one address", 20, 86_400))
# Professionals write and answer in French.
_FRENCH = "fr"


def received(one: Reply) -> None:
    """Tell who holds the announcement that somebody answered."""
    for to in _holders(one):
        with override(_FRENCH):
            said = (
                _("Quelqu’un demande ces jours.")
                if one.first_day
                else _("Quelqu’un a répondu à cette annonce.")
            )
            lines = [
                said,
                _("Lisez sa réponse et répondez-lui sur la page de l’annonce, une fois connecté(e)."),
            ]
            _send(one, to, _("%(site)s : une réponse à votre annonce"), lines, f"received {to.pk}")


def taken_back(one: Reply) -> None:
    """Tell who holds the announcement that an answer was taken back."""
    for to in _holders(one):
        with override(_FRENCH):
            lines = [_("Une réponse à cette annonce vient d’être retirée par qui l’avait écrite.")]
            _send(one, to, _("%(site)s : une réponse est retirée"), lines, f"taken back {to.pk}")


def decided(one: Reply) -> None:
    """Tell who answered what was decided."""
    with override(_FRENCH):
        if one.state == ReplyState.ACCEPTED:
            said, subject = _("Votre réponse est acceptée."), _("%(site)s : votre réponse est acceptée")
        else:
            said, subject = _("Votre réponse est déclinée."), _("%(site)s : votre réponse est déclinée")
        lines = [said]
        if one.word:
            lines.append(_("Un mot vous attend sur la page de l’annonce, une fois connecté(e)."))
        # Decided again, it is told again.
        _send(one, one.user, subject, lines, str(uuid.uuid4()))


def closed(one: Reply) -> None:
    """Tell who waits that the announcement is closed."""
    with override(_FRENCH):
        lines = [_("L’annonce à laquelle vous aviez répondu est close : c’est trouvé, ou c’est pris.")]
        _send(one, one.user, _("%(site)s : une annonce est close"), lines, f"closed {one.news.closed_on}")


def _holders(one: Reply) -> Iterable[User]:
    """Those who are told of an answer by mail, but who wrote it."""
    professionals = User.objects.filter(is_active=True, is_professional=True).exclude(pk=one.user_id)
    if one.organisation_id:
        held = professionals.filter(organisation_memberships__organisation=one.organisation_id)
    else:
        held = professionals.filter(pk=one.holder_id or 0)
    return held.order_by("pk")


def _send(one: Reply, to: User, subject: str, said: list[str], cause: str) -> None:
    """Hand a mail over. What was decided stays decided where it cannot leave."""
    if not to.is_active:
        return
    lines = [_("Bonjour,"), "", *said, "", one.news.title]
    if one.days:
        first, last = (in_words(day, "j F Y") for day in one.days)
        lines.append(_("Du %(first)s au %(last)s") % {"first": first, "last": last})
    lines += ["", site_url() + path_of(one.news), "", settings.SITE_NAME]
    try:
        outbox.send(
            ABOUT,
            to.email,
            titled(subject % {"site": settings.SITE_NAME}, one.news.title),
            "\n".join(lines) + "\n",
            key=uuid.uuid5(one.key, cause),
            not_before=not_before(to.email),
        )
    except (TooMany, outbox.NoMailServer, ValueError) as error:
        logger.warning("A mail (%s) was not handed over: %s", ABOUT.name, type(error).__name__)
