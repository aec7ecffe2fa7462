# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a source remembers of its files: the values of its words, what its descriptions speak of, its cells.

A lesson is taught by a person who may import under the source, and holds for its next files, which ask
nothing of it. Nothing here is guessed: what no lesson and no lexicon says stays text.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from data.imports import teachable
from data.imports.communes import key_of as commune_key
from data.imports.values.lists import Vocabulary
from data.models import Lesson, Source
from places.folding import fold
from places.models import Commune
from search.lexicon.table import key_of

# As long as a word may be that is learnt, as it is written and folded; a longer cell is a text.
_LONGEST, _LONGEST_FOLDED = 200, 400


@dataclass(slots=True)
class Lessons:
    """The lessons of a source, as rows are read by them: by field and folded word, and by phrase."""

    values: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    phrases: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def vocabulary(self, name: str, known: Vocabulary) -> Vocabulary:
        """What a field knows, with what was taught of it."""
        return known.taught(self.values[name]) if name in self.values else known


def of_source(source: Source) -> Lessons:
    """What is read by the lessons of a source; values that no vocabulary has any more are left out."""
    found = Lessons(defaultdict(dict))
    words = (Lesson.What.VALUE, Lesson.What.PHRASE)
    for lesson in Lesson.objects.filter(source=source, what__in=words):
        if lesson.what == Lesson.What.PHRASE:
            if codes := _known("thematiques", lesson.says):
                found.phrases[lesson.said] = codes
        elif teachable.is_teachable(lesson.field):
            codes = _known(lesson.field, lesson.says)
            if codes or not lesson.says:
                found.values[lesson.field][lesson.said] = codes
    found.values = dict(found.values)
    return found


def remembered(source: Source) -> QuerySet[Lesson]:
    """All that a source remembers, for a page that lists it."""
    return Lesson.objects.filter(source=source).select_related("user")


def in_words(lesson: Lesson) -> str:
    """What a lesson says, in French, for whoever reads it."""
    if lesson.what == Lesson.What.CELLS:
        return ""
    if lesson.what == Lesson.What.PLACE:
        return places_in_words([lesson])[lesson.pk]
    name = "thematiques" if lesson.what == Lesson.What.PHRASE else lesson.field
    if not teachable.is_teachable(name):
        return ", ".join(map(str, lesson.says))
    labels = dict(teachable.choices_of(name))
    return ", ".join(str(labels.get(code, code)) for code in lesson.says)


def places_in_words(lessons: Iterable[Lesson]) -> dict[int, str]:
    """The communes that lessons say, by their numbers, in words. One query."""
    said = {lesson.pk: lesson.says for lesson in lessons}
    codes = {code for says in said.values() for code in says}
    names = dict(Commune.objects.filter(code__in=codes).values_list("code", "nom"))
    return {pk: ", ".join(names[code] for code in says if code in names) for pk, says in said.items()}


def can_be_learnt(written: str) -> bool:
    """Whether a cell is a word or some, and no text."""
    return len(written) <= _LONGEST and 0 < len(fold(written)) <= _LONGEST_FOLDED


def phrase_key(phrase: str) -> str:
    """A phrase of a description as a lesson keeps it."""
    return " ".join(key_of(phrase))[:400]


def teach_value(source: Source, name: str, written: str, codes: Iterable[str], user: Any = None) -> Lesson:
    """Keep that a word of a field stands for these values; for none, that it stays text.

    Raises ValueError for a field that has no words, a word that says nothing, and values that it has not.
    """
    said, given = fold(written), tuple(dict.fromkeys(codes))
    if not teachable.is_teachable(name) or not can_be_learnt(written):
        raise ValueError(name)
    if _known(name, given) != given or (len(given) > 1 and not teachable.takes_several(name)):
        raise ValueError(", ".join(given))
    return _keep(source, Lesson.What.VALUE, name, said, written, list(given), user)


def teach_phrase(source: Source, phrase: str, codes: Iterable[str], user: Any = None) -> Lesson:
    """Keep that a phrase in a description speaks of these thématiques, in rows that say none.

    Raises ValueError where it is none of the standard's, or the phrase says nothing.
    """
    said, given = phrase_key(phrase), tuple(dict.fromkeys(codes))
    if not said or not given or _known("thematiques", given) != given:
        raise ValueError(phrase)
    return _keep(source, Lesson.What.PHRASE, "thematiques", said, phrase, list(given), user)


def communes_of(source: Source) -> dict[str, str]:
    """The communes that were said of the source's rows, by the key of their words."""
    found = Lesson.objects.filter(source=source, what=Lesson.What.PLACE)
    return {lesson.said: lesson.says[0] for lesson in found if lesson.says}


def teach_commune(source: Source, words: str, postcode: str, code: str, user: Any = None) -> Lesson:
    """Keep that rows that say these words of their commune, with this postcode, are in that commune.

    Raises ValueError for words that say nothing, and for a code of no commune.
    """
    said = commune_key(words, postcode)
    if not said or not Commune.objects.filter(code=code).exists():
        raise ValueError(code)
    written = f"{words} ({postcode})" if postcode else words
    return _keep(source, Lesson.What.PLACE, "commune", said, written, [code], user)


def cuts_of(source: Source) -> list[dict[str, Any]]:
    """The rules by which cells of the source's files are cut or joined, in the order they were given."""
    found = Lesson.objects.filter(source=source, what=Lesson.What.CELLS).order_by("made_at", "pk")
    return [lesson.says for lesson in found]


def keep_cuts(source: Source, rules: Iterable[Mapping[str, Any]], user: Any = None) -> None:
    """Remember these rules of cells, those that were there for the same columns being replaced."""
    for rule in rules:
        columns = [str(name) for name in rule["columns"]]
        said = "|".join(map(fold, columns))[:400]
        _keep(source, Lesson.What.CELLS, "", said, " + ".join(columns)[:400], dict(rule), user)


def forget_cuts(source: Source, columns: Iterable[str]) -> None:
    """Forget how the cells of these columns are cut or joined."""
    said = "|".join(map(fold, columns))[:400]
    Lesson.objects.filter(source=source, what=Lesson.What.CELLS, said=said).delete()


def forget(source: Source, numbers: Iterable[int]) -> list[Lesson]:
    """Forget lessons of a source by number, those of others left alone; what they were."""
    found = list(Lesson.objects.filter(source=source, pk__in=numbers))
    Lesson.objects.filter(pk__in=[lesson.pk for lesson in found]).delete()
    return found


def _keep(
    source: Source, what: str, name: str, said: str, written: str, says: Any, user: Any = None
) -> Lesson:
    lesson, _made = Lesson.objects.update_or_create(
        source=source,
        what=what,
        field=name,
        said=said,
        defaults={"written": written[:400], "says": says, "user": user},
    )
    return lesson


def _known(name: str, codes: Iterable[str]) -> tuple[str, ...]:
    """Of these values, those that the field has."""
    has = {code for code, _label in teachable.choices_of(name)}
    return tuple(code for code in codes if code in has)
