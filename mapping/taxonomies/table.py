# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list of fields as a table: a line a field, with its code, what it is called and its thématiques."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from common.files import Unreadable, open_book
from mapping.models import TaxonomyField
from mapping.vocabulary import THEMATIQUES, THEMES, theme_of
from places.folding import fold

MAX_BYTES, MAX_FIELDS = 1_000_000, 100
_SHOWN = 12
# What columns are called, folded; the first of each is that of our own files.
COLUMNS = {
    "code": ("code", "identifiant"),
    "label": ("libelle", "champ", "nom", "intitule", "label"),
    "thematiques": ("thematiques", "thematique", "themes", "theme"),
    "label_en": ("libelle en", "anglais", "english"),
    "label_ar": ("libelle ar", "arabe"),
    "label_uk": ("libelle uk", "ukrainien"),
}
HEADERS = ("code", "libellé", "thématiques", "libellé_en", "libellé_ar", "libellé_uk")
_LONGEST = 120


class Refused(Exception):
    """The file is not taken: `messages`, in French, say why, with the line."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__(" ".join(messages))
        self.messages = list(messages)


def lines(fields: Sequence[TaxonomyField]) -> list[list[str]]:
    """The table of some fields, its header first: what `read` takes back."""
    return [
        list(HEADERS),
        *(
            [one.code, one.label, "|".join(one.thematiques), one.label_en, one.label_ar, one.label_uk]
            for one in fields
        ),
    ]


def read(content: bytes) -> list[dict[str, Any]]:
    """The fields that a file says, in its order: a CSV or a workbook with a line a field.

    A thématique is given by its code or its label, several parted by « | », « ; » or a line; a theme stands
    for all of its own. Raises Refused, with everything that is wrong.
    """
    if len(content) > MAX_BYTES:
        raise Refused([f"Ce fichier dépasse {MAX_BYTES // 10**6} Mo : une liste de champs est plus courte."])
    with tempfile.NamedTemporaryFile(prefix="champs-") as file:
        file.write(content)
        file.flush()
        try:
            table = open_book(Path(file.name)).table()
            places = _places(table.headers)
            rows = [(number, cells) for number, cells in table.rows() if any(map(_text, cells))]
        except Unreadable as error:
            raise Refused([str(error)]) from None
    if not rows:
        raise Refused(["Ce fichier ne contient aucun champ : une ligne par champ est attendue."])
    if len(rows) > MAX_FIELDS:
        raise Refused([f"{MAX_FIELDS} champs au plus : ce fichier en a {len(rows)}."])
    return _judged(rows, places)


def _places(headers: Sequence[str]) -> dict[str, int]:
    """Which column says what. Raises Refused where one that is needed is missing."""
    folded = [fold(name) for name in headers]
    found = {
        name: next(folded.index(word) for word in words if word in folded)
        for name, words in COLUMNS.items()
        if any(word in folded for word in words)
    }
    missing = [HEADERS[at] for at, name in ((1, "label"), (2, "thematiques")) if name not in found]
    if missing:
        given = ", ".join(f"« {name} »" for name in headers)
        raise Refused(
            [f"Il manque une colonne : {' et '.join(f'« {one} »' for one in missing)}. Le fichier a {given}."]
        )
    return found


def _judged(rows: Sequence[tuple[int, list[Any]]], places: dict[str, int]) -> list[dict[str, Any]]:
    wrong: list[str] = []
    made: list[dict[str, Any]] = []
    codes: dict[str, int] = {}
    for number, cells in rows:
        said = {name: _text(cells[at]) if at < len(cells) else "" for name, at in places.items()}
        topics, unknown = thematiques_in(said.pop("thematiques"))
        given = said.pop("code", "")
        code = given or slugify(said["label"])[:45].strip("-")
        if not said["label"]:
            wrong.append(f"Ligne {number}, libellé : il est vide.")
        wrong += [
            f"Ligne {number}, {name.replace('label', 'libellé')} : {_LONGEST} caractères au plus."
            for name, text in said.items()
            if len(text) > _LONGEST
        ]
        if "|" in said["label"]:
            wrong.append(f"Ligne {number}, libellé : « | » y est impossible, il sépare les champs exportés.")
        if given and (slugify(given) != given or len(given) > 50):
            wrong.append(
                f"Ligne {number}, code : « {given[:60]} » ; des lettres minuscules sans accent, des chiffres"
                " et des tirets sont attendus, 50 au plus."
            )
        elif not code and said["label"]:
            wrong.append(f"Ligne {number}, code : le libellé n’en donne pas ; écrivez-en un.")
        elif code and code in codes:
            wrong.append(f"Ligne {number}, code : « {code} » est déjà à la ligne {codes[code]}.")
        codes.setdefault(code, number)
        wrong += [
            f"Ligne {number}, thématiques : « {text[:80]} » n’est ni une thématique, ni un thème."
            for text in unknown
        ]
        made.append({"code": code, **said, "thematiques": topics})
    if wrong:
        more = len(wrong) - _SHOWN
        raise Refused([*wrong[:_SHOWN], *([f"Et {more} autres lignes à corriger."] if more > 0 else [])])
    return made


def thematiques_in(text: str) -> tuple[list[str], list[str]]:
    """The thématiques that a cell names, in the vocabulary's order, and what it names that is none."""
    said: set[str] = set()
    unknown = []
    for part in text.replace("|", "\n").replace(";", "\n").splitlines():
        if not (word := part.strip()):
            continue
        if found := _named().get(fold(word)):
            said |= found
        else:
            unknown.append(word)
    return [code for code, _label in THEMATIQUES if code in said], unknown


def _named() -> dict[str, set[str]]:
    """The thématiques by what they are called, folded: a theme stands for its own."""
    found: dict[str, set[str]] = {}
    for theme in THEMES:
        own = {code for code, _label in THEMATIQUES if theme_of(code) is theme}
        found[fold(str(theme.nom))] = found[fold(theme.code)] = own
    for code, label in THEMATIQUES:
        found[fold(code)] = found[fold(str(label))] = {code}
    return found


def _text(cell: Any) -> str:
    return " ".join(str(cell).split(" ")).strip() if cell is not None else ""
