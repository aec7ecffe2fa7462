# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a structure or a service says of itself, a line each: a label, and words ready to be read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mapping import presentation, usual_hours, vocabulary
from mapping.models import Session, VisibleService, VisibleStructure
from search import registry
from search.criterion import Choices, Switch, Table

_PUBLICS = dict(vocabulary.PUBLICS)
_LANGUES = dict(vocabulary.LANGUES)
_NIVEAUX = dict(vocabulary.NIVEAUX)
_MODES_ACCUEIL = dict(vocabulary.MODES_ACCUEIL)
_MODES_MOBILISATION = dict(vocabulary.MODES_MOBILISATION)
_MOBILISABLE_PAR = dict(vocabulary.PERSONNES_MOBILISATRICES)
_TYPES = dict(vocabulary.TYPES_DE_SERVICES)
_FRAIS = dict(vocabulary.FRAIS)
_THEMATIQUES = dict(vocabulary.THEMATIQUES)
_RENDEZ_VOUS = dict(vocabulary.RENDEZ_VOUS)

# Columns that filters read and a line of their own tells.
_TOLD = {
    *("accessible", "reseaux_porteurs", "thematiques", "publics", "langues", "niveaux", "frais"),
    *("modes_accueil", "type", "places_restantes", "liste_attente", "garde_enfants", "rendez_vous"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a description list; `muted` when it says that something is not known.

    `text` is in the reader's language, `said` is what the directory says, in French. `key` names what it is
    about, so that the same line of two services can be put side by side.
    """

    label: str
    text: str
    muted: bool = False
    href: str = ""
    said: str = ""
    key: str = ""


def of_service(service: VisibleService, zones: dict[str, str]) -> list[Fact]:
    """What decides whether a service suits someone, in the order in which it is asked. `zones` names the
    codes of its area."""
    facts = [
        _listed("niveaux", _("Niveau de français"), service.niveaux, _NIVEAUX),
        _listed("publics", _("Pour qui"), service.publics, _PUBLICS, service.publics_precisions),
        _childcare(service),
        _listed(
            "cout", _("Coût"), [service.frais] if service.frais else [], _FRAIS, service.frais_precisions
        ),
        Fact(_("Conditions d'accès"), "", said=service.conditions_acces, key="conditions"),
        _usual_hours(service),
        _places_left(service),
        _listed("rendez_vous", _("Rendez-vous"), service.rendez_vous, _RENDEZ_VOUS),
        Fact(_("À apporter"), "", said=service.a_apporter, key="a_apporter"),
        _listed(
            "demander",
            _("Comment demander"),
            service.modes_mobilisation,
            _MODES_MOBILISATION,
            service.mobilisation_precisions,
        ),
        _listed("demandeurs", _("Qui peut demander"), service.mobilisable_par, _MOBILISABLE_PAR),
        _listed("langues", _("Langues parlées"), service.langues, _LANGUES),
        _listed("accueil", _("Accueil"), service.modes_accueil, _MODES_ACCUEIL),
        Fact(_("Durée"), _duration(service), key="duree"),
        _zone(service, zones),
        *further(service, Table.SERVICE),
    ]
    return [fact for fact in facts if fact.text or fact.said]


def kind(service: VisibleService) -> str:
    """What sort of service it is, in the reader's language; empty where nobody says."""
    return str(_TYPES.get(service.type, ""))


def subject(service: VisibleService) -> str:
    """What it is about, by the words of the standard, in the reader's language: beside a name that only the
    directory's own language has."""
    return presentation.listed(_THEMATIQUES[code] for code in service.thematiques[:2] if code in _THEMATIQUES)


def languages(services: Iterable[VisibleService]) -> str:
    """The languages spoken in any of the services; empty where none is said."""
    codes = dict.fromkeys(code for service in services for code in service.langues)
    return presentation.listed(_LANGUES[code] for code in codes if code in _LANGUES)


def further(record: VisibleStructure | VisibleService, table: Table) -> list[Fact]:
    """What a filter asks for and no line of its own tells: whatever can be found by it is said."""
    facts = []
    for column, one in registry.read_from(table).items():
        value = getattr(record, column, None) if column not in _TOLD else None
        if isinstance(one, Choices) and value:
            codes = value if one.is_array else [value]
            facts.append(_listed(one.parameter, str(one.label), codes, one.labels))
        elif isinstance(one, Switch) and value is True:
            facts.append(Fact(str(one.label), _("oui"), key=one.parameter))
    return facts


def _listed(key: str, label: str, codes: list[str], labels: dict, precisions: str = "") -> Fact:
    words = presentation.listed(labels.get(code, code) for code in codes)
    return Fact(label, _capitalised(words), said=precisions.strip().rstrip("."), key=key)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _childcare(service: VisibleService) -> Fact:
    text = {True: _("gardés sur place"), False: _("pas de garde sur place"), None: ""}[service.garde_enfants]
    said = service.garde_enfants_precisions.strip().rstrip(".")
    return Fact(_("Enfants"), _capitalised(text), said=_capitalised(said), key="garde_enfants")


def _usual_hours(service: VisibleService) -> Fact:
    told = usual_hours.beside_coming_days(service.horaires_accueil)
    return Fact(_("Horaires habituels"), told, key="habituels")


def _places_left(service: VisibleService) -> Fact:
    left, capacity = service.places_restantes, service.capacite
    text = ""
    if left is not None:
        text = pgettext("plus une place", "complet") if left == 0 else str(left)
        if left and capacity:
            text = _("%(left)d sur %(capacity)d") % {"left": left, "capacity": capacity}
        if service.places_restantes_le:
            day = formats.date_format(service.places_restantes_le, "DATE_FORMAT")
            text = _("%(places)s, au %(day)s") % {"places": text, "day": day}
        if service.liste_attente:
            text = _("%(places)s, avec une liste d'attente") % {"places": text}
    elif capacity:
        text = _("non renseignées, pour une capacité de %(capacity)d") % {"capacity": capacity}
    return Fact(_("Places restantes"), text, muted=left is None, key="places")


def _duration(service: VisibleService) -> str:
    parts = []
    if service.volume_horaire_hebdomadaire:
        week = formats.number_format(f"{service.volume_horaire_hebdomadaire:g}")
        parts.append(_("%(n)s h par semaine") % {"n": week})
    if service.nombre_semaines:
        weeks = service.nombre_semaines
        parts.append(ngettext("pendant %(n)d semaine", "pendant %(n)d semaines", weeks) % {"n": weeks})
    return presentation.listed(parts)


def _zone(service: VisibleService, zones: dict[str, str]) -> Fact:
    label = _("Zone desservie")
    codes = service.zone_eligibilite
    told = [_("toute la France")] if "france" in codes else []
    if service.has_zone_polygon:
        told.append(_("un secteur dessiné par le service"))
    named = ", ".join(zones[code] for code in codes if code in zones and code != "france")
    if not told and not named:
        return Fact(
            label, _("non renseignée : demandez au service s'il vous accueille"), muted=True, key="zone"
        )
    return Fact(label, presentation.listed(told), said=named, key="zone")


def session(row: Session) -> Fact:
    """Its days, and what is said of them."""
    first, last = (formats.date_format(day, "DATE_FORMAT") for day in (row.first_day, row.last_day))
    days = _("le %(day)s") % {"day": first}
    if row.first_day != row.last_day:
        days = _("du %(first)s au %(last)s") % {"first": first, "last": last}
    return Fact("", days, said=row.details)
