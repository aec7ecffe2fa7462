"""Lost letters: none to four characters of the street's name or of the town become "?" or U+FFFD."""

import random
import time
from dataclasses import replace

from bench.geocoding.documents import Truth
from geocoding.pipeline import Pipeline, Text

MOST_LOST = 4
_CHUNK = 1000


def damaged(truth: Truth, lost: int, rng: random.Random) -> Text:
    """The address of a truth with `lost` letters of its street and town replaced, each by one mark."""
    mark = rng.choice("?\ufffd")
    written = f"{truth.street}, {truth.city}"
    letters = [place for place, char in enumerate(written) if char.isalpha()]
    places = set(rng.sample(letters, min(lost, len(letters))))
    street = "".join(mark if place in places else char for place, char in enumerate(written))
    street, _comma, city = street.rpartition(", ")
    return Text("", f"{truth.number} {street}", truth.postcode, city)


def measure(pipeline: Pipeline, truths: list[Truth], rows: int, seed: int) -> list[str]:
    """A line for each number of letters lost: `rows` absent addresses, and a quarter as many present ones.

    Another street is one accepted for an absent street; a number accepted is one that was removed.
    """
    lines = []
    absent = [truth for truth in truths if truth.removed]
    present = [truth for truth in truths if not truth.removed]
    for lost in range(MOST_LOST + 1):
        rng = random.Random(f"{seed}-{lost}")
        asked = rng.choices(absent, k=rows) + rng.choices(present, k=rows // 4)
        start = time.perf_counter()
        other_street = number = accepted = as_street = 0
        for first in range(0, len(asked), _CHUNK):
            chunk = asked[first : first + _CHUNK]
            texts = [replace(damaged(truth, lost, rng), key=str(n)) for n, truth in enumerate(chunk)]
            for truth, text, outcome in zip(chunk, texts, pipeline.locate(texts), strict=True):
                placed = outcome.precision in ("address", "street")
                if truth.removed == "street" and placed:
                    other_street += 1
                    lines.append(f"  {text.address}, {text.city} -> {outcome.label} ({outcome.verdict.line})")
                number += truth.removed == "number" and outcome.precision == "address"
                accepted += not truth.removed and outcome.precision == "address"
                as_street += not truth.removed and outcome.precision == "street"
        rate = len(asked) / (time.perf_counter() - start)
        lines.append(
            f"{lost} lost: absent {rows}, another street {other_street}, absent number {number};"
            f" present {rows // 4}, accepted {accepted}, as a street {as_street}; {rate:.0f} rows/s"
        )
    return lines
