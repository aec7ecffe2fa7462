"""The doors by which the directory leaves, as the matrix asks them: by name, the addresses, and who asks (a
browser where the role has signed in, or a program with its token)."""

from collections.abc import Callable
from math import asinh, pi, radians, tan

from tests.privacy.roles_world import LAT, LON, PRO_POINT, STAFF_POINT, World

HOUSES = ("open", "pro house", "staff house", "draft", "closed")
WEEKLY = ("weekly event", "pros' weekly event")
EVENTS = ("event", "pros' event", "withdrawn event")
PICTURES = ("open picture", "pros' picture", "group's picture", "asked picture")
SHEETS = ("sheet", "pros' sheet", "withdrawn sheet")
NEAR = f"lat={LAT}&lon={LON}&rayon_km=20"
BY_TOKEN = (
    "API by token",
    "tile by token",
    "CSV by token",
    "area by token",
)
Ask = Callable[[World], list[str]]


def _each(path: str, *names: str) -> Ask:
    """Of a structure that is not published the name is not in the address: it is no visitor's to know."""

    def asked(world: World) -> list[str]:
        hidden = ("draft", "closed")
        return [path.format(world[name].pk, "x" if name in hidden else world[name].slug) for name in names]

    return asked


def _numbers(path: str, *names: str) -> Ask:
    return lambda world: [path.format(world[name].pk) for name in names]


def _only(*paths: str) -> Ask:
    return lambda world: list(paths)


