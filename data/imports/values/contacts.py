# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telephone numbers, e-mail addresses and web addresses."""

import re
from functools import lru_cache
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from data.imports.values.base import Doubt, Reading, text_of
from data.numbering import FICTIONAL, OVERSEAS_REGIONS, SHORT, region_of

# One separator among many digits is a number's, as in a latitude: 45.7301763.
_DECIMAL = re.compile(r"[+-]?\d+[.,]\d{3,}")
# « W770003571 », a number of the register of associations.
_NUMBERED_THING = re.compile(r"[A-Za-z]{1,4}[-_ ]?\d{6,}|[A-Za-z]\d[A-Za-z0-9]{5,}")
_DAY = re.compile(r"\d{4}([-/.])\d{2}\1\d{2}(?:\D.*)?|\d{1,2}([-/.])\d{1,2}\2\d{4}(?:\D.*)?", re.DOTALL)
# An address of a machine, which is no site: « 203.0.113.10 », « [2001:db8::1] ».
_MACHINE = re.compile(r"https?://(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?:[:/?#].*)?", re.IGNORECASE)
_ALONE = re.compile(r"(?:\+33 ?|0)[1-9](?:[ .-]?\d\d){4}", re.ASCII)
_FRENCH = re.compile(r"(?<!\d)0[1-9](?:[ .\-/]{0,2}\d\d){4}(?!\d)", re.ASCII)
_WITHOUT_ZERO = re.compile(r"[1-9][0-9]{8}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_EXTENSION = re.compile(r"(?:[^\W\d_]+\.? ?)?\d{1,5}")
_WHOLE_NUMBER = re.compile(r"(?:\d[\s./-]*){8,}")
# What numbers are called.
_CALLED = re.compile(
    r"\b(?:n°|num[ée]ros?|t[ée]l[ée]phones?|t[ée]l(?:\.|\b)|fixes?|portables?|port(?:\.|\b)|mobiles?|mob(?:\.|\b)"
    r"|gsm|standard|accueil|secr[ée]tariat|bureau|fax|phone|appel(?:er|ez)?|puis"
    r"|e?-?mails?|courriels?|site(?: web)?)\b\.?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[^\s<>()\[\],;:|\"'/]+@[^\s<>()\[\],;:|\"'/]+\.[A-Za-z]{2,}")
_AT = re.compile(r"(?<=[\w.-])(?: +@ *|@ +| *[(\[{](?:at|arobase|@)[)\]}] *)(?=\w)", re.IGNORECASE)
# « accueil@asso . example »: of a domain that has no point yet.
_POINT = re.compile(r"(@[\w-]+)(?:\s+\.\s*|\.\s+)(?=[A-Za-z]{2,}\b)")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s|;<>\"]+|(?<![@\w.])[\w-]+(?:\.[\w-]+)*\.(?:fr|org|com|net|eu|info|gouv\.fr)(?:/[^\s|;<>\"]*)?",
    re.I,
)
_check_url = URLValidator(schemes=["http", "https"])
NO_NUMBER = (
    "« %s » n'est pas un numéro de téléphone%s : laissé de côté. Sont lus dix chiffres (01 64 00 00 00), un"
    " numéro court (115), ou le + et l'indicatif d'un autre pays."
)
UNASSIGNED = ", aucun numéro ne commence ainsi"
MAX_URL = 500
MAX_EMAIL = 254


def telephone(cell: Any, departement: str = "") -> Reading:
    """The first telephone number of a cell, as it is written in France; others are told.

    Numbers abroad keep their « + »; short numbers (115, 39 49) are kept as digits. What is no
    possible number is left out and told. What is said beside a number (« le matin ») is told, and the
    cell is then what is `left` to keep as text.
    """
    return _telephone(text_of(_leading_zero(cell)), departement)


