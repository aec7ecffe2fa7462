"""What staff bring: columns of numbers or groups by commune, and zones, read and checked.

Anything wrong raises `Refused`, whose message says in French what was expected, and in which line.
"""

import csv
import io
import json
import math
import re
from dataclasses import dataclass, field
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from places.models import Commune

MAX_BYTES = 8_000_000
MAX_LINES = 60_000
MAX_ZONES = 5_000
_AREAS = ("Polygon", "MultiPolygon")

_COMMUNE = re.compile(r"(\d\d|2A|2B)\d{3}", re.ASCII)
# How Insee and its kin write that a number is not told.
_SECRET = {"", "s", "nd", "n/d", "na", "n.d.", "c", "-", "–", "secret"}


class Refused(Exception):
    """The file is not what was expected; the message says how, to whoever sent it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A column by commune code, the codes that no commune has, and how many communes it says nothing of."""

    values: dict = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    missing: int = 0


def numbers(name: str, content: bytes) -> Table:
    """People by commune, from a table whose first columns are a commune's code and a number.

    An unreadable first line is taken for titles; an empty or secret number is missing. Raises Refused.
    """

    def number(text: str, line: int) -> float | None:
        if text.strip().casefold() in _SECRET:
            return None
        plain = text.replace("\N{NO-BREAK SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "")
        try:
            value = float(plain.replace(" ", "").replace(",", "."))
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value >= 0):
            raise Refused(
                _("Ligne %(line)d : « %(text)s » n'est pas un nombre de personnes.")
                % {"line": line, "text": text[:40]}
            )
        return value

    return _by_commune(name, content, number)


def groups(name: str, content: bytes) -> Table:
    """A group's name by commune, from a table whose first columns are a commune's code and a name.

    Raises Refused.
    """

    def group(text: str, _line: int) -> str | None:
        return text.strip()[:80] or None

    return _by_commune(name, content, group)


def zones(content: bytes) -> dict:
    """Areas of a GeoJSON in degrees, with their names and nothing else. Raises Refused."""
    if len(content) > MAX_BYTES:
        raise Refused(_("Ce fichier est trop lourd : %(n)d Mo au plus.") % {"n": MAX_BYTES // 1_000_000})
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused(_("Ce fichier n'est pas du GeoJSON.")) from None
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not features:
        raise Refused(_("Une collection GeoJSON (FeatureCollection) avec au moins une zone est attendue."))
    if len(features) > MAX_ZONES:
        raise Refused(_("Trop de zones : %(n)d au plus.") % {"n": MAX_ZONES})
    return {"type": "FeatureCollection", "features": [_zone(each, i) for i, each in enumerate(features, 1)]}


def _zone(feature: object, number: int) -> dict:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") not in _AREAS:
        raise Refused(_("Zone %(n)d : un polygone est attendu.") % {"n": number})
    depth = 3 if geometry["type"] == "Polygon" else 4
    if not _in_degrees(geometry.get("coordinates"), depth):
        raise Refused(
            _(
                "Zone %(n)d : ses coordonnées ne sont pas des degrés (WGS 84, longitude puis latitude). "
                "Exportez le fichier en EPSG:4326."
            )
            % {"n": number}
        )
    properties = feature.get("properties") if isinstance(feature.get("properties"), dict) else {}
    names = [properties[key] for key in ("nom", "name", "lib_qp", "NOM_QP", "libelle") if properties.get(key)]
    return {
        "type": "Feature",
        "properties": {"nom": str(names[0])[:120] if names else ""},
        "geometry": {"type": geometry["type"], "coordinates": geometry["coordinates"]},
    }


def _in_degrees(part: object, depth: int) -> bool:
    if not isinstance(part, list) or not part:
        return False
    if depth > 1:
        return all(_in_degrees(each, depth - 1) for each in part)
    numbers_only = len(part) >= 2 and all(
        isinstance(value, int | float) and math.isfinite(value) for value in part[:2]
    )
    return numbers_only and abs(part[0]) <= 180 and abs(part[1]) <= 90


def _by_commune(name: str, content: bytes, read) -> Table:
    values: dict[str, object] = {}
    missing = 0
    for line, cells in enumerate(_lines(name, content), start=1):
        if line > MAX_LINES:
            raise Refused(_("Trop de lignes : %(n)d au plus.") % {"n": MAX_LINES})
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < 2:
            raise Refused(
                _("Ligne %(line)d : un code de commune et une valeur sont attendus.") % {"line": line}
            )
        code = _code(cells[0])
        if code is None:
            if line == 1:
                continue
            raise Refused(
                _("Ligne %(line)d : « %(text)s » n'est pas un code de commune à cinq caractères.")
                % {"line": line, "text": cells[0][:40]}
            )
        if code in values:
            raise Refused(
                _("Ligne %(line)d : la commune %(code)s est déjà dite plus haut.")
                % {"line": line, "code": code}
            )
        value = read(cells[1], line)
        values[code] = value
        missing += value is None
    known = set(Commune.objects.filter(code__in=values).values_list("code", flat=True))
    told = {code: value for code, value in values.items() if code in known and value is not None}
    if not told:
        raise Refused(_("Aucune ligne ne parle d'une commune connue : le code Insee est attendu d'abord."))
    return Table(told, sorted(values.keys() - known), missing)


def _code(text: str) -> str | None:
    """The official code in a cell; a spreadsheet takes the first zero of 01004 away."""
    code = text.strip().strip("'\"").upper()
    if code.isascii() and code.isdigit() and len(code) == 4:
        code = f"0{code}"
    right = (
        len(code) == 5
        and code.isascii()
        and code[2:].isdigit()
        and (code[:2].isdigit() or code[:2] in _CORSICA)
    )
    return code if right else None


_CORSICA = ("2A", "2B")


def _lines(name: str, content: bytes) -> list[list[str]]:
    if len(content) > MAX_BYTES:
        raise Refused(_("Ce fichier est trop lourd : %(n)d Mo au plus.") % {"n": MAX_BYTES // 1_000_000})
    if name.lower().endswith((".xlsx", ".xlsm")):
        return _of_workbook(content)
    return _of_text(content)


def _of_workbook(content: bytes) -> list[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_col=2, max_row=MAX_LINES + 1, values_only=True)
        return [["" if cell is None else _text(cell) for cell in row] for row in rows]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError):
        raise Refused(_("Ce classeur Excel ne s'ouvre pas. Enregistrez-le en CSV et réessayez.")) from None


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _of_text(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Refused(_("Ce fichier n'est ni du CSV ni un classeur Excel (.xlsx)."))
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise Refused(_("Ce fichier CSV ne se lit pas.")) from None
