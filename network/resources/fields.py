# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields of the form of a resource: names of structures, words apart by commas."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.roles import Role
from mapping.editing.forms import Says
from mapping.models import VisibleStructure
from places.folding import fold

_NUMBER = re.compile(r"(?:.*\bn[°o]\s*)?(\d{1,18})\)?", re.IGNORECASE)
# As many as a message offers of those that a name may be.
_OFFERED = 6
_MOST = 50


class WordsField(Says, forms.CharField):
    """A few words or names apart by commas: cleaned to their list, each once."""

    def __init__(self, *, each: int, **options: Any) -> None:
        self.each = each
        super().__init__(required=False, max_length=2000, **options)

    def prepare_value(self, value: Any) -> Any:
        """The names, apart by commas."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The names. Raises ValidationError for one that is too long."""
        typed = super().clean(value)
        names = list(dict.fromkeys(name for one in re.split(r"[,;\n]", typed) if (name := one.strip())))
        if long := [name for name in names if len(name) > self.each]:
            said = _("« %(name)s… » est trop long : %(n)d signes au plus entre deux virgules.")
            raise ValidationError(said % {"name": long[0][:30], "n": self.each})
        return names

    def say(self, value: Any) -> str:
        """The names in a sentence."""
        return ", ".join(value or ())

    def say_change(self, before: Any, after: Any) -> str:
        """« a, b → a »."""
        return _change(self.say(before), self.say(after), _("rien"))


class StructuresField(Says, forms.CharField):
    """Structures that somebody names, one a line, among those that `role` sees: cleaned to their numbers.

    A line is a name, with its commune where several have it, or a number (« n° 123 »).
    """

    widget = forms.Textarea(attrs={"class": "input input--short", "rows": 3})

    def __init__(self, *, role: Role = Role.VISITOR, **options: Any) -> None:
        self.role = role
        super().__init__(required=False, max_length=5000, **options)

    def prepare_value(self, value: Any) -> Any:
        """The structures of these numbers that are seen, one a line; the others are not named."""
        return "\n".join(self._told(value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        """The numbers. Raises ValidationError, for each line that names none or several."""
        typed = super().clean(value)
        lines = [line for one in typed.splitlines() if (line := one.strip().strip("-•").strip())]
        if len(lines) > _MOST:
            raise ValidationError(_("%(n)d structures au plus.") % {"n": _MOST})
        found, wrong = [], []
        for line in lines:
            try:
                found.append(self._one(line))
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)
        return list(dict.fromkeys(found))

    def say(self, value: Any) -> str:
        """Their names in a sentence."""
        return ", ".join(self._told(value or ()))

    def say_change(self, before: Any, after: Any) -> str:
        """« A → A, B »."""
        return _change(self.say(before), self.say(after), _("aucune"))

    def _seen(self) -> Any:
        return VisibleStructure.objects.seen_by(self.role)

    def _told(self, numbers: Iterable[int]) -> list[str]:
        wanted = list(dict.fromkeys(numbers))
        seen = {one.id: one for one in self._seen().filter(pk__in=wanted)} if wanted else {}
        return [told(seen[number]) for number in wanted if number in seen]

    def _one(self, line: str) -> int:
        if number := _NUMBER.fullmatch(line):
            if self._seen().filter(pk=int(number[1])).exists():
                return int(number[1])
            raise ValidationError(_("« %(line)s » : aucune structure de ce numéro.") % {"line": line[:80]})
        name = written(line.partition(" (")[0])
        likely = list(self._seen().filter(nom__iregex=name)[: _MOST * 4]) if name else []
        same = [one for one in likely if fold(line) in (fold(one.nom), fold(f"{one.nom} {one.commune_nom}"))]
        found = same or likely
        if len(found) == 1:
            return found[0].id
        if not found:
            said = _(
                "« %(line)s » : aucune structure de ce nom. Écrivez-le comme sur sa page, ou son numéro."
            )
            raise ValidationError(said % {"line": line[:80]})
        offered = " ; ".join(told(one) for one in found[:_OFFERED])
        said = _("« %(line)s » peut en être plusieurs : recopiez la bonne ligne. %(offered)s")
        raise ValidationError(said % {"line": line[:80], "offered": offered})


# The letters that `fold` takes for one.
_LETTERS = {"a": "aàâä", "c": "cç", "e": "eéèêë", "i": "iîï", "o": "oôö", "u": "uùûü", "y": "yÿ"}


def written(name: str) -> str:
    """The regular expression of what a typed name is written in, whatever its accents, dashes and case."""
    words = fold(name).split()
    return "[^[:alnum:]]+".join("".join(f"[{_LETTERS.get(one, one)}]" for one in word) for word in words)


def _change(before: str, after: str, nothing: str) -> str:
    return f"{before or nothing} → {after or nothing}"


def told(structure: Any) -> str:
    """« Mairie de Melun (Melun) n° 12 », as a line is read back."""
    return f"{structure.nom} ({structure.commune_nom}) n° {structure.id}"
