# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each record is known by in its source, so that the next edition finds it again."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from data.imports.records.record import CONTACT, SESSION, Part

# At the end of the key of a contact of a service; a contact of a structure has its key.
OF_SERVICE = "#contact"
# Between the key of a service and what tells one of its sessions.
OF_SESSION = "#session-"
# What begins the key of a row without an identifier of its own.
DERIVED = "nom-"
# So many services of one name may a structure have before they are told apart by what they say.
_MOST_ALIKE = 50


def derived_key(payload: Mapping[str, Any]) -> str:
    """An identifier for a row without one: its name and address, which the next edition has too."""
    place = payload.get("code_postal") or payload.get("commune_nom") or ""
    text = slugify(" ".join([str(payload["nom"]), str(place), str(payload.get("adresse") or "")]))
    if not text:
        text = hashlib.sha256(str(payload["nom"]).encode()).hexdigest()[:16]
    return f"{DERIVED}{text[:180]}"


class Seen:
    """The services, the sessions and the persons of a file so far: two that differ have two keys."""

    def __init__(self) -> None:
        self._said: dict[int, int] = {}

    def service_key(self, part: Part, *, always: bool) -> str:
        """The key of a service: its structure's, and its name where the structure has another already."""
        return self._key(part, "service", "" if not always else self._slug(part))

    def contact_key(self, part: Part) -> str:
        """The key of a person, the same way."""
        return self._key(part, "personne", "")

    def session_key(self, part: Part, service: str) -> str:
        """The key of a session: its service's, its first day, and its hours where there are two that day."""
        said = json.dumps(part.payload, sort_keys=True, default=str)
        day = f"{service}{OF_SESSION}{part.payload['first_day']}"
        for key in (day, f"{day}-{slugify(part.payload['details'])[:40]}"):
            if self._said.setdefault(hash((SESSION, key)), hash(said)) == hash(said):
                return key
        return f"{day}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    def _key(self, part: Part, kind: str, slug: str) -> str:
        text = json.dumps(part.payload, sort_keys=True, default=str)
        said = hash(text)
        slugs = [
            slug,
            *(f"{self._slug(part)}{f'-{n}' if n else ''}" for n in range(_MOST_ALIKE) if n or not slug),
        ]
        for one in slugs:
            key = f"{part.parent}#{one}" if one else part.parent
            if self._said.setdefault(hash((kind, key)), said) == said:
                return key
        return f"{part.parent}#{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    @staticmethod
    def _slug(part: Part) -> str:
        named = [part.payload.get("nom") or "", *(part.payload.get("niveaux") or ())]
        named += [part.payload.get("telephone") or ""] if part.kind == CONTACT else []
        return f"{part.kind}-{slugify(' '.join(named))[:40]}"
