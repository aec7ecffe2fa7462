# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which accounts the site writes to, of what they did not ask for at that moment."""

from django.db.models import Q

from common import kept_mails


def written_to(account: str = "") -> Q:
    """The accounts that mails are sent to, in a query of records that hold them by `account` (« user »);
    of a query of accounts without it. The addresses of a try's accounts are nobody's: they are written to
    where nothing leaves, so that a try shows what a site does."""
    start = f"{account}__" if account else ""
    open_ones = Q(**{f"{start}is_active": True})
    return open_ones if kept_mails.are_kept() else open_ones & Q(**{f"{start}is_example": False})


def professionals_written_to(account: str = "") -> Q:
    """Those of them who are professionals today, or of the prefecture."""
    start = f"{account}__" if account else ""
    return written_to(account) & (Q(**{f"{start}is_professional": True}) | Q(**{f"{start}is_staff": True}))
