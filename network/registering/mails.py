# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails about a registration, each in the language of its person, through the one outbox.

The subject says of which event to professionals, who have an account, and not to anyone else: a subject is
read on a locked telephone. What answers what somebody has just done leaves at once; the rest is quiet at
night (`network.quiet`), but where it would come too late for the day.
"""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from common import outbox
from common.dates import in_words
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from network.agenda.occurrence import Occurrence
from network.models import HeldAs, Registration, RegistrationState
from network.paths import path_of
from network.quiet import not_before
from network.registering.links import url_of
from network.subjects import titled
from network.week import hours_of, place_of, when_of

logger = logging.getLogger(__name__)

_THANKS = gettext_lazy("%(site)s : votre avis")

ABOUT = Purpose("inscription à un événement", Limit("mails of registrations to one address", 12, 86_400))
REMINDER = Purpose(
    "rappel d’un événement", Limit("reminders of events to one address", 6, 86_400), useful_s=2 * 86_400
)
# So long before it begins, who comes is to know.
_IN_TIME = timedelta(hours=3)
THANKS = Purpose("avis après un événement", Limit("opinions asked of one address", 3, 86_400))


def confirm(one: Registration, cause: str = "") -> bool:
    """Say that somebody is registered, or waits; `cause` names one more sending of the same."""
    with override(one.language):
        if one.state == RegistrationState.SEATED:
            said = _("Vous êtes inscrit(e).")
        else:
            said = _(
                "C’est complet : vous êtes sur la liste d’attente. Si une place se libère,"
                " nous vous écrivons."
            )
        subject = _("%(site)s : votre inscription")
        return _send(ABOUT, one, subject, [said], f"confirm {cause}", is_answer=True)


def promoted(one: Registration) -> bool:
    """Say that a seat came free for somebody who waited."""
    with override(one.language):
        said = _("Une place s’est libérée : vous êtes inscrit(e).")
        return _send(ABOUT, one, _("%(site)s : une place s’est libérée"), [said], "promoted")


def moved(one: Registration, was: str, *, is_other_day: bool = True) -> bool:
    """Say that the day, or the hour or the place of the same day, is another one, and which it was (`was`):
    each time, since a day may come back to what it was."""
    with override(one.language):
        if is_other_day:
            said = _("La date a changé. Vous restez inscrit(e), à la date ci-dessous.")
            subject = _("%(site)s : la date a changé")
        else:
            said = _("L’heure ou le lieu a changé. Vous restez inscrit(e), comme ci-dessous.")
            subject = _("%(site)s : l’heure ou le lieu a changé")
        if one.state == RegistrationState.WAITING:
            said += " " + _("Vous êtes toujours sur la liste d’attente.")
        lines = [said, "", _("C’était : %(when)s.") % {"when": was}]
        return _send(ABOUT, one, subject, lines, f"moved {one.day} {timezone.now().isoformat()}")


def withdrawn(one: Registration) -> bool:
    """Confirm to somebody that they gave their seat back."""
    with override(one.language):
        said = _("Vous êtes désinscrit(e). Merci d’avoir laissé votre place.")
        subject = _("%(site)s : vous êtes désinscrit(e)")
        return _send(ABOUT, one, subject, [said], "withdrawn", has_link=False, is_answer=True)


def cancelled(one: Registration) -> bool:
    """Say that it is not held: each time, since it may be held after all and then not again."""
    with override(one.language):
        said = _("L’événement auquel vous étiez inscrit(e) n’a pas lieu :")
        subject = _("%(site)s : un événement est annulé")
        cause = f"cancelled {one.day} {timezone.now().isoformat()}"
        return _send(ABOUT, one, subject, [said], cause, has_link=False)


def held_after_all(one: Registration) -> bool:
    """Say that what was told to be cancelled is held, and that somebody is registered for it again."""
    with override(one.language):
        said = _("Nous vous avions dit que cet événement n’avait pas lieu : il a lieu.")
        if one.state == RegistrationState.SEATED:
            state = _("Vous y êtes de nouveau inscrit(e).")
        else:
            state = _("Vous êtes de nouveau sur la liste d’attente.")
        subject = _("%(site)s : un événement a lieu finalement")
        return _send(ABOUT, one, subject, [said, state], f"back {one.day} {timezone.now().isoformat()}")


def remind(one: Registration) -> bool:
    """Remind somebody of what they registered for."""
    with override(one.language):
        said = _("Un rappel : vous êtes inscrit(e) à ceci.")
        return _send(REMINDER, one, _("%(site)s : un rappel"), [said], f"remind {one.day}")


def thank(one: Registration) -> bool:
    """Thank somebody who came, and ask for their opinion."""
    with override(one.language):
        return _send(THANKS, one, _THANKS, _thanks(), "thanks")


def thanks_as_sent(one: Registration, link: str) -> tuple[str, str]:
    """The subject and the text of the mail that asks for an opinion, as its person reads them; `link` stands
    for the address of their own registration."""
    with override(one.language):
        return _subject(one, _THANKS), "\n".join(_lines(one, _thanks(), link=link))


def _thanks() -> list[str]:
    return [
        _("Merci d’être venu(e)."),
        _("Donnez votre avis, une note sur 5 : le lien ci-dessous y mène."),
    ]


def how_said(one: Registration) -> str:
    """How somebody comes, where they chose; empty where there is nothing to choose."""
    if one.is_online is None or one.event.held_as != HeldAs.BOTH:
        return ""
    return _("Vous participez en ligne.") if one.is_online else _("Vous venez sur place.")


def when_said(once: Occurrence) -> str:
    """The day and hours of an event once, in words: « mardi 5 janvier 2027, 14 h – 16 h »."""
    when = in_words(once.day, "l j F Y")
    hours = hours_of(once)
    return f"{when}, {' – '.join(hour for hour in hours if hour)}" if hours else when


def _subject(one: Registration, subject: Any) -> str:
    said = str(subject) % {"site": settings.SITE_NAME}
    return titled(said, one.event.title) if one.user else said


def _lines(one: Registration, said: list[str], *, link: str) -> list[str]:
    """The lines of a mail; `link` is that of the registration, empty where it is of no use any more."""
    event = one.event
    once = when_of(event).held_on(one.day)
    lines = [_("Bonjour,"), "", *said, "", event.title, when_said(once)]
    if place := once.place or place_of(event):
        lines.append(place)
    is_to_come = one.state == RegistrationState.SEATED and once.end > timezone.now()
    if link and is_to_come and (how := how_said(one)):
        lines.append(how)
    if link and is_to_come and event.online_link:
        lines += ["", _("En ligne :"), event.online_link]
    if link:
        lines += ["", _("La page de l’événement :"), site_url() + path_of(event)]
        lines += ["", _("Votre inscription, pour vous désinscrire :"), link]
    return [*lines, "", settings.SITE_NAME]


def _send(
    purpose: Purpose,
    one: Registration,
    subject: Any,
    said: list[str],
    cause: str,
    *,
    has_link: bool = True,
    is_answer: bool = False,
) -> bool:
    """Hand a mail over; whether it was. What was decided stays decided where it cannot leave. `is_answer`: to
    what its person has just done."""
    if not one.address:
        return False
    lines = _lines(one, said, link=url_of(one) if has_link else "")
    try:
        return outbox.send(
            purpose,
            one.address,
            _subject(one, subject),
            "\n".join(lines) + "\n",
            key=uuid.uuid5(one.key, cause),
            not_before=None if is_answer else not_before(one.address, _latest(one)),
        )
    except (TooMany, outbox.NoMailServer, ValueError) as error:
        logger.warning("A mail (%s) was not handed over: %s", purpose.name, type(error).__name__)
        return False


def _latest(one: Registration) -> datetime | None:
    """When it is too late to tell somebody of the day that they registered for; None once it has begun."""
    starts = when_of(one.event).held_on(one.day).start
    return starts - _IN_TIME if starts > timezone.now() else None
