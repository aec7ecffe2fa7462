# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that stand for no value, kept where people read them; and what a description speaks of."""

from typing import Any

from data.imports.lessons import Lessons, phrase_key
from data.imports.records.record import SERVICE, STRUCTURE, Part
from data.imports.records.row import Row
from data.imports.targets import OTHER_PHONE
from data.imports.teachable import FEES, label_of
from search.lexicon.values import thematiques_in

FROM_DESCRIPTION = "D'après des mots de sa description, comme vous l'avez accepté : le fichier ne le dit pas."
THEMES, SESSIONS = "thematiques", "session_debut"
# Where words that stand for no public are read; those of other fields are read in the description.
_PUBLICS, _PUBLICS_MORE = "publics", "publics_precisions"


def keep_texts(row: Row, part: Part) -> None:
    """Put the words of a part that stand for no value where people read them."""
    payload, texts = part.payload, dict(part.texts)
    _begin_again(part, row.layout.lessons, has_other_phones=OTHER_PHONE in row.layout.places)
    if publics := texts.pop(_PUBLICS, None):
        given = payload.get(_PUBLICS_MORE) or ""
        more = [one for one in publics if one not in given]
        payload[_PUBLICS_MORE] = " ; ".join(filter(None, (given, *more)))[:5000]
    lines = [f"{_label(name)} : {', '.join(dict.fromkeys(said))}" for name, said in texts.items()]
    if lines:
        said = payload.get("description") or ""
        payload["description"] = "\n".join(filter(None, (said, *lines)))[:10_000]


def _begin_again(part: Part, lessons: Lessons, *, has_other_phones: bool) -> None:
    """Say nothing where words were kept as text, so that what was text before it was taught, or is no longer
    said, is taken back."""
    payload, taught = part.payload, lessons.values
    if part.kind == SERVICE and _PUBLICS in taught and _PUBLICS in payload:
        payload.setdefault(_PUBLICS_MORE, "")
    if part.kind == SERVICE and FEES in taught and FEES in payload:
        payload.setdefault("frais_precisions", "")
    if taught.keys() & payload.keys() - {_PUBLICS, FEES} or (part.kind == STRUCTURE and has_other_phones):
        payload.setdefault("description", "")


def spoken_of(row: Row, structure: Part, service: Part | None) -> Part | None:
    """The service with the thématiques that its words speak of, as a person accepted for these words, where
    the file says none; what nobody accepted is only counted."""
    if service and service.payload.get(THEMES):
        return service
    said = service.payload if service else structure.payload
    text = " . ".join(str(said.get(name) or "") for name in ("nom", "description"))
    found: dict[str, None] = {}
    proposed = {}
    for phrase, codes in thematiques_in(text).items():
        accepted = row.layout.lessons.phrases.get(phrase_key(phrase))
        if accepted is None:
            proposed[phrase] = codes
            continue
        found.update(dict.fromkeys(accepted))
        row.gathered.learnt[THEMES, f"~{phrase_key(phrase)}"] += 1
    row.gathered.speaks_of(proposed)
    if not found:
        return service
    if service is None:
        service = Part(SERVICE, structure.key, {"nom": structure.payload["nom"]}, structure.key)
        if "description" in structure.payload:
            service.payload["description"] = structure.payload["description"]
    service.payload[THEMES] = list(found)
    service.doubts.append((THEMES, FROM_DESCRIPTION, False))
    return service


def _label(field: str) -> Any:
    """What begins the words of a field that are kept as a text."""
    return "Sessions" if field == SESSIONS else label_of(field)
