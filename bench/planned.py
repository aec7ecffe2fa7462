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
        for title, plan_of, good in (
            ("walks the composite index, generic plan", plans.generic_plan, plans.walks_nearest_first),
            ("stays within its theme, generic plan", plans.generic_plan, plans.bounded_by_theme),
            ("stays within its theme, values known", plans.literal_plan, plans.bounded_by_theme),
        ):
            kept = all(good(plan_of(statement.sql, statement.parameters)) for statement in asked)
            answer = "yes" if kept else "no"
            found.append(Row(f"nearest {title}, {name}", answer, "", "= yes", samples=len(asked)))
    return found
