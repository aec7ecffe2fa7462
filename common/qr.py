# SPDX-License-Identifier: AGPL-3.0-or-later
"""QR codes as SVG, made by segno (ISO/IEC 18004)."""

import io
from functools import lru_cache

import segno
from django.utils.safestring import SafeString, mark_safe

# A quarter of the code may be hidden or creased: a sheet of paper lives in a pocket.
_ERROR_CORRECTION = "q"


# A dozen milliseconds each, and a kilobyte to keep: the same sheets and posters are asked for again.
@lru_cache(maxsize=256)
def _code(text: str) -> segno.QRCode:
    return segno.make(text, error=_ERROR_CORRECTION, micro=False)


def drawing(text: str, label: str) -> SafeString:
    """An inline `<svg>` of the QR code of `text`, with `label` as its name for screen readers."""
    svg = _code(text).svg_inline(
        border=4, omitsize=True, title=label, light="#fff", svgclass="qr", lineclass=None
    )
    return mark_safe(svg.replace("<svg ", '<svg role="img" ', 1))  # segno escapes the title


def image(text: str) -> bytes:
    """The QR code of `text` as an SVG file."""
    file = io.BytesIO()
    _code(text).save(file, kind="svg", border=4, scale=6, light="#fff")
    return file.getvalue()
