"""What was found, for those who mend it and for those who read the documentation."""

import json
from collections import defaultdict
from pathlib import Path

from bench.audit.barriers import Seen
from bench.database import ROOT

DETAILS = ROOT / ".local" / "audit" / "findings.json"
PAGE = ROOT / "docs" / "audit.md"
_SHOWN = 8
_HEAD = """# What a reader meets: barriers, weight, speed

Written by `make audit`, which starts the site with production's settings on the demonstration directory and
looks at it with Debian's Chromium. Axe judges the rules of WCAG 2.0 to 2.2 (A and AA) and those it keeps for
the RGAA; a machine finds about half of what stops a reader, and contrast over the map's background is left to
the eye. `bench/audit/states.py` says how each state is reached; « n » counts the looks (widths, colours,
languages) or the samples. Background tiles are served by the machine itself. An absent state has no page yet.
"""


def grouped(seen: list[Seen]) -> list[tuple[str, list[str]]]:
    """Each thing found once, with the looks that it was found in; for axe, a rule in a state."""
    found: dict[str, list[str]] = defaultdict(list)
    elements: dict[str, dict[str, None]] = defaultdict(dict)
    for one in seen:
        look = str(one.look)
        for rule in one.violations:
            what = f"axe {rule['rule']} in « {one.look.state.name} »: {rule['help']}"
            found[what].append(look)
            elements[what] |= dict.fromkeys(rule["selectors"])
        for name, told in (("policy", one.policy), ("outside", one.outside), ("script", one.errors)):
            for text in dict.fromkeys(told):
                found[f"{name}: {text}"].append(look)
        if one.excess_px:
            found["sideways scroll"].append(f"{look} ({one.excess_px:.0f} px too wide)")
    told = {
        what
        + (f" ({len(at)} elements: {', '.join(list(at)[:3])})" if (at := elements.get(what)) else ""): where
        for what, where in found.items()
    }
    return sorted(told.items(), key=lambda item: (-len(item[1]), item[0]))


def absent(seen: list[Seen]) -> dict[str, str]:
    """The states that were not reached, by name and language, with what came instead."""
    return {f"{one.look.state.name}, {one.look.language}": one.absent for one in seen if one.absent}


def text(seen: list[Seen]) -> str:
    """What was found, in lines for a terminal."""
    lines = []
    for what, where in grouped(seen):
        more = f" and {len(where) - _SHOWN} more" if len(where) > _SHOWN else ""
        lines.append(f"\n{what}\n    in {'; '.join(where[:_SHOWN])}{more}")
    lines += [f"\nabsent: {name}: {reason}" for name, reason in absent(seen).items()]
    return "\n".join(lines)


def publish(document: dict, seen: list[Seen]) -> Path:
    """Write the figures and what was found as a page of the documentation."""
    machine = document["machine"]
    lines = [
        _HEAD,
        f"Last run: {document['date'][:10]}, commit {document['commit']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, {machine['processor']}.\n",
        "| figure | value | unit | must | aim | holds | n | besides |",
        "| --- | ---: | --- | --- | --- | --- | ---: | --- |",
    ]
    for row in document["rows"]:
        cells = [_shown(row[name]) for name in ("figure", "value", "unit", "must", "aim", "holds")]
        cells += [_shown(row["samples"]), _shown(row["absolute"])]
        lines.append(f"| {' | '.join(cells)} |")
    lines.append("\n## What was found\n")
    found = [f"- `{what}`: {len(where)} looks, first {where[0]}" for what, where in grouped(seen)]
    lines += found or ["Nothing."]
    if missing := absent(seen):
        lines.append("\n## Absent\n")
        lines += [f"- {name}" for name in missing]
    sheets = sorted((PAGE.parent / "screenshots").glob("contact-*.jpg"))
    if sheets:
        lines.append("\n## Seen at a glance\n")
        lines += [f"![Sheet {n}](screenshots/{sheet.name})\n" for n, sheet in enumerate(sheets, start=1)]
    PAGE.write_text("\n".join(lines).rstrip() + "\n")
    return PAGE


def _shown(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "**no**"
    text = f"{value:g}" if isinstance(value, float) else str(value if value is not None else "")
    return text.replace("|", "\\|")


def keep(seen: list[Seen]) -> Path:
    """Write everything that was found, for scripts and for those who look closer."""
    DETAILS.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "found": [{"what": what, "looks": where} for what, where in grouped(seen)],
        "absent": absent(seen),
    }
    DETAILS.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return DETAILS
