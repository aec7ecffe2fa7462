# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the structure is: its address, whole or in pieces, its commune, its position."""

from django.utils.translation import gettext_lazy as _

from data.imports.targets import looks
from data.imports.targets.target import PLACE, Target
from data.imports.values import confidentiality
from data.imports.values.confidentiality import Header

# The field that is no column's value: whether, and from whom, the address is hidden.
CONFIDENTIAL = "confidentiel"

TARGETS = (
    Target(
        "numero",
        _("Numéro dans la rue"),
        PLACE,
        (
            "n", "no", "num", "numero voie", "n voie", "n de voie", "numero de voie", "num voie",
            "numero rue", "n rue", "numvoie", "num rue", "addr housenumber", "house number", "street number",
            "housenumber", "numero adresse",
        ),
    ),
    Target(
        "adresse",
        _("Adresse (numéro et rue, ou complète)"),
        PLACE,
        (
            "adresse", "adresse postale", "rue", "voie", "adresse complete", "adresse 1", "adresse1",
            "nom voie", "address", "street address", "address streetaddress", "adresse de la structure",
            "adresse du lieu", "localisation", "nom de voie", "libelle voie", "lieu adresse", "adr", "street",
            "street name", "lib voie", "libelle de voie", "addr street", "ligne d adresse", "adresse l1",
            "ligne 1", "direccion", "indirizzo", "anschrift", "strasse", "address line 1", "address 1",
            "addressline",
        ),
        looks.is_whole_address,
        alone=True,
        needs_look=False,
    ),
    Target(
        "complement_adresse",
        _("Complément d'adresse"),
        PLACE,
        (
            "complement adresse", "complement d adresse", "comp adresse", "complement", "adresse 2",
            "adresse2", "batiment", "complement adr", "compvoie", "lieu dit", "lieuditbp", "address line 2",
            "address 2",
        ),
        many=True,
    ),
    Target(
        "type_voie",
        _("Type de voie (rue, avenue…), dans une colonne à part"),
        PLACE,
        ("type voie", "typvoie", "type de voie", "typ voie", "nature voie"),
    ),
    Target(
        "cp_commune",
        _("Code postal et commune ensemble"),
        PLACE,
        (
            "cp ville", "cp commune", "code postal ville", "code postal commune", "code postal et ville",
            "code postal et commune", "ligneacheminement", "ligne acheminement",
        ),
        looks.is_postcode_and_city,
        alone=True,
    ),
    Target(
        "insee_commune",
        _("Code INSEE et commune ensemble"),
        PLACE,
        ("code insee et commune", "insee et commune", "insee commune"),
        looks.is_postcode_and_city,
    ),
    Target(
        CONFIDENTIAL,
        _("Adresse confidentielle (oui, non)"),
        PLACE,
        ("adresse confidentielle",),
        many=True,
        named=lambda name: confidentiality.header(name) in (Header.HIDES, Header.SHOWS),
    ),
    Target("boite_postale", _("Boîte postale, CEDEX"), PLACE, ("bp", "boite postale", "cs", "cedex")),
    Target(
        "code_postal",
        _("Code postal"),
        PLACE,
        (
            "code postal", "cp", "codepostal", "code post", "postal code", "postcode", "address postalcode",
            "zip", "c p", "zip code", "zipcode", "addr postcode", "codigo postal", "plz", "cap", "cod postal",
            "code postale", "code p",
        ),
        looks.is_postcode,
    ),
    Target(
        "commune",
        _("Commune"),
        PLACE,
        (
            "commune", "bureau distributeur", "ville", "lib com", "localite", "nom commune", "city",
            "libelle commune", "nom de la commune", "address addresslocality", "municipalite", "town",
            "addr city", "city name", "ville nom", "commune nom", "nom ville", "municipality", "ciudad",
            "citta", "stadt", "addresslocality", "address locality",
        ),
        looks.is_words,
    ),
    Target(
        "code_insee",
        _("Code INSEE de la commune"),
        PLACE,
        (
            "code insee", "insee", "insee com", "code commune", "codgeo", "com insee", "citycode",
            "code insee commune", "depcom", "c insee", "code officiel commune", "city insee", "commune insee",
            "code insee de la commune",
        ),
        looks.is_insee,
    ),
    Target(
        "latitude",
        _("Latitude (ou y)"),
        PLACE,
        (
            "latitude", "lat", "y", "coord y", "coordonnees y", "lat wgs84", "geo latitude", "y lambert",
            "coordy", "coordyet", "y wgs84", "wgs84 y", "y l93", "coord lat", "latitud", "breitengrad",
            "geo lat",
        ),
        looks.is_between(-90, 90),
    ),
    Target(
        "longitude",
        _("Longitude (ou x)"),
        PLACE,
        (
            "longitude", "lon", "lng", "long", "x", "coord x", "coordonnees x", "lon wgs84", "geo longitude",
            "x lambert", "coordx", "coordxet", "x wgs84", "wgs84 x", "x l93", "coord lon", "longitud",
            "geo lng", "geo lon",
        ),
        looks.is_between(-180, 180),
    ),
    Target(
        "point",
        _("Latitude et longitude ensemble"),
        PLACE,
        (
            "point", "geo point", "geo point 2d", "coordonnees", "coordonnees gps", "gps", "geopoint",
            "position", "geolocalisation", "latlon",
        ),
        looks.is_point,
        alone=True,
    ),
)  # fmt: skip
