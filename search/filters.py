# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one filter: a query string in, one frozen `Search` out.

The page, the API and everything that links to a search read their parameters here, so that a
link means the same thing everywhere. A parameter exists when it is a criterion (`search.registry`) or a
field of `SearchForm`; `docs/architecture.md` follows one of them from the address bar to the SQL.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self, cast

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from mapping.vocabulary import THEME_BY_CODE
from places.models import Commune
from places.territories import TerritoryKind
from search import registry
from search.criterion import Criterion
from search.fields import filled, number_field
from search.question import (
    DEFAULT_LIMIT,
    DEFAULT_RADIUS_KM,
    INFORMED,
    MAX_RADIUS_KM,
    ORDERS,
    Box,
    Criteria,
    Cursor,
    Need,
    Place,
    Search,
    Window,
)

MIN_RADIUS_KM = 0.1
MAX_ZOOM = 19
MAX_LIMIT = 1000

# Where French addresses are, as (min lon, min lat, max lon, max lat) in degrees: only used to
# tell a swapped pair of coordinates from a far-away one.
_FRENCH_BOXES = (
    (-5.6, 41.2, 10.0, 51.3),
    (-63.3, 14.2, -60.7, 18.3),
    (-54.8, 2.0, -51.4, 6.0),
    (44.9, -13.2, 45.5, -12.4),
    (55.0, -21.6, 56.0, -20.7),
    (-56.6, 46.6, -56.0, 47.3),
    (163.0, -23.2, 168.5, -19.0),
    (-155.0, -28.0, -134.0, -7.0),
)


class CursorField(forms.CharField):
    """Where the previous page ended."""

    def clean(self, value: str) -> Cursor | None:
        """The cursor of a text; None where it is empty. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return Cursor.parse(text)
        except ValueError:
            raise forms.ValidationError(
                _("reprenez l'adresse donnée par « next » ; celle-ci n'en est pas une.")
            ) from None


class BoxField(forms.CharField):
    """The box of a map, in degrees."""

    def clean(self, value: str) -> Box | None:
        """The box of a text; None where it is empty. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return Box.parse(text)
        except ValueError:
            raise forms.ValidationError(
                _(
                    "quatre nombres « minlon,minlat,maxlon,maxlat » sont attendus, en degrés, "
                    "chaque minimum sous son maximum, longitudes de -180 à 180 et latitudes de -90 à 90."
                )
            ) from None


