# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links of a digest that end it, for one group or for all: signed, and told by nothing else."""

from django.urls import reverse

from accounts.models import User
from common.sites import site_url
from network.models import QuietHours, Rhythm
from network.registering.links import key_of, signed

_ONE, _ALL = "network.digests.one", "network.digests.all"


def stop_one(rhythm: Rhythm) -> str:
    """The address that ends the mails of one group."""
    return site_url() + reverse("group-mails-stop", args=[signed(rhythm.key, _ONE)])


def stop_all(user: User) -> str:
    """The address that ends the mails of all the groups of somebody."""
    held, _is_new = QuietHours.objects.get_or_create(user=user)
    return site_url() + reverse("group-mails-stop", args=[signed(held.key, _ALL)])


def stopped(token: str) -> bool | None:
    """End what a link names: whether that is of all groups; None where the link is none of ours, or of a
    group that its person left."""
    if key := key_of(token, _ONE):
        found = Rhythm.objects.filter(key=key)
        return False if found.update(pace=Rhythm.Pace.NEVER) else None
    if (key := key_of(token, _ALL)) and (held := QuietHours.objects.filter(key=key).first()) is not None:
        Rhythm.objects.filter(membership__user=held.user_id).update(pace=Rhythm.Pace.NEVER)
        return True
    return None


def is_known(token: str) -> bool | None:
    """Whether a link is of all groups; None where it opens nothing."""
    if key := key_of(token, _ONE):
        return False if Rhythm.objects.filter(key=key).exists() else None
    if key := key_of(token, _ALL):
        return True if QuietHours.objects.filter(key=key).exists() else None
    return None
