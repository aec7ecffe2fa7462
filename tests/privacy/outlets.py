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
    files: tuple[str, ...] = ()
    organisations: tuple[int, ...] = ()
    sheets: tuple[int, ...] = ()
    news: tuple[int, ...] = ()
    offers: tuple[int, ...] = ()
    replies: tuple[int, ...] = ()
    events: tuple[int, ...] = ()
    weekly: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    posts: tuple[int, ...] = ()
    notepads: tuple[int, ...] = ()
    outreach: tuple[int, ...] = ()
    bulletins: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()
    # What the history noted, and who did it.
    acts: tuple[int, ...] = (1,)
    people: tuple[int, ...] = (1,)
    # By record, an event of it.
    versions: tuple[tuple[int, int], ...] = ((1, 1),)
    # By their keys.
    widgets: tuple[str, ...] = ()


# What has a history of its own in the network.
_SHARED = (
    "sheets",
    "news",
    "offers",
    "events",
    "topics",
    "posts",
    "notepads",
    "outreach",
    "bulletins",
    "pictures",
)
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
        "commune=77288", "departement=77", "epci=247700057", "territoire=essai", "departement=77&tri=nom",
        "rayon_km=beaucoup",
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


def _of_acts(path: str, of: str = "structures") -> _Ask:
    return lambda about: [path.format(one, act) for one in getattr(about, of) for act in about.acts]


def _of_versions(*paths: str, of: str = "structures") -> _Ask:
    return lambda about: [
        path.format(*one) for path in paths for one in about.versions if one[0] in (1, *getattr(about, of))
    ]


def _of_services(path: str) -> _Ask:
    """Each structure has one service, made in its turn."""
    return lambda about: [path.format(*one) for one in zip(about.structures, about.services, strict=False)]


# By territory, theme, road, author and time.
_CHANGES = (
    "departement=77", "commune=77288", "epci=247700057", "departement=77&theme=francais", "auteur=1",
    "departement=77&voie=personnes", "a_voir=oui", "du=2020-01-01&au=2100-01-01", "lieu=nulle part",
)  # fmt: skip

