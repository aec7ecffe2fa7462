"""What HTML holds that no text of ours may."""

from html.parser import HTMLParser

from network.text import addresses

ELEMENTS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "blockquote"),
    *("code", "pre", "a", "img", "div", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "table": {"class"},
    "th": {"scope", "class"},
    "td": {"class"},
    **{f"h{rank}": {"id"} for rank in range(1, 7)},
}
CLASSES = {"table-box", "table", "num"}


class _Judge(HTMLParser):
    def __init__(self, besides: frozenset[str]):
        super().__init__()
        self.besides = besides
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if not self.allows(tag, name, value or ""):
                self.wrong.append(f"<{tag} {name}={value!r}>")

    def allows(self, tag, name, value):
        if name in self.besides:
            return True
        if name not in ATTRIBUTES.get(tag, set()):
            return False
        if name == "href":
            return addresses.is_link(value)
        if name == "src":
            return addresses.picture(value) is not None
        return name != "class" or set(value.split()) <= CLASSES

    def handle_comment(self, data):
        self.wrong.append(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment


def dangerous(html: str, *besides: str) -> list[str]:
    """The elements, attributes and addresses of some HTML that are not among the allowed; `besides` names
    attributes that do not matter."""
    judge = _Judge(frozenset(besides))
    judge.feed(html)
    judge.close()
    return judge.wrong
