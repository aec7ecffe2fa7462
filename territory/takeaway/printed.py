# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report on paper: PDF (A4, legible in black and white), and the map alone as a picture."""

import io
import logging

import pypdfium2
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.urls import URLFetcher, URLFetchingError

from territory import assumptions, headline, siting_words, words
from territory.advice import Answer
from territory.drawn.picture import as_svg
from territory.report import Report

# Communes printed: a meeting reads the first ones; the spreadsheet has them all.
ROWS = 25
# Heights of the note's map, the first that leaves it on one page.
_NOTE_MAPS_MM = (110, 95, 80, 65, 50, 38)
_OPTIONS = {"pdf_variant": "pdf/ua-1"}
# A picture is drawn at this many dots an inch.
_DPI = 150

# Its fonts log a line for every missing feature, which says nothing to whoever prints.
logging.getLogger("fontTools").setLevel(logging.ERROR)


class _NothingFromOutside(URLFetcher):
    """A report asks nothing of any address, its own disk included."""

    def fetch(self, url, headers=None):
        if url.startswith("data:"):
            # The operator's logo, which the drawing holds itself.
            return super().fetch(url, headers)
        raise URLFetchingError(f"a report asks nothing of {url[:40]}")


def as_pdf(report: Report) -> bytes:
    """The report in pages: map, sentence, tables, method, date, parameters, sources and limits."""
    return _printed("territory/printed.html", report)


def as_png(report: Report) -> bytes:
    """The map with its title and legend."""
    document = pypdfium2.PdfDocument(_printed("territory/printed_map.html", report))
    try:
        picture = document[0].render(scale=_DPI / 72).to_pil()
        out = io.BytesIO()
        picture.save(out, "PNG", optimize=True)
        return out.getvalue()
    finally:
        document.close()


def as_note(answer: Answer, report: Report, svg: SafeString) -> bytes:
    """Where to open, on one page: the goal, the number, the sites, before and after, the map."""
    context = {
        "answer": answer,
        "said": siting_words.of(answer),
        "instead": siting_words.instead,
        "change": answer.change,
        "report": report,
        "assumed": assumptions.one_line(report),
        "svg": svg,
    }
    for height in _NOTE_MAPS_MM:
        document = _document(render_to_string("territory/note.html", context | {"map_mm": height}))
        if len(document.pages) == 1:
            break
    return document.write_pdf(**_OPTIONS)


def _printed(template: str, report: Report) -> bytes:
    text = render_to_string(
        template,
        {
            "report": report,
            "view": report.view,
            "svg": as_svg(report, on_paper=True),
            "headline": headline.of(report),
            "limit": words.limit(report.assessment.question),
            "assumed": assumptions.one_line(report),
            "rows": report.far[:ROWS],
            "left": max(0, len(report.far) - ROWS),
            "groups": report.groups,
        },
    )
    return _as_pdf(text)


def _as_pdf(text: str) -> bytes:
    return _document(text).write_pdf(**_OPTIONS)


def _document(text: str) -> Document:
    return HTML(string=words.unbroken(text), url_fetcher=_NothingFromOutside()).render(**_OPTIONS)
