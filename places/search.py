# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find communes from what a person types: a name, a postcode, both, or an INSEE code."""

import re
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from psycopg import sql

from places.models import Commune, CommuneName
from places.near_names import near_names
from places.neighbours import neighbouring_departements
from places.text import fold

MAX_TEXT_LENGTH = 200
# Below it, a name has little more than a syllable in common with what was typed. "meulun" has
# 0.44 with Melun, "chele" 0.40 with Chelles, "fontainbleau" 0.69 with Fontainebleau.
MIN_SIMILARITY = 0.35

EXACT, FORMER_PENALTY, PREFIX, INSIDE = 1.0, 0.05, 0.9, 0.8
# A name of home with one slip or none but its spaces, and with two.
ONE_SLIP, TWO_SLIPS = 0.92, 0.78
_FUZZY_CEILING = 0.75
# A postcode that agrees makes up for some of the typing errors.
_CONFIRMED = 0.2
# What is left of the score of a name when the postcode typed with it is not its own.
_CONTRADICTED = 0.6

_INSEE = re.compile(r"^(?:\d{5}|2[ab]\d{3})$")
_DEPARTEMENT = re.compile(r"^(?:0[1-9]|[1-8]\d|9[0-5]|2[ab]|9[78]\d)$")
_IN_BRACKETS = re.compile(r"\(\s*(\d{2,3}|2[ABab])\s*\)\s*$")
# From so many letters on, two slips leave the name plain; in a shorter one, a few that it may be.
_LONG_NAME, _FEW = 9, 4
# Fetched before home is put first; and the letters from which a far exact name may be a slip of home.
_AT_LEAST, _LEAST_DOUBT = 24, 5
_NOISE = {"cedex", "france"}


@dataclass(frozen=True, slots=True)
class CommuneMatch:
    """A commune found. `score` is 1 for its exact name, less the less sure it is.

    `postcode` is the one that was typed, or the only one that the commune has, else None.
    """

    commune: Commune
    postcode: str | None
    score: float

    @property
    def is_exact(self) -> bool:
        """Whether the text is one of the commune's names, or its postcode."""
        return self.score >= EXACT

    @property
    def is_one_slip(self) -> bool:
        """Whether it is a name of home but for one slip."""
        return self.score == ONE_SLIP


@dataclass(frozen=True, slots=True)
class _Question:
    """What was typed, taken apart: folded words of a name, a five-figure code, a département."""

    name: str
    code: str = ""
    departement: str = ""


