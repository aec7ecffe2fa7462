"""`python -m bench.resources`: how quick it is to find sheets among 50,000, and how the index is used.

In a database of its own, which keeps what it made for the next run. Words are drawn as a language draws them
(the n-th commonest 1/n as often), themes and territories as a département's sheets have them: half hold
everywhere, the others in a département or one of its intercommunalités; one in ten is for professionals.
"""

import argparse
import os
import random
import secrets
import sys
import time

COUNT, SEED, TURNS = 50_000, 20_261_129, 400
_COMMAND = "python -m bench.resources"
_WORDS_OF_ONE = 120
_VOCABULARY = 20_000


def main() -> int:
    parser = argparse.ArgumentParser(prog=_COMMAND, description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
    options = parser.parse_args()
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": "bench.settings"}
    os.environ.setdefault("BENCH_SIZE", "_resources")
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from django.core.management import call_command

    from bench import database, report

    database.create()
    call_command("migrate", verbosity=0)
    call_command("load_places", verbosity=0)
    made = fill(options.count)
    rows = [*figures(options.count), *([made] if made else [])]
    print(report.table(rows))
    if not options.no_write and options.count == COUNT:
        print(f"\nwritten: {report.write(rows, 'resources').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def fill(count: int):
    """Make the sheets where there are fewer; what one costs the triggers, where any was made."""
    from django.db import connection

    from bench.report import Row
    from network.models import Resource

    if Resource.objects.count() >= count:
        return None
    draw = random.Random(SEED)
    vocabulary = _vocabulary(draw)
    weights = [1 / (rank + 5) for rank in range(len(vocabulary))]
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT epci_code FROM places_commune WHERE departement_code = '77'")
        epci = sorted(code for (code,) in cursor.fetchall() if code)
        cursor.execute("SELECT DISTINCT departement_code FROM places_commune WHERE departement_code <> ''")
        departements = sorted(code for (code,) in cursor.fetchall())
    began = time.perf_counter()
    for start in range(0, count, 1000):
        Resource.objects.bulk_create(
            _sheet(draw, vocabulary, weights, epci, departements) for _one in range(min(1000, count - start))
        )
        if start % 10_000 == 0:
            print(f"{start} fiches…", flush=True)
    spent = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE network_resource, network_resourcewords, network_resourceword")
    return Row("écrire une fiche de 120 mots, déclencheurs compris", spent / count * 1000, "ms",
               samples=count, command=_COMMAND)  # fmt: skip


def _vocabulary(draw: random.Random) -> list[str]:
    """Words of two to four syllables, those of the lexicon first, so that phrases of it are said too."""
    heads = [
        "titre",
        "séjour",
        "carte",
        "vitale",
        "logement",
        "demande",
        "permis",
        "conduire",
        "école",
        "français",
        "emploi",
        "santé",
    ]
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "ou", "an", "on")]
    others = {"".join(draw.choices(syllables, k=draw.randint(2, 4))) for _one in range(2 * _VOCABULARY)}
    return [*heads, *draw.sample(sorted(others), _VOCABULARY)]


def _sheet(draw, vocabulary, weights, epci, departements):
    from mapping.vocabulary import PUBLICS, THEMATIQUES, THEMES
    from network.models import Audience, Resource, ResourceKind

    words = draw.choices(vocabulary, weights, k=_WORDS_OF_ONE)
    themes = draw.sample([theme.code for theme in THEMES], draw.choice((1, 1, 1, 2)))
    where = draw.random()
    kind, code = ("", "") if where < 0.5 else ("epci", draw.choice(epci))
    if where >= 0.7:
        kind, code = "departement", draw.choice(departements) if where > 0.85 else "77"
    return Resource(
        kind=draw.choice(ResourceKind.values),
        title=" ".join(words[:5]).capitalize(),
        summary=" ".join(words[5:20]),
        text=" ".join(words[20:]),
        themes=themes,
        publics=[draw.choice(PUBLICS)[0]],
        thematiques=[draw.choice(THEMATIQUES)[0]],
        territory_kind=kind,
        territory_code=code,
        audience=Audience.PROFESSIONALS if draw.random() < 0.1 else Audience.PUBLIC,
    )


def figures(count: int) -> list:
    """Time of what pages ask, commonest first: p50, p95 and p99 of questions that differ."""
    from django.db import connection

    from accounts.roles import Role
    from bench.report import Row
    from mapping.vocabulary import THEMES
    from network.search import found
    from network.where import of_commune

    draw = random.Random(SEED + 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM places_commune WHERE departement_code = '77' ORDER BY code")
        communes = [code for (code,) in cursor.fetchall()]
        cursor.execute(
            "SELECT word FROM network_resourceword WHERE length(word) > 5 ORDER BY word LIMIT 3000"
        )
        said = [word for (word,) in cursor.fetchall()]
    themes = [theme.code for theme in THEMES]

    def slip(word: str) -> str:
        at = draw.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1 :]

    asked = {
        "un thème et un lieu": lambda: {"themes": [draw.choice(themes)]},
        "un thème, un lieu, deux mots": lambda: {
            "themes": [draw.choice(themes)],
            "words": " ".join(draw.sample(said, 2)),
        },
        "un lieu, un mot avec une faute": lambda: {"words": slip(draw.choice(said))},
        "le pire : deux mots que presque toutes disent": lambda: {"words": "titre de séjour"},
        "un mot qui commence": lambda: {"words": draw.choice(said)[:4], "begun": True},
    }
    rows = []
    for name, question in asked.items():
        spent = []
        for turn in range(TURNS + 20):
            options = question() | {"limit": 3}
            commune = draw.choice(communes)
            began = time.perf_counter()
            found(role=Role.VISITOR, place=of_commune(commune), **options)
            if turn >= 20:
                spent.append((time.perf_counter() - began) * 1000)
        spent.sort()
        p50, p95, p99 = (spent[int(len(spent) * share)] for share in (0.5, 0.95, 0.99))
        must = "<= 30" if "lieu" in name else None
        told = f"p50 {p50:.1f}, p99 {p99:.1f}"
        rows.append(
            Row(
                f"{count} fiches : {name}, p95",
                p95,
                "ms",
                must,
                samples=TURNS,
                absolute=told,
                command=_COMMAND,
            )
        )
    return rows


if __name__ == "__main__":
    sys.exit(main())
