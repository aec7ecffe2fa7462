# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a column may be: every field that an import can fill, with the names that files give it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.required import required
from data.imports import vocabularies
from data.imports.values import (
    confidentiality,
    contacts,
    coordinates,
    hours,
    identifiers,
    sessions,
    simple,
    text_of,
)
from data.imports.values.confidentiality import Header
from mapping.opening.osm import FRENCH_DAYS
from places.folding import fold
from search import registry
from search.criterion import Choices, Criterion, Switch, Table


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column can fill.

    `names` are folded names of columns that mean it. `looks` judges one filled cell, where the
    kind of value can be told from its content; `alone` says that content is enough, whatever the
    name. Under one of its names, a column must look like it too, unless `needs_look` is false: a street
    alone is an address. Several columns may fill a field that is `many`. `named` judges the name itself,
    where the ways to say it are too many for a list.
    """

    key: str
    label: Any
    group: Any
    names: tuple[str, ...]
    looks: Callable[[Any], bool] | None = None
    alone: bool = False
    many: bool = False
    needs_look: bool = True
    named: Callable[[str], bool] | None = None


def _email(cell: Any) -> bool:
    return "@" in text_of(cell) and bool(contacts.courriel(cell).value)


def _url(cell: Any) -> bool:
    text = text_of(cell)
    return "@" not in text and "." in text and " " not in text[:12] and bool(contacts.url(cell).value)


def _phone(cell: Any) -> bool:
    text = text_of(cell)
    digits = sum(char.isdigit() for char in text)
    if isinstance(cell, date | float) and not (isinstance(cell, float) and cell.is_integer()):
        return False
    if digits < 4 or _siret(cell):
        return False
    # A number of La Réunion is one nowhere else.
    overseas = ("971", "972", "973", "974", "976") if text.startswith("0") and digits == 10 else ()
    return any(contacts.telephone(cell, departement).value for departement in ("", *overseas))


def _reached(cell: Any) -> bool:
    return _email(cell) or _phone(cell) or _url(cell)


def _hours(cell: Any) -> bool:
    if not isinstance(cell, str | list | dict) or (isinstance(cell, str) and not _TIMELY.search(fold(cell))):
        return False
    reading = hours.read(cell)
    return bool(reading.value) and (
        not hours.is_kept(reading) or any(doubt.message == hours.NO_DAY for doubt in reading.doubts)
    )


def _day_hours(cell: Any) -> bool:
    return bool(re.search(r"\d{1,2}\s*[:hH]", text_of(cell))) or fold(text_of(cell)) in ("ferme", "")


def _weekdays(cell: Any) -> bool:
    return bool(_WEEKDAY.search(fold(text_of(cell))))


def _period(cell: Any) -> bool:
    return bool(_PERIOD.search(fold(text_of(cell))))


def _siret(cell: Any) -> bool:
    if isinstance(cell, date):
        return False
    digits = re.sub(r"[\s\xa0.]", "", text_of(cell))
    return bool(re.fullmatch(r"\d{13,14}", digits))


def _postcode(cell: Any) -> bool:
    return bool(identifiers.code_postal(cell).value)


def _postcode_and_city(cell: Any) -> bool:
    return bool(POSTCODE_AND_CITY.fullmatch(text_of(cell)))


def _whole_address(cell: Any) -> bool:
    return bool(re.search(r"\d.*\b\d{5}\s+[^\W\d]{2}", text_of(cell), re.DOTALL))


def _insee(cell: Any) -> bool:
    return bool(identifiers.code_insee(cell).value)


def _coordinate(minimum: float, maximum: float) -> Callable[[Any], bool]:
    def looks(cell: Any) -> bool:
        value = text_of(cell).replace(",", ".")
        try:
            number = float(value)
        except ValueError:
            return False
        return minimum <= number <= maximum or 100_000 < number < 8_700_000

    return looks


def _pair(cell: Any) -> bool:
    return coordinates.read(cell, None).lat is not None


def _date(cell: Any) -> bool:
    return simple.day(cell).value is not None


def _yes_no(cell: Any) -> bool:
    return simple.childcare(cell)[0].value is not None


def _holder(cell: Any) -> bool:
    return bool(vocabularies.PORTEURS.read(cell).value)


def _words(cell: Any) -> bool:
    text = text_of(cell)
    return any(char.isalpha() for char in text) and "://" not in text and "@" not in text


# « fr » alone is a language, « mo » a size.
_TIMELY = re.compile(
    r"\d|\b(?:lun|mar|mer|jeu|ven|sam|dim)|\b(?:mon|tue|wed|thu|fri|sat|sun)\b|ferme|rdv|rendez|jour|semaine|soir|matin"
)
_MONTH = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    "|janv|fevr|avr|juil|sept|oct|nov|dec"
)
_WEEKDAY = re.compile(
    r"\b(?:lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|edi|anche)?s?\b|\bweek ?end"
    r"|\b[lmjv] ?(?:au|a|et) ?[mjvsd]\b"
    r"|\btous les jours\b"
)
_PERIOD = re.compile(rf"\b(?:{_MONTH})\b|\b\d{{1,2}}[/ ]\d{{1,2}}\b|annee|vacances|scolaire|ete\b|hiver\b")
_OF_A_SEASON = re.compile(
    rf"\b(?:horaires?|ouvertures?|permanences?|heures|accueil)\b.*\b(?:ete|hiver|estiva\w+|{_MONTH})\b"
    rf"|^(?:hiver|ete)\b"
)
# « 77000 MELUN », « Melun (77000) »
POSTCODE_AND_CITY = re.compile(
    r"(?P<postcode>\d{5})[\s,–-]+(?P<city>[^\W\d].*)|(?P<city_first>[^\W\d]{2}[^\d]*?)[\s,(-]+(?P<postcode_last>\d{5})\)?",
    re.DOTALL,
)

# Names of columns that say the days of sessions: by themselves, beside a last day and a service, and only
# where what is dated comes again on several rows.
SESSION_DATES = frozenset(
    [
        "date de session", "dates de session", "date session", "session", "sessions", "date de la session",
        "dates des sessions", "date de l atelier", "date atelier", "dates des ateliers", "date du cours",
        "dates des cours", "date de la seance", "date seance", "dates des seances", "seance", "seances",
        "date de debut de session", "debut de session", "date de debut de la session", "entree en formation",
        "date d entree en formation", "date du stage", "date de la formation", "date de la reunion",
    ]
)  # fmt: skip
SESSION_BEGINNINGS = frozenset(
    [
        "date de debut",
        "date debut",
        "debut",
        "date d entree",
        "entree",
        "entrees",
        "premier jour",
        "du",
        "date du debut",
    ]
)
PLAIN_DATES = frozenset({"date", "dates", "le", "jour", "jours"})
_SESSION_ENDS = frozenset(
    [
        "date de fin de session", "fin de session", "date de fin", "date fin", "fin", "dernier jour",
        "jusqu au", "au", "sortie", "sorties", "date de sortie", "date de fin de la session",
    ]
)  # fmt: skip
_SESSION_HOURS = frozenset(
    [
        "heure", "heures", "heure de debut", "heure debut", "heure de la session", "heures de la session",
        "heure de l atelier", "heure du cours", "debut", "de",
    ]
)  # fmt: skip
_SESSION_HOUR_ENDS = frozenset({"heure de fin", "heure fin", "fin", "a"})
_SESSION_MORE = frozenset(
    [
        "precisions session", "precisions de la session", "details de la session", "recurrence",
        "periodicite", "frequence", "rythme", "salle",
    ]
)  # fmt: skip
# The field that is no column's value: whether, and from whom, the address is hidden.
CONFIDENTIAL = "confidentiel"
# The field of the numbers that everybody reads beside the first.
OTHER_PHONE = "autre_telephone"
_PLACE, _WHERE, _REACH, _WHEN, _SERVICE, _CONTACT = (
    _("La structure"),
    _("Où elle est"),
    _("La joindre"),
    _("Quand elle ouvre"),
    _("Son service"),
    _("Une personne à joindre (réservé aux professionnels)"),
)


def _day(number: int) -> Target:
    name = FRENCH_DAYS[number]
    return Target(
        name,
        _("Horaires du %(day)s") % {"day": name},
        _WHEN,
        (name, f"h {name}", f"horaires {name}", f"horaire {name}", name[:3]),
        _day_hours,
        many=True,
    )


# Questions that ask for the first and the last day.
_ASKED_DAYS = {
    "a partir de quand": "date de debut", "depuis quand": "date de debut", "debut quand": "date de debut",
    "jusqu a quand": "date de fin", "fin quand": "date de fin",
}  # fmt: skip


def _is_one_of(name: str, names: frozenset[str]) -> bool:
    return _ASKED_DAYS.get(fold(name), fold(name)) in names


def _asked(one: Criterion) -> Target:
    """The column of a criterion, as files give it: its values are many where its column is an array's."""
    column, file = required(one.column), required(one.file)
    return Target(
        column.name,
        file.label,
        _PLACE if column.table is Table.STRUCTURE else _SERVICE,
        file.words,
        _yes_no if isinstance(one, Switch) and not one.codes else None,
        many=isinstance(one, Choices) and one.is_array,
    )


