# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a group is read."""

from django.urls import reverse

from accounts.models import Group


def group_path(group: Group) -> str:
    """The page of a group."""
    return reverse("group", args=[group.pk, group.slug])


def short_path(number: int) -> str:
    """The same without its name, as mails have it: who left reads no name in them."""
    return reverse("group-short", args=[number])