def _tiles(world: World) -> list[str]:
    found = []
    for lat, lon in ((LAT, LON), PRO_POINT, STAFF_POINT):
        x = int((lon + 180) / 360 * 2**16)
        y = int((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**16)
        found.append(f"/tiles/structures/16/{x}/{y}.mvt")
    return found


def _api(world: World) -> list[str]:
    return [f"/api/v1/structures?{NEAR}", *_numbers("/api/v1/structures/{}", *HOUSES)(world)]


def _areas(world: World) -> list[str]:
    return _numbers("/couches/zones-desservies/{}.geojson", *HOUSES)(world)


def _chosen(path: str) -> Ask:
    return lambda world: [f"{path}?{'&'.join(f'id={world[name].pk}' for name in HOUSES)}"]


def _file(kind: str) -> Ask:
    return _only(f"/exports/{kind}?departement=77")


OUTLETS: dict[str, Ask] = {
    "page": _each("/structures/{}-{}/", *HOUSES),
    "list": _only(f"/?{NEAR}", "/?departement=77"),
    "compared": _chosen("/comparer/"),
    "printed": _chosen("/fiche-a-imprimer/"),
    "leaflet": _numbers("/structures/{}/depliant.pdf", *HOUSES),
    "writing": _each("/structures/{}-{}/ecrire/", *HOUSES),
    "API": _api,
    "API by token": _api,
    "map": _only("/api/v1/viewport?bbox=2.5,48.4,2.8,48.7&zoom=14"),
    "facets": _only(f"/api/v1/facets?{NEAR}"),
    "tile": _tiles,
    "tile by token": _tiles,
    "area": _areas,
    "area by token": _areas,
    "CSV": _file("csv"),
    "CSV by token": _file("csv"),
    "Excel": _file("xlsx"),
    "Excel to read": _file("excel-a-lire"),
    "data package": _file("data-package"),
    "what files hold": _only("/telecharger/?departement=77"),
    "GeoJSON": _file("geojson"),
    "data·inclusion": _file("data-inclusion"),
    "mediation": _file("mediation-numerique"),
    "address book": _file("vcard"),
    "calendar": _file("icalendar"),
    "feed": _file("atom"),
    "file": lambda world: [
        f"/fichiers/{world[f'{name} photo'].file_id}/{size}"
        for name in ("open", "pro house", "staff house", "draft")
        for size in ("", "petit/")
    ],
    "sitemap": _only("/sitemap-structures.xml", "/sitemap-organisations.xml"),
    "history": _each("/structures/{}-{}/historique/", *HOUSES, "kept"),
    "recent changes": _only("/modifications/?departement=77", "/modifications/?commune=77288"),
    "feed of changes": _only("/modifications/flux.atom?departement=77"),
    "forms": lambda world: [
        f"/structures/{world[name].pk}-{world[name].slug}/modifier/{block}/"
        for name, blocks in (
            ("open", ("presentation", "contacts", "photos")),
            ("pro house", ("adresse", "photos")),
            ("staff house", ("adresse", "photos", "lieux")),
        )
        for block in blocks
    ],
    "service's area form": _numbers(
        "/professionnels/services/{}/zone/", "open service", "pro house service", "staff house service"
    ),
    "organisation": lambda world: [
        f"/organisations/{world[name].pk}-x/" for name in ("ours", "theirs", "discreet")
    ],
    "organisation's desk": _numbers("/professionnels/organisations/{}/", "ours", "theirs", "discreet"),
    "organisations": _only("/professionnels/organisations/"),
    "agreements": lambda world: [
        "/professionnels/conventions/",
        f"/professionnels/conventions/{world['agreement'].pk}/",
    ],
    "directory": _only("/professionnels/annuaire/?pres_de=", "/professionnels/annuaire/?theme=francais"),
    "own judgement": _numbers("/structures/{}/charte/", "open", "draft"),
    "activity report": _numbers("/structures/{}/bilan/", "open", "draft"),
    "labelled": _only("/charte-qualite/"),
    "quality charters": _only(
        "/professionnels/charte-qualite/", "/professionnels/charte-qualite/2/modifier/"
    ),
    "workspace": _only("/professionnels/"),
    "requests": _only("/professionnels/demandes/"),
    "invitations": _only("/professionnels/invitations/"),
    "people": _only("/professionnels/personnes/"),
    "domains": _only("/professionnels/domaines/"),
    "governance": _only("/gouvernance/"),
    "hub": _only("/professionnels/pilotage/"),
    "governance's desk": _only("/professionnels/gouvernance/"),
    "sources": _only("/professionnels/sources/", "/professionnels/sources/essai/"),
    "vocabulary": _only(
        "/professionnels/vocabulaire/?critere=public", "/professionnels/vocabulaire/public/femmes/"
    ),
    "fields of the region": lambda world: [
        "/professionnels/champs/",
        f"/professionnels/champs/{world['taxonomy'].pk}/",
        f"/professionnels/champs/{world['taxonomy'].pk}/{world['taxonomy field'].pk}/",
        f"/professionnels/champs/{world['taxonomy'].pk}/champs.csv",
        f"/professionnels/champs/{world['taxonomy'].pk}/champs.xlsx",
    ],
    "reports": lambda world: [
        "/professionnels/signalements/",
        "/professionnels/signalements/?etat=repondus",
        *(
            f"/professionnels/signalements/{world[name].pk}/"
            for name in ("report", "far report", "missing report")
        ),
    ],
    "network": _only("/reseau/", "/", "/agenda/", "/reseau/actualites/", "/ar/reseau/"),
    "feeds of the network": _only(
        *(f"/reseau/flux/{what}.atom" for what in ("tout", "fiches", "actualites", "agenda", "offres"))
    ),
    "answer about a theme": _only(f"/?theme=droits&{NEAR}", f"/?q=zq&{NEAR}"),
    "suggestions": _only(
        *(f"/api/v1/suggestions?q={word}" for word in ("zqfiche", "zqreservee", "zqenlevee", "zqinterne"))
    ),
    "groups": _only("/reseau/groupes/", "/reseau/groupes/?mots=zq", "/reseau/groupes/?archives=oui"),
    "group": _numbers("/reseau/groupes/{}/", "group", "listed group"),
    "sheet of a group": _numbers("/fiches/{}/", "group's sheet"),
    "forms of a group's sheet": _numbers("/fiches/{}/modifier/", "group's sheet"),
    "history of a group's sheet": _numbers("/reseau/{}/historique/", "group's sheet"),
    "event of a group": _numbers("/agenda/{}-x/", "group's event"),
    "news of a group": _numbers("/reseau/actualites/{}-x/", "group's news"),
    "fields of a group": _numbers("/reseau/groupes/{}/champs/", "group", "listed group"),
    "structures of a group": _numbers("/reseau/groupes/{}-x/structures/", "group", "listed group"),
    "file of a group's structures": _numbers("/reseau/groupes/{}/structures.csv", "group", "listed group"),
    "forms of a group's fields": lambda world: [
        *(
            f"/reseau/groupes/{world[group].pk}/champs/{world[field].pk}/"
            for group, field in (("group", "group's field"), ("listed group", "public field"))
        ),
        *(
            f"/structures/{world['open'].pk}-{world['open'].slug}/modifier/champs/{world[group].pk}/"
            for group in ("group", "listed group")
        ),
    ],
    "photographs": _only("/photos/", "/en/photos/"),
    "gallery": lambda world: [
        *_numbers("/photos/structures/{}/", "open", "pro house")(world),
        *_numbers("/photos/groupes/{}/", "group")(world),
    ],
    "photograph": _numbers("/photos/{}/", *PICTURES),
    "photograph's form": _numbers("/photos/{}/modifier/", *PICTURES),
    "photograph's history": _numbers("/reseau/{}/historique/", *PICTURES),
    "photograph's file": lambda world: [
        f"/fichiers/{world[name].file_id}/{size}" for name in PICTURES for size in ("", "petit/")
    ],
    "asking to remove one": _numbers("/photos/{}/retrait/", *PICTURES),
    "notepad of a group": _numbers("/reseau/blocs-notes/{}-x/", "group's notepad"),
    "history of a group's notepad": _numbers("/reseau/{}/historique/", "group's notepad"),
    "contact that a group took": _numbers("/reseau/contacts-pris/{}-x/", "group's outreach"),
    "bulletins": _only("/reseau/bulletins/", "/en/reseau/bulletins/"),
    "bulletin": lambda world: [
        f"/reseau/bulletins/{world[name].pk}{end}"
        for name in ("bulletin", "pros' bulletin", "draft bulletin")
        for end in ("-x/", ".pdf")
    ],
    "bulletin's desk": lambda world: [
        f"/reseau/bulletins/{world['draft bulletin'].pk}/{page}"
        for page in ("preparer/", "courriel/", "courriel.txt", "envoyer/")
    ],
    "bulletin's history": _numbers("/reseau/{}/historique/", "bulletin", "pros' bulletin", "draft bulletin"),
    "news": _numbers("/reseau/actualites/{}-x/", "news", "pros' news", "ended news"),
    "offers": _only("/reseau/offres/", "/reseau/offres/?quoi=salle&mots=zq", "/en/reseau/offres/"),
    "offer": _numbers("/reseau/offres/{}-x/", "offer", "pros' offer"),
    "offer's history": _numbers("/reseau/{}/historique/", "offer", "pros' offer"),
    "offer's forms": _numbers("/reseau/actualites/{}/modifier/", "offer", "pros' offer"),
    "event": _numbers("/agenda/{}-x/", *EVENTS),
    "agenda": _only("/agenda/?vue=semaine", "/agenda/?vue=mois", "/agenda/trimestre/", "/en/agenda/"),
    "agenda for diaries": _only("/agenda/agenda.ics"),
    "agenda on a map": _only("/agenda/?vue=carte", "/agenda/carte.geojson"),
    "agenda near a place": _only("/agenda/?lat=48.545&lon=2.67&rayon_km=5", "/agenda/?commune=77288"),
    "event that comes again": _numbers("/agenda/{}-x/", *WEEKLY),
    "its diary": _numbers("/agenda/{}-x/agenda.ics", *WEEKLY),
    "its form to move a day": _numbers("/agenda/{}/deplacer/", *WEEKLY),
    "its history": _numbers("/reseau/{}/historique/", *WEEKLY),
    "event's diary": _numbers("/agenda/{}-x/agenda.ics", *EVENTS),
    "event's history": _numbers("/reseau/{}/historique/", *EVENTS),
    "event's forms": lambda world: [
        f"/agenda/{world[name].pk}/{page}/" for name in EVENTS for page in ("modifier", "annuler", "pieces")
    ],
    "event's file": lambda world: [f"/fichiers/{world[f'{name} photo'].file_id}/" for name in EVENTS],
    "who comes": _numbers("/agenda/{}/inscrits/", *EVENTS),
    "news's history": _numbers("/reseau/{}/historique/", "news", "pros' news", "ended news"),
    "sheets": _only("/fiches/?theme=droits", "/en/fiches/?mots=zq"),
    "feed of sheets": _only("/fiches/flux.atom", "/fiches/flux.atom?mots=zq"),
    "sheet": _numbers("/fiches/{}/", *SHEETS),
    "sheet in English": _numbers("/en/fiches/{}/", *SHEETS),
    "sheet's history": _numbers("/reseau/{}/historique/", *SHEETS),
    "sheet's forms": lambda world: [
        f"/fiches/{world[name].pk}/{page}/"
        for name in SHEETS
        for page in ("modifier", "pieces", "traduire/en")
    ],
    "sheet's file": lambda world: [f"/fichiers/{world[f'{name} photo'].file_id}/" for name in SHEETS],
    "printed books": _only("/annuaire-papier/", "/en/annuaire-papier/"),
    "printed book": lambda world: [
        *_numbers("/annuaire-papier/{}.pdf", "book", "public book")(world),
        *_numbers("/annuaire-papier/{}-imprimeur.pdf", "book", "public book")(world),
    ],
    "what changed since a book": _numbers("/annuaire-papier/{}/corrections/", "book", "public book"),
    "editions": _only("/professionnels/annuaire-papier/"),
    "edition's desk": lambda world: [
        *_numbers("/professionnels/annuaire-papier/{}/", "edition", "public edition")(world),
        *_numbers("/professionnels/annuaire-papier/{}/contenu/", "edition")(world),
        *_numbers("/professionnels/annuaire-papier/tirages/{}/", "book", "public book")(world),
    ],
    "recipients": lambda world: [
        *_numbers("/professionnels/annuaire-papier/{}/destinataires/", "edition", "public edition")(world),
        *_numbers("/professionnels/annuaire-papier/{}/destinataires/destinataires.csv", "edition")(world),
        *_numbers("/professionnels/annuaire-papier/destinataires/{}/", "recipient")(world),
    ],
    "widgets": lambda world: ["/integrer/", f"/integrer/{world['widget'].pk}/"],
    "embedded": lambda world: [
        world["widget"].get_absolute_url(),
        *(f"/integre/structure/{world[name].pk}/?cle={world['widget'].key}" for name in HOUSES),
    ],
    "campaigns": lambda world: [
        "/professionnels/campagnes/",
        *_numbers("/professionnels/campagnes/{}/", "campaign", "our campaign")(world),
    ],
    "imports": lambda world: ["/imports/", f"/imports/{world['run'].pk}/"],
    "pairs": lambda world: [
        "/doublons/",
        *_numbers("/doublons/{}/", "pair", "secret pair", "draft pair", "closed pair")(world),
    ],
    "positions": _only("/professionnels/positions/"),
    "charter": _only("/professionnels/charte/"),
    "patrol": _only("/professionnels/patrouille/"),
    "protections": _numbers("/professionnels/structures/{}/protection/", *HOUSES, "kept"),
    "act": _numbers("/professionnels/modifications/{}/annuler/", "edit", "new street", "new detail"),
    "version": lambda world: [
        f"/professionnels/structures/{world[one].pk}/version/{world[event].pk}/"
        for one, event in (("open", "old text event"), ("staff house", "old street event"))
    ],
    "territory's records": _only("/territoire/fiches/?departement=77", "/territoire/qualite/?departement=77"),
}
