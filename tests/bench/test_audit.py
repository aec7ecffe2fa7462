"""The audit's own tables and arithmetic."""

import re
import string

import pytest

from accounts.models import User
from bench.audit import findings, lighthouse, made, readers, shots
from bench.audit.barriers import Look, Seen, address, looks, rows
from bench.audit.states import LANGUAGES, SCHEMES, STATES, WIDTHS
from bench.report import Row, document
from network.models import Event
from tests.factories import StructureFactory

# What the audit promises to look at.
PROMISED = {
    *("home", "results", "results filtered", "empty", "address not found", "ambiguous address"),
    *("geolocation refused", "loading", "network error", "tiles refused", "tiles hanging", "no JavaScript"),
    *("detail", "comparison", "basket", "print sheet", "mobile list", "mobile map", "language menu", "help"),
    *("accessibility page", "404", "500"),
}


def _seen(state: str, language: str = "fr", **found) -> Seen:
    return Seen(Look(next(each for each in STATES if each.name == state), 1280, "light", language), **found)


def test_every_promised_state_is_there_once():
    names = [state.name for state in STATES]
    assert set(names) >= PROMISED
    assert len(names) == len(set(names))
    # Two states that are reached in the same way are one.
    assert len(
        {(s.path, s.shows, s.act, s.tiles, s.then, s.scripts, s.media, s.widths, s.reader) for s in STATES}
    ) == len(STATES)


def test_a_whole_run_looks_at_every_width_scheme_and_language():
    whole = looks(quick=False)
    everywhere = [look for look in whole if look.state.name == "results"]
    assert {(look.width, look.scheme, look.language) for look in everywhere} == {
        (width, scheme, language) for width in WIDTHS for scheme in SCHEMES for language in LANGUAGES
    }
    assert len(whole) == len(set(map(str, whole)))
    assert len(looks(quick=True)) == len(STATES)


def test_french_has_no_prefix_in_an_address():
    assert address("/structures/{one}/", "fr", {"one": "7"}) == "/structures/7/"
    assert address("/structures/{one}/", "ar", {"one": "7"}) == "/ar/structures/7/"


def test_an_absent_state_fails_only_when_strict():
    found = [_seen("help", absent="status 404")]
    assert rows(found, strict=False)[0].holds is None
    assert rows(found, strict=True)[0].holds is False


def test_a_state_that_is_absent_in_one_language_is_told_beside_the_other():
    found = [_seen("help"), _seen("help", "ar", absent="status 404")]
    row = rows(found, strict=False)[0]
    assert (row.value, row.samples, row.absolute) == (0.0, 1, "absent in ar")
    assert row.holds is True
    assert rows(found, strict=True)[0].holds is False


def test_whatever_was_found_breaks_its_own_row():
    rule = {"rule": "label", "help": "Fields have labels", "selectors": ["#a", "#b"], "html": "<input>"}
    found = [_seen("home", violations=[rule], policy=["x"], outside=["https://a.example/"], excess_px=3)]
    broken = {row.figure for row in rows(found, strict=False) if row.holds is False}
    assert broken == {
        "axe: home",
        "security policy",
        "requests to another machine, tiles apart",
        "pages that scroll sideways",
    }
    told = findings.text(found)
    assert "axe label in « home »: Fields have labels (2 elements: #a, #b)" in told
    assert "https://a.example/" in told


def test_thirty_different_pictures_are_chosen_among_the_states():
    assert len(shots.CHOSEN) == len(set(shots.CHOSEN)) == 30
    assert {name for name, *_ in shots.CHOSEN} <= {state.name for state in STATES}


def test_the_page_of_the_documentation_says_what_was_measured_and_found(tmp_path, monkeypatch):
    monkeypatch.setattr(findings, "PAGE", tmp_path / "audit.md")
    rule = {"rule": "label", "help": "Fields have labels", "selectors": ["#a|b"], "html": "<input>"}
    seen = [_seen("home", violations=[rule]), _seen("help", absent="status 404")]
    page = findings.publish(document([Row("a | b", 2.0, "kB", "<= 1")]), seen).read_text()
    assert "| a \\| b | 2 | kB | <= 1 |  | **no** |" in page
    assert "axe label in « home »: Fields have labels (1 elements: #a|b)" in page
    assert "- help, fr" in page
    # Nothing of the machine but its cores, its memory and its processor.
    assert not re.search(r"/(root|home|tmp|work)/", page)


def test_a_check_that_did_not_pass_is_named():
    report = {
        "categories": {"seo": {"auditRefs": [{"id": "title", "weight": 1}, {"id": "hint", "weight": 0}]}},
        "audits": {"title": {"score": 0}, "hint": {"score": 0}},
    }
    assert lighthouse.failed(report, "seo") == ["title"]


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_what_the_pages_are_about_is_made_for_as_long_as_they_are_looked_at():
    StructureFactory()
    with readers.accounts() as accounts, made.made(accounts) as things:
        asked = {
            name
            for state in STATES
            for _text, name, _spec, _how in string.Formatter().parse(state.path)
            if name
        }
        site = {
            *("near", "one", "two", "three", "service", "sheet", "tasks", "widget"),
            *("group", "topic", "notepad", "photo"),
        }
        assert asked == site | things.keys()
        assert Event.objects.filter(pk=things["event"]).exists()
    assert not Event.objects.exists()
    assert not User.objects.exists()
