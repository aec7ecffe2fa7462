# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a structure is: its address, who sees it, and its point on the map.

An address that was changed is put to the pipeline of geocoding, outside any transaction: what it is sure of
is written; what it is not sure of waits for the person, who chooses one of the places offered, puts the
marker where it is, or says that the commune is all that is known. A confidential address is said to no
service: the person places it. The point, its precision and where it comes from are written together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from geopy.exc import GeopyError

from common.required import required
from geocoding.candidate import Candidate
from geocoding.pipeline import Outcome, Pipeline, Text
from geocoding.providers import configured
from history.visible import needs_of
from mapping import positions
from mapping.editing.blocks import Block, Editor
from mapping.editing.forms import RecordForm, text
from mapping.kinds import STRUCTURE
from mapping.models import (
    PositionPrecision,
    PositionReview,
    ReviewState,
    Structure,
    Visibility,
    VisibleStructure,
)
from mapping.review import MAX_CANDIDATES, Degrees
from mapping.writing import Conflict
from places.models import Commune
from places.neighbours import territory_bounds

ADDRESS_PARTS = ("adresse", "complement_adresse", "code_postal", "commune_nom")
# Where the place is asked to be: as it is, or where an address that was changed is found; where this one is
# found, asked again; at the marker; at the centre of the commune. A number is one of the places offered.
FOUND, AGAIN, MAP, COMMUNE = "trouver", "chercher", "carte", "commune"
_POSITION = ("position", "position_precision", "position_origin")


@dataclass(frozen=True, slots=True)
class Located:
    """What geocoding says of the address that was sent; `is_down` where the service did not answer."""

    outcome: Outcome | None
    commune: Commune | None
    is_down: bool = False


def locate(parts: Mapping[str, str], *, is_public: bool, asks: bool = True) -> Located:
    """Where an address, by its parts, is. Of one that is not public only the commune is read, and no service
    is asked, as where `asks` is false."""
    said = Text(
        key="",
        address=parts["adresse"] if is_public else "",
        complement=parts["complement_adresse"] if is_public else "",
        postcode=parts["code_postal"],
        city=parts["commune_nom"],
    )
    provider = configured.interactive() if is_public and asks else None
    own = "" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    try:
        return _located(Pipeline(provider, departement=own).locate_one(said))
    except GeopyError:
        return _located(Pipeline(None, departement=own).locate_one(said), is_down=True)


def no_commune(located: Located, name: str) -> str:
    """What is said of a commune that is not known, with those that it may be."""
    said = _("aucune commune ne se reconnaît dans « %(name)s » : vérifiez le nom et le code postal.")
    outcome = located.outcome
    others = ", ".join(one.label for one in outcome.alternatives) if outcome else ""
    may_be = _("Est-ce l'une de celles-ci : %(names)s ?") % {"names": others} if others else ""
    return " ".join(part for part in (said % {"name": name}, may_be) if part)


class WhereAsked:
    """What a form with `lieu`, `lat` and `lon` says of where a place is, once geocoding answered."""

    found_ahead: Located | None
    is_bound: bool
    data: Any

    @property
    def kept_label(self) -> str:
        """What leaving the place as it is means; empty where it is not there yet."""
        return ""

    @property
    def may_ask_again(self) -> bool:
        """Whether its address may be looked for as it is."""
        return False

    @property
    def lieu_asked(self) -> str:
        """Which place was asked for."""
        return self.data.get("lieu") or FOUND if self.is_bound else FOUND

    @property
    def candidates(self) -> list[Candidate]:
        """The places that the geocoding offers to choose from."""
        outcome = self.found_ahead.outcome if self.found_ahead else None
        return list(outcome.alternatives[:MAX_CANDIDATES]) if outcome else []

    def chosen(self, number: int, commune: Commune) -> dict[str, Any]:
        """The point of the place with this number. Raises ValidationError, by field."""
        if not 1 <= number <= len(self.candidates):
            raise ValidationError({"lieu": _("choisissez un des lieux proposés.")})
        one = self.candidates[number - 1]
        return _at(one.lat, one.lon, commune)

    def by_hand(self, given: Mapping[str, Any], commune: Commune) -> dict[str, Any]:
        """The point of the marker, or of the degrees that were typed. Raises ValidationError, by field."""
        lat, lon = given.get("lat"), given.get("lon")
        if lat is None or lon is None:
            said = _("placez le repère sur la carte, ou écrivez la latitude et la longitude.")
            raise ValidationError({"lat": said})
        return _at(lat, lon, commune)

    def on_the_map(self, point: Point | None, commune: Commune | None) -> dict[str, Any]:
        """What the template needs to draw where the place is: the point if one is known, else the commune,
        else the département of the site."""
        around = None
        centre = point or (commune.point if commune else None)
        home = "" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
        departement = commune.departement_code if commune else home
        if centre is None and departement:
            around = territory_bounds([departement])
        return {
            "candidates": list(enumerate(self.candidates, start=1)),
            "map": {
                "lat": centre.y if centre else (around.min_lat + around.max_lat) / 2 if around else None,
                "lon": centre.x if centre else (around.min_lon + around.max_lon) / 2 if around else None,
                "zoom": 15 if point else 13 if centre else 9,
                "contours": [reverse("outlines", args=[departement])] if departement else [],
            },
            "points": [
                {"n": n, "nom": one.label, "lat": one.lat, "lon": one.lon}
                for n, one in enumerate(self.candidates, start=1)
            ],
        }


