# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services that a search found, as cards tell them: the hours, level, cost and places left of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import ngettext, pgettext

from accounts.roles import Role
from mapping import hours, vocabulary
from mapping.models import VisibleService, VisibleStructure
from search import opening, registry
from search.criterion import Table
from search.question import Criteria

# A card tells of this many services and counts the others.
SERVICES_TOLD = 3

# What of a service its card tells, and what `search.told` reads besides: whatever can be asked of it.
TOLD = tuple(
    dict.fromkeys(
        (
            *("structure", "nom", "horaires_accueil", "commune", "capacite", "mobilisable_par"),
            *("places_restantes_le", "frais_precisions", "garde_enfants_precisions"),
            *registry.read_from(Table.SERVICE),
        )
    )
)

_FRAIS = dict(vocabulary.FRAIS)
_NIVEAUX = dict(vocabulary.NIVEAUX)


@dataclass(frozen=True, slots=True)
class Match:
    """A service on a card: `now` is None where it has no hours of its own, `on_the_day` are its hours on the
    day that the search asks about, `terms` its level and cost, `places` what is left or empty."""

    name: str
    now: hours.Now | None = None
    on_the_day: str = ""
    terms: tuple[str, ...] = ()
    places: str = ""
    is_full: bool = False

    def line(self) -> str:
        """All of it but the name, as one line of plain text."""
        said = [self.on_the_day or (self.now.text if self.now else ""), *self.terms, self.places]
        return " · ".join(part for part in said if part)


def services_of(features: Iterable[dict], role: Role) -> dict[int, VisibleService]:
    """The services that the cards of `features` tell of, as `role` may see them: one query for a page."""
    ids = {number for feature in features for number in feature["properties"]["service_ids"][:SERVICES_TOLD]}
    if not ids:
        return {}
    seen = VisibleService.objects.seen_by(role).filter(id__in=ids)
    return {service.id: service for service in seen.only(*TOLD)}


def structures_of(features: Iterable[dict], role: Role, criteria: Criteria) -> dict[int, VisibleStructure]:
    """The structures of the places of `features`, as `role` may see them, for `told.Around`: one query for a
    page, and none where nothing is asked of a structure."""
    columns = [
        one.column.name
        for one in registry.CRITERIA
        if one.column is not None and one.column.table is Table.STRUCTURE and getattr(criteria, one.name)
    ]
    ids = {feature["id"] for feature in features} if columns else set()
    if not ids:
        return {}
    return VisibleStructure.objects.seen_by(role).filter(id__in=ids).only(*columns).in_bulk()


def tell(
    service: VisibleService, closures: Iterable[hours.Closure], asked: date | None, now: datetime | None
) -> Match:
    """One service. `asked` is the day that the search asks about (see `day_of`), None for none."""
    timetable, insee = service.horaires_accueil, service.commune_id
    left = service.places_restantes
    levels = [label_of_level(code) for code in service.niveaux if code in _NIVEAUX]
    terms = [", ".join(levels), str(_FRAIS.get(service.frais, ""))]
    return Match(
        name=service.nom,
        now=hours.describe(timetable, code_insee=insee, closures=closures, now=now) if timetable else None,
        on_the_day=hours.on_day(timetable, asked, code_insee=insee, closures=closures) if asked else "",
        terms=tuple(term for term in terms if term),
        places=places_text(left),
        is_full=left == 0,
    )


def label_of_level(code: str) -> str:
    """« A1 » for the levels that everyone writes so, else their name."""
    return str(_NIVEAUX[code]) if code == "alpha" else code


def places_text(left: int | None) -> str:
    """« Complet », « 3 places restantes »; empty where nobody knows."""
    if left is None:
        return ""
    if left == 0:
        full = pgettext("plus une place", "complet")
        return full[:1].upper() + full[1:]
    return ngettext("%(n)d place restante", "%(n)d places restantes", left) % {"n": left}


def day_of(ouvert: str, now: datetime | None = None) -> date | None:
    """The day that `ouvert` asks about; None for none, and for « maintenant », which the hours say anyway."""
    if ouvert in ("", "maintenant"):
        return None
    return opening.moment(ouvert, now or timezone.now()).day
