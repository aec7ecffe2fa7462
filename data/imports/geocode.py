# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a row is: the one seam between imports and the geocoding of addresses.

While a file is read, `Locator.locate` is all that is asked. It uses the coordinates of the file where
they can be believed, else the point of the commune that the row names. Once an import is applied,
`ask_positions` hands the structures left at their commune to the geocoding of the directory.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from django.conf import settings
from django.db.models import Q, QuerySet
from geopy.distance import great_circle

from accounts.roles import Role
from common.required import required
from data.imports.communes import Met, key_of
from data.imports.ownership import role_for
from data.imports.values import Doubt
from data.imports.values.coordinates import Coordinates
from data.models import ImportRow, ImportRun
from data.models.run import Action
from data.models.source import Kind
from geocoding.communes import Resolution, gazetteer, resolve_commune
from geocoding.models import Run
from geocoding.normalise import normalise
from geocoding.normalise.repair import is_questioned
from history.models import Event, Operation
from mapping import positions, tasks
from mapping.kinds import STRUCTURE
from mapping.models import PositionPrecision, Status, Structure
from places.folding import fold
from places.lookup import commune_at
from places.models import Commune, CommuneName, LoadedEdition

# Farther than this from its commune's point, a position contradicts its address. The territory of
# the largest metropolitan communes (Arles) reaches 35 km from the town hall.
MAX_FROM_COMMUNE_KM = 40
# Fewer decimals than this leave more than a hundred metres open.
_STREET_DECIMALS = 3
ORIGIN_COMMUNE = "commune"
# The columns of a structure by which its position is looked for.
_ASKED = (
    "adresse", "complement_adresse", "code_postal", "commune_nom", "code_insee", "position",
    "address_visibility", "status",
)  # fmt: skip

# Said of a row; `doubles` takes it back where another row of the same structure says the commune.
QUESTIONED = "« %s » : un « ? » y est écrit, aucune position n'en est tirée sans une personne."
IN_NO_SEARCH = "Ni commune reconnue ni coordonnées : la fiche ne paraît dans aucune recherche par lieu."
AS_ANSWERED = "« %s » : écrit « %s », comme vous l'avez dit."
NOT_ITS_POSTCODE = "Le code postal %s n'est pas de %s, qui en a plusieurs : laissé de côté."
# So many communes are proposed, or named beside a postcode that is theirs.
_MOST_NAMED = 3

_CEDEX = re.compile(r"\b(?:cedex|cdx)\b.*$")
_SUFFIX = re.compile(r"\s+\d{1,2}(?:er|e|eme)?(?:\s+arrondissement)?$")


NOWHERE = Coordinates()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row says of its place, already read."""

    adresse: str = ""
    code_postal: str = ""
    commune_nom: str = ""
    code_insee: str = ""
    coordinates: Coordinates = NOWHERE

    @property
    def words(self) -> str:
        """What the row says of its commune: its name, else the address that may end with it."""
        return self.commune_nom or self.adresse


@dataclass(frozen=True, slots=True)
class Located:
    """Degrees and how sure we are of them; `code_insee` is an official commune or None. `commune_nom` and
    `code_postal` are what is to be written of it: its own once it is sure or was answered, else the row's."""

    code_insee: str | None = None
    lon: float | None = None
    lat: float | None = None
    precision: str = ""
    origin: str = ""
    doubts: tuple[Doubt, ...] = ()
    commune_nom: str = ""
    code_postal: str = ""


def ask_positions(run: ImportRun) -> Run | None:
    """Hand what an import left without a sure position to the geocoding's workers; None if nothing is.

    Meant for the transaction that applies the run: both happen, or neither.
    """
    given = ImportRow.objects.filter(
        run=run, kind=Kind.STRUCTURE, action__in=[Action.CREATE, Action.CHANGE, Action.SAME]
    )
    # Coordinates that the file itself gives are not asked for again when its address changes.
    by_file = Q(position_origin=required(run.source).code[:50]) & ~Q(
        position_precision=PositionPrecision.COMMUNE
    )
    written = Structure.objects.filter(pk__in=given.order_by().values("target"))
    # What was asked before is asked again where this import changed what is asked.
    moved = given.filter(Q(action=Action.CREATE) | Q(changes__has_any_keys=_ASKED)).order_by()
    written = written.filter(Q(pk__in=moved.values("target")) | Q(position_review=None))
    return _ask(run, written.exclude(by_file), f"Import {run.pk} : {run}")


