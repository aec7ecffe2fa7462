# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workbook for colleagues to read: one row a service, in words, under French headings.

It says less than the workbook that comes back in (`xlsx`), and nothing that who asks may not see: it reads
the same Visible… records, in the same batches.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from common.sites import site_url
from data.exports import columns, xlsx
from data.exports.distances import metres_of
from data.exports.notice import notice
from data.exports.offered import Format
from data.exports.reading import Entry, entries
from data.exports.selection import Selection
from mapping import usual_hours, vocabulary
from mapping.group_fields import files
from mapping.group_fields.reading import Kind, in_file, say
from mapping.models import GroupField, VisibleService
from mapping.presentation import is_located, structure_path, told_metres
from mapping.taxonomies.shown import fields_of, shown
from search import registry
from search.criterion import Choices, Switch, Table

Tell = Callable[[Entry, VisibleService | None], Any]
# Of the characters of a usual face.
_NARROW, _WIDE = 18, 42


def _hours(text: str) -> str:
    """Hours in words; as they are written where no words say them."""
    return (usual_hours.usual_week(text) or text) if text else ""


def _either(name: str) -> Tell:
    """What the service says, else its structure."""
    return lambda entry, service: getattr(service, name, "") or getattr(entry.structure, name)


def _place(name: str) -> Tell:
    """Of a service that is somewhere else, its own place; of any other, its structure's."""
    return lambda entry, service: getattr(
        service if service is not None and service.has_own_place else entry.structure, name
    )


def _address(entry: Entry, service: VisibleService | None) -> str:
    at = service if service is not None and service.has_own_place else entry.structure
    if at.address_is_confidential and not at.adresse:
        return gettext("Adresse confidentielle")
    return ", ".join(filter(None, (at.adresse, at.complement_adresse)))


def _words(value: Any, labels: dict[str, Any]) -> str:
    """Codes by their labels; yes and no; nothing where nobody says."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("oui") if value else gettext("non")
    if isinstance(value, list | tuple):
        return ", ".join(str(labels.get(one, one)) for one in value)
    return str(labels.get(value, value))


def _of_service(name: str, labels: dict[str, Any] | None = None) -> Tell:
    return lambda _entry, service: "" if service is None else _words(getattr(service, name), labels or {})


def _themes(_entry: Entry, service: VisibleService | None) -> str:
    return ", ".join(str(vocabulary.THEME_BY_ID[one].nom) for one in (service.themes if service else ()))


def _of_the_region() -> list[tuple[Any, bool, Tell]]:
    """The region's own fields, under the name of its list, where one is shown."""
    if not shown().fields:
        return []
    name = shown().name

    def told(_entry: Entry, service: VisibleService | None) -> str:
        return ", ".join(one.name for one in fields_of(service.thematiques if service else ()))

    return [(name, False, told)]


def _updated(entry: Entry, service: VisibleService | None) -> date | None:
    return entry.dated(service)


def _criteria() -> list[tuple[Any, bool, Tell]]:
    """A column for each criterion of services: whatever can be asked for is told, under its own label."""
    told: list[tuple[Any, bool, Tell]] = []
    named = {"thematiques": registry.THEMATIQUE.labels, "frais": dict(vocabulary.FRAIS)}
    for name, one in registry.read_from(Table.SERVICE).items():
        if one is registry.THEME:
            continue  # Told beside the service's name.
        if isinstance(one, Choices):
            told.append((one.label, False, _of_service(name, named.get(name, one.labels))))
        elif isinstance(one, Switch) and not one.codes and one.column and not one.column.condition:
            told.append((one.label, False, _of_service(name)))
    return told


def _distance(metres: Mapping[int, float]) -> list[tuple[Any, bool, Tell]]:
    """Kilometres as the list tells them, where it was asked around a place."""

    def told(entry: Entry, _service: VisibleService | None) -> float | None:
        one = entry.structure
        if one.id not in metres:
            return None
        located = is_located(one.position_masked, one.position_precision)
        return round(told_metres(metres[one.id], located=located) / 1000, 1)

    return [(_("Distance (km)"), False, told)] if metres else []


