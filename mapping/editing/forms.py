# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of the blocks: fields of a record as one person saw them, and what they changed of them.

A field that was sent as it was shown is not touched: whatever it holds is neither judged nor written again.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.columns import column_of, field_of
from mapping.writing import Conflict

MINE, THEIRS, BOTH = "mienne", "leur", "deux"
# In a form, which fields two people changed, each their way; what becomes of each.
IN_CONFLICT, CHOICE = "conflit", "choix_"
# The version of what the other wrote, as it was shown.
COMPARED = "compare"
# Codes of what keeps a form from being written though nothing in it is wrong: a button only moved its boxes;
# what was understood is shown before it is kept.
MOVED, UNDERSTOOD = "moved", "understood"


class Says:
    """A field that tells its values in words of its own."""

    def say(self, value: Any) -> str:
        """A value in words; empty for none."""
        raise NotImplementedError

    def say_change(self, before: Any, after: Any) -> str:
        """What changed from one value to another, in words."""
        raise NotImplementedError


class Text(forms.CharField):
    """A text of several lines, whose ends are written one way."""

    widget = forms.Textarea(attrs={"class": "input", "rows": 6})

    def to_python(self, value: Any) -> str:
        """The text, its lines ended by a line feed alone, as every other road writes it."""
        return _one_line_end(super().to_python(value) or "")


_YES_NO: dict[Any, bool | None] = {"oui": True, "non": False, "": None}


class YesNo(forms.TypedChoiceField):
    """Yes, no, or nobody said."""

    widget = forms.RadioSelect

    def __init__(self, *, label: Any, help_text: Any = "") -> None:
        super().__init__(
            choices=[
                ("oui", gettext_lazy("oui")),
                ("non", gettext_lazy("non")),
                ("", gettext_lazy("non renseigné")),
            ],
            coerce=_YES_NO.get,
            empty_value=None,
            required=False,
            label=label,
            help_text=help_text,
        )

    def prepare_value(self, value: Any) -> Any:
        """The choice that says a value."""
        return {True: "oui", False: "non", None: ""}.get(value, value)


