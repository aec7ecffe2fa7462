"""The audit's eyes: what is wrong on a page is seen, and what is right is left alone."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.audit import shift, window
from bench.audit.barriers import Look, look_at
from bench.audit.states import State

TILES = "https://tiles.example"
PAGE = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<meta name="viewport" content="width=device-width">{head}</head>
<body><main><h1>Essai</h1>{body}</main></body></html>"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_ignored):
        pass


@pytest.fixture
def site(tmp_path):
    """Serve pages on the loopback: gives the address of one made of `head` and `body`."""
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def write(body: str = "", head: str = "") -> str:
        (tmp_path / "index.html").write_text(PAGE.format(head=head, body=body))
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield write
    server.shutdown()
    server.server_close()


@pytest.fixture
def look(browser, monkeypatch):
    monkeypatch.setattr(window, "_SHOWS_MS", 3_000)

    def at(base: str, **options):
        state = State("try", "/", **({"shows": "h1"} | options))
        (seen,) = look_at(browser, base, TILES, [Look(state, 320, "light", "fr")], {})
        return seen

    return at


def test_a_page_without_fault_is_left_alone(site, look):
    seen = look(site("<p>Tout va bien.</p>"))
    assert not seen.absent
    found = [*seen.violations, *seen.policy, *seen.outside, *seen.errors]
    assert (found, seen.excess_px) == ([], 0)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_field_without_a_label_is_caught(site, look, scripts):
    seen = look(site('<input type="text" id="nom">'), scripts=scripts)
    assert [(rule["rule"], rule["selectors"]) for rule in seen.violations] == [("label", ["#nom"])]


def test_what_cannot_be_read_in_the_dark_is_caught_there_alone(browser, site):
    dark = "<style>@media (prefers-color-scheme: dark) { p { color: #eee; background: #fff; } }</style>"
    looks = [Look(State("try", "/", shows="h1"), 320, scheme, "fr") for scheme in ("light", "dark")]
    light, dark = look_at(browser, site("<p>Tout va bien.</p>", dark), TILES, looks, {})
    assert not light.violations
    assert [rule["rule"] for rule in dark.violations] == ["color-contrast"]
    assert (light.look.scheme, dark.look.scheme) == ("light", "dark")


def test_a_target_too_small_to_touch_is_caught(site, look):
    tiny = '<button style="width:9px;height:9px;padding:0;border:0" aria-label="{0}"></button>'
    seen = look(site(tiny.format("Un") + tiny.format("Deux")))
    assert "target-size" in {rule["rule"] for rule in seen.violations}


def test_a_request_to_another_machine_is_caught_and_refused(site, look):
    seen = look(site('<img alt="" src="https://elsewhere.example/a.png?secret=1">'))
    assert seen.outside == ["https://elsewhere.example/a.png"]


def test_tiles_are_no_request_to_another_machine(site, look):
    seen = look(site(f'<img alt="" width="10" height="10" src="{TILES}/1.png">'))
    assert not seen.outside


def test_what_the_security_policy_forbids_is_caught(site, look):
    policy = "<meta http-equiv='Content-Security-Policy' content=\"img-src 'none'\">"
    seen = look(site('<img alt="" src="/a.png">', policy))
    assert any("img-src" in told for told in seen.policy)


def test_what_is_wider_than_the_screen_is_caught(site, look):
    assert look(site('<div style="width:400px">Trop large</div>')).excess_px >= 80


def test_an_exception_in_a_script_is_caught(site, look):
    assert look(site("<script>throw new Error('raté')</script>")).errors == ["raté"]


def test_without_scripts_none_runs(site, look):
    body = "<script>document.querySelector('h1').hidden = true</script>"
    assert look(site(body), scripts=True).absent
    assert not look(site(body), scripts=False).absent


def test_a_state_that_never_shows_is_absent(site, look):
    assert look(site(), shows="#jamais").absent


def test_held_requests_stay_without_answer(site, look):
    script = """<p id="told"></p><script>
      addEventListener("load", () => setTimeout(() => fetch("/index.html").then(
        () => { told.textContent = "arrived" }, () => { told.textContent = "lost" }), 1000));
    </script>"""
    assert not look(site(script), shows="#told:text('arrived')").absent
    assert not look(site(script), shows="#told:text('lost')", then="failed").absent
    assert look(site(script), shows="#told:not(:empty)", then="held").absent


def test_what_moves_while_the_page_loads_is_summed(browser, site, monkeypatch):
    monkeypatch.setattr(shift, "_WATCHED_MS", 1_500)
    still, _ = shift.moved(browser, site("<p>Calme</p>"), 375)
    jump = "<div id='late' hidden style='height:200px'></div><div style='height:400px'>Texte</div>"
    script = "<script>setTimeout(() => { late.hidden = false }, 800)</script>"
    moved, sources = shift.moved(browser, site(jump + script), 375)
    assert still == 0
    assert moved > 0.05
    assert sources
