"""One cell edited in each column of a file, each on a record of its own, and the one change that each is."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from data.models import ImportRow, ImportRun
from data.models.run import Action
from mapping.models import PositionPrecision, Service, Structure, Visibility

_HERE = "numerique--acceder-a-une-connexion-internet"
_FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"
ANY = object()


@dataclass(frozen=True, slots=True)
class Edit:
    """What is typed in a cell, in which field it is read and as what, and what else may move with it."""

    cell: Any
    field: str
    value: Any
    besides: frozenset[str] = frozenset()
    suits: Callable[[Structure], bool] = field(default=lambda _one: True)


def _e(cell: Any, name: str, value: Any = ANY, besides: Iterable[str] = (), suits: Any = None) -> Edit:
    return Edit(
        cell, name, cell if value is ANY else value, frozenset(besides), suits or (lambda _structure: True)
    )


def _in_ajaccio(structure: Structure) -> bool:
    return structure.commune_id == "2A004" and structure.position_precision == PositionPrecision.ADDRESS


def _in_melun(structure: Structure) -> bool:
    return structure.commune_id == "77288"


STRUCTURE = {
    "nom": _e("Un autre nom", "nom"),
    "description": _e("Dite autrement.\nEn deux lignes ; « oui ».", "description"),
    "siret": _e("35600000000048", "siret"),
    "adresse": _e("2 ter, rue Basse", "adresse"),
    "complement_adresse": _e("Escalier C", "complement_adresse"),
    "code_postal": _e("20167", "code_postal", suits=_in_ajaccio),
    "commune": _e("Vaux-le-Pénil", "commune_nom", besides=["code_insee"], suits=_in_melun),
    # Of the same postcode: two that contradict each other are told.
    "code_insee": _e("77389", "code_insee", suits=_in_melun),
    "latitude": _e(48.5511, "position", None, ["position_precision", "position_origin"], suits=_in_melun),
    "longitude": _e(2.6711, "position", None, ["position_precision", "position_origin"], suits=_in_melun),
    "telephone": _e("02 78 34 11 39", "telephone"),
    "courriel": _e("nouveau@example.org", "courriel"),
    "site_web": _e("https://example.org/nouveau", "site_web"),
    "horaires_accueil": _e("Mo 09:00-12:00", "horaires_accueil"),
    "accessibilite_lieu": _e("https://acceslibre.beta.gouv.fr/nouveau/", "accessibilite_lieu"),
    "accessible": _e("oui", "accessible", True, suits=lambda one: one.accessible is False),
    "reseaux_porteurs": _e("mission-locale|plie", "reseaux_porteurs", ["mission-locale", "plie"]),
    "porteur": _e("entreprise", "porteur"),
    "vocation": _e("thematique", "vocation"),
    "equipements": _e("wifi", "equipements", ["wifi"]),
    "bureau_confidentiel": _e(
        "non", "bureau_confidentiel", False, suits=lambda one: one.bureau_confidentiel is True
    ),
    "lien_source": _e("https://example.org/ailleurs", "lien_source"),
    "date_maj": _e("28/11/2026", "date_maj", "2026-11-28"),
}
# Of a structure with one service, where a file has one line a structure.
JOINED = {
    "thematiques": _e(_FRENCH, "thematiques", [_FRENCH]),
    "publics": _e("femmes|seniors|jeunes", "publics", ["femmes", "seniors", "jeunes"]),
    "langues": _e("es", "langues", ["es"]),
    "niveaux": _e("C1", "niveaux", ["C1"]),
    "type": _e("information", "type"),
    "modes_accueil": _e("a-distance", "modes_accueil", ["a-distance"]),
    "frais": _e("payant", "frais"),
    "services": _e("Un atelier nouveau", "nom"),
}
SERVICE = {name: one for name, one in JOINED.items() if name != "services"} | {
    "nom": _e("Un atelier nouveau", "nom"),
    "description": _e("Dit autrement.", "description"),
    "frais_precisions": _e("12 € par an", "frais_precisions"),
    "publics_precisions": _e("Sur tout le territoire", "publics_precisions"),
    "conditions_acces": _e("Être majeur", "conditions_acces"),
    "zone_eligibilite": _e("77286, 93", "zone_eligibilite", ["77286", "93"]),
    "telephone": _e("02 78 34 11 39", "telephone"),
    "courriel": _e("nouveau@example.org", "courriel"),
    "lien_mobilisation": _e("https://example.org/nouveau", "lien_mobilisation"),
    "modes_mobilisation": _e("envoyer-un-courriel", "modes_mobilisation", ["envoyer-un-courriel"]),
    "mobilisable_par": _e("professionnels", "mobilisable_par", ["professionnels"]),
    "mobilisation_precisions": _e("Écrire d'abord", "mobilisation_precisions"),
    "volume_horaire_hebdomadaire": _e(7.5, "volume_horaire_hebdomadaire"),
    "nombre_semaines": _e(12, "nombre_semaines"),
    "horaires_accueil": _e("Mo 09:00-12:00", "horaires_accueil"),
    "capacite": _e(99, "capacite"),
    "garde_enfants_precisions": _e("dès 3 ans", "garde_enfants_precisions"),
    "a_apporter": _e("Un cahier", "a_apporter"),
    "lien_source": _e("https://example.org/ailleurs", "lien_source"),
    "date_maj": _e("28/11/2026", "date_maj", "2026-11-28"),
}
CONTACT = {
    "nom": _e("Claude Autre", "nom"), "fonction": _e("Présidente", "fonction"),
    "telephone": _e("06 12 34 56 79", "telephone"), "courriel": _e("claude@example.org", "courriel"),
}  # fmt: skip
MEDIATION = {
    **{
        name: STRUCTURE[name]
        for name in (
            "nom", "adresse", "complement_adresse", "code_postal", "commune", "latitude", "site_web",
            "date_maj",
        )
    },
    "pivot": STRUCTURE["siret"],
    "telephone": _e("+33278341139", "telephone", "02 78 34 11 39"),
    "courriels": STRUCTURE["courriel"],
    "horaires": STRUCTURE["horaires_accueil"],
    "presentation_detail": STRUCTURE["description"],
    "fiche_acces_libre": STRUCTURE["accessibilite_lieu"],
    "dispositif_programmes_nationaux": _e("Aidants Connect", "reseaux_porteurs", None),
    # Of its one service.
    "services": _e("Acquisition de matériel informatique à prix solidaire", "thematiques", None),
    "publics_specifiquement_adresses": _e("Seniors", "publics", None),
    "frais_a_charge": _e("Payant", "frais", "payant"),
    "modalites_acces": _e("Contacter par mail", "modes_mobilisation", None),
    "prise_rdv": _e("https://example.org/nouveau", "lien_mobilisation"),
}  # fmt: skip
_OF_SERVICE = {
    "services", "publics_specifiquement_adresses", "frais_a_charge", "modalites_acces", "prise_rdv",
}  # fmt: skip
INCLUSION_STRUCTURE = {
    name: one
    for name, one in STRUCTURE.items()
    if name
    not in (
        "accessible",
        "porteur",
        "vocation",
        "equipements",
        "bureau_confidentiel",
        "commune",
        "code_insee",
    )
} | {
    "reseaux_porteurs": _e(["mission-locale", "plie"], "reseaux_porteurs", besides=["porteur"]),
    "date_maj": _e("2026-11-28", "date_maj"),
    "longitude": STRUCTURE["longitude"],
}
INCLUSION_SERVICE = {
    name: one
    for name, one in SERVICE.items()
    if name not in ("langues", "niveaux", "capacite", "garde_enfants_precisions", "a_apporter")
} | {
    "thematiques": _e([_FRENCH], "thematiques"),
    "publics": _e(["femmes", "seniors", "jeunes"], "publics"),
    "modes_accueil": _e(["a-distance"], "modes_accueil"),
    "zone_eligibilite": _e(["77286", "93"], "zone_eligibilite"),
    "modes_mobilisation": _e(["envoyer-un-courriel"], "modes_mobilisation"),
    "mobilisable_par": _e(["professionnels"], "mobilisable_par"),
    "date_maj": _e("2026-11-28", "date_maj"),
}


@dataclass(slots=True)
class Expected:
    """The one change of each record that was edited, by name of record: column, edit."""

    of: dict[str, tuple[str, Edit]] = field(default_factory=dict)

    def wrong(self, run: ImportRun) -> list[str]:
        """What a rehearsed run would do otherwise than the edits, or besides them, in words."""
        rows = ImportRow.objects.filter(run=run)
        found = {f"{one.kind} {one.target}": one.changes for one in rows if one.changes}
        said = [
            f"{one.number}: {one.action} {one.reason} {one.given}"[:300]
            for one in rows.exclude(action__in=[Action.SAME, Action.CHANGE])
        ]
        said += [f"{one.kind} {one.target}: {one.doubts}"[:300] for one in rows.exclude(doubts=[])]
        for name, changes in found.items():
            if name not in self.of:
                said.append(f"{name} was not edited: {changes}"[:300])
        for name, (column, edit) in self.of.items():
            changes = found.get(name, {})
            if edit.field not in changes or changes.keys() - edit.besides - {edit.field}:
                said.append(f"{name}, {column}: {changes}"[:300])
            elif edit.value is not None and changes[edit.field][1] != edit.value:
                said.append(f"{name}, {column}: {changes[edit.field]} and not {edit.value}"[:300])
        return said


class _Records:
    """The records of the directory that may be edited, each once."""

    def __init__(self) -> None:
        shown = Structure.objects.filter(address_visibility=Visibility.PUBLIC, status="published")
        self.structures = {one.pk: one for one in shown}
        self.services: dict[int, list[Service]] = {}
        for service in Service.objects.order_by("pk"):
            self.services.setdefault(service.structure_id, []).append(service)
        self.taken: set[int] = set()

    def lone(self, number: int) -> Service | None:
        services = self.services.get(number, [])
        return services[0] if len(services) == 1 else None

    def take(
        self, rows: list[dict], column: str, edit: Edit, number_of: Callable[[dict], int], lone: bool = False
    ) -> dict | None:
        """A row whose cell says something else than the edit, of a structure that no other edit took."""
        for row in rows:
            structure = self.structures.get(number_of(row))
            if structure is None or structure.pk in self.taken or not edit.suits(structure):
                continue
            if lone and self.lone(structure.pk) is None:
                continue
            if str(row.get(column)) == str(edit.cell) or not _is_new(self, structure, edit, lone):
                continue
            self.taken.add(structure.pk)
            return row
        return None


def _is_new(records: _Records, structure: Structure, edit: Edit, lone: bool) -> bool:
    held = getattr(records.lone(structure.pk) if lone else structure, edit.field, None)
    return held != edit.value and (edit.field != "position" or edit.suits(structure))


def of_lines(
    rows: list[dict], columns: dict[str, Edit], joined: dict[str, Edit], number_of: Callable[[dict], int]
) -> Expected:
    """Edit a row for each column, of files that have a line a structure."""
    records, expected = _Records(), Expected()
    for of_service, edits in ((True, joined), (False, columns)):
        for column, edit in edits.items():
            row = records.take(rows, column, edit, number_of, of_service)
            if row is None:
                raise LookupError(f"no row to edit {column} of")
            row[column] = edit.cell
            number = number_of(row)
            lone = records.lone(number) if of_service else None
            expected.of[f"service {lone.pk}" if lone else f"structure {number}"] = (column, edit)
    return expected


def csv_edited(content: bytes) -> tuple[bytes, Expected]:
    """Our CSV with a cell edited in each column."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    expected = of_lines(rows, STRUCTURE, JOINED, lambda row: int(row["numero"]))
    return _csv(rows, ";"), expected


