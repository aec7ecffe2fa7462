"""Thirty pictures of the site on a few sheets, for who wants to see it all at a glance."""

import base64
from collections.abc import Callable
from html import escape

from playwright.sync_api import Browser

from bench.audit.barriers import Look, address, window_of
from bench.audit.states import STATES
from bench.audit.window import HEIGHTS, Absent
from bench.database import ROOT
from bench.report import Row

FOLDER = ROOT / "docs" / "screenshots"
COMMAND = "make audit ARGS='--only shots'"
ON_A_SHEET = 10
_BY_NAME = {state.name: state for state in STATES}
# State, width, colour scheme, language.
CHOSEN = (
    ("home", 1280, "light", "fr"),
    ("results", 1280, "light", "fr"),
    ("results filtered", 1280, "light", "fr"),
    ("detail", 1280, "light", "fr"),
    ("comparison", 1280, "light", "fr"),
    ("empty", 1280, "light", "fr"),
    ("ambiguous address", 1280, "light", "fr"),
    ("tiles refused", 1280, "light", "fr"),
    ("help", 1280, "light", "fr"),
    ("accessibility page", 1280, "light", "fr"),
    ("home", 1280, "dark", "fr"),
    ("results", 1280, "dark", "fr"),
    ("results", 1280, "light", "ar"),
    ("detail", 1280, "dark", "ar"),
    ("basket", 1280, "light", "fr"),
    ("print sheet on paper", 1280, "light", "fr"),
    ("language menu", 1280, "light", "fr"),
    ("no JavaScript", 1280, "light", "fr"),
    ("404", 1280, "light", "fr"),
    ("500", 1280, "light", "fr"),
    ("home", 375, "light", "fr"),
    ("mobile list", 375, "light", "fr"),
    ("mobile map", 375, "light", "fr"),
    ("detail", 375, "light", "fr"),
    ("address not found", 375, "light", "fr"),
    ("geolocation refused", 375, "light", "fr"),
    ("home", 375, "light", "ar"),
    ("mobile list", 375, "light", "ar"),
    ("mobile map", 375, "dark", "fr"),
    ("comparison", 320, "light", "ar"),
)
_STYLE = """
body { margin: 0; padding: 24px; font: 15px/1.4 sans-serif; background: #fff; color: #161616; width: 1552px; }
main { display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start; }
figure { margin: 0; }
img { display: block; border: 1px solid #929292; }
figcaption { margin-top: 6px; }
"""
# The width of a picture on the sheet, in pixels, by the width of its window.
_DRAWN = {1280: 490, 375: 280, 320: 280}


def take(
    browser: Browser, base: str, tile_host: str, known: dict[str, str], say: Callable[[str], None]
) -> list[Row]:
    """Take the pictures of the states that exist, write the sheets, and say how many there are."""
    pictures = []
    for chosen in CHOSEN:
        picture = _picture(browser, base, tile_host, Look(_BY_NAME[chosen[0]], *chosen[1:]), known)
        if picture:
            pictures.append(picture)
        else:
            say(f"absent: {', '.join(map(str, chosen))}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("contact-*.jpg"):
        old.unlink()
    for start in range(0, len(pictures), ON_A_SHEET):
        file = FOLDER / f"contact-{start // ON_A_SHEET + 1}.jpg"
        _sheet(browser, pictures[start : start + ON_A_SHEET], file)
        say(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1000:.0f} kB")
    must = f">= {len(CHOSEN)}" if len(pictures) == len(CHOSEN) else None
    return [Row("screenshots", float(len(pictures)), "pictures", must, ">= 30", None, "", COMMAND)]


def _picture(
    browser: Browser, base: str, tile_host: str, look: Look, known: dict[str, str]
) -> tuple[Look, bytes] | None:
    """What a look shows on its first screen; None where the state is absent."""
    state = look.state
    with window_of(browser, base, tile_host, look) as window:
        try:
            window.reach(state, address(state.path, look.language, known))
        except Absent:
            return None
        return look, window.page.screenshot(type="png")


def _sheet(browser: Browser, pictures: list[tuple[Look, bytes]], file) -> None:
    figures = "".join(
        f'<figure><img alt="" width="{_DRAWN[look.width]}" height="'
        f'{round(_DRAWN[look.width] * HEIGHTS[look.width] / look.width)}" '
        f'src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
        f"<figcaption>{escape(str(look))}</figcaption></figure>"
        for look, picture in pictures
    )
    context = browser.new_context(viewport={"width": 1600, "height": 1200})
    try:
        page = context.new_page()
        page.set_content(f"<style>{_STYLE}</style><main>{figures}</main>", wait_until="load")
        page.screenshot(path=file, type="jpeg", quality=80, full_page=True)
    finally:
        context.close()