def degrees(label: Any, bound: int) -> Degrees:
    """A field of degrees, from minus `bound` to `bound`."""
    keys = {"class": "input", "inputmode": "decimal", "autocomplete": "off"}
    return Degrees(
        label=label, required=False, min_value=-bound, max_value=bound, widget=forms.TextInput(attrs=keys)
    )


class PlaceForm(WhereAsked, RecordForm):
    """The address, who sees it, and the point."""

    beside = frozenset({"lieu", "lat", "lon", "rendre_publique"})

    adresse = text(gettext_lazy("numéro et rue"), max_length=255, attributes={"autocomplete": "off"})
    complement_adresse = text(
        gettext_lazy("complément"), gettext_lazy("Bâtiment, étage, entrée."), max_length=255
    )
    code_postal = text(
        gettext_lazy("code postal"), max_length=5, attributes={"inputmode": "numeric", "autocomplete": "off"}
    )
    commune_nom = text(gettext_lazy("commune"), required=True, max_length=100)
    address_visibility = forms.TypedChoiceField(
        label=gettext_lazy("qui voit l'adresse"),
        help_text=gettext_lazy(
            "Les autres ne voient que la commune : pour un refuge, un lieu de mise à l'abri."
        ),
        choices=Visibility.choices,
        coerce=int,
        widget=forms.Select(attrs={"class": "select"}),
    )
    lieu = forms.ChoiceField(label=gettext_lazy("lieu"), required=False)
    lat = degrees(gettext_lazy("latitude"), 90)
    lon = degrees(gettext_lazy("longitude"), 180)
    rendre_publique = forms.BooleanField(
        label=gettext_lazy("Oui, que tout le monde voie cette adresse"), required=False
    )

    class Meta:
        model = Structure
        fields = (*ADDRESS_PARTS, "address_visibility")

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        if "adresse" not in self.fields:
            # It was hidden from the editor while they wrote.
            self.fields.clear()
            return
        self.was_visibility = record.address_visibility
        self._placed: dict[str, Any] = {}
        self.fields["lieu"].initial = FOUND
        if record.position:
            self.fields["lat"].initial = f"{record.position.y:.6f}"
            self.fields["lon"].initial = f"{record.position.x:.6f}"
        # Any of the places offered is one of these numbers; which, the answer of the geocoding says.
        numbers = [(str(n), str(n)) for n in range(1, MAX_CANDIDATES + 1)]
        lieu = self.fields["lieu"]
        assert isinstance(lieu, forms.ChoiceField)
        lieu.choices = [(FOUND, ""), (AGAIN, ""), *numbers, (MAP, ""), (COMMUNE, "")]

    @classmethod
    def ahead(cls, data: QueryDict, structure: int, editor: Any) -> Located:
        """Where the address that was sent is. Of a confidential one, nothing but the commune is asked, and of
        nobody."""
        parts = {name: data.get(name, "").strip() for name in ADDRESS_PARTS}
        asked = data.get("lieu", FOUND)
        public = data.get("address_visibility") == str(int(Visibility.PUBLIC))
        return locate(parts, is_public=public, asks=asked not in (MAP, COMMUNE))

    @property
    def is_moved(self) -> bool:
        """Whether the address is another than the one shown."""
        return any(self.is_touched(name) for name in ADDRESS_PARTS)

    @property
    def kept_label(self) -> str:
        """What leaving the place as it is means: where it is today. Empty where the address that was sent is
        another, which is looked for."""
        if self.instance.pk is None or (self.is_bound and self.is_moved):
            return ""
        held = self.held
        if held.position is not None and held.position_precision != PositionPrecision.COMMUNE:
            return _("Là où c’est aujourd’hui ; si l’adresse change, là où elle est trouvée")
        if held.commune_id is None:
            return ""
        return _("Au centre de la commune, comme aujourd’hui ; si l’adresse change, là où elle est trouvée")

    @property
    def may_ask_again(self) -> bool:
        """Whether the address may be looked for as it is."""
        return bool(self.kept_label and self.held.adresse and self.was_visibility == Visibility.PUBLIC)

    @property
    def verdict(self) -> str:
        """What the geocoding says of the address that was sent, where it is not sure; empty otherwise."""
        located = self.found_ahead
        if not self.is_bound or located is None or not (self.is_moved or self.lieu_asked == AGAIN):
            return ""
        if located.is_down:
            return _("Le service d'adresses ne répond pas : placez le repère vous-même.")
        said = located.outcome.verdict if located.outcome and located.outcome.waits else None
        return " ".join((said.reason, *said.notes)) if said else ""

    def clean_code_postal(self) -> str:
        """Five digits, or nothing."""
        code = "".join(self.cleaned_data["code_postal"].split())
        if code and (len(code) != 5 or not code.isascii() or not code.isdigit()):
            raise ValidationError(_("cinq chiffres sont attendus, par exemple 77000."))
        return code

    def clean(self) -> dict[str, Any]:
        """The fields; refused where the place is in doubt, or a hidden address would be everyone's and nobody
        confirmed it."""
        given = super().clean()
        public = given.get("address_visibility") == Visibility.PUBLIC
        if public and self.was_visibility != Visibility.PUBLIC and not given.get("rendre_publique"):
            said = _("cette adresse était cachée : cochez la case si tout le monde doit la voir.")
            self.add_error("rendre_publique", said)
        if self.errors or self.found_ahead is None:
            return given
        try:
            self._placed = self._place(given)
        except ValidationError as error:
            self.refuse(error)
        return given

    def is_touched(self, name: str) -> bool:
        """Whether a field was sent otherwise than it was shown."""
        return True if name == "rendre_publique" else super().is_touched(name)

    def values(self) -> dict[str, Any]:
        """The address and its point, which go together."""
        return super().values() | self._placed

    def after(self, record: Any) -> None:
        """The doubt that waited about this position, if any, is settled."""
        if "position" not in self._placed:
            return
        PositionReview.objects.filter(structure=record.pk).update(
            state=ReviewState.SETTLED,
            fingerprint=positions.fingerprint(record),
            decided_at=timezone.now(),
            decided_by=self.editor.user,
        )

    def told_by(self, name: str) -> str:
        """The point and what goes with it are told as the place."""
        return "lieu" if name in (*_POSITION, "commune") else name

    def label_of(self, name: str) -> str:
        """What a field is called."""
        return _("position sur la carte") if name == "lieu" else super().label_of(name)

    def both(self, told: str, found: Mapping[str, Conflict]) -> tuple[str, str]:
        """Both points in degrees."""
        if told != "lieu":
            return super().both(told, found)
        return _point(self._placed.get("position")), _point(self.held.position)

    def said_with(self, written: frozenset[str]) -> set[str]:
        """The place stands for the point."""
        return {"lieu"} if "position" in written else set()

    def change_of(self, name: str, before: Any, after: Any) -> str:
        """Where the point is now, and how it is known."""
        if name in ADDRESS_PARTS and self.cleaned_data.get("address_visibility") != Visibility.PUBLIC:
            # What is hidden is in no message.
            return _("%(label)s : changé.") % {"label": self.label_of(name).capitalize()}
        if name == "address_visibility":
            return _("Adresse vue par : %(who)s.") % {"who": Visibility(after).label}
        if name != "lieu":
            return ""
        precision = self._placed.get("position_precision")
        if precision == PositionPrecision.MANUAL:
            return _("Position : placée à la main.")
        if not precision or precision == PositionPrecision.COMMUNE:
            return _("Position : centre de la commune.")
        return _("Position : trouvée (%(how)s).") % {"how": PositionPrecision(precision).label}

    def context(self, seen: VisibleStructure) -> dict[str, Any]:
        """The map, and the places to choose from."""
        point = self.held.position
        commune = Commune.objects.filter(pk=seen.commune_id).first() if seen.commune_id else None
        known = point if self.held.position_precision != PositionPrecision.COMMUNE else None
        return self.on_the_map(known, commune) | {"is_public": self.was_visibility == Visibility.PUBLIC}

    def _place(self, given: dict[str, Any]) -> dict[str, Any]:
        """The point that is asked for, with what goes with it; nothing where it stays. Raises
        ValidationError, by field."""
        located, lieu = required(self.found_ahead), given.get("lieu") or FOUND
        commune = located.commune or (None if self.is_moved else self.held.commune)
        if commune is None:
            raise ValidationError({"commune_nom": no_commune(located, given.get("commune_nom", ""))})
        of_commune = {"commune": commune} if commune.pk != self.held.commune_id else {}
        if lieu == MAP or (lieu == FOUND and self._is_pulled()):
            return of_commune | self.by_hand(given, commune)
        if lieu == COMMUNE:
            return of_commune | {"position": None, "position_precision": "", "position_origin": ""}
        if lieu.isdigit():
            return of_commune | self.chosen(int(lieu), commune)
        if lieu == FOUND and not self.is_moved and self._is_placed:
            return of_commune
        try:
            return of_commune | self._found(given)
        except ValidationError:
            if lieu == FOUND and self._stays_without_a_doubt(commune):
                return of_commune
            raise

    def _stays_without_a_doubt(self, commune: Commune) -> bool:
        """Whether a postcode, or the name of a commune, was corrected beside the same street: that takes
        nothing from where it is known to be, were it by its commune alone."""
        if self.is_touched("adresse") or not self._is_placed:
            return False
        known = self.held.position is not None and self.held.position_precision != PositionPrecision.COMMUNE
        return commune.pk == self.held.commune_id or not known

    @property
    def _is_placed(self) -> bool:
        """Whether it is known where it is today, if only by the commune."""
        return not self.is_new and (self.held.position is not None or self.held.commune_id is not None)

    def _is_pulled(self) -> bool:
        return any(self.is_touched(name) and self.data.get(name) for name in ("lat", "lon"))

    def _found(self, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("address_visibility") != Visibility.PUBLIC and given.get("adresse"):
            said = _(
                "cette adresse n'est dite à aucun service d'adresses : placez le repère vous-même, ou dites"
                " que la commune suffit."
            )
            raise ValidationError({"lieu": said})
        if not given.get("adresse"):
            return {"position": None, "position_precision": "", "position_origin": ""}
        return point_found(required(self.found_ahead))


def _located(outcome: Outcome, *, is_down: bool = False) -> Located:
    commune = Commune.objects.filter(code=outcome.commune).first() if outcome.commune else None
    return Located(outcome, commune, is_down)


def point_found(located: Located) -> dict[str, Any]:
    """The point of an address that geocoding is sure of, with what goes with it. Raises ValidationError, of
    `lieu`, where it is not."""
    outcome = located.outcome
    if located.is_down or outcome is None or outcome.waits or outcome.precision not in ("address", "street"):
        said = _("l'adresse n'est pas trouvée avec certitude : dites où est le lieu.")
        raise ValidationError({"lieu": said})
    return {
        "position": Point(outcome.lon, outcome.lat, srid=4326),
        "position_precision": outcome.precision,
        "position_origin": outcome.provider,
    }


def _at(lat: float, lon: float, commune: Commune) -> dict[str, Any]:
    """A point that a person chose. Raises ValidationError where it cannot be in the commune."""
    if far := positions.too_far(commune, lat, lon):
        raise ValidationError({"lieu": far})
    return {
        "position": Point(lon, lat, srid=4326),
        "position_precision": PositionPrecision.MANUAL,
        "position_origin": positions.ORIGIN_PERSON,
    }


def _point(position: Any) -> str:
    return f"{position.y:.5f}, {position.x:.5f}" if position else _("centre de la commune")


def hides(editor: Editor, structure: Structure) -> frozenset[str]:
    """The columns that the editor does not see; who sees an address is told to who sees it."""
    needs = needs_of(STRUCTURE, structure.pk)
    hidden = {name for name, role in needs.items() if role > editor.role}
    return frozenset(hidden if "adresse" in hidden else hidden - {"address_visibility"})


def _why_not(seen: VisibleStructure, editor: Editor) -> str:
    if not seen.position_masked:
        return ""
    return _("Cette adresse est confidentielle, et vous ne la voyez pas : qui la voit peut la modifier.")


PLACE = Block(
    name="adresse",
    title=gettext_lazy("Adresse et position"),
    about=gettext_lazy("Où c'est, et qui peut le voir."),
    form=PlaceForm,
    template="mapping/edit/place.html",
    why_not=_why_not,
    hides=hides,
)
