# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the structure of a row is, and who may see that: its address, its commune, its position."""

import re

from data.imports.geocode import Asked
from data.imports.records.position import position
from data.imports.records.record import Part
from data.imports.records.row import Row, tell
from data.imports.targets import CONFIDENTIAL
from data.imports.values import confidentiality, coordinates, identifiers, simple, text_of
from places.folding import fold

NO_ADDRESS = "« %s » : ce ne sont pas des mots à montrer, l'adresse n'est pas donnée."
UNSURE_GEOCODER = "Coordonnées d'un géocodeur peu sûr de lui (%.2f) : laissées de côté."
# Below, the positions that a geocoder wrote into a file are not believed.
_BELIEVED = 0.8
_FULL_ADDRESS = re.compile(
    r"(?P<street>.*?)[\s,;\-–]*\b(?P<postcode>\d{5})\b[\s,;\-–]*(?P<city>[^\d,;]*?[^\W\d][^\d,;]*?)(?:\s+cedex.*)?\s*(?:,?\s*france)?",
    re.IGNORECASE | re.DOTALL,
)
# « 44 mail des Petits-Clos, Bruz 35170 »
_CITY_FIRST = re.compile(
    r"(?P<street>.*?)\s*[,;\n–]\s*(?P<city>[^\W\d][^\d,;\n]*?)[\s,(]+(?P<postcode>\d{5})\)?", re.DOTALL
)
_ENDS_WITH_POSTCODE = re.compile(r"(?P<street>.*?\D)[\s,;\-–]+(?P<postcode>\d{5})", re.DOTALL)
_CEDEX = re.compile(r"\s+cedex\b.*", re.IGNORECASE | re.DOTALL)
# What stands where an address is not to be told.
_HIDDEN_WORDS = re.compile(
    r"(?:adresse )?(?:confidentielle?|protegee?|secrete?"
    r"|non (?:communiquee?|diffusee?|publiee?|divulguee?))\b(?! \d)"
)


def fill_address(row: Row, part: Part) -> None:
    """Say where a structure is; what had to be assumed is told. The row then knows its département."""
    street, postcode, city = _whole(row, part)
    code_insee = row.read("code_insee", identifiers.code_insee, part)
    if both := identifiers.postcode_and_city(text_of(row.cell("insee_commune"))):
        code_insee, city = code_insee or both[0], city or _bare_city(both[1])
    complement = _complement(row, part)
    street = _street(row, part, street)
    if row.has("adresse") or row.has("numero"):
        part.payload["adresse"] = simple.text(street, 255).value
    if row.has("complement_adresse") or row.has("boite_postale"):
        part.payload["complement_adresse"] = simple.text(complement, 255).value
    located = row.layout.locator.locate(Asked(street, postcode, city, code_insee, _point(row, part)))
    part.doubts += [("position", doubt.message, doubt.lost) for doubt in located.doubts]
    row.departement = row.layout.locator.departement(located.code_insee)
    if row.speaks_of_place():
        part.payload["code_postal"] = located.code_postal
        part.payload["commune_nom"] = located.commune_nom[:100]
        # Its key stays what the row says, whatever is understood or answered of it.
        row.place_said = {"code_postal": postcode, "commune_nom": city[:100]}
        part.payload["code_insee"] = located.code_insee
        part.payload |= position(located)


def fill_visibility(row: Row, part: Part) -> None:
    """Say who may see the address: the strictest of what the columns that speak of it say."""
    for place in row.layout.places.get(CONFIDENTIAL, ()):
        shows = confidentiality.header(row.layout.headers[place]) is confidentiality.Header.SHOWS
        reading = confidentiality.read(row.cell_at(place), shows=shows)
        tell("address_visibility", reading, part)
        said = confidentiality.visibility(reading.value, row.layout.hidden_from)
        if said is not None:
            part.payload["address_visibility"] = max(said, part.payload.get("address_visibility", 0))


def _whole(row: Row, part: Part) -> tuple[str, str, str]:
    """The street, the postcode and the city, of columns of their own or of one that says several."""
    street = row.read("adresse", lambda cell: simple.text(cell, 400), part).replace("\n", ", ")
    postcode = row.read("code_postal", identifiers.code_postal, part)
    city = row.read("commune", lambda cell: simple.text(cell, 100), part).replace("\n", " ")
    street, postcode, city = _split(street, postcode, city)
    city = _CEDEX.sub("", city).strip()
    both = identifiers.postcode_and_city(text_of(row.cell("cp_commune")))
    if both and not postcode and not city:
        postcode, city = both[0], _bare_city(both[1])
    return street, postcode, city


def _street(row: Row, part: Part, street: str) -> str:
    """The street with its kind and its number, where these have columns of their own; nothing of one that is
    not to be told."""
    kind, number = text_of(row.cell("type_voie")), text_of(row.cell("numero"))
    if kind and street and not fold(street).startswith(f"{fold(kind)} "):
        street = f"{kind} {street}"
    if number and street and not street.startswith(number):
        street = f"{number} {street}"
    if _HIDDEN_WORDS.match(fold(street)):
        part.doubts.append(("adresse", NO_ADDRESS % street[:60], False))
        return ""
    return street


def _complement(row: Row, part: Part) -> str:
    extra = row.joined("complement_adresse", 255, part, separator=", ")
    return ", ".join(filter(None, (extra, text_of(row.cell("boite_postale")))))


def _point(row: Row, part: Part) -> coordinates.Coordinates:
    place = row.layout.score
    # Answers that a geocoder wrote into the file are worth what its score says.
    if place is not None and row.cell_at(place) is not None:
        score = simple.number(row.cell_at(place), 0, 1).value
        if score is not None and score < _BELIEVED:
            part.doubts.append(("position", UNSURE_GEOCODER % score, True))
            return coordinates.Coordinates()
    if row.has("latitude") or row.has("longitude"):
        found = coordinates.read(row.cell("latitude"), row.cell("longitude"))
        if found.lat is not None or not row.has("point"):
            return found
    return coordinates.read(row.cell("point"), None) if row.has("point") else coordinates.Coordinates()


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
