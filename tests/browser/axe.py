"""What axe finds wrong on a page, as it stands in the browser."""

from collections.abc import Sequence

from playwright.sync_api import Page

from bench.audit.barriers import violations

SCHEMES = ("light", "dark")
# Those of axe's rules of what the pages are held to that look at colours.
COLOURS = ("color-contrast", "link-in-text-block")
# Colours on their way from one to another are nobody's choice.
_AT_REST = """() => {
  for (const one of document.getAnimations()) {
    if (Number.isFinite(one.effect?.getComputedTiming().endTime)) one.finish();
  }
}"""


def faults(page: Page, schemes: Sequence[str] = ()) -> str:
    """The rules that the page breaks, with where, a line each; empty where it breaks none.

    In each of the colour `schemes` in turn (`SCHEMES`: both); in the one of the window where none is named.
    After the first, the rules of colours alone: sheets change nothing else from one to another, as
    `tests/geoapp/test_styles.py` holds them to.
    """
    told = []
    for place, scheme in enumerate(schemes or (None,)):
        if scheme:
            page.emulate_media(color_scheme=scheme)
        page.evaluate(_AT_REST)
        told += [
            f"{scheme or ''} {one['rule']}: {one['help']}: {', '.join(one['selectors'])}: {one['html']}"
            for one in violations(page, COLOURS if place else ())
        ]
    return "\n".join(told)
