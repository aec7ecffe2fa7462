# SPDX-License-Identifier: AGPL-3.0-or-later
"""Repair what happened to a text on its way: encodings, entities, spaces, lost letters."""

import html
import re
import unicodedata

# What a letter of French becomes when UTF-8 is read as Windows-1252 or Latin-1.
_MOJIBAKE = re.compile("[ÃÂÅâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]")
# The second byte of "à" is a space that does not break, which many tools make a plain one.
_LONE_A = re.compile(r"(?<![^\W\d_])Ã[ \u00a0]")
# Line breaks that a spreadsheet, a page or a program wrote out.
_WRITTEN_BREAKS = re.compile(r"(?i:_x000[AD]_|<br\s*/?>)|\\r\\n|\\n|\t")
_CONTROLS = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u009f\u200b-\u200f\u2060\ufeff]"
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "\u2011": "-", "‐": "-"})
# No address asks a question: a "?" beside a letter is a letter that was lost, and so is every U+FFFD there.
_LOST = re.compile(r"(?<=[^\W\d_])[?\ufffd]+|[?\ufffd]+(?=[^\W\d_])|(?<=['’])[?\ufffd]+")
_LOST_APOSTROPHE = re.compile(r"(?<![^\W\d_])([ldLD])[?\ufffd](?=[aeiouyhAEIOUYHàâéèêëîïôûÀÂÉÈÊËÎÏÔÛœŒ])")
# An "e" with an accent is by far the likeliest.
LIKELIEST_LETTER = "e"
# Another guess: where two readings of a text differ is where letters were lost.
OTHER_LETTER = "q"
# A figure beside a lost character, or a lost character on its own, which may have been one.
_LOST_FIGURE = re.compile(r"\d[?\ufffd]|[?\ufffd]\d|(?<!\S)\ufffd+(?!\S)|(?<!\S)\?+(?=\s+\w)")
# A "?" that touches no letter and no figure: who wrote the address was not sure of it.
_QUESTION = re.compile(r"(?<![\w'’?])\?+(?![\w?])")
_REPAIRS = 3


def mend(text: str, guess: str = LIKELIEST_LETTER) -> str:
    """Return `text` with mojibake, entities, odd spaces and apostrophes put right; line ends are kept.

    A letter replaced by "?" or U+FFFD becomes `guess`. Mending twice changes nothing.
    """
    mended = text
    while True:
        before, mended = mended, _once(mended, guess)
        # Each turn removes something (an entity, a double encoding), so that this ends.
        if mended == before or len(mended) > len(before):
            return mended if mended == before else before


def lost_letters(text: str) -> int:
    """Return how many letters of `text` were lost and replaced by a guess in `mend`."""
    unescaped = html.unescape(text)
    return len(_LOST.findall(unescaped))


def has_lost_figure(text: str) -> bool:
    """Tell whether a figure of `text` may have been lost: nobody can guess which it was."""
    return bool(_LOST_FIGURE.search(html.unescape(text)))


def is_questioned(text: str) -> bool:
    """Tell whether a "?" stands alone in `text` ("12 ? rue X", "rue X ?", "(?)"): it is asked, not said."""
    return bool(_QUESTION.search(html.unescape(text)))


def _once(text: str, guess: str) -> str:
    text = html.unescape(text)
    for _turn in range(_REPAIRS):
        if not _MOJIBAKE.search(text):
            break
        repaired = _MOJIBAKE_RUN.sub(_decoded, text)
        if repaired == text:
            break
        text = repaired
    text = unicodedata.normalize("NFC", _LONE_A.sub("à ", text)).translate(_APOSTROPHES)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", _WRITTEN_BREAKS.sub("\n", text))
    text = _LOST.sub(guess, _LOST_APOSTROPHE.sub(r"\1'", text))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


_MOJIBAKE_RUN = re.compile("[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,}")


def _decoded(found: re.Match) -> str:
    run = found[0]
    for encoding in ("cp1252", "latin-1"):
        try:
            return run.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    # Windows-1252 leaves five bytes without a letter, which readers pass on as control characters.
    try:
        return b"".join(_byte(char) for char in run).decode("utf-8")
    except UnicodeError:
        return run


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")
