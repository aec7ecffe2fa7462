"""`python -m bench.geocoding.home`: is a misspelt commune found at home first, and never another alone?

Needs the site's database with the places loaded. Prints the figures; 1 when a must does not hold.
"""

import os
import random
import statistics
import sys
import time

import django

SEED, HOME, NAMES = 20_261_128, "77", 381
LEAST_FIRST, LEAST_WORDS, P95_MS = 0.98, 118 / 132, 30
_BESIDE = {
    "a": "qz",
    "b": "vn",
    "c": "xv",
    "d": "sf",
    "e": "zr",
    "f": "dg",
    "g": "fh",
    "h": "gj",
    "i": "uo",
    "j": "hk",
    "k": "jl",
    "l": "km",
    "m": "lp",
    "n": "bh",
    "o": "ip",
    "p": "om",
    "q": "as",
    "r": "et",
    "s": "qd",
    "t": "ry",
    "u": "yi",
    "v": "cb",
    "w": "xs",
    "x": "wc",
    "y": "tu",
    "z": "ae",
}


def slip(name: str, rng: random.Random) -> str:
    """Return `name` with one slip of the fingers, in one of eight ways."""
    letters = [place for place, char in enumerate(name) if char.isalpha()]
    place = rng.choice(letters)
    char = name[place].lower()
    beside = rng.choice(_BESIDE.get(char, "e"))
    pairs = [p for p in letters[:-1] if name[p + 1].isalpha() and name[p] != name[p + 1]] or letters[:-1]
    swapped = rng.choice(pairs)
    return rng.choice(
        (
            name[:place] + beside + name[place:],
            name[:place] + name[place] + name[place:],
            name[:place] + name[place + 1 :],
            name[:place] + beside + name[place + 1 :],
            name[:swapped] + name[swapped + 1] + name[swapped] + name[swapped + 2 :],
            name.replace("-", "", 1) if "-" in name else name[:place] + name[place + 1 :],
            name.replace("-", " ").replace("'", " ").lower()[:place] + beside + name[place + 1 :].lower(),
            name.replace("'", "").replace("é", "e").replace("-", " "),
        )
    )


def main() -> int:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "geoapp.settings", "LOG_LEVEL": "WARNING"}
    os.environ.setdefault("DEBUG", "1")
    django.setup()
    from geocoding.suggest import communes as suggested
    from geocoding.where import Found, resolve
    from places.folding import fold
    from places.models import Commune
    from places.neighbours import neighbouring_departements

    def tight(name: str) -> str:
        return fold(name).replace(" ", "")

    near = Commune.objects.filter(departement_code__in=[HOME, *neighbouring_departements(HOME)], kind="COM")
    known = list(near.order_by("code"))
    borne = {tight(one.nom) for one in known}
    rng = random.Random(SEED)
    first = alone_wrong = choices_without = nothing = asked = 0
    taken = []
    for commune in rng.sample(known, len(known)):
        typed = slip(commune.nom, rng)
        if tight(typed) != tight(commune.nom) and tight(typed) in borne:
            continue  # this is the very name of another one: nobody could tell
        asked += 1
        start = time.perf_counter()
        found = suggested(typed, HOME)
        taken.append((time.perf_counter() - start) * 1000)
        first += bool(found) and (found[0].commune_code == commune.code or _same(found[0], commune, fold))
        where = resolve(typed, HOME)
        if isinstance(where, Found):
            if where.commune_code != commune.code:
                alone_wrong += 1
                print(f"  alone and wrong: {typed} ({commune}) -> {where.label}")
        elif not hasattr(where, "candidates"):
            nothing += 1
            print(f"  nothing: {typed} ({commune})")
        elif commune.code not in {one.commune_code for one in where.candidates}:
            choices_without += 1
        if bool(found) is False or found[0].commune_code != commune.code:
            print(f"  not first: {typed} ({commune}) -> {[one.label for one in found[:3]]}")
        if asked == NAMES:
            break
    peopled = Commune.objects.filter(departement_code=HOME, population__gte=2000, kind="COM")
    words = right = 0
    for commune in peopled.order_by("-population"):
        typed = commune.nom.replace("-", " ").split()[0]
        words += 1
        start = time.perf_counter()
        found = suggested(typed, HOME)
        taken.append((time.perf_counter() - start) * 1000)
        right += bool(found) and found[0].commune_code == commune.code
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"one slip: right one first {first} of {asked}; alone and wrong {alone_wrong};", end=" ")
    print(f"choice without it {choices_without}; nothing {nothing}")
    print(f"first words: own one first {right} of {words}; suggestions p95 {p95:.1f} ms")
    holds = (
        first >= LEAST_FIRST * asked and not alone_wrong and right >= LEAST_WORDS * words and p95 <= P95_MS
    )
    return 0 if holds else 1


def _same(found, commune, fold) -> bool:
    """Whether two communes bear one name."""
    return fold(found.label.rpartition(" (")[0]) == fold(commune.nom)


if __name__ == "__main__":
    sys.exit(main())
