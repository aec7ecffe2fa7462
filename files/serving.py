# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files as they are asked for: each time through the policy, and as nothing that a browser would run."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import etag, require_safe

from files import policy
from files.models import Content, File

# Shown in a page; whatever else is taken away.
_SHOWN = ("image/jpeg",)


def _tag(request: HttpRequest, file: UUID, which: str = Content.Size.WHOLE) -> str | None:
    """What is kept of a file never changes; whether it may be read is asked each time."""
    return f'"{file.hex}-{which}"' if policy.may_read(request.user, file) else None


@require_safe
@etag(_tag)
def serve(request: HttpRequest, file: UUID, which: str = Content.Size.WHOLE) -> HttpResponse:
    """A file, whole or small. 404 for one that is not the reader's, as for one that is not there."""
    if not policy.may_read(request.user, file):
        raise Http404
    told = File.objects.filter(pk=file).first()
    content = Content.objects.filter(file=file, which=which).values_list("content", flat=True).first()
    if told is None or content is None:
        raise Http404
    response = HttpResponse(bytes(content), content_type=told.media_type)
    is_shown = told.media_type in _SHOWN
    response["Content-Disposition"] = content_disposition_header(not is_shown, told.name) or "inline"
    if is_shown:
        # What an engine keeps of a photograph outlives it.
        response["X-Robots-Tag"] = "noindex, noimageindex"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
