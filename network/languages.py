# SPDX-License-Identifier: AGPL-3.0-or-later
"""The languages that a resource may be read in: what each calls itself, and which side it is written from."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language_info

from mapping.vocabulary import LANGUES

FRENCH = "fr"
_LABELS = dict(LANGUES)
_OF_THE_SITE = dict(settings.LANGUAGES)
_FROM_THE_RIGHT = frozenset({"ar", "fa", "ps", "ur", "he"})
# Those whose name of itself the framework does not know.
_OWN_NAMES = {
    "ps": "پښتو",
    "ku": "Kurdî",
    "ti": "ትግርኛ",
    "so": "Soomaali",
    "zh": "中文",
    "bm": "Bamanankan",
    "snk": "Sooninkanxanne",
    "ff": "Pulaar",
    "wo": "Wolof",
    "ln": "Lingála",
    "ht": "Kreyòl ayisyen",
    "fsl": "LSF",
}


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its code, what it calls itself, what the reader calls it, its direction (ltr or rtl).

    `is_of_the_site` says that the pages around the text are in it too.
    """

    code: str
    own_name: str
    label: str
    direction: str
    is_of_the_site: bool


def language_of(code: str) -> Language:
    """The language of a code of `vocabulary.LANGUES`. Raises KeyError for another."""
    label = str(_LABELS[code])
    return Language(
        code,
        str(_OF_THE_SITE.get(code) or _OWN_NAMES.get(code) or _known(code) or label),
        label,
        "rtl" if code in _FROM_THE_RIGHT else "ltr",
        code in _OF_THE_SITE,
    )


def _known(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return ""


def is_known(code: str) -> bool:
    """Whether a code is one of `vocabulary.LANGUES`."""
    return code in _LABELS
