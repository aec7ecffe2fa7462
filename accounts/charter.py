# SPDX-License-Identifier: AGPL-3.0-or-later
"""The charter of commitment: a text that staff write, in versions, and that is accepted before a first edit.

    @accepted
    def edit(request): …

Each new version is accepted anew; who, when and which version stays written.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CharterVersion(models.Model):
    """One version of the charter, in force from when it was published until the next."""

    text = models.TextField(_("texte"))
    published_at = models.DateTimeField(_("publiée le"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("publiée par"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("version de la charte")
        verbose_name_plural = _("versions de la charte")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(text__regex=r"\S"), name="charter_text_not_blank")]

    def __str__(self) -> str:
        return f"{self.pk} ({self.published_at:%d/%m/%Y})"


class CharterAcceptance(models.Model):
    """That a person accepted a version, and when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        related_name="charter_acceptances",
    )
    version = models.ForeignKey(
        CharterVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="acceptances"
    )
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("acceptation de la charte")
        verbose_name_plural = _("acceptations de la charte")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="charter_accepted_once")]

    def __str__(self) -> str:
        return f"{self.user} : {self.version}"


def current() -> CharterVersion | None:
    """The version in force; None where staff have written none."""
    return CharterVersion.objects.order_by("-pk").first()


def needs(user: Any) -> bool:
    """Whether there is a charter that `user`, who signed in, has not accepted as it stands. One query."""
    if not getattr(user, "is_authenticated", False):
        return False
    latest = CharterVersion.objects.order_by("-pk").values("pk")[:1]
    return (
        CharterVersion.objects.filter(pk__in=latest)
        .exclude(pk__in=CharterAcceptance.objects.filter(user=user.pk).values("version"))
        .exists()
    )


def accept(user: Any, version: CharterVersion) -> None:
    """Write that `user` accepts this version; nothing more where they did already."""
    CharterAcceptance.objects.get_or_create(user=user, version=version)


def publish(text: str, by: Any) -> CharterVersion:
    """Put a new version in force, which everybody accepts anew."""
    return CharterVersion.objects.create(text=text, published_by=by)


def accepted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for whoever accepted the charter: others read it first, and come back.

    A form that was sent meanwhile comes back as its page: what it held is kept by the browser alone.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if needs(request.user):
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('charter')}?{query}")
        return view(request, *arguments, **named)

    return guarded
