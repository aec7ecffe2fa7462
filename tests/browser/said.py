"""What a page of the search says: its controls, headings, list, links and markers, as one value to compare.

Controls are told by role and accessible name, so that only a change of what is said makes a difference.
"""

import re

from playwright.sync_api import Page

# What only scripts offer, and the inside of the map, are no part of what the server says.
_READ = r"""() => {
  const told = (text) => (text ?? "").replace(/\s+/g, " ").trim();
  const offered = (element) => !element.closest(".js-only, .leaflet-container, [hidden]");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)].filter(offered);
  const named = (element) => told(
    element.getAttribute("aria-label")
    ?? ([...(element.labels ?? [])].map((label) => label.textContent).join(" ") || element.textContent));
  const control = (element) => ({
    role: element.localName === "input" ? element.type : element.localName,
    name: named(element),
    value: element.localName === "button" ? "" : element.value,
    checked: Boolean(element.checked),
    disabled: element.disabled,
    invalid: element.getAttribute("aria-invalid"),
    described: (element.getAttribute("aria-describedby") ?? "").split(" ")
      .map((id) => told(document.getElementById(id)?.textContent)).join(" "),
    options: [...(element.options ?? [])].map((option) => [told(option.textContent), option.selected]),
  });
  const link = (element) => ({
    name: named(element),
    href: element.href.replace(location.origin, ""),
    current: element.getAttribute("aria-current"),
  });
  const form = document.querySelector("form[role=search]");
  const asked = ":is(main, form[role=search])";
  return {
    title: document.title,
    headings: all("main :is(h1, h2, h3)").map((heading) => told(heading.textContent)),
    question: form ? [...new FormData(form)].map(([name, value]) => `${name}=${value}`) : [],
    controls: all(`${asked} :is(input:not([type=hidden]), select, textarea, button)`).map(control),
    list: all("main article").map((article) => told(article.textContent)),
    links: [...all(`${asked} a[href]`), ...all("header a[href]"), ...all(".skip-links a[href]")].map(link),
    listed: all("main input[type=checkbox][form]")
      .map((box) => told(box.labels[0].querySelector("bdi").textContent)),
    numbers: all("main article[id^=structure-]").map((article) => article.id.replace("structure-", "")),
    markers: [...document.querySelectorAll(".leaflet-container [title]")]
      .map((marker) => marker.title).filter((title) => /^\d+\. /.test(title))
      // After the name, its themes: the list says them in pictures.
      .map((title) => title.replace(/ \([^()]*\)$/, "")),
  };
}"""
_COUNT = re.compile(r"\s*\((\d+)\)$")
_IN_VIEW = re.compile(r" \d+$")


def said(page: Page) -> dict:
    """What the page says now."""
    return page.evaluate(_READ)


def differences(shown: dict, server: dict) -> list[str]:
    """What the page in a browser says otherwise than the server does, in words; empty where nothing is."""
    found = []
    for what in ("title", "headings", "question", "list", "listed"):
        found += _between(what, shown[what], server[what])
    found += _between(
        "links", [_unnumbered(link, server["links"]) for link in shown["links"]], server["links"]
    )
    found += _between("controls", *_counted(shown["controls"], server["controls"]))
    # What follows in a list goes on from where it was.
    listed = zip(server["numbers"], server["listed"], strict=True)
    expected = [f"{number}. {name}" for number, name in listed]
    return found + _between("markers", sorted(shown["markers"]), sorted(expected))


def _between(what: str, shown, server) -> list[str]:
    if shown == server:
        return []
    if not isinstance(shown, list):
        return [f"{what}: {shown!r}, and not {server!r}"]
    changed = [
        f"{what}: {one}\n    and not {other}"
        for one, other in zip(shown, server, strict=False)
        if one != other
    ]
    if len(shown) != len(server):
        changed.append(f"{what}: {len(shown)}, and not {len(server)}")
    return changed[:3]


def _counted(shown: list[dict], server: list[dict]) -> tuple[list[dict], list[dict]]:
    """Controls without the numbers of places that a script adds where the server says none."""
    if any(_COUNT.search(text) for text in _texts(server)):
        return shown, server
    return [_uncounted(control) for control in shown], server


def _unnumbered(link: dict, server: list[dict]) -> dict:
    """A link without the number of places in view, which only a map knows, that a script may add to it."""
    bare = link | {"name": _IN_VIEW.sub("", link["name"])}
    return bare if bare in server else link


def _texts(controls: list[dict]) -> list[str]:
    return [text for control in controls for text in (control["name"], *(o[0] for o in control["options"]))]


def _uncounted(control: dict) -> dict:
    return control | {
        "name": _COUNT.sub("", control["name"]),
        "options": [[_COUNT.sub("", text), selected] for text, selected in control["options"]],
    }
