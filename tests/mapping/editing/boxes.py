"""A form as a browser would send it: every box with what it holds, several of one name included."""

from collections.abc import Iterable
from html.parser import HTMLParser


class _Boxes(HTMLParser):
    def __init__(self, form_id: str):
        super().__init__()
        self.form_id = form_id
        self.within = False
        self.area = self.select = ""
        self.first: str | None = None
        self.sent: dict[str, list[str]] = {}

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.within = said.get("id") == self.form_id
        if not self.within:
            return
        name = said.get("name") or ""
        if tag == "option" and self.select:
            value = said.get("value") or ""
            self.first = value if self.first is None else self.first
            if "selected" in said:
                self.sent[self.select] = [value]
        elif tag == "select":
            self.select, self.first = name, None
        elif tag == "textarea":
            self.area = name
            self.sent[name] = [""]
        elif tag == "input" and name and (said.get("type") not in ("radio", "checkbox") or "checked" in said):
            # A box that is ticked and has no value is sent so.
            ticked = "on" if said.get("type") in ("radio", "checkbox") else ""
            self.sent.setdefault(name, []).append(said.get("value", ticked) or "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.within = False
        elif tag == "textarea":
            self.area = ""
        elif tag == "select" and self.select:
            self.sent.setdefault(self.select, [self.first or ""])
            self.select = ""

    def handle_data(self, data):
        if self.area:
            self.sent[self.area][0] += data


def boxes(answer, form_id: str = "modification") -> dict[str, list[str]]:
    """What the form of a page holds, by name."""
    read = _Boxes(form_id)
    read.feed(answer.content.decode())
    return read.sent


def send(client, path: str, without: Iterable[str] = (), first=None, **typed):
    """Open a page (or take `first`, one that was opened), type in its form, send it: the answer."""
    sent = boxes(first if first is not None else client.get(path))
    sent = {name: value for name, value in sent.items() if name not in without}
    for name, value in typed.items():
        sent[name.replace("__", "-")] = value if isinstance(value, list) else [value]
    return client.post(path, sent)
