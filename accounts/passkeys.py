# SPDX-License-Identifier: AGPL-3.0-or-later
"""What django-allauth asks of this site about second factors: names, and how secrets are kept."""

from typing import Any
from urllib.parse import urlsplit

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from common.sealing import cipher

_PURPOSE = b"second factor"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Passkeys are this site's, whatever name it is asked by; secrets of applications are kept encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "Ce n’est pas le bon code. L’heure de votre téléphone est-elle juste ? Attendez le code suivant."
        ),
        "cannot_generate_recovery_codes": _(
            "Les codes de secours vont avec une clé d’accès ou une application : ajoutez-en une d’abord."
        ),
    }

    def get_totp_issuer(self) -> str:
        """The name under which an application of codes shows the account."""
        return settings.SITE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whose passkeys are: the host of SITE_URL; without it, the host that is asked."""
        host = urlsplit(settings.SITE_URL).hostname if settings.SITE_URL else None
        return {"id": host or context.request.get_host().partition(":")[0], "name": settings.SITE_NAME}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """A name for a passkey that was given none."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("Clé d’accès %(n)d")) % {"n": count + 1}

    def encrypt(self, text: str) -> str:
        """A secret as the database keeps it: of no use without SECRET_KEY."""
        return cipher(_PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret that `encrypt` was given. Raises InvalidToken where SECRET_KEY is another one."""
        return cipher(_PURPOSE).decrypt(encrypted_text.encode()).decode()
