# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is suggested while somebody types: places, needs and structures, mixed, each said to be what it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from geocoding import suggest
from mapping import presentation
from places.folding import fold
from places.neighbours import neighbouring_departements
from search import named, understood, words_of_here
from search.lexicon import begun
from search.lexicon.table import Asks

MAX_SHOWN = 8
# Each kind has its share; what one leaves is another's.
_SHARE = 3
MIN_LENGTH = 2
# So many letters of its last word say which name is begun.
_LAST_WORD = 3


class Kind(StrEnum):
    """What a suggestion is, as it is written in answers."""

    COMMUNE = "commune"
    ADDRESS = "adresse"
    PLACE = "lieu"
    THEME = "theme"
    NEED = "besoin"
    PUBLIC = "public"
    CRITERION = "critere"
    STRUCTURE = "structure"
    SHEET = "fiche"

    @property
    def label(self) -> Any:
        """What people read beside it."""
        return _LABELS[self]


_LABELS = {
    Kind.COMMUNE: _("Commune"),
    Kind.ADDRESS: _("Adresse"),
    Kind.PLACE: _("Lieu"),
    Kind.THEME: _("Thème"),
    Kind.NEED: _("Besoin"),
    Kind.PUBLIC: _("Public"),
    Kind.CRITERION: _("Critère"),
    Kind.STRUCTURE: _("Structure"),
    Kind.SHEET: _("Fiche pratique"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to choose: a place fills the field of the place with its label, a structure and a sheet have
    a page, all others ask for the criteria of `asks`. `note` says more of it, or why it is there."""

    kind: Kind
    label: str
    note: str = ""
    asks: Asks = ()
    url: str = ""
    is_exact: bool = field(default=False, compare=False)

    def as_json(self) -> dict[str, Any]:
        """What is sent of it."""
        return {
            "genre": str(self.kind),
            "genre_libelle": str(self.kind.label),
            "libelle": self.label,
            "precision": self.note,
            "criteres": [list(ask) for ask in self.asks],
            "url": self.url,
        }


# What other rooms suggest, each a function of a text and a role.
Source = Callable[[str, Role], list[Suggestion]]
_SOURCES: list[Source] = []


def also(source: Source) -> None:
    """Have what another room suggests mixed with the rest, within its share."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def suggestions(text: str, role: Role, limit: int = MAX_SHOWN) -> list[Suggestion]:
    """What a text that is being typed may mean, at most `limit`, as `role` may see it: without network.

    What it names exactly comes first; then communes of home, needs, places of the directory, structures and
    communes far away, each within its share. Nothing for a text shorter than two letters.
    """
    text = text.strip()
    if len(text) < MIN_LENGTH:
        return []
    near, far = _communes(text, limit)
    structures = named.structures_named(text, role, limit)
    places = [Suggestion(Kind.PLACE, one.label) for one in structures if one.is_place]
    pages = [
        Suggestion(
            Kind.STRUCTURE,
            one.name,
            one.commune,
            url=presentation.structure_path(one.id, one.name),
            is_exact=_is_called(one.name, text),
        )
        for one in structures
        if not one.is_place
    ]
    others = [source(text, role) for source in _SOURCES]
    is_named = any(one.is_exact for one in pages)
    nearer = [near, list(_needs(text, beside_a_name=is_named)), places, pages, *others]
    return _mixed([*nearer, far[:_SHARE] if any(nearer) else far], limit)


def _is_called(name: str, text: str) -> bool:
    """Whether a name says a text of several words as it was typed: « L'Étape » and no other word like it; or
    begins with it, its last word begun: « Atelier de la Pass »."""
    words, called = fold(text), fold(name)
    if " " not in words:
        return False
    begins = len(words.rpartition(" ")[2]) >= _LAST_WORD and called.startswith(words)
    return begins or f" {words} " in f" {called} "


def _communes(text: str, limit: int) -> tuple[list[Suggestion], list[Suggestion]]:
    """The communes of home that a text begins, and the others that it may mean."""
    own = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    home = {own, *neighbouring_departements(own)} if own else set()
    near: list[Suggestion] = []
    far: list[Suggestion] = []
    for one in suggest.communes(text, own, limit):
        is_home = not home or one.commune_code[:2] in home or one.commune_code[:3] in home
        is_begun = text[0].isdigit() or fold(one.label).startswith(fold(text))
        is_exact = is_home and fold(one.label.partition("(")[0]) == fold(text)
        (near if is_home and is_begun else far).append(Suggestion(Kind.COMMUNE, one.label, is_exact=is_exact))
    return near, far


def addresses(text: str, near: tuple[float, float] | None, limit: int = MAX_SHOWN) -> list[Suggestion]:
    """The streets and addresses that a text begins, asked of the address service; none without one."""
    return [Suggestion(Kind.ADDRESS, one.label) for one in suggest.streets(text, near, limit)]


def _needs(text: str, *, beside_a_name: bool) -> Iterable[Suggestion]:
    """The needs that a text may mean. Beside a name that says all of it, one that says a word of it
    (« pass ») is not what was typed."""
    words_of_here.follow()
    for one in begun.meanings(text):
        asks = understood.settled(one.asks)
        label = understood.in_words(asks)
        is_label = fold(label) == fold(one.phrase)
        note = "" if is_label else gettext("« %(words)s »") % {"words": one.phrase}
        is_exact = one.is_whole and (not beside_a_name or fold(one.phrase) == fold(text))
        yield Suggestion(_kind(asks), label, note, asks, is_exact=is_exact)


def _kind(asks: Asks) -> Kind:
    names = {name for name, _value in asks}
    if "thematique" in names:
        return Kind.NEED
    if "theme" in names:
        return Kind.THEME if len(names) == 1 else Kind.NEED
    return Kind.PUBLIC if names == {"public"} else Kind.CRITERION


def _mixed(kinds: list[list[Suggestion]], limit: int) -> list[Suggestion]:
    """What is exact first; then each kind within its share, and what there is room for."""
    first = [one for kind in kinds for one in kind[:_SHARE] if one.is_exact]
    shared = [one for kind in kinds for one in kind[:_SHARE]]
    rest = [one for kind in kinds for one in kind[_SHARE:]]
    return list(dict.fromkeys([*first, *shared, *rest]))[:limit]
