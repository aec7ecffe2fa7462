# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that staff add for a value of the vocabulary, and take back (`search.words_of_here` follows them)."""

import re
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from mapping.models import VisibleStructure
from search import registry, understood, words_of_here
from search.criterion import Choices, Switch
from search.lexicon import edition, reading, spelling, table
from search.lexicon.edition import Said
from search.models import LocalWord

LONGEST, MOST_WORDS = 60, 6
# A word that so many names of public structures say, and such a share of them, tells nothing apart.
_COMMON_FROM, _COMMON_SHARE = 20, 0.05


class Refused(Exception):
    """The word is not added; the message, in French, says why and what would be accepted."""


def add(word: str, parameter: str, value: str, language: str, by: Any) -> LocalWord:
    """Have a word stand for a value, from now on and everywhere. Raises Refused."""
    word = " ".join(word.split())
    if reason := why_refused(word, parameter, value, language):
        raise Refused(reason)
    try:
        with transaction.atomic():
            made = LocalWord.objects.create(
                word=word,
                folded=_folded(word),
                parameter=parameter,
                value=value,
                language=language,
                added_by=by,
            )
    except IntegrityError:
        raise Refused(f"« {word} » vient d’être ajouté par quelqu’un d’autre.") from None
    return made


def remove(number: int, by: Any) -> LocalWord | None:
    """Take a word back; None where it was already."""
    held = LocalWord.objects.filter(pk=number, removed_at=None)
    if not held.update(removed_at=timezone.now(), removed_by=by):
        return None
    return LocalWord.objects.get(pk=number)


def is_value(parameter: str, value: str) -> bool:
    """Whether a criterion whose values people may say in words has this one."""
    one = registry.BY_PARAMETER.get(parameter)
    if isinstance(one, Switch) and parameter not in table.SAID_SWITCHES:
        return False
    return isinstance(one, Choices | Switch) and one.column is not None and table.exists(parameter, value)


def why_refused(word: str, parameter: str, value: str, language: str) -> str:
    """Why a word cannot stand for a value, in French; empty where it can."""
    if not is_value(parameter, value):
        return "Cette valeur n’est pas du vocabulaire."
    if language not in dict(settings.LANGUAGES):
        return "Choisissez la langue dans laquelle ce mot se dit."
    return _why_no_word(word) or _why_said_already(word, Said(word, parameter, value)) or _why_common(word)


def _why_no_word(word: str) -> str:
    """Why a text is no word to be understood by."""
    said = spelling.words(word)
    if not word:
        return "Écrivez un mot."
    if len(word) > LONGEST:
        return f"Ce mot est trop long : {LONGEST} caractères au plus."
    if len(said) > MOST_WORDS:
        return f"{MOST_WORDS} mots au plus : une phrase plus longue ne serait jamais tapée telle quelle."
    if not said:
        return f"« {word} » n’a ni lettre ni chiffre."
    if all(one.isdigit() for one in said):
        return f"« {word} » n’est qu’un nombre : il dirait un âge ou un code postal."
    if max(map(len, said)) < 2:
        return f"« {word} » est trop court : deux lettres au moins."
    return ""


def _why_said_already(word: str, wanted: Said) -> str:
    """Why a word would take the place of what it says already."""
    words_of_here.follow()
    edition.settle()
    known = table.table().meanings.get(table.key_of_here(word))
    mine = LocalWord.objects.filter(folded=_folded(word), removed_at=None).first()
    meaning = table.meaning_of(wanted)
    if mine:
        asks = table.meaning_of(Said(mine.word, mine.parameter, mine.value))
        what = told(asks) if asks else mine.value
        return f"« {mine.word} » est déjà un mot d’ici : il veut dire {what}. Retirez-le d’abord."
    found = reading.read(word)
    if known is None and found.is_understood and not found.rest and all(one.is_sure for one in found.parts):
        # Of other words, or in the plural.
        parts = (*found.parts, *found.names, *found.unsettled)
        known = parts[0].meaning if len(parts) == 1 else table.Meaning(found.asks)
    if known is not None:
        if meaning and known.asks and set(meaning.asks) <= set(known.asks):
            return f"La recherche comprend déjà « {word} » : cela demande {told(known)}. Rien à ajouter."
        return f"« {word} » veut déjà dire autre chose : {told(known)}."
    if commune := understood.home_commune(word):
        return f"« {word} » est le nom d’une commune ({commune}) : la recherche y verrait un lieu."
    return ""


def told(meaning: table.Meaning) -> str:
    """What a phrase means, in words."""
    if meaning.is_outside:
        return "ce qu’un tel annuaire ne dit pas (un commerce, un voyage)"
    if meaning.asks:
        return f"« {understood.in_words(meaning.asks)} »"
    offered = ", ou ".join(f"« {understood.in_words(asks)} »" for asks in meaning.offered[:3])
    if meaning.is_name:
        return f"un nom propre, cherché tel quel{f', ou {offered}' if offered else ''}"
    return offered or "un mot qui ne demande rien"


def _why_common(word: str) -> str:
    """Why a word that the search passes over, or that many names say, tells nothing."""
    if all(one in table.around() or one in table.refusing() for one in spelling.words(word)):
        return f"« {word} » est trop courant : la recherche passe ce mot sans en tenir compte."
    names = VisibleStructure.objects.seen_by(Role.VISITOR).order_by()
    said = names.filter(nom__iregex=rf"\m{re.escape(word)}\M").count()
    if said >= _COMMON_FROM and said > names.count() * _COMMON_SHARE:
        return (
            f"« {word} » est trop courant : {said} structures l’ont dans leur nom, que la recherche ne"
            " trouverait plus par lui."
        )
    return ""


def _folded(word: str) -> str:
    return " ".join(table.key_of_here(word))[:120]