def ask_positions_again(run: ImportRun) -> Run | None:
    """The same for structures that have their old address back, once a run is undone."""
    changed = Event.objects.filter(
        act__run=run.pk, act__undoes=None, kind=STRUCTURE.number, operation=Operation.CHANGED
    )
    found_by_geocoding = Structure.objects.filter(
        pk__in=changed.order_by().values("object"), position_review__decided_by=None
    )
    return _ask(run, found_by_geocoding, f"Annulation de l'import {run.pk} : {run}")


def _ask(run: ImportRun, structures: QuerySet[Structure], title: str) -> Run | None:
    role = role_for(run.user)
    if role is not Role.STAFF:
        # How many are asked for is told: it may not tell how a hidden place is known.
        structures = structures.filter(status=Status.PUBLISHED, address_visibility__lte=role)
    wanted = positions.iter_to_geocode(structures)
    first = next(wanted, None)
    if first is None:
        return None
    departement = "" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    asked = positions.start_run(chain([first], wanted), title, departement)
    tasks.enqueue(asked)
    return asked


class _Gazetteer:
    """The communes of France in memory (about 30 MB), by code, postcode and folded name."""

    def __init__(self) -> None:
        self.points: dict[str, tuple[float, float] | None] = {}
        self.labels: dict[str, str] = {}
        self.postcodes_of: dict[str, list[str]] = {}
        self.departements: dict[str, str] = {}
        self.postcodes: dict[str, list[str]] = defaultdict(list)
        self.names: dict[str, list[str]] = defaultdict(list)
        rows = Commune.objects.order_by("code").values_list(
            "code", "nom", "point", "postcodes", "departement_code"
        )
        for code, nom, point, postcodes, departement in rows.iterator():
            self.labels[code] = nom
            self.points[code] = (point.x, point.y) if point else None
            self.departements[code] = departement
            self.postcodes_of[code] = list(postcodes)
            for postcode in postcodes:
                self.postcodes[postcode].append(code)
        names = CommuneName.objects.order_by("name", "pk").values_list("name", "commune_id")
        for name, code in names.iterator():
            self.names[name].append(code)


@lru_cache(maxsize=1)
def _gazetteer(edition: str, communes: int) -> _Gazetteer:
    """Read once for an edition of the official places."""
    return _Gazetteer()