class SearchForm(forms.Form):
    """Every parameter of the one filter, and what it accepts.

    Only the fields that are given are read, and the others have what they would have left empty: a query
    string gives four of some thirty, and reading them all took as long as the rest of a request in Python.
    A criterion of one need alone, `niveau.francais`, is read by the field of the criterion.
    """

    lat = number_field(_("Latitude"), -90, 90, _("degrés"))
    lon = number_field(_("Longitude"), -180, 180, _("degrés"))
    commune = forms.CharField(label=_("Commune"), required=False, max_length=5)
    rayon_km = number_field(_("Distance"), MIN_RADIUS_KM, MAX_RADIUS_KM, _("kilomètres"))
    limit = forms.IntegerField(
        label=_("Nombre de réponses"),
        required=False,
        error_messages={
            "invalid": filled(_("un nombre entier entre 1 et %(max)s est attendu."), max=MAX_LIMIT)
        },
    )
    cursor = CursorField(required=False, max_length=80)
    tri = forms.ChoiceField(
        label=_("Ordre"),
        required=False,
        choices=[*ORDERS, (INFORMED, _("Les mieux renseignées d'abord"))],
        error_messages={"invalid_choice": _("« distance », « pertinence » ou « renseignees » est attendu.")},
    )
    vue = forms.ChoiceField(
        label=_("Vue"),
        required=False,
        choices=[("liste", _("Liste")), ("carte", _("Carte"))],
        error_messages={"invalid_choice": _("« liste » ou « carte » est attendu.")},
    )
    bbox = BoxField(label=_("Cadre de la carte"), required=False, max_length=120)
    zoom = forms.IntegerField(
        label=_("Zoom de la carte"),
        required=False,
        error_messages={
            "invalid": filled(_("un nombre entier entre 0 et %(max)s est attendu."), max=MAX_ZOOM)
        },
    )

    def __init__(self, data: QueryDict):
        super().__init__(data)
        self.fields = {name: field for name, field in self.base_fields.items() if name in data}
        self._of_needs = {name: said for name in data if (said := of_a_need(name))}
        self.fields |= {name: self.base_fields[one.parameter] for name, (one, _t) in self._of_needs.items()}

    def clean_limit(self) -> int | None:
        """How many answers a page has, from 1 to `MAX_LIMIT`."""
        limit = self.cleaned_data["limit"]
        if limit is not None and not 1 <= limit <= MAX_LIMIT:
            raise forms.ValidationError(
                _("un nombre entier entre 1 et %(max)s est attendu."), params={"max": MAX_LIMIT}
            )
        return limit

    def clean_zoom(self) -> int | None:
        """The zoom of a map, from 0 to `MAX_ZOOM`."""
        zoom = self.cleaned_data["zoom"]
        if zoom is not None and not 0 <= zoom <= MAX_ZOOM:
            raise forms.ValidationError(
                _("un nombre entier entre 0 et %(max)s est attendu."), params={"max": MAX_ZOOM}
            )
        return zoom

    def clean_commune(self) -> Commune | None:
        """The commune of a code, one whose position is known."""
        code = self.cleaned_data["commune"]
        if not code:
            return None
        commune = Commune.objects.filter(code=code).first()
        if commune is None:
            raise forms.ValidationError(
                _("« %(code)s » n'est pas le code INSEE d'une commune."), params={"code": code}
            )
        if commune.point is None:
            raise forms.ValidationError(
                _("la position de %(nom)s n'est pas connue ; donnez lat et lon."), params={"nom": commune.nom}
            )
        return commune

    def clean(self) -> dict:
        """The parameters that are valid together; one place at most."""
        self.cleaned_data = _EMPTY | self.cleaned_data
        for refused in self.errors:
            self.cleaned_data.pop(refused, None)
        # What is missing beside what was given is an error of its own field.
        self.fields = self.base_fields | {name: self.fields[name] for name in self._of_needs}
        self._judge_needs()
        super().clean()
        cleaned = self.cleaned_data
        lat, lon = cleaned.get("lat"), cleaned.get("lon")
        if "lat" in cleaned and "lon" in cleaned:
            if lat is None and lon is not None:
                self.add_error("lat", _("« lon » est donné sans « lat » : il faut les deux."))
            elif lon is None and lat is not None:
                self.add_error("lon", _("« lat » est donné sans « lon » : il faut les deux."))
            elif lat is not None and lon is not None and _look_swapped(lat, lon):
                self.add_error(
                    "lat", _("« lat » et « lon » semblent inversés : la latitude vient en premier.")
                )
        if cleaned.get("commune") and (lat is not None or lon is not None):
            self.add_error("commune", _("donnez une commune ou bien « lat » et « lon », pas les deux."))
        cursor = cleaned.get("cursor")
        if cursor and "tri" in cleaned and bool(cursor.day) != (cleaned["tri"] not in ("", "distance")):
            self.add_error("cursor", _("celui-ci vient d'une liste dans un autre ordre (« tri »)."))
        for kind, others in (
            ("territoire", ("epci", "departement", "commune")),
            ("epci", ("departement", "commune")),
            ("departement", ("commune",)),
        ):
            here = lat is not None or lon is not None or any(cleaned.get(other) for other in others)
            if cleaned.get(kind) and here:
                self.add_error(
                    kind,
                    _("donnez un seul lieu : « lat » et « lon », une commune, un EPCI ou un département."),
                )
        return cleaned

    def _judge_needs(self) -> None:
        """What is said of a theme that is not asked for is said of nothing."""
        for name in orphans(cast(QueryDict, self.data)):
            message = _(
                "« %(theme)s » n'est pas demandé : ajoutez « theme=%(theme)s », ou ôtez ce paramètre."
            )
            self.add_error(name, message % {"theme": self._of_needs[name][1]})

    def _needs(self) -> tuple[Need, ...]:
        """The valid criteria of one need alone, by need."""
        own: dict[str, dict[str, Any]] = {}
        for name, (one, theme) in self._of_needs.items():
            own.setdefault(theme, {})[one.name] = one.value(self.cleaned_data.get(name))
        return tuple(Need(theme, Criteria(**asked)) for theme, asked in own.items())

    def radius_km(self) -> float:
        """The radius asked for, with or without a place; call after `is_valid()`."""
        return self.cleaned_data.get("rayon_km") or DEFAULT_RADIUS_KM

    def search(self) -> Search:
        """The search that the valid parameters make; call after `is_valid()`, whatever it said."""
        cleaned = self.cleaned_data
        radius_km = self.radius_km()
        place = None
        if not self.errors.keys() & {"lat", "lon", "commune", "rayon_km"}:
            if commune := cleaned.get("commune"):
                place = Place(commune.point.y, commune.point.x, radius_km, commune.code)
            elif cleaned.get("lat") is not None:
                place = Place(cleaned["lat"], cleaned["lon"], radius_km)
        return Search(
            criteria=Criteria(
                **{one.name: one.value(cleaned.get(one.parameter)) for one in registry.CRITERIA}
            ),
            place=place,
            window=Window(
                limit=cleaned.get("limit") or DEFAULT_LIMIT,
                cursor=cleaned.get("cursor"),
                view=cleaned.get("vue") or "liste",
                order=cleaned.get("tri") or "distance",
                bbox=cleaned.get("bbox"),
                zoom=cleaned.get("zoom"),
            ),
            own=self._needs(),
        )


