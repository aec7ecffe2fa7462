"""Whether a stored value is the one meant: what people would call the same, and nothing wider."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from bench.messy import weeks
from bench.messy.book import Place, Value

# A hundred metres or so.
_DEGREES = 0.001
_FOREIGN = ("262", "590", "594", "596", "508", "33")
TEXTS = frozenset(
    (
        *("description", "notes", "conditions_acces", "publics_precisions", "frais_precisions", "details"),
        *("mobilisation_precisions", "garde_enfants_precisions", "a_apporter", "complement_adresse"),
        *("horaires_texte", "fonction"),
    )
)


def fields_of(place: Place) -> tuple[str, ...]:
    """The fields that may hold a place, without what says how to look at them."""
    return tuple(name for name, _spec in _specs(place.field))


@lru_cache(maxsize=1024)
def _specs(field: str) -> tuple[tuple[str, str], ...]:
    """Each field of a place, and how it is written there."""
    return tuple((re.split(r"[~@]", one)[0], one) for one in field.split("|"))


def holds(fields: dict[str, Value], place: Place) -> bool:
    """Whether a record's fields have what a place says."""
    for name, spec in _specs(place.field):
        given = fields.get(name)
        if given is None or given == "" or given == frozenset():
            continue
        if any(_holds(given, spec, value) for value in (place.value, *place.also)):
            return True
    return False


def _holds(given: Value, spec: str, value: Value) -> bool:
    if "@" in spec:
        return of_day(str(given), spec.split("@")[1]) == of_day(str(value), spec.split("@")[1])
    name = spec.rstrip("~")
    if spec.endswith("~"):
        return within(str(value), str(given))
    return same(name, given, value)


def same(name: str, given: Value, value: Value) -> bool:
    """Whether a field's two values are one."""
    if isinstance(value, frozenset):
        return all(_has(given, code) for code in value)
    if isinstance(value, bool) or isinstance(given, bool):
        return given is value
    if name in ("latitude", "longitude"):
        number = _number(given)
        return number is not None and abs(number - float(value)) <= _DEGREES  # type: ignore[arg-type]
    if isinstance(value, int | float):
        return _number(given) == float(value)
    if isinstance(value, date):
        return (given.date() if isinstance(given, datetime) else given) in (value, value.isoformat())
    return _same_text(name, str(given), str(value))


def _same_text(name: str, given: str, value: str) -> bool:
    if name == "telephone":
        return figures(given) == figures(value)
    if name in ("siret", "code_postal"):
        return re.sub(r"\s", "", given) == value
    if name == "courriel":
        return given.strip().lower() == value.lower()
    if name == "site_web":
        return bare(given) == bare(value)
    if name == "horaires_accueil":
        return weeks.same_hours(given, value)
    return folded(given) == folded(value)


def _has(given: Value, code: str) -> bool:
    codes = given if isinstance(given, frozenset) else frozenset({str(given)})
    return any(one.startswith(code[:-1]) if code.endswith("*") else one == code for one in codes)


def _number(given: Value) -> float | None:
    try:
        return float(str(given).replace(",", "."))
    except ValueError:
        return None


def of_day(osm: str, part: str) -> frozenset | None:
    """The spans of one day without a holiday, of its morning (`Mo/0`) or afternoon; None if unreadable."""
    day, _, half = part.partition("/")
    found = weeks.ordinary(osm) if osm else {}
    if found is None:
        return None
    spans = found.get(weeks.OSM.index(day), ())
    return frozenset(one for one in spans if not half or (one[0] >= 720) == (half == "1"))


@lru_cache(maxsize=65536)
def figures(text: str) -> str:
    """A telephone as its national figures, whatever its writing."""
    digits = re.sub(r"\D", "", text.split("ext")[0])
    if text.strip().startswith(("+", "00")):
        digits = digits.removeprefix("00")
        for code in _FOREIGN:
            if digits.startswith(code):
                return "0" + digits[len(code) :].removeprefix("0")
    return digits


def bare(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.strip().lower()).rstrip("/")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Words without case, accents and marks."""
    text = unicodedata.normalize("NFD", text.lower().replace("œ", "oe"))
    text = "".join(one for one in text if not unicodedata.combining(one))
    return " ".join(re.findall(r"[a-z0-9\ufffd?]+", text))


def within(part: str, text: str) -> bool:
    """Whether the words of a part are in a text, one after the other."""
    words = folded(part)
    return bool(words) and f" {words} " in f" {folded(text)} "
