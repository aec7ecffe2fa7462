# SPDX-License-Identifier: AGPL-3.0-or-later
"""QR codes as SVG, made by segno (ISO/IEC 18004)."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

# A quarter of the code may be hidden or creased: a sheet of paper lives in a pocket.
_ERROR_CORRECTION = "q"


def drawing(text: str, label: str) -> SafeString:
    """An inline `<svg>` of the QR code of `text`, with `label` as its name for screen readers."""
    code = segno.make(text, error=_ERROR_CORRECTION, micro=False)
    svg = code.svg_inline(border=4, omitsize=True, title=label, light="#fff", svgclass="qr", lineclass=None)
    return mark_safe(svg.replace("<svg ", '<svg role="img" ', 1))  # segno escapes the title


def image(text: str) -> bytes:
    """The QR code of `text` as an SVG file."""
    file = io.BytesIO()
    segno.make(text, error=_ERROR_CORRECTION, micro=False).save(
        file, kind="svg", border=4, scale=6, light="#fff"
    )
    return file.getvalue()
