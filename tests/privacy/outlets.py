"""Every door by which the directory leaves, as addresses to ask.

`ROUTES` holds for each named route of the site what to ask of it; a test fails where a route is missing.
What is asked is about the structures given, from the points and with the words given, so that a hidden value
that weighs on any answer shows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from data.exports.offered import formats
from mapping.editing.offered import BLOCKS


@dataclass(frozen=True, slots=True)
class About:
    """What to ask about: structures and services by number, points (latitude, longitude), words, and the
    department where they are."""

    structures: tuple[int, ...]
    services: tuple[int, ...]
    points: tuple[tuple[float, float], ...]
    words: tuple[str, ...]
    runs: tuple[int, ...] = ()
    pairs: tuple[int, ...] = ()
    contacts: tuple[int, ...] = ()


# Two needs, each with criteria of its own.
NEEDS = "theme=francais&theme=logement&niveau.francais=A1&ouvert.francais=jeudi&langue.logement=ar"


def _searches(about: About) -> list[str]:
    """Query strings: places, criteria and words, alone and together."""
    near = [f"lat={lat}&lon={lon}" for lat, lon in about.points]
    asked = [
        "",
        "theme=francais",
        "tri=pertinence",
        "hors_zone=oui",
        f"{NEEDS}&theme=sante",
        "ouvert=jeudi",
        "rayon_km=0.2",
        "vue=carte",
    ]
    words = [f"q={word}" for word in about.words]
    return [
        *(f"{place}&{one}".rstrip("&") for place in near for one in (*asked, *words)),
        *words,
        f"{NEEDS}&tri=renseignees", f"{NEEDS}&departement=77",
        "commune=77288", "departement=77", "epci=247700057", "departement=77&tri=nom", "rayon_km=beaucoup",
    ]  # fmt: skip


def _boxes(about: About) -> list[str]:
    """Boxes around each point, from a few streets to the département."""
    found = []
    for lat, lon in about.points:
        for half, zoom in ((0.002, 17), (0.02, 14), (0.2, 11), (1.5, 8)):
            found.append(
                f"bbox={lon - half:.4f},{lat - half:.4f},{lon + half:.4f},{lat + half:.4f}&zoom={zoom}"
            )
    return found


def _tiles(about: About) -> Iterable[str]:
    from math import asinh, pi, radians, tan

    for lat, lon in about.points:
        for z in (8, 11, 14, 16):
            x = int((lon + 180) / 360 * 2**z)
            y = int((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**z)
            yield f"/tiles/structures/{z}/{x}/{y}.mvt"
        yield f"/tiles/structures/{z}/{x}/{y}.mvt?{NEEDS}"


_Ask = Callable[[About], Iterable[str]]


def _each(path: str, of: str = "structures", *more: str) -> _Ask:
    return lambda about: [
        f"{path.format(number)}{query}" for number in getattr(about, of) for query in ("", *more)
    ]


def _searched(path: str) -> _Ask:
    return lambda about: [f"{path}?{query}" for query in _searches(about)]


def _only(*paths: str) -> _Ask:
    return lambda about: paths


def _exports(about: About) -> list[str]:
    kinds = (*formats(), "atom")
    lat, lon = about.points[0]
    queries = (
        "departement=77",
        f"departement=77&{NEEDS}",
        f"lat={lat}&lon={lon}&rayon_km=3",
        f"q={about.words[0]}",
    )
    return [f"/exports/{kind}?{query}" for kind in kinds for query in queries]


def _chosen(path: str) -> _Ask:
    return lambda about: [
        f"{path}?" + "&".join([*asked, *(f"id={number}" for number in about.structures)])
        for asked in ((), (NEEDS,))
    ]


def _of_contacts(path: str) -> _Ask:
    """Each structure has two contacts, made in its turn."""

    def asked(about: About) -> list[str]:
        twice = [number for number in about.structures for _both in "ab"]
        return [path.format(*one) for one in zip(twice, about.contacts, strict=False)]

    return asked


def _of_services(path: str) -> _Ask:
    """Each structure has one service, made in its turn."""
    return lambda about: [path.format(*one) for one in zip(about.structures, about.services, strict=False)]


ROUTES: dict[str, _Ask] = {
    "home": _searched("/"),
    "structure": _each("/structures/{}-x/", "structures", f"?{NEEDS}"),
    "structure-short": _each("/structures/{}/"),
    "search-qr": _only("/partager/qr.svg?departement=77"),
    "compare": _chosen("/comparer/"),
    "pathway": _chosen("/parcours/"),
    "print-sheet": _chosen("/fiche-a-imprimer/"),
    "write": lambda about: [f"/ecrire/?page=/structures/{number}-x/" for number in about.structures],
    "write-structure": lambda about: [
        *(f"/structures/{number}-x/ecrire/" for number in about.structures),
        *(
            f"/structures/{number}-x/ecrire/?service={service}"
            for number in about.structures
            for service in about.services
        ),
    ],
    "guide": _only("/par-ou-commencer/?etape=besoin"),
    "language": _only("/langue/"),
    "components": _only("/composants/"),
    "help": _only("/aide/"),
    "accessibility": _only("/accessibilite/"),
    "legal": _only("/mentions-legales/"),
    "privacy": _only("/donnees-personnelles/"),
    "site-map": _only("/plan-du-site/"),
    "sitemap": _only("/sitemap.xml"),
    "sitemap-part": _only("/sitemap-structures.xml", "/sitemap-pages.xml"),
    "api-structures": _searched("/api/v1/structures"),
    "api-structure": _each("/api/v1/structures/{}"),
    "api-structure-contacts": _each("/api/v1/structures/{}/contacts"),
    "api-contact": lambda about: [f"/api/v1/contacts/{number}" for number in (*range(1, 4), *about.contacts)],
    "api-remote": _searched("/api/v1/a-distance"),
    "api-facets": _searched("/api/v1/facets"),
    "api-viewport": lambda about: [
        *(f"/api/v1/viewport?{box}" for box in _boxes(about)),
        *(f"/api/v1/viewport?{box}&{NEEDS}" for box in _boxes(about)[1::4]),
    ],
    "api-towns": lambda about: [
        f"/api/v1/viewport/villes?{box}" for box in _boxes(about) if int(box.rpartition("=")[2]) <= 12
    ],
    "api-geocode": lambda about: [
        f"/api/v1/geocode?q={word}{way}"
        for word in about.words
        for way in ("", "&autocomplete=communes", "&autocomplete=rues")
    ],
    "api-suggestions": lambda about: [
        f"/api/v1/suggestions?q={word}{way}" for word in about.words for way in ("", "&genre=adresse")
    ],
    "api-understand": lambda about: [f"/api/v1/comprendre?q={word}" for word in about.words],
    "api-reverse": lambda about: [f"/api/v1/reverse?lat={lat}&lon={lon}" for lat, lon in about.points],
    "api-themes": _only("/api/v1/themes"),
    "api-schema": _only("/api/v1/schema"),
    "export": _exports,
    "tile": _tiles,
    "service-areas": _each("/couches/zones-desservies/{}.geojson"),
    "deposited-zones": _only("/couches/zones/1.geojson"),
    "outlines": _only("/couches/communes/77.geojson"),
    "intercommunalities": _only("/couches/intercommunalites/77.geojson"),
    "departements": _only("/couches/departements/77.geojson"),
    "country": _only("/couches/france.geojson"),
    "territory": _only("/territoire/?departement=77"),
    "territory-communes": _only("/territoire/communes/?departement=77&communes=toutes"),
    "territory-records": _only("/territoire/fiches/?departement=77&etat=a-verifier"),
    "territory-records-file": _only("/territoire/fiches.csv?departement=77&etat=a-verifier"),
    "territory-quality": _only("/territoire/qualite/?departement=77"),
    "territory-zones-file": _only("/territoire/zones.csv?departement=77"),
    "territory-siting-note": _only("/territoire/ouvrir/note.pdf?departement=77"),
    "territory-country": _only("/territoire/france/"),
    "territory-outlines": _only("/territoire/contours.geojson?departement=77"),
    "territory-takeaway": _only("/territoire/rapport.csv?departement=77"),
    "territory-siting": _only("/territoire/ouvrir/?departement=77"),
    "territory-scenario-new": _only("/territoire/et-si/"),
    "territory-scenario": _only("/territoire/et-si/00000000-0000-4000-8000-000000000000/"),
    "territory-uploads": _only("/territoire/depots/"),
    "imports": _only("/imports/"),
    "import": _each("/imports/{}/", "runs"),
    "import-columns": _each("/imports/{}/colonnes/", "runs"),
    "import-rehearse": _each("/imports/{}/repeter/", "runs"),
    "import-apply": _each("/imports/{}/appliquer/", "runs"),
    "import-undo": _each("/imports/{}/annuler/", "runs"),
    "import-now": _each("/imports/{}/ici/", "runs"),
    "duplicates": _only("/doublons/"),
    "duplicate": _each("/doublons/{}/", "pairs"),
    "workspace": _only("/professionnels/"),
    "review": _only("/professionnels/positions/"),
    "review-decide": _only("/professionnels/positions/1/"),
    "edit-structure": _each("/structures/{}-x/modifier/"),
    "edit": lambda about: [
        f"/structures/{number}-x/modifier/{block.name}/" for number in about.structures for block in BLOCKS
    ],
    "edit-add": lambda about: [
        f"/structures/{number}-x/modifier/{block.name}/ajouter/"
        for number in about.structures
        for block in BLOCKS
        if block.is_of_several
    ],
    "edit-one": lambda about: [
        *_of_contacts("/structures/{}-x/modifier/contacts/{}/")(about),
        *_of_services("/structures/{}-x/modifier/services/{}/")(about),
        *_of_services("/structures/{}-x/modifier/lieux/{}/")(about),
    ],
    "edit-remove": lambda about: [
        *_of_contacts("/structures/{}-x/modifier/contacts/{}/retirer/")(about),
        *_of_services("/structures/{}-x/modifier/services/{}/retirer/")(about),
    ],
    "edit-undo": _each("/structures/{}-x/modifier/annuler/1/"),
    "edit-closed": _each("/structures/{}-x/fermee/"),
    "structure-new": _only("/structures/nouvelle/"),
    "service-area": _each("/professionnels/services/{}/zone/", "services"),
    "edit-places": _of_services("/structures/{}-x/modifier/places/{}/"),
    "hours-read": _only("/professionnels/horaires/lire/"),
    "run": _only("/professionnels/geocodages/1/"),
    "run-cancel": _only("/professionnels/geocodages/1/annuler/"),
    "login": _only("/connexion/"),
    "logout": _only("/deconnexion/"),
}


def addresses(about: About) -> list[str]:
    """Everything to ask, each once, and the pages in another language."""
    found = [address for ask in ROUTES.values() for address in ask(about)]
    return list(dict.fromkeys([*found, "/ar/?departement=77", f"/uk/structures/{about.structures[0]}/"]))


def route_names() -> set[str]:
    """The names of the site's own routes; the administration is staff's."""

    def walk(patterns: Iterable[URLPattern | URLResolver]) -> Iterable[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace != "admin":
                    yield from walk(pattern.url_patterns)
            elif pattern.name:
                yield pattern.name

    return set(walk(get_resolver().url_patterns))
