# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the site is, for what is written outside of a request: a mail of the morning."""

from django.conf import settings


def site_url() -> str:
    """« https://reperes.example.org », without a slash at the end: `SITE_URL`, else the first host that the
    site answers to."""
    if settings.SITE_URL:
        return settings.SITE_URL.rstrip("/")
    host = next((host for host in settings.ALLOWED_HOSTS if host and not host.startswith((".", "*"))), "")
    return f"{'https' if settings.HTTPS else 'http'}://{host or 'localhost'}"