class Locator:
    """Finds communes and positions. `origin` is written beside the positions that files give; `said` are the
    communes that persons said, by the words of rows (`communes.key_of`); `met` notes what is left to say."""

    def __init__(self, origin: str, said: Mapping[str, str] | None = None):
        self._origin = origin[:50]
        self._said = said or {}
        self.met = Met()
        edition = LoadedEdition.objects.values_list("version", flat=True).first() or ""
        self._known = _gazetteer(edition, Commune.objects.count())

    def departement(self, code_insee: str | None) -> str:
        """The code of the département of a commune; empty for a commune that nobody knows."""
        return self._known.departements.get(code_insee or "", "")

    def locate(self, asked: Asked) -> Located:
        """The commune and the position of a row; what had to be assumed is told."""
        doubts = list(asked.coordinates.doubts)
        if questioned := next(filter(is_questioned, (asked.adresse, asked.commune_nom)), ""):
            doubts.append(Doubt(QUESTIONED % questioned[:60]))
        code = self._one_sure(asked, self._commune(asked, doubts), doubts)
        name, postcode = self._written(asked, code, doubts)
        return replace(self._placed(asked, code, doubts), commune_nom=name, code_postal=postcode)

    def _placed(self, asked: Asked, code: str | None, doubts: list[Doubt]) -> Located:
        """The position of a row whose commune was looked for."""
        lon, lat = asked.coordinates.lon, asked.coordinates.lat
        if lon is not None and lat is not None:
            if code is None:
                found = _commune_at(round(lon, 6), round(lat, 6))
                code = found
            centre = self._known.points.get(code) if code else None
            away = great_circle(centre[::-1], (lat, lon)).km if centre else 0.0
            if away <= MAX_FROM_COMMUNE_KM:
                fine = _decimals(lon) >= _STREET_DECIMALS or _decimals(lat) >= _STREET_DECIMALS
                precision = PositionPrecision.ADDRESS if fine else PositionPrecision.STREET
                return Located(code, lon, lat, precision, self._origin, tuple(doubts))
            doubts.append(
                Doubt(
                    f"Les coordonnées sont à {away:.0f} km de la commune : la commune est gardée.", lost=True
                )
            )
        centre = self._known.points.get(code) if code else None
        if code and centre:
            return Located(code, *centre, PositionPrecision.COMMUNE, ORIGIN_COMMUNE, tuple(doubts))
        if code is None:
            doubts.append(Doubt(IN_NO_SEARCH))
        return Located(code, doubts=tuple(doubts))

    def _written(self, asked: Asked, code: str | None, doubts: list[Doubt]) -> tuple[str, str]:
        """The name of the commune and the postcode to write: as the row has them where nobody is sure, or
        where its name is another one (a hamlet, a commune of before)."""
        name, postcode = asked.commune_nom, asked.code_postal
        if code is None:
            return name, postcode
        answered = code == self._said.get(key_of(asked.words, postcode))
        contradicts = bool(self._contradicting(code, postcode))
        if contradicts and not answered:
            return name, postcode
        label = self._known.labels.get(code, name)
        if contradicts:
            own = self._postcodes_of(code)
            if len(own) != 1:
                doubts.append(Doubt(NOT_ITS_POSTCODE % (postcode, label), lost=True))
            postcode = own[0] if len(own) == 1 else ""
        if name and (answered or fold(name) == fold(label)):
            name = label
        before, after = (
            " ".join(filter(None, one)) for one in ((asked.code_postal, asked.commune_nom), (postcode, name))
        )
        if fold(before) != fold(after):
            doubts.append(Doubt(AS_ANSWERED % (before[:80], after)))
        return name, postcode

    def labelled(self, code: str) -> str:
        """The name of a commune, and its postcode where it has one alone."""
        postcodes = self._postcodes_of(code)
        name = self._known.labels.get(code, code)
        return f"{name} ({postcodes[0]})" if len(postcodes) == 1 else name

    def _answered(self, asked: Asked) -> str | None:
        """The commune that a person said of these very words; None where nobody did."""
        code = self._said.get(key := key_of(asked.words, asked.code_postal))
        if code not in self._known.points:
            return None
        self.met.used[key] += 1
        return code

    def _one_sure(self, asked: Asked, code: str | None, doubts: list[Doubt]) -> str | None:
        """The commune of a row whose postcode is of others: the one that a person said, else its own, which
        is told and asked about."""
        others = self._contradicting(code, asked.code_postal) if code else []
        if code is None or not others or code == self._said.get(key_of(asked.words, asked.code_postal)):
            return code
        if answered := self._answered(asked):
            return answered
        self.met.ask(asked.words, asked.code_postal, [code, *others])
        doubts.append(
            Doubt(
                f"Le code postal {asked.code_postal} est celui de {self._listed(others)}, et pas de"
                f" {self.labelled(code)} : l'un des deux est faux. La commune est gardée."
            )
        )
        return code

    def _commune(self, asked: Asked, doubts: list[Doubt]) -> str | None:
        if asked.code_insee in self._known.points:
            return asked.code_insee
        if answered := self._answered(asked):
            return answered
        codes = self._named(asked.commune_nom)
        in_postcode = self._known.postcodes.get(asked.code_postal, [])
        both = [code for code in codes if code in in_postcode]
        if both:
            return self._whole(both)
        if asked.code_postal:
            # CEDEX and business postcodes are no commune's own, but begin like their département.
            near = [code for code in codes if _same_departement(code, asked.code_postal)]
            if len(self._wholes(near)) == 1:
                return self._whole(near)
        elif len(self._wholes(codes)) == 1:
            return self._whole(codes)
        if in_postcode and len(self._wholes(in_postcode)) == 1:
            if asked.commune_nom:
                doubts.append(
                    Doubt(
                        f"« {asked.commune_nom[:60]} » n'est pas une commune :"
                        " comprise d'après le code postal."
                    )
                )
            return self._whole(in_postcode)
        return self._read_or_asked(asked, doubts)

    def _read_or_asked(self, asked: Asked, doubts: list[Doubt]) -> str | None:
        """What the geocoding reads where no column says a commune that is known; a name that is none is asked
        about."""
        read = _resolved(asked)
        if asked.commune_nom or asked.code_insee:
            said = asked.commune_nom or asked.code_insee
            offered = self._perhaps(asked, read)
            self.met.ask(asked.words, asked.code_postal, offered)
            perhaps = f" Peut-être {self._listed(offered, ' ou ')} ?" if offered else ""
            doubts.append(Doubt(f"« {said[:60]} » : commune non reconnue.{perhaps}"))
            return None
        return self._at_an_end(asked, read, doubts)

    def _at_an_end(self, asked: Asked, read: Resolution, doubts: list[Doubt]) -> str | None:
        """The commune that the geocoding reads at an end of the address, where it is of the site's own
        département or of the one that the postcode says; elsewhere it is only proposed."""
        if read.town is None or read.town.code not in self._known.points:
            return None
        here = read.town.departement == settings.DEPARTEMENT
        if here or _same_departement(read.town.code, asked.code_postal):
            return read.town.code
        self.met.ask(asked.words, asked.code_postal, [read.town.code])
        doubts.append(Doubt(f"Aucune commune n'est donnée. Peut-être {self.labelled(read.town.code)} ?"))
        return None

    def _contradicting(self, code: str, postcode: str) -> list[str]:
        """The communes whose postcode it is, where it is not this one's; none for any other, one of a
        business or a CEDEX among them, which is no commune's."""
        of_it = self._wholes(self._known.postcodes.get(postcode, []))
        if not of_it or code in self._known.postcodes[postcode] or postcode in self._postcodes_of(code):
            return []
        return of_it

    def _perhaps(self, asked: Asked, read: Resolution) -> list[str]:
        """The communes that a name nobody knows may mean: those of the postcode that begin so, else what the
        geocoding understands there, else those of that very name elsewhere, else those of the département
        that begin so."""
        name = _CEDEX.sub("", fold(asked.commune_nom)).strip()
        if not name:
            return []
        begin = [
            code
            for known, codes in self._known.names.items()
            if known.startswith(f"{name} ")
            for code in codes
        ]
        in_postcode = self._known.postcodes.get(asked.code_postal, [])
        for codes in (
            [code for code in begin if code in in_postcode],
            [read.town.code] if read.town and read.town.code in self._known.labels else [],
            self._named(asked.commune_nom),
            [code for code in begin if asked.code_postal and _same_departement(code, asked.code_postal)],
        ):
            if found := list(dict.fromkeys(self._wholes(codes))):
                return sorted(found, key=lambda code: not self._is_home(code))
        return []

    def _is_home(self, code: str) -> bool:
        return self._known.departements.get(code) == settings.DEPARTEMENT

    def _listed(self, codes: list[str], last: str = " et ") -> str:
        named = [self.labelled(code) for code in codes[:_MOST_NAMED]]
        if len(codes) > _MOST_NAMED:
            return f"{', '.join(named)}…"
        return last.join(filter(None, [", ".join(named[:-1]), named[-1]]))

    def _postcodes_of(self, code: str) -> list[str]:
        return self._known.postcodes_of.get(code, [])

    def _named(self, text: str) -> list[str]:
        name = _CEDEX.sub("", fold(text)).strip()
        for candidate in (name, _SUFFIX.sub("", name), re.sub(r"^(?:le|la|les|l) ", "", name)):
            if candidate and candidate in self._known.names:
                return self._known.names[candidate]
        return []

    def _wholes(self, codes: list[str]) -> list[str]:
        """Without the arrondissements of a commune that is there too."""
        return [code for code in codes if not re.match(r"751|6938|132", code)] or codes

    def _whole(self, codes: list[str]) -> str:
        return self._wholes(codes)[0]


@lru_cache(maxsize=10_000)
def _commune_at(lon: float, lat: float) -> str | None:
    found = commune_at(lon, lat)
    return found.code if found else None


@lru_cache(maxsize=2000)
def _resolved(asked: Asked) -> Resolution:
    """The commune of a row as the geocoding of addresses reads it."""
    home = "" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    address = normalise(asked.adresse, postcode=asked.code_postal, city=asked.commune_nom)
    return resolve_commune(address, gazetteer(), home)


def _same_departement(code: str, postcode: str) -> bool:
    if code[:2] in ("2A", "2B"):
        return postcode[:2] == "20"
    width = 3 if code[:2] in ("97", "98") else 2
    return code[:width] == postcode[:width]


def _decimals(degrees: float) -> int:
    return len(repr(degrees).partition(".")[2])
