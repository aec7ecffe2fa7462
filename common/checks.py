# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `manage.py check --deploy` says of mails."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from common import outbox


def mails_can_leave(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A warning without a mail server, or with one and no address to write from."""
    if not outbox.is_configured():
        return [
            Warning(
                "Aucun serveur de messagerie : personne ne peut écrire par le site.",
                hint="Donnez EMAIL_HOST et DEFAULT_FROM_EMAIL (docs/deploy.md, « Mails »).",
                id="common.W001",
            )
        ]
    if settings.DEFAULT_FROM_EMAIL == "webmaster@localhost":
        return [
            Warning(
                "Les courriels du site partiraient de webmaster@localhost, que tout serveur refuse.",
                hint="Donnez DEFAULT_FROM_EMAIL : une adresse du domaine du site.",
                id="common.W002",
            )
        ]
    return []
