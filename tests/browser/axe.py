"""What axe finds wrong on a page, as it stands in the browser."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# The French rules with those of WCAG 2.2, levels A and AA.
LEVELS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "RGAAv4"]
SCHEMES = ("light", "dark")
# Colours on their way from one to another are nobody's choice.
_AT_REST = """() => {
  for (const one of document.getAnimations()) {
    if (Number.isFinite(one.effect?.getComputedTiming().endTime)) one.finish();
  }
}"""


def faults(page: Page, schemes: Sequence[str] = ()) -> str:
    """The rules that the page breaks, with where, in words; empty where it breaks none.

    In each of the colour `schemes` in turn (`SCHEMES`: both); in the one of the window where none is named.
    """
    told = []
    for scheme in schemes or (None,):
        if scheme:
            page.emulate_media(color_scheme=scheme)
        if found := _judged(page):
            told.append(f"{scheme or 'as it is'}: {found}")
    return "\n".join(told)


def _judged(page: Page) -> str:
    page.evaluate(_AT_REST)
    # Nothing is told of what passes: to say where each of its elements stands takes longer than to judge it.
    options = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options)
    return found.generate_report() if found.violations_count else ""
