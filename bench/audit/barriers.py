"""axe on every state, width, colour scheme and language, with what the same look at the page also tells."""

import itertools
import os
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from bench.audit.states import LANGUAGES, SCHEMES, STATES, WIDTHS, State
from bench.audit.window import Absent, Log, Window, launched
from bench.report import Row

# WCAG 2.0 to 2.2 at levels A and AA, and the rules that axe keeps for the French reference frame.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4")
# How long after a first look what stays is looked at again.
_LATER_MS = 1000
COMMAND = "make audit ARGS='--only axe'"


@dataclass(frozen=True, slots=True)
class Look:
    """One look: a state at a width, in a colour scheme, in a language."""

    state: State
    width: int
    scheme: str
    language: str

    def __str__(self) -> str:
        return f"{self.state.name}, {self.width} px, {self.scheme}, {self.language}"


@dataclass
class Seen:
    """What a look found. `absent` says why the state was not reached, and is empty when it was."""

    look: Look
    absent: str = ""
    violations: list[dict] = field(default_factory=list)
    policy: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    excess_px: float = 0


def looks(
    *,
    quick: bool,
    only: Iterable[str] = (),
    widths: Container[int] = WIDTHS,
    schemes: Container[str] = SCHEMES,
    languages: Container[str] = LANGUAGES,
) -> list[Look]:
    """Every look to be made; `quick`: one width, light, French; `only`: the states of these names; of the
    others those of these widths, schemes and languages."""
    found = []
    for state in STATES:
        if only and state.name not in only:
            continue
        if quick:
            found.append(Look(state, state.widths[-1], SCHEMES[0], LANGUAGES[0]))
        else:
            found += [
                Look(state, width, scheme, language)
                for width, scheme, language in itertools.product(state.widths, SCHEMES, LANGUAGES)
                if width in widths and scheme in schemes and language in languages
            ]
    return found


def address(path: str, language: str, known: dict[str, str]) -> str:
    """The address of a state in a language; French has no prefix, and what is embedded says it beside."""
    told = path.format(**known)
    if told.startswith("/integre/"):
        return f"{told}{'&' if '?' in told else '?'}langue={language}"
    return told if language == LANGUAGES[0] else f"/{language}{told}"


def window_of(
    browser: Browser, base: str, tile_host: str, look: Look, sessions: dict[str, str] | None = None
) -> Window:
    """A window as wide, as dark and as poorly connected as the look asks, signed in as its reader is."""
    state = look.state
    return Window(
        browser,
        base,
        tile_host,
        width=look.width,
        scheme=look.scheme,
        scripts=state.scripts,
        position=state.position,
        tiles_are=state.tiles,
        session=(sessions or {}).get(state.reader, ""),
    )


def look_at(
    browser: Browser,
    base: str,
    tile_host: str,
    looks: Sequence[Look],
    known: dict[str, str],
    sessions: dict[str, str] | None = None,
) -> list[Seen]:
    """Reach a state in a window of its own and say what is wrong there, in each of the colour schemes of
    `looks`, which have all the rest in common."""
    state = looks[0].state
    with window_of(browser, base, tile_host, looks[0], sessions) as window:
        try:
            window.reach(state, address(state.path, looks[0].language, known))
        except Absent as reason:
            return [_with_log(Seen(look, absent=str(reason)), window) for look in looks]
        found = []
        for look in looks:
            if found:
                window.dress(look.scheme)
            excess = max(0, window.content_width() - look.width)
            window.let_tools_run()
            broken = violations(window.page)
            if broken and found:
                # On a busy machine colours may still be on their way: what stays is of the page.
                window.page.wait_for_timeout(_LATER_MS)
                broken = violations(window.page)
            found.append(_with_log(Seen(look, violations=broken, excess_px=excess), window))
        return found


def _with_log(seen: Seen, window: Window) -> Seen:
    """With what went wrong in its window since the look before."""
    seen.policy, seen.outside, seen.errors = window.log.policy, window.log.outside, window.log.errors
    window.log = Log()
    return seen


