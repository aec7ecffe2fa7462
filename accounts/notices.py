# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails that tell somebody how their ways of signing in changed, so that a stranger's act is seen."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common import outbox
from common.limits import Limit, TooMany
from common.outbox import Purpose

_NOTICE = Purpose("sécurité d’un compte", Limit("notices to one address", 20, 3600))

LOST_FACTOR = "lost_factor"
# By the name that django-allauth gives each of its mails, and our own.
_SAID = {
    LOST_FACTOR: _(
        "Un administrateur du site a retiré le second facteur de votre compte, parce que vous l’aviez perdu."
        " Vous en choisirez un autre en vous connectant."
    ),
    "mfa/email/totp_activated": _("Une application de codes a été ajoutée à votre compte."),
    "mfa/email/totp_deactivated": _("L’application de codes de votre compte a été retirée."),
    "mfa/email/webauthn_added": _("Une clé d’accès a été ajoutée à votre compte."),
    "mfa/email/webauthn_removed": _("Une clé d’accès de votre compte a été retirée."),
    "mfa/email/recovery_codes_generated": _("De nouveaux codes de secours ont été faits pour votre compte."),
    "account/email/password_set": _("Un mot de passe a été donné à votre compte."),
    "account/email/password_changed": _("Le mot de passe de votre compte a été changé."),
    "account/email/password_removed": _("Le mot de passe de votre compte a été retiré."),
}


def send(what: str, email: str) -> None:
    """Tell an address what changed; nothing where no mail can leave, or for what is not to be told."""
    if what not in _SAID or not outbox.is_configured():
        return
    text = "\n".join(
        [
            str(_("Bonjour,")),
            "",
            str(_SAID[what]),
            "",
            str(_("Si ce n’est pas vous, connectez-vous et regardez « Connexion et sécurité ».")),
            *(
                [_("Ou écrivez à %(address)s.") % {"address": settings.SITE_CONTACT}]
                if settings.SITE_CONTACT
                else []
            ),
        ]
    )
    subject = _("%(site)s : la sécurité de votre compte a changé") % {"site": settings.SITE_NAME}
    try:
        outbox.send(_NOTICE, email, subject, text)
    except TooMany:
        # Enough was said for an hour.
        return
