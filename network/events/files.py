# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of an event: its programme, pictures for its text, the documents handed out."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from mapping.editing.frame import refused
from network.events.editing_pages import desk_of
from network.models import Minutes
from network.resources.attachments import Pages, file_removed, files_page


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of an event, and a form to add one."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    texts = [desk.seen.text, *Minutes.objects.filter(event=pk).values_list("text", flat=True)]
    pages = Pages("event-files", "event-file-remove", "event-edit", "event-bring-back")
    return files_page(request, desk, {"event": pk}, texts, pages)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether a file goes; then take it away from the event."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    return file_removed(request, desk, {"event": pk}, number, "", "event-files")
