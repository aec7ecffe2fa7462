# SPDX-License-Identifier: AGPL-3.0-or-later
"""The French numbering plan, overseas included.

A département overseas has a region of its own (names are those of libphonenumber). Its numbers are written
with a zero as any other in France, and begin by what no metropolitan number begins by; from elsewhere they
have a country code of their own (Arcep, national numbering plan; Mayotte has Réunion's).
"""

import re

OVERSEAS_REGIONS = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
# The first digits of a national number, by region of libphonenumber.
_BEGINNINGS = {
    "GP": ("0590", "0690", "0691"),
    "MQ": ("0596", "0696", "0697"),
    "GF": ("0594", "0694"),
    "RE": ("0262", "0263", "0692", "0693"),
    "YT": ("0269", "0639"),
}
_REGION_OF = {beginning: region for region, known in _BEGINNINGS.items() for beginning in known}
_COUNTRY = {"GP": "590", "MQ": "596", "GF": "594", "RE": "262", "YT": "262"}
# 115, 3949, 116 117: numbers that exist within France alone.
SHORT = re.compile(r"1[0-9]{1,2}|1[01][0-9]{3,4}|3[0-9]{3}")
# Mobile numbers that Arcep keeps for fiction, which are nobody's: of metropolitan France, though Mayotte's
# begin so, and unknown to libphonenumber. Those of fixed lines (01 99 00…) are known to it.
FICTIONAL = re.compile(
    r"(?<!\d)(?:(?:\+|00)33[ .\-/]?(?:\(0\))?|0)6[ .\-/]?39[ .\-/]?98(?:[ .\-/]?\d\d){2}(?!\d)"
)


def region_of(text: str) -> str:
    """The overseas region that a national number says it is of by its first digits; empty for any other."""
    digits = re.sub(r"[\s.\-/()]", "", text)
    if FICTIONAL.fullmatch(digits):
        return ""
    return _REGION_OF.get(digits[:4], "") if re.fullmatch(r"0[0-9]{9}", digits) else ""


def international(phone: str) -> str:
    """A number as it is called from anywhere, « +33164528900 », without spaces.

    Empty for what cannot be: a short number, which exists within France alone, and what is no number.
    """
    text = re.sub(r"[\s.\-/()\u00a0]", "", phone)
    if re.fullmatch(r"\+[1-9][0-9]{5,14}", text):
        return text
    if not re.fullmatch(r"0[1-9][0-9]{8}", text):
        return ""
    return f"+{_COUNTRY.get(region_of(text), '33')}{text[1:]}"