def mediation_edited(content: bytes) -> tuple[bytes, Expected]:
    """The same of the file of digital mediation."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    number = _by_identifier(Structure)
    joined = {name: edit for name, edit in MEDIATION.items() if name in _OF_SERVICE}
    columns = {name: edit for name, edit in MEDIATION.items() if name not in _OF_SERVICE}
    expected = of_lines(rows, columns, joined, lambda row: number[row["id"]])
    return _csv(rows, ","), expected


def _csv(rows: list[dict], delimiter: str) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + file.getvalue()).encode()


def _by_identifier(model: type) -> dict[str, int]:
    return {f"{one.source}--{one.source_id}": one.pk for one in model.objects.all()}


def geojson_edited(content: bytes) -> tuple[bytes, Expected]:
    """The same of the properties of a map's features."""
    document = json.loads(content)
    rows = [feature["properties"] for feature in document["features"]]
    edits = {name: edit for name, edit in STRUCTURE.items() if name not in ("latitude", "longitude")}
    expected = of_lines(rows, edits, JOINED, lambda row: row["numero"])
    return json.dumps(document, ensure_ascii=False).encode(), expected


def inclusion_edited(content: bytes) -> tuple[bytes, Expected]:
    """The same of the structures and of the services of a data·inclusion document."""
    document = json.loads(content)
    number, service = _by_identifier(Structure), _by_identifier(Service)
    expected = of_lines(document["structures"], INCLUSION_STRUCTURE, {}, lambda row: number[row["id"]])
    taken = {f"structure {one}" for one in number.values()} & expected.of.keys()
    free = [row for row in document["services"] if f"structure {number[row['structure_id']]}" not in taken]
    _parts(free, INCLUSION_SERVICE, Service, "service", lambda row: service[row["id"]], expected)
    return json.dumps(document, ensure_ascii=False).encode(), expected


