# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links of a subscription: signed, and of a number that nothing else tells."""

from django.urls import reverse

from common.sites import site_url
from network.models import Subscription
from network.registering.links import key_of, signed

_SALT = "network.bulletins"


def page_of(subscription: Subscription) -> str:
    """The address where one confirms a subscription, or ends it."""
    return site_url() + reverse("bulletin-subscription", args=[signed(subscription.key, _SALT)])


def stop_of(subscription: Subscription) -> str:
    """The address where a POST ends a subscription."""
    return site_url() + reverse("bulletin-stop", args=[signed(subscription.key, _SALT)])


def subscription_of(token: str) -> Subscription | None:
    """The subscription that a link is of; None where it is none of ours, or is ended."""
    key = key_of(token, _SALT)
    return Subscription.objects.filter(key=key).first() if key else None
