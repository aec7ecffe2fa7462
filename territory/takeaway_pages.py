# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/territoire/rapport.…`: a view of the territory to take away."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import at_least
from accounts.roles import Role
from common.costly import FILE, costly
from common.media_types import GEOJSON
from common.pdf import PDF
from territory import assumptions, report, view
from territory.address import understood
from territory.report import Report

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@at_least(Role.STAFF)
@understood()
@costly(FILE)
def take_away(request: HttpRequest, ending: str) -> HttpResponse:
    """The view of the query string as a file of the kind that `ending` says."""
    found = report.make(view.read(request.GET).view)
    make, content_type = _maker(ending)
    name = assumptions.file_name(found, ending)
    return HttpResponse(
        make(found),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@at_least(Role.STAFF)
@understood()
@costly(FILE)
def zones_file(request: HttpRequest) -> HttpResponse:
    """The zones of a view as a table (CSV); 404 where the view draws none."""
    from territory.takeaway import tables

    found = report.make(view.read(request.GET).view)
    if found.zones is None:
        raise Http404(_("Choisissez d'abord des zones à superposer."))
    name = assumptions.file_name(found, "csv", f"zones {found.zones.overlay.name[:40]}")
    return HttpResponse(
        tables.zones_as_csv(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _maker(ending: str) -> tuple[Callable[[Report], bytes], str]:
    """What makes a file, imported when it is needed: the printer alone weighs tens of megabytes."""
    if ending in ("csv", "xlsx"):
        from territory.takeaway import tables

        return (tables.as_csv, "text/csv; charset=utf-8") if ending == "csv" else (tables.as_xlsx, XLSX)
    if ending == "geojson":
        from territory.takeaway.layer import as_geojson

        return as_geojson, GEOJSON
    if ending == "html":
        from territory.takeaway.offline import as_html

        return as_html, "text/html; charset=utf-8"
    from territory.takeaway import printed

    return (printed.as_pdf, PDF) if ending == "pdf" else (printed.as_png, "image/png")
