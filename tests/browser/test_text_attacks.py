"""Texts that try to run something, in a real browser, which would run it: nothing is run, nobody is called.

`TEXT_ATTACKS=10000` tries so many variants; an everyday run tries two thousand.
"""

import json
import os

import pytest
from playwright.sync_api import Error as PlaywrightError

from network.text.rendering import rendered, steps
from tests.network import text_attacks

VARIANTS = int(os.environ.get("TEXT_ATTACKS", "2000"))
A_PAGE = 400
BASE = "http://essai.test"
# Without a policy: here the browser would run whatever the text holds.
PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title><script>
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "open", "msgbox"]) {
  window[name] = (...said) => { ran.push([name, String(said)]); };
}
// What the web answers for is not followed; what a browser would run when pressed is.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (link && /^(?:https?|mailto|tel):$/.test(link.protocol)) event.preventDefault();
});
const EVENTS = "mouseover mouseenter focus blur error load toggle input keydown begin pointerdown".split(" ");
const WRONG = "[onclick], [onerror], [onload], [style], script, iframe, svg, form, base, style, meta, object";
function touch() {
  for (const one of document.querySelectorAll("#essais *")) {
    for (const name of EVENTS) one.dispatchEvent(new Event(name, { bubbles: true }));
    one.click?.();
  }
  return [...document.querySelectorAll(`#essais :is(${WRONG})`)].map((one) => one.outerHTML);
}
</script></head><body><div id="essais">%s</div></body></html>"""


class Essay:
    """A browser without any protection, and all that happens in it."""

    def __init__(self, browser):
        self.context = browser.new_context()
        self.context.route("**/*", self._answer)
        self.page = self.context.new_page()
        self.html = ""
        self.happened: list[str] = []
        self.page.on(
            "dialog", lambda dialog: (self.happened.append(f"dialog {dialog.message}"), dialog.dismiss())
        )
        self.page.on("framenavigated", lambda frame: self._went(frame.url))
        self.context.on("page", lambda page: self.happened.append(f"opened {page.url}"))

    def _answer(self, route):
        url = route.request.url
        if url == f"{BASE}/":
            route.fulfill(body=PAGE % self.html, content_type="text/html; charset=utf-8")
        elif url.startswith(f"{BASE}/fichiers/"):
            route.fulfill(status=404, body="")
        else:
            self.happened.append(f"asked {url}")
            route.abort()

    def _went(self, url):
        if url not in (f"{BASE}/", "about:blank"):
            self.happened.append(f"went to {url}")

    def load(self, texts) -> list[str]:
        """What happens when these are on a page, touched and pressed."""
        self.happened = []
        self.html = "\n".join(f"<div>{one}</div>" for one in texts)
        self.page.goto(f"{BASE}/", wait_until="load")
        try:
            dangerous = self.page.evaluate("touch()")
            self.page.wait_for_timeout(150)
            ran = self.page.evaluate("window.ran")
        except PlaywrightError:
            return [*self.happened, "the page was left"]
        return [*self.happened, *(f"ran {json.dumps(one)}" for one in ran), *dangerous]


@pytest.fixture
def essay(browser):
    made = Essay(browser)
    yield made
    made.context.close()


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<img src=x onerror=alert(1)>", 'ran ["alert", "1"]'),
        ("<svg/onload=alert(1)>", 'ran ["alert", "1"]'),
        ("<script>alert(1)</script>", 'ran ["alert", "1"]'),
        ("<a href='javascript:alert(1)'>x</a>", 'ran ["alert", "1"]'),
        ("<a href='jav&#x09;ascript:alert(1)'>x</a>", 'ran ["alert", "1"]'),
        ("<a onmouseover=alert(1)>x</a>", 'ran ["alert", "1"]'),
        ("<img src=//attacker.test/x>", "asked http://attacker.test/x"),
        ("<meta http-equiv=refresh content='0;url=//attacker.test/x'>", "asked http://attacker.test/x"),
        ("<style>@import '//attacker.test/x.css';</style>", "asked http://attacker.test/x.css"),
    ],
)
def test_the_browser_would_tell_of_what_runs(essay, html, told):
    assert told in essay.load([html])


def test_nothing_of_a_text_is_run_and_nobody_else_is_called(essay):
    texts = [*text_attacks.known(), *text_attacks.mutated(VARIANTS)]
    happened = []
    for start in range(0, len(texts), A_PAGE):
        part = texts[start : start + A_PAGE]
        happened += essay.load([rendered(text, anchors="partie") for text in part])
        happened += essay.load([line for text in part for line in steps(text)])
    assert not happened
    assert len(texts) > VARIANTS
