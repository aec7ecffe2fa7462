# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether somebody answers for a structure: its pages of numbers are for them."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.roles import role_of
from mapping import permissions
from mapping.models import VisibleStructure


def answered_for(request: HttpRequest, pk: str) -> VisibleStructure:
    """The structure of an address, as its reader sees it. Raises Http404 for who does not answer for it."""
    seen = VisibleStructure.objects.seen_by(role_of(request.user)).filter(pk=int(pk)).first()
    if seen is None or not permissions.may_change(request.user, seen.pk):
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    return seen
