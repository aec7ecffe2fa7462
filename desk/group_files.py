# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of a group's structures as a file: those that it shows, in its order, with the fields of groups
that the reader reads. It comes back in as any export does."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least, signed_in
from accounts.readers import reader_of
from accounts.roles import Role
from common.costly import FILE, costly
from data.exports.offered import formats
from data.exports.selection import Selection
from data.pages.exports import file_of
from mapping.group_fields import structures
from mapping.models import GroupField
from network.groups.desk import group_of
from network.groups.fields import asking
from network.models.common import eyes_of

# Those that say the fields of groups.
KINDS = ("xlsx", "csv", "excel-a-lire")


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
@costly(FILE)
def group_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The structures of a group that the query string of its table asks for, as a file. Raises Http404 for a
    group that the reader may not know of, and for a format that says no field."""
    if kind not in KINDS:
        raise Http404
    group, eyes = group_of(request, pk), eyes_of(signed_in(request))
    fields = list(GroupField.objects.live().seen_by(eyes).filter(group=group).select_related("group"))
    asked = asking.read_address(request.GET, fields)
    found = asked.among(structures.of_group(group, eyes)).values_list("id", flat=True)
    return file_of(request, formats()[kind], Selection(list(found), None, reader_of(request.user)))
