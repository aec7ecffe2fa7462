"""A form of the editing pages as a browser would send it: what it shows, with what is typed over it."""

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    """Reads the fields of the form of a page that edits."""

    def __init__(self) -> None:
        super().__init__()
        self.within = False
        self.area = self.select = ""
        self.action = ""
        self.sent: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = dict(attrs)
        if tag == "form":
            self.within = said.get("id") == "modification"
            self.action = said.get("action", "") if self.within else self.action
        name = said.get("name")
        if self.within and tag == "option" and "selected" in said:
            self.sent.setdefault(self.select, []).append(said.get("value", ""))
        if not self.within or not name:
            return
        if tag == "select":
            self.select = name
        if tag == "textarea":
            self.area = name
            self.sent[name] = [""]
        if tag == "input" and (said.get("type") not in ("radio", "checkbox") or "checked" in said):
            self.sent.setdefault(name, []).append(said.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.within = False
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            # The line end that follows the tag is none of the text.
            self.sent[self.area][0] += data


def read(answer: Any) -> tuple[str, dict[str, list[str]]]:
    """Where the form of an answer goes, and its fields as they are shown."""
    reader = _Reader()
    reader.feed(answer.content.decode())
    sent = {name: [value.removeprefix("\n") for value in values] for name, values in reader.sent.items()}
    return reader.action, sent


def send(client: Any, answer: Any, **typed: Any) -> Any:
    """The answer to the form of another, with what was typed; a None is a field that is left out."""
    action, sent = read(answer)
    sent |= {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return client.post(action, {name: value for name, value in sent.items() if value != [None]})


def save(client: Any, path: str, **typed: Any) -> Any:
    """Open a page, type over it and send it."""
    return send(client, client.get(path), **typed)
