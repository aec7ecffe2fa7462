# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `manage.py check --deploy` says of accounts."""

from typing import Any

from django.core.checks import CheckMessage, Error, Info
from django.db import Error as DatabaseError

from accounts.models import User


def no_example_accounts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An error where an account of a try is in the database of a site put in service."""
    try:
        count = User.objects.filter(is_example=True).count()
    except DatabaseError:
        return [
            Info(
                "La base ne répond pas, ou n’est pas prête : s’y trouvent peut-être des comptes d’essai.",
                id="accounts.I001",
            )
        ]
    if not count:
        return []
    return [
        Error(
            f"Comptes d’essai dans la base : {count}.",
            hint="« manage.py remove_example_accounts » les retire. Sans DEBUG, aucun n’ouvre rien.",
            id="accounts.E001",
        )
    ]
