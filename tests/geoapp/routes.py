"""Every address of the site, with an example of what varies in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# By name in the pattern. What is asked for need not exist: an error is an answer too.
_EXAMPLES = {
    "pk": "1",
    "slug": "x",
    "bloc": "coordonnees",
    "number": "1",
    "act": "1",
    "token": "x:y",
    "kind": "csv",
    "departement": "77",
    "z": "9",
    "x": "259",
    "y": "176",
    "ending": "csv",
    "section": "pages",
    "anything": "nulle-part",
    "object_id": "1",
    "app_label": "mapping",
    "content_type_id": "1",
    "from_field": "id",
    "url": "admin/nulle-part",
    "id": "1",
    "member": "1",
    "theme": "francais",
    "commune": "77288",
    "what": "labels",
    "parameter": "public",
    "code": "femmes",
    "language": "en",
    "key": "inconnue",
    "rest": "nulle-part",
    "of": "structures",
}
_UUID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Route:
    """An address, and the view that answers it."""

    path: str
    view: Any

    @property
    def module(self) -> str:
        """Where the view is written."""
        return getattr(self.view, "view_class", self.view).__module__

    @property
    def name(self) -> str:
        return getattr(self.view, "view_class", self.view).__name__

    @property
    def cost(self) -> Any:
        return getattr(self.view, "cost", None) or getattr(
            getattr(self.view, "view_class", None), "cost", None
        )


def routes() -> list[Route]:
    """Those of the URLconf. Raises KeyError for a part of an address that has no example here: give one."""
    return list(_below("/", get_resolver().url_patterns))


def _below(start: str, patterns: list) -> Iterator[Route]:
    for each in patterns:
        path = start + _example(str(each.pattern))
        if isinstance(each, URLResolver):
            yield from _below(path, each.url_patterns)
        elif isinstance(each, URLPattern):
            yield Route(path, each.callback)


def _example(pattern: str) -> str:
    pattern = re.sub(r"<uuid:\w+>", _UUID, pattern)
    pattern = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: _EXAMPLES[found[1]], _groups(pattern))
    return re.sub(r"^\^|\$$|\\Z|\\", "", pattern)


def _groups(pattern: str) -> str:
    """A regular expression with an example for each of its named groups, which hold no group of their own."""
    return re.sub(r"\(\?P<(\w+)>[^()]*\)", lambda found: _EXAMPLES[found[1]], pattern)