def violations(page, rules: Sequence[str] = ()) -> list[dict]:
    """What axe finds on a page: for each broken rule its name, its words and the selectors it holds for.

    Of `rules` alone, by their names in axe, where some are given.
    """
    chosen = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(TAGS)}
    options = {"runOnly": chosen, "resultTypes": ["violations"]}
    # Half a megabyte, which a page that is looked at again has already.
    if page.evaluate("window.axe === undefined"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        {
            "rule": rule["id"],
            "help": rule["help"],
            "selectors": [" ".join(map(str, node["target"])) for node in rule["nodes"]],
            "html": rule["nodes"][0]["html"][:300],
        }
        for rule in found
    ]


def measure(
    base: str,
    tile_host: str,
    known: dict[str, str],
    wanted: list[Look],
    say: Callable[[str], None],
    sessions: dict[str, str] | None = None,
) -> list[Seen]:
    """Every look, in the order of the table, by as many browsers at once as the machine has processors; a
    state absent in a language is not looked for again there."""
    # Those of a state in a language stay together: where one is absent, so are the others.
    by_state: dict[tuple[str, str], list[Look]] = {}
    for look in wanted:
        by_state.setdefault((look.state.name, look.language), []).append(look)
    shared = list(by_state.values())
    done = itertools.count(1)

    def share(mine: list[list[Look]]) -> list[Seen]:
        found = []
        with sync_playwright() as playwright, launched(playwright.chromium) as browser:
            for looks in mine:
                for seen in _of_state(browser, base, tile_host, looks, known, sessions):
                    found.append(seen)
                    say(f"{next(done)}/{len(wanted)} {seen.look}: {_told(seen)}")
        return found

    browsers = min(os.cpu_count() or 1, len(shared)) or 1
    with ThreadPoolExecutor(browsers) as pool:
        parts = pool.map(share, [shared[number::browsers] for number in range(browsers)])
        found = {str(seen.look): seen for part in parts for seen in part}
    return [found[str(look)] for look in wanted]


def _of_state(
    browser: Browser,
    base: str,
    tile_host: str,
    looks: list[Look],
    known: dict[str, str],
    sessions: dict[str, str] | None,
) -> Iterator[Seen]:
    absent = ""
    for _width, at in itertools.groupby(looks, key=lambda look: look.width):
        same = list(at)
        if absent:
            yield from (Seen(look, absent=absent) for look in same)
            continue
        for seen in look_at(browser, base, tile_host, same, known, sessions):
            absent = seen.absent
            yield seen


def _told(seen: Seen) -> str:
    what = [f"absent ({seen.absent})"] if seen.absent else []
    what += [f"{rule['rule']} × {len(rule['selectors'])}" for rule in seen.violations]
    what += ["sideways scroll"] * bool(seen.excess_px) + ["policy"] * bool(seen.policy)
    what += ["outside request"] * bool(seen.outside) + ["script error"] * bool(seen.errors)
    return ", ".join(what) or "nothing"


def rows(found: list[Seen], *, strict: bool) -> list[Row]:
    """A row a state, then what holds for all of them; an absent state counts with `strict` only."""
    made = []
    for name in dict.fromkeys(seen.look.state.name for seen in found):
        of_state = [seen for seen in found if seen.look.state.name == name]
        reached = [seen for seen in of_state if not seen.absent]
        away = sorted({seen.look.language for seen in of_state if seen.absent})
        broken = sum(len(seen.violations) for seen in reached)
        must = "= 0" if reached else None
        value = float(broken) if reached else "absent"
        if strict and away:
            must, value = "= 0", value if broken else "absent"
        note = f"absent in {', '.join(away)}" if away and reached else ""
        made.append(Row(f"axe: {name}", value, "violations", must, None, len(reached), note, COMMAND))
    reached = [seen for seen in found if not seen.absent]
    for figure, count, unit in (
        ("security policy", sum(len(seen.policy) for seen in found), "violations"),
        ("requests to another machine, tiles apart", sum(len(seen.outside) for seen in found), "requests"),
        ("exceptions in scripts", sum(len(seen.errors) for seen in found), "exceptions"),
        ("pages that scroll sideways", sum(seen.excess_px > 0 for seen in reached), "pages"),
    ):
        made.append(Row(figure, float(count), unit, "= 0", None, len(reached), "", COMMAND))
    return made
