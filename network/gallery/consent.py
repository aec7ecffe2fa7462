# SPDX-License-Identifier: AGPL-3.0-or-later
"""Agreements that end: who noted one is told a fortnight before, and the photograph is hidden that day."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from common import outbox
from common.dates import in_words
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from history.models import Cause
from mapping import writing
from network.gallery.removing import remove
from network.models import GalleryPhoto, PhotoState

ENDING = Purpose("accord d’une photo bientôt fini", Limit("ends of agreements to one address", 30, 86_400))
WARNED = timedelta(days=14)
# A photograph that nobody described is not kept longer.
DRAFTS_KEPT = timedelta(days=30)
_KEYS = uuid.UUID("5a1c6d57-6cf0-4f6e-8f5b-8f0f4be3a3a1")


def hide_due() -> int:
    """Hide the photographs whose agreement is over; how many. Nobody sees them since that day anyway."""
    due = GalleryPhoto.objects.filter(state=PhotoState.SHOWN, consent_until__lt=timezone.localdate())
    hidden = 0
    for photo in due.order_by("pk"):
        writing.change(photo, {"state": PhotoState.ENDED}, None, Cause.EDIT)
        hidden += 1
    return hidden


def warn_due() -> int:
    """Tell who noted an agreement that it ends within a fortnight, once; how many mails that was. One says
    neither what the photograph shows nor of what it is."""
    if not outbox.is_configured():
        return 0
    today = timezone.localdate()
    ending = GalleryPhoto.objects.filter(
        state=PhotoState.SHOWN, consent_until__range=(today, today + WARNED), consent_noted_by__is_active=True
    ).filter(Q(consent_noted_by__is_professional=True) | Q(consent_noted_by__is_staff=True))
    told = 0
    for photo in ending.select_related("consent_noted_by").order_by("pk"):
        to, until = photo.consent_noted_by, photo.consent_until
        if to is None or until is None:
            continue
        url = site_url() + reverse("photo", args=[photo.pk])
        text = (
            "Bonjour,\n\nL’accord que vous avez noté pour une photo prend fin le"
            f" {in_words(until, 'j F Y')}.\nCe jour passé, elle n’est plus montrée. Pour noter un nouvel"
            f" accord, ou la retirer :\n{url}\n\n{settings.SITE_NAME}\n"
        )
        subject = f"{settings.SITE_NAME} : l’accord d’une photo prend bientôt fin"
        try:
            told += outbox.send(
                ENDING, to.email, subject, text, key=uuid.uuid5(_KEYS, f"{photo.pk} {until.isoformat()}")
            )
        except (TooMany, ValueError):
            # Told of others today, or no address: the next morning tries again.
            continue
    return told


def forget_drafts() -> int:
    """Remove the photographs that nobody described for a month; how many."""
    old = GalleryPhoto.objects.filter(
        state=PhotoState.DRAFT, created_at__lt=timezone.now() - DRAFTS_KEPT
    ).order_by("pk")
    forgotten = 0
    for photo in old:
        remove(photo, None)
        forgotten += 1
    return forgotten
