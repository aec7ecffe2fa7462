# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of a group: what it is, coming in, inviting, a few words."""

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from accounts import groups
from accounts.memberships import organisations_of
from accounts.models import Group, Organisation, User
from mapping import writing
from mapping.editing.blocks import Block
from mapping.editing.forms import Codes
from mapping.editing.forms import text as one_line
from mapping.models import GroupField
from network.models.common import THEMES
from network.placed_form import PlacedForm
from network.registering.forms import NamedForm
from network.text.fields import MarkdownField


class GroupForm(PlacedForm):
    """What a group is, and how one comes in."""

    name = one_line("nom", required=True, max_length=255)
    summary = one_line("en une phrase", "Lue dans la liste des groupes.", max_length=300)
    about = MarkdownField(
        label="à quoi il sert",
        help_text="Ce que le groupe se donne à faire, comment il travaille, quand il se retrouve.",
        required=False,
        max_length=60_000,
    )
    themes = Codes(label="thèmes", choices=THEMES)

    class Meta:
        model = Group
        fields: tuple[str, ...] = ("name", "kind", "summary", "about", "themes", "joining", "is_listed")
        widgets: ClassVar = {"kind": forms.RadioSelect, "joining": forms.RadioSelect}
        help_texts: ClassVar = {
            "is_listed": (
                "Les professionnels le trouvent et lisent à quoi il sert ; ce qui s’y écrit reste à ses"
                " membres. Hors de la liste, seuls ses membres et les personnes invitées savent qu’il existe."
            )
        }

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        if record.pk is None:
            self.initial = {**self.initial, "joining": Group.Joining.ON_REQUEST, "is_listed": True}

    @classmethod
    def named(cls, record: Any) -> str:
        """Its name."""
        return str(record.name)

    def clean(self) -> dict[str, Any]:
        """The values; a group that nobody may ask to come into is in no list."""
        cleaned = super().clean()
        if cleaned.get("joining") == Group.Joining.CLOSED and cleaned.get("is_listed"):
            touched = self.is_new or self.is_touched("is_listed")
            self.add_error(
                "is_listed" if touched else "joining",
                "un groupe fermé n’est pas dans la liste : décochez, ou laissez demander d’y entrer.",
            )
        return cleaned

    def clean_name(self) -> str:
        """The name, which no other group that the editor knows of has."""
        name = " ".join(self.cleaned_data["name"].split())
        others = groups.known_to(self.editor.user).exclude(pk=self.instance.pk or 0)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(
                "un groupe s’appelle déjà ainsi : entrez-y, ou dites en quoi il diffère."
            )
        return name

    def made(self) -> Group:
        """The group to write, by whom it is made."""
        made = super().made()
        made.created_by = self.editor.user
        return made

    def after(self, record: Any) -> None:
        """Whoever makes a group leads it; the fields of one that leaves the list are its members' from then
        on, should it come back."""
        if not record.is_listed:
            for one in record.fields.exclude(audience=GroupField.Audience.MEMBERS):
                writing.change(one, {"audience": GroupField.Audience.MEMBERS.value}, self.editor.user)
        if record.created_by_id == self.editor.user.pk and not record.memberships.exists():
            groups.found(record, self.editor.user, organisations_of(self.editor.user).order_by("pk").first())


GROUP = Block(
    name="groupe",
    title="Groupe",
    about="Ce qu’est le groupe, et comment on y entre.",
    form=GroupForm,
    template="network/groups/form.html",
    # Whoever leads a group reads all of it: the history's least role says who reads it of the others.
    hides=lambda editor, record: frozenset(),
)


class ForForm(forms.Form):
    """For which of their organisations somebody is in a group, where they have any."""

    pour = forms.ModelChoiceField(
        label="Au nom de",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="moi-même",
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, data: QueryDict | None = None, *, user: User, now: int | None = None) -> None:
        super().__init__(data, auto_id="champ_%s")
        own = organisations_of(user).order_by("name", "pk")
        field = self.fields["pour"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = own
        if (first := own.first()) is not None:
            field.initial = now or first.pk
        else:
            del self.fields["pour"]

    @property
    def organisation(self) -> Organisation | None:
        """The organisation that was chosen, once it is valid."""
        return self.cleaned_data.get("pour")


class AskForm(ForForm):
    """A request to come in."""

    message = forms.CharField(
        label="Un mot aux référents",
        help_text="Ce que vous faites, ce qui vous amène.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "input input--short", "rows": 3}),
    )


class WordForm(forms.Form):
    """What a referent answers, or says to who is taken out."""

    mot = forms.CharField(
        label="Un mot avec votre réponse",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input input--short", "rows": 2}),
    )


class InviteForm(NamedForm):
    """Whom a referent invites: people that they may see, any address."""

    def clean(self) -> dict[str, Any]:
        """Somebody is invited."""
        given = super().clean() or {}
        if not self.errors and not any(given.get(name) for name in ("connus", "personnes")):
            self.add_error(None, "Choisissez qui inviter : par une adresse ou par un nom.")
        return given
