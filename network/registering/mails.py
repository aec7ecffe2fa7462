# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails about a registration, each in the language of its person, through the one outbox.

No subject says of which event: a subject is read on a locked telephone.
"""

import logging
import uuid

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common import outbox
from common.dates import in_words
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from network.agenda.occurrence import Occurrence
from network.models import Registration, RegistrationState
from network.paths import path_of
from network.registering.links import url_of
from network.week import hours_of, place_of, when_of

logger = logging.getLogger(__name__)

ABOUT = Purpose("inscription à un événement", Limit("mails of registrations to one address", 12, 86_400))
REMINDER = Purpose(
    "rappel d’un événement", Limit("reminders of events to one address", 6, 86_400), useful_s=2 * 86_400
)
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
        return _send(ABOUT, one, subject, [said], f"confirm {cause}")


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
        return _send(ABOUT, one, subject, [said], "withdrawn", has_link=False)


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
        lines = [
            _("Merci d’être venu(e)."),
            _("Donnez votre avis, une note sur 5 : le lien ci-dessous y mène."),
        ]
        return _send(THANKS, one, _("%(site)s : votre avis"), lines, "thanks")


def when_said(once: Occurrence) -> str:
    """The day and hours of an event once, in words: « mardi 5 janvier 2027, 14 h – 16 h »."""
    when = in_words(once.day, "l j F Y")
    hours = hours_of(once)
    return f"{when}, {' – '.join(hour for hour in hours if hour)}" if hours else when


def _send(
    purpose: Purpose, one: Registration, subject: str, said: list[str], cause: str, *, has_link: bool = True
) -> bool:
    """Hand a mail over; whether it was. What was decided stays decided where it cannot leave."""
    if not one.address:
        return False
    event = one.event
    once = when_of(event).held_on(one.day)
    lines = [_("Bonjour,"), "", *said, "", event.title, when_said(once)]
    if place := once.place or place_of(event):
        lines.append(place)
    if has_link and one.state == RegistrationState.SEATED and event.online_link and once.end > timezone.now():
        lines += ["", _("En ligne :"), event.online_link]
    if has_link:
        lines += ["", _("La page de l’événement :"), site_url() + path_of(event)]
        lines += ["", _("Votre inscription, pour vous désinscrire :"), url_of(one)]
    lines += ["", settings.SITE_NAME]
    try:
        return outbox.send(
            purpose,
            one.address,
            subject % {"site": settings.SITE_NAME},
            "\n".join(lines) + "\n",
            key=uuid.uuid5(one.key, cause),
        )
    except (TooMany, outbox.NoMailServer, ValueError) as error:
        logger.warning("A mail (%s) was not handed over: %s", purpose.name, type(error).__name__)
        return False
