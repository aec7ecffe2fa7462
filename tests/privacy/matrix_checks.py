"""How the matrix reads an answer: what a role was told by it, and whether anything was written."""

import re
from typing import Any

from django.test import Client

from tests.privacy.acts import How
from tests.privacy.roles_world import World, fingerprint, taken_back, watched, words_of

_SUCCESS = (200, 201, 204, 301, 302)
# What differs between two answers to one question, and the numbers by which things are asked for.
_NOISE = re.compile(
    r'(?:csrfmiddlewaretoken" value|jeton" value|nonce|csrf-token" content|data-version)="[^"]*"'
    r"|nonce-[^']*|csrftoken=\S+|sessionid=\S+|messages=\S+"
)
_NUMBER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+")
_SLUG = re.compile(r"/structures/N-[^/\"'? ]*")


def outcome(answer: Any, wrote: list[str], writes: str) -> str:
    """What became of an act, in a word of the table (`test_matrix.CELLS`); what was refused and wrote in a
    table all the same, or wrote elsewhere than in the one that it is for, is told as such."""
    code = answer.status_code
    if wrote and (code not in _SUCCESS or writes not in wrote):
        return f"{code} WROTE {' '.join(wrote)}"
    if wrote:
        return "done"
    if code in (301, 302):
        where = answer.url
        if "second-facteur" in where:
            return "factor"
        return "login" if "/connexion/" in where or "/admin/login/" in where else "same"
    if code == 409 and answer.headers["Content-Type"] == "application/problem+json":
        return "late"
    if code in (404, 409, 410):
        return "absent"
    return {200: "read", 201: "same", 204: "same", 400: "wrong", 422: "wrong"}.get(code, str(code))


def tried(world: World, act: How, role: str) -> Any:
    """The answer to an act; what it wrote stays until the end of the caller's transaction."""
    return act(world, world.client(role), world.program(role))


def judged(world: World, act: How, role: str, before: dict[str, str], writes: str) -> tuple[str, Any]:
    """What became of an act, and its answer; what it wrote is taken back."""
    with taken_back():
        with watched() as statements:
            answer = tried(world, act, role)
        now = fingerprint() if statements else before
        return outcome(answer, sorted(one for one in now if now[one] != before[one]), writes), answer


def as_if_absent(world: World, act: How, role: str, thing: str, answer: Any) -> str:
    """Where the answer differs from that to the same act on a number that is nobody's; empty for nowhere."""
    with taken_back():
        other = tried(world.without(thing), act, role)
    said, twin = (bare(one) for one in (answer, other))
    if said == twin:
        return ""
    place = next((n for n, (a, b) in enumerate(zip(said, twin, strict=False)) if a != b), 0)
    return f"{said[max(0, place - 60) : place + 90]!r} / {twin[max(0, place - 60) : place + 90]!r}"


def bare(answer: Any) -> str:
    """An answer without its numbers, and what differs between two answers to one question."""
    text = _NUMBER.sub("N", _NOISE.sub("", words_of(answer)))
    return f"{answer.status_code} {_SLUG.sub('/structures/N-x', text)}"


def says(text: str, word: str) -> bool:
    """Whether a text holds a sown word, and not as the beginning of another."""
    return re.search(re.escape(word) + r"(?![a-z])", text) is not None


def told(client: Client, addresses: list[str]) -> str:
    """All that these addresses answer, one after the other."""
    return " ".join(words_of(client.get(address, follow=True)) for address in addresses)
