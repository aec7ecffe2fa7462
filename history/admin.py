# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written in Django's administration is an act of whoever wrote it."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse

from common.deadlocks import again_after_deadlock
from history.context import acting
from history.models import Cause


class ActsAdmin(admin.ModelAdmin):
    """Administration pages whose every form sent is one act, done again where a deadlock ended it."""

    # An address typed without its scheme is a site of today.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _acted(request, lambda: super(ActsAdmin, self).changeform_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _acted(request, lambda: super(ActsAdmin, self).delete_view(request, *args, **kwargs))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _acted(request, lambda: super(ActsAdmin, self).changelist_view(request, *args, **kwargs))


def _acted(request: HttpRequest, view: Any) -> HttpResponse:
    if request.method != "POST":
        return view()

    def act() -> HttpResponse:
        with acting(Cause.ADMIN, request.user):
            return view()

    return again_after_deadlock(act)
