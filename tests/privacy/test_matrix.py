"""Who may do what, and who is told what, by which door: the permission matrix.

Four tables. `matrix.txt`: acts × roles, each on a thing. `FACTS`: what is private × the doors that tell it,
and to whom; whatever is not named there tells it to nobody. `QUESTIONS`: what somebody could feel out by
asking (a place by its distance, a word by searching it). `PAGES`: what goes by the role alone. Every route of
the site is in one of them, or in `LEFT_OUT` with why.

The world is built once, and each act is taken back. The names of the roles are in `roles_world.ROLES`.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from rest_framework.exceptions import NotFound

from mapping import permissions, serializers
from mapping.changes.listing import listing
from mapping.models import VisibleStructure
from mapping.models.visible import VisibleContactManager
from tests.privacy.acts import ACTS, ROUTES_OF
from tests.privacy.matrix_checks import as_if_absent, bare, judged, says, told, tried
from tests.privacy.matrix_outlets import BY_TOKEN, OUTLETS
from tests.privacy.outlets import ROUTES as ADDRESSES
from tests.privacy.outlets import About, route_names
from tests.privacy.roles_world import (
    LAT,
    LON,
    PRO_POINT,
    ROLES,
    STAFF_POINT,
    World,
    body,
    fingerprint,
    standing,
    taken_back,
    words_of,
)

pytestmark = pytest.mark.usefixtures("places")

# Who a fact is told to, by name.
AUDIENCES: dict[str, set[str]] = {
    "everyone": set(ROLES),
    "pros": {"PRO", "MEM", "REF", "OTH", "GRP", "AMB", "UNP", "STA", "ADM"},
    # Who signed in, whatever their role: an account of none is told why it may not write.
    "accounts": {"ACC", "PRO", "MEM", "REF", "OTH", "GRP", "AMB", "UNP", "STA", "ADM"},
    "ours": {"MEM", "REF", "STA", "ADM"},
    "referents": {"REF", "STA", "ADM"},
    "group": {"GRP", "STA", "ADM"},
    "keepers": {"MEM", "REF", "AMB", "STA", "ADM"},
    "deciders": {"REF", "AMB", "STA", "ADM"},
    "watchers": {"AMB", "STA", "ADM"},
    "staff": {"STA", "ADM"},
    # Of their own doing.
    "inviter": {"REF"},
    # Who holds it with whoever edited it.
    "colleague": {"REF"},
    "asker": {"REF", "OTH", "AMB", "STA", "ADM"},
}


class Fact(NamedTuple):
    """What a sown word stands for, and by audience the doors that tell it."""

    what: str
    doors: dict[str, str]


def fact(what: str, **doors: str) -> Fact:
    return Fact(what, doors)


# Files and answers that tell a structure whole, with the reader's contacts; and those that tell its address.
_WHOLE = "page, API, API by token, CSV, CSV by token, Excel, Excel to read, data package, GeoJSON"
_CHANGES = "history, recent changes, feed of changes"
_ADDRESS = f"{_WHOLE}, compared, data·inclusion, address book, forms, organisation"

FACTS: dict[str, Fact] = {
    "zqouverte": fact(
        "the name of a published structure",
        everyone=(
            f"{_ADDRESS}, list, embedded, printed, leaflet, writing, tile, tile by token, feed, sitemap,"
            f" {_CHANGES}, what changed since a book, labelled, bulletin, gallery, photograph,"
            " forms of a group's fields"
        ),
        pros="service's area form, organisation's desk, pairs, act, version, structures of a group,"
        " file of a group's structures",
        keepers="workspace, reports",
        asker="requests",
        staff="campaigns, edition's desk, quality charters",
        ours="positions, own judgement, activity report",
        watchers="patrol, protections, bulletin's desk",
    ),
    "zqautoevaluation": fact("what a structure says of itself by the charter", ours="own judgement"),
    "zqvisite": fact("who visited a structure", ours="own judgement"),
    "zqraison": fact("why a label was given", ours="own judgement"),
    "zqapreparer": fact("a charter that is being written", staff="quality charters"),
    "zqdescription": fact(
        "what it says of itself",
        everyone=f"{_WHOLE}, data·inclusion, feed, history, recent changes",
        pros="forms, pairs, act, version, file of a group's structures",
        watchers="patrol",
    ),
    "zqruepro": fact("the street of the house for professionals", pros=_ADDRESS, staff="pairs"),
    "zqruepref": fact(
        "the street of the house for staff", staff=f"{_ADDRESS}, history, recent changes, pairs, act, version"
    ),
    "zqinedit": fact("the name of a draft", staff="history, pairs, protections"),
    "zqfermee": fact(
        "the name of a closed structure", ours="page, pairs", staff="history, recent changes, protections"
    ),
    "zqreponse": fact("what somebody wrote in answer to a survey without names"),
    "zqgardee": fact("the name of one closed and protected", staff="recent changes, patrol"),
    "zqpourtous": fact(
        "a contact for everyone",
        everyone="page, API, API by token, Excel, Excel to read, data package, GeoJSON, history,"
        " feed of changes",
        pros="CSV, CSV by token, forms, file of a group's structures",
    ),
    "zqpourpros": fact(
        "a contact for professionals", pros=f"{_WHOLE}, history, forms, file of a group's structures"
    ),
    # The history is told by role alone, whatever one belongs to.
    "zqpournous": fact(
        "a contact for our organisation",
        ours=f"{_WHOLE}, forms, file of a group's structures",
        staff="history, recent changes, act",
    ),
    "zqpourgroupe": fact(
        "a contact for our group", group=f"{_WHOLE}, forms, file of a group's structures", staff="history"
    ),
    "zqpourpref": fact(
        "a contact for staff", staff=f"{_WHOLE}, history, forms, file of a group's structures"
    ),
    "zqphoto": fact("a photo of an open place", everyone="page, file", pros="forms"),
    "zqphotopro": fact("a photo of the house for professionals", pros="page, file, forms"),
    "zqphotopref": fact("a photo of the house for staff", staff="page, file, forms"),
    "zqphotobrouillon": fact("a photo of a draft"),
    "zqancienne": fact(
        "what a structure said before",
        everyone="history, recent changes",
        pros="page, act, version",
        watchers="patrol",
    ),
    "zqmotif": fact("why somebody edited", pros="page, history, recent changes, act", watchers="patrol"),
    "zqautrice": fact(
        "who edited an open place",
        pros="page, history, recent changes, version",
        colleague="workspace",
        ours="organisation's desk",
        staff="people, group",
        watchers="patrol",
    ),
    "zqjadis": fact(
        "an older street of the house for staff", staff="page, history, recent changes, act, version"
    ),
    "zqdemenage": fact("why the house for staff was edited", staff="page, history, recent changes, act"),
    "zqautrefois": fact(
        "what a contact for our organisation said before", staff="history, recent changes, act"
    ),
    "zqsignalement": fact("a report from the public", keepers="workspace, reports"),
    "zqrepondu": fact("a report that was answered", keepers="reports"),
    "zqloin": fact("a report of another territory", ours="workspace, reports"),
    "zqmanque": fact("a structure that the public proposes", staff="workspace, reports"),
    "zqecrivain": fact("the address of who reported"),
    "zqrelance": fact("a campaign of staff", staff="campaigns"),
    "zqintegration": fact("who shows the directory in their pages", everyone="embedded", ours="widgets"),
    "zqnotrerelance": fact("a campaign of our organisation", referents="campaigns"),
    "zqgrandfroid": fact("a notice of the moment", everyone="page", staff="campaigns"),
    "zqtenir": fact("why somebody asks to hold a structure", deciders="requests"),
    "zqdemande": fact("why somebody asks to come in", deciders="requests"),
    "zqadresse": fact("the address of who asks to come in", deciders="requests", staff="people"),
    "zqimport": fact("a row of an import of staff", staff="imports"),
    "zqgeocodage": fact("a geocoding of staff", staff="workspace"),
    "zqdiscrete": fact(
        "an organisation without a public page",
        pros="organisation, organisation's desk, organisations",
        watchers="invitations",
        staff="domains, offer's forms, event's forms, widgets",
    ),
    "zqlabel": fact("a label of our organisation", everyone="organisation", pros="organisation's desk"),
    "zqpartenairepasse": fact(
        "an agreement that is over", pros="organisation's desk", referents="agreements"
    ),
    "zqpartenairefutur": fact(
        "an agreement that is not signed yet", deciders="organisation's desk, agreements"
    ),
    "zqavis": fact("what was said of it", deciders="agreements"),
    "zqfinanceur": fact("who pays our organisation", staff="organisation's desk"),
    "zqtrouvable": fact(
        "who agreed to be found", pros="directory", inviter="invitations", staff="people, group"
    ),
    "zqmetier": fact("their trade", pros="directory"),
    "zqphrase": fact("what they say of themselves", pros="directory"),
    "zqtelephone": fact("their telephone, which they do not show"),
    "zqintrouvable": fact("who did not agree to be found", staff="people"),
    "zqmetiercache": fact("the trade of who did not"),
    "zqphrasecachee": fact("what they say of themselves"),
    "zqdomaine": fact("a domain that is trusted", staff="domains"),
    "zqgarde": fact("why a record is protected", pros="history", watchers="patrol, protections"),
    "zqverrou": fact("why another is left to staff", watchers="patrol"),
    "zqreserve": fact("why a territory is left to owners", staff="patrol"),
    "zqbloque": fact("why an account is blocked", staff="patrol"),
    "zqlot": fact("why a batch was asked for"),
    "zqcharte": fact("the charter", everyone="governance", pros="charter"),
    "zqfiche": fact(
        "a sheet for everyone",
        everyone="sheets, feed of sheets, sheet, sheet in English, sheet's history, sheet's file, network,"
        " feeds of the network, answer about a theme, suggestions, recent changes, feed of changes, bulletin",
        accounts="sheet's forms",
        watchers="patrol, bulletin's desk",
    ),
    "zqreservee": fact(
        "a sheet for professionals",
        pros="sheets, sheet, sheet in English, sheet's history, sheet's forms, sheet's file, network,"
        " answer about a theme, suggestions, recent changes, bulletin",
        watchers="patrol",
    ),
    "zqenlevee": fact(
        "a sheet that was withdrawn",
        pros="sheet, sheet in English, sheet's history, sheet's forms, sheet's file, recent changes",
        watchers="patrol",
    ),
    "zqnouvelle": fact(
        "news",
        everyone="network, feeds of the network, news, news's history, bulletin",
        watchers="bulletin's desk",
    ),
    "zqinterne": fact("news for professionals", pros="network, news, news's history, bulletin"),
    "zqfinie": fact("news that have ended", everyone="news's history, bulletin", pros="news"),
    "zqannonce": fact(
        "an offer",
        everyone="network, feeds of the network, offers, offer, offer's history, bulletin",
        accounts="offer's forms",
        watchers="bulletin's desk",
    ),
    "zqprete": fact(
        "an offer for professionals", pros="network, offers, offer, offer's history, offer's forms, bulletin"
    ),
    "zqmensuel": fact("a bulletin that was sent", everyone="bulletins, bulletin, bulletin's history"),
    "zqmensuelpro": fact("a bulletin for professionals", pros="bulletins, bulletin, bulletin's history"),
    "zqmensuelprepare": fact(
        "a bulletin that is written",
        # Who may not write it is led back to its page.
        pros="bulletin, bulletin's history, bulletin's desk",
        watchers="bulletins",
    ),
    "zqcercle": fact("what a group that is not listed is for", group="groups, group"),
    "zqliste": fact("what a listed group is for", pros="groups, group"),
    "zqentrer": fact("what somebody says who asks to come into a group", staff="group"),
    "zqinvitee": fact("who is invited into a group", staff="group"),
    "zqseule": fact(
        "a sheet of a group alone",
        group="group, sheets, sheet of a group, forms of a group's sheet, history of a group's sheet",
        staff="network, answer about a theme",
    ),
    "zqchampdesmembres": fact(
        "a field that a group's members alone read",
        group="page, CSV, CSV by token, Excel, Excel to read, fields of a group, structures of a group,"
        " file of a group's structures, forms of a group's fields, history",
    ),
    "zqvaleurdesmembres": fact(
        "what a structure says in it",
        group="page, CSV, CSV by token, Excel, Excel to read, structures of a group,"
        " file of a group's structures, forms of a group's fields",
    ),
    "zqvaleurdumetier": fact(
        "what a structure says in a field for professionals",
        pros="page, CSV, CSV by token, Excel, Excel to read, structures of a group,"
        " file of a group's structures, forms of a group's fields",
    ),
    "zqvaleurdechacun": fact(
        "what a structure says in a field for everyone",
        everyone="page, CSV, CSV by token, Excel, Excel to read",
        pros="structures of a group, file of a group's structures, forms of a group's fields",
    ),
    "zqentrenous": fact(
        "an event of a group alone",
        group="group, network, agenda, agenda on a map, agenda near a place, event of a group",
    ),
    "zqgalerie": fact(
        "a photograph of a place",
        everyone=(
            "page, network, photographs, gallery, photograph, photograph's history, photograph's file,"
            " asking to remove one, recent changes, feed of changes"
        ),
        pros="photograph's form",
        watchers="patrol",
    ),
    "zqaccordee": fact("who agreed to be seen in a photograph", ours="photograph, photograph's form"),
    "zqgaleriepro": fact(
        "a photograph of a house for professionals",
        pros=(
            "page, network, photographs, gallery, photograph, photograph's history, photograph's file,"
            " asking to remove one, photograph's form, recent changes"
        ),
        watchers="patrol",
    ),
    "zqgaleriecercle": fact(
        "a photograph of a group alone",
        group=(
            "group, network, photographs, gallery, photograph, photograph's history, photograph's file,"
            " asking to remove one, photograph's form"
        ),
    ),
    "zqgaleriemasquee": fact(
        "a photograph that somebody asked to remove",
        ours="gallery, photograph, photograph's history, photograph's file, photograph's form",
        staff="recent changes, patrol",
    ),
    "zqentresoi": fact("news of a group alone", group="group, network, news of a group"),
    "zqrepartie": fact("what somebody answered to an offer", ours="offer"),
    "zqrepondante": fact("who answered an offer", ours="offer", staff="people"),
    "zqrencontre": fact(
        "an event",
        everyone=(
            "network, agenda, agenda for diaries, feeds of the network, event, event's history, event's file,"
            " event's diary, agenda on a map, agenda near a place, bulletin"
        ),
        accounts="event's forms",
        ours="who comes",
        watchers="bulletin's desk",
    ),
    "zqreunion": fact(
        "an event for professionals",
        pros=(
            "network, agenda, event, event's history, event's forms, event's file, agenda on a map,"
            " agenda near a place, bulletin"
        ),
        ours="who comes",
    ),
    "zqhebdo": fact(
        "an event that comes again",
        everyone=(
            "network, agenda, agenda for diaries, feeds of the network, agenda on a map, agenda near a place,"
            " event that comes again, its diary, its history"
        ),
        accounts="its form to move a day",
    ),
    "zqinterneheb": fact(
        "one for professionals",
        pros=(
            "network, agenda, agenda on a map, agenda near a place, event that comes again, its history,"
            " its form to move a day"
        ),
    ),
    "zqsupprimee": fact(
        "an event that was withdrawn",
        pros="event, event's history, event's forms, event's file",
        ours="who comes",
    ),
    "zqinscrite": fact("who comes to an event", ours="who comes"),
    "zqlivre": fact(
        "an edition that is prepared", pros="editions", staff="edition's desk, printed book, recipients"
    ),
    "zqdestinataire": fact("to whom an edition goes", staff="recipients"),
    "zqparu": fact(
        "a book that is published",
        everyone="printed books, printed book, what changed since a book",
        pros="editions",
        staff="edition's desk, recipients",
    ),
    "zqdoute": fact("why a position is in doubt", ours="positions"),
}
# Told besides by the pages of one thing, which the table of acts reads.
_BESIDES: dict[str, str] = {
    "zqlot": "staff",
    "zqverrou": "pros",
    "zqtrouvable": "staff",
    "zqgeocodage": "staff",
}


def audience_at(one: Fact, door: str) -> set[str]:
    """The roles that are told a fact at a door. A token asks for no second factor; a blocked account has none
    that is valid."""
    found = [AUDIENCES[name] for name, doors in one.doors.items() if door in doors.split(", ")]
    roles = set().union(*found)
    if door in BY_TOKEN:
        roles = (roles | ({"UNP"} if "ADM" in roles else set())) - {"BLK"}
    return roles


def ever_told(word: str, *, by_token: bool = False) -> set[str]:
    """The roles that are told a fact somewhere."""
    names = [*FACTS[word].doors, *([_BESIDES[word]] if word in _BESIDES else [])]
    roles = set().union(*(AUDIENCES[name] for name in names))
    return roles | ({"UNP"} if by_token and "ADM" in roles else set())


class Line(NamedTuple):
    """An act of `matrix.txt`: a cell for each role, the table that it writes in, the thing that it hides."""

    name: str
    cells: dict[str, str]
    writes: str
    hides: str


def lines() -> Iterator[Line]:
    """The table of acts."""
    for text in Path(__file__).with_name("matrix.txt").read_text(encoding="utf-8").splitlines():
        if text.startswith(("#", "act ")) or not text.strip():
            continue
        name, cells, writes, hides = (part.strip() for part in text.split("|"))
        yield Line(name, dict(zip(ROLES, cells.split(), strict=True)), writes, hides)


LINES = list(lines())
CELLS = {"done", "read", "same", "wrong", "late", "403", "401", "login", "factor", "absent"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with standing(django_db_blocker) as built:
        yield built


@pytest.fixture(scope="module")
def before(world: World) -> dict[str, str]:
    return fingerprint()


def test_the_table_is_whole():
    assert [line.name for line in LINES] == list(dict.fromkeys(line.name for line in LINES))
    assert {line.name for line in LINES} == set(ACTS)
    assert {cell for line in LINES for cell in line.cells.values()} <= CELLS
    # What is told to be absent is compared with what is.
    assert [line.name for line in LINES if "absent" in line.cells.values() and line.hides == "-"] == []
    assert [line.name for line in LINES if "done" in line.cells.values() and line.writes == "-"] == []
    assert {
        door for one in FACTS.values() for doors in one.doors.values() for door in doors.split(", ")
    } <= set(OUTLETS)


def found_of(world: World, before: dict[str, str], line: Line) -> tuple[dict[str, str], list[Any]]:
    """What became of an act by role, and what is wrong of the answers: a word that their reader may not read,
    or, where the thing is absent for them, something that it would not have said of nothing."""
    cells, wrong = {}, []
    compared = [role for role, cell in line.cells.items() if cell == "absent"]
    for role in ROLES:
        cells[role], answer = judged(world, ACTS[line.name], role, before, line.writes)
        by_token = line.name.endswith("by token")
        text = words_of(answer)
        wrong += [
            (role, word)
            for word in FACTS
            if word in text and role not in ever_told(word, by_token=by_token) and says(text, word)
        ]
        # The first and the last of them: a visitor, or who has no role; and who is the nearest to seeing it.
        if cells[role] == "absent" and role in (compared[:1] + compared[-1:]):
            difference = as_if_absent(world, ACTS[line.name], role, line.hides, answer)
            wrong += [(role, difference)] if difference else []
    return cells, wrong


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_an_act(world, before, line):
    cells, wrong = found_of(world, before, line)
    assert cells == line.cells
    assert wrong == []


def told_at(world: World, door: str, roles: Any = ROLES) -> dict[str, set[str]]:
    """By fact, the roles that a door tells it to."""
    found: dict[str, set[str]] = {word: set() for word in FACTS}
    for role in roles:
        client = world.program(role) if door in BY_TOKEN else world.client(role)
        with taken_back():
            text = told(client, OUTLETS[door](world))
        for word in FACTS:
            if word in text and says(text, word):
                found[word].add(role)
    return found


@pytest.mark.parametrize("door", OUTLETS)
def test_a_door_tells_each_fact_to_its_audience_and_to_nobody_else(world, door, monkeypatch):
    # All of the last acts, wherever their first page ends.
    monkeypatch.setattr("mapping.changes.pages.listing", partial(listing, limit=1000))
    expected = {word: audience_at(one, door) for word, one in FACTS.items()}
    found = told_at(world, door)
    assert {word: roles for word, roles in found.items() if roles != expected[word]} == {}, {
        word: expected[word] for word, roles in found.items() if roles != expected[word]
    }


# A door's answer to one who sees more, asked for again by one who sees less: neither kept nor « the same ».
@pytest.mark.parametrize("door", ["API", "map", "tile", "area", "CSV", "file"])
@pytest.mark.parametrize("role", ["VIS", "PRO", "MEM"])
def test_an_answer_that_was_given_to_staff_is_nobody_elses(world, door, role):
    compared = 0
    for address in OUTLETS[door](world):
        seen = world.client("STA").get(address)
        fresh, tag = world.client(role).get(address), seen.get("ETag", "")
        again = world.client(role).get(address, headers={"if-none-match": tag})
        if seen.status_code == fresh.status_code and body(seen) == body(fresh):
            continue
        compared += 1
        assert bare(again) == bare(fresh)
        assert "no-store" in seen["Cache-Control"]
    assert compared or (door, role) in _THE_SAME


# Doors at which these see what staff do.
_THE_SAME: set[tuple[str, str]] = set()


def _near(point: tuple[float, float], metres: int, path: str = "/api/v1/structures") -> str:
    return f"{path}?lat={point[0]}&lon={point[1]}&rayon_km={metres / 1000}"


def _count(client: Client, address: str) -> bool:
    return client.get(address).json()["numberMatched"] > 0


def _box(point: tuple[float, float]) -> str:
    lat, lon = point
    return f"/api/v1/viewport?bbox={lon - 0.002},{lat - 0.002},{lon + 0.002},{lat + 0.002}&zoom=17"


def _first(client: Client, point: tuple[float, float]) -> str:
    return client.get(_near(point, 20_000)).json()["features"][0]["properties"]["nom"]


def _searched(word: str) -> Callable[[Client], bool]:
    """Whether anything at all is answered to a word otherwise than to one that nobody ever wrote."""
    nothing = "zq" + "x" * (len(word) - 2)
    paths = ("/api/v1/structures?q={}", "/?q={}", "/api/v1/suggestions?q={}")

    def asked(client: Client) -> bool:
        for path in paths:
            said, twin = (bare(client.get(path.format(one))) for one in (word, nothing))
            if said.replace(word, nothing) != twin:
                return True
        return False

    return asked


_HIDDEN_TRADE = "/professionnels/annuaire/?metier=zqmetiercache"

# What is felt out by asking: who is answered otherwise because of it.
QUESTIONS: dict[str, tuple[str, Callable[[Client], bool]]] = {
    "counted within 200 m of the house for professionals": (
        "pros",
        lambda c: _count(c, _near(PRO_POINT, 200)),
    ),
    "counted within 200 m of the house for staff": ("staff", lambda c: _count(c, _near(STAFF_POINT, 200))),
    "in a file within 200 m of the house for staff": (
        "staff",
        lambda c: "maison secrete" in words_of(c.get(_near(STAFF_POINT, 200, "/exports/csv"))),
    ),
    "in the facets at the house for professionals": (
        "pros",
        lambda c: bool(c.get(_near(PRO_POINT, 200, "/api/v1/facets")).json()["facets"]["theme"]),
    ),
    "in the facets at the house for staff": (
        "staff",
        lambda c: bool(c.get(_near(STAFF_POINT, 200, "/api/v1/facets")).json()["facets"]["theme"]),
    ),
    "on the map at the house for professionals": ("pros", lambda c: _count(c, _box(PRO_POINT))),
    "on the map at the house for staff": ("staff", lambda c: _count(c, _box(STAFF_POINT))),
    "first in the order from its own door": ("pros", lambda c: _first(c, PRO_POINT) == "Maison des pros"),
    "found by the words of an open page": ("everyone", _searched("zqdescription")),
    "found by the street of the house for professionals": ("nobody", _searched("zqruepro")),
    "found by the street of the house for staff": ("nobody", _searched("zqruepref")),
    "found by a contact for professionals": ("nobody", _searched("zqpourpros")),
    "found by a contact for our organisation": ("nobody", _searched("zqpournous")),
    "found by a contact for staff": ("nobody", _searched("zqpourpref")),
    "found by the name of a draft": ("nobody", _searched("zqinedit")),
    "found by what was written before": ("nobody", _searched("zqjadis")),
    "found in the directory by a trade that is not shown": (
        "nobody",
        lambda c: "zqintrouvable" in words_of(c.get(_HIDDEN_TRADE)),
    ),
    "found among people by their address": (
        "staff",
        lambda c: "demandeuse" in words_of(c.get("/professionnels/personnes/?q=zqadresse")),
    ),
}


# One of each eyes.
_EYES = ("VIS", "PRO", "MEM", "STA")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_feels_out_nothing(world, question):
    audience, answered = QUESTIONS[question]
    found = {role for role in _EYES if answered(world.client(role))}
    assert found == AUDIENCES.get(audience, set()) & set(_EYES)


def test_the_changes_of_somebody_are_found_by_who_may_know_whose_they_are(world):
    address = "/modifications/?departement=77&auteur={}"
    author, nobody = world["author"].pk, 10**9
    found = set()
    for role in ROLES:
        theirs, nobodys = (bare(world.client(role).get(address.format(one))) for one in (author, nobody))
        found |= {role} if theirs != nobodys else set()
    assert found == AUDIENCES["pros"]


# Pages that go by the role alone: what each of these is answered.
BY_ROLE = ["VIS", "ACC", "PRO", "UNP", "STA", "BLK"]
PAGES: dict[str, tuple[str, str]] = {
    "everyone": (
        "read read read read read read",
        """home structure structure-short search-qr compare pathway print-sheet write write-structure
        report-structure propose guide help accessibility legal governance privacy site-map sitemap
        sitemap-part
        api-structures api-structure api-remote api-facets api-viewport api-towns api-geocode api-suggestions
        api-understand api-reverse api-themes api-schema export exports tile service-areas outlines
        intercommunalities departements country territory-outlines file file-small register organisation
        structure-history changes changes-feed resources resources-feed resource resource-short resource-print
        shared-history network who-where agenda agenda-quarter agenda-calendar agenda-map event event-calendar
        news-list news network-feed offers offer bulletins bulletin bulletin-short bulletin-pdf
        printed-books structure-poster structure-leaflet
        observatory observatory-file opinion-start opinion-thanks
        survey-thanks quality-charter
        posters leaflets embed embedded embedded-structure embedded-accent oembed
        picture-home picture-structure picture-theme picture-search picture-commune picture-resource
        picture-event""",
    ),
    "whoever signed in": (
        "login read read read read login",
        "profile close-account security mfa_index confirm-identity",
    ),
    "professionals": (
        "login 403 read read read login",
        """imports duplicates duplicate workspace reports review edit-structure edit edit-add edit-one
        edit-remove structure-new service-area edit-places edit-photo people-requests people-hold charter
        people-directory people-organisations people-organisation changes-letter practice
        people-agreements resource-new resource-edit resource-withdraw resource-files resource-translations
        resource-translate resources-to-review resource-links my-registrations event-new event-edit event-move
        event-files news-new news-edit news-withdraw offer-new widget-new groups group-new
        topics topic-new notepads notepad-new outreaches outreach-new group-mails bulletins-mine
        searched-posters searched-leaflets surveys territory-report territory-report-file
        territory-report-pdf""",
    ),
    "whoever organises": ("login 403 403 403 read login", "event-cancel event-withdraw"),
    "staff": (
        "login 403 403 factor read login",
        """territory territory-communes territory-records territory-records-file territory-quality
        territory-siting-note territory-country territory-takeaway territory-siting territory-scenario-new
        territory-uploads notice-new people-organisation-merge people-persons people-person people-domains
        named-territories named-territory-new named-territory account-rehearse account-changes
        hub governance-edit governance-body-new sources vocabulary vocabulary-value taxonomies
        quality-charters quality-charter-edit quality-charter-version""",
    ),
    "staff, of what is not there": (
        "login 403 403 factor absent login",
        "deposited-zones territory-zones-file territory-scenario",
    ),
    "nobody, outside a try": ("absent absent absent absent absent absent", "try try-mails"),
    "whoever makes the site": ("absent absent absent absent read absent", "components"),
    "who sent the file": ("login 403 absent absent same login", "import-columns import-cells"),
    "who may import under the source": ("login 403 absent absent read login", "import-values"),
}
# What is nowhere in the tables, and why.
LEFT_OUT = {
    **dict.fromkeys(["embedded-nothing", "embedded-unknown"], "say that nothing is there"),
    "registration": "one's own, by the link that was sent: tests/network/test_registering.py",
    **dict.fromkeys(
        ["event-invitation", "diary-agenda", "diary-registrations"],
        "one's own, by a signed address: tests/network/test_facilitator.py",
    ),
    **dict.fromkeys(
        ["event-minutes", "event-minutes-remove", "event-opinion-preview"],
        "of what one may edit, as the form of the event: tests/network/test_facilitator.py",
    ),
    "group-mails-stop": "one's own, by the link that was sent: tests/network/test_digests.py",
    "survey-stop": "one's own, by the link that was sent: tests/evaluation/test_surveys.py",
    **dict.fromkeys(
        ["bulletin-subscription", "bulletin-stop"],
        "one's own, by the link that was sent: tests/network/test_bulletins.py",
    ),
    "text-preview": "draws what its reader sent, and reads nothing: tests/network/test_text_preview.py",
    "language": "keeps which language is read: nobody's data",
    **dict.fromkeys(
        [
            "login",
            "account_login",
            "sign-in-code",
            "proconnect",
            "proconnect-back",
            "mfa_login_webauthn",
            "logout",
        ],
        "ways in and out: tests/accounts",
    ),
    **dict.fromkeys(
        [
            "mfa_authenticate",
            "second-factor",
            "end-session",
            "password",
            "confirm-by-code",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_add_webauthn",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
        ],
        "one's own means of signing in, which no number in an address names another's: tests/accounts",
    ),
}
# Routes without a name.
_UNNAMED = {
    "healthz": "whether it lives",
    "readyz": "whether it may be asked",
    "favicon.ico": "a picture",
    "robots.txt": "what crawlers leave",
    "admin/login/": "leads to the sign-in of the site",
    "api/v1/<path:anything>": "that there is no such address",
}


def about(world: World) -> About:
    """What the addresses of `outlets.py` ask about: what everyone sees."""
    return About(
        structures=(world["open"].pk,),
        services=(world["open service"].pk,),
        points=((LAT, LON),),
        words=("zqdescription",),
        runs=(world["run"].pk,),
        pairs=(world["pair"].pk,),
        contacts=(world["public contact"].pk,) * 2,
        files=(str(world["open photo"].file_id),),
        organisations=(world["ours"].pk,),
        sheets=(world["sheet"].pk,),
        news=(world["news"].pk,),
        offers=(world["offer"].pk,),
        bulletins=(world["bulletin"].pk,),
        events=(world["event"].pk,),
        weekly=(world["weekly event"].pk,),
        groups=(world["listed group"].pk,),
        widgets=(world["widget"].key,),
        people=(world["found"].pk,),
    )


def test_every_route_is_in_a_table_or_left_out_with_why():
    by_role = {name for _answers, names in PAGES.values() for name in names.split()}
    by_act = set().union(*ROUTES_OF.values())
    assert route_names() - by_role - by_act - LEFT_OUT.keys() == set(), "is nowhere in the matrix"
    assert LEFT_OUT.keys() - route_names() == set(), "is no route any more"
    assert (by_role | by_act) & LEFT_OUT.keys() == set()


def test_every_route_without_a_name_is_known():
    def walk(patterns: Any, at: str = "") -> Iterator[str]:
        for one in patterns:
            where = at + str(one.pattern)
            if not isinstance(one, URLPattern):
                if one.namespace != "admin":
                    yield from walk(one.url_patterns, where)
            elif not one.name:
                yield where

    assert set(walk(get_resolver().url_patterns)) == set(_UNNAMED)


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_opens_by_role(world, before, kind):
    answers, names = PAGES[kind]
    expected = dict(zip(BY_ROLE, answers.split(), strict=True))
    # What everyone reads, the doors above ask as every role.
    roles = ("VIS", "PRO", "STA") if kind == "everyone" else BY_ROLE
    found = {}
    for name in names.split():
        address = next(iter(ADDRESSES[name](about(world))))
        if name == "named-territory":
            address = address.replace("/1/", f"/{world['found'].pk}/")

        def act(world: World, browser: Client, program: Client, address: str = address) -> Any:
            answer = browser.get(address)
            return browser.get(answer.url) if answer.status_code == 301 else answer

        for role in roles:
            became, answer = judged(world, act, role, before, "")
            if became != expected[role]:
                found[name, role] = became
            text = words_of(answer)
            leaked = [w for w in FACTS if w in text and says(text, w) and role not in ever_told(w)]
            assert leaked == [], (name, role)
    assert found == {}


# The matrix sees a fault: each of these opens one thing, and the check that would have caught it fails.


def test_it_sees_a_door_that_reads_with_the_eyes_of_staff(world, monkeypatch):
    queryset = type(VisibleStructure.objects.all())
    seen_by = queryset.seen_by
    monkeypatch.setattr(queryset, "seen_by", lambda self, role: seen_by(self, 2))
    assert told_at(world, "API", ["VIS"])["zqruepref"] == {"VIS"}


def test_it_sees_a_serializer_that_tells_what_only_some_may_read(world, monkeypatch):
    def everything(self: Any, reader: Any) -> Any:
        return self.filter(role=2)

    monkeypatch.setattr(VisibleContactManager, "seen_by", everything)
    found = told_at(world, "API", ["VIS", "PRO", "MEM"])
    assert found["zqpourpref"] == {"VIS", "PRO", "MEM"}
    assert audience_at(FACTS["zqpourpref"], "API") == AUDIENCES["staff"]


def test_it_sees_a_serializer_that_gains_a_field(world, monkeypatch):
    told_whole = serializers.StructureSerializer.to_representation
    monkeypatch.setattr(
        serializers.StructureSerializer,
        "to_representation",
        lambda self, one: {**told_whole(self, one), "drafts": "zqinedit"},
    )
    assert "VIS" in told_at(world, "API", ["VIS"])["zqinedit"]


def _line(name: str) -> Line:
    return next(line for line in LINES if line.name == name)


def test_it_sees_a_rule_that_was_forgotten(world, before, monkeypatch):
    monkeypatch.setattr(permissions, "why_not_of", lambda user, number: "")
    cells, _wrong = found_of(world, before, _line("edit one protected for staff"))
    assert {
        role for role, cell in cells.items() if cell != _line("edit one protected for staff").cells[role]
    } >= {"PRO", "MEM"}


def test_it_sees_that_absent_and_refused_are_told_apart(world, before, monkeypatch):
    """As the page of protections did of drafts."""
    monkeypatch.setattr("mapping.patrol.protecting.structures_known", lambda numbers, role: numbers)
    line = _line("read the protection of a draft")
    cells, _wrong = found_of(world, before, line)
    assert cells != line.cells


def test_it_sees_a_word_in_the_text_of_an_error(world, before, monkeypatch):
    monkeypatch.setattr("mapping.contact_api.NotFound", lambda said: NotFound("Camille zqpourpref"))
    _cells, wrong = found_of(world, before, _line("read the contact of staff"))
    assert ("PRO", "zqpourpref") in wrong


def test_it_sees_what_is_written_by_an_act_that_is_refused(world, before):
    def writes(world: World, browser: Client, program: Client) -> Any:
        type(world["open"]).objects.filter(pk=world["open"].pk).update(telephone="")
        return tried(world, ACTS["edit a draft"], "PRO")

    assert judged(world, writes, "PRO", before, "mapping_structure")[0].startswith("404 WROTE")
