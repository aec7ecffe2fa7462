# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form that declares a field of a group."""

from typing import Any, ClassVar

from django import forms

from common.numbers import counted
from mapping.editing.blocks import Block
from mapping.editing.forms import RecordForm, Says
from mapping.editing.forms import text as one_line
from mapping.group_fields.reading import Kind
from mapping.models import GroupField, GroupValue
from places.folding import fold

MOST_CHOICES, LONGEST_CHOICE = 60, 80
_WITH_CHOICES = (Kind.CHOICE, Kind.CHOICES)


class Lines(Says, forms.Field):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"class": "input input--short", "rows": 5})

    def prepare_value(self, value: Any) -> Any:
        """The list as it is typed."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        """The lines that say something, without what stands around them."""
        return [line for one in (value or "").splitlines() if (line := " ".join(one.split()))]

    def say(self, value: Any) -> str:
        """The lines in a sentence."""
        return ", ".join(value or ())

    def say_change(self, before: Any, after: Any) -> str:
        """What the lines were, and are."""
        return f"{self.say(before)} → {self.say(after)}"


class FieldForm(RecordForm):
    """What a field is called, which values it takes, and who reads them."""

    name = one_line("nom", "Comme il se lit sur la page d’une structure.", required=True, max_length=80)
    unit = one_line("unité", "Ne sert que pour un nombre : places, heures, km…", max_length=20)
    choices = Lines(
        label="choix", help_text="Ne sert que pour un choix ou plusieurs : un par ligne.", required=False
    )
    help = one_line("aide", "Lue au-dessus du champ par qui le remplit.", max_length=300)

    class Meta:
        model = GroupField
        fields: tuple[str, ...] = ("name", "kind", "unit", "choices", "help", "audience", "is_required")
        widgets: ClassVar = {"kind": forms.RadioSelect, "audience": forms.RadioSelect}
        help_texts: ClassVar = {
            "is_required": "Qui remplit les champs du groupe ne peut pas laisser celui-ci vide.",
        }

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        filled = GroupValue.objects.filter(field=record.pk).exclude(text="") if record.pk else None
        self.filled: dict[str, int] = {}
        for text in filled.values_list("text", flat=True) if filled is not None else ():
            for one in text.split("\n") if record.kind in _WITH_CHOICES else [text]:
                self.filled[one] = self.filled.get(one, 0) + 1
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        allowed, audience.help_text = self._allowed()
        audience.choices = [one for one in GroupField.Audience.choices if one[0] in allowed]
        audience.error_messages["invalid_choice"] = audience.help_text

    def _allowed(self) -> tuple[set[int], str]:
        """Who may read the field, and why nobody else: nobody more than who did when it was filled in; of a
        group that is in no list, its members alone."""
        if not self.instance.group.is_listed:
            return {GroupField.Audience.MEMBERS.value}, (
                "Le groupe n’est pas dans la liste des groupes : ses champs restent à ses membres."
            )
        if self.filled:
            least = self.held.audience
            return {one for one in GroupField.Audience.values if one >= least}, (
                "Des structures l’ont rempli pour moins de monde : pour l’ouvrir davantage, retirez-le, et"
                " déclarez-en un autre."
                if least > GroupField.Audience.PUBLIC
                else "Tout le monde lit aussi le nom du groupe."
            )
        return set(GroupField.Audience.values), (
            "« Tout le monde » et « les professionnels » lisent aussi le nom du groupe. Une fois le champ"
            " rempli, il ne s’ouvre plus à davantage de monde."
        )

    @classmethod
    def named(cls, record: Any) -> str:
        """Its name."""
        return f"« {record.name} »"

    def clean_name(self) -> str:
        """The name, which no other field of the group has."""
        name = " ".join(self.cleaned_data["name"].split())
        others = GroupField.objects.live().filter(group=self.instance.group_id).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError("un champ du groupe s’appelle déjà ainsi.")
        return name

    def clean_kind(self) -> str:
        """The kind, which stays once the field holds values."""
        kind = self.cleaned_data["kind"]
        if self.filled and kind != self.held.kind:
            raise forms.ValidationError(
                "des structures l’ont rempli, sa nature ne change plus : retirez-le, et déclarez-en un autre."
            )
        return kind

    def clean_choices(self) -> list[str]:
        """The choices, each said once; those that structures gave stay."""
        choices = self.cleaned_data["choices"]
        folded = [fold(one) for one in choices]
        if twice := next((one for one in choices if folded.count(fold(one)) > 1), None):
            raise forms.ValidationError(f"« {twice} » y est deux fois.")
        if len(choices) > MOST_CHOICES:
            raise forms.ValidationError(f"{len(choices)} choix : {MOST_CHOICES} au plus.")
        if long := next(
            (one for one in choices if len(one) > LONGEST_CHOICE or "|" in one or ";" in one), None
        ):
            raise forms.ValidationError(
                f"« {long[:40]}… » : {LONGEST_CHOICE} caractères au plus, sans « | » ni « ; »."
            )
        if self.held.kind in _WITH_CHOICES and (gone := [one for one in self.filled if one not in choices]):
            told = counted(self.filled[gone[0]], "structure", "structures")
            raise forms.ValidationError(f"« {gone[0]} » est la réponse de {told} : laissez ce choix.")
        return choices

    def clean(self) -> dict[str, Any]:
        """The values; choices where they are needed."""
        cleaned = super().clean()
        if cleaned.get("kind") in _WITH_CHOICES and "choices" in cleaned and not cleaned["choices"]:
            self.add_error(
                "choices" if self._is_judged("choices") else "kind", "écrivez les choix, un par ligne."
            )
        return cleaned


FIELD = Block(
    name="champ",
    title="Champ du groupe",
    about="Ce que le groupe demande de ses structures.",
    form=FieldForm,
    template="network/groups/fields/form.html",
    of="group",
    one="un champ",
    # Whoever leads a group reads all of it.
    hides=lambda editor, record: frozenset(),
)
