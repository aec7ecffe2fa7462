# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door by which a password is looked at."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts import attempts
from accounts.models import User


class LimitedAttempts(ModelBackend):
    """Signs in by e-mail address and password, as long as it was not tried too often.

    Raises `common.limits.TooMany`, which is no PermissionDenied: it reaches whoever asks, with the wait.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether an account may sign in at all, and its open sessions go on."""
        return user.may_sign_in

    @sensitive_variables("password")
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The account, or None for a wrong address or password. Raises TooMany after too many tries."""
        email = username or kwargs.get(User.USERNAME_FIELD)
        if not email or password is None:
            return None
        attempts.begin(request, email)
        user = super().authenticate(request, username=email, password=password)
        if user is None:
            attempts.failed(request, email)
        else:
            attempts.succeeded(request, email)
        return user
