# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening accounts from the command line, and saying what they may: for who runs the site.

The first account of a site is made so; invitations from its pages have rules of their own.
"""

import enum

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from common.limits import Limit
from common.outbox import Purpose

_INVITATION = Purpose("invitation", Limit("invitations to one address", 5, 86_400))


class Standing(enum.StrEnum):
    """What an account may, in the words of the command line."""

    VISITOR = "visitor"
    PROFESSIONAL = "professional"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"

    @property
    def fields(self) -> dict[str, bool]:
        """The fields of the account that say so."""
        return {
            "is_professional": self is not Standing.VISITOR,
            "is_staff": self in (Standing.STAFF, Standing.ADMINISTRATOR),
            "is_superuser": self is Standing.ADMINISTRATOR,
        }


def account_of(email: str) -> User | None:
    """The account of an address, whatever its capitals."""
    return User.objects.alias(address=Lower("email")).filter(address=email.strip().lower()).first()


def invite(email: str, standing: Standing) -> bool:
    """Open an account and write to its owner how to sign in; whether it is a new one.

    An account that exists is left as it is, and written to again. Raises ValueError for an address that is
    none, `common.limits.TooMany`, and `common.outbox.NoMailServer`: then there is no account either.
    """
    if not outbox.is_address(email.strip()):
        raise ValueError(email)
    with transaction.atomic():
        user, is_new = account_of(email), False
        if user is None:
            user, is_new = User.objects.create_user(email.strip(), password=None, **standing.fields), True
        subject = _("%(site)s : votre compte est ouvert") % {"site": settings.SITE_NAME}
        outbox.send(_INVITATION, user.email, subject, _text(user.email))
    return is_new


def promote(user: User, standing: Standing) -> None:
    """Say what an account may from now on."""
    for name, value in standing.fields.items():
        setattr(user, name, value)
    user.save(update_fields=list(standing.fields))


def _text(email: str) -> str:
    return "\n".join(
        [
            _("Bonjour,"),
            "",
            _("Un compte vous est ouvert sur %(site)s, pour l’adresse %(email)s.")
            % {"site": settings.SITE_NAME, "email": email},
            "",
            _("Pour vous connecter : %(page)s")
            % {"page": f"{settings.SITE_URL.rstrip('/')}{reverse('login')}"},
            _("Écrivez-y votre adresse : un code vous y est envoyé. Il n’y a pas de mot de passe."),
        ]
    )
