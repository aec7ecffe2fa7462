"""What a browser would send of a page's form."""

from html.parser import HTMLParser
from itertools import count

from common.proof import PARTS, part_test


class _Form(HTMLParser):
    """Reads the fields of the form whose id is given: text areas, hidden and text inputs, what is ticked."""

    def __init__(self, form_id: str):
        super().__init__()
        self.form_id = form_id
        self.within = False
        self.area = ""
        self.sent: dict[str, str] = {}
        self.hidden: dict[str, str] = {}

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.within = said.get("id") == self.form_id
        name = said.get("name")
        if not self.within or not name:
            return
        if tag == "textarea":
            self.area = name
            self.sent[name] = ""
        if tag == "input" and (said.get("type") not in ("radio", "checkbox") or "checked" in said):
            self.sent[name] = said.get("value") or ""
            if said.get("type") == "hidden":
                self.hidden[name] = self.sent[name]

    def handle_endtag(self, tag):
        if tag == "form":
            self.within = False
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.sent[self.area] += data


def _read(page: bytes, form_id: str) -> _Form:
    form = _Form(form_id)
    form.feed(page.decode())
    return form


def sent_by(page: bytes, form_id: str) -> dict[str, str]:
    """The fields of the form as it was received, by name."""
    return _read(page, form_id).sent


def hidden_in(page: bytes, form_id: str) -> dict[str, str]:
    """The fields that nobody types: what the form itself remembers."""
    return _read(page, form_id).hidden


def proven(form: dict[str, str], name: str) -> dict[str, str]:
    """The same, with what the browser answers to the challenge of that form."""
    challenge = f"{name} {form['jeton']}"
    holds = part_test(challenge)
    numbers = [next(str(n) for n in count() if holds(part, str(n))) for part in range(PARTS)]
    return form | {"preuve": ".".join(numbers)}
