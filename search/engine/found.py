# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why a place was found by words: where it says them, in fragments.

Only what the reader may see is looked at, and only of the page's own places.
"""

import json
import re
from typing import Any

from django.db import connection

from accounts.roles import Role
from search.engine.full_text import highlight, understand

# Letters of a description shown on each side of the first word found.
_AROUND = 80

Fragments = list[tuple[str, bool]]

_DESCRIPTIONS = """
SELECT s.id, s.description, ARRAY(
    SELECT sv.description
    FROM mapping_visible_service sv
    WHERE sv.structure_id = s.id AND sv.role = s.role AND sv.nom = ANY (asked.services)
    ORDER BY sv.nom, sv.id
)
FROM jsonb_to_recordset(%s::jsonb) AS asked (id bigint, services text[])
JOIN mapping_visible_structure s ON s.id = asked.id AND s.role = %s
"""


def words_of(typed: str) -> frozenset[str]:
    """The folded words of the directory that what was typed stands for."""
    return understand(typed).words


def tell(features: list[dict[str, Any]], words: frozenset[str], role: Role) -> None:
    """Add to the properties of each feature `trouve`: by name of what says one of `words` (`nom`, `commune`,
    `services`, `description`), its text as fragments, each with whether it is one of them.

    `services` is a list of such texts, those that say one. A description is cut to what surrounds the first
    of the words, the found services' before the structure's. What was found by a thématique alone has none.
    """
    if not features or not words:
        for feature in features:
            feature["properties"]["trouve"] = {}
        return
    descriptions = _descriptions(features, role)
    for feature in features:
        said = feature["properties"]
        told: dict[str, Any] = {}
        for name in ("nom", "commune"):
            if fragments := _marked(said[name] or "", words):
                told[name] = fragments
        if services := [fragments for name in said["services"] if (fragments := _marked(name, words))]:
            told["services"] = services
        for description in descriptions.get(feature["id"], []):
            if fragments := _marked(description, words):
                told["description"] = highlight(around(fragments), words)
                break
        said["trouve"] = told


def _descriptions(features: list[dict[str, Any]], role: Role) -> dict[int, list[str]]:
    asked: dict[int, set[str]] = {}
    for feature in features:
        asked.setdefault(feature["id"], set()).update(feature["properties"]["services"])
    rows = [{"id": number, "services": sorted(services)} for number, services in asked.items()]
    with connection.cursor() as cursor:
        cursor.execute(_DESCRIPTIONS, [json.dumps(rows), int(role)])
        return {number: [*services, structure] for number, structure, services in cursor.fetchall()}


def _marked(text: str, words: frozenset[str]) -> Fragments:
    """The fragments of a text that says one of the words; empty for one that says none."""
    fragments = highlight(text, words)
    return fragments if any(found for _said, found in fragments) else []


def around(fragments: Fragments) -> str:
    """What surrounds the first word found, cut between words."""
    text = "".join(said for said, _found in fragments)
    first = next(place for place, (_said, found) in enumerate(fragments) if found)
    start = sum(len(said) for said, _found in fragments[:first])
    end = start + len(fragments[first][0])
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = "…" + re.sub(r"^\S*\s+", "", before)
    if end + _AROUND < len(text):
        after = re.sub(r"\s+\S*$", "", after) + "…"
    return " ".join(f"{before}{fragments[first][0]}{after}".split())