class _Shared(dict):
    """The fields, the same for every form: nothing changes them, and a copy of their hundreds of choices
    takes longer than to read a query string with them."""

    def __deepcopy__(self, memo: dict) -> Self:
        return self


SearchForm.base_fields = _Shared(
    SearchForm.base_fields | {one.parameter: one.form_field() for one in registry.CRITERIA}
)
# What each field says when it is left empty.
_EMPTY = {name: field.clean(None) for name, field in SearchForm.base_fields.items()}
PARAMETERS = frozenset(SearchForm.base_fields)
REPEATABLE = frozenset(registry.CHOICES) | {registry.OUVERT.parameter}


def of_a_need(name: str) -> tuple[Criterion, str] | None:
    """The criterion and the code of the theme that a parameter like `niveau.francais` names; else None."""
    parameter, dot, theme = name.partition(".")
    one = registry.OF_A_NEED.get(parameter) if dot else None
    return (one, theme) if one and theme in THEME_BY_CODE else None


def criterion_of(name: str) -> Criterion | None:
    """The criterion that a parameter asks for, of every need or of one alone; None for any other."""
    said = of_a_need(name)
    return said[0] if said else registry.BY_PARAMETER.get(name)


def orphans(query: QueryDict) -> list[str]:
    """The parameters of a theme alone that a query string does not ask for."""
    asked = {code.strip().casefold() for code in query.getlist("theme")}
    return [name for name in query if (said := of_a_need(name)) and said[1] not in asked]


def without_orphans(query: QueryDict) -> QueryDict:
    """A query string without what it says of themes that it does not ask for: a form whose theme was unticked
    still sends the criteria of that theme."""
    kept = query.copy()
    for name in orphans(query):
        del kept[name]
    return kept


def is_known(name: str) -> bool:
    """Whether a parameter is one of the filter's."""
    return name in PARAMETERS or of_a_need(name) is not None


def _unknown(name: str) -> str:
    """What to say of a parameter that is none of the filter's."""
    parameter, _dot, theme = name.partition(".")
    if parameter in registry.OF_A_NEED:
        return _("« %(theme)s » n'est pas un thème ; les thèmes sont : %(known)s.") % {
            "theme": theme,
            "known": ", ".join(THEME_BY_CODE),
        }
    if parameter in PARAMETERS:
        return _("« %(name)s » vaut pour tous les besoins : ce paramètre se donne sans thème.") % {
            "name": parameter
        }
    known = ", ".join(SearchForm.base_fields)
    return _("paramètre inconnu ; les paramètres sont : %(known)s.") % {"known": known}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed query string: the search that its valid part makes, and what was wrong by name.

    `radius_km` is the one that was asked for, which a search without a place does not hold.
    """

    search: Search
    errors: dict[str, list[str]]
    radius_km: float = DEFAULT_RADIUS_KM


def parse(query: QueryDict, ignore: frozenset[str] = frozenset()) -> Parsed:
    """Read a query string. `ignore` names parameters that belong to the page and not to the search.

    Never raises: an unknown, repeated or malformed parameter is an entry of `errors`.
    """
    form = SearchForm(query)
    form.is_valid()
    errors = {name: [str(message) for message in messages] for name, messages in form.errors.items()}
    for name in query:
        if not is_known(name):
            if name not in ignore:
                errors[name] = [_unknown(name)]
        elif name.partition(".")[0] not in REPEATABLE and len(query.getlist(name)) > 1:
            errors.setdefault(name, []).append(str(_("ce paramètre ne se donne qu'une fois.")))
    return Parsed(form.search(), errors, form.radius_km())


# What these mean depends on the hour, on what the directory knows of a place, or on what staff show.
_OF_THE_MOMENT = frozenset({"commune", *map(str, TerritoryKind), "ouvert", registry.CHAMP.parameter})


def asked_by(request: HttpRequest) -> Parsed:
    """`parse` of an address, kept for the next who ask the same: a map of a town, a page that is read again.

    What a commune, a territory or a field of the region is, and what an hour means, is read anew; so is what
    is refused, which is said in the reader's language.
    """
    raw = request.META.get("QUERY_STRING", "").encode("latin-1")
    return _cached(raw) or parse(QueryDict(raw))


@lru_cache(maxsize=1024)
def _cached(raw: bytes) -> Parsed | None:
    query = QueryDict(raw)
    if not _OF_THE_MOMENT.isdisjoint(name.partition(".")[0] for name in query):
        return None
    parsed = parse(query)
    return None if parsed.errors else parsed


def _look_swapped(lat: float, lon: float) -> bool:
    def in_france(x: float, y: float) -> bool:
        return any(west <= x <= east and south <= y <= north for west, south, east, north in _FRENCH_BOXES)

    return in_france(lat, lon) and not in_france(lon, lat)