_KNOWN = (
    Target(
        "id",
        _("Identifiant"),
        _PLACE,
        (
            "id",
            "identifiant",
            "id fs",
            "id structure",
            "id lieu",
            "id lieumed",
            "identifiant structure",
            "uuid",
            "reference",
            "ref",
            "code structure",
            "numero",
            "n ordre",
            "numero d ordre",
            "cle",
            "code",
            "nofinesset",
            "finess",
            "organization id",
        ),
    ),
    Target(
        "nom",
        _("Nom"),
        _PLACE,
        (
            "nom",
            "nom structure",
            "nom de la structure",
            "structure",
            "nom association",
            "nom de l association",
            "association",
            # As people shorten them at the head of a column.
            "asso",
            "assoc",
            "nom asso",
            "nom de l asso",
            "organisme",
            "nom organisme",
            "denomination",
            "raison sociale",
            "intitule",
            "libelle",
            "titre",
            "name",
            "nom du lieu",
            "lieu",
            "lib fs",
            "etablissement",
            "nom etablissement",
            "nom du site",
            "site",
            "enseigne",
            "nom de l organisme",
            "title",
            "nom lieu",
            "label fr",
            "name fr",
            "nom fr",
            "rs longue",
            "rslongue",
            "rs",
            "raison sociale longue",
            "organization name",
            "organisation name",
            "structure name",
            "association name",
            "nom usuel",
            "nome",
            "nombre",
            "nom complet",
        ),
        _words,
    ),
    Target(
        "description",
        _("Description"),
        _PLACE,
        (
            "description",
            "presentation",
            "presentation detail",
            "presentation resume",
            "presentation detaillee",
            "descriptif",
            "infos",
            "informations",
            "commentaire",
            "commentaires",
            "remarques",
            "observations",
            "activites",
            "missions",
            "resume",
            "details",
            "objet",
        ),
        many=True,
    ),
    Target(
        "siret",
        _("SIRET"),
        _PLACE,
        ("siret", "n siret", "numero siret", "no siret", "code siret", "pivot", "siret structure"),
        _siret,
        alone=True,
    ),
    _asked(registry.RESEAU),
    # « Porteur » is the name of one as often as what it is.
    replace(_asked(registry.PORTEUR), looks=_holder),
    _asked(registry.ACCESSIBLE),
    Target(
        "accessibilite_lieu",
        _("Page AccèsLibre"),
        _PLACE,
        ("accessibilite lieu", "fiche acces libre", "acceslibre", "accessibilite"),
        _url,
    ),
    Target(
        "lien_source",
        _("Page chez la source"),
        _PLACE,
        ("lien source", "url source", "fiche", "lien fiche"),
        _url,
    ),
    Target(
        "date_maj",
        _("Date de mise à jour"),
        _PLACE,
        (
            "date maj",
            "dat maj",
            "date de mise a jour",
            "mise a jour",
            "maj",
            "date de maj",
            "derniere mise a jour",
            "date modification",
            "updated at",
            "date actualisation",
            "mis a jour le",
            "mise a jour le",
            "modifie le",
            "actualise le",
            "derniere modification",
            "date de modification",
            "date de derniere modification",
            "last modified",
            "last modified time",
            "modified time",
            "modified",
            "last edited time",
            "last updated",
        ),
        _date,
    ),
    Target(
        "numero",
        _("Numéro dans la rue"),
        _WHERE,
        (
            "n",
            "no",
            "num",
            "numero voie",
            "n voie",
            "n de voie",
            "numero de voie",
            "num voie",
            "numero rue",
            "n rue",
            "numvoie",
            "num rue",
            "addr housenumber",
            "house number",
            "street number",
            "housenumber",
            "numero adresse",
        ),
    ),
    Target(
        "adresse",
        _("Adresse (numéro et rue, ou complète)"),
        _WHERE,
        (
            "adresse",
            "adresse postale",
            "rue",
            "voie",
            "adresse complete",
            "adresse 1",
            "adresse1",
            "nom voie",
            "address",
            "street address",
            "address streetaddress",
            "adresse de la structure",
            "adresse du lieu",
            "localisation",
            "nom de voie",
            "libelle voie",
            "lieu adresse",
            "adr",
            "street",
            "street name",
            "lib voie",
            "libelle de voie",
            "addr street",
            "ligne d adresse",
            "adresse l1",
            "ligne 1",
            "direccion",
            "indirizzo",
            "anschrift",
            "strasse",
            "address line 1",
            "address 1",
            "addressline",
        ),
        _whole_address,
        alone=True,
        needs_look=False,
    ),
    Target(
        "complement_adresse",
        _("Complément d'adresse"),
        _WHERE,
        (
            "complement adresse",
            "complement d adresse",
            "comp adresse",
            "complement",
            "adresse 2",
            "adresse2",
            "batiment",
            "complement adr",
            "compvoie",
            "lieu dit",
            "lieuditbp",
            "address line 2",
            "address 2",
        ),
        many=True,
    ),
    Target(
        "type_voie",
        _("Type de voie (rue, avenue…), dans une colonne à part"),
        _WHERE,
        ("type voie", "typvoie", "type de voie", "typ voie", "nature voie"),
    ),
    Target(
        "cp_commune",
        _("Code postal et commune ensemble"),
        _WHERE,
        (
            "cp ville",
            "cp commune",
            "code postal ville",
            "code postal commune",
            "code postal et ville",
            "code postal et commune",
            "ligneacheminement",
            "ligne acheminement",
        ),
        _postcode_and_city,
        alone=True,
    ),
    Target(
        "insee_commune",
        _("Code INSEE et commune ensemble"),
        _WHERE,
        ("code insee et commune", "insee et commune", "insee commune"),
        _postcode_and_city,
    ),
    Target(
        CONFIDENTIAL,
        _("Adresse confidentielle (oui, non)"),
        _WHERE,
        ("adresse confidentielle",),
        many=True,
        named=lambda name: confidentiality.header(name) in (Header.HIDES, Header.SHOWS),
    ),
    Target("boite_postale", _("Boîte postale, CEDEX"), _WHERE, ("bp", "boite postale", "cs", "cedex")),
    Target(
        "code_postal",
        _("Code postal"),
        _WHERE,
        (
            "code postal",
            "cp",
            "codepostal",
            "code post",
            "postal code",
            "postcode",
            "address postalcode",
            "zip",
            "c p",
            "zip code",
            "zipcode",
            "addr postcode",
            "codigo postal",
            "plz",
            "cap",
            "cod postal",
            "code postale",
            "code p",
        ),
        _postcode,
    ),
    Target(
        "commune",
        _("Commune"),
        _WHERE,
        (
            "commune",
            "bureau distributeur",
            "ville",
            "lib com",
            "localite",
            "nom commune",
            "city",
            "libelle commune",
            "nom de la commune",
            "address addresslocality",
            "municipalite",
            "town",
            "addr city",
            "city name",
            "ville nom",
            "commune nom",
            "nom ville",
            "municipality",
            "ciudad",
            "citta",
            "stadt",
            "addresslocality",
            "address locality",
        ),
        _words,
    ),
    Target(
        "code_insee",
        _("Code INSEE de la commune"),
        _WHERE,
        (
            "code insee",
            "insee",
            "insee com",
            "code commune",
            "codgeo",
            "com insee",
            "citycode",
            "code insee commune",
            "depcom",
            "c insee",
            "code officiel commune",
            "city insee",
            "commune insee",
            "code insee de la commune",
        ),
        _insee,
    ),
    Target(
        "latitude",
        _("Latitude (ou y)"),
        _WHERE,
        (
            "latitude",
            "lat",
            "y",
            "coord y",
            "coordonnees y",
            "lat wgs84",
            "geo latitude",
            "y lambert",
            "coordy",
            "coordyet",
            "y wgs84",
            "wgs84 y",
            "y l93",
            "coord lat",
            "latitud",
            "breitengrad",
            "geo lat",
        ),
        _coordinate(-90, 90),
    ),
    Target(
        "longitude",
        _("Longitude (ou x)"),
        _WHERE,
        (
            "longitude",
            "lon",
            "lng",
            "long",
            "x",
            "coord x",
            "coordonnees x",
            "lon wgs84",
            "geo longitude",
            "x lambert",
            "coordx",
            "coordxet",
            "x wgs84",
            "wgs84 x",
            "x l93",
            "coord lon",
            "longitud",
            "geo lng",
            "geo lon",
        ),
        _coordinate(-180, 180),
    ),
    Target(
        "point",
        _("Latitude et longitude ensemble"),
        _WHERE,
        (
            "point",
            "geo point",
            "geo point 2d",
            "coordonnees",
            "coordonnees gps",
            "gps",
            "geopoint",
            "position",
            "geolocalisation",
            "latlon",
        ),
        _pair,
        alone=True,
    ),
    Target(
        "telephone",
        _("Téléphone"),
        _REACH,
        (
            "telephone",
            "tel",
            "num tel",
            "numero de telephone",
            "tel fixe",
            "phone",
            "telephone accueil",
            "n tel",
            "n de telephone",
            "standard",
            "telephone fixe",
            "telephone structure",
            "tel accueil",
            "phone number",
            "contact phone",
            "telephone number",
            "telefono",
            "telefon",
            "tel fax",
            "numero tel",
            "gsm fixe",
            "fixe gsm",
            "fixe mobile",
            "fixe portable",
        ),
        _phone,
        alone=True,
    ),
    # Kept as text: the directory has one number by itself. A second column of numbers is asked about as it.
    Target(OTHER_PHONE, _("Autre téléphone"), _REACH, (), _phone, many=True),
    Target(
        "courriel",
        _("Courriel"),
        _REACH,
        (
            "courriel",
            "courriels",
            "mail",
            "email",
            "e mail",
            "adresse mail",
            "adresse email",
            "mel",
            "adresse electronique",
            "mail accueil",
            "courriel accueil",
            "mail structure",
            "email address",
            "contact email",
            "e mail address",
            "mail address",
            "correo",
        ),
        _email,
        alone=True,
    ),
    Target(
        "site_web",
        _("Site web"),
        _REACH,
        (
            "site web",
            "site internet",
            "site",
            "url",
            "web",
            "website",
            "internet",
            "page web",
            "lien",
            "liens",
            "contact website",
            "web site",
            "homepage",
            "site web url",
        ),
        _url,
        alone=True,
    ),
    Target(
        "joindre",
        _("Téléphone, courriel et site ensemble"),
        _REACH,
        (
            "joindre",
            "coordonnees",
            "contacts",
            "telephone mail",
            "tel mail",
            "mail telephone",
            "tel courriel",
        ),
        _reached,
        many=True,
    ),
    Target(
        "horaires",
        _("Horaires"),
        _WHEN,
        (
            "horaires",
            "horaires accueil",
            "horaires d accueil",
            "horaire",
            "horaires d ouverture",
            "horaires ouverture",
            "opening hours",
            "openinghours",
            "jours et horaires",
            "ouverture",
            "permanences",
            "permanence",
            "jours d ouverture",
            "opening hours specification",
            "hours",
            "hours of operation",
            "schedule",
            "jours et heures d ouverture",
            "heures d ouverture",
            "jours heures",
        ),
        _hours,
        alone=True,
    ),
    *(_day(number) for number in range(7)),
    Target(
        "horaires_saison",
        _("Horaires d'une saison, que son nom dit"),
        _WHEN,
        (),
        _hours,
        many=True,
        named=lambda name: bool(_OF_A_SEASON.search(fold(name))),
    ),
    Target(
        "jours",
        _("Jours, les heures étant à côté"),
        _WHEN,
        (
            "jour",
            "jours",
            "jour d ouverture",
            "jours d accueil",
            "jour de permanence",
            "jours de permanence",
            "day",
        ),
        _weekdays,
    ),
    Target(
        "heures_de",
        _("Heures, ou heure d'ouverture"),
        _WHEN,
        ("heure d ouverture", "heure ouverture", "ouvre a", "horaire d ouverture", "opens at"),
        _day_hours,
    ),
    Target(
        "heures_a",
        _("Heure de fermeture"),
        _WHEN,
        ("heure de fermeture", "heure fermeture", "ferme a", "closes at"),
        _day_hours,
    ),
    Target(
        "periode",
        _("Période de l'année où ces horaires valent"),
        _WHEN,
        ("periode", "periodes", "periode d ouverture", "saison", "mois d ouverture"),
        _period,
    ),
    Target(
        "service_nom",
        _("Nom du service ou de l'atelier"),
        _SERVICE,
        (
            "service",
            "nom service",
            "nom du service",
            "atelier",
            "nom atelier",
            "action",
            "intitule action",
            "intitule de l action",
            "ce qui est propose",
            "permanence",
            "permanences",
            "ce que nous proposons",
            "prestation",
            "formation",
            "intitule de la formation",
            "nom de la formation",
            "intitule du cours",
            "stage",
            "parcours",
        ),
    ),
    Target(
        "service_description",
        _("Description du service"),
        _SERVICE,
        ("description service", "description du service", "contenu", "programme"),
        many=True,
    ),
    _asked(registry.TYPE),
    _asked(registry.THEMATIQUE),
    _asked(registry.PUBLIC),
    Target(
        "publics_precisions",
        _("Précisions sur les publics"),
        _SERVICE,
        ("publics precisions", "precisions publics"),
    ),
    _asked(registry.GRATUIT),
    Target(
        "frais_precisions",
        _("Précisions sur les frais"),
        _SERVICE,
        ("frais precisions", "frais autres", "precisions tarif"),
    ),
    Target(
        "conditions_acces",
        _("Conditions d'accès"),
        _SERVICE,
        (
            "conditions acces",
            "conditions d acces",
            "prerequis",
            "pre requis",
            "modalites d inscription",
            "inscription",
            "criteres",
        ),
    ),
    _asked(registry.LANGUE),
    _asked(registry.NIVEAU),
    _asked(registry.MODE),
    Target(
        "modes_mobilisation",
        _("Comment s'adresser au service"),
        _SERVICE,
        ("modes mobilisation", "modalites acces", "modalites d acces"),
    ),
    Target(
        "mobilisable_par",
        _("Qui peut s'adresser au service"),
        _SERVICE,
        (
            "mobilisable par",
            "oriente par",
            "orient par",
            "orientation par",
            "qui oriente",
            "prescripteur",
            "prescription",
        ),
    ),
    Target(
        "lien_mobilisation",
        _("Lien pour prendre rendez-vous"),
        _SERVICE,
        ("lien mobilisation", "prise rdv", "prise de rdv", "lien rdv", "rendez vous en ligne"),
        _url,
    ),
    Target(
        "zone_eligibilite",
        _("Zone d'éligibilité (codes officiels)"),
        _SERVICE,
        ("zone eligibilite", "zone d eligibilite", "zone diffusion code"),
    ),
    Target(
        "capacite",
        _("Capacité (personnes)"),
        _SERVICE,
        (
            "capacite",
            "nombre de places",
            "nb places",
            "places",
            "effectif",
            "effectif max",
            "effectif maximum",
            "eff max",
            "capacite max",
            "postes",
            "nb de places",
            "nb de postes",
            "nombre de postes",
            "capacite d accueil",
            "capacite autorisee",
            "capacite totale",
        ),
    ),
    Target(
        "volume_horaire_hebdomadaire",
        _("Heures par semaine"),
        _SERVICE,
        (
            "volume horaire hebdomadaire",
            "volume horaire",
            "heures par semaine",
            "nb heures semaine",
            "nb heures par semaine",
            "nombre d heures par semaine",
            "heures semaine",
            "h sem",
            "h semaine",
            "heures sem",
            "nb h sem",
        ),
        lambda cell: simple.number(cell, 0, 168).value is not None,
    ),
    Target(
        "places_restantes",
        _("Places restantes (nombre, ou « complet »)"),
        _SERVICE,
        (
            "places restantes",
            "places disponibles",
            "places libres",
            "restant",
            "restantes",
            "places dispo",
            "nombre de places restantes",
            "nombre de places disponibles",
            "nb places restantes",
            "nb places disponibles",
            "places left",
        ),
    ),
    Target(
        "places_restantes_le",
        _("Places restantes, à la date du"),
        _SERVICE,
        ("places restantes le", "places restantes au", "date places restantes", "date des places"),
        _date,
    ),
    # By whole names: « date de création » is no session.
    Target(
        "session_debut",
        _("Date d'une session, ou son premier jour"),
        _SERVICE,
        (),
        sessions.is_days,
        named=lambda name: _is_one_of(name, SESSION_DATES | SESSION_BEGINNINGS | PLAIN_DATES),
    ),
    Target(
        "session_fin",
        _("Dernier jour d'une session"),
        _SERVICE,
        (),
        sessions.is_days,
        named=lambda name: _is_one_of(name, _SESSION_ENDS),
    ),
    Target(
        "session_heures",
        _("Heures d'une session"),
        _SERVICE,
        (),
        sessions.is_hour,
        named=lambda name: fold(name) in _SESSION_HOURS,
    ),
    Target(
        "session_heure_fin",
        _("Heure de fin d'une session"),
        _SERVICE,
        (),
        sessions.is_hour,
        named=lambda name: fold(name) in _SESSION_HOUR_ENDS,
    ),
    Target(
        "session_precisions",
        _("Précisions sur une session (salle, récurrence)"),
        _SERVICE,
        (),
        many=True,
        named=lambda name: fold(name) in _SESSION_MORE,
    ),
    _asked(registry.GARDE_ENFANTS),
    Target(
        "garde_enfants_precisions",
        _("Précisions sur la garde des enfants"),
        _SERVICE,
        ("garde enfants precisions", "precisions garde enfants", "age des enfants gardes"),
    ),
    Target(
        "a_apporter",
        _("À apporter"),
        _SERVICE,
        ("a apporter", "justificatifs", "pieces a fournir", "documents a apporter", "documents"),
    ),
    Target(
        "contact_nom",
        _("Nom de la personne"),
        _CONTACT,
        (
            "contact",
            "nom contact",
            "contact nom",
            "contact nom prenom",
            "referent",
            "nom referent",
            "responsable",
            "interlocuteur",
            "personne contact",
            "nom du contact",
            "nom du referent",
            "personne a contacter",
            "correspondant",
            "directeur",
            "coordinateur",
            "president",
            "contact name",
            "contact person",
            "animateur",
            "animatrice",
            "nom prenom",
            "prenom nom",
            "nom et prenom",
            "personne ressource",
            # A column each, in the programs where addresses are kept.
            "first name",
            "middle name",
            "last name",
            "given name",
            "family name",
            "surname",
            "prenom",
            "deuxieme prenom",
            "nom de famille",
        ),
        many=True,
    ),
    Target(
        "contact_fonction",
        _("Fonction de la personne"),
        _CONTACT,
        (
            "fonction",
            "fonction contact",
            "poste",
            "qualite",
            "job title",
            "organization title",
            "titre du poste",
            "intitule du poste",
        ),
    ),
    Target(
        "contact_telephone",
        _("Téléphone de la personne"),
        _CONTACT,
        (
            "telephone contact",
            "tel contact",
            "contact telephone",
            "portable",
            "mobile",
            "tel referent",
            "tel portable",
            "telephone referent",
            "gsm",
            "telephone portable",
            "contact tel",
            "contact portable",
            "contact mobile",
            "ligne directe",
            "telephone direct",
            "tel direct",
            "numero direct",
            "telephone mobile",
            "tel mobile",
            "mobile phone",
            "sms",
        ),
        _phone,
    ),
    Target(
        "contact_courriel",
        _("Courriel de la personne"),
        _CONTACT,
        (
            "mail contact",
            "courriel contact",
            "contact mail",
            "contact courriel",
            "email contact",
            "mail referent",
            "courriel referent",
            "contact e mail",
            "mail pro",
            "mail perso",
            "mail direct",
            "courriel direct",
        ),
        _email,
    ),
)
_NAMED = frozenset(target.key for target in _KNOWN)
# Every criterion that files give is a target: those that are not among the others come last.
TARGETS = (
    *_KNOWN,
    *(_asked(one) for one, column, _file in registry.given_by_files() if column.name not in _NAMED),
)
BY_KEY = {target.key: target for target in TARGETS}
DAYS = tuple(FRENCH_DAYS)
SERVICE_KEYS = frozenset(target.key for target in TARGETS if target.group is _SERVICE)
# What a row says of one dated session of its service.
SESSION_KEYS = frozenset(key for key in BY_KEY if key.startswith("session_"))
CONTACT_KEYS = frozenset(target.key for target in TARGETS if target.group is _CONTACT)
