"""How people write: telephones, mails, yes and no, dates, letters that a program broke."""

import datetime
import random

from bench.messy.world import without_accents

YES = ("oui", "OUI", "Oui", "O", "x", "X", "✓", "1", "vrai", "ok")
NO = ("non", "NON", "Non", "N", "0", "faux", "-")
_INTERNATIONAL = {"0262": "262", "0269": "262", "0692": "262", "0639": "262", "0590": "590", "0690": "590",
                  "0594": "594", "0694": "594"}  # fmt: skip


def telephone(number: str, style: str) -> object:
    """A number of ten figures in a style; `int` is what a spreadsheet makes of it."""
    pairs = [number[start : start + 2] for start in range(0, 10, 2)]
    rest = number[1:]
    prefix = _INTERNATIONAL.get(number[:4], "33")
    return {
        "spaces": " ".join(pairs),
        "dots": ".".join(pairs),
        "dashes": "-".join(pairs),
        "slashes": "/".join(pairs),
        "glued": number,
        "int": int(number),
        "float": float(number),
        "+33": f"+{prefix}{rest}",
        "+33 (0)": f"+{prefix} (0){rest[0]} {' '.join(pairs[1:])}",
        "0033": f"00{prefix} {rest[0]} {' '.join(pairs[1:])}",
        "threes": f"{number[:4]} {number[4:7]} {number[7:]}",
        "labelled": f"Tél. : {' '.join(pairs)}",
        "nbsp": "\u00a0".join(pairs),
        "standard": f"{' '.join(pairs)} (standard)",
    }[style]


def mail(address: str, style: str) -> str:
    user, domain = address.split("@")
    return {
        "plain": address,
        "spaces": f" {address} ",
        "around at": f"{user} @ {domain}",
        "capitals": address.upper(),
        "full stop": f"{address}.",
        "angle": f"<{address}>",
        "mailto": f"mailto:{address}",
        "nbsp": f"{address}\u00a0",
        "at": f"{user}(at){domain}",
    }[style]


def site(address: str, style: str) -> str:
    return {
        "plain": address,
        "bare": address.removeprefix("https://"),
        "http": address.replace("https:", "http:") + "/",
        "capitals": address.removeprefix("https://").upper(),
    }[style]


def day(date: tuple[int, int, int], style: str) -> object:
    year, month, number = date
    months = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
              "novembre", "décembre")  # fmt: skip
    return {
        "excel": datetime.datetime(year, month, number),  # noqa: DTZ001 - a spreadsheet knows no zone
        "fr": f"{number:02d}/{month:02d}/{year}",
        "fr short": f"{number}/{month}/{year % 100:02d}",
        "dots": f"{number:02d}.{month:02d}.{year}",
        "iso": f"{year}-{month:02d}-{number:02d}",
        "words": f"{number} {months[month - 1]} {year}",
        "with time": f"{number:02d}/{month:02d}/{year} 00:00:00",
    }[style]


def mojibake(text: str) -> str:
    """UTF-8 read as Windows-1252: « MÃ©diathÃ¨que ». Each letter can be given back."""
    return text.encode().decode("cp1252", errors="replace")


def lost(text: str) -> str:
    """Each letter that is not ASCII replaced by U+FFFD: it is gone for good."""
    return "".join(one if ord(one) < 128 else "\ufffd" for one in text)


def question_marks(text: str) -> str:
    return "".join(one if ord(one) < 128 else "?" for one in text)


def capitals(text: str) -> str:
    return without_accents(text).upper()


def pick(rng: random.Random, share: float) -> bool:
    """True in a share of the cases."""
    return rng.random() < share
