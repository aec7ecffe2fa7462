# SPDX-License-Identifier: AGPL-3.0-or-later
"""A row of a file as the structure, the service, the sessions and the contact that it describes.

A part's payload holds only what the file speaks of, under the names of the columns of the directory:
what a file does not speak of, an import does not touch.
"""

import hashlib
import json
import re
import struct
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.text import slugify

from data.imports import accounted, group_fields, public_numbers, whose
from data.imports.asides import aside
from data.imports.dated import Dated, SessionReader
from data.imports.ditto import Carried
from data.imports.gathered import Gathered
from data.imports.geocode import Asked, Located, Locator
from data.imports.headings import is_when, short_names
from data.imports.lessons import Lessons, phrase_key
from data.imports.row_kind import WHEN, RowKind
from data.imports.targets import (
    CONFIDENTIAL,
    CONTACT_KEYS,
    DAYS,
    OTHER_PHONE,
    SERVICE_KEYS,
    SESSION_KEYS,
)
from data.imports.teachable import CHILDCARE, FEES, LISTS, NO, ONE_OF, YES, YES_NO, label_of
from data.imports.values import (
    Reading,
    confidentiality,
    contacts,
    coordinates,
    hours,
    identifiers,
    persons,
    simple,
    text_of,
    together,
)
from data.imports.values.annotations import annotated
from data.imports.values.letters import doubt as letters_doubt
from data.imports.values.letters import mended
from data.imports.values.lists import Vocabulary
from data.imports.vocabularies import FRAIS
from mapping import finer
from mapping.confidential import TEXTS
from mapping.models import GroupField
from mapping.vocabulary import porteur_of
from places.folding import fold
from search.criterion import Table
from search.lexicon.values import thematiques_in

STRUCTURE, SERVICE, CONTACT, SESSION = "structure", "service", "contact", "session"
# At the end of the key of a contact of a service; a contact of a structure has its key.
OF_SERVICE = "#contact"
# Between the key of a service and what tells one of its sessions.
OF_SESSION = "#session-"
AS_AT_LINE = "« %s » : comme à la ligne %d, « %s »."
NO_ADDRESS = "« %s » : ce ne sont pas des mots à montrer, l'adresse n'est pas donnée."
NOTED = "« %s », dans le nom : gardé comme texte, à lire."
FROM_DESCRIPTION = "D'après des mots de sa description, comme vous l'avez accepté : le fichier ne le dit pas."
NO_NAME = "Cette ligne n'a pas de nom."
_FULL_ADDRESS = re.compile(
    r"(?P<street>.*?)[\s,;\-–]*\b(?P<postcode>\d{5})\b[\s,;\-–]*(?P<city>[^\d,;]*?[^\W\d][^\d,;]*?)(?:\s+cedex.*)?\s*(?:,?\s*france)?",
    re.IGNORECASE | re.DOTALL,
)
# « 44 mail des Petits-Clos, Bruz 35170 »
_CITY_FIRST = re.compile(
    r"(?P<street>.*?)\s*[,;\n–]\s*(?P<city>[^\W\d][^\d,;\n]*?)[\s,(]+(?P<postcode>\d{5})\)?", re.DOTALL
)
_ENDS_WITH_POSTCODE = re.compile(r"(?P<street>.*?\D)[\s,;\-–]+(?P<postcode>\d{5})", re.DOTALL)
_NOTHING_TO_PAY = re.compile(r"0+(?:[.,]0+)?\s*(?:€|euros?|eur)?", re.IGNORECASE)
# « adhésion 10 € », « 5 euros par mois »: not free, in whatever words.
_TO_PAY = re.compile(r"(?:adhesion|cotisation|payant)\b")
_AMOUNT = re.compile(r"\b0*[1-9]\d*(?:[.,]\d+)?\s*(?:€|euros?\b|eur\b)", re.IGNORECASE)
# « - Antenne de Riom », below the structure that it is of.
_SET_BACK = re.compile(
    r"[-–—•·>→↳└]+\s*(?=(?:antennes?|annexes?|sites?|permanences?|points?|relais|bureau|p[oô]le|section|lieu|accueil)\b)",
    re.IGNORECASE,
)
_CEDEX = re.compile(r"\s+cedex\b.*", re.IGNORECASE | re.DOTALL)
# What stands where an address is not to be told.
_HIDDEN_WORDS = re.compile(
    r"(?:adresse )?(?:confidentielle?|protegee?|secrete?"
    r"|non (?:communiquee?|diffusee?|publiee?|divulguee?))\b(?! \d)"
)
# A cell that is longer says more than how to reach.
_MUCH = 25
# « CLAS », « EVS »
_ABBREVIATION = re.compile(r"[A-ZÀ-Ý]{3,6}")
# A longer text is no name.
_SHORT_NAME = 120
_TEXT_FIELDS = ("frais_precisions", "publics_precisions", "conditions_acces", "a_apporter")
_READ_BY_ALL = TEXTS | {"details", "horaires_accueil"}
# Of those, which the words beside a yes may fill.
_CHILDCARE, _CHILDCARE_MORE = CHILDCARE, "garde_enfants_precisions"
_APPOINTMENTS = "rendez_vous"
# Where words that stand for no public are read; those of other fields are read in the description.
_PUBLICS, _PUBLICS_MORE = "publics", "publics_precisions"
_THEMES = "thematiques"
_SESSIONS = "session_debut"
# So many services of one name may a structure have before they are told apart by what they say.
_MOST_ALIKE = 50
# Of so many rows that make something, the cells are kept to show what each became.
SHOWN = 5
_LEFT_OUT, _AS_TEXT = "laissé de côté", "gardé comme texte"
TO_BE_FILLED_IN = "« %s » : rien n'est dit ici, à compléter."
NOT_GIVEN = "« %s » : ce numéro n'est attribué à personne, gardé tel qu'il est écrit."
BEYOND_CAPACITY = "Plus de places restantes que la capacité : laissées de côté."


