# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page before has to say of a resource, an event or news, with the way back."""

from django.http import HttpRequest
from django.urls import reverse

from mapping.editing.told import Said, said_with


def said_of(request: HttpRequest, number: int) -> list[Said]:
    """The messages of the record of this number, each said once; none to who is not signed in."""
    if not request.user.is_authenticated:
        return []
    return list(said_with(request, lambda act: reverse("shared-undo", args=[number, act])))
