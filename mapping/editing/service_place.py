# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a service takes place, where that is not at its structure's: the same form as the structure's own, or
another structure that holds it, which says its address.

A permanence is thus a service of one structure at the address of another, whose page tells of it.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping.editing.blocks import Block, Editor, Line
from mapping.editing.forms import text
from mapping.editing.place import ADDRESS_PARTS, PlaceForm
from mapping.editing.typed_structure import structure_typed
from mapping.models import Service, Structure, VisibleService, VisibleStructure
from mapping.presentation import address_line

HERE, ELSEWHERE, HOSTED = "ici", "ailleurs", "chez"
# The columns of a service that has no place of its own.
_NOWHERE: dict[str, Any] = {
    **dict.fromkeys(ADDRESS_PARTS, ""),
    "commune": None,
    "position": None,
    "position_precision": "",
    "position_origin": "",
}


class ServicePlaceForm(PlaceForm):
    """At the structure's, or elsewhere: where. Who sees the address of the structure sees this one."""

    beside: ClassVar[frozenset[str]] = frozenset({"ou", "chez", "lieu", "lat", "lon"})

    ou = forms.ChoiceField(
        label=gettext_lazy("où a-t-il lieu ?"),
        choices=[
            (HERE, gettext_lazy("Au même endroit que la structure")),
            (HOSTED, gettext_lazy("Chez une autre structure de l'annuaire :")),
            (ELSEWHERE, gettext_lazy("Ailleurs, à cette adresse :")),
        ],
        widget=forms.RadioSelect,
    )
    chez = text(
        gettext_lazy("structure qui accueille"),
        gettext_lazy("Son nom et sa commune, ou l'adresse de sa page."),
        max_length=300,
        attributes={"autocomplete": "off"},
    )
    commune_nom = text(gettext_lazy("commune"), max_length=100)
    # None takes a field of the other form away.
    address_visibility = None  # type: ignore[assignment]
    rendre_publique = None  # type: ignore[assignment]

    class Meta:
        model = Service
        fields = ADDRESS_PARTS

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        record.address_visibility = _visibility(record.structure_id)
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        has_own = any(getattr(record, name) for name in ADDRESS_PARTS) or record.position is not None
        self.fields["ou"].initial = ELSEWHERE if has_own else HERE
        self._host: Structure | None = None

    @classmethod
    def ahead(cls, data: QueryDict, structure: int, editor: Any) -> Any:
        """As for a structure, whose address is as confidential; nothing where it is at a structure's."""
        if data.get("ou") != ELSEWHERE:
            return None
        asked = data.copy()
        asked["address_visibility"] = str(_visibility(structure))
        return super().ahead(asked, structure, editor)

    def clean(self) -> dict[str, Any]:
        """The fields; refused where an address was written and the service is said to be at the structure's,
        or the other way round."""
        given = self.cleaned_data
        given["address_visibility"] = self.was_visibility
        if given.get("ou") == HOSTED:
            self._host = self._hosting(given.get("chez", ""))
            return given
        typed = [name for name in ADDRESS_PARTS if self.is_touched(name) and given.get(name)]
        if given.get("ou") == HERE and typed:
            said = _("une adresse est écrite : choisissez « Ailleurs », ou effacez-la.")
            self.add_error("ou", said)
        elif given.get("ou") == ELSEWHERE and not given.get("commune_nom"):
            self.add_error("ou", _("écrivez la commune de ce lieu."))
        return super().clean()

    def values(self) -> dict[str, Any]:
        """The address and its point; none of its own where it is at the structure's."""
        if self.cleaned_data.get("ou") == HERE:
            return dict(_NOWHERE)
        if self._host is not None:
            return {name: getattr(self._host, name) for name in _NOWHERE}
        return super().values()

    def _hosting(self, typed: str) -> Structure | None:
        """The structure that holds the service, whose address the editor sees; None with an error told."""
        seen = VisibleStructure.objects.seen_by(self.editor.role).exclude(pk=self.held.structure_id)
        try:
            found = structure_typed(typed, seen)
        except ValidationError as error:
            self.add_error("chez", error)
            return None
        if found.position_masked:
            self.add_error(
                "chez", _("l'adresse de cette structure est confidentielle : choisissez-en une autre.")
            )
            return None
        return Structure.objects.get(pk=found.id)

    def is_touched(self, name: str) -> bool:
        """Whether a field was sent otherwise than it was shown; where the service is, always judged."""
        return True if name in ("ou", "chez") else super().is_touched(name)

    def after(self, record: Any) -> None:
        """Nothing waits for a service."""


def _visibility(structure: int) -> int:
    return Structure.objects.values_list("address_visibility", flat=True).get(pk=structure)


def _lines(structure: int, editor: Editor) -> Iterator[Line]:
    """The services of a structure, and where each is."""
    for one in VisibleService.objects.seen_by(editor.role).filter(structure_id=structure):
        where = address_line(one.adresse, one.complement_adresse, one.code_postal, one.commune_nom)
        yield Line(one.id, one.nom, (where if one.has_own_place else _("À la structure"),), False)


def _why_not(seen: VisibleStructure, editor: Editor) -> str:
    if not seen.position_masked:
        return ""
    return _("Cette adresse est confidentielle, et vous ne la voyez pas : qui la voit peut la modifier.")


SERVICE_PLACES = Block(
    name="lieux",
    title=gettext_lazy("Lieux des services"),
    about=gettext_lazy("Ce qui a lieu ailleurs que dans la structure : une salle, une mairie."),
    form=ServicePlaceForm,
    template="mapping/edit/service_place.html",
    of="structure",
    one=gettext_lazy("un lieu"),
    lines=_lines,
    why_not=_why_not,
    may_add=False,
)