def _parts(
    rows: list[dict], edits: dict[str, Edit], model: type, kind: str, number_of: Any, expected: Expected
) -> None:
    held = model.objects.in_bulk()
    left = list(rows)
    for column, edit in edits.items():
        row = next(
            (
                one
                for one in left
                if getattr(held[number_of(one)], edit.field) != edit.value and one.get("nom")
            ),
            None,
        )
        if row is None:
            raise LookupError(f"no row to edit {column} of")
        left.remove(row)
        row[column] = edit.cell
        expected.of[f"{kind} {number_of(row)}"] = (column, edit)


def workbook_edited(content: bytes) -> tuple[bytes, Expected]:
    """The same on each sheet of our workbook."""
    from mapping.models import Contact

    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = {sheet: _rows(book[sheet]) for sheet in ("Structures", "Services", "Contacts")}
    expected = of_lines(rows["Structures"], STRUCTURE, {}, lambda row: int(row["numero"]))
    taken = {int(name.split()[1]) for name in expected.of}
    for sheet, edits, model, kind in (
        ("Services", SERVICE, Service, "service"),
        ("Contacts", CONTACT, Contact, "contact"),
    ):
        free = [row for row in rows[sheet] if int(row["structure_numero"]) not in taken]
        _parts(free, edits, model, kind, lambda row: int(row["numero"]), expected)
    for sheet, lines in rows.items():
        for number, row in enumerate(lines, 2):
            for place, value in enumerate(row.values(), 1):
                cell = book[sheet].cell(number, place)
                if cell.value != value:
                    cell.value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), expected


def _rows(sheet: Any) -> list[dict]:
    header, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines]
