"""What an edit costs with every row that is derived from it, and that writers do not stop each other."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable

from django.db import connection
from psycopg import Connection, connect, errors

from bench.database import COMMON, connection_parameters
from bench.points import points
from bench.report import Row
from bench.scale import question
from bench.servers import Server
from bench.timing import interleaved, median, percentile

SEED = 20_260_104
WRITERS = READERS = 8

# An edit of each sort, of a table: (what is set, what it is set to; %s is another number each time).
EDITS = {
    "a service's name": ("service", "nom = 'Permanence numéro ' || %s::int"),
    "a service's hours": (
        "service",
        "horaires_accueil = 'Mo-Fr 09:' || lpad((%s::int %% 60)::text, 2, '0') || '-12:30'",
    ),
    "a service's public": (
        "service",
        "publics = CASE WHEN %s::int %% 2 = 0 THEN ARRAY['jeunes'] ELSE ARRAY['seniors'] END",
    ),
    "a structure's telephone": ("structure", "telephone = '01 98 76 ' || lpad(%s::text, 6, '0')"),
    "a structure's position": (
        "structure",
        "position = ST_SetSRID(ST_MakePoint(2 + %s::int * 1e-6, 48), 4326)::geography",
    ),
}


def cost(turns: int) -> list[Row]:
    """Each sort of edit, commit and fsync included, beside the same UPDATE where nothing is derived."""
    rows = []
    with writer() as ours, writer() as bare:
        # A session without triggers: the bare UPDATE, on the same table with the same indexes.
        bare.execute("SET session_replication_role = replica")
        for name, (table, change) in EDITS.items():
            ids = some_ids(table, 2 * turns + 20)
            numbers = iter(range(random.Random(SEED).randrange(10_000, 400_000), 10**6))

            def edit(server: Connection, number: int, table=table, change=change, numbers=numbers) -> None:
                server.execute(f"UPDATE mapping_{table} SET {change} WHERE id = %s", [next(numbers), number])

            for number in ids[2 * turns :]:
                edit(ours, number)
                edit(bare, number)
            timings = interleaved(
                {
                    "ours": lambda n, ids=ids, edit=edit: edit(ours, ids[2 * n]),
                    "bare": lambda n, ids=ids, edit=edit: edit(bare, ids[2 * n + 1]),
                },
                turns,
                1,
            )
            said = ", ".join(f"{one} p50 {median(timings.of(one)):.2f} ms" for one in ("ours", "bare"))
            rows.append(
                Row(
                    f"1 M: edit of {name} / the bare UPDATE",
                    timings.ratio("ours", "bare"),
                    "ratio",
                    "<= 6",
                    "<= 3",
                    turns,
                    said,
                )
            )
    # What the bare session wrote, nothing derived: made good.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mapping_refresh_search(ARRAY(SELECT DISTINCT structure_id FROM mapping_service"
            " WHERE id = ANY (%s) UNION SELECT unnest(%s)))",
            [some_ids("service", 2 * turns), some_ids("structure", 2 * turns)],
        )
    return rows


def together(ours: Server, seconds: float, say: Callable[[str], None]) -> list[Row]:
    """Writers of every sort of edit beside readers over HTTP: how many of both, and what went wrong."""
    say(f"{WRITERS} writers beside {READERS} readers for {seconds:.0f} s")
    until = time.monotonic() + seconds
    counts: Counter = Counter()
    waits: list[float] = []
    asked = [question(COMMON, point, 20) for point in points("urban", 40)]
    services, structures = some_ids("service", 400), some_ids("structure", 400)

    def write(worker: int) -> None:
        choose = random.Random(SEED + worker)
        with writer() as server:
            while time.monotonic() < until:
                table, change = choose.choice(list(EDITS.values()))
                number = choose.choice(services if table == "service" else structures)
                try:
                    server.execute(
                        f"UPDATE mapping_{table} SET {change} WHERE id = %s",
                        [choose.randrange(10**6), number],
                    )
                    counts["writes"] += 1
                except errors.DeadlockDetected:
                    counts["deadlocks"] += 1

    def read(worker: int) -> None:
        choose = random.Random(SEED - worker)
        with ours.connect() as api:
            while time.monotonic() < until:
                began = time.perf_counter()
                api.get(f"/api/v1/structures?{choose.choice(asked)}")
                waits.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    threads += [threading.Thread(target=read, args=(n,)) for n in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    setting = f"{WRITERS} writers and {READERS} readers for {seconds:.0f} s"
    return [
        Row(f"1 M: {setting}: deadlocks", float(counts["deadlocks"]), "", "= 0", samples=counts["writes"]),
        Row(
            "1 M: writes a second meanwhile", counts["writes"] / seconds, "a second", samples=counts["writes"]
        ),
        Row(
            "1 M: reads meanwhile, p95",
            percentile(waits, 0.95),
            "ms",
            samples=len(waits),
            absolute=f"p50 {median(waits):.1f} ms, {len(waits) / seconds:.0f} a second",
        ),
    ]


def writer() -> Connection:
    """A connection that commits and waits for the disk at each edit."""
    return connect(**connection_parameters(), autocommit=True)


def some_ids(table: str, count: int) -> list[int]:
    """The numbers of `count` records spread over a table, the same at every run."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id), max(id) FROM mapping_{table}")
        first, last = cursor.fetchone()
        chosen = random.Random(SEED).sample(range(first, last + 1), 3 * count)
        cursor.execute(
            f"SELECT id FROM mapping_{table} WHERE id = ANY (%s) ORDER BY id LIMIT %s", [chosen, count]
        )
        return [number for (number,) in cursor.fetchall()]
