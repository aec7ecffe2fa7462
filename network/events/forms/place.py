# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an event is held: in a structure, at an address whose place is asked, online."""

from typing import Any, cast

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from mapping.editing.place import ADDRESS_PARTS, COMMUNE, FOUND, Located, locate, no_commune
from mapping.models import PositionPrecision, VisibleStructure
from mapping.positions import ORIGIN_PERSON
from mapping.review import MAX_CANDIDATES
from network.events.fields import StructureField
from network.events.forms.telling import TellingForm
from network.models import Audience, HeldAs

POINT = ("position", "position_precision", "position_origin")
_NOWHERE = {"position": None, "position_precision": "", "position_origin": ""}


class PlaceForm(TellingForm):
    """The place of an event; of an address that is in doubt, which place it is is asked."""

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        self._placed: dict[str, Any] = {}
        named, lieu = self.fields["structure"], self.fields["lieu"]
        assert isinstance(named, StructureField)
        assert isinstance(lieu, forms.ChoiceField)
        named.role = editor.role
        numbers = [(str(n), str(n)) for n in range(1, MAX_CANDIDATES + 1)]
        lieu.choices = [(FOUND, ""), *numbers, (COMMUNE, "")]

    @classmethod
    def ahead(cls, data: QueryDict, structure: int, editor: Any) -> Located | None:
        """Where the address that was sent is. Of what only professionals read nothing but the commune is
        asked, and of nobody."""
        parts = {name: data.get(name, "").strip() for name in ADDRESS_PARTS}
        if not any(parts.values()):
            return None
        public = data.get("audience") == str(int(Audience.PUBLIC))
        return locate(parts, is_public=public, asks=_lieu(data) != COMMUNE)

    @property
    def candidates(self) -> list[Any]:
        """The places that the geocoding offers to choose from."""
        outcome = self.found_ahead.outcome if self.found_ahead else None
        return list(outcome.alternatives[:MAX_CANDIDATES]) if outcome else []

    @property
    def asks_which_place(self) -> bool:
        """Whether the address that was sent is in doubt, or was: the answer goes along with the form, until
        it is written."""
        return bool(self.errors.get("lieu")) or self.chosen_place != FOUND

    @property
    def chosen_place(self) -> str:
        """Which place was chosen for the address that was sent."""
        return _lieu(cast(QueryDict, self.data))

    @property
    def address_said(self) -> str:
        """The address that was sent, on one line: what a chosen place is the place of."""
        return _address_said(cast(QueryDict, self.data))

    def clean_code_postal(self) -> str:
        """Five digits, or nothing."""
        code = "".join(self.cleaned_data["code_postal"].split())
        if code and (len(code) != 5 or not code.isascii() or not code.isdigit()):
            raise ValidationError(_("cinq chiffres sont attendus, par exemple 77000."))
        return code

    def _check_place(self, given: dict[str, Any]) -> None:
        structure, parts = given.get("structure"), [given.get(name) for name in ADDRESS_PARTS]
        number = getattr(structure, "pk", structure)
        sent = self._is_sent("structure", "audience", *ADDRESS_PARTS)
        if not sent or any(name in self.errors for name in ("structure", "audience", *ADDRESS_PARTS)):
            return
        if number and any(parts):
            self._say_of(
                _("une structure ou une adresse, pas les deux : videz l’une."), "structure", "adresse"
            )
            return
        if number:
            self._in_structure(number, given)
        elif self._is_sent(*ADDRESS_PARTS, "structure") and not any(parts):
            self._placed = {"commune": None, **_NOWHERE}
        elif self._is_sent(*ADDRESS_PARTS):
            self._at_address(given)

    def _check_held_as(self, given: dict[str, Any]) -> None:
        names = ("structure", "place_name", *ADDRESS_PARTS)
        is_placed, is_online = any(given.get(name) for name in names), bool(given.get("online_link"))
        how = given.get("held_as")
        if "held_as" in self.fields and not how and "held_as" not in self.errors:
            by_what_is_said = HeldAs.ONLINE if is_online else HeldAs.SITE
            given["held_as"] = HeldAs.BOTH if is_placed and is_online else by_what_is_said
        elif how == HeldAs.SITE and is_online:
            said = _("il y a une adresse en ligne : choisissez « sur place ou en ligne », ou videz-la.")
            self._say_of(said, "held_as", "online_link")
        elif how == HeldAs.ONLINE and is_placed:
            said = _("il y a un lieu : choisissez « sur place ou en ligne », ou videz-le.")
            self._say_of(said, "held_as", *names)

    def _in_structure(self, number: int, given: dict[str, Any]) -> None:
        role = Audience(int(given.get("audience") or 0)).shown_as
        seen = VisibleStructure.objects.seen_by(role).filter(pk=number).first()
        if seen is None and VisibleStructure.objects.seen_by(self.editor.role).filter(pk=number).exists():
            said = _("tout le monde ne voit pas cette structure : réservez l’événement aux professionnels.")
            self._say_of(said, "structure", "audience")
        elif seen is not None:
            # The commune is everyone's; where exactly is asked of the structure each time it is told.
            self._placed = {"commune": seen.commune, **_NOWHERE}

    def _at_address(self, given: dict[str, Any]) -> None:
        located, lieu = self.found_ahead, self.chosen_place
        if located is None or located.commune is None:
            name = given.get("commune_nom", "")
            said = no_commune(located, name) if located and name else _("dites la commune.")
            self.add_error("commune_nom", said)
            return
        self._placed = {"commune": located.commune, **_NOWHERE}
        if lieu == COMMUNE or not given.get("adresse") or given.get("audience") != Audience.PUBLIC:
            return
        outcome = located.outcome
        if lieu.isdigit() and int(lieu) <= len(self.candidates):
            one = self.candidates[int(lieu) - 1]
            self._placed |= _point(one.lat, one.lon, PositionPrecision.MANUAL, ORIGIN_PERSON)
        elif located.is_down or outcome.waits or outcome.precision not in ("address", "street"):
            said = _("l’adresse n’est pas trouvée avec certitude : dites où est le lieu.")
            self.add_error("lieu", said)
        else:
            self._placed |= _point(outcome.lat, outcome.lon, outcome.precision, outcome.provider)


def _address_said(data: QueryDict) -> str:
    return ", ".join(part for name in ADDRESS_PARTS if (part := data.get(name, "").strip()))


def _lieu(data: QueryDict) -> str:
    """The place that was chosen; what was chosen for another address than the one that is sent is none."""
    about = data.get("lieu_de")
    if about is not None and about != _address_said(data):
        return FOUND
    return data.get("lieu", "") or FOUND


def _point(lat: float, lon: float, precision: str, origin: str) -> dict[str, Any]:
    return {
        "position": Point(lon, lat, srid=4326),
        "position_precision": precision,
        "position_origin": origin,
    }