def _columns(metres: Mapping[int, float]) -> list[tuple[Any, bool, Tell]]:
    """Headings, whether the column is wide, and what is told in it."""
    return [
        (_("Structure"), True, lambda entry, _service: entry.structure.nom),
        (_("Service"), True, _of_service("nom")),
        *_distance(metres),
        (_("Thèmes"), False, _themes),
        *_of_the_region(),
        (_("Adresse"), True, _address),
        (_("Code postal"), False, _place("code_postal")),
        (_("Commune"), False, _place("commune_nom")),
        (_("Téléphone"), False, _either("telephone")),
        (_("Courriel"), False, _either("courriel")),
        (_("Site web"), False, lambda entry, _service: entry.structure.site_web),
        (_("Horaires"), True, lambda entry, service: _hours(_either("horaires_accueil")(entry, service))),
        *_criteria(),
        (_("Conditions d'accès"), True, _of_service("conditions_acces")),
        (_("Description"), True, _either("description")),
        (_("Contacts"), True, lambda entry, _service: columns.people(entry)),
        (_("Mise à jour"), False, _updated),
        (
            _("Fiche"),
            False,
            lambda entry, _service: site_url() + structure_path(entry.structure.id, entry.structure.nom),
        ),
    ]


def _of_groups(fields: Mapping[str, GroupField]) -> list[tuple[Any, bool, Tell]]:
    """A column for each field of a group: numbers and days are ones, the rest is in words."""

    def tell(one: GroupField) -> Tell:
        def told(entry: Entry, _service: VisibleService | None) -> Any:
            text = entry.group_values.get(one.pk, "")
            return in_file(one.kind, text) if one.kind == Kind.NUMBER else say(one.kind, one.unit, text)

        return told

    return [
        (f"{name} ({one.unit})" if one.unit else name, one.kind == Kind.LONG, tell(one))
        for name, one in fields.items()
    ]


def chunks(selection: Selection) -> Iterator[bytes]:
    """The workbook, written to disk row by row, then sent in pieces: one row a service that was found, one
    for a structure of which none was; nearest first where the search was asked around a place."""
    metres = metres_of(selection)
    if metres:
        nearest = sorted(selection.structures, key=lambda number: (metres.get(number, math.inf), number))
        selection = replace(selection, structures=nearest)
    of_groups = files.told_to(selection.reader)
    told = [*_columns(metres), *_of_groups(of_groups)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(gettext("Services"))
    sheet.freeze_panes = "C2"
    for number, (_heading, wide, _tell) in enumerate(told, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDE if wide else _NARROW
    header = [WriteOnlyCell(sheet, value=str(heading)) for heading, _wide, _tell in told]
    for cell in header:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    sheet.append(header)
    for entry in entries(selection, of_groups.values()):
        found: list[VisibleService | None] = [*entry.services]
        for service in found or [None]:
            sheet.append(xlsx.row(sheet, [tell(entry, service) for _heading, _wide, tell in told]))
    about = book.create_sheet(gettext("Lisez-moi"))
    about.append([gettext("Extrait de l'annuaire, le %(day)s") % {"day": timezone.localdate().isoformat()}])
    if selection.search is not None:
        about.append([gettext("Recherche"), f"{site_url()}/?{selection.search.query().urlencode(safe=',')}"])
    about.append(
        [gettext("Ce fichier est fait pour être lu. Pour le corriger et le renvoyer, prenez « Excel ».")]
    )
    if said := notice(selection.role, of_groups.values()):
        about.append([said])
    yield from xlsx.pieces(book)


FORMAT = Format(
    "excel-a-lire",
    _("Excel à lire"),
    1,
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    chunks,
    stem="services-a-lire",
    about=_(
        "Une ligne par service, en toutes lettres : titres, horaires et catégories se lisent tels quels."
    ),
)
