# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a line of print may end, and where it may not: in an address of the web or a word of ninety letters,
which have no space, but not inside a number, hours, a day, the beginning of an address."""

import re

# Shown as nothing; a line may end there, or may not.
MAY_BREAK = "\N{ZERO WIDTH SPACE}"
_JOINED = "\N{WORD JOINER}"
_NO_BREAK = "\N{NO-BREAK SPACE}"
# A narrow column holds so many letters whatever they are.
_LONGEST = 24
_PIECE = 12
_LONG = re.compile(rf"\S{{{_LONGEST},}}")
_AFTER = re.compile(r"(?<=[/.@?&=_-])(?=[^/\s])")

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_STREETS = (
    "rue|avenue|av|boulevard|bd|place|pl|allées?|chemin|route|impasse|quai|cours|square|passage|sentier|sente"
    "|esplanade|faubourg|fg|mail|promenade|résidence|rond-point|ruelle|villa|voie|cité|clos|domaine|hameau"
)
_AN_HOUR = r"\d{1,2} ?h(?: ?\d{2})?(?!\w)"
# What stays on one line.
_WHOLE = re.compile(
    "|".join(
        (
            rf"(?<!\w){_AN_HOUR}(?: ?[–-] ?{_AN_HOUR})?",
            # Telephones, sums, counts.
            r"\+\d{2,3}(?: \d{1,3})+(?!\d)",
            r"(?<![\d.,])\d{1,3}(?: \d{2,3})+(?!\d)(?: (?:€|%|km|euros?|places?))?",
            r"\d (?:€|%|km|min|ans|mois|euros?|places?|jours?|semaines?)(?!\w)",
            rf"(?:\d{{1,2}}|1er) (?:{_MONTHS})(?: \d{{4}})?(?!\w)",
            r"[ABC][12] (?:à|–|-) [ABC][12](?!\w)",
            rf"\d(?: (?:bis|ter|quater))?,? (?=(?:{_STREETS})\b)",
            r"(?<!\d)\d{5} (?=[A-ZÀ-Ý])",
            r"« | [»:;?!]",
        )
    ).replace(" ", "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"),
    re.IGNORECASE,
)
_SCHEME = re.compile(r"^(?:https?://(?:www\.)?|mailto:|tel:)")
_SPACES = re.compile("[ \N{NO-BREAK SPACE}]")
# A line may end after a dash, whatever space follows.
_DASHES = re.compile(r"[–-](?=.)")


def lined(text: str) -> str:
    """The text with its lines ending where a reader expects. What is longer than a column has places to
    break: after a stroke or a full stop where there is one, else every twelve letters."""
    return _LONG.sub(lambda found: _pieces(found[0]), _WHOLE.sub(lambda found: _kept(found[0]), text))


def typed(address: str) -> str:
    """An address of the web, of a mail or a telephone as people type it."""
    return _SCHEME.sub("", address).rstrip("/")


def _kept(words: str) -> str:
    """Words that stay on one line."""
    return _DASHES.sub(lambda dash: dash[0] + _JOINED, _SPACES.sub(_NO_BREAK, words))


def _pieces(word: str) -> str:
    pieces = []
    for part in _AFTER.split(word):
        cut = len(part) > _LONGEST
        pieces += [part[at : at + _PIECE] for at in range(0, len(part), _PIECE)] if cut else [part]
    return MAY_BREAK.join(pieces)