class Codes(forms.MultipleChoiceField):
    """Several codes of a list; a list that is sent empty is empty."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


def text(
    label: Any,
    hint: Any = "",
    *,
    kind: str = "text",
    required: bool = False,
    max_length: int | None = None,
    attributes: dict[str, str] | None = None,
) -> forms.CharField:
    """A field of one line. `kind` is what a telephone shows keys for: text, tel, email, url."""
    widget = forms.TextInput(attrs={"class": "input", **(attributes or {})})
    widget.input_type = kind
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=max_length, widget=widget
    )


class ShownAgain:
    """A form that may come back though nothing that was sent is wrong."""

    errors: Any

    @property
    def only_shown_again(self) -> bool:
        """Whether nothing is wrong with what was sent: it comes back to be read, or with a box more."""
        codes = {error.code for errors in self.errors.as_data().values() for error in errors}
        return bool(codes) and codes <= {MOVED, UNDERSTOOD}

    @property
    def goes_on_in_place(self) -> bool:
        """Whether a button only moved the boxes, so that the editor goes on where they were."""
        return any(error.code == MOVED for errors in self.errors.as_data().values() for error in errors)


def _say_blank(field: forms.ChoiceField) -> None:
    """Put words in place of the dashes of the choice of nothing."""
    choices = list(cast(Iterable[Any], field.choices))
    if choices[:1] == BLANK_CHOICE_DASH:
        field.choices = [("", gettext_lazy("non renseigné")), *choices[1:]]


class RecordForm(ShownAgain, forms.ModelForm):
    """Some fields of a record, as one person may change them.

    `record` says what its editor saw (`mapping.writing.as_seen`), or is new; `hidden` names the columns that
    they may not see, whose fields are not there. `held` is the record as it is now, where the form was sent.
    """

    # Fields that are of no column of the record, and work on others.
    beside: ClassVar[frozenset[str]] = frozenset()
    # What its author is told besides once it is written: `after` may say it.
    afterwords = ""
    # Whether what it holds is some people's alone: no message then repeats it.
    is_private: ClassVar[bool] = False

    def __init__(
        self, data: QueryDict | None = None, *, record: Any, editor: Any, hidden: Iterable[str] = ()
    ) -> None:
        self.editor = editor
        self.held = record
        self.found_ahead: Any = None
        self.hidden = frozenset(hidden)
        super().__init__(data, instance=record, auto_id="champ_%s")
        for name in [name for name in self.fields if self._is_hidden(name)]:
            del self.fields[name]
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                _say_blank(field)

    @classmethod
    def named(cls, record: Any) -> str:
        """What a record is called in a sentence."""
        return str(record)

    @property
    def heading(self) -> str:
        """What the record is called above its form."""
        return str(self.instance)

    @property
    def is_new(self) -> bool:
        """Whether the record is to be made."""
        return self.instance.pk is None

    @property
    def touched(self) -> list[str]:
        """The fields that were sent otherwise than they were shown."""
        return [name for name in self.fields if self.is_touched(name)]

    def is_touched(self, name: str) -> bool:
        """Whether a field was sent otherwise than it was shown."""
        bound, field = self[name], self.fields[name]
        sent, shown = bound.data, field.prepare_value(bound.initial)
        if isinstance(sent, str) and isinstance(shown or "", str):
            return _one_line_end(sent) != _one_line_end(shown or "")
        return field.has_changed(bound.initial, sent)

    def values(self) -> dict[str, Any]:
        """What to write, by field of the record; raises ValidationError, by field, for what cannot be."""
        return {
            name: self.cleaned_data[name]
            for name in self.touched
            if name in self.cleaned_data and name not in self.beside
        }

    @classmethod
    def ahead(cls, data: QueryDict, structure: int, editor: Any) -> Any:
        """What takes time, an outside service's answer, had before anything is locked; `found_ahead` of the
        form that is then made."""
        return None

    def change_of(self, name: str, before: Any, after: Any) -> str:
        """What the change of a field is told as; empty for « before → after »."""
        return ""

    def told_by(self, name: str) -> str:
        """The field of this form that tells of a field of the record; its own name where it is one."""
        return name

    def both(self, told: str, found: Mapping[str, Conflict]) -> tuple[str, str]:
        """What the editor and somebody else say of a field, in words. `found` is by field of the record."""
        one = found[told]
        return self.say(told, one.yours), self.say(told, one.theirs)

    def settled(self, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Of `values`, those that nobody was in the way of so far, and those that the editor keeps though
        somebody else wrote; without those that they gave up for the other's.

        Raises ValidationError, by field, where two wrote and the editor did not say what stays.
        """
        choices = {name: self.data.get(CHOICE + name) for name in self.in_conflict}
        if unsaid := [name for name, choice in choices.items() if choice not in self._choices_of(name)]:
            raise ValidationError(dict.fromkeys(unsaid, _("dites laquelle des deux valeurs reste.")))
        both = [name for name, choice in choices.items() if choice == BOTH and name in values]
        values = values | {name: self._both(name) for name in both}
        of = {name: choices.get(self.told_by(name)) for name in values}
        return (
            {name: value for name, value in values.items() if of[name] is None},
            {name: value for name, value in values.items() if of[name] in (MINE, BOTH)},
        )

    def keeps_both(self, name: str) -> bool:
        """Whether what two people wrote of a field may both be kept: of a text of several lines."""
        return name not in self.beside and isinstance(self.fields.get(name), Text)

    def _choices_of(self, name: str) -> tuple[str, ...]:
        return (MINE, THEIRS, BOTH) if self.keeps_both(name) else (MINE, THEIRS)

    def _both(self, name: str) -> str:
        """Both texts as one. Raises ValidationError, of the field, where that is no text of it."""
        field = cast(Text, self.fields[name])
        shown, theirs = str(self[name].initial or ""), str(getattr(self.held, name) or "")
        whole = both_texts(shown, theirs, self.cleaned_data[name])
        if field.max_length and len(whole) > field.max_length:
            said = _("les deux textes ensemble sont trop longs : raccourcissez le vôtre, ou gardez-en un.")
            raise ValidationError({name: said})
        try:
            field.run_validators(whole)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from None
        return whole

    @property
    def in_conflict(self) -> list[str]:
        """The fields of which both values were shown to the editor, for them to choose."""
        return cast(QueryDict, self.data).getlist(IN_CONFLICT)

    @property
    def note(self) -> str:
        """What the history says of the act besides, a reason for instance."""
        return ""

    def made(self) -> Any:
        """The new record to write. Raises ValidationError, by field, for what cannot be."""
        return self.instance

    def after(self, record: Any) -> None:
        """What is written besides, once the record is, in the same transaction."""

    def said_with(self, written: frozenset[str]) -> set[str]:
        """The fields beside the record's own that tell of the attributes which were written."""
        return set()

    def context(self, seen: Any) -> dict[str, Any]:
        """What the block's own template needs besides."""
        return {}

    def say(self, name: str, value: Any) -> str:
        """A value of a field in words."""
        return say(self.fields.get(name), value)

    def label_of(self, name: str) -> str:
        """What a field of the record is called."""
        field = self.fields.get(name)
        if field is None or field.label is None:
            return str(field_of(self.instance, name).verbose_name)
        return str(field.label)

    def refuse(self, error: ValidationError) -> None:
        """Show what was refused beside its field, or above all of them where it has none here."""
        if not hasattr(error, "error_dict"):
            super().add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            known = name in self.fields
            for one in errors:
                told = one if known or name in (None, NON_FIELD_ERRORS) else self._elsewhere(name, one)
                super().add_error(name if known else None, told)

    def _elsewhere(self, name: str, error: ValidationError) -> ValidationError:
        return ValidationError(f"{self.label_of(name)} : {' '.join(error.messages)}")

    def _is_hidden(self, name: str) -> bool:
        if name in self.beside:
            return False
        return column_of(field_of(self._meta.model, name)) in self.hidden

    def add_error(self, field: str | None, error: Any) -> None:
        """Note an error, unless it is of a field that was not touched: what was there before, however it is
        written, keeps nobody from changing the rest."""
        if hasattr(error, "error_dict"):
            judged = {name: one for name, one in error.error_dict.items() if self._is_judged(name)}
            # What the record refuses of the whole is the database's to judge, when it is written.
            judged.pop(NON_FIELD_ERRORS, None)
            if judged:
                super().add_error(None, ValidationError(judged))
        elif self._is_judged(field):
            super().add_error(field, error)

    def clean(self) -> dict[str, Any]:
        """The values; those that were not touched as they were."""
        for name in self.fields:
            if name not in self.cleaned_data and not self._is_judged(name):
                self.cleaned_data[name] = self[name].initial
        return self.cleaned_data

    def _is_judged(self, name: str | None) -> bool:
        known = name in self.fields and name not in self.beside
        return self.is_new or not known or self.is_touched(cast(str, name))

    def validate_unique(self) -> None:
        """Left to the database, which judges what others wrote meanwhile too."""

    def validate_constraints(self) -> None:
        """Left to the database, which judges what others wrote meanwhile too."""


