# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that a wrong encoding broke: those that can be mended are, the others are told."""

import re

from data.imports.values.base import Doubt

# What a reader puts for a byte that is no letter of its encoding: which one it was is gone.
BROKEN = "\ufffd"
# The end of what is said of them, by which they are counted.
LETTERS_LOST = "des lettres de ce texte ont été perdues avant l'envoi du fichier."
# In a word, or at the end of one that goes on: a French question has a space before its mark.
_QUESTION_MARK = re.compile(r"[^\W\d_]\?(?:[^\W\d_]|$|(?=\s+[a-zà-ÿ]))|(?<![?\w])\?[^\W\d_]")
_ADDRESS = re.compile(r"://|@|www\.")
# « Ã© » for é, « â€™ » for ’: UTF-8 read as Windows' own.
_MOJIBAKE = re.compile(r"[ÃÂÅ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf™œ\x9d“”˜š¢¦]")


def mended(text: str) -> str:
    """The text with what was read in the wrong encoding read in the right one, as far as that is sure."""
    if not _MOJIBAKE.search(text):
        return text
    for encoding in ("cp1252", "latin-1"):
        try:
            found = text.encode(encoding).decode()
        except UnicodeError:
            continue
        return found
    return re.sub(r"[ÃÂÅâ][\u0080-\u00bf\u2010-\u203aŒœŠšŽžŸƒˆ˜€™¢]{1,2}", _one, text)


def _one(match: re.Match[str]) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return match[0].encode(encoding).decode()
        except UnicodeError:
            continue
    return match[0]


def doubt(text: str) -> Doubt | None:
    """What is to be said of a text whose letters are lost; None where there are none."""
    at = text.find(BROKEN)
    if at < 0 and not _ADDRESS.search(text):
        # « Ing?nieur » : an é that some encoding had no letter for.
        found = _QUESTION_MARK.search(text)
        at = found.start() if found else -1
    if at < 0:
        return None
    shown = text[max(at - 20, 0) : at + 20].strip()
    return Doubt(f"« {shown} » : {LETTERS_LOST}")
