# SPDX-License-Identifier: AGPL-3.0-or-later
"""The people and desks behind a structure, each detail with who sees it.

A detail that the editor does not see is neither shown, nor changed, nor shown to others; the rules are those
of the API (`mapping.contact_api`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping.editing import audiences
from mapping.editing.audiences import Audience
from mapping.editing.blocks import Block, Editor, Line
from mapping.editing.forms import RecordForm, text
from mapping.editing.reach import telephone
from mapping.models import Contact, VisibleContact, VisibleService
from mapping.models.contact import CONTACT_FIELDS
from mapping.models.visible import told_details
from mapping.writing import Conflict

_RULES = ("visibility", "organisation", "group")
_FOR = "_pour"


class ContactForm(RecordForm):
    """The details that the editor sees, who else does, and of which service the contact is."""

    beside = frozenset({*(f"{name}{_FOR}" for name in CONTACT_FIELDS), "du_service", "confirmer"})

    is_private = True

    nom = text(gettext_lazy("nom"), max_length=150, attributes={"autocomplete": "off"})
    fonction = text(
        gettext_lazy("fonction"),
        gettext_lazy("Par exemple : coordination, référente FLE. Seule, elle n'est montrée à personne."),
        max_length=150,
    )
    telephone = text(gettext_lazy("téléphone"), kind="tel", max_length=30, attributes={"autocomplete": "off"})
    courriel = forms.EmailField(
        label=gettext_lazy("courriel"),
        required=False,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    du_service = forms.ChoiceField(
        label=gettext_lazy("pour"), required=False, widget=forms.Select(attrs={"class": "select"})
    )
    confirmer = forms.BooleanField(label=gettext_lazy("Oui, que tout le monde le voie"), required=False)

    class Meta:
        model = Contact
        fields = CONTACT_FIELDS

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        self.details = [name for name in CONTACT_FIELDS if name in self.fields]
        self.shown = {name: Audience.of(record, name) for name in self.details}
        offered = audiences.choices(editor, self.shown.values())
        for name in self.details:
            self.fields[f"{name}{_FOR}"] = forms.ChoiceField(
                label=_("qui voit : %(detail)s") % {"detail": self.fields[name].label},
                choices=offered,
                initial=self.shown[name].choice or audiences.HELD,
                widget=forms.Select(attrs={"class": "select"}),
            )
        self._offer_services(record)
        if not self.details:
            self.fields.clear()

    @classmethod
    def named(cls, record: Any) -> str:
        """How the contact is called without telling a detail that is not everyone's."""
        return _("un contact")

    @property
    def heading(self) -> str:
        """The first detail that the editor sees."""
        told = (getattr(self.instance, name) for name in self.details)
        return next(filter(None, told), "")

    def _offer_services(self, record: Any) -> None:
        seen = VisibleService.objects.seen_by(self.editor.role).filter(structure_id=record.structure_id)
        services = [(str(pk), name) for pk, name in seen.values_list("id", "nom")]
        if not services:
            self.fields.pop("du_service", None)
            return
        field = self.fields["du_service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("toute la structure")), *services]
        field.initial = str(record.service_id or "")

    def clean_telephone(self) -> str:
        """The number, as it was written."""
        return telephone(self.cleaned_data["telephone"])

    def clean(self) -> dict[str, Any]:
        """The details; refused where none is left that the editor sees, or where one would be everyone's that
        was not, and nobody confirmed it."""
        given = super().clean()
        if not self.errors and not any(given.get(name) for name in self.details):
            said = _("au moins un de ces détails est attendu : nom, fonction, téléphone ou courriel.")
            self.add_error(None, said)
        if self.widened and not given.get("confirmer"):
            names = ", ".join(self.label_of(name) for name in self.widened)
            said = _("tout le monde verra : %(names)s. Cochez la case si c'est voulu.") % {"names": names}
            self.add_error("confirmer", said)
        return given

    @property
    def widened(self) -> list[str]:
        """The details that would be everyone's, and were not."""
        if self.is_new or not self.is_bound:
            return []
        return [
            name
            for name in self.details
            if self.data.get(f"{name}{_FOR}") == audiences.PUBLIC
            and self.shown[name].choice != audiences.PUBLIC
            and getattr(self.instance, name)
        ]

    def is_touched(self, name: str) -> bool:
        """Whether a field was sent otherwise than it was shown."""
        if name == "confirmer":
            return True
        return super().is_touched(name)

    def values(self) -> dict[str, Any]:
        """What to write, who sees each detail among it."""
        values = super().values()
        for name in self.details:
            # A choice that was not offered is no value: the form says so.
            choice = self.cleaned_data.get(f"{name}{_FOR}")
            if choice is not None and (self.is_touched(f"{name}{_FOR}") or self.is_new):
                values |= audiences.chosen(choice).fields(name)
        if "du_service" in self.cleaned_data and self.is_touched("du_service"):
            values["service"] = int(self.cleaned_data["du_service"] or 0) or None
        return values

    def made(self) -> Any:
        """The new contact."""
        for name, value in self.values().items():
            field = Contact._meta.get_field(name)
            setattr(self.instance, getattr(field, "attname", name), value)
        return self.instance

    def told_by(self, name: str) -> str:
        """The field that tells of a field of the contact: who sees a detail is told at once."""
        if name == "service":
            return "du_service"
        detail, _line, rule = name.rpartition("_")
        return f"{detail}{_FOR}" if rule in _RULES else name

    def both(self, told: str, found: Mapping[str, Conflict]) -> tuple[str, str]:
        """What both say, who sees a detail as one choice."""
        if told.endswith(_FOR):
            theirs = Audience.of(self.held, told.removesuffix(_FOR))
            words = dict(audiences.choices(self.editor, [theirs]))
            mine = self.data.get(told, "")
            return self.say(told, mine), str(words.get(theirs.choice or audiences.HELD, ""))
        if told == "du_service":
            return self.say(told, self.data.get(told, "")), self.say(told, str(self.held.service_id or ""))
        return super().both(told, found)

    def said_with(self, written: frozenset[str]) -> set[str]:
        """The fields that tell who sees a detail, or of which service the contact is, where that changed."""
        return {self.told_by(name.removesuffix("_id")) for name in written} & self.beside


def hides(editor: Editor, contact: Contact) -> frozenset[str]:
    """The columns of the details of a contact that the editor does not see, whatever they hold; all of them
    where they see nothing that it says, and so do not know of it."""
    knows = VisibleContact.objects.seen_by(editor.reader).filter(pk=contact.pk).exists()
    unseen = set(CONTACT_FIELDS) - set(told_details(contact.pk, editor.reader) if knows else ())
    rules = ("visibility", "organisation_id", "group_id")
    return frozenset(unseen | {f"{name}_{rule}" for name in unseen for rule in rules})


def lines(structure: int, editor: Editor) -> Iterator[Line]:
    """The contacts that the editor sees, as they see them, with who else does."""
    for seen in VisibleContact.objects.seen_by(editor.reader).filter(structure_id=structure):
        contact = Contact.objects.get(pk=seen.pk)
        told = [name for name in CONTACT_FIELDS if getattr(seen, name)]
        held = {name: Audience.of(contact, name) for name in told}
        who = dict(audiences.choices(editor, held.values()))
        everyones = {name for name in told if held[name].choice == audiences.PUBLIC}
        notes = tuple(
            _("%(value)s — pour tout le monde avec un autre détail public : seule, elle n'est pas montrée")
            % {"value": getattr(seen, name)}
            if everyones == {name} == {"fonction"}
            else _("%(value)s — pour %(who)s")
            % {"value": getattr(seen, name), "who": who[held[name].choice or audiences.HELD]}
            for name in told
        )
        yield Line(
            seen.pk, str(seen), notes, set(told_details(seen.pk, editor.reader)) == set(CONTACT_FIELDS)
        )


CONTACTS = Block(
    name="contacts",
    title=gettext_lazy("Contacts"),
    about=gettext_lazy("Les personnes à joindre, et pour chaque détail qui le voit."),
    form=ContactForm,
    template="mapping/edit/contact.html",
    of="structure",
    one=gettext_lazy("un contact"),
    lines=lines,
    hides=hides,
)
