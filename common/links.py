# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links that lead out of the site, to wherever a source or a person wrote."""

from urllib.parse import urlsplit


def outgoing(address: str) -> str:
    """The address where it is one of the web; "" for anything else, such as a script."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and parts.netloc else ""