def search_communes(text: str, limit: int = 8, departement: str | None = None) -> list[CommuneMatch]:
    """Return at most `limit` communes and arrondissements for a typed text, best first.

    Accents, case, hyphens and "st" for "saint" do not count. Understood: the beginning of a name,
    a name with typing errors, "77000", "77000 Melun", "Melun (77)", an INSEE code, "paris 11",
    and the name of an old commune, which finds the one that took it in. With a `departement`, names of
    it and of its neighbours come before the same or likelier ones far away; then the most peopled. Text
    beyond 200 characters is not read. Never raises for any text.
    """
    question = _read(text)
    if question is None or limit < 1:
        return []
    near = [departement, *neighbouring_departements(departement)] if departement else []
    if not question.name:
        return _by_code(question.code, limit, near)
    matches = _by_name(question, limit, near)
    if not matches and question.code:
        # The postcode is wrong, or the name is: what each says alone is offered, lowered.
        by_name = _by_name(replace(question, code=""), max(1, limit // 2), near)
        alone = by_name + _by_code(question.code, limit, near)
        matches = [replace(match, score=match.score * _CONTRADICTED) for match in alone]
    return _once(matches)[:limit]


def communes_named(names: list[str], departement: str | None = None) -> dict[str, list[CommuneMatch]]:
    """Return, for each folded name that communes bear exactly, those communes, best first.

    They are ordered as by `search_communes`. Names that no commune bears are left out.
    """
    near = [departement, *neighbouring_departements(departement)] if departement else []
    rows = CommuneName.objects.filter(name__in=names).select_related("commune")
    found: dict[str, list[CommuneMatch]] = {}
    for row in rows:
        score = EXACT - (FORMER_PENALTY if row.kind == CommuneName.Kind.FORMER else 0)
        match = CommuneMatch(row.commune, _postcode(row.commune, ""), score)
        found.setdefault(row.name, []).append(match)
    for matches in found.values():
        matches.sort(key=lambda match: (-match.score, *_rank(match.commune, near)))
    return found


def _read(text: str) -> _Question | None:
    """Take a typed text apart; None when it holds neither a name nor a code."""
    text = text[:MAX_TEXT_LENGTH]
    departement = ""
    if bracketed := _IN_BRACKETS.search(text):
        departement, text = bracketed[1].upper(), text[: bracketed.start()]
    words = [word for word in fold(text).split() if word not in _NOISE]
    code = next((word for word in words if _INSEE.match(word)), "")
    name = " ".join(word for word in words if word != code)
    return _Question(name, code.upper(), departement) if name or code else None


def _readings(question: _Question) -> list[_Question]:
    """Return the ways to read a name: as it is, and with its last word as a département."""
    *words, last = question.name.split()
    if words and not question.departement and _DEPARTEMENT.match(last):
        return [question, replace(question, name=" ".join(words), departement=last.upper())]
    return [question]


def _by_name(question: _Question, limit: int, near: list[str]) -> list[CommuneMatch]:
    """Search the names as written, then, short of an exact one, the names nearly so."""
    readings = _readings(question)
    matches: list[CommuneMatch] = []
    # "paris 11" is a name before it is a Paris somewhere in the Aude.
    for reading in readings:
        if matches := _ask(_AS_WRITTEN, reading, max(limit, _AT_LEAST) if near else limit, near):
            break
    if near and not question.code and not question.departement:
        return _home_first(question.name, matches, limit, near)
    # A letter or two has no trigram to speak of, and would match half of France.
    if len(question.name) > 2 and len(matches) < limit and not any(match.is_exact for match in matches):
        bonus = _CONFIRMED if question.code else 0
        matches += [
            replace(match, score=match.score + bonus) for match in _ask(_NEARLY, readings[-1], limit, near)
        ]
    return _once(matches)[:limit]


def _home_first(name: str, matches: list[CommuneMatch], limit: int, near: list[str]) -> list[CommuneMatch]:
    """The matches as written and the names of home with a slip, home before far away."""
    if not any(match.is_exact and match.commune.departement_code in near for match in matches):
        matches = _slips(name, matches, near) + matches
        is_sure = len(name) > _LEAST_DOUBT and any(match.is_one_slip for match in matches)
        if (
            len(name) > 2
            and not is_sure
            and len(matches) < limit
            and not any(match.is_exact for match in matches)
        ):
            matches += _ask(_NEARLY, _readings(_Question(name))[-1], limit, near)

    def order(match: CommuneMatch) -> tuple:
        tier = _tier(name, match, near)
        return tier, *_within_tier(match, tier, near)

    ranked = sorted(_once(matches), key=order)
    first = ranked[:limit]
    far = next((match for match in ranked if match.is_exact), None)
    if far and far not in first and limit > 1:
        first[-1] = far  # what was typed is its very name: it stays among the answers
    return first


def _slips(name: str, matches: list[CommuneMatch], near: list[str]) -> list[CommuneMatch]:
    """The names of home with a slip or two, nearest first, beside `matches` as written."""
    is_exact = any(match.is_exact for match in matches)
    if is_exact and len(name) < _LEAST_DOUBT:
        return []
    slips = near_names(name, near)
    communes = Commune.objects.in_bulk(list(slips))
    found = [
        CommuneMatch(communes[code], _postcode(communes[code], ""), ONE_SLIP if n <= 1 else TWO_SLIPS)
        for code, n in slips.items()
    ]
    found.sort(key=lambda match: (-match.score, *_rank(match.commune, near)))
    if len(name.replace(" ", "")) >= _LONG_NAME:
        return found
    sure = [match for match in found if match.is_one_slip]
    is_begun = any(match.score >= PREFIX and match.commune.departement_code in near for match in matches)
    # "meulin" is Melun with two slips, and half of its letters: worth offering where nothing is nearer.
    return sure if sure or is_exact or is_begun else found[:_FEW]


def _tier(name: str, match: CommuneMatch, near: list[str]) -> int:
    departement = match.commune.departement_code
    is_own, is_home = departement == near[0], departement in near
    if match.is_exact and is_home:
        return 0 if is_own else 1
    if is_own and match.score >= PREFIX - FORMER_PENALTY and not match.is_one_slip:
        return 1 if fold(match.commune.nom).startswith(f"{name} ") else 3
    if match.is_one_slip:
        return 2
    return 4 if match.is_exact else 5


def _within_tier(match: CommuneMatch, tier: int, near: list[str]) -> tuple:
    if tier == 1:
        # "Lagny" is Lagny-sur-Marne before a village of the Oise; "Saint-Denis" is that of the 93.
        return -(match.commune.population or 0), match.commune.code
    return (0 if match.score >= PREFIX else -match.score, *_rank(match.commune, near))


def _once(matches: list[CommuneMatch]) -> list[CommuneMatch]:
    """Keep the first match of each commune."""
    first: dict[str, CommuneMatch] = {}
    for match in matches:
        first.setdefault(match.commune.code, match)
    return list(first.values())


def _by_code(code: str, limit: int, near: list[str]) -> list[CommuneMatch]:
    communes = list(Commune.objects.filter(postcodes__contains=[code]))
    if not communes:
        communes = list(Commune.objects.filter(code=code))
    communes.sort(key=lambda commune: _rank(commune, near))
    return [CommuneMatch(commune, _postcode(commune, code), EXACT) for commune in communes[:limit]]


def _ask(query: sql.Composed, question: _Question, limit: int, near: list[str]) -> list[CommuneMatch]:
    parameters: dict[str, Any] = {
        "name": question.name,
        "prefix": f"{question.name}%",
        # Too short to be looked for within names: there it would be in a name out of two.
        "inside": f"% {question.name}%" if len(question.name) > 2 else f"{question.name}%",
        "code": question.code,
        "departement": question.departement,
        "near": near,
        "own": near[:1],
        "limit": limit,
        "min_similarity": MIN_SIMILARITY,
        "exact": EXACT,
        "former_penalty": FORMER_PENALTY,
        "starts": PREFIX,
        "within": INSIDE,
        "ceiling": _FUZZY_CEILING,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found = cursor.fetchall()
    communes = Commune.objects.in_bulk([code for code, _ in found])
    return [
        CommuneMatch(communes[code], _postcode(communes[code], question.code), score) for code, score in found
    ]


def _postcode(commune: Commune, typed: str) -> str | None:
    if typed in commune.postcodes:
        return typed
    return commune.postcodes[0] if len(commune.postcodes) == 1 else None


def _rank(commune: Commune, near: list[str]) -> tuple[int, int, str]:
    """Order communes of equal score, as `_ORDER` does in the database."""
    nearness = 2
    if commune.departement_code in near:
        nearness = 0 if commune.departement_code == near[0] else 1
    return nearness, -(commune.population or 0), commune.code


# The folded name holds letters, digits and spaces only, so that no LIKE wildcard can be in it.
_RANKED = sql.SQL(
    """
    SELECT c.code, m.score FROM ({candidates}) m JOIN places_commune c ON c.code = m.commune_id
    WHERE (%(code)s = '' OR %(code)s = ANY(c.postcodes) OR c.code = %(code)s)
        AND (%(departement)s = '' OR c.departement_code = %(departement)s)
    ORDER BY score DESC,
        CASE WHEN c.departement_code = ANY(%(own)s::text[]) THEN 0
             WHEN c.departement_code = ANY(%(near)s::text[]) THEN 1 ELSE 2 END,
        c.population DESC NULLS LAST, c.code
    LIMIT %(limit)s
    """
)
# The name that an old commune left ranks just under the same name borne today.
_AS_WRITTEN = _RANKED.format(
    candidates=sql.SQL(
        """
        SELECT commune_id, max(
            CASE WHEN name = %(name)s THEN %(exact)s WHEN name LIKE %(prefix)s THEN %(starts)s
                 ELSE %(within)s END
            - CASE WHEN kind = 'former' THEN %(former_penalty)s ELSE 0 END
        )::float AS score
        FROM places_communename WHERE name LIKE %(prefix)s OR name LIKE %(inside)s
        GROUP BY commune_id
        """
    )
)
_NEARLY = _RANKED.format(
    candidates=sql.SQL(
        """
        SELECT commune_id, (max(similarity(name, %(name)s)) * %(ceiling)s)::float AS score
        FROM places_communename
        WHERE name %% %(name)s AND similarity(name, %(name)s) >= %(min_similarity)s
        GROUP BY commune_id
        """
    )
)