@dataclass(slots=True)
class Part:
    """One record that a row makes: its kind, its key in the source, its fields, and what is told of it.

    `parent` is the key of its structure. `doubts` hold (field, message, lost); `texts` the words of each
    field that stand for no value, to be read as they are.
    """

    kind: str
    key: str
    payload: dict[str, Any]
    parent: str = ""
    doubts: list[tuple[str, str, bool]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """What a row makes, or why it is refused; `given` are its filled cells by column, of a refused row and of
    the first `SHOWN` that make something.

    `said` are the values of a row that is read without columns being chosen.
    """

    number: int
    parts: list[Part]
    refusal: str = ""
    given: dict[str, str] = field(default_factory=dict)
    table: str = ""
    said: dict[str, Any] = field(default_factory=dict)


class Seen:
    """The services, the sessions and the persons of a file so far: two that differ have two keys."""

    def __init__(self) -> None:
        self._said: dict[int, int] = {}

    def service_key(self, part: Part, *, always: bool) -> str:
        """The key of a service: its structure's, and its name where the structure has another already."""
        return self._key(part, "service", "" if not always else self._slug(part))

    def contact_key(self, part: Part) -> str:
        """The key of a person, the same way."""
        return self._key(part, "personne", "")

    def session_key(self, part: Part, service: str) -> str:
        """The key of a session: its service's, its first day, and its hours where there are two that day."""
        said = json.dumps(part.payload, sort_keys=True, default=str)
        day = f"{service}{OF_SESSION}{part.payload['first_day']}"
        for key in (day, f"{day}-{slugify(part.payload['details'])[:40]}"):
            if self._said.setdefault(hash((SESSION, key)), hash(said)) == hash(said):
                return key
        return f"{day}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"

    def _key(self, part: Part, kind: str, slug: str) -> str:
        text = json.dumps(part.payload, sort_keys=True, default=str)
        said = hash(text)
        slugs = [
            slug,
            *(f"{self._slug(part)}{f'-{n}' if n else ''}" for n in range(_MOST_ALIKE) if n or not slug),
        ]
        for one in slugs:
            key = f"{part.parent}#{one}" if one else part.parent
            if self._said.setdefault(hash((kind, key)), said) == said:
                return key
        return f"{part.parent}#{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    @staticmethod
    def _slug(part: Part) -> str:
        named = [part.payload.get("nom") or "", *(part.payload.get("niveaux") or ())]
        named += [part.payload.get("telephone") or ""] if part.kind == CONTACT else []
        return f"{part.kind}-{slugify(' '.join(named))[:40]}"


class Builder:
    """Makes records of rows, for one mapping of columns to fields.

    `defaults` fill fields that no column gives (the service's name and thématiques, mostly);
    `standard_hours` says that the format's hours are OpenStreetMap's; `hidden_from` who may still see an
    address that a column says to be confidential (`mapping.models.Visibility`); `rows` is what each row is,
    `own` the fields that a service has for itself where rows are services, and `of_session` those that each
    of its sessions has. `group_fields` are the fields of groups that columns may be. Words are read by the
    `lessons` of the source, and what stands for nothing is `gathered`.
    """

    def __init__(
        self,
        source: str,
        headers: tuple[str, ...],
        mapping: Mapping[str, str],
        locator: Locator,
        defaults: Mapping[str, Any] | None = None,
        standard_hours: bool = False,
        hidden_from: int = 0,
        rows: RowKind = RowKind.STRUCTURE,
        own: Collection[str] = (),
        lessons: Lessons | None = None,
        of_session: Collection[str] = (),
        group_fields: Mapping[str, GroupField] | None = None,
    ):
        self._source = source
        self._headers = headers
        self._locator = locator
        self._defaults = dict(defaults or {})
        self._standard_hours = standard_hours
        self._group_fields = dict(group_fields or {})
        self._hidden_from = hidden_from
        self.gathered = Gathered()
        self._lessons = lessons or Lessons()
        taught = self._lessons.vocabulary
        self._lists = {
            record: {name: taught(name, words) for name, words in fields.items()}
            for record, fields in LISTS.items()
        }
        self._one_of = {
            record: {name: taught(name, words) for name, words in fields.items()}
            for record, fields in ONE_OF.items()
        }
        self._fees = taught(FEES, FRAIS)
        self._places: dict[str, list[int]] = {}
        for place, name in enumerate(headers):
            if target := mapping.get(name):
                self._places.setdefault(target, []).append(place)
        shorts = short_names(headers)
        self._ticked = [
            place
            for name, vocabulary in LISTS[Table.SERVICE].items()
            if name != _APPOINTMENTS
            for place in self._places.get(name, ())
            if vocabulary.read(headers[place]).value or vocabulary.read(shorts[place]).value
        ]
        self._shorts = shorts
        self._score = next((i for i, name in enumerate(headers) if fold(name) == "result score"), None)
        given = self._places.keys() | self._defaults.keys()
        self._rows = rows
        several = rows in (RowKind.SERVICE, RowKind.SESSION)
        self._own = frozenset(own) if several else frozenset()
        self._dates = SessionReader(self._places, of_session, several)
        if self._dates.are_said:
            # When its sessions take place, no hours of the structure's.
            self._own |= {"horaires"} & self._places.keys()
        if given & {"service_nom", "thematiques"} and "jours" in given and "horaires" not in given:
            # « Atelier », « Jour », « Heure ».
            self._own |= WHEN & given
        if given & SERVICE_KEYS and self._says_when():
            # « Sujet » and « Quand »: when that takes place, no hours of the structure's.
            self._own |= {"horaires"}
        # What is no date there is told as such.
        self._dated = {place for key in SESSION_KEYS for place in self._places.get(key, ())}
        self._seen = Seen()
        self._above = ""
        self._theirs: dict[str, str] = {}
        self._place_said: dict[str, str] = {}
        self._other_numbers: set[str] = set()
        self._said_together: dict[int, str] = {}
        self._has_service = bool(given & SERVICE_KEYS) or several
        self._always_named = several
        self._has_contact = bool(given & CONTACT_KEYS)

    def _says_when(self) -> bool:
        return any(is_when(self._headers[place]) for place in self._places.get("horaires", ()))

    def record(self, number: int, cells: list[Any], known_as: str = "") -> Record:
        """The record of a row, `known_as` that where it has no identifier of its own. Never raises for what
        cells hold."""
        carried = {place: cell for place, cell in enumerate(cells) if isinstance(cell, Carried)}
        cells = [mended(cell) if isinstance(cell, str) else cell for cell in cells]
        later = {
            place: cell
            for place, cell in enumerate(cells)
            if place not in self._dated and simple.is_to_be_filled_in(cell)
        }
        cells = [None if place in later else cell for place, cell in enumerate(cells)]
        initials = self._read_ticks(cells)
        row = _Row(cells, self._places, self._defaults, self._lessons, self.gathered)
        structure = Part(STRUCTURE, "", {})
        self._place_said, self._other_numbers = {}, set()
        self._take_apart(row)
        nom = row.read("nom", lambda cell: simple.text(cell, 255), structure).replace("\n", " ")
        nom, noted = annotated(self._antenna(nom))
        if noted:
            structure.texts["nom"] = [noted]
            structure.doubts.append(("nom", NOTED % noted[:60], False))
        if refusal := aside(cells, self._headers, nom, len(self._places)):
            return Record(number, [], refusal, self.given(cells))
        if not re.search(r"\w", nom):
            return Record(number, [], NO_NAME, self.given(cells))
        self._tell_later(later, structure)
        for cell in cells:
            if isinstance(cell, str) and (broken := letters_doubt(cell)):
                structure.doubts.append(("", broken.message, False))
        located = self._structure(row, structure, nom)
        structure.key = row.key() or known_as or derived_key(structure.payload | self._place_said)
        parts = [structure]
        dates = self._dates.read(row)
        service = self._service(row, structure, located, dates) if self._has_service else None
        service = self._spoken_of(structure, service)
        if service and initials:
            # What the initials of a scheme stand for is more than the theme that they are read as.
            service.texts.setdefault(_THEMES, []).extend(initials)
        self._as_texts(structure)
        if service:
            parts += self._keyed(service, dates)
        contact = self._contact(row, structure, located) if self._has_contact else None
        contact = self._met(structure, contact)
        parts += self._settled(parts, contact)
        self._hold_numbers_back(parts, located)
        self._account(cells, parts)
        self._tell_carried(carried, structure)
        return Record(number, parts)

    def _read_ticks(self, cells: list[Any]) -> list[str]:
        """Put what ticked columns are named after into their cells; the initials among them (« CLAS »)."""
        initials = []
        for place in self._ticked:
            if place < len(cells) and (ticked := simple.yes_no(cells[place]).value) is not None:
                cells[place] = self._said_by(place) if ticked else None
                if ticked and _ABBREVIATION.fullmatch(self._shorts[place]):
                    initials.append(self._shorts[place])
        return initials

    def _tell_carried(self, carried: Mapping[int, Carried], structure: Part) -> None:
        """Tell the cells that have what a row above says, of the columns that are read."""
        for place, cell in carried.items():
            target = next((name for name, places in self._places.items() if place in places), "")
            if target:
                told = AS_AT_LINE % (cell.mark, cell.line, cell[:60].replace("\n", " "))
                structure.doubts.append((target, told, False))

    def _tell_later(self, later: Mapping[int, Any], structure: Part) -> None:
        """Tell the cells that are still to be filled in."""
        for place, cell in later.items():
            target = next((name for name, places in self._places.items() if place in places), "")
            structure.doubts.append((target, TO_BE_FILLED_IN % text_of(cell)[:40], False))

    def _account(self, cells: list[Any], parts: list[Part]) -> None:
        """Tell what of the row is in nothing that it makes, and was not told."""
        told = [(name, message) for part in parts for name, message, _lost in part.doubts]
        payloads = [part.payload for part in parts]
        for name, message in accounted.untold(cells, self._places, payloads, told):
            parts[0].doubts.append((name, message, True))

    def _settled(self, parts: list[Part], contact: Part | None) -> list[Part]:
        """The person of a row under their key, with what is theirs; nobody where nothing is said of one."""
        if contact is None:
            return []
        for part in parts:
            part.doubts += whose.settle_number(part.payload, contact.payload)
        parts[0].doubts += whose.settle(parts[0].payload, contact.payload)
        if not any(contact.payload.values()):
            return []
        contact.key = self._seen.contact_key(contact)
        return [contact]

    def _hold_numbers_back(self, parts: list[Part], located: Located) -> None:
        """Take out of the texts that everybody reads the mobiles that may be somebody's."""
        departement = self._locator.departement(located.code_insee)
        private = next((part.payload.get("telephone") for part in parts if part.kind == CONTACT), "") or ""
        for part in parts:
            if part.kind != CONTACT:
                part.doubts += public_numbers.hold_back(
                    part.payload, _READ_BY_ALL, departement, private, frozenset(self._other_numbers)
                )

    def _met(self, structure: Part, contact: Part | None) -> Part | None:
        """The person of the row with what is theirs in the cells of the structure's telephone and e-mail."""
        met, self._theirs = self._theirs, {}
        if not met:
            return contact
        part = contact or Part(CONTACT, structure.key, {}, structure.key)
        for name, value in met.items():
            if name == "nom" or not part.payload.get(name):
                part.payload[name] = part.payload.get(name) or value
        return part

    def _said_by(self, place: int) -> str:
        """The value that a ticked column is named after: whole, or without the name of its group."""
        whole = self._headers[place]
        known = any(words.read(whole).value for words in LISTS[Table.SERVICE].values())
        return whole if known else self._shorts[place]

    def _antenna(self, nom: str) -> str:
        """The name of an antenna that is set back, after the structure's above: « - Antenne de Riom »."""
        match = _SET_BACK.match(nom)
        if match and self._above:
            return f"{self._above} – {nom[match.end() :]}"[:255]
        if nom and not match:
            self._above = nom
        return nom

    def _keyed(self, service: Part, dates: Dated) -> list[Part]:
        """The service and its sessions, under their keys."""
        self._as_texts(service)
        service.key = self._seen.service_key(service, always=self._always_named)
        sessions = [Part(SESSION, "", payload, service.parent) for payload in dates.sessions]
        for session in sessions:
            session.key = self._seen.session_key(session, service.key)
        return [service, *sessions]

    def given(self, cells: list[Any]) -> dict[str, str]:
        """The filled cells of a row by column, as text, to show beside a refusal."""
        texts = zip(self._headers, map(text_of, cells), strict=False)
        return {name: text[:500] for name, text in texts if text}

    def _structure(self, row: "_Row", part: Part, nom: str) -> Located:
        payload = part.payload
        payload["nom"] = nom
        if row.has("description") and "description" not in self._own:
            payload["description"] = row.joined("description", 10_000, part)
        row.keep("siret", identifiers.siret, part)
        located = self._address(row, part)
        self._reach(row, part, located, self._of_structure)
        row.keep("site_web", contacts.url, part)
        self._together(row, part, located)
        row.keep("accessibilite_lieu", contacts.url, part)
        row.keep("lien_source", contacts.url, part)
        self._criteria(row, part, Table.STRUCTURE)
        self._confidential(row, part)
        self._of_groups(row, part)
        if not self._own & WHEN:
            self._hours(row, part)
        for name, vocabulary in self._lists[Table.STRUCTURE].items():
            if row.has(name):
                payload[name] = row.values(name, vocabulary, part)
        # A network may settle what no column says.
        if not row.has("porteur") and (porteur := porteur_of(payload.get("reseaux_porteurs", ()))):
            payload["porteur"] = porteur
        if row.has("date_maj"):
            found = row.read("date_maj", simple.day, part)
            payload["date_maj"] = found.isoformat() if isinstance(found, date) else None
        return located

    def _of_groups(self, row: "_Row", part: Part) -> None:
        """What a structure says in fields of groups; what is no value of one is told, and left out."""
        for key, one in self._group_fields.items():
            if row.has(key):
                text, refusal = group_fields.said(one, text_of(row.cell(key)))
                if refusal:
                    part.doubts.append((key, refusal, True))
                elif text is not None:
                    part.payload[key] = text

    def _of_structure(self, name: str) -> bool:
        """Whether a field of either is the structure's."""
        return name not in self._own

    def _of_service(self, name: str) -> bool:
        """Whether a field of either is the service's."""
        return name in self._own

    def _reach(self, row: "_Row", part: Part, located: Located, is_its: Callable[[str], bool]) -> None:
        """How to telephone and write to whom a part describes."""
        departement = self._locator.departement(located.code_insee)
        if is_its("telephone"):
            self._telephone(row, part, departement)
        if is_its("courriel") and row.has("courriel"):
            given = text_of(row.cell("courriel"))
            reading = contacts.courriel(row.cell("courriel"))
            if reading.value and (person := persons.of_email(given, reading.value)):
                whose.take(person, {"courriel": reading.value}, self._theirs, part.doubts)
                reading = replace(reading, value="")
            elif reading.value and (beside := contacts.beside_emails(given)):
                part.doubts.append(("courriel", f"« {beside[:60]} » : {_LEFT_OUT}.", True))
            row.tell("courriel", reading, part)
            part.payload["courriel"] = reading.value

    def _telephone(self, row: "_Row", part: Part, departement: str) -> None:
        """The telephone of a part; what its cell says besides (« le matin ») is kept as text."""
        self._other_telephones(row, part, departement)
        if not row.has("telephone"):
            return
        found = public_numbers.read(row.cell("telephone"), departement)
        for person, number in found.theirs:
            # Whom a number is of is not for everybody, nor is the number.
            whose.take(person, {"telephone": number}, self._theirs, part.doubts)
        if found.words:
            part.texts.setdefault("telephone", []).extend(found.words)
        row.tell("telephone", found.public, part)
        part.payload["telephone"] = found.public.value
        if found.others:
            part.texts.setdefault(OTHER_PHONE, []).extend(found.others)

    def _other_telephones(self, row: "_Row", part: Part, departement: str) -> None:
        """The numbers of a column of their own, which somebody said are for everybody: kept as text."""
        for cell in row.cells(OTHER_PHONE):
            found = public_numbers.read(cell, departement)
            for person, number in found.theirs:
                whose.take(person, {"telephone": number}, self._theirs, part.doubts)
            row.tell(OTHER_PHONE, found.public, part)
            said = [*filter(None, [found.public.value]), *found.others]
            if said:
                self._other_numbers |= {*said}
                part.texts.setdefault(OTHER_PHONE, []).extend([*said, *found.words])

    def _together(self, row: "_Row", part: Part, located: Located) -> None:
        """What one cell says of telephone, e-mail and site, where no column of their own does."""
        text = " ; ".join(text_of(cell).replace("\n", " ; ") for cell in row.cells("joindre"))
        if not text:
            return
        if left := self._said_together.get(id(row)):
            part.texts.setdefault("joindre", []).append(left)
        departement = self._locator.departement(located.code_insee)
        text = whose.apart(text, departement, self._theirs, part.doubts)
        if not text:
            return
        email = contacts.courriel(text)
        without = contacts.without_emails(text)
        readings = {
            "courriel": email,
            "telephone": contacts.telephone(without, departement),
            "site_web": contacts.first_url(without),
        }
        for name, reading in readings.items():
            if reading.value and not part.payload.get(name):
                part.payload[name] = reading.value
                row.tell(name, Reading(None, tuple(d for d in reading.doubts if reading.value)), part)
        if not any(reading.value for reading in readings.values()):
            message = f"« {text[:60]} » : ni téléphone, ni courriel, ni site. Laissé de côté."
            part.doubts.append(("telephone", message, True))

    def _criteria(self, row: "_Row", part: Part, record: Table) -> None:
        """What filters ask of one value: yes or no, or one code."""
        for name in YES_NO[record]:
            # Read with the words that go with it.
            if name != _CHILDCARE and row.has(name):
                part.payload[name] = row.answer(name, simple.answer, part)
        for name, vocabulary in self._one_of[record].items():
            if row.has(name):
                part.payload[name] = row.one(name, vocabulary, part)

    def _confidential(self, row: "_Row", part: Part) -> None:
        """Who may see the address: the strictest of what the columns that speak of it say."""
        for place in self._places.get(CONFIDENTIAL, ()):
            shows = confidentiality.header(self._headers[place]) is confidentiality.Header.SHOWS
            reading = confidentiality.read(row.cell_at(place), shows=shows)
            row.tell("address_visibility", reading, part)
            said = confidentiality.visibility(reading.value, self._hidden_from)
            if said is not None:
                part.payload["address_visibility"] = max(said, part.payload.get("address_visibility", 0))

    def _hours(self, row: "_Row", part: Part) -> None:
        days = [day for day in DAYS if row.has(day)]
        if row.has("horaires_saison") or (row.has("jours") and not days):
            reading = self._by_parts(row)
            row.tell("horaires_accueil", reading, part)
            part.payload["horaires_accueil"] = reading.value
            return
        ticked = {day: simple.yes_no(row.cell(day)).value for day in days if text_of(row.cell(day))}
        beside = next((name for name in ("horaires", "heures_de") if row.has(name)), "")
        if beside and days and None not in ticked.values():
            # Days are ticked, their hours are beside.
            named = ", ".join(day for day, said in ticked.items() if said)
            reading = hours.read(f"{named} {text_of(row.cell(beside))}".strip())
            row.tell("horaires_accueil", reading, part)
            part.payload["horaires_accueil"] = reading.value
            return
        if row.has("horaires"):
            reading = hours.read(row.cell("horaires"), standard=self._standard_hours)
            row.tell("horaires_accueil", reading, part)
            if reading.value or not days:
                part.payload["horaires_accueil"] = reading.value
        if days and not part.payload.get("horaires_accueil"):
            # A morning and an afternoon may have a column each.
            cells = {day: [text_of(cell) for cell in row.cells(day)] for day in days}
            reading = hours.read_days({DAYS.index(day): " / ".join(cells[day]) for day in days})
            row.tell("horaires_accueil", reading, part)
            part.payload["horaires_accueil"] = reading.value

    def _by_parts(self, row: "_Row") -> Reading:
        """The hours of a season a column, or of days, hours and a period a column each."""
        if not row.has("horaires_saison"):
            cells = [text_of(row.cell(name)) for name in ("jours", "heures_de", "heures_a", "periode")]
            more = text_of(row.cell("horaires"))
            return (
                hours.together(cells[0], cells[1] or more, cells[2], cells[3]) if any(cells) else Reading("")
            )
        said = [
            (self._headers[place], text)
            for name in ("horaires", "horaires_saison")
            for place in self._places.get(name, ())
            if (text := text_of(row.cell_at(place)))
        ]
        return hours.of_seasons(said)

    def _take_apart(self, row: "_Row") -> None:
        """What cells that say how to reach a structure say of its address and its hours too, under these."""
        self._said_together.clear()
        texts = [text_of(cell) for cell in row.cells("joindre")]
        if not any(len(text) > _MUCH for text in texts):
            return
        found = together.apart(" \n".join(texts))
        for name, value in (("adresse", found.address), ("horaires", found.hours)):
            if value and not self._places.get(name):
                row.fill(name, value)
        beside = [found.rest]
        beside += [found.address] if self._places.get("adresse") and found.address else []
        beside += [found.hours] if self._places.get("horaires") and found.hours else []
        if words := " ; ".join(filter(None, beside)):
            self._said_together[id(row)] = words

    def _address(self, row: "_Row", part: Part) -> Located:
        payload = part.payload
        street = row.read("adresse", lambda cell: simple.text(cell, 400), part).replace("\n", ", ")
        number = text_of(row.cell("numero"))
        postcode = row.read("code_postal", identifiers.code_postal, part)
        city = row.read("commune", lambda cell: simple.text(cell, 100), part).replace("\n", " ")
        street, postcode, city = _split(street, postcode, city)
        city = _CEDEX.sub("", city).strip()
        both = identifiers.postcode_and_city(text_of(row.cell("cp_commune")))
        if both and not postcode and not city:
            postcode, city = both[0], _bare_city(both[1])
        code_insee = row.read("code_insee", identifiers.code_insee, part)
        if both := identifiers.postcode_and_city(text_of(row.cell("insee_commune"))):
            code_insee, city = code_insee or both[0], city or _bare_city(both[1])
        kind = text_of(row.cell("type_voie"))
        if kind and street and not fold(street).startswith(f"{fold(kind)} "):
            street = f"{kind} {street}"
        if number and street and not street.startswith(number):
            street = f"{number} {street}"
        extra = row.joined("complement_adresse", 255, part, separator=", ")
        box = text_of(row.cell("boite_postale"))
        if _HIDDEN_WORDS.match(fold(street)):
            part.doubts.append(("adresse", NO_ADDRESS % street[:60], False))
            street = ""
        if row.has("adresse") or row.has("numero"):
            payload["adresse"] = simple.text(street, 255).value
        if row.has("complement_adresse") or row.has("boite_postale"):
            payload["complement_adresse"] = simple.text(", ".join(filter(None, (extra, box))), 255).value
        located = self._locator.locate(
            Asked(
                street,
                postcode,
                city,
                code_insee,
                self._point(row, part),
            )
        )
        part.doubts += [("position", doubt.message, doubt.lost) for doubt in located.doubts]
        if row.speaks_of_place():
            payload["code_postal"] = located.code_postal
            payload["commune_nom"] = located.commune_nom[:100]
            # Its key stays what the row says, whatever is understood or answered of it.
            self._place_said = {"code_postal": postcode, "commune_nom": city[:100]}
            payload["code_insee"] = located.code_insee
            payload |= position(located)
        return located

    def _point(self, row: "_Row", part: Part) -> coordinates.Coordinates:
        # Answers that a geocoder wrote into the file are worth what its score says.
        if self._score is not None and row.cell_at(self._score) is not None:
            score = simple.number(row.cell_at(self._score), 0, 1).value
            if score is not None and score < 0.8:
                part.doubts.append(
                    (
                        "position",
                        f"Coordonnées d'un géocodeur peu sûr de lui ({score:.2f}) : laissées de côté.",
                        True,
                    )
                )
                return coordinates.Coordinates()
        if row.has("latitude") or row.has("longitude"):
            found = coordinates.read(row.cell("latitude"), row.cell("longitude"))
            if found.lat is not None or not row.has("point"):
                return found
        return coordinates.read(row.cell("point"), None) if row.has("point") else coordinates.Coordinates()

    def _service(self, row: "_Row", structure: Part, located: Located, dates: Dated) -> Part | None:
        part = Part(SERVICE, structure.key, {}, structure.key, list(dates.doubts), dates.texts(_SESSIONS))
        is_dated = bool(dates.sessions)
        payload = part.payload
        self._what_it_does(row, structure, part)
        if self._own:
            self._reach(row, part, located, self._of_service)
            if is_dated and "horaires" in self._own:
                # Whatever they are, each session says them.
                if weekly := self._dates.weekly_hours(row):
                    payload["horaires_accueil"] = weekly
            elif self._own & WHEN:
                self._hours(row, part)
        self._criteria(row, part, Table.SERVICE)
        if row.has("frais"):
            self._frais(row, part)
        for name in _TEXT_FIELDS:
            if row.has(name):
                payload[name] = row.read(name, lambda cell: simple.text(cell, 5000), part)
        row.keep("lien_mobilisation", contacts.url, part)
        self._childcare(row, part)
        self._appointments(row, part)
        self._seats(row, part, self._dates.own if is_dated else frozenset())
        if row.has("zone_eligibilite"):
            payload["zone_eligibilite"] = zone(row.cell("zone_eligibilite"), part)
        if structure.payload.get("date_maj"):
            payload["date_maj"] = structure.payload["date_maj"]
        return part

    @staticmethod
    def _childcare(row: "_Row", part: Part) -> None:
        """Whether children are looked after, and the words that go with it, from one column or two."""
        more = ""
        if row.has(_CHILDCARE):
            more = simple.childcare(row.cell(_CHILDCARE))[1]
            answer = row.answer(_CHILDCARE, lambda cell: simple.childcare(cell)[0], part)
            part.payload[_CHILDCARE] = answer
        if row.has(_CHILDCARE_MORE):
            said = row.read(_CHILDCARE_MORE, lambda cell: simple.text(cell, 255), part)
            part.payload[_CHILDCARE_MORE] = said or more[:255]
        elif more:
            part.payload[_CHILDCARE_MORE] = more[:255]

    def _appointments(self, row: "_Row", part: Part) -> None:
        """With an appointment or without: a column of yes and no is named after what it says yes to."""
        if not row.has(_APPOINTMENTS):
            return
        said = simple.yes_no(row.cell(_APPOINTMENTS)).value
        if said is None:
            words = self._lists[Table.SERVICE][_APPOINTMENTS]
            part.payload[_APPOINTMENTS] = row.values(_APPOINTMENTS, words, part)
            return
        header = f" {fold(row.header_of('rendez_vous', self._headers))} "
        without, either = " sans " in header, " avec ou sans " in header
        if either:
            part.payload["rendez_vous"] = ["sans-rendez-vous", "sur-rendez-vous"] if said else []
        else:
            part.payload["rendez_vous"] = ["sans-rendez-vous" if said is without else "sur-rendez-vous"]

    @staticmethod
    def _seats(row: "_Row", part: Part, of_session: Collection[str]) -> None:
        """How many places there are and how many are left, on which day; but for what a session says."""
        payload = part.payload
        if "capacite" not in of_session:
            row.keep("capacite", lambda cell: simple.number(cell, 0, 100_000), part)
        row.keep("volume_horaire_hebdomadaire", lambda cell: simple.number(cell, 0, 168), part)
        if "places_restantes" not in of_session:
            row.keep("places_restantes", simple.places_left, part)
        if row.has("places_restantes_le"):
            found = row.read("places_restantes_le", simple.day, part)
            payload["places_restantes_le"] = found.isoformat() if isinstance(found, date) else None
        left, capacity = payload.get("places_restantes"), payload.get("capacite")
        if left is not None and capacity is not None and left > capacity:
            payload["places_restantes"] = None
            part.doubts.append(("places_restantes", BEYOND_CAPACITY, True))

    def _spoken_of(self, structure: Part, service: Part | None) -> Part | None:
        """The service with the thématiques that its words speak of, as a person accepted for these words,
        where the file says none; what nobody accepted is only counted."""
        if service and service.payload.get(_THEMES):
            return service
        said = service.payload if service else structure.payload
        text = " . ".join(str(said.get(name) or "") for name in ("nom", "description"))
        found: dict[str, None] = {}
        proposed = {}
        for phrase, codes in thematiques_in(text).items():
            accepted = self._lessons.phrases.get(phrase_key(phrase))
            if accepted is None:
                proposed[phrase] = codes
                continue
            found.update(dict.fromkeys(accepted))
            self.gathered.learnt[_THEMES, f"~{phrase_key(phrase)}"] += 1
        self.gathered.speaks_of(proposed)
        if not found:
            return service
        if service is None:
            service = Part(SERVICE, structure.key, {"nom": structure.payload["nom"]}, structure.key)
            if "description" in structure.payload:
                service.payload["description"] = structure.payload["description"]
        service.payload[_THEMES] = list(found)
        service.doubts.append((_THEMES, FROM_DESCRIPTION, False))
        return service

    def _as_texts(self, part: Part) -> None:
        """Words that stand for no value are kept where people read them."""
        payload, texts = part.payload, dict(part.texts)
        if part.kind == SERVICE and _PUBLICS in self._lessons.values and _PUBLICS in payload:
            # What was text before it was taught is taken back.
            payload.setdefault(_PUBLICS_MORE, "")
        if part.kind == SERVICE and FEES in self._lessons.values and FEES in payload:
            payload.setdefault("frais_precisions", "")
        if publics := texts.pop(_PUBLICS, None):
            given = payload.get(_PUBLICS_MORE) or ""
            more = [one for one in publics if one not in given]
            payload[_PUBLICS_MORE] = " ; ".join(filter(None, (given, *more)))[:5000]
        if self._lessons.values.keys() & payload.keys() - {_PUBLICS, FEES}:
            payload.setdefault("description", "")
        if part.kind == STRUCTURE and OTHER_PHONE in self._places:
            # What was said there, and is no longer, is taken back.
            payload.setdefault("description", "")
        lines = [f"{_label(name)} : {', '.join(dict.fromkeys(said))}" for name, said in texts.items()]
        if lines:
            said = payload.get("description") or ""
            payload["description"] = "\n".join(filter(None, (said, *lines)))[:10_000]

    def _what_it_does(self, row: "_Row", structure: Part, part: Part) -> None:
        """Its name, its description, and the lists that say what it does and for whom."""
        payload = part.payload
        nom = row.read("service_nom", lambda cell: simple.text(cell, 255), part)
        payload["nom"] = nom or structure.payload["nom"]
        if row.has("service_description"):
            payload["description"] = row.joined("service_description", 10_000, part)
        elif "description" in structure.payload:
            payload["description"] = structure.payload["description"]
        elif self._of_service("description"):
            payload["description"] = row.joined("description", 10_000, part)
        for name, vocabulary in self._lists[Table.SERVICE].items():
            if name != _APPOINTMENTS and row.has(name):
                payload[name] = row.values(name, vocabulary, part)
        self._words(row, payload, part, nom)
        if "publics" in payload:
            payload["publics"] = finer.consistent_publics(payload["publics"])

    def _words(self, row: "_Row", payload: dict[str, Any], part: Part, nom: str) -> None:
        """Words for what it does that no thématique stands for are not lost: people read them."""
        if not row.has("thematiques") or not (words := row.joined("thematiques", 10_000, part)):
            return
        known = payload["thematiques"]
        said = payload.get("description") or ""
        # Whole, and first: what a service does is what it is read for.
        is_text = bool(part.texts.pop(_THEMES, None)) or not known
        if is_text and words not in said:
            payload["description"] = "\n".join(filter(None, (words, said)))[:10_000]
        # Of a service that has no name of its own, they are what it is called by.
        is_name = len(words) <= _SHORT_NAME and "--" not in words
        if not nom and is_name and (not known or self._rows is RowKind.SERVICE):
            payload["nom"] = words.replace("\n", ", ")

    def _frais(self, row: "_Row", part: Part) -> None:
        """Free, or not, and in which words: « gratuit sous condition » is not free for everyone."""
        given = text_of(row.cell("frais"))
        answer = simple.yes_no(given).value
        if answer is not None:
            # A column of yes and no is named after what it says yes to.
            header = fold(row.header_of("frais", self._headers))
            free = answer if "gratuit" in header else not answer if "payant" in header else None
            if free is None and (_NOTHING_TO_PAY.fullmatch(given) or fold(given) in ("aucun", "aucune")):
                free = True
            if free is None:
                part.doubts.append(
                    ("frais", f"« {given[:40]} » : ni gratuit ni payant. Laissé de côté.", True)
                )
            part.payload["frais"] = {True: "gratuit", False: "payant", None: ""}[free]
            return
        reading = self._fees.read(given)
        values = reading.value or (["payant"] if _TO_PAY.match(fold(given)) or _AMOUNT.search(given) else [])
        self.gathered.note(FEES, reading if not values or reading.value else Reading([]))
        paid = next((value for value in ("marchand", "payant") if value in values), "")
        part.payload["frais"] = paid or ("gratuit" if values else "")
        if given and (not values or paid) and not row.has("frais_precisions"):
            part.payload["frais_precisions"] = given[:2000]

    def _contact(self, row: "_Row", structure: Part, located: Located) -> Part | None:
        part = Part(CONTACT, structure.key, {}, structure.key)
        departement = self._locator.departement(located.code_insee)
        readers = {
            "nom": lambda cell: simple.text(cell, 150),
            "fonction": lambda cell: simple.text(cell, 150),
            "telephone": lambda cell: contacts.telephone(cell, departement),
            "courriel": contacts.courriel,
        }
        for name, reader in readers.items():
            if name == "nom" and row.has("contact_nom"):
                # A first name may have a column of its own.
                joined = row.joined("contact_nom", 150, part, separator=" ")
                part.payload["nom"] = joined.replace("\n", " ")
            elif row.has(f"contact_{name}"):
                part.payload[name] = row.read(f"contact_{name}", reader, part).replace("\n", " ")
        self._person(part, departement)
        nom, role = persons.role_of(part.payload.get("nom") or "")
        if role and not part.payload.get("fonction"):
            # « Zoé Modèle (bénévole) »
            part.payload |= {"nom": nom, "fonction": role[:150]}
        return part if any(part.payload.values()) else None

    @staticmethod
    def _person(part: Part, departement: str) -> None:
        """« Mme Essai, 06 12 34 56 78 » is a name and a telephone number."""
        text = part.payload.get("nom") or ""
        if not re.search(r"@|(?:\d[\s.]*){8}", text):
            return
        email, phone = contacts.courriel(text).value, ""
        without = contacts.without_emails(text)
        if re.search(r"(?:\d[\s.]*){8}", without):
            phone = contacts.telephone(without, departement).value
            if not phone and (phone := contacts.as_written(without)):
                part.doubts.append(("telephone", NOT_GIVEN % phone, False))
        rest = re.sub(r"\+?(?:\d[\s./-]*){8,}", " ", without) if phone else without
        part.payload["nom"] = re.sub(r"\s+", " ", rest).strip(" ,;:/-–()|<>")
        for name, value in (("telephone", phone), ("courriel", email)):
            held = part.payload.get(name)
            if value and not held:
                part.payload[name] = value
            elif value and held != value:
                part.doubts.append((name, f"« {value} », dans le nom : {_LEFT_OUT}.", True))


class _Row:
    """The cells of a row, by field."""

    def __init__(
        self,
        cells: list[Any],
        places: Mapping[str, list[int]],
        defaults: Mapping[str, Any],
        lessons: Lessons,
        gathered: Gathered,
    ):
        self._cells, self._places, self._defaults = cells, places, defaults
        self._lessons, self._gathered = lessons, gathered
        self._filled: dict[str, list[Any]] = {}

    def fill(self, target: str, value: str) -> None:
        """Take a value for a field that no column gives."""
        self._filled[target] = [value]

    def has(self, target: str) -> bool:
        """Whether the file speaks of a field at all, be this row's cell empty."""
        return bool(self._filled.get(target)) or target in self._places or target in self._defaults

    def cell_at(self, place: int) -> Any:
        return self._cells[place] if place < len(self._cells) else None

    def cells(self, target: str) -> list[Any]:
        """The filled cells of a field, else its default."""
        known = self._filled.get(target)
        if known is None:
            known = [cell for place in self._places.get(target, ()) if text_of(cell := self.cell_at(place))]
            if not known and target in self._defaults:
                known = [self._defaults[target]]
            self._filled[target] = known
        return known

    def cell(self, target: str) -> Any:
        return next(iter(self.cells(target)), None)

    def header_of(self, target: str, headers: tuple[str, ...]) -> str:
        places = self._places.get(target)
        return headers[places[0]] if places else ""

    def speaks_of_place(self) -> bool:
        names = (
            "adresse", "code_postal", "commune", "cp_commune", "insee_commune", "code_insee",
            "latitude", "longitude", "point",
        )  # fmt: skip
        return any(self.has(name) for name in names)

    def key(self) -> str:
        return text_of(self.cell("id")).replace("\n", " ")[:200]

    def read(self, target: str, reader: Any, part: Part) -> Any:
        reading = reader(self.cell(target))
        self.tell(target, reading, part)
        return reading.value

    def keep(self, target: str, reader: Any, part: Part) -> None:
        """Read a field into the payload, where the file speaks of it."""
        if self.has(target):
            part.payload[target] = self.read(target, reader, part)

    def values(self, target: str, vocabulary: Vocabulary, part: Part) -> list[str]:
        found: dict[str, None] = {}
        for cell in self.cells(target):
            reading = vocabulary.read(cell)
            self._gathered.note(target, reading)
            if reading.unknown:
                self._tell_unknown(target, reading.unknown, part)
            if words := [*reading.unknown, *reading.left, *reading.beside]:
                part.texts.setdefault(target, []).extend(words)
            found.update(dict.fromkeys(reading.value))
        return list(found)

    def answer(self, target: str, reader: Callable[[Any], Reading], part: Part) -> bool | None:
        """Yes, no, or None: as it is written, else as the source was taught; other words are kept as text."""
        cell = self.cell(target)
        reading, text = reader(cell), text_of(cell)
        if reading.value is not None or not text:
            self.tell(target, reading, part)
            return reading.value
        taught = self._lessons.values.get(target, {}).get(fold(text))
        if taught:
            self._gathered.note(target, Reading(None, learnt=(text,)))
            return {YES: True, NO: False}[taught[0]]
        part.texts.setdefault(target, []).append(text)
        if taught is None:
            self._gathered.unknown(target, text)
            self._tell_unknown(target, (text,), part)
        else:
            self._gathered.note(target, Reading(None, left=(text,)))
        return None

    @staticmethod
    def _tell_unknown(target: str, words: Iterable[str], part: Part) -> None:
        named = ", ".join(f"« {name[:40]} »" for name in words)
        part.doubts.append((target, f"{named} : inconnu ici, gardé comme texte.", False))

    def one(self, target: str, vocabulary: Vocabulary, part: Part) -> str:
        return next(iter(self.values(target, vocabulary, part)), "")

    def joined(self, target: str, max_length: int, part: Part, separator: str = "\n") -> str:
        texts = dict.fromkeys(text_of(cell) for cell in self.cells(target))
        reading = simple.text(separator.join(filter(None, texts)), max_length)
        self.tell(target, reading, part)
        return reading.value

    @staticmethod
    def tell(target: str, reading: Reading, part: Part) -> None:
        part.doubts += [(target, doubt.message, doubt.lost) for doubt in reading.doubts]
        if reading.beside:
            part.texts.setdefault(target, []).extend(reading.beside)


def _label(field: str) -> Any:
    """What begins the words of a field that are kept as a text."""
    return "Sessions" if field == _SESSIONS else label_of(field)


def position(located: Located) -> dict[str, Any]:
    """The three columns of a position; the point as the hexadecimal EWKB that PostGIS writes."""
    if located.lon is None or located.lat is None:
        return {"position": None, "position_precision": "", "position_origin": ""}
    return {
        "position": ewkb(located.lon, located.lat),
        "position_precision": str(located.precision),
        "position_origin": located.origin,
    }


def ewkb(lon: float, lat: float) -> str:
    """A WGS 84 point in PostGIS' own text: little-endian EWKB with its SRID, in capitals."""
    return struct.pack("<BIIdd", 1, 0x20000001, 4326, lon, lat).hex().upper()


def from_ewkb(text: str) -> tuple[float, float]:
    """Longitude and latitude of what `ewkb` wrote."""
    lon, lat = struct.unpack("<dd", bytes.fromhex(text)[-16:])
    return lon, lat


# What begins the key of a row without an identifier of its own.
DERIVED = "nom-"


def derived_key(payload: Mapping[str, Any]) -> str:
    """An identifier for a row without one: its name and address, which the next edition has too."""
    place = payload.get("code_postal") or payload.get("commune_nom") or ""
    text = slugify(" ".join([str(payload["nom"]), str(place), str(payload.get("adresse") or "")]))
    if not text:
        text = hashlib.sha256(str(payload["nom"]).encode()).hexdigest()[:16]
    return f"{DERIVED}{text[:180]}"


def _bare_city(text: str) -> str:
    """The name of a town without what stands round it: « (Melun) », « Melun CEDEX »."""
    return _CEDEX.sub("", text).strip(" ,;()-–")


def _split(street: str, postcode: str, city: str) -> tuple[str, str, str]:
    """The street, the postcode and the city of an address that may hold all three.

    Where the city has a column of its own, the same city at the end of the address is taken off it.
    """
    match = _FULL_ADDRESS.fullmatch(street) or (None if city else _CITY_FIRST.fullmatch(street))
    if match is None:
        if not postcode and city and (ends := _ENDS_WITH_POSTCODE.fullmatch(street)):
            return ends["street"].strip(" ,;-–"), ends["postcode"], city
        return street, postcode, city
    found = {name: match[name].strip(" ,;-–") for name in ("street", "postcode", "city")}
    same_city = not city or fold(found["city"]) == fold(city)
    same_postcode = not postcode or found["postcode"] == postcode
    if same_city and same_postcode:
        return found["street"], found["postcode"], city or found["city"]
    return street, postcode, city


def zone(cell: Any, part: Part) -> list[str]:
    """Official codes of a service's area; others are told and left out."""
    given = cell if isinstance(cell, list) else re.split(r"[\s|;,]+", text_of(cell))
    found, lost = [], []
    for text in filter(None, map(text_of, given)):
        code = "france" if text.casefold() == "france" else text.upper()
        if re.fullmatch(r"france|\d{9}|\d{5}|2[AB]\d{3}|\d{2,3}|2[AB]|99[0-5]\d{2}", code, re.ASCII):
            found.append(code)
        else:
            lost.append(text)
    if lost:
        part.doubts.append(
            ("zone_eligibilite", f"« {', '.join(lost)[:80]} » : pas des codes officiels.", True)
        )
    return list(dict.fromkeys(found))
