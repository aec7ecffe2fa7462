"""What was measured on, and whether PostgreSQL walks the composite index to the nearest."""

from bench import database, plans, points
from bench.nearest import RADIUS_KM, THEMES
from bench.report import Row
from bench.statements import statement_of


def rows() -> list[Row]:
    """The size of the directory, the share of both themes, and the plans for each."""
    shares = database.shares()
    found = [Row("structures on the map", float(database.places()), "structures", ">= 35000")]
    for name, theme in THEMES.items():
        found.append(Row(f"share of the {name} theme", 100 * shares[theme], "%"))
    for name, theme in THEMES.items():
        asked = [
            statement_of(f"theme={theme}&lat={point.lat}&lon={point.lon}&rayon_km={RADIUS_KM[theme]}")
            for kind in ("urban", "rural")
            for point in points.points(kind, 2)
        ]
        for title, plan_of in (("values written out", plans.literal_plan), ("prepared", plans.generic_plan)):
            seen = [plan_of(statement.sql, statement.parameters) for statement in asked]
            kept = all(plans.walks_nearest_first(plan) and not plans.reads_whole_table(plan) for plan in seen)
            found.append(
                Row(
                    f"nearest walks the index, {name}, {title}",
                    "yes" if kept else "no",
                    "",
                    "= yes",
                    samples=len(seen),
                )
            )
    return found
