# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of a topic and of a message: pictures for their text, documents to take away."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from mapping.editing.frame import refused
from network.discussions.desk import PostDesk, TopicDesk, desk_of_either
from network.resources.attachments import Pages, file_removed, files_page


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a topic or a message, and a form to add one."""
    desk = desk_of_either(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    pages = Pages(
        "topic-files", "topic-file-remove", "topic-edit" if isinstance(desk, TopicDesk) else "post-edit"
    )
    return files_page(request, desk, _of(desk), [desk.seen.text], pages)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Ask whether a file goes; then take it away."""
    desk = desk_of_either(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    return file_removed(request, desk, _of(desk), number, desk.seen.text, "topic-files")


def _of(desk: TopicDesk | PostDesk) -> dict[str, int]:
    """What a file of what is edited says that it belongs to."""
    return {"topic" if isinstance(desk, TopicDesk) else "post": desk.root}
