# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of the recent changes: where, about what, by whom, by which road, when."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import sql

from accounts.models import User
from accounts.roles import Role, role_of
from history.recent import Asked, Where, act_before
from mapping.changes.listing import moment_of
from mapping.changes.roads import CHOICES
from mapping.vocabulary import THEME_BY_CODE
from places.models import Commune
from places.search import search_communes
from places.territories import TerritoryKind, communes_in, exists, territories_named, territory
from places.zone_names import zone_names

# A question that few acts answer is asked of so many days at a time.
WINDOW = timedelta(days=92)
# The number of a département, after the name of what is in it.
_NUMBER = re.compile(r" \([0-9AB]{2,3}\)$")
_PLACES = {"commune": Where.COMMUNE, "epci": Where.EPCI, "departement": Where.DEPARTEMENT}
# A service says its themes to everyone, where its structure is told at all.
_OF_THEME = sql.SQL(
    """
    EXISTS (
        SELECT FROM mapping_service sv
        CROSS JOIN LATERAL unnest(sv.thematiques) AS served (code)
        JOIN mapping_thematique t ON t.code = served.code
        WHERE sv.structure_id = e.root AND t.theme_id = %(theme)s
    )
    """
)
# A territory that staff drew up is the communes that it holds.
_IN_COMMUNES = sql.SQL("e.place = ANY (%(communes)s)")


@dataclass(slots=True)
class Question:
    """What an address asks of the recent changes, and by name what of it is not understood. `territory` is
    one that staff drew up; `code` is then empty."""

    place: str = ""
    where: Where = Where.DEPARTEMENT
    code: str = ""
    territory: str = ""
    theme: str = ""
    road: str = ""
    author: int | None = None
    unseen: bool = False
    since: date | None = None
    until: date | None = None
    before: datetime | None = None
    reader: int | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def query(self, **changed: Any) -> str:
        """The address of the same question, with something else in it; "" takes it away."""
        held = {
            self._name(): self.territory or self.code,
            "theme": self.theme,
            "voie": self.road,
            "auteur": self.author or "",
            "a_voir": "oui" if self.unseen else "",
            "du": self.since.isoformat() if self.since else "",
            "au": self.until.isoformat() if self.until else "",
        }
        return urlencode({name: value for name, value in (held | changed).items() if value})

    def _name(self) -> str:
        if self.territory:
            return TerritoryKind.TERRITOIRE.value
        return next(name for name, where in _PLACES.items() if where == self.where)

    @property
    def is_narrow(self) -> bool:
        """Whether few acts may answer it: it is then asked of a window of time."""
        return bool(self.theme or self.road or self.unseen or self.territory) and self.since is None

    @property
    def window_end(self) -> datetime:
        """From when on backwards it is asked."""
        if self.before is not None:
            return self.before
        return _start(self.until + timedelta(days=1)) if self.until else timezone.now()

    @property
    def window_start(self) -> datetime | None:
        """Until when backwards it is asked; None for ever."""
        if self.since is not None:
            return _start(self.since)
        # From a midnight: an address that is asked for twice has one answer.
        return _start(timezone.localdate(self.window_end) - WINDOW) if self.is_narrow else None

    @property
    def earlier(self) -> str:
        """The address of the same question before its window; empty where it has none."""
        start = self.window_start
        if start is None or self.since is not None:
            return ""
        return self.query(au=(timezone.localdate(start) - timedelta(days=1)).isoformat())

    def asked(self) -> Asked:
        """The same, as the history is asked it."""
        start, theme = self.window_start, THEME_BY_CODE.get(self.theme)
        conditions: list[sql.SQL] = []
        values: dict[str, Any] = {}
        if theme:
            conditions.append(_OF_THEME)
            values["theme"] = theme.id
        if self.territory:
            inside = communes_in(TerritoryKind.TERRITOIRE, self.territory)
            conditions.append(_IN_COMMUNES)
            values["communes"] = list(Commune.objects.filter(inside).values_list("code", flat=True))
        return Asked(
            where=self.where,
            code=self.code,
            by=self.author,
            causes=CHOICES[self.road][1] if self.road else (),
            unseen=self.unseen,
            trusted=self._trusted() if self.unseen else (),
            floor=act_before(start) - 1 if start else 0,
            also=sql.SQL(" AND ").join(conditions) if conditions else None,
            values=values,
        )

    def _trusted(self) -> tuple[int, ...]:
        """The reader, whose own changes others look at, and the prefecture's staff."""
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
        mine = () if self.reader is None else (self.reader,)
        return (*mine, *staff.values_list("pk", flat=True))

    @property
    def from_moment(self) -> datetime | None:
        """The moment below which acts are asked for; None for the last ones."""
        return self.window_end if self.before or self.until else None


