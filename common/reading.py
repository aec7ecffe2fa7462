# SPDX-License-Identifier: AGPL-3.0-or-later
"""Views of the API that only a question in the address decides."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework import permissions
from rest_framework.settings import api_settings
from rest_framework.views import APIView

# Let everyone read, whoever they are.
_OPEN = (
    permissions.AllowAny,
    permissions.IsAuthenticatedOrReadOnly,
    permissions.DjangoModelPermissionsOrAnonReadOnly,
)
# The steps before and after an answer that the short way leaves out.
_STEPS = (
    "initial",
    "initialize_request",
    "perform_authentication",
    "get_authenticators",
    "check_permissions",
    "get_permissions",
    "check_throttles",
    "get_throttles",
    "finalize_response",
    "handle_exception",
)


class EveryoneReads(permissions.BasePermission):
    """A permission that refuses nobody who reads (GET, HEAD, OPTIONS): `may_write` decides of the rest."""

    def has_permission(self, request, view) -> bool:
        """Whether the request reads, or `may_write` lets it write."""
        return request.method in permissions.SAFE_METHODS or self.may_write(request)

    def may_write(self, request) -> bool:
        """Whether a request that is no reading is let through: here, none is."""
        return False


class ReadingView(APIView):
    """Answers GET with the request as Django has it; every other method is the framework's.

    For answers that are written as they are, to whoever asks: nothing is negotiated, parsed or serialised,
    and what refuses a question returns a problem rather than raise one. A view that declares more than that
    (a permission that may refuse a reader, a throttle, another way of signing in, a step of its own) is
    answered by the framework whatever the method.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        """The answer, by the short way for a reader that no permission could refuse."""
        if request.method in ("GET", "HEAD") and self._is_for_everyone():
            return self.get(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def _is_for_everyone(self) -> bool:
        """Whether the framework would find nothing to do before this view answers a reader."""
        return (
            not self.throttle_classes
            and all(
                permission in _OPEN
                or (
                    isinstance(permission, type)
                    and issubclass(permission, EveryoneReads)
                    and permission.has_permission is EveryoneReads.has_permission
                )
                for permission in self.permission_classes
            )
            and list(self.authentication_classes) == api_settings.DEFAULT_AUTHENTICATION_CLASSES
            and all(getattr(type(self), step) is getattr(APIView, step) for step in _STEPS)
        )
