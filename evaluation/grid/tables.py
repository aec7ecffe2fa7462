# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a grid counted, as a table to take away."""

from evaluation.grid.models import Kind, OwnLine, Way, WeekNumber
from evaluation.grid.weeks import code
from mapping import vocabulary

_KINDS = {
    Kind.THEME: "demandes par thème",
    Kind.OWN: "nos lignes à nous",
    Kind.PUBLIC: "qui demande",
    Kind.LANGUAGE: "dans quelle langue",
}


def lines_of(structure: int) -> list[list]:
    """A line for each number of a structure, the last week first: week, what is counted, way, number."""
    header = ["semaine", "lundi", "ce qui est compté", "code", "ligne", "comment", "nombre"]
    labels = labels_of(structure)
    rows = (
        WeekNumber.objects.filter(structure=structure, n__gt=0)
        .order_by("-week", "kind", "code", "way")
        .values_list("week", "kind", "code", "way", "n")
    )
    return [
        header,
        *(
            [
                code(week),
                week.isoformat(),
                _KINDS[Kind(kind)],
                "" if kind == Kind.OWN else of,
                labels.get((kind, of), of),
                str(Way(way).label) if way else "",
                n,
            ]
            for week, kind, of, way, n in rows
        ),
    ]


def labels_of(structure: int) -> dict[tuple[str, str], str]:
    """The words of each line that a structure may have counted, by kind and code."""
    own = OwnLine.objects.filter(structure=structure).values_list("pk", "label")
    return {
        **{(Kind.THEME, theme.code): str(theme.nom) for theme in vocabulary.THEMES},
        **{(Kind.PUBLIC, code): str(label) for code, label in vocabulary.PUBLICS},
        **{(Kind.LANGUAGE, code): str(label) for code, label in vocabulary.LANGUES},
        **{(Kind.OWN, str(pk)): label for pk, label in own},
    }