def read(query: QueryDict, user: Any) -> Question:
    """The question of an address. Who did it and what nobody has looked at are asked by professionals."""
    found = Question(reader=getattr(user, "pk", None))
    _read_place(query, found)
    found.theme = _known(query, "theme", THEME_BY_CODE, found)
    found.road = _known(query, "voie", CHOICES, found)
    if role_of(user) >= Role.PROFESSIONAL:
        author = query.get("auteur", "")
        found.author = int(author) if author.isdecimal() and len(author) < 18 else None
        found.unseen = query.get("a_voir") == "oui"
    found.since, found.until = _day(query, "du", found), _day(query, "au", found)
    if found.since and found.until and found.since > found.until:
        found.errors["du"] = _("« Du » est après « au » : les deux sont lus dans l’ordre du calendrier.")
        found.since, found.until = found.until, found.since
    found.before = moment_of(query.get("avant", ""))
    return found


def _read_place(query: QueryDict, found: Question) -> None:
    found.code = "" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    typed = query.get("lieu", "").strip()[:100]
    if typed:
        named = _named(typed)
        if isinstance(named, str):
            found.code, found.territory = "", named
        elif named is None:
            found.errors["lieu"] = _(
                "Nous ne connaissons pas « %(place)s » : le nom ou le code d’une commune, d’une"
                " intercommunalité ou d’un département est attendu."
            ) % {"place": typed}
        else:
            found.where, found.code = named
    elif exists(TerritoryKind.TERRITOIRE, query.get("territoire", "")):
        found.code, found.territory = "", query.get("territoire", "")
    else:
        for name, where in _PLACES.items():
            code = query.get(name, "")
            if code and _exists(where, code):
                found.where, found.code = where, code
                break
            if code:
                found.errors["lieu"] = _("Aucun territoire n’a le code « %(code)s ».") % {"code": code[:20]}
    if found.territory:
        held = territory(TerritoryKind.TERRITOIRE, found.territory)
        found.place = str(held) if held else ""
    else:
        found.place = zone_names({found.code})[found.code] if found.code else ""


def _named(typed: str) -> tuple[Where, str] | str | None:
    """Where a place that was typed is: a column and its code, or the territory that staff drew up."""
    name = _NUMBER.sub("", typed)
    for kind, code in territories_named(name):
        # « Seine-et-Marne (77) », as the box says it, is itself; « Provins (77) » may be a commune.
        if name == typed or zone_names({code})[code] == typed:
            return code if kind is TerritoryKind.TERRITOIRE else (_PLACES[kind.value], code)
    for where in (Where.DEPARTEMENT, Where.EPCI, Where.COMMUNE):
        if _exists(where, typed):
            return where, typed
    near = "" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    communes = search_communes(typed, limit=1, departement=near or None)
    return (Where.COMMUNE, communes[0].commune.code) if communes else None


def _exists(where: Where, code: str) -> bool:
    if where == Where.COMMUNE:
        return Commune.objects.filter(code=code).exists()
    kind = TerritoryKind.EPCI if where == Where.EPCI else TerritoryKind.DEPARTEMENT
    return territory(kind, code) is not None


def _known(query: QueryDict, name: str, among: Any, found: Question) -> str:
    value = query.get(name, "")
    if value and value not in among:
        found.errors[name] = _("« %(value)s » n’est pas un choix connu.") % {"value": value[:40]}
        return ""
    return value


def _day(query: QueryDict, name: str, found: Question) -> date | None:
    typed = query.get(name, "").strip()
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed[:10])
    except ValueError:
        day = None
    if day is None or not date(1990, 1, 1) <= day <= date(2199, 12, 31):
        found.errors[name] = _("« %(day)s » n’est pas une date : 2026-11-29 est attendu, par exemple.") % {
            "day": typed[:20]
        }
        return None
    return day


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
