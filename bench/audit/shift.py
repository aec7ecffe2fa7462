"""What moves under the reader's finger while a slow network brings the page."""

from playwright.sync_api import Browser

from bench.audit.lighthouse import MOST_SHIFT, PAGES
from bench.audit.window import HEIGHTS
from bench.report import Row

COMMAND = "make audit ARGS='--only lighthouse'"
# Lighthouse's « slow 4G »: 1.6 Mbit/s down, 150 ms there and back.
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 768_000 / 8,
}
_WATCH = """
window.auditShift = {sum: 0, sources: []};
new PerformanceObserver(list => list.getEntries().forEach(entry => {
  if (entry.hadRecentInput) return;
  window.auditShift.sum += entry.value;
  for (const {node} of entry.sources) {
    const element = node?.nodeType === 1 ? node : node?.parentElement;
    if (element) window.auditShift.sources.push(element.id || element.className || element.tagName);
  }
})).observe({type: "layout-shift", buffered: true});
"""
# Past the page's own tile timer, after which the map may change.
_WATCHED_MS = 7_500


def measure(browser: Browser, base: str, known: dict[str, str], *, quick: bool) -> list[Row]:
    """The sum of layout shifts of each page, at a phone's width and a desk's, on a slow network."""
    rows = []
    for page, path in PAGES.items():
        for width in (375,) if quick else (375, 1280):
            total, sources = moved(browser, base + path.format(**known), width)
            figure = f"slow network, {page}, {width} px: layout shift"
            told = ", ".join(dict.fromkeys(sources))[:120]
            rows.append(Row(figure, total, "CLS", f"<= {MOST_SHIFT}", None, 1, told, COMMAND))
    return rows


def moved(browser: Browser, address: str, width: int) -> tuple[float, list[str]]:
    """The sum of the layout shifts while an address loads, and the elements that moved."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHTS[width]}, locale="fr-FR")
    try:
        context.add_init_script(_WATCH)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)
        page.goto(address, wait_until="load")
        page.wait_for_timeout(_WATCHED_MS)
        found = page.evaluate("window.auditShift")
        return found["sum"], found["sources"]
    finally:
        context.close()
