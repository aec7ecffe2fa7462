# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in an address and is no part of it: boxes, telephones, floors, people, bodies."""

import re

_FLAGS = re.IGNORECASE
_NUMBER_SIGN = r"(?:n\s?[°ºo]\s?)?"
# Each of these asks for a figure, so that "Rue du BP" or "Cours de la CS" stays whole.
# The figures of a box may be parted ("BP 20 123"), but what follows them may be a house's own number.
_BOXES = re.compile(
    rf"\b(?:b\.?\s?p\.?|c\.?\s?s\.?|t\.?\s?s\.?\s?a\.?|bo[iî]te postale|case postale|cidex)\s*{_NUMBER_SIGN}"
    r"\d{1,6}(?!\d)(?:\s\d{3}(?=\s*(?:$|[,;\n-]|\d{5})))?",
    _FLAGS,
)
_CEDEX = re.compile(r"\bc[eé]dex\b(?:\s*n?[°o]?\s*\d{1,2}\b(?!\s*\d))?", _FLAGS)
_TELEPHONE = re.compile(
    r"(?:\b(?:t[eé]l[eé]?(?:phone)?|fax|mobile|port(?:able)?)\s*[.:]*\s*)?"
    r"(?<![\d.])(?:(?:\+|00)\s?33\s?(?:\(0\)\s?)?[1-9]|0[1-9])(?:[\s./-]?\d{2}){4}(?!\d)",
    _FLAGS,
)
_TELEPHONE_LABEL = re.compile(r"\b(?:t[eé]l[eé]?(?:phone)?|fax)\s*[.:]+\s*", _FLAGS)
_MAIL = re.compile(r"\S+@\S+\.\w+")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", _FLAGS)
_FLOOR = re.compile(
    r"\b(?:(?:au\s+)?(?:\d{1,2}\s?(?:er|[eè]me|nd|e)|premier|deuxi[eè]me|troisi[eè]me)\s+[eé]tage"
    r"|[eé]tage\s+\d{1,2}|rez[- ]de[- ](?:chauss[eé]e|jardin)|r\.?d\.?c\.?)(?![\w'])",
    _FLAGS,
)
_UNIT = re.compile(
    r"\b(?:b[aâ]t(?:iment)?s?|b[aâ]?t\.?|imm(?:euble)?|esc(?:alier)?|appt|appartement|apt|app|bureau|bur|hall|entr[eé]e"
    r"|porte|tour|bloc|local|lot|cage|aile|niveau|salle)\b\.?\s*(?:n\s?[°ºo]\s?)?"
    r"(?:\d{1,4}\s?[a-z]?|[a-z]\s\d{1,3}(?=\s*(?:[,;\n)(/]|$))|[a-z]\d{0,3})\b(?!['’])(?=\s*(?:[,;\n)(/-]|$|\d|(?:all|av|bd|b(?:lv|oule)|ch|impasse|place|pl|r|rue|route|rte|quai|cours|square|esc|b[aâ]t)))",
    _FLAGS,
)
_CARE_OF = re.compile(r"\b(?:c\s?/\s?o|s\s?/\s?c|chez|aux bons soins de)\b[^,;\n\d]*(?=[,;\n\d]|$)", _FLAGS)
# A postcode in brackets is no noise.
_BRACKETS = re.compile(r"\((?!\s*\d{5}\s*\))[^()]*\)|\[[^\[\]]*\]")
_POSTCODE_IN_BRACKETS = re.compile(r"\(\s*(\d{5})\s*\)")
# The road that a street is a part of, beside its name: "RD1 - 8 Rue de la Chaussée".
_ROAD = re.compile(
    r"(?:^|(?<=[\n,;(]))\s*(?:r\.?\s?[dn]\.?|[dn]|c\.?d\.?)\s?\d{1,4}\s?[a-z]?\s*"
    r"(?:[,;\n]|\s[-–/]\s)(?=\s*\d)",
    _FLAGS,
)
# After a comma only: there is a "Faubourg de France", and an "Avenue Anatole France".
_COUNTRY = re.compile(r"\s*[,;\n–-]\s*france\s*\.?\s*$", _FLAGS)
_COUNTRY_OF_TOWN = re.compile(r"[\s,;–-]+france\s*\.?\s*$", _FLAGS)


def without_noise(text: str) -> str:
    """Return an address without boxes, telephones, mail, links, floors, units, "c/o" and brackets.

    What is taken out leaves a comma, so that what stood on either side stays apart.
    """
    for pattern in (_MAIL, _LINK, _TELEPHONE, _TELEPHONE_LABEL, _BOXES, _CEDEX, _FLOOR, _CARE_OF):
        text = pattern.sub(" , ", text)
    text = _POSTCODE_IN_BRACKETS.sub(r" \1 , ", _BRACKETS.sub(" , ", text))
    text = _ROAD.sub(" , ", text)
    for _turn in range(3):
        text = _UNIT.sub(" , ", text)
    return _COUNTRY.sub("", text)


def without_box(text: str) -> str:
    """Return the name of a town without its CEDEX, its box and the country."""
    text = _CEDEX.sub(" ", _BOXES.sub(" ", text))
    return _COUNTRY_OF_TOWN.sub("", text).strip(" ,;-")
