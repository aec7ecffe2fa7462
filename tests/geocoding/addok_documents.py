"""Addresses invented for the tests, around the real centres of three communes, as addok takes them in."""

import json
from pathlib import Path

BELFORT, DELLE, JONCHEREY, MEROUX = "90010", "90033", "90056", "90068"
_TOWNS = {
    BELFORT: ("Belfort", "90000", 47.638, 6.863),
    DELLE: ("Delle", "90100", 47.508, 6.998),
    JONCHEREY: ("Joncherey", "90100", 47.527, 7.001),
}


def town(code: str) -> dict:
    name, postcode, lat, lon = _TOWNS[code]
    return {
        "id": code,
        "type": "municipality",
        "name": name,
        "postcode": [postcode],
        "citycode": code,
        "city": name,
        "lat": lat,
        "lon": lon,
        "importance": 0.5,
        "context": "90, Territoire de Belfort, Bourgogne-Franche-Comté",
    }


def street(code: str, name: str, numbers: tuple[str, ...], north: float = 0.0, east: float = 0.0) -> dict:
    """A street `north` and `east` of the centre (degrees), its numbers ten metres apart."""
    city, postcode, lat, lon = _TOWNS[code]
    lat, lon = lat + north, lon + east
    return {
        "id": f"{code}_{name}_{north}",
        "type": "street",
        "name": name,
        "postcode": [postcode],
        "citycode": [code],
        "city": [city],
        "lat": lat,
        "lon": lon,
        "importance": 0.4,
        "context": "90, Territoire de Belfort, Bourgogne-Franche-Comté",
        "housenumbers": {
            number: {"lat": round(lat + index * 0.0001, 6), "lon": lon}
            for index, number in enumerate(numbers)
        },
    }


DOCUMENTS = [
    town(BELFORT),
    town(DELLE),
    town(JONCHEREY),
    street(BELFORT, "Rue des Essais", ("1", "2", "2BIS", "5", "9"), north=0.002),
    street(BELFORT, "Impasse du Contrôle", ("1", "3"), north=0.004),
    street(BELFORT, "Avenue du Général Épreuve", ("10", "12"), north=-0.003),
    street(BELFORT, "Rue de la Vérification", ("4",), north=0.001, east=0.004),
    street(BELFORT, "Rue de la Carrière", ("4",), north=-0.001, east=0.003),
    street(DELLE, "Rue de la Charrière", ("1",), north=0.004, east=0.002),
    # Names a letter from others: of a street elsewhere, of a commune, in what is added to a street's own.
    street(BELFORT, "Rue de la Grande Cible", ("4",), north=0.007),
    street(DELLE, "Impasse de la Grange", ("1",), north=0.006),
    street(BELFORT, "Rue de la Vigne", ("4",), north=0.008),
    street(BELFORT, "Rue de l'Ancienne Manufacture (Le Moulin)", ("4",), north=0.009),
    # The same name twice in one commune, as after a merger.
    street(BELFORT, "Rue du Double", ("7",), north=0.006),
    street(BELFORT, "Rue du Double", ("7",), north=-0.006),
    # A number that the data put far outside its commune.
    street(BELFORT, "Rue du Lointain", ("8",), north=0.3),
    street(DELLE, "Rue des Essais", ("1", "4"), north=0.001),
    street(DELLE, "Rue de Delle", ("6",), north=-0.001),
    # What a provider adds to a name; twice the same one with different additions.
    street(DELLE, "Route du Bornage (Rd19)", ("3",), north=0.003),
    street(DELLE, "Rue de l'Atelier - Bas", ("2", "6"), north=0.005),
    street(DELLE, "Rue de l'Atelier - Haut", ("2", "8"), north=-0.004),
    # The neighbour's, under the same postcode.
    street(DELLE, "Rue du Partage", ("5", "7"), north=0.002, east=0.002),
    street(JONCHEREY, "Rue du Partage", ("5",), north=0.001),
    street(JONCHEREY, "Rue de la Mitoyenne", ("5", "11"), north=-0.001),
]


def write(file: Path) -> Path:
    file.write_text("".join(json.dumps(document, ensure_ascii=False) + "\n" for document in DOCUMENTS))
    return file
