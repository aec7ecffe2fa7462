"""Every state that a reader can meet, and how to come to it: one table, read like a specification.

`{near}` is a place in Seine-et-Marne that has structures around it; `{one}`, `{two}` and `{three}` are the
numbers of the nearest of them, `{service}` that of a service of the first; `{sheet}` is a sheet with steps,
`{tasks}` one that says who does what, `{group}` a group that is listed, `{topic}` a discussion with answers,
`{notepad}` a notepad with sections, `{photo}` a photograph of a gallery, `{widget}` the key of an
integration; the others are what `made` makes for as long as the audit looks. A state is reached when the page
answers with its status and `shows` is visible; a state whose page does not exist is absent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

PHONES, WIDE = (320, 375), (1280,)
WIDTHS = (*PHONES, *WIDE)
SCHEMES = ("light", "dark")
LANGUAGES = ("fr", "en", "ar", "uk")
PROFESSIONAL, STAFF = "professional", "staff"

NEAR = "lat=48.53998&lon=2.66085"
RESULTS = "/?{near}&rayon_km=20"
THREE = "id={one}&id={two}&id={three}"
HERE = "/structures/{one}-x/"
# One that the professional answers for.
HELD = "/structures/{held}/"
BLOCKS = (
    *("presentation", "coordonnees", "adresse", "horaires", "fermetures", "services", "lieux", "sessions"),
    *("contacts", "photos", "fermer"),
)


@dataclass(frozen=True, slots=True)
class State:
    """One state. `tiles` is served, refused or hanging; `then` says what becomes of the site's requests once
    the page is there (answered, held, failed), before `act` is done; `position` whether the browser gives it;
    `reader` who looks at it, where that is not everybody.
    """

    name: str
    path: str
    shows: str
    act: Callable[[Page], None] | None = None
    tiles: str = "served"
    then: str = "answered"
    scripts: bool = True
    position: bool = True
    widths: tuple[int, ...] = WIDTHS
    media: str = "screen"
    status: int = 200
    reader: str = ""


def ask_position(page: Page) -> None:
    page.locator("[data-locate]").click()


def open_question(page: Page, name: str) -> None:
    """Unfold one question of the bar, which a phone shows on a page of its own."""
    if page.locator(".pill").is_visible():
        page.locator(".pill").click()
    page.locator(f"#{name} > summary").click()


def change_theme(page: Page) -> None:
    """Choose another theme; where that alone asks nothing, submit the form."""
    open_question(page, "pour-quoi")
    page.locator("#theme-sante").click(no_wait_after=True)
    try:
        page.locator("[aria-busy=true], #annonce.notice a").first.wait_for(state="attached", timeout=3000)
    except PlaywrightTimeout:
        page.locator("#chercher").click(no_wait_after=True)


def open_languages(page: Page) -> None:
    page.locator(".languages summary").first.click()


def fill_basket(page: Page) -> None:
    """Put the first two structures of the list aside, then look at them."""
    for number in range(2):
        page.locator("input[name=id][form=selection]").nth(number).check()
    page.locator("[data-names] > summary").click()


def open_layers(page: Page) -> None:
    """Unfold what the map can show; on wide screens it may be so already."""
    if not page.locator("#calques[open]").count():
        page.locator("#calques summary").click()


def open_criteria(page: Page) -> None:
    open_question(page, "pour-qui")


STATES = (
    State("home", "/", "form[role=search]"),
    *(
        State(f"network: {name}", path, "main h1")
        for name, path in (
            ("home", "/reseau/"),
            ("who does what where", "/reseau/qui-fait-quoi/"),
            ("news", "/reseau/actualites/"),
            ("offers and requests", "/reseau/offres/"),
            ("agenda", "/agenda/"),
            ("agenda by week", "/agenda/?vue=semaine"),
            ("agenda by month", "/agenda/?vue=mois"),
            ("agenda near a place", "/agenda/?lat=48.539&lon=2.66"),
            ("agenda on a map", "/agenda/?vue=carte"),
            ("agenda of a quarter", "/agenda/trimestre/"),
            ("agenda of what is over", "/agenda/?vue=passe"),
            ("news of a theme without any", "/reseau/actualites/?theme=sante"),
            ("an event with its minutes", "/agenda/{event}-x/"),
            ("a registration", "/agenda/inscription/{registration}/"),
            ("an invitation", "/agenda/invitation/{invitation}/"),
            ("an offer", "/reseau/offres/{offer}-x/"),
            ("who does a task", "/fiches/{acts}-x/"),
        )
    ),
    State("network: an invitation refused", "/agenda/invitation/{refused}/", "[name=peut-etre]"),
    State("network: an invitation forgotten", "/agenda/invitation/x:y/", "main h1", status=404),
    State("network: place of the agenda not found", "/agenda/?territoire=zzzz", "#territoire_error"),
    State("network: no offer", "/reseau/offres/?mots=zzzz", ".network__empty"),
    State("network: new event", "/agenda/nouveau/", "main h1", reader=PROFESSIONAL),
    State("network: new news", "/reseau/actualites/nouvelle/", "main h1", reader=PROFESSIONAL),
    State("network: new offer", "/reseau/offres/nouvelle/?sens=offre", "main h1", reader=PROFESSIONAL),
    State("network: offers of a professional", "/reseau/offres/?quoi=salle", "main h1", reader=PROFESSIONAL),
    State("network: groups", "/reseau/groupes/", "main h1", reader=PROFESSIONAL),
    State("network: new group", "/reseau/groupes/nouveau/", "main h1", reader=PROFESSIONAL),
    State("network: group of others", "/reseau/groupes/{group}/", "main h1", reader=PROFESSIONAL),
    State("surveys", "/reseau/enquetes/", "main h1", reader=STAFF),
    State("new survey", "/reseau/enquetes/nouvelle/", "main form", reader=STAFF),
    State("satisfaction of all", "/professionnels/satisfaction/", "main h1", reader=STAFF),
    State("network: group", "/reseau/groupes/{group}/", "#membres .line", reader=STAFF),
    State("network: a group's structures", "/reseau/groupes/{group}-x/structures/", "main h1", reader=STAFF),
    State("network: a group's fields", "/reseau/groupes/{group}/champs/", "main h1", reader=STAFF),
    State("network: new field", "/reseau/groupes/{group}/champs/nouveau/", "main h1", reader=STAFF),
    State("network: edit a group", "/reseau/groupes/{group}/modifier/", "main h1", reader=STAFF),
    State("network: discussions", "/reseau/discussions/", "main .line", reader=STAFF),
    State("network: discussion", "/reseau/discussions/{topic}/", ".post", reader=STAFF),
    State("network: new discussion", "/reseau/discussions/nouvelle/", "main h1", reader=PROFESSIONAL),
    State("network: bulletins", "/reseau/bulletins/", "main form"),
    State(
        "network: bulletins that one receives",
        "/reseau/bulletins/recevoir/",
        "main form",
        reader=PROFESSIONAL,
    ),
    State("network: new bulletin", "/reseau/bulletins/nouveau/", "main form", reader=STAFF),
    State("network: photos", "/photos/", ".gallery"),
    State("network: photo", "/photos/{photo}/", ".gallery__large"),
    State("network: asking to remove a photo", "/photos/{photo}/retrait/", "main form"),
    State("network: gallery of a group", "/photos/groupes/{group}/", ".gallery", reader=STAFF),
    State("network: adding photos", "/photos/groupes/{group}/ajouter/", "#champ_photos", reader=STAFF),
    State("network: removing a photo", "/photos/{photo}/retirer/", "main form", reader=STAFF),
    State("network: editing a photo", "/photos/{photo}/modifier/", "main form", reader=STAFF),
    State("network: notepads", "/reseau/blocs-notes/", "main h1", reader=STAFF),
    State("network: notepad", "/reseau/blocs-notes/{notepad}-x/", "main section", reader=STAFF),
    State("network: new notepad", "/reseau/blocs-notes/nouveau/", "main h1", reader=PROFESSIONAL),
    State("network: contacts taken", "/reseau/contacts-pris/", "main h1", reader=STAFF),
    State("network: new contact taken", "/reseau/contacts-pris/nouveau/", "main h1", reader=PROFESSIONAL),
    State("network: home of a professional", "/reseau/", "main h1", reader=PROFESSIONAL),
    State("network: words found", "/reseau/?mots=logement", "main h1", reader=PROFESSIONAL),
    *(
        State(f"network, a professional: {name}", path, shows, reader=PROFESSIONAL)
        for name, path, shows in (
            ("agenda", "/agenda/", ".network__head"),
            ("news", "/reseau/actualites/", "main h1"),
            ("an event", "/agenda/{event}-x/", "main h1"),
            ("my registrations", "/agenda/mes-inscriptions/", "#abonnement"),
            ("minutes of which date", "/agenda/{event}/compte-rendu/", ".edit__line"),
            ("minutes", "/agenda/{event}/compte-rendu/?jour={minuted}", "#modification"),
            ("minutes taken away", "/agenda/{event}/compte-rendu/retirer/?jour={minuted}", "main h1"),
            ("preview of the evaluation", "/agenda/{event}/avis/apercu/", "#page-avis"),
            ("who comes", "/agenda/{event}/inscrits/", "#invites"),
            ("inviting", "/agenda/{event}/inviter/", "main h1"),
            ("dates of a loan", "/reseau/offres/{offer}-x/", "main h1"),
            ("change an offer", "/reseau/actualites/{offer}/modifier/", "#modification"),
            ("who does a task", "/fiches/{acts}-x/", ".tasks__next"),
        )
    ),
    State("sheets beside an answer", RESULTS + "&theme=droits", ".sheets .line"),
    State("results", RESULTS, "#resultats .card"),
    State("results filtered", RESULTS + "&theme=francais&public=femmes&gratuit=oui", ".chip:not(.chip--add)"),
    State("several needs", RESULTS + "&theme=francais&theme=logement&niveau.francais=A1", ".group ~ .group"),
    State("without a place", "/?theme=francais", "#resultats .card"),
    State("empty", RESULTS + "&q=zzzzqqq", "#resultats:not(:has(.card)) .answer__title"),
    State("address not found", "/?adresse=zzzzqqq+12", "#ou .error"),
    State("ambiguous address", "/?adresse=Saint-Denis", ".which a"),
    State("geolocation refused", "/", "[data-locate-status]:not(:empty)", ask_position, position=False),
    State("loading", RESULTS, "[aria-busy=true]", change_theme, then="held"),
    State("network error", RESULTS, "#annonce.notice a", change_theme, then="failed"),
    State("tiles refused", RESULTS + "&vue=carte", ".map__canvas--outlines", tiles="refused"),
    State("tiles hanging", RESULTS + "&vue=carte", ".map__canvas--outlines", tiles="hanging"),
    State("no JavaScript", RESULTS, "#resultats .card", scripts=False),
    State("detail", "/structures/{one}/", ".sheet h1"),
    State("comparison", "/comparer/?" + THREE, "main h1"),
    State("basket", RESULTS, ".tray li button", fill_basket),
    State("print sheet", "/fiche-a-imprimer/?" + THREE, "main h1"),
    State("print sheet on paper", "/fiche-a-imprimer/?" + THREE, "main h1", media="print", widths=WIDE),
    State("mobile list", RESULTS + "&vue=liste", "#resultats .card", widths=PHONES),
    State("mobile map", RESULTS + "&vue=carte", "#carte.leaflet-container", widths=PHONES),
    State("layers", RESULTS + "&vue=carte", "#calques .legend", open_layers),
    State("criteria", RESULTS, "#langue", open_criteria),
    State("language menu", RESULTS, ".languages .menu__list a", open_languages),
    State("first question", "/par-ou-commencer/", "main h1"),
    State("emergency numbers", "/par-ou-commencer/?etape=secours", "main a[href='tel:3919']"),
    State("second question", "/par-ou-commencer/?etape=besoin", "main input[type=checkbox]"),
    State("third question", "/par-ou-commencer/?etape=lieu&theme=sante", "main #adresse"),
    State("history of a structure", "/structures/{one}-x/historique/", "main h1"),
    State("recent changes", "/modifications/", "main h1"),
    State("write to the team", "/ecrire/", "main h1"),
    State("propose a structure", "/proposer/", "main h1"),
    State("report an error", "/structures/{one}-x/signaler/", "#signalement"),
    State("asking for an account", "/inscription/", "main h1"),
    State("signing in", "/connexion/", "main h1"),
    State("link that opens nothing", "/confirmer/x:y/", "main h1", status=404),
    State("help", "/aide/", "main h1"),
    State("what files hold", "/telecharger/?departement=77", "main h1"),
    State("accessibility page", "/accessibilite/", "main h1"),
    State("legal notices", "/mentions-legales/", "main h1"),
    State("governance", "/gouvernance/", "main h1"),
    State("printed directory", "/annuaire-papier/", "main h1"),
    State("observatory", "/observatoire/", "main h1"),
    State("code of a visit", "/avis/", "#code"),
    State("an opinion counted", "/avis/merci/", "main h1"),
    State("quality charter", "/charte-qualite/", "main h1"),
    State("personal data", "/donnees-personnelles/", "main h1"),
    State("site map", "/plan-du-site/", "main h1"),
    State("sheets", "/fiches/", ".resource-line"),
    State("sheets filtered", "/fiches/?theme=droits&territoire=77", ".network__asked"),
    State("no sheet", "/fiches/?mots=zzzz", ".network__empty"),
    State("territory of sheets not found", "/fiches/?territoire=zzzz", "#territoire_error"),
    State("sheet", "/fiches/{sheet}/", ".circles"),
    State("sheet on paper", "/fiches/{sheet}-x/imprimer/", ".paper__qr", media="print"),
    State("who does what", "/fiches/{tasks}/", ".tasks"),
    State("in another site", "/integrer/?{near}", "main h1"),
    State("embedded", "/integre/{widget}/", ".card"),
    State("embedded map", "/integre/{widget}/?vue=carte", "#carte.leaflet-container"),
    State("embedded structure", "/integre/structure/{one}/?cle={widget}", "main h1"),
    State("404", "/structures/999999999/", "main h1, h1", status=404),
    State("500", "/?panne=500", "h1", status=500),
    *(
        State(f"to a professional: {name}", path, shows, reader=PROFESSIONAL)
        for name, path, shows in (
            ("results", RESULTS, "#resultats .card"),
            ("detail", "/structures/{one}/", ".sheet h1"),
            ("history of a structure", HERE + "historique/", "main h1"),
            ("recent changes", "/modifications/", "main h1"),
            ("what is asked of a structure", HELD + "demandes/", "main h1"),
            ("weekly grid", HELD + "comptage/", "#comptage"),
            ("satisfaction", HELD + "satisfaction/", "#demander"),
            ("sheets to type in", HELD + "satisfaction/saisie/", "main form"),
            ("report of a structure", HELD + "bilan/", "main h1"),
            ("how a structure judges itself", HELD + "charte/", "main h1"),
            ("report of a territory", "/professionnels/bilan/", "main table"),
            ("weekly grid on paper", HELD + "comptage/feuille/", "main h1"),
            ("weekly grid to correct", HELD + "comptage/corriger/", "main form"),
            ("what to change", HERE + "modifier/", ".edit__blocks"),
            *((f"change {block}", HERE + f"modifier/{block}/", "main h1") for block in BLOCKS),
            ("add a contact", HERE + "modifier/contacts/ajouter/", "#modification"),
            ("add a service", HERE + "modifier/services/ajouter/", "#modification"),
            ("change a service", HERE + "modifier/services/{service}/", "#modification"),
            ("change where a service is", HERE + "modifier/lieux/{service}/", "#modification"),
            ("add a photograph", HERE + "modifier/photos/ajouter/", "main h1"),
            ("new structure", "/structures/nouvelle/", "main h1"),
            ("my space", "/professionnels/", "main h1"),
            ("who works near me", "/professionnels/annuaire/", "main h1"),
            ("charter", "/professionnels/charte/", "main h1"),
            ("new integration", "/integrer/nouvelle/", "main h1"),
            ("requests", "/professionnels/demandes/", "main h1"),
            ("reports", "/professionnels/signalements/", "main h1"),
            ("letters", "/professionnels/courriels/", "main h1"),
            ("an exercise", "/professionnels/exercice/", "main h1"),
            ("agreements", "/professionnels/conventions/", "main h1"),
            ("positions", "/professionnels/positions/", "main h1"),
            ("imports", "/imports/", "main h1"),
            ("duplicates", "/doublons/", "main h1"),
            ("sheet", "/fiches/{sheet}/", ".resource__desk"),
            ("write a sheet", "/fiches/nouvelle/?nature=demarche", "#modification"),
            ("change a sheet", "/fiches/{sheet}/modifier/", "#modification"),
            ("withdraw a sheet", "/fiches/{sheet}/retirer/", "main h1"),
            ("files of a sheet", "/fiches/{sheet}/pieces/", "main h1"),
            ("languages of a sheet", "/fiches/{sheet}/traduire/", "main h1"),
            ("translate a sheet", "/fiches/{sheet}/traduire/ar/", "#modification"),
            ("sheets to review", "/professionnels/a-revoir/", "main h1"),
            ("dead links", "/professionnels/liens/", "main h1"),
            ("profile", "/mon-compte/profil/", "main h1"),
            ("security", "/mon-compte/securite/", "main h1"),
            ("second factor", "/mon-compte/second-facteur/", "main h1"),
            ("password", "/mon-compte/mot-de-passe/", "main h1"),
            ("close the account", "/mon-compte/fermer/", "main h1"),
        )
    ),
    *(
        State(f"to staff: {name}", path, "main h1", reader=STAFF)
        for name, path in (
            ("my space", "/professionnels/"),
            ("patrol", "/professionnels/patrouille/"),
            ("accounts", "/professionnels/comptes/"),
            ("protection", "/professionnels/structures/{one}/protection/"),
            ("campaigns", "/professionnels/campagnes/"),
            ("new campaign", "/professionnels/campagnes/nouvelle/"),
            ("new word of the moment", "/professionnels/consignes/nouvelle/"),
            ("organisations", "/professionnels/organisations/"),
            ("people", "/professionnels/personnes/"),
            ("domains", "/professionnels/domaines/"),
            ("invitations", "/professionnels/invitations/"),
            ("territories", "/professionnels/territoires/"),
            ("new territory", "/professionnels/territoires/nouveau/"),
            ("hub", "/professionnels/pilotage/"),
            ("quality charters", "/professionnels/charte-qualite/"),
            ("editions", "/professionnels/annuaire-papier/"),
            ("new edition", "/professionnels/annuaire-papier/nouvelle/"),
            ("recipients of an edition", "/professionnels/annuaire-papier/{edition}/destinataires/"),
            ("new recipient", "/professionnels/annuaire-papier/{edition}/destinataires/nouveau/"),
            ("a recipient", "/professionnels/annuaire-papier/destinataires/{recipient}/"),
            ("several recipients", "/professionnels/annuaire-papier/{edition}/destinataires/plusieurs/"),
            ("import and its communes", "/imports/{import}/"),
            ("columns of an import", "/imports/{import}/colonnes/"),
            ("questions of an import", "/imports/{new_import}/colonnes/"),
            ("cells of an import", "/imports/{import}/cellules/"),
            ("before an import is written", "/imports/{import}/avant-d-ecrire/"),
            ("values of an import", "/imports/{import}/valeurs/"),
            ("a source", "/professionnels/sources/{source}/"),
            ("governance", "/professionnels/gouvernance/"),
            ("new body of the governance", "/professionnels/gouvernance/instances/nouvelle/"),
            ("sources", "/professionnels/sources/"),
            ("vocabulary", "/professionnels/vocabulaire/"),
            ("a value of the vocabulary", "/professionnels/vocabulaire/public/femmes/"),
            ("fields of the region", "/professionnels/champs/"),
            ("gaps of the territory", "/territoire/"),
            ("where to open", "/territoire/ouvrir/"),
            ("records of the territory", "/territoire/fiches/"),
            ("quality of the territory", "/territoire/qualite/"),
        )
    ),
)
