# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/annuaire-papier/`: the books that everyone may take away, and what changed since they were printed."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import etag, require_safe

from accounts.roles import Role, role_of
from common import pdf
from common.costly import FILE, costly
from publishing.editions import errata, since
from publishing.editions.models import PrintedFile, Printing
from publishing.editions.policy import printings


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The published books, the last first, each with its pages and weight."""
    found = Printing.objects.filter(published_at__isnull=False, deleted_at__isnull=True)
    held = list(found.select_related("edition").order_by("-published_at", "-pk"))
    sizes = weights(held)
    last: dict[int, Printing] = {}
    for one in held:
        last.setdefault(one.edition_id, one)
    lines = [
        {
            "printing": one,
            "territory": one.edition.territory,
            "sizes": sizes.get(one.pk, {}),
            "changes": since.count(one),
            "last": last[one.edition_id],
        }
        for one in held
    ]
    context = {"lines": lines, "is_professional": role_of(request.user) >= Role.PROFESSIONAL}
    return _private(render(request, "publishing/books.html", context))


@require_safe
@costly(FILE)
def changed(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed since a published book was printed, for who holds it. 404 for one that is not public."""
    published = Printing.objects.filter(published_at__isnull=False, deleted_at__isnull=True)
    held = get_object_or_404(published.select_related("edition"), pk=pk)
    context = {"printing": held, "errata": since.changes(held), "since": errata.since_words(held)}
    return _private(render(request, "publishing/changed.html", context))


def weights(held: Iterable[Printing]) -> dict[int, dict[str, str]]:
    """What the files of some books weigh, in words, by book and by `PrintedFile.Which`."""
    found: dict[int, dict[str, str]] = {}
    files = PrintedFile.objects.filter(printing__in=held)
    for number, which, size in files.values_list("printing", "which", "size"):
        found.setdefault(number, {})[which] = filesizeformat(size)
    return found


def _tag(request: HttpRequest, pk: int, which: str) -> str | None:
    """A book that was made never changes; whether it may be read is asked each time."""
    return f'"{pk}-{which}"' if printings(request.user).filter(pk=pk).exists() else None


@require_safe
@etag(_tag)
def file(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """A book, for the screen or for the printer. 404 for one that is not the reader's, as for none."""
    held = printings(request.user).filter(pk=pk).first()
    content = PrintedFile.objects.filter(printing=pk, which=which).values_list("content", flat=True).first()
    if held is None or content is None:
        raise Http404(_("Ce livre n’existe pas, ou n’est plus publié."))
    # Read in the browser at the page that a link says (`#page=12`), and kept under its name.
    return _private(
        pdf.answer(bytes(content), held.file_name(which), shown=which == PrintedFile.Which.SCREEN)
    )


def _private(response: HttpResponse) -> HttpResponse:
    """What is shown depends on who asks."""
    patch_cache_control(response, private=True)
    patch_vary_headers(response, ["Cookie"])
    return response