ROUTES: dict[str, _Ask] = {
    "home": _searched("/"),
    "structure": _each("/structures/{}-x/", "structures", f"?{NEEDS}"),
    "structure-short": _each("/structures/{}/"),
    "structure-poster": _each("/structures/{}/affiche.pdf", "structures", "?format=a3"),
    "structure-leaflet": _each("/structures/{}/depliant.pdf"),
    "posters": _chosen("/affiches.pdf"),
    "leaflets": _chosen("/depliants.pdf"),
    "observatory": _only("/observatoire/", "/observatoire/?epci=247700057&theme=francais"),
    "observatory-file": _only("/observatoire/fichier.csv", "/observatoire/fichier.xlsx"),
    "structure-asked": _each("/structures/{}/demandes/"),
    "structure-asked-file": _each("/structures/{}/demandes.csv"),
    "grid": _each("/structures/{}/comptage/"),
    "grid-correct": _each("/structures/{}/comptage/corriger/"),
    "grid-sheet": _each("/structures/{}/comptage/feuille/"),
    "grid-offline": _each("/structures/{}/comptage/hors-ligne.js"),
    "grid-lines": _each("/structures/{}/comptage/lignes/"),
    "grid-remind": _each("/structures/{}/comptage/rappel/"),
    "grid-file": _each("/structures/{}/comptage.csv"),
    "satisfaction": _each("/structures/{}/satisfaction/"),
    "satisfaction-code": _each("/structures/{}/satisfaction/code/"),
    "satisfaction-typed": _each("/structures/{}/satisfaction/saisie/"),
    "satisfaction-partners": _each("/structures/{}/satisfaction/partenaires/"),
    "satisfaction-show": _each("/structures/{}/satisfaction/montrer/"),
    "satisfaction-sheets": _each("/structures/{}/satisfaction/papier/"),
    "satisfaction-file": _each("/structures/{}/satisfaction.csv"),
    "satisfaction-network": _only("/professionnels/satisfaction/"),
    "satisfaction-network-file": _only("/professionnels/satisfaction.csv"),
    "opinion-start": _only("/avis/", "/avis/?code=AAAAA-AAAAA"),
    "opinion-thanks": _only("/avis/merci/"),
    "opinion": _only("/avis/AAAAA-AAAAA/"),
    "surveys": _only("/reseau/enquetes/"),
    "survey-new": _only("/reseau/enquetes/nouvelle/"),
    "survey": _only("/reseau/enquetes/1/"),
    "survey-recipients": _only("/reseau/enquetes/1/destinataires/"),
    "survey-edit": _only("/reseau/enquetes/1/modifier/"),
    "survey-question-new": _only("/reseau/enquetes/1/questions/nouvelle/"),
    "survey-question": _only("/reseau/enquetes/1/questions/1/"),
    "survey-act": _only("/reseau/enquetes/1/agir/"),
    "survey-answer": _only("/reseau/enquetes/1/repondre/"),
    "survey-draft": _only("/reseau/enquetes/1/garder/"),
    "survey-file": _only("/reseau/enquetes/1/resultats.csv"),
    "survey-public": _only("/enquetes/1/"),
    "survey-shown": _only("/enquetes/1/resultats/"),
    "survey-thanks": _only("/enquetes/merci/"),
    "survey-letter": _only("/enquetes/lettre/x:y/"),
    "survey-stop": _only("/enquetes/arret/x:y/"),
    "charter-of-structure": _each("/structures/{}/charte/"),
    "charter-piece": _each("/structures/{}/charte/document/"),
    "charter-visit": _each("/structures/{}/charte/visite/"),
    "charter-decision": _each("/structures/{}/charte/decision/"),
    "charter-withdrawal": _each("/structures/{}/charte/retrait/"),
    "quality-charter": _only("/charte-qualite/"),
    "quality-charters": _only("/professionnels/charte-qualite/"),
    "quality-charter-edit": _only("/professionnels/charte-qualite/2/modifier/"),
    "quality-charter-version": _only("/professionnels/charte-qualite/1/"),
    "structure-report": _each("/structures/{}/bilan/"),
    "structure-report-file": _each("/structures/{}/bilan.xlsx"),
    "structure-report-pdf": _each("/structures/{}/bilan.pdf"),
    "territory-report": _only("/professionnels/bilan/", "/professionnels/bilan/?territoire=247700057"),
    "territory-report-file": _only("/professionnels/bilan.xlsx"),
    "territory-report-pdf": _only("/professionnels/bilan.pdf"),
    "used": _only("/usage/"),
    "searched-posters": _only(
        "/professionnels/affiches.pdf?departement=77", "/professionnels/affiches.pdf?q=cache"
    ),
    "searched-leaflets": _only("/professionnels/depliants.pdf?departement=77"),
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
    "report-structure": _each("/structures/{}-x/signaler/"),
    "propose": _only("/proposer/"),
    "guide": _only("/par-ou-commencer/?etape=besoin"),
    "language": _only("/langue/"),
    "try": _only("/essai/"),
    "try-mails": _only("/essai/courriels/"),
    "components": _only("/composants/"),
    "help": _only("/aide/"),
    "accessibility": _only("/accessibilite/"),
    "legal": _only("/mentions-legales/"),
    "governance": _only("/gouvernance/"),
    "privacy": _only("/donnees-personnelles/"),
    "site-map": _only("/plan-du-site/"),
    "sitemap": _only("/sitemap.xml"),
    "sitemap-part": _only("/sitemap-structures.xml", "/sitemap-pages.xml", "/sitemap-organisations.xml"),
    "picture-home": _only("/apercus/accueil.png"),
    "picture-structure": _each("/apercus/structures/{}.png"),
    "picture-theme": _only("/apercus/themes/francais.png"),
    "picture-search": _only("/apercus/themes/francais/77288.png"),
    "picture-commune": _only("/apercus/communes/77288.png"),
    "picture-resource": _each("/apercus/fiches/{}.png", "sheets"),
    "picture-event": _each("/apercus/agenda/{}.png", "events"),
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
    "api-imports": _only("/api/v1/imports"),
    "api-import": _each("/api/v1/imports/{}", "runs"),
    "api-import-rows": _each("/api/v1/imports/{}/rows", "runs"),
    "api-import-apply": _each("/api/v1/imports/{}/apply", "runs"),
    "api-import-undo": _each("/api/v1/imports/{}/undo", "runs"),
    "api-import-redo": _each("/api/v1/imports/{}/redo", "runs"),
    "export": _exports,
    "exports": _searched("/telecharger/"),
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
    "import-values": _each("/imports/{}/valeurs/", "runs"),
    "import-communes": _each("/imports/{}/communes/", "runs"),
    "import-cells": _each("/imports/{}/cellules/", "runs"),
    "import-rehearse": _each("/imports/{}/repeter/", "runs"),
    "import-apply": _each("/imports/{}/appliquer/", "runs"),
    "import-undo": _each("/imports/{}/annuler/", "runs"),
    "import-now": _each("/imports/{}/ici/", "runs"),
    "import-gate": _each("/imports/{}/avant-d-ecrire/", "runs"),
    "import-workbook": _each("/imports/{}/a-corriger.xlsx", "runs"),
    "import-correct": _each("/imports/{}/corriger/", "runs"),
    "import-stop": _each("/imports/{}/arreter/", "runs"),
    "import-forget": _each("/imports/{}/supprimer/", "runs"),
    "import-redo": _each("/imports/{}/refaire/", "runs"),
    "import-watch": _each("/imports/{}/prevenir/", "runs"),
    "duplicates": _only("/doublons/"),
    "duplicate": _each("/doublons/{}/", "pairs"),
    "workspace": _only("/professionnels/"),
    "still-right": _each("/professionnels/structures/{}/toujours-exact/"),
    "reports": _only("/professionnels/signalements/", "/professionnels/signalements/?etat=repondus"),
    "report": _only("/professionnels/signalements/00000000-0000-4000-8000-000000000000/"),
    "report-reopen": _only("/professionnels/signalements/00000000-0000-4000-8000-000000000000/rouvrir/"),
    "confirm": _only("/confirmer/x:y/"),
    "campaigns": _only("/professionnels/campagnes/"),
    "campaign-new": _only("/professionnels/campagnes/nouvelle/"),
    "campaign": _only("/professionnels/campagnes/1/"),
    "campaign-stop": _only("/professionnels/campagnes/1/arreter/"),
    "notice-new": _only("/professionnels/consignes/nouvelle/"),
    "notice-remove": _only("/professionnels/consignes/1/enlever/"),
    "cadence": _each("/professionnels/structures/{}/rythme/"),
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
    "edit-undo": _of_acts("/structures/{}-x/modifier/annuler/{}/"),
    "edit-closed": _each("/structures/{}-x/fermee/"),
    "structure-new": _only("/structures/nouvelle/"),
    "service-area": _each("/professionnels/services/{}/zone/", "services"),
    "edit-places": _of_services("/structures/{}-x/modifier/places/{}/"),
    "hours-read": _only("/professionnels/horaires/lire/"),
    "run": _only("/professionnels/geocodages/1/"),
    "run-cancel": _only("/professionnels/geocodages/1/annuler/"),
    "file": _each("/fichiers/{}/", "files"),
    "file-small": _each("/fichiers/{}/petit/", "files"),
    "edit-photo": _each("/structures/{}-x/modifier/photos/ajouter/"),
    "register": lambda about: [
        "/inscription/",
        *(f"/inscription/?structure={number}" for number in about.structures),
    ],
    "organisation": _each("/organisations/{}-x/", "organisations"),
    "people-requests": _only("/professionnels/demandes/"),
    "people-join-decide": _only("/professionnels/demandes/comptes/1/"),
    "people-holding-decide": _only("/professionnels/demandes/fiches/1/"),
    "people-hold": _each("/professionnels/structures/{}/tenir/"),
    "people-invite": _only("/professionnels/invitations/"),
    "charter": _only("/professionnels/charte/"),
    "charter-publish": _only("/professionnels/charte/version/"),
    "people-directory": _only("/professionnels/annuaire/", "/professionnels/annuaire/?theme=francais"),
    "people-organisations": _only("/professionnels/organisations/", "/professionnels/organisations/?q=x"),
    "people-organisation": _each("/professionnels/organisations/{}/", "organisations"),
    "people-organisation-join": _each("/professionnels/organisations/{}/rejoindre/", "organisations"),
    "people-organisation-merge": _each("/professionnels/organisations/{}/reunir/", "organisations"),
    "people-member": _each("/professionnels/organisations/{}/membres/1/", "organisations"),
    "people-fact": _each("/professionnels/organisations/{}/financements/", "organisations"),
    "people-fact-remove": _each("/professionnels/organisations/{}/financements/1/retirer/", "organisations"),
    "people-agreements": _only("/professionnels/conventions/"),
    "people-agreement": _only("/professionnels/conventions/1/"),
    "people-persons": _only("/professionnels/personnes/"),
    "people-person": _each("/professionnels/personnes/{}/", "people"),
    "people-domains": _only("/professionnels/domaines/"),
    "people-domain-remove": _only("/professionnels/domaines/1/retirer/"),
    "named-territories": _only("/professionnels/territoires/"),
    "named-territory-new": _only("/professionnels/territoires/nouveau/"),
    "named-territory": _only("/professionnels/territoires/essai/"),
    "named-territory-remove": _only("/professionnels/territoires/essai/supprimer/"),
    "hub": _only("/professionnels/pilotage/"),
    "governance-edit": _only("/professionnels/gouvernance/"),
    "governance-body-new": _only("/professionnels/gouvernance/instances/nouvelle/"),
    "governance-body": _only("/professionnels/gouvernance/instances/1/"),
    "governance-body-remove": _only("/professionnels/gouvernance/instances/1/supprimer/"),
    "governance-undo": _only("/professionnels/gouvernance/actes/1/annuler/"),
    "sources": _only("/professionnels/sources/"),
    "source": _only("/professionnels/sources/essai/"),
    "source-describe": _only("/professionnels/sources/decrire/"),
    "source-schedule": _only("/professionnels/sources/essai/releve/"),
    "source-forget": _only("/professionnels/sources/essai/appris/1/oublier/"),
    "source-delete": _only("/professionnels/sources/essai/supprimer/"),
    "vocabulary": _only(
        "/professionnels/vocabulaire/", "/professionnels/vocabulaire/?critere=public&essai=zq"
    ),
    "vocabulary-value": _only("/professionnels/vocabulaire/public/femmes/"),
    "vocabulary-word-remove": _only("/professionnels/vocabulaire/mots/1/retirer/"),
    "taxonomies": _only("/professionnels/champs/"),
    "taxonomy": _only("/professionnels/champs/1/"),
    "taxonomy-show": _only("/professionnels/champs/1/montrer/"),
    "taxonomy-remove": _only("/professionnels/champs/1/supprimer/"),
    "taxonomy-csv": _only("/professionnels/champs/1/champs.csv"),
    "taxonomy-xlsx": _only("/professionnels/champs/1/champs.xlsx"),
    "taxonomy-field-new": _only("/professionnels/champs/1/nouveau/"),
    "taxonomy-field": _only("/professionnels/champs/1/1/"),
    "taxonomy-field-remove": _only("/professionnels/champs/1/1/supprimer/"),
    "taxonomy-undo": _only("/professionnels/champs/actes/1/annuler/"),
    "profile": _only("/mon-compte/profil/"),
    "close-account": _only("/mon-compte/fermer/"),
    "structure-history": _each("/structures/{}-x/historique/"),
    "changes": _only(*(f"/modifications/?{one}" for one in _CHANGES)),
    "changes-feed": _only(*(f"/modifications/flux.atom?{one}" for one in _CHANGES)),
    "patrol": _only("/professionnels/patrouille/"),
    "leave-to-owners": _only("/professionnels/patrouille/territoires/"),
    "open-to-all": _only("/professionnels/patrouille/territoires/1/ouvrir/"),
    "change-undo": _each("/professionnels/modifications/{}/annuler/", "acts"),
    "change-seen": _each("/professionnels/modifications/{}/vue/", "acts"),
    "structure-restore": _of_versions(
        "/professionnels/structures/{}/retablir/?evenement={}&champs=nom",
        "/professionnels/structures/{}/retablir/?evenement={}&champs=adresse",
    ),
    "structure-version": _of_versions("/professionnels/structures/{}/version/{}/"),
    "structure-protection": _each("/professionnels/structures/{}/protection/"),
    "account-find": _only("/professionnels/comptes/?courriel=a@example.org"),
    "account-changes": _each("/professionnels/comptes/{}/modifications/", "people"),
    "account-block": _each("/professionnels/comptes/{}/blocage/", "people"),
    "account-rehearse": _each("/professionnels/comptes/{}/annuler/?du=2026-01-01&au=2026-12-31", "people"),
    "account-undo": _each("/professionnels/comptes/{}/annuler/tout/", "people"),
    "batch": _only("/professionnels/annulations/1/"),
    "batch-resume": _only("/professionnels/annulations/1/reprendre/"),
    "batch-redo": _only("/professionnels/annulations/1/refaire/"),
    "practice": _only("/professionnels/exercice/"),
    "practice-begin": _only("/professionnels/exercice/commencer/"),
    "practice-erase": _only("/professionnels/exercice/effacer/"),
    "practice-together": _each("/professionnels/exercice/{}/a-deux/"),
    "changes-letter": _only("/professionnels/courriels/"),
    "resources": _only(
        "/fiches/",
        "/fiches/?theme=droits&territoire=77",
        "/fiches/?mots=cache&langue=en",
        "/fiches/?a_revoir=oui",
    ),
    "resources-feed": _only("/fiches/flux.atom", "/fiches/flux.atom?nature=fiche&mots=cache"),
    "resource": _each("/fiches/{}-x/", "sheets"),
    "resource-short": _each("/fiches/{}/", "sheets", "?langue=en"),
    "resource-print": _each("/fiches/{}-x/imprimer/", "sheets"),
    "resource-new": _only("/fiches/nouvelle/?nature=demarche"),
    "resource-edit": _each("/fiches/{}/modifier/", "sheets"),
    "resource-withdraw": _each("/fiches/{}/retirer/", "sheets"),
    "resource-bring-back": _each("/fiches/{}/remettre/", "sheets"),
    "resource-still-right": _each("/fiches/{}/toujours-exact/", "sheets"),
    "resource-files": _each("/fiches/{}/pieces/", "sheets"),
    "resource-file-remove": _each("/fiches/{}/pieces/1/retirer/", "sheets"),
    "resource-translations": _each("/fiches/{}/traduire/", "sheets"),
    "resource-translate": _each("/fiches/{}/traduire/en/", "sheets"),
    "resource-translation-remove": _each("/fiches/{}/traduire/en/retirer/", "sheets"),
    "resources-to-review": _only("/professionnels/a-revoir/"),
    "resource-links": _only("/professionnels/liens/"),
    "text-preview": _only("/texte/apercu/"),
    "network": _only("/reseau/", "/ar/reseau/"),
    "who-where": _only("/reseau/qui-fait-quoi/", "/reseau/qui-fait-quoi/?departement=77"),
    "agenda": _only(
        "/agenda/",
        "/agenda/?vue=semaine&theme=droits&territoire=77",
        "/agenda/?vue=mois",
        "/agenda/?vue=carte",
        "/agenda/?lat=48.539&lon=2.66&rayon_km=10",
        "/agenda/?vue=mois&commune=77288",
    ),
    "agenda-map": _only("/agenda/carte.geojson", "/agenda/carte.geojson?departement=77&theme=droits"),
    "agenda-quarter": _only("/agenda/trimestre/"),
    "agenda-calendar": _only(
        "/agenda/agenda.ics", "/agenda/agenda.ics?theme=droits", "/agenda/agenda.ics?lat=48.539&lon=2.66"
    ),
    "event": _each("/agenda/{}-x/", "events"),
    "event-calendar": _each("/agenda/{}-x/agenda.ics", "events"),
    "event-new": _only("/agenda/nouveau/?nature=forum"),
    "event-edit": _each("/agenda/{}/modifier/", "events"),
    "event-cancel": _each("/agenda/{}/annuler/", "events"),
    "event-move": _each("/agenda/{}/deplacer/", "weekly"),
    "event-withdraw": _each("/agenda/{}/retirer/", "events"),
    "event-bring-back": _each("/agenda/{}/remettre/", "events"),
    "event-files": _each("/agenda/{}/pieces/", "events"),
    "event-file-remove": _each("/agenda/{}/pieces/1/retirer/", "events"),
    "event-registered": _each("/agenda/{}/inscrits/", "events"),
    "event-invite": _each("/agenda/{}/inviter/", "events"),
    "event-register": _each("/agenda/{}/s-inscrire/", "events"),
    "event-minutes": _each("/agenda/{}/compte-rendu/", "events"),
    "event-minutes-remove": _each("/agenda/{}/compte-rendu/retirer/?jour=2026-01-01", "events"),
    "event-opinion-preview": _each("/agenda/{}/avis/apercu/", "events"),
    "my-registrations": _only("/agenda/mes-inscriptions/"),
    "diary-agenda": _only("/agenda/abonnement/faux/agenda.ics"),
    "diary-registrations": _only("/agenda/abonnement/faux/inscriptions.ics"),
    "event-invitation": _only("/agenda/invitation/faux/"),
    "registration": _only("/agenda/inscription/faux/"),
    "news-list": _only("/reseau/actualites/", "/reseau/actualites/?theme=droits"),
    "news": _each("/reseau/actualites/{}-x/", "news"),
    "news-new": _only("/reseau/actualites/nouvelle/"),
    "news-edit": _each("/reseau/actualites/{}/modifier/", "news"),
    "news-withdraw": _each("/reseau/actualites/{}/retirer/", "news"),
    "offers": _only(
        "/reseau/offres/",
        "/reseau/offres/?sens=offre&quoi=salle&theme=droits&territoire=77&mots=cacher",
        "/reseau/offres/?closes=oui",
    ),
    "offer": _each("/reseau/offres/{}-x/", "offers"),
    "offer-new": _only("/reseau/offres/nouvelle/?sens=demande&quoi=formation"),
    "offer-reply": _each("/reseau/offres/{}/repondre/", "offers"),
    "offer-close": _each("/reseau/offres/{}/clore/", "offers"),
    "offer-decide": _each("/reseau/offres/reponses/{}/decider/", "replies"),
    "offer-reply-withdraw": _each("/reseau/offres/reponses/{}/retirer/", "replies"),
    "groups": _only(
        "/reseau/groupes/", "/reseau/groupes/?mots=cacher&territoire=77&theme=droits&archives=oui"
    ),
    "group-new": _only("/reseau/groupes/nouveau/"),
    "group-mails": _only("/reseau/groupes/courriels/"),
    "group-mails-stop": _only("/reseau/courriels/faux/arreter/"),
    "group-short": _each("/reseau/groupes/{}/", "groups"),
    "group": _each("/reseau/groupes/{}-x/", "groups"),
    "group-edit": _each("/reseau/groupes/{}/modifier/", "groups"),
    "group-archive": _each("/reseau/groupes/{}/archiver/", "groups"),
    "group-history": _each("/reseau/groupes/{}/historique/", "groups"),
    "group-structures": _each("/reseau/groupes/{}-x/structures/?vide=1&c1=cacher&mots=cacher", "groups"),
    "group-file": _each("/reseau/groupes/{}/structures.csv", "groups"),
    "group-fields": _each("/reseau/groupes/{}/champs/", "groups"),
    "group-field-new": _each("/reseau/groupes/{}/champs/nouveau/", "groups"),
    "group-field": _each("/reseau/groupes/{}/champs/1/", "groups"),
    "group-field-retire": _each("/reseau/groupes/{}/champs/1/retirer/", "groups"),
    "group-field-take-up": _each("/reseau/groupes/{}/champs/1/reprendre/", "groups"),
    "group-field-move": _each("/reseau/groupes/{}/champs/1/deplacer/", "groups"),
    "edit-group-fields": lambda about: [
        f"/structures/{number}-x/modifier/champs/{group}/"
        for number in about.structures[:4]
        for group in about.groups
    ],
    "group-undo": _each("/reseau/groupes/{}/annuler/1/", "groups"),
    "group-enter": _each("/reseau/groupes/{}/entrer/", "groups"),
    "group-withdraw": _each("/reseau/groupes/{}/demande/retirer/", "groups"),
    "group-answer": _each("/reseau/groupes/{}/invitation/", "groups"),
    "group-leave": _each("/reseau/groupes/{}/quitter/", "groups"),
    "group-stand-for": _each("/reseau/groupes/{}/au-nom-de/", "groups"),
    "group-decide": _each("/reseau/groupes/{}/demandes/1/", "groups"),
    "group-invite": _each("/reseau/groupes/{}/inviter/", "groups"),
    "group-uninvite": _each("/reseau/groupes/{}/invitations/1/retirer/", "groups"),
    "group-member": _each("/reseau/groupes/{}/membres/1/", "groups"),
    "topics": _only("/reseau/discussions/", "/reseau/discussions/?mots=cacher&territoire=77&theme=droits"),
    "topic-new": _only("/reseau/discussions/nouvelle/"),
    "topic-short": _each("/reseau/discussions/{}/", "topics"),
    "topic": _each("/reseau/discussions/{}-x/", "topics"),
    "topic-edit": _each("/reseau/discussions/{}/modifier/", "topics"),
    "topic-lock": _each("/reseau/discussions/{}/verrouiller/", "topics"),
    "topic-follow": _each("/reseau/discussions/{}/suivre/", "topics"),
    "topic-vote": _each("/reseau/discussions/{}/voter/", "topics"),
    "topic-faq": _each("/reseau/discussions/{}/faq/", "topics"),
    "post-new": _each("/reseau/discussions/{}/repondre/", "topics"),
    "post": _each("/reseau/messages/{}/", "posts"),
    "post-edit": _each("/reseau/messages/{}/modifier/", "posts"),
    "said-withdraw": _each("/reseau/messages/{}/retirer/", "posts"),
    "post-keep": _each("/reseau/messages/{}/retenir/", "posts"),
    "topic-files": _each("/reseau/messages/{}/pieces/", "posts"),
    "topic-file-remove": _each("/reseau/messages/{}/pieces/1/retirer/", "posts"),
    "notepads": _only("/reseau/blocs-notes/", "/reseau/blocs-notes/?mots=cacher&territoire=77&groupe=1"),
    "notepad-new": _only("/reseau/blocs-notes/nouveau/"),
    "notepad": _each("/reseau/blocs-notes/{}-x/", "notepads"),
    "notepad-edit": _each("/reseau/blocs-notes/{}/modifier/", "notepads"),
    "notepad-withdraw": _each("/reseau/blocs-notes/{}/retirer/", "notepads"),
    "notepad-bring-back": _each("/reseau/blocs-notes/{}/remettre/", "notepads"),
    "notepad-files": _each("/reseau/blocs-notes/{}/pieces/", "notepads"),
    "notepad-file-remove": _each("/reseau/blocs-notes/{}/pieces/1/retirer/", "notepads"),
    "section-new": _each("/reseau/blocs-notes/{}/sections/nouvelle/", "notepads"),
    "section-edit": _each("/reseau/blocs-notes/{}/sections/1/modifier/", "notepads"),
    "section-move": _each("/reseau/blocs-notes/{}/sections/1/deplacer/", "notepads"),
    "section-remove": _each("/reseau/blocs-notes/{}/sections/1/retirer/", "notepads"),
    "bulletins": _only("/reseau/bulletins/"),
    "bulletin-new": _only("/reseau/bulletins/nouveau/"),
    "bulletins-mine": _only("/reseau/bulletins/recevoir/"),
    "bulletin-subscription": _only("/reseau/bulletins/abonnement/faux/"),
    "bulletin-stop": _only("/reseau/bulletins/abonnement/faux/arreter/"),
    "bulletin": _each("/reseau/bulletins/{}-x/", "bulletins"),
    "bulletin-short": _each("/reseau/bulletins/{}/", "bulletins"),
    "bulletin-pdf": _each("/reseau/bulletins/{}.pdf", "bulletins"),
    "bulletin-compose": _each("/reseau/bulletins/{}/preparer/", "bulletins"),
    "bulletin-mail": _each("/reseau/bulletins/{}/courriel/", "bulletins"),
    "bulletin-text": _each("/reseau/bulletins/{}/courriel.txt", "bulletins"),
    "bulletin-send": _each("/reseau/bulletins/{}/envoyer/", "bulletins"),
    "bulletin-remove": _each("/reseau/bulletins/{}/supprimer/", "bulletins"),
    "bulletin-correct": _each("/reseau/bulletins/{}/corriger/", "bulletins"),
    "outreaches": _only(
        "/reseau/contacts-pris/", "/reseau/contacts-pris/?mots=cacher&territoire=77&a-suivre=oui"
    ),
    "outreach-new": _only("/reseau/contacts-pris/nouveau/"),
    "outreach": _each("/reseau/contacts-pris/{}-x/", "outreach"),
    "outreach-edit": _each("/reseau/contacts-pris/{}/modifier/", "outreach"),
    "outreach-withdraw": _each("/reseau/contacts-pris/{}/retirer/", "outreach"),
    "outreach-bring-back": _each("/reseau/contacts-pris/{}/remettre/", "outreach"),
    "outreach-done": _each("/reseau/contacts-pris/{}/fait/", "outreach"),
    "photos": _only("/photos/"),
    "photo": _each("/photos/{}/", "pictures"),
    "gallery": lambda about: [
        *(f"/photos/structures/{number}/" for number in about.structures),
        *(f"/photos/evenements/{number}/" for number in about.events),
        *(f"/photos/groupes/{number}/" for number in about.groups),
        "/photos/rien/1/",
    ],
    "photos-add": lambda about: [
        *(f"/photos/structures/{number}/ajouter/" for number in about.structures),
        *(f"/photos/groupes/{number}/ajouter/" for number in about.groups),
    ],
    "photos-describe": lambda about: [
        *(f"/photos/structures/{number}/decrire/" for number in about.structures),
        *(f"/photos/groupes/{number}/decrire/" for number in about.groups),
    ],
    "photo-edit": _each("/photos/{}/modifier/", "pictures"),
    "photo-place": _each("/photos/{}/place/", "pictures"),
    "photo-remove": _each("/photos/{}/retirer/", "pictures"),
    "photo-ask": _each("/photos/{}/retrait/", "pictures"),
    "network-feed": _only(
        *(f"/reseau/flux/{what}.atom" for what in ("tout", "fiches", "actualites", "agenda", "offres")),
        "/reseau/flux/tout.atom?theme=droits&departement=77",
    ),
    "shared-history": lambda about: [
        f"/reseau/{number}/historique/" for of in _SHARED for number in getattr(about, of)
    ],
    "shared-restore": _of_versions("/reseau/{}/retablir/?evenement={}&champs=title", of="sheets"),
    "shared-version": _of_versions("/reseau/{}/versions/{}/", of="sheets"),
    "shared-undo": _of_acts("/reseau/{}/annuler/{}/", "sheets"),
    "embed": lambda about: [
        "/integrer/?departement=77",
        *(f"/integrer/?structure={number}" for number in about.structures),
    ],
    "embedded": _each("/integre/{}/", "widgets", "?vue=carte", f"?{NEEDS}&departement=77"),
    "embedded-structure": lambda about: [
        f"/integre/structure/{number}/?cle={key}" for number in about.structures for key in about.widgets
    ],
    "embedded-accent": _each("/integre/{}/couleur.css", "widgets"),
    "embedded-nothing": _only("/integre/"),
    "embedded-unknown": _only("/integre/a/b"),
    "oembed": lambda about: [
        *(f"/oembed?url=http://testserver/structures/{number}-x/" for number in about.structures),
        *(f"/oembed?url=http://testserver/?q={word}" for word in about.words),
    ],
    "widget-new": _only("/integrer/nouvelle/"),
    "widget": _only("/integrer/1/"),
    "widget-switch": _only("/integrer/1/service/"),
    "login": _only("/connexion/"),
    "account_login": _only("/connexion/"),
    "sign-in-code": _only("/connexion/code/"),
    "proconnect": _only("/connexion/proconnect/"),
    "proconnect-back": _only("/connexion/proconnect/retour/"),
    "mfa_login_webauthn": _only("/connexion/cle/"),
    "mfa_authenticate": _only("/connexion/second-facteur/"),
    "security": _only("/mon-compte/securite/"),
    "mfa_index": _only("/mon-compte/securite/"),
    "second-factor": _only("/mon-compte/second-facteur/"),
    "end-session": _only("/mon-compte/connexions/fermer/"),
    "password": _only("/mon-compte/mot-de-passe/"),
    "confirm-identity": _only("/mon-compte/confirmer/"),
    "confirm-by-code": _only("/mon-compte/confirmer/code/"),
    "mfa_activate_totp": _only("/mon-compte/application/"),
    "mfa_deactivate_totp": _only("/mon-compte/application/retirer/"),
    "mfa_add_webauthn": _only("/mon-compte/cles/"),
    "mfa_remove_webauthn": _only("/mon-compte/cles/1/retirer/"),
    "mfa_edit_webauthn": _only("/mon-compte/cles/1/nom/"),
    "mfa_view_recovery_codes": _only("/mon-compte/codes-de-secours/"),
    "mfa_generate_recovery_codes": _only("/mon-compte/codes-de-secours/nouveaux/"),
    "logout": _only("/deconnexion/"),
    **{
        name: _only(f"/professionnels/annuaire-papier/{path}")
        for name, path in {
            "editions": "",
            "edition-new": "nouvelle/",
            "edition": "1/",
            "edition-edit": "1/modifier/",
            "edition-preview": "1/contenu/",
            "edition-make": "1/faire/",
            "edition-duplicate": "1/suivante/",
            "edition-remove": "1/supprimer/",
            "edition-chapter-new": "1/pages/nouvelle/",
            "edition-chapter": "pages/1/",
            "edition-chapter-move": "pages/1/deplacer/",
            "edition-chapter-remove": "pages/1/retirer/",
            "edition-emblem-new": "1/emblemes/nouveau/",
            "edition-emblem": "emblemes/1/",
            "edition-emblem-move": "emblemes/1/deplacer/",
            "edition-emblem-remove": "emblemes/1/retirer/",
            "recipients": "1/destinataires/",
            "recipient-new": "1/destinataires/nouveau/",
            "recipients-several": "1/destinataires/plusieurs/",
            "recipients-labels": "1/destinataires/etiquettes.pdf",
            "recipients-table": "1/destinataires/destinataires.csv",
            "recipient": "destinataires/1/",
            "recipient-delivered": "destinataires/1/remis/",
            "recipient-remove": "destinataires/1/retirer/",
            "printing": "tirages/1/",
            "printing-stop": "tirages/1/arreter/",
            "printing-publish": "tirages/1/publier/",
            "printing-withdraw": "tirages/1/retirer/",
            "printing-remove": "tirages/1/supprimer/",
        }.items()
    },
    "printed-books": _only("/annuaire-papier/"),
    "printed-book": _only("/annuaire-papier/1.pdf"),
    "printed-book-printer": _only("/annuaire-papier/1-imprimeur.pdf"),
    "printed-book-changed": _only("/annuaire-papier/1/corrections/"),
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
