# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the search's form sends in words: in their own field, and, by mistake, in the field of the place."""

import re

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from geocoding import where
from geocoding.named_places import is_named_place
from places.folding import fold
from places.heard import is_of_another_script
from places.search import search_communes
from search import understood
from search.lexicon.reading import Reading

# What the page offers for what was typed as the place: label, note, and the question that it asks.
Offered = tuple[str, str, QueryDict]
# From so many words on, a text that was not found is a sentence rather than a name.
_SENTENCE = 3
_LINKED = re.compile(r" (?:de la|de l|de|du|des|d)\s*$")


def sent(query: QueryDict) -> QueryDict:
    """The question that a form sends: the words of its field, where they are others than those asked for, are
    read as criteria. Without that field, the query string as it is."""
    if "mots" not in query:
        return query
    asked = query.copy()
    typed = asked.pop("mots")[-1].strip()
    if typed == asked.get("q", "").strip():
        return asked
    return understood.asked_by(asked, typed)


def needs_typed(query: QueryDict, typed: str) -> list[Offered]:
    """The needs that the text of the place field says, where it is the name of no commune of home, with the
    questions that ask for them: around the place that there is, or the commune that the text names beside."""
    found = understood.read(typed, query)
    if not found.parts or found.names or understood.home_commune(typed):
        return []
    label = _("Un besoin : %(need)s") % {"need": understood.in_words(found.asks)}
    asked = query.copy()
    asked.pop("adresse", None)
    if not found.rest:
        return [(label, "", understood.asked_by(asked, typed))]
    commune, left = understood.placed(found)
    # « hôpital de Meaux » is a place; « crèche Meaux », a need there.
    is_the_place_of = is_named_place(typed) and _LINKED.search(fold(typed).removesuffix(fold(found.rest)))
    if not commune or left or is_the_place_of or any(letter.isdigit() for letter in typed):
        return [] if commune else _without_the_rest(query, typed, found)
    own = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    point = next(match.commune.point for match in search_communes(commune, 1, own))
    if point is None:
        return []
    asked = understood.asked_by(understood.nowhere(asked), typed)
    for name in ("adresse", "q"):
        asked.pop(name, None)
    asked.update({"lat": f"{point.y:.5f}", "lon": f"{point.x:.5f}"})
    return [(label, commune, asked)]


def is_a_need(query: QueryDict, typed: str) -> bool:
    """Whether all that was typed as the place says needs, and nothing is left that may name one."""
    found = understood.read(typed, query)
    return bool(found.parts) and not found.rest and not found.names and found.has_need


def needs_among(query: QueryDict, typed: str) -> list[Offered]:
    """The needs that some words of a text say, the others being looked for as words, where no commune of home
    is among them: « le bus bleu » speaks of transport before it is a far commune that is called nearly so."""
    found = understood.read(typed, query)
    if not found.has_need or understood.placed(found)[0]:
        return []
    asked = query.copy()
    asked.pop("adresse", None)
    label = _("Un besoin : %(need)s") % {"need": understood.in_words(found.asks)}
    return [(label, found.rest, understood.asked_by(asked, typed))]


def _without_the_rest(query: QueryDict, typed: str, found: Reading) -> list[Offered]:
    """A need in letters that no address is written in: the page tells what else was said."""
    if not found.has_need or not is_of_another_script(typed):
        return []
    asked = query.copy()
    asked.pop("adresse", None)
    label = _("Un besoin : %(need)s") % {"need": understood.in_words(found.asks)}
    return [(label, "", understood.asked_by(asked, typed))]


def not_understood(typed: str) -> str:
    """What is said of a text that names no place and says no need, where it can be no misspelt name."""
    if any(letter.isdigit() for letter in typed) or len(typed.split()) < _SENTENCE or is_named_place(typed):
        return ""
    return _(
        "Nous n’avons compris ni un lieu ni un besoin dans « %(text)s ». Pour un lieu, écrivez le nom de la"
        " commune en lettres latines, ou son code postal. Pour un besoin, choisissez un thème, ou répondez"
        " aux trois questions de « Par où commencer ? »."
    ) % {"text": typed}


def is_sure(answer: where.Where | None) -> bool:
    """Whether what was typed is an address or a point, and no word of it means anything else."""
    return isinstance(answer, where.Found) and answer.precision in ("address", "street", "point")


def place_label(label: str, beside_needs: bool) -> str:
    """What a place is called among the choices: as such, where needs stand beside it."""
    return _("Un lieu : %(place)s") % {"place": label} if beside_needs else label