def _leading_zero(cell: Any) -> Any:
    """A spreadsheet takes « 0164… » for a number and drops its zero."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 1e8 <= cell < 1e9:
        return f"0{int(cell)}"
    return cell


@lru_cache(maxsize=4096)
def _telephone(text: str, departement: str) -> Reading:
    if not text:
        return Reading("")
    digits = re.sub(r"[\s.\-/]", "", text)
    if SHORT.fullmatch(digits):
        return Reading(digits)
    if _WITHOUT_ZERO.fullmatch(text):
        # As a spreadsheet leaves it in a text file.
        text = f"0{text}"
    region = region_of(text) or OVERSEAS_REGIONS.get(departement, "FR")
    is_other = _DECIMAL.fullmatch(text) or _DAY.fullmatch(text) or _NUMBERED_THING.fullmatch(text)
    numbers = [] if is_other else list(_numbers(text, region))
    if not numbers:
        return Reading(
            "", (Doubt(NO_NUMBER % (text[:40], UNASSIGNED if as_written(text) else ""), lost=True),)
        )
    doubts: tuple[Doubt, ...] = ()
    if len(numbers) > 1:
        others = ", ".join(numbers[1:4])
        doubts = (Doubt(f"Plusieurs numéros : le premier est gardé, sont laissés {others}.", lost=True),)
    if beside := _beside(text, region):
        return Reading(
            numbers[0], (*doubts, Doubt(f"« {beside[:60]} » : laissé de côté.", lost=True)), left=(text,)
        )
    return Reading(numbers[0], doubts)


def _beside(text: str, region: str) -> str:
    """What a cell says beside its telephone numbers, what they are called left out: « le matin »."""
    if _ALONE.fullmatch(text) or not _WORD.search(text):
        return ""
    for start, end, _number in reversed(places_of(text, region)):
        text = f"{text[:start]} {text[end:]}"
    rest = re.sub(r"\s+", " ", _CALLED.sub(" ", text)).strip(" .,;:/|-–+°")
    if _EXTENSION.fullmatch(rest) and not _WHOLE_NUMBER.search(rest):
        # « puis 2 », « poste 12 »: what is dialled next.
        return re.sub(r"\s+", " ", text).strip(" .,;:/|-–+°")
    return rest if _WORD.search(rest) and not _WHOLE_NUMBER.search(rest) else ""


def _numbers(text: str, region: str) -> list[str]:
    # Looking for numbers in a text takes four times as long as reading the one that it is.
    if _ALONE.fullmatch(text):
        number = phonenumbers.parse(text, region)
        if phonenumbers.is_valid_number(number):
            return [written(number)]
    found = [written for _place, _end, written in places_of(text, region)]
    if not found:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            return []
        # « 0164… » without any separator, or with odd ones.
        if phonenumbers.is_valid_number(number):
            found.append(written(number))
    return list(dict.fromkeys(found))


def places_of(text: str, region: str) -> list[tuple[int, int, str]]:
    """Where the telephone numbers of a text begin and end, and each as it is written in France, in order."""
    found = [
        (match.start, match.end, written(match.number))
        for match in phonenumbers.PhoneNumberMatcher(text, region)
    ]
    if "39" in text:
        found += [(one.start(), one.end(), _fictional(one[0])) for one in FICTIONAL.finditer(text)]
    return sorted(found)


def _fictional(text: str) -> str:
    digits = "0" + re.sub(r"\D", "", text)[-9:]
    return " ".join(digits[place : place + 2] for place in range(0, 10, 2))


def written(number: phonenumbers.PhoneNumber) -> str:
    """A number as it is written in France, or with its « + » abroad and where it has no zero."""
    french = (
        number.country_code == 33 or phonenumbers.region_code_for_number(number) in OVERSEAS_REGIONS.values()
    )
    form = phonenumbers.PhoneNumberFormat
    written = phonenumbers.format_number(number, form.NATIONAL if french else form.INTERNATIONAL)
    if french and not written.startswith("0"):
        # Collectivities whose numbers have no zero cannot be called from elsewhere without their code.
        written = phonenumbers.format_number(number, form.INTERNATIONAL)
    return written[:30]


def as_written(text: str) -> str:
    """The first ten digits of a text that are written as a French number is, though none may be given so:
    « 07 12 34 56 78 »; empty where there are none."""
    found = _FRENCH.search(text)
    digits = re.sub(r"\D", "", found[0]) if found else ""
    return " ".join(digits[place : place + 2] for place in range(0, 10, 2)) if digits else ""


def courriel(cell: Any) -> Reading:
    """The first e-mail address of a cell, in lower case; others, and what is none, are told."""
    # « secretariat @ association.org », « secretariat(at)association.org »: how robots are kept away.
    text = _tight(text_of(cell).replace("mailto:", ""))
    if not text:
        return Reading("")
    found = []
    for candidate in _EMAIL.findall(text):
        candidate = candidate.strip(".-").lower()
        try:
            validate_email(candidate)
        except ValidationError:
            continue
        if len(candidate) <= MAX_EMAIL:
            found.append(candidate)
    if not found:
        return Reading(
            "", (Doubt(f"« {text[:60]} » n'est pas une adresse électronique : laissé de côté.", lost=True),)
        )
    doubts: tuple[Doubt, ...] = ()
    if len(found) > 1:
        doubts = (
            Doubt(
                f"Plusieurs adresses : la première est gardée, sont laissées {', '.join(found[1:4])}.",
                lost=True,
            ),
        )
    return Reading(found[0], doubts)


def _tight(text: str) -> str:
    """A text whose e-mails are written without spaces nor words for their signs."""
    return _POINT.sub(r"\1.", _AT.sub("@", text))


def without_emails(text: str) -> str:
    """What is left of a text once its e-mail addresses are taken off."""
    return _EMAIL.sub(" ", text.replace("mailto:", ""))


def beside_emails(text: str) -> str:
    """What a cell says beside its e-mails, what they are called left out: « (réponse sous 48 h) »."""
    rest = re.sub(r"\s+", " ", _CALLED.sub(" ", without_emails(_tight(text)))).strip(' .,;:/|-–+°<>()"')
    return rest if _WORD.search(rest) else ""


def first_url(text: str) -> Reading:
    """The first web address in a text that holds other things; nothing where there is none."""
    found = _URL.search(text)
    return url(found[0]) if found else Reading("")


def url(cell: Any) -> Reading:
    """The first web address of a cell, with « https:// » where no scheme was written."""
    text = text_of(cell)
    if not text:
        return Reading("")
    for candidate in [text, *_URL.findall(text)]:
        candidate = candidate.strip().rstrip(".,)")
        if not re.match(r"https?://", candidate, re.I):
            candidate = f"https://{candidate}"
        try:
            _check_url(candidate)
        except ValidationError:
            continue
        if len(candidate) <= MAX_URL and not _MACHINE.fullmatch(candidate):
            return Reading(candidate)
    return Reading(
        "", (Doubt(f"« {text[:60]} » n'est pas une adresse de site : laissé de côté.", lost=True),)
    )
