# SPDX-License-Identifier: AGPL-3.0-or-later
"""What search engines are told of: every public page in each language, and when it last changed.

Each part of the map is the records whose numbers are in one run, so that what is new makes a part longer or
adds one, and the others stay as they are: whoever kept one is told so (304) for the price of counting. A date
is that of the last change of what everyone may see, never that of a hidden one; a page whose last change
nobody notes has none.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, DateTimeField, F, Max, OuterRef, QuerySet, Subquery, Sum, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.html import escape
from django.utils.http import http_date, quote_etag
from django.utils.translation import override
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.roles import Role
from desk.joining.organisation_page import organisation_path
from mapping import presentation
from mapping.models import ShownChange, VisibleStructure
from network.models import Event, Resource
from network.news.told import told
from network.paths import path_of

# Numbers in a part: in four languages as many as 8,000 addresses, some 6 MB, of the 50,000 and 50 MB that
# the protocol allows (https://www.sitemaps.org/protocol.html).
RUN = 2_000
_LANGUAGES = [code for code, _name in settings.LANGUAGES]
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
# The pages that are always there.
_PAGES = (
    *("home", "guide", "help", "propose", "write", "register"),
    *("resources", "network", "news-list", "offers", "agenda", "who-where", "observatory", "quality-charter"),
    *("governance", "accessibility", "legal", "privacy", "site-map"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a section: the run of its records, how many, when the last changed, and what tells it from
    the same part at another time."""

    run: int
    changed: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Section:
    """Records that have a page: `records` gives those that visitors see, with `changed` (when they last did,
    or None); `path` the page of one, in the language of the moment."""

    records: Callable[[], QuerySet]
    path: Callable[[Any], str]

    def parts(self) -> list[Part]:
        """The parts that hold something, in the order of numbers. One query."""
        runs = self.records().order_by().annotate(run=F("pk") / RUN).values("run")
        counted = runs.annotate(count=Count("pk"), numbers=Sum("pk"), last=Max("changed")).order_by("run")
        return [
            Part(one["run"], one["last"], f"{one['run']}-{one['count']}-{one['numbers']}-{one['last']}")
            for one in counted
        ]

    def entries(self, part: Part) -> Iterator[tuple[dict[str, str], datetime | None]]:
        """The path of each page by language, and when it last changed. One query."""
        first = part.run * RUN
        records = list(self.records().filter(pk__gte=first, pk__lt=first + RUN).order_by("pk"))
        paths: dict[str, list[str]] = {}
        for code in _LANGUAGES:
            with override(code):
                paths[code] = [self.path(one) for one in records]
        for number, one in enumerate(records):
            yield {code: paths[code][number] for code in _LANGUAGES}, one.changed


class _AlwaysThere(Section):
    """The pages that are no record's: one part, without dates."""

    def __init__(self) -> None:
        super().__init__(Organisation.objects.none, str)

    def parts(self) -> list[Part]:
        return [Part(0, None, "|".join(_PAGES))]

    def entries(self, part: Part) -> Iterator[tuple[dict[str, str], datetime | None]]:
        for name in _PAGES:
            paths = {}
            for code in _LANGUAGES:
                with override(code):
                    paths[code] = reverse(name)
            yield paths, None


def _structures() -> QuerySet:
    shown = ShownChange.objects.filter(structure=OuterRef("pk")).values("at")
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).only("id", "nom")
    return seen.annotate(changed=Subquery(shown))


def _shared(records: QuerySet) -> QuerySet:
    return records.annotate(changed=F("updated_at"))


def _organisations() -> QuerySet:
    # No history keeps when the page of an organisation changed.
    public = Organisation.objects.filter(is_public=True)
    return public.annotate(changed=Value(None, output_field=DateTimeField()))


SECTIONS: dict[str, Section] = {
    "pages": _AlwaysThere(),
    "structures": Section(_structures, lambda one: presentation.structure_path(one.id, one.nom)),
    "organisations": Section(_organisations, organisation_path),
    "resources": Section(lambda: _shared(Resource.objects.seen_by(Role.VISITOR)), path_of),
    "events": Section(lambda: _shared(Event.objects.seen_by(Role.VISITOR)), path_of),
    # News and announcements that have begun and have not ended.
    "news": Section(lambda: _shared(told(Role.VISITOR).filter(closed_on__isnull=True)), path_of),
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The parts of the map of the site, each with the day of its last change."""
    parts = [(name, number, part) for name in SECTIONS for number, part in _numbered(name)]
    state = "|".join(part.state for _name, _number, part in parts)

    def written() -> Iterator[str]:
        yield f"<sitemapindex {_NAMESPACES}>"
        for name, number, part in parts:
            path = reverse("sitemap-part", args=[name])
            url = f"{_here(request)}{path}?p={number}" if number > 1 else f"{_here(request)}{path}"
            yield f"<sitemap><loc>{escape(url)}</loc>{_dated(part.changed)}</sitemap>"
        yield "</sitemapindex>"

    return _answer(request, state, _latest([part.changed for _name, _number, part in parts]), written)


@require_safe
def part(request: HttpRequest, section: str) -> HttpResponse:
    """A part of the map: `p` says which, from 1. Raises Http404 for one that there is not."""
    asked = request.GET.get("p", "1")
    known = dict(_numbered(section)) if section in SECTIONS else {}
    found = known.get(int(asked)) if asked.isdecimal() and len(asked) < 10 else None
    if found is None:
        if section in SECTIONS and asked == "1":
            return _answer(request, "empty", None, lambda: iter([f"<urlset {_NAMESPACES}></urlset>"]))
        raise Http404
    return _answer(request, found.state, found.changed, lambda: _urls(_here(request), section, found))


def _numbered(section: str) -> list[tuple[int, Part]]:
    return list(enumerate(SECTIONS[section].parts(), start=1))


def _urls(here: str, section: str, found: Part) -> Iterator[str]:
    """Each page under each of its languages, with what the others are: the way that search engines ask."""
    yield f"<urlset {_NAMESPACES}>"
    for paths, changed in SECTIONS[section].entries(found):
        versions = [*paths.items(), ("x-default", paths[settings.LANGUAGE_CODE])]
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(here + path)}"/>'
            for code, path in versions
        )
        date = _dated(changed)
        for path in paths.values():
            yield f"<url><loc>{escape(here + path)}</loc>{date}{others}</url>"
    yield "</urlset>"


def _answer(
    request: HttpRequest, state: str, changed: datetime | None, written: Callable[[], Iterator[str]]
) -> HttpResponse:
    """The document, or 304 for who has it."""
    said = f"{_here(request)}|{'|'.join(_LANGUAGES)}|{state}"
    etag = quote_etag(hashlib.blake2s(said.encode(), digest_size=12).hexdigest())
    response = get_conditional_response(request, etag=etag)
    if response is None:
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        response = HttpResponse(head + "\n".join(written()) + "\n", content_type="application/xml")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    # The map leads to pages, and is none.
    response["X-Robots-Tag"] = "noindex"
    if changed:
        response["Last-Modified"] = http_date(int(changed.timestamp()))
    return response


def _here(request: HttpRequest) -> str:
    parts = urlsplit(request.build_absolute_uri("/"))
    return f"{parts.scheme}://{parts.netloc}"


def _dated(changed: datetime | None) -> str:
    if changed is None:
        return ""
    return f"<lastmod>{changed.astimezone(UTC).isoformat(timespec='seconds')}</lastmod>"


def _latest(dates: list[datetime | None]) -> datetime | None:
    return max((one for one in dates if one), default=None)