def both_texts(shown: str, theirs: str, mine: str) -> str:
    """Two texts that two people made of one, as one: what each added before or after it is there once, with
    the text as the other left it; where both wrote within it, theirs, then mine."""
    shown, theirs, mine = (_one_line_end(text) for text in (shown, theirs, mine))
    if theirs in (shown, mine):
        return mine
    for one, other in ((mine, theirs), (theirs, mine)):
        if shown and one.startswith(shown):
            added = one[len(shown) :]
            return f"{other}{added}" if added[:1].isspace() else f"{other} {added}"
        if shown and one.endswith(shown):
            return f"{one[: -len(shown)]}{other}"
    return f"{theirs}\n\n{mine}"


def say(field: forms.Field | None, value: Any) -> str:
    """A value as a sentence repeats it: a choice by its label, a day as it is written here."""
    if isinstance(field, Says):
        return field.say(value) or _("non renseigné")
    if value is None or value == "" or value == []:
        return _("non renseigné")
    if isinstance(field, forms.MultipleChoiceField):
        labels = dict(_choices(field))
        return ", ".join(str(labels.get(code, code)) for code in value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, YesNo):
        return str(dict(_choices(field)).get(value, value))
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if hasattr(value, "strftime"):
        return formats.date_format(value, "DATE_FORMAT")
    return str(value)


def _choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    return list(cast(Iterable[tuple[Any, Any]], field.choices))


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
