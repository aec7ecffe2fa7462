# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's administration, which opens by the same rule as every page of the prefecture's."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from accounts.roles import Role, role_of


class Administration(AdminSite):
    """Opens to staff, once they have shown their second factor where one is required."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the administration opens."""
        return role_of(request.user) is Role.STAFF
