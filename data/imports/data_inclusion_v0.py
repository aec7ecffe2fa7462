# SPDX-License-Identifier: AGPL-3.0-or-later
"""data·inclusion v0, said in the words of v1: fields that were renamed, lists that became one value.

What v1 has no field for is told, field by field. The correspondence is the schema's own changelog's
(https://github.com/gip-inclusion/data-inclusion-schema).
"""

from collections.abc import Callable, Iterable
from typing import Any

from common.files import Table
from data.imports import vocabularies
from data.imports.values import text_of
from data.imports.values.lists import Vocabulary

NAME = "data·inclusion v0"
# A table that has one of these is of version 0: version 1 has none.
_ONLY_IN_V0 = frozenset(
    {
        "presentation_resume", "presentation_detail", "profils", "types", "typologie", "labels_nationaux",
        "horaires_ouverture", "zone_diffusion_code", "modes_orientation_beneficiaire", "recurrence",
    }
)  # fmt: skip
_RENAMED = {
    "horaires_ouverture": "horaires_accueil",
    "recurrence": "horaires_accueil",
    "accessibilite": "accessibilite_lieu",
    "profils_precisions": "publics_precisions",
    "frais_autres": "frais_precisions",
    "prise_rdv": "lien_mobilisation",
    "formulaire_en_ligne": "lien_mobilisation",
}
# What people need to know, in one text of several.
_TEXTS = {
    "description": ("presentation_resume", "presentation_detail"),
    "conditions_acces": ("pre_requis", "justificatifs"),
}
_LISTS = {
    "profils": ("publics", vocabularies.PUBLICS),
    "labels_nationaux": ("reseaux_porteurs", vocabularies.RESEAUX),
    "typologie": ("reseaux_porteurs", vocabularies.RESEAUX),
    "modes_orientation_beneficiaire": ("modes_mobilisation", vocabularies.MODES_MOBILISATION),
    "modes_orientation_accompagnateur": ("modes_mobilisation", vocabularies.MODES_MOBILISATION),
    "thematiques": ("thematiques", vocabularies.THEMATIQUES),
}
_ONE_OF = {"types": ("type", vocabularies.TYPES), "frais": ("frais", vocabularies.FRAIS)}
_WHO = {"modes_orientation_beneficiaire": "usagers", "modes_orientation_accompagnateur": "professionnels"}
# Said elsewhere in v1, or of no use to who looks for a service.
_DROPPED = frozenset({"contact_public", "cumulable", "antenne", "date_creation", "zone_diffusion_nom"})

Doubts = list[tuple[str, str, bool]]


def is_v0(tables: Iterable[Table]) -> bool:
    """Whether tables of data·inclusion are of version 0."""
    return any(_ONLY_IN_V0 & {name.strip().casefold() for name in table.headers} for table in tables)


def as_v1(values: dict[str, Any], knows: Callable[[str], bool]) -> tuple[dict[str, Any], Doubts]:
    """A record of v0 as one of v1, and what had to be left out; `knows` says which fields v1 has."""
    found: dict[str, Any] = {}
    doubts: Doubts = []
    texts = {name for names in _TEXTS.values() for name in names}
    for name, value in values.items():
        if value in (None, "", []) or name in texts or name in _DROPPED:
            continue
        if name in _LISTS or name in _ONE_OF:
            _codes(found, name, value, doubts)
        elif name == "zone_diffusion_code":
            found["zone_eligibilite"] = [text_of(value)]
        elif name in _RENAMED:
            found.setdefault(_RENAMED[name], value)
        elif knows(name):
            found[name] = value
        else:
            doubts.append((name, f"« {text_of(value)[:60]} » : champ de la version 0 sans équivalent.", True))
    found |= _texts(values)
    for field in [name for name in found if not knows(name)]:
        message = f"« {text_of(found.pop(field))[:60]} » : la version 1 ne le dit que des services."
        doubts.append((field, message, True))
    return found, doubts


def _codes(found: dict[str, Any], name: str, value: Any, doubts: Doubts) -> None:
    """Put the codes of v1 for a value of v0 among what was found."""
    if name in _ONE_OF:
        field, vocabulary = _ONE_OF[name]
        codes = _read(vocabulary, value, name, doubts)
        # What costs something is not free for everyone.
        found[field] = next((code for code in codes if code != "gratuit"), next(iter(codes), None))
        return
    field, vocabulary = _LISTS[name]
    found[field] = list(dict.fromkeys([*found.get(field, ()), *_read(vocabulary, value, name, doubts)]))
    if who := _WHO.get(name):
        found["mobilisable_par"] = [*found.get("mobilisable_par", ()), who]


def _texts(values: dict[str, Any]) -> dict[str, str]:
    """What v1 says in one text of several of v0; a summary is often how the detail begins."""
    found = {}
    for field, names in _TEXTS.items():
        texts = [text for name in names if (text := text_of(values.get(name)).replace("|", "\n"))]
        if kept := [text for text in texts if not any(text in other for other in texts if other != text)]:
            found[field] = "\n".join(dict.fromkeys(kept))
    return found


def _read(vocabulary: Vocabulary, value: Any, name: str, doubts: Doubts) -> list[str]:
    reading = vocabulary.read(value)
    doubts += [(name, doubt.message, doubt.lost) for doubt in reading.doubts]
    return list(reading.value)
