# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mails about what the public says: that something waits, and what became of it."""

import uuid

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import groups
from accounts.models import User
from accounts.roles import Role, role_of
from common import outbox
from common.limits import Limit, TooMany
from common.outbox import Purpose
from desk.letters import offers
from mapping import permissions
from mapping.models import Report, ReportState
from network.models import GalleryPhoto
from network.models.common import eyes_of

# Nobody is told more often: the list is there, and holds all of them.
WAITING = Purpose("signalement reçu", Limit("notices of reports to one address", 4, 86_400))
ANSWER = Purpose("réponse à un signalement", Limit("answers to one address", 20, 86_400))


def tell_keepers(report: Report, url: str) -> None:
    """Tell whoever keeps the structure that something waits at `url`; the team of the site where nobody does.

    Not a word of what was written: it is read on the site, by whoever may.
    """
    if not outbox.is_configured():
        return
    team = offers.team()
    addresses = keepers(report) or ([team.contact] if team.has_address else [])
    subject = f"{settings.SITE_NAME} : un signalement vous attend"
    text = (
        f"Bonjour,\n\n{_waits(report)}\n"
        f"Pour le lire et répondre, une fois connecté :\n{url}\n\n{settings.SITE_NAME}\n"
    )
    for address in addresses:
        try:
            outbox.send(WAITING, address, subject, text, key=uuid.uuid5(report.pk, address))
        except (TooMany, ValueError):
            # They have been told of others, or their address is none: it waits on the page.
            continue


def keepers(report: Report) -> list[str]:
    """The addresses of the professionals who keep the structure, or the photograph, of a report, in order."""
    if report.photo:
        return _keepers_of_photo(report)
    holder = permissions.organisation_of(report.structure_id) if report.structure_id else None
    return sorted(_members(holder)) if holder is not None else []


def _members(organisation: int) -> set[str]:
    members = User.objects.filter(
        is_active=True, is_professional=True, organisation_memberships__organisation=organisation
    )
    return set(members.values_list("email", flat=True))


def _keepers_of_photo(report: Report) -> list[str]:
    """Who put a photograph there and sees it still, the referents of its group, who holds its structure or
    its event."""
    photo = GalleryPhoto.objects.filter(pk=report.photo or 0).select_related("by", "event", "group").first()
    if photo is None:
        return []
    addresses: set[str] = set()
    if photo.by is not None and role_of(photo.by) >= Role.PROFESSIONAL:
        known = GalleryPhoto.objects.known_to(eyes_of(photo.by))
        if photo.by.is_active and known.filter(pk=photo.pk).exists():
            addresses.add(photo.by.email)
    group = photo.event.group if photo.event is not None else photo.group
    if group is not None:
        addresses |= set(groups.referents(group).values_list("email", flat=True))
    holder = permissions.organisation_of(photo.structure_id) if photo.structure_id else None
    if photo.event is not None:
        holder = photo.event.organisation_id
    return sorted(addresses | (_members(holder) if holder is not None else set()))


def _waits(report: Report) -> str:
    if report.photo:
        return "Quelqu’un dit être sur une photo, et demande qu’on la retire. Elle est masquée en attendant."
    return "Quelqu’un signale une erreur dans l’annuaire, ou propose une structure."


def send_answer(report: Report, address: str) -> bool:
    """Send what became of a report to whoever left an address, in the language that they wrote in; whether it
    leaves. Raises TooMany."""
    if not address or not outbox.is_configured():
        return False
    with override(report.language):
        subject = _("%(site)s : réponse à votre signalement") % {"site": settings.SITE_NAME}
        if report.photo and report.state == ReportState.DONE:
            became = _("La photo a été retirée, et son fichier effacé.")
        elif report.photo:
            became = _("Merci de votre message. La photo n’a pas été retirée.")
        elif report.state == ReportState.DONE:
            became = _("Merci : l’annuaire a été corrigé.")
        else:
            became = _("Merci de votre message. L’annuaire n’a pas été changé.")
        lines = [_("Bonjour,"), "", became]
        if report.answer.strip():
            lines += ["", report.answer.strip()]
        lines += ["", _("Le site n’a pas gardé votre adresse."), settings.SITE_NAME]
    return outbox.send(ANSWER, address, subject, "\n".join(lines) + "\n", key=uuid.uuid5(report.pk, "answer"))
