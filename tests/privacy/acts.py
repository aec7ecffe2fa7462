"""How each act of the matrix is sent, as a browser or a program would: by name, with whoever asks."""

import io
import json
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from history.models import Act
from history.versions import last_event
from tests.mapping.editing.boxes import boxes
from tests.privacy.roles_world import FRENCH_LESSONS, World

How = Callable[[World, Client, Client], Any]
"""The answer to an act, sent by a browser where the role has signed in, or by a program with its token."""
ROUTES_OF: dict[How, set[str]] = {}
"""The named routes that an act goes through."""


def through(act: How, *routes: str) -> How:
    """The act, noted with the routes that it goes through."""
    ROUTES_OF[act] = set(routes)
    return act


def address(world: World, name: str, *arguments: str) -> str:
    """The path of a named route: « =x » stands for x itself, anything else for the number of that thing."""
    return reverse(name, args=[one[1:] if one.startswith("=") else number(world, one) for one in arguments])


def number(world: World, name: str) -> Any:
    """What stands for a thing in an address: its number, a territory's code, what a link holds."""
    if name in ("link", "visit code", "survey letter"):
        return world[name]
    held = world.people[name] if name in world.people else world[name]
    if name.endswith(" photo"):
        return held.file_id
    return held.slug if name == "named" else held.pk


def of(name: str) -> Callable[[World], str]:
    """The number of a thing, as a form sends it."""
    return lambda world: str(number(world, name))


def _in_days(days: int) -> Callable[[World], str]:
    """A day to come, as a form sends it."""
    return lambda world: (timezone.localdate() + timedelta(days=days)).isoformat()


def _last_month(world: World) -> str:
    """The first day of the month before this one, as a form sends it."""
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1).isoformat()


def reads(name: str, *arguments: str, **asked: Any) -> How:
    """A named address that is asked."""
    return through(
        lambda world, browser, program: browser.get(address(world, name, *arguments), _said(world, asked)),
        name,
    )


def posts(name: str, /, *arguments: str, **sent: Any) -> How:
    """A form sent to a named address; a value may be worked out of the world."""

    def act(world: World, browser: Client, program: Client) -> Any:
        return browser.post(address(world, name, *arguments), _said(world, sent))

    return through(act, name)


def answers(name: str, survey: str) -> How:
    """The first question of a survey answered, as a browser that was open for a minute sends it."""

    def act(world: World, browser: Client, program: Client) -> Any:
        field = (world.original or world)[survey].questions.first().code
        sent = _said(world, _OPENED_A_MINUTE_AGO) | {field: "oui"}
        return browser.post(address(world, name, survey), sent)

    return through(act, name)


def _said(world: World, sent: dict[str, Any]) -> dict[str, Any]:
    return {name: value(world) if callable(value) else value for name, value in sent.items()}


def _in_days(days: int) -> Callable[[World], str]:
    return lambda world: (timezone.localdate() + timedelta(days=days)).isoformat()


# Blocks whose form shows everybody the same.
_THE_SAME_FOR_ALL = ("coordonnees", "fermer")


def edits(structure: str, block: str, *more: str, **typed: Any) -> How:
    """A block's form typed over and sent: as the role is shown it, or, where it is shown none, as an
    administrator would send it, but for what is private. `more` is « =add », or a thing and « =remove »."""
    route = {0: "edit", 1: "edit-add" if more == ("=add",) else "edit-one", 2: "edit-remove"}[len(more)]

    def path(world: World) -> str:
        rest = [world[more[0]].pk] if more and more != ("=add",) else []
        return reverse(route, args=[world[structure].pk, "x", block, *rest])

    def act(world: World, browser: Client, program: Client) -> Any:
        sent = {} if route == "edit-remove" else shown(world, browser)
        said = {
            name: value if isinstance(value, list) else [value] for name, value in _said(world, typed).items()
        }
        return browser.post(path(world), sent | said)

    def shown(world: World, browser: Client) -> dict[str, list[str]]:
        page = None if block in _THE_SAME_FOR_ALL else browser.get(path(world))
        if page is not None and page.status_code == 200:
            return _form(page)
        whole = world.original or world
        page = whole.form(path(whole))
        held = _form(page) if page.status_code == 200 else {"version": ["1"]}
        return {name: ["" if "zq" in one else one for one in values] for name, values in held.items()}

    return through(act, route)


def _form(page: Any) -> dict[str, list[str]]:
    """What the form of a page holds; the rest of the page, which takes longer to read, is left aside."""
    start = page.content.rfind(b"<form", 0, max(page.content.find(b'id="modification"'), 0))
    end = page.content.find(b"</form>", start)
    return boxes(SimpleNamespace(content=page.content[start:end] if start >= 0 else b""))


def takes_back(structure: str) -> How:
    """An edit of the structure, then the button of the page that says what it did."""

    def act(world: World, browser: Client, program: Client) -> Any:
        edits(structure, "coordonnees", **_PHONE)(world, browser, program)
        last = Act.objects.order_by("-pk").first()
        one = world[structure]
        return browser.post(reverse("edit-undo", args=[one.pk, one.slug, last.pk]))

    return through(act, "edit-undo")


def undoes_anothers(structure: str, act: str) -> How:
    """The button of one's own page, with the number of somebody else's act."""

    def sent(world: World, browser: Client, program: Client) -> Any:
        one = world[structure]
        return browser.post(reverse("edit-undo", args=[one.pk, one.slug, world[act].pk]))

    return through(sent, "edit-undo")


_API = {
    "structures": "api-structures",
    "structures/{}": "api-structure",
    "structures/{}/contacts": "api-structure-contacts",
    "contacts/{}": "api-contact",
    "imports/{}": "api-import",
    "imports/{}/rows": "api-import-rows",
    "imports/{}/apply": "api-import-apply",
    "imports/{}/undo": "api-import-undo",
    "imports/{}/redo": "api-import-redo",
}


def calls(method: str, path: str, of_what: str = "", by_token: bool = False, **said: Any) -> How:
    """A request to the API, with the session of the browser or the token of the program."""

    def act(world: World, browser: Client, program: Client) -> Any:
        values = _said(world, said)
        where = f"/api/v1/{path}".format(world[of_what].pk if of_what else "")
        sent = json.dumps(values.get("body", values))
        return (program if by_token else browser).generic(method, where, sent, "application/json")

    return through(act, _API[path])


def pushes(by_token: bool = False) -> How:
    """A file sent as the body of a request, under a name of one's own."""

    def act(world: World, browser: Client, program: Client) -> Any:
        table = "nom,adresse,code_postal,commune\nMaison neuve,1 rue Neuve,77000,Melun\n"
        sender = program if by_token else browser
        return sender.generic("POST", "/api/v1/imports?source=Nouvelle", table, "text/csv")

    return through(act, "api-imports")


FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [2.66, 48.54]},
    "properties": {
        "nom": "Maison neuve",
        "position_precision": "address",
        "source": "essai",
        "source_id": "neuve",
        "code_insee": "77288",
        "commune_nom": "Melun",
        "code_postal": "77000",
    },
}


def adds_a_photo(structure: str) -> How:
    """A picture, with what it shows."""

    def act(world: World, browser: Client, program: Client) -> Any:
        one = world[structure]
        file = SimpleUploadedFile("porte.png", _picture(), content_type="image/png")
        said = {"file": file, "description": "La porte.", "consent": "on"}
        return browser.post(reverse("edit-photo", args=[one.pk, one.slug]), said)

    return through(act, "edit-photo")


def _picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(held, "PNG")
    return held.getvalue()


def writes_of_a_sheet(name: str, /, *arguments: str, **typed: Any) -> How:
    """The form of a page of a sheet typed over and sent, as the role is shown it; with nothing of it where
    they are shown none."""

    def act(world: World, browser: Client, program: Client) -> Any:
        path = address(world, name, *arguments)
        page = browser.get(path)
        sent = _form(page) if page.status_code == 200 else {"version": ["1"]}
        return browser.post(path, sent | typed)

    return through(act, name)


def fills_in(structure: str, group: str, field: str, text: str) -> How:
    """A field of a group filled in for a structure, in the form as the role is shown it; with nothing of it
    where they are shown none."""

    def act(world: World, browser: Client, program: Client) -> Any:
        path = address(world, "edit-group-fields", structure, "=x", group)
        page = browser.get(path)
        sent = _form(page) if page.status_code == 200 else {}
        return browser.post(path, sent | {f"c{number(world, field)}": text})

    return through(act, "edit-group-fields")


def _sends_pictures(*of: str) -> How:
    """A photograph for the gallery of something."""

    def act(world: World, browser: Client, program: Client) -> Any:
        written = io.BytesIO()
        Image.new("RGB", (8, 8)).save(written, "JPEG")
        given = SimpleUploadedFile("p.jpg", written.getvalue(), content_type="image/jpeg")
        return browser.post(address(world, "photos-add", *of), {"photos": [given]})

    return through(act, "photos-add")


def adds_a_file_to_a_sheet(sheet: str) -> How:
    """A document, with what it is."""

    def act(world: World, browser: Client, program: Client) -> Any:
        file = SimpleUploadedFile("plaquette.pdf", b"%PDF-1.7", content_type="application/pdf")
        return browser.post(address(world, "resource-files", sheet), {"file": file, "label": "Plaquette"})

    return through(act, "resource-files")


def adds_an_emblem(edition: str) -> How:
    """The picture of who pays for a book, with what one sees."""

    def act(world: World, browser: Client, program: Client) -> Any:
        drawn = io.BytesIO()
        Image.new("RGB", (30, 20)).save(drawn, "PNG")
        file = SimpleUploadedFile("embleme.png", drawn.getvalue(), content_type="image/png")
        return browser.post(address(world, "edition-emblem-new", edition), {"file": file, "alt": "Emblème"})

    return through(act, "edition-emblem-new")


def returns_a_sheet_to(sheet: str, event: str) -> How:
    """A whole sheet put back to what it was after an event."""

    def act(world: World, browser: Client, program: Client) -> Any:
        path = reverse("shared-version", args=[number(world, sheet), world[event].pk])
        return browser.post(path, {"vu": str(last_event(number(world, sheet)))})

    return through(act, "shared-version")


def undoes_all(world: World, browser: Client, program: Client) -> Any:
    """All that a member did, taken back at once."""
    today = timezone.localdate().isoformat()
    acts = str(Act.objects.filter(by=world.people["MEM"]).count())
    sent = {"du": today, "au": today, "why": "essai", "actes": acts}
    return browser.post(address(world, "account-undo", "MEM"), sent)


def returns_to(structure: str, event: str) -> How:
    """A whole record put back to what it was after an event."""

    def act(world: World, browser: Client, program: Client) -> Any:
        path = reverse("structure-version", args=[world[structure].pk, world[event].pk])
        return browser.post(path, {"vu": str(last_event(world[structure].pk))})

    return through(act, "structure-version")


def closes_own_account(world: World, browser: Client, program: Client) -> Any:
    """One's own account closed, once its address is typed."""
    role = next((one for one, kept in world.cookies.items() if kept in str(browser.cookies)), "VIS")
    user = world.people[role]
    return browser.post(reverse("close-account"), {"adresse": user.email if user else "x@example.org"})


def brings_fields(world: World, browser: Client, program: Client) -> Any:
    """A file that takes the place of the fields of a list."""
    file = SimpleUploadedFile("champs.csv", "libellé;thématiques\nSe loger;Logement\n".encode())
    return browser.post(address(world, "taxonomy", "taxonomy"), {"fichier": file, "apporter": "oui"})


_DAYS = {
    "du": lambda world: timezone.localdate().isoformat(),
    "au": lambda world: timezone.localdate().isoformat(),
}
_EDITION = {"title": "Annuaire", "territory": "77", "cut": "epci", "paper": "a5"}
_WIDGET = {
    "partenaire": "Mission locale",
    "sites": "https://partenaire.example",
    "recherche": "/?departement=77&theme=francais",
    "lecteurs": "lieu",
    "montre": "liste",
    "langue": "",
    "couleur": "",
}
_CAMPAIGN = {"titre": "Relecture", "blocs": "hours", "action": "envoyer"}
_PHONE = {"telephone": "01 99 00 00 77"}
_OPENED_A_MINUTE_AGO = {
    "jeton": lambda world: signing.dumps([uuid.uuid4().hex, int(time.time()) - 60], salt="common.robots")
}
_REPORT = {"message": "Le lundi, c’est fermé.", **_OPENED_A_MINUTE_AGO}

ACTS: dict[str, How] = {
    # What is read, of one thing.
    "read the page of a draft": reads("structure", "draft", "=x"),
    "read the page of a closed structure": reads("structure", "closed", "=x"),
    "read where a closed structure opens again": reads("edit-closed", "closed", "=x"),
    "read the history of a draft": reads("structure-history", "draft", "=x"),
    "read the history of a closed structure": reads("structure-history", "closed", "=x"),
    "read the API's draft": calls("GET", "structures/{}", "draft"),
    "read the form of a draft": reads("edit", "draft", "=x", "=coordonnees"),
    "read a photo": reads("file", "open photo"),
    "read a photo of the house for professionals": reads("file-small", "pro house photo"),
    "read a photo of the house for staff": reads("file", "staff house photo"),
    "read a photo of a draft": reads("file", "draft photo"),
    "read the contact of everyone": calls("GET", "contacts/{}", "public contact"),
    "read the contact of professionals": calls("GET", "contacts/{}", "pros' contact"),
    "read the contact of professionals, by token": calls(
        "GET", "contacts/{}", "pros' contact", by_token=True
    ),
    "read the contact of the organisation": calls("GET", "contacts/{}", "organisation's contact"),
    "read the contact of the organisation, by token": calls(
        "GET", "contacts/{}", "organisation's contact", by_token=True
    ),
    "read the contact of the group": calls("GET", "contacts/{}", "group's contact"),
    "read the contact of staff": calls("GET", "contacts/{}", "staff's contact"),
    "read the form of the contact of staff": reads("edit-one", "open", "=x", "=contacts", "staff's contact"),
    "read the area's form of a draft": reads("service-area", "draft service"),
    "read the protection of a record": reads("structure-protection", "open"),
    "read the protection of a draft": reads("structure-protection", "draft"),
    "read what undoing an act would do": reads("change-undo", "edit"),
    "read what undoing a hidden act would do": reads("change-undo", "new street"),
    "read what a field put back would show": reads(
        "structure-restore", "open", evenement=of("edit event"), champs="description"
    ),
    "read what a hidden street put back would show": reads(
        "structure-restore", "staff house", evenement=of("new street event"), champs="adresse"
    ),
    "read a version of a record": reads("structure-version", "open", "old text event"),
    "read a version of a hidden street": reads("structure-version", "staff house", "old street event"),
    "read what waits for a patrol": reads("patrol"),
    "read what an account did": reads("account-changes", "MEM"),
    "read a batch": reads("batch", "batch"),
    "read a report": reads("report", "report"),
    "read what is asked of a structure": reads("structure-asked", "open"),
    "take away what is asked of a structure": reads("structure-asked-file", "open", "=csv"),
    "read what is asked of a draft": reads("structure-asked", "draft"),
    "read the grid of a structure": reads("grid", "open"),
    "read the grid of a draft": reads("grid", "draft"),
    "read the numbers of a grid to correct": reads("grid-correct", "open"),
    "read the grid of a structure on paper": reads("grid-sheet", "open"),
    "read what a grid says offline": reads("grid-offline", "open"),
    "take away the grid of a structure": reads("grid-file", "open", "=csv"),
    "read the report of a structure": reads("structure-report", "open"),
    "read the report of a draft": reads("structure-report", "draft"),
    "take away the report of a structure": reads("structure-report-file", "open"),
    "take away the report of a structure as a PDF": reads("structure-report-pdf", "open"),
    "read how a structure judges itself": reads("charter-of-structure", "open"),
    "read how a draft judges itself": reads("charter-of-structure", "draft"),
    "take back how a structure judges itself": posts("charter-of-structure", "open", faire="reprendre"),
    "take a document of a judgement away": posts("charter-piece", "open", piece="1"),
    "note a visit of a structure": posts("charter-visit", "open", day="2026-11-20", who="Une personne"),
    "decide of a label": posts("charter-decision", "open", outcome="refusee", day="2026-11-20", reasons="x"),
    "withdraw a label": posts("charter-withdrawal", "open", reasons="x"),
    "write the next quality charter": posts(
        "quality-charter-edit",
        "=2",
        title="Charte",
        months="12",
        **{"criteres-TOTAL_FORMS": "0", "criteres-INITIAL_FORMS": "0"},
    ),
    "publish the next quality charter": posts("quality-charter-version", "=2", faire="publier"),
    "count a demand": posts("grid", "open", plus="theme:francais", voie="accueil"),
    "count a demand of a draft": posts("grid", "draft", plus="theme:francais", voie="accueil"),
    "correct the numbers of a grid": posts("grid-correct", "open", **{"theme:sante:accueil": "4"}),
    "add a line to a grid": posts("grid-lines", "open", label="Domiciliation"),
    "be reminded of a grid": posts("grid-remind", "open", rappel="oui"),
    "read what visitors said": reads("satisfaction", "open"),
    "read what visitors of a draft said": reads("satisfaction", "draft"),
    "take away what visitors said": reads("satisfaction-file", "open", "=csv"),
    "read what visitors of all said": reads("satisfaction-network"),
    "take away what visitors of all said": reads("satisfaction-network-file", "=csv"),
    "make a code for a visit": posts("satisfaction-code", "open", langue="fr"),
    "make a code for a visit to a draft": posts("satisfaction-code", "draft", langue="fr"),
    "print codes for visits": posts("satisfaction-sheets", "open", nombre="2", langue="fr"),
    "read where sheets are typed in": reads("satisfaction-typed", "open"),
    "type in a sheet": posts(
        "satisfaction-typed", "open", code=lambda world: world["visit code"], accueil="content"
    ),
    "name who sends visitors": posts("satisfaction-partners", "open", label="CAF"),
    "show everyone what visitors said": posts("satisfaction-show", "open", montrer="oui"),
    "read the questions of a visit": reads("opinion", "visit code"),
    "answer the questions of a visit": posts("opinion", "visit code", accueil="content"),
    "read a survey": reads("survey", "draft survey"),
    "read what a survey found": reads("survey-file", "closed survey", "=csv"),
    "make a survey": posts("survey-new", title="Vos attentes", whom="membres"),
    "change a survey": posts("survey-edit", "draft survey", title="Autres attentes", whom="public"),
    "add a question to a survey": posts(
        "survey-question-new", "draft survey", label="Venez-vous ?", kind="ouinon"
    ),
    "change a question of a survey": posts(
        "survey-question", "draft survey", "survey question", label="Venez-vous souvent ?", kind="ouinon"
    ),
    "launch a survey": posts("survey-act", "draft survey", lancer="certain"),
    "read who a survey is for": reads("survey-recipients", "survey of members"),
    "read a survey that one is asked": reads("survey-answer", "survey of members"),
    "answer a survey that one is asked": answers("survey-answer", "survey of members"),
    "keep one's answers for later": answers("survey-draft", "survey of members"),
    "answer a survey of everyone": answers("survey-public", "survey of everyone"),
    "read a survey by the link of a mail": reads("survey-letter", "survey letter"),
    "read what everyone is shown of a survey": reads("survey-shown", "closed survey"),
    "tell that somebody called": posts("used", acte="appel", structure=of("open")),
    "tell that somebody called a draft": posts("used", acte="appel", structure=of("draft")),
    "read a report of another territory": reads("report", "far report"),
    "read a proposal": reads("report", "missing report"),
    "read the campaigns": reads("campaigns"),
    "read the campaign of staff": reads("campaign", "campaign"),
    "read the campaign of the organisation": reads("campaign", "our campaign"),
    "read the page of a link": reads("confirm", "link"),
    "read the page of a discreet organisation": reads("organisation", "discreet", "=x"),
    "read a person's page": reads("people-person", "found"),
    "read the invitations": reads("people-invite"),
    "read an import of staff": reads("import", "run"),
    "read what an import of staff loses": reads("import-gate", "run"),
    "take out the rows of an import of staff": reads("import-workbook", "run"),
    "read two structures alike": reads("duplicate", "pair"),
    "read two hidden ones alike": reads("duplicate", "secret pair"),
    "read one alike to a draft": reads("duplicate", "draft pair"),
    "read one alike to a closed one": reads("duplicate", "closed pair"),
    "read the administration": through(lambda world, browser, program: browser.get("/admin/"), "admin:index"),
    "read the accounts in the administration": through(
        lambda world, browser, program: browser.get("/admin/accounts/user/"), "admin:accounts_user_changelist"
    ),
    # A structure's page.
    "edit a published structure": edits("open", "coordonnees", **_PHONE),
    "edit it with a number that is none": edits("open", "coordonnees", telephone="pas un numéro"),
    "edit what others hold": edits("theirs house", "coordonnees", **_PHONE),
    "edit the address of the house for professionals": edits(
        "pro house", "adresse", complement_adresse="Porte B", lieu="carte", lat="48.5511", lon="2.6311"
    ),
    "edit the address of the house for staff": edits(
        "staff house", "adresse", complement_adresse="Porte B", lieu="carte", lat="48.5277", lon="2.6899"
    ),
    "edit the hours of the house for staff": edits("staff house", "coordonnees", **_PHONE),
    "edit a draft": edits("draft", "coordonnees", **_PHONE),
    "edit a closed structure": edits("closed", "coordonnees", **_PHONE),
    "edit one protected for its keepers": edits("kept", "coordonnees", **_PHONE),
    "edit one protected for staff": edits("locked", "coordonnees", **_PHONE),
    "edit in a territory left to owners": edits("left", "coordonnees", **_PHONE),
    "say the places left": posts("edit-places", "open", "=x", "open service", places="3", vu=""),
    "close a structure": edits("open", "fermer", motif="dissoute"),
    "close one protected for its keepers": edits("kept", "fermer", motif="dissoute"),
    "open a closed structure again": posts("edit-closed", "closed", "=x"),
    "open one that staff closed and protected": posts("edit-closed", "closed and kept", "=x"),
    "open a draft": posts("edit-closed", "draft", "=x"),
    "confirm that it is still right": posts("still-right", "open", bloc="tout"),
    "confirm one protected for staff": posts("still-right", "locked", bloc="tout"),
    "set how often it is asked": posts("cadence", "open", mois="6"),
    "create a structure": posts(
        "structure-new",
        nom="Maison neuve",
        thematique=FRENCH_LESSONS,
        commune_nom="Melun",
        code_postal="77000",
        autre="oui",
        jeton=lambda world: str(uuid.uuid4()),
    ),
    "create one in a territory left to owners": posts(
        "structure-new",
        nom="Maison neuve",
        thematique=FRENCH_LESSONS,
        commune_nom="Meaux",
        code_postal="77100",
        autre="oui",
        jeton=lambda world: str(uuid.uuid4()),
    ),
    "have hours read": posts("hours-read", champ="horaires"),
    "say whom a service takes": posts(
        "service-area", "open service", sorte="codes", codes="77", vu="99999999"
    ),
    "say whom a hidden service takes": posts(
        "service-area", "staff house service", sorte="codes", codes="77", vu="99999999", remplacer="on"
    ),
    # Contacts.
    "add a contact": edits("open", "contacts", "=add", nom="Dominique", nom_pour="1"),
    "edit the contact of everyone": edits("open", "contacts", "public contact", fonction="Accueil"),
    "edit the contact of professionals": edits("open", "contacts", "pros' contact", fonction="Accueil"),
    "edit the contact of the organisation": edits(
        "open", "contacts", "organisation's contact", fonction="Accueil"
    ),
    "edit the contact of the group": edits("open", "contacts", "group's contact", fonction="Accueil"),
    "edit the contact of staff": edits("open", "contacts", "staff's contact", fonction="Accueil"),
    "remove the contact of the organisation": edits("open", "contacts", "organisation's contact", "=remove"),
    "remove the contact of staff": edits("open", "contacts", "staff's contact", "=remove"),
    "tell a contact to an organisation": edits(
        "open", "contacts", "pros' contact", nom_pour=lambda world: f"o{world['ours'].pk}"
    ),
    # Photographs.
    "add a photo": adds_a_photo("open"),
    "add a photo of the house for professionals": adds_a_photo("pro house"),
    "add a photo of the house for staff": adds_a_photo("staff house"),
    "remove a photo": edits("open", "photos", "open photo", "=remove"),
    "remove a photo of the house for staff": edits("staff house", "photos", "staff house photo", "=remove"),
    # The API.
    "API: list with a wrong place": through(
        lambda world, browser, program: browser.get("/api/v1/structures?lat=x"), "api-structures"
    ),
    "API: create a structure": calls("POST", "structures", body=FEATURE),
    "API: create a structure, by token": calls("POST", "structures", by_token=True, body=FEATURE),
    "API: change a structure": calls(
        "PATCH",
        "structures/{}",
        "open",
        body={"type": "Feature", "properties": {"telephone": "01 99 00 00 77"}},
    ),
    "API: change a draft": calls(
        "PATCH",
        "structures/{}",
        "draft",
        body={"type": "Feature", "properties": {"telephone": "01 99 00 00 77"}},
    ),
    "API: remove a structure": calls("DELETE", "structures/{}", "open"),
    "API: remove a structure, by token": calls("DELETE", "structures/{}", "open", by_token=True),
    "API: add a contact": calls("POST", "structures/{}/contacts", "open", nom="Dominique"),
    "API: add a contact, by token": calls(
        "POST", "structures/{}/contacts", "open", by_token=True, nom="Dominique"
    ),
    "API: add a contact to a draft": calls("POST", "structures/{}/contacts", "draft", nom="Dominique"),
    "API: add a contact to one protected for staff": calls(
        "POST", "structures/{}/contacts", "locked", nom="Dominique"
    ),
    "API: change the contact of professionals": calls(
        "PATCH", "contacts/{}", "pros' contact", fonction="Accueil"
    ),
    "API: change the contact of the organisation": calls(
        "PATCH", "contacts/{}", "organisation's contact", fonction="Accueil"
    ),
    "API: change the contact of the organisation, by token": calls(
        "PATCH", "contacts/{}", "organisation's contact", by_token=True, fonction="Accueil"
    ),
    "API: change the contact of the group": calls(
        "PATCH", "contacts/{}", "group's contact", fonction="Accueil"
    ),
    "API: change the contact of staff": calls("PATCH", "contacts/{}", "staff's contact", fonction="Accueil"),
    "API: remove the contact of professionals": calls("DELETE", "contacts/{}", "pros' contact"),
    "API: give a contact to an organisation": calls(
        "PATCH",
        "contacts/{}",
        "pros' contact",
        nom_visibility=2,
        nom_organisation=lambda world: world["ours"].pk,
    ),
    # History and watching over it.
    "take back an edit of one's own": takes_back("open"),
    "take back another's by the button of one's own": undoes_anothers("open", "edit"),
    "undo an act": posts("change-undo", "edit"),
    "undo an act about the house for staff": posts("change-undo", "new street"),
    "restore a field": posts("structure-restore", "open", evenement=of("edit event"), champs="description"),
    "restore a street of the house for staff": posts(
        "structure-restore", "staff house", evenement=of("new street event"), champs="adresse"
    ),
    "return to a version": returns_to("open", "old text event"),
    "return to a version of the house for staff": returns_to("staff house", "old street event"),
    "mark an act as seen": posts("change-seen", "edit"),
    "mark as seen an act about a hidden street": posts("change-seen", "new street"),
    "protect a record": posts(
        "structure-protection", "open", guard="keepers", why="Guerre de modifications."
    ),
    "protect a record of another territory": posts(
        "structure-protection", "far", guard="keepers", why="Guerre de modifications."
    ),
    "protect a draft": posts(
        "structure-protection", "draft", guard="keepers", why="Guerre de modifications."
    ),
    "lift a protection": posts("structure-protection", "kept", action="lever"),
    "leave a territory to owners": posts("leave-to-owners", territoire="Lyon", why="Essai."),
    "open a territory to all": posts("open-to-all", "rule"),
    "go on with a batch": posts("batch-resume", "stopped batch"),
    "do a batch again": posts("batch-redo", "batch"),
    "rehearse undoing all that an account did": reads(
        "account-rehearse", "MEM", du="2026-01-01", au="2026-12-31"
    ),
    "find an account": reads("account-find", courriel=lambda world: world["found"].email),
    "block an account": posts("account-block", "found", why="Vandalisme."),
    "block an account of staff": posts("account-block", "colleague", why="Vandalisme."),
    "give an account back": posts("account-block", "BLK", action="debloquer"),
    "undo all that an account did": through(undoes_all, "account-undo"),
    "begin an exercise": posts("practice-begin"),
    "erase an exercise": posts("practice-erase"),
    "have a colleague write in what is no exercise": posts("practice-together", "open"),
    "say whether to be written to": posts("changes-letter", m_ecrire="non"),
    # From the public.
    "report an error": posts("report-structure", "open", "=x", quoi="horaires", **_REPORT),
    "report an error of a draft": posts("report-structure", "draft", "=x", quoi="horaires", **_REPORT),
    "propose a structure": posts("propose", nom="Maison neuve", lieu="Melun", **_REPORT),
    "have an answered report wait again": posts("report-reopen", "answered report"),
    "answer a report": posts("report", "report", decision="fait", reponse=""),
    "answer a report of another territory": posts("report", "far report", decision="fait", reponse=""),
    "answer a proposal": posts("report", "missing report", decision="refuse", reponse=""),
    "answer by the link of a campaign": posts("confirm", "link", hours_choix="exact"),
    # Partners' sites.
    "read a widget of the organisation": reads("widget", "widget"),
    "make a widget": posts("widget-new", **_WIDGET),
    "change a widget of the organisation": posts("widget", "widget", organisation=of("ours"), **_WIDGET),
    "switch a widget of the organisation off": posts("widget-switch", "widget", etat="arret"),
    # Campaigns and notices.
    "ask one's own structures to confirm": posts("campaign-new", qui="organisation", **_CAMPAIGN),
    "ask one structure to confirm": posts("campaign-new", qui="une", structure=of("open"), **_CAMPAIGN),
    "ask one that only staff know to confirm": posts(
        "campaign-new", qui="une", structure=of("draft"), **_CAMPAIGN
    ),
    "ask those of a search to confirm": posts(
        "campaign-new", qui="recherche", recherche="/?departement=77", **_CAMPAIGN
    ),
    "stop the campaign of staff": posts("campaign-stop", "campaign"),
    "stop the campaign of the organisation": posts("campaign-stop", "our campaign"),
    "put up a notice": posts(
        "notice-new",
        qui="recherche",
        recherche="/?departement=77",
        texte="Grand froid",
        action="envoyer",
        **_DAYS,
    ),
    "take a notice away": posts("notice-remove", "notice"),
    # People.
    "ask to hold a structure": posts(
        "people-hold", "kept", organisation=lambda world: str(world["theirs"].pk)
    ),
    "ask to hold a draft": posts("people-hold", "draft", organisation=lambda world: str(world["theirs"].pk)),
    "accept who asks to come in": posts("people-join-decide", "join", decision="accepter"),
    "refuse who asks to come in": posts("people-join-decide", "join", decision="refuser"),
    "accept who asks to hold a structure": posts("people-holding-decide", "holding", decision="accepter"),
    "invite into the organisation": posts(
        "people-invite", organisation=of("ours"), liste="nouvelle@example.org ; Nouvelle Venue"
    ),
    "invite into another organisation": posts(
        "people-invite", organisation=of("theirs"), liste="nouvelle@example.org ; Nouvelle Venue"
    ),
    "create an organisation": posts(
        "people-organisations", **{"nouvelle-nom": "Maison nouvelle", "nouvelle-publique": "on"}
    ),
    "ask to belong to an organisation": posts("people-organisation-join", "theirs"),
    "change an organisation": posts(
        "people-organisation", "ours", nom="Maison commune", presentation="Autre chose.", publique="on"
    ),
    "add a label": posts("people-fact", "ours", "=labels", **{"labels-name": "Label neuf"}),
    "add a funding": posts("people-fact", "ours", "=financements", **{"financements-funder": "Fonds neuf"}),
    "remove a funding": posts("people-fact-remove", "ours", "=financements", "funding"),
    "remove a label": posts("people-fact-remove", "ours", "=labels", "label"),
    "give an opinion on an agreement": posts(
        "people-agreement",
        "agreement",
        etape="advised",
        commentaire="Favorable.",
        demande_a=of("STA"),
        vue=lambda world: f"proposed-{world['step'].pk}",
    ),
    "refuse an agreement": posts(
        "people-agreement",
        "agreement",
        etape="refused",
        commentaire="Non.",
        vue=lambda world: f"proposed-{world['step'].pk}",
    ),
    "make a member a referent": posts("people-member", "ours", "membership", acte="referent"),
    "take a member out": posts("people-member", "ours", "membership", acte="sortir"),
    "merge two organisations": posts("people-organisation-merge", "ours", autre=of("theirs")),
    "give access to an account": posts("people-person", "asker", acte="professionnel"),
    "promote an account to staff": posts("people-person", "found", acte="prefecture"),
    "take a lost factor from an account": posts("people-person", "found", acte="oublier-facteur"),
    "take staff's role from an account": posts("people-person", "colleague", acte="retirer-prefecture"),
    "make somebody an ambassador": posts("people-person", "found", acte="ambassadeur", territoire="77"),
    "block somebody from their page": posts("people-person", "found", acte="bloquer", pourquoi="Vandalisme."),
    "trust a domain": posts("people-domains", domaine="asso.example.org"),
    "trust a domain no more": posts("people-domain-remove", "domain"),
    "draw a territory up": posts("named-territory-new", nom="Bassin", sorte="bassin", communes="77288"),
    "redraw a territory": posts(
        "named-territory", "named", nom="Essai", sorte="bassin", communes="77288, 77186"
    ),
    "take a territory away": posts("named-territory-remove", "named"),
    "accept the charter": posts("charter", accepter="oui", version=of("charter")),
    "write the charter": posts("charter-publish", texte="Nouvelle charte."),
    "write the governance": posts("governance-edit", presentation="Porté par la préfecture.", vu="0"),
    "add a body of the governance": posts("governance-body-new", nom="Comité neuf", rank="3"),
    "change a body of the governance": posts(
        "governance-body", "body", nom="Comité d'essai", meets="chaque mois", rank="1", vu=str(10**15)
    ),
    "remove a body of the governance": posts("governance-body-remove", "body"),
    "take back what was written of the governance": posts("governance-undo", "governance act"),
    "describe a source that structures name": posts("source-describe", code="tests"),
    "change what is said of a source": posts(
        "source", "=vide", nom="Vide", producteur="Eux", every_hours="24"
    ),
    "pause the fetching of a source": posts("source-schedule", "=vide", acte="pause"),
    "forget what a source taught": posts("source-forget", "=vide", "lesson"),
    "delete a source that nothing came from": posts("source-delete", "=vide"),
    "add a word of here": posts("vocabulary-value", "=public", "=femmes", mot="Zigomarette", langue="fr"),
    "take a word of here back": posts("vocabulary-word-remove", "local word"),
    "begin a list of fields": posts("taxonomies", nom="Champs neufs"),
    "rename a list of fields": posts("taxonomy", "taxonomy", nom="Champs changés", vu=str(10**15)),
    "bring a list of fields as a file": through(brings_fields, "taxonomy"),
    "take a list of fields away in CSV": reads("taxonomy-csv", "taxonomy"),
    "take a list of fields away as a workbook": reads("taxonomy-xlsx", "taxonomy"),
    "show a list of fields": posts("taxonomy-show", "taxonomy"),
    "remove a list of fields": posts("taxonomy-remove", "taxonomy"),
    "add a field to a list": posts("taxonomy-field-new", "taxonomy", label="Habiter"),
    "change a field of a list": posts(
        "taxonomy-field", "taxonomy", "taxonomy field", label="Vivre mieux", rank="1", vu=str(10**15)
    ),
    "remove a field of a list": posts("taxonomy-field-remove", "taxonomy", "taxonomy field"),
    "take back what was written of the fields": posts("taxonomy-undo", "taxonomy act"),
    "change one's own profile": posts("profile", nom="Autre Nom", metier="juriste"),
    "close one's own account": through(closes_own_account, "close-account"),
    "register": posts(
        "register",
        courriel="nouvelle@example.org",
        nom="Nouvelle Venue",
        organisation="Maison nouvelle",
        commune="Melun",
        **_OPENED_A_MINUTE_AGO,
    ),
    # Sheets of the network.
    "read a sheet for professionals": reads("resource", "pros' sheet", "=x"),
    "read a sheet that was withdrawn": reads("resource", "withdrawn sheet", "=x"),
    "read on paper a sheet for professionals": reads("resource-print", "pros' sheet", "=x"),
    "read the history of a sheet for professionals": reads("shared-history", "pros' sheet"),
    "read the file of a sheet": reads("file", "sheet photo"),
    "read the file of a sheet for professionals": reads("file", "pros' sheet photo"),
    "read the file of a sheet that was withdrawn": reads("file", "withdrawn sheet photo"),
    "read the languages of a sheet for professionals": reads("resource-translations", "pros' sheet"),
    "write a sheet": writes_of_a_sheet("resource-new", title="Une fiche", audience="0", kind="fiche"),
    "edit a sheet": writes_of_a_sheet("resource-edit", "sheet", fact_cost="200 €"),
    "edit a sheet for professionals": writes_of_a_sheet("resource-edit", "pros' sheet", fact_cost="200 €"),
    "withdraw a sheet": posts("resource-withdraw", "sheet"),
    "withdraw a sheet for professionals": posts("resource-withdraw", "pros' sheet"),
    "bring back a sheet": posts("resource-bring-back", "withdrawn sheet"),
    "say that a sheet is still right": posts("resource-still-right", "sheet"),
    "say so of one for professionals": posts("resource-still-right", "pros' sheet"),
    "add a file to a sheet": adds_a_file_to_a_sheet("sheet"),
    "add a file to one for professionals": adds_a_file_to_a_sheet("pros' sheet"),
    "remove the file of a sheet": posts("resource-file-remove", "sheet", "sheet file"),
    "remove the file of one for professionals": posts(
        "resource-file-remove", "pros' sheet", "pros' sheet file"
    ),
    "translate a sheet": writes_of_a_sheet("resource-translate", "sheet", "=ar", title="تجديد"),
    "translate a sheet for professionals": writes_of_a_sheet(
        "resource-translate", "pros' sheet", "=ar", title="تجديد"
    ),
    "remove a translation": posts("resource-translation-remove", "sheet", "=en"),
    "remove the translation of one for professionals": posts(
        "resource-translation-remove", "pros' sheet", "=en"
    ),
    "put a field of a sheet back": posts(
        "shared-restore", "sheet", evenement=of("sheet event"), champs="fact_cost"
    ),
    "put a field of one for professionals back": posts(
        "shared-restore", "pros' sheet", evenement=of("pros' sheet event"), champs="fact_cost"
    ),
    "put a sheet back": returns_a_sheet_to("sheet", "sheet made"),
    "put one for professionals back": returns_a_sheet_to("pros' sheet", "pros' sheet made"),
    "take back somebody else's act on a sheet": posts("shared-undo", "sheet", "sheet act"),
    # News and events of the network.
    "read news for professionals": reads("news", "pros' news", "=x"),
    "read news that have ended": reads("news", "ended news", "=x"),
    "read an event for professionals": reads("event", "pros' event", "=x"),
    "read the history of news for professionals": reads("shared-history", "pros' news"),
    "write news": writes_of_a_sheet("news-new", title="Une nouvelle"),
    "edit news": writes_of_a_sheet("news-edit", "news", title="Une autre"),
    "edit news for professionals": writes_of_a_sheet("news-edit", "pros' news", title="Une autre"),
    "withdraw news": posts("news-withdraw", "news"),
    "withdraw news for professionals": posts("news-withdraw", "pros' news"),
    "read an announcement for professionals": reads("offer", "pros' offer", "=x"),
    "write an announcement": writes_of_a_sheet(
        "offer-new", title="Une annonce", side="offre", what="salle", consent="on", audience="0"
    ),
    "edit an announcement": writes_of_a_sheet("news-edit", "offer", title="Une autre"),
    "edit an announcement for professionals": writes_of_a_sheet(
        "news-edit", "pros' offer", title="Une autre"
    ),
    "close an announcement": posts("offer-close", "offer"),
    "close an announcement for professionals": posts("offer-close", "pros' offer"),
    "answer an announcement": posts("offer-reply", "offer", du=_in_days(3), au=_in_days(4)),
    "answer an announcement for professionals": posts(
        "offer-reply", "pros' offer", du=_in_days(3), au=_in_days(4)
    ),
    "accept an answer": posts("offer-decide", "reply", accepter="1"),
    "take back somebody else's answer": posts("offer-reply-withdraw", "reply"),
    # Groups, and what is theirs alone.
    "read a group that is not listed": reads("group", "group", "=x"),
    "read a group by its number": reads("group-short", "group"),
    "read a group that is listed": reads("group", "listed group", "=x"),
    "read what was written of a group": reads("group-history", "group"),
    "create a group": writes_of_a_sheet(
        "group-new", name="Encore un", kind="thematique", joining="ouvert", is_listed="on"
    ),
    "edit a group": writes_of_a_sheet("group-edit", "group", summary="Autrement"),
    "edit a listed group": writes_of_a_sheet("group-edit", "listed group", summary="Autrement"),
    "archive a group": posts("group-archive", "group", archiver="1"),
    "take back an act by the button of a group": posts("group-undo", "group", "edit"),
    "ask to come into a listed group": posts("group-enter", "listed group", message="Je viens"),
    "come into a group that is not listed": posts("group-enter", "group"),
    "take back one's request to come in": posts("group-withdraw", "group"),
    "come in without being invited": posts("group-answer", "group", accepter="1"),
    "leave a group": posts("group-leave", "group"),
    "say for whom one is in a group": posts("group-stand-for", "group"),
    "let somebody into a group": posts("group-decide", "listed group", "group request", accepter="1"),
    "invite into a group": posts("group-invite", "group", personnes="zqautreinvitee@example.org"),
    "take an invitation into a group back": posts("group-uninvite", "group", "group invitation"),
    "have somebody lead a group": posts("group-member", "group", "group member", acte="referent"),
    "read a group's sheet": reads("resource", "group's sheet", "=x"),
    "edit a group's sheet": writes_of_a_sheet("resource-edit", "group's sheet", title="Une autre"),
    "withdraw a group's event": posts("event-withdraw", "group's event"),
    "read a group's news": reads("news", "group's news", "=x"),
    "read the history of a group's sheet": reads("shared-history", "group's sheet"),
    "read a group's discussion": reads("topic", "group's topic", "=x"),
    "read a group's discussion by its number": reads("topic-short", "group's topic"),
    "read where a group's message stands": reads("post", "group's post"),
    "read the history of a group's message": reads("shared-history", "group's post"),
    "edit a group's discussion": writes_of_a_sheet("topic-edit", "group's topic", title="Une autre"),
    "answer a group's discussion": posts("post-new", "group's topic", text="Moi."),
    "lock a group's discussion": posts("topic-lock", "group's topic"),
    "be told no more of a group's discussion": posts("topic-follow", "group's topic", arreter="oui"),
    "make a sheet of a discussion without an answer": posts("topic-faq", "group's topic"),
    "edit a group's message": writes_of_a_sheet("post-edit", "group's post", text="Autrement."),
    "withdraw a group's message": posts("said-withdraw", "group's post"),
    "keep a group's message as the answer": posts("post-keep", "group's post"),
    "read the files of a group's message": reads("topic-files", "group's post"),
    "remove a file that a message does not have": posts("topic-file-remove", "group's post", "group's topic"),
    "read the fields of a group": reads("group-fields", "group"),
    "read the structures of a group": reads("group-structures", "group", "=x"),
    "read the structures of a listed group": reads("group-structures", "listed group", "=x"),
    "take away the structures of a group": reads("group-file", "group", "=csv"),
    "take away the structures of a listed group": reads("group-file", "listed group", "=xlsx"),
    "declare a field of a group": writes_of_a_sheet("group-field-new", "group", name="Un de plus"),
    "edit a field of a group": writes_of_a_sheet("group-field", "group", "group's field", name="Autre nom"),
    "retire a field of a group": posts("group-field-retire", "group", "group's field"),
    "take up a field of a group": posts("group-field-take-up", "group", "group's old field"),
    "move a field of a group": posts("group-field-move", "group", "group's other field", descendre=""),
    "read the form of the fields of a group": reads("edit-group-fields", "open", "=x", "group"),
    "fill in a field of a group": fills_in("open", "group", "group's field", "Dit"),
    "fill in a field that professionals read": fills_in("open", "listed group", "pros' field", "Dit"),
    "vote on a group's proposal": posts("topic-vote", "group's proposal", choix="pour"),
    "read a group's notepad": reads("notepad", "group's notepad", "=x"),
    "read the history of a group's notepad": reads("shared-history", "group's notepad"),
    "edit a group's notepad": writes_of_a_sheet("notepad-edit", "group's notepad", title="Un autre"),
    "withdraw a group's notepad": posts("notepad-withdraw", "group's notepad"),
    "bring back a group's notepad": posts("notepad-bring-back", "group's notepad"),
    "add a section to a group's notepad": writes_of_a_sheet(
        "section-new", "group's notepad", title="En plus", text="Encore."
    ),
    "edit a section of a group's notepad": writes_of_a_sheet(
        "section-edit", "group's notepad", "group's section", text="Autrement."
    ),
    "move a section of a group's notepad": posts(
        "section-move", "group's notepad", "group's section", descendre="oui"
    ),
    "remove a section of a group's notepad": posts("section-remove", "group's notepad", "group's section"),
    "read the files of a group's notepad": reads("notepad-files", "group's notepad"),
    "remove the file of a group's notepad": posts("notepad-file-remove", "group's notepad", "notepad file"),
    # Photographs of galleries.
    "read a gallery": reads("gallery", "=structures", "open"),
    "read the gallery of a house for professionals": reads("gallery", "=structures", "pro house"),
    "read the gallery of a group": reads("gallery", "=groupes", "group"),
    "read the last photographs": reads("photos"),
    "read a photograph": reads("photo", "open picture"),
    "read a photograph of a house for professionals": reads("photo", "pros' picture"),
    "read a photograph of a group": reads("photo", "group's picture"),
    "read a photograph that somebody asked to remove": reads("photo", "asked picture"),
    "read the file of a photograph of a group": reads("file", "group's gallery photo"),
    "read the file of one that somebody asked to remove": reads("file-small", "asked gallery photo"),
    "read the history of a photograph of a group": reads("shared-history", "group's picture"),
    "add a photograph": _sends_pictures("=structures", "open"),
    "add a photograph to a house for professionals": _sends_pictures("=structures", "pro house"),
    "add a photograph to a group": _sends_pictures("=groupes", "group"),
    "describe the photographs of a group": posts("photos-describe", "=groupes", "group"),
    "edit a photograph": writes_of_a_sheet("photo-edit", "open picture", legend="Autrement"),
    "edit a photograph of a group": writes_of_a_sheet("photo-edit", "group's picture", legend="Autrement"),
    "have a photograph be the cover": posts("photo-place", "open picture", couverture="oui"),
    "have one of a group be the cover": posts("photo-place", "group's picture", couverture="oui"),
    "remove a photograph": posts("photo-remove", "open picture"),
    "remove a photograph of a group": posts("photo-remove", "group's picture"),
    "remove one that somebody asked to remove": posts("photo-remove", "asked picture"),
    "ask to remove a photograph": reads("photo-ask", "open picture"),
    "ask to remove a photograph of a group": reads("photo-ask", "group's picture"),
    "read a contact that a group took": reads("outreach", "group's outreach", "=x"),
    "edit a contact that a group took": writes_of_a_sheet(
        "outreach-edit", "group's outreach", title="Un autre"
    ),
    "withdraw a contact that a group took": posts("outreach-withdraw", "group's outreach"),
    "bring back a contact that a group took": posts("outreach-bring-back", "group's outreach"),
    "say that what a contact promised is done": posts("outreach-done", "group's outreach"),
    "read a bulletin that is written": reads("bulletin", "draft bulletin", "=x"),
    "read its paper": reads("bulletin-pdf", "draft bulletin"),
    "read a bulletin for professionals": reads("bulletin", "pros' bulletin", "=x"),
    "read where a bulletin is begun": reads("bulletin-new"),
    "begin a bulletin": posts(
        "bulletin-new",
        territory="77",
        audience="1",
        month=_last_month,
    ),
    "read where a bulletin is written": reads("bulletin-compose", "draft bulletin"),
    "write a bulletin": posts("bulletin-compose", "draft bulletin", title="Un autre titre", text="Un mot."),
    "read the mail of a bulletin": reads("bulletin-mail", "draft bulletin"),
    "read the mail of a bulletin in words": reads("bulletin-text", "draft bulletin"),
    "send a bulletin": posts("bulletin-send", "draft bulletin"),
    "delete a bulletin that is written": posts("bulletin-remove", "draft bulletin"),
    "correct a bulletin that was sent": posts("bulletin-correct", "bulletin"),
    "delete a bulletin that was sent": posts("bulletin-remove", "bulletin"),
    "read an event that was withdrawn": reads("event", "withdrawn event", "=x"),
    "put into a diary an event for professionals": reads("event-calendar", "pros' event", "=x"),
    "read the history of an event for professionals": reads("shared-history", "pros' event"),
    "read the file of an event for professionals": reads("file", "pros' event photo"),
    "write an event": writes_of_a_sheet(
        "event-new", title="Un forum", start_day="2027-01-05", audience="0", kind="forum", registering="free"
    ),
    "edit an event": writes_of_a_sheet("event-edit", "event", title="Autre forum"),
    "edit an event for professionals": writes_of_a_sheet("event-edit", "pros' event", title="Autre forum"),
    "cancel an event": posts("event-cancel", "event", jours="tout"),
    "cancel an event for professionals": posts("event-cancel", "pros' event", jours="tout"),
    "move a day of an event": posts("event-move", "weekly event", jour=_in_days(3), au=_in_days(4)),
    "move a day of an event for professionals": posts(
        "event-move", "pros' weekly event", jour=_in_days(3), au=_in_days(4)
    ),
    "withdraw an event": posts("event-withdraw", "event"),
    "withdraw an event for professionals": posts("event-withdraw", "pros' event"),
    "bring back an event": posts("event-bring-back", "withdrawn event"),
    "see the files of an event for professionals": reads("event-files", "pros' event"),
    "remove the file of an event": posts("event-file-remove", "event", "event file"),
    "remove the file of one for professionals only": posts(
        "event-file-remove", "pros' event", "pros' event file"
    ),
    "read who comes to an event": reads("event-registered", "event"),
    "say who came to an event": posts("event-registered", "event", jour="2026-01-01"),
    "read whom to invite to an event": reads("event-invite", "event"),
    "register for an event by one's account": posts("event-register", "event", compte="1"),
    "register for one of professionals": posts("event-register", "pros' event", compte="1"),
    # Imports, pairs, positions.
    "apply an import of staff": posts("import-apply", "run"),
    "rehearse an import of staff": posts("import-rehearse", "run"),
    "undo an import of staff": posts("import-undo", "run"),
    "do an import of staff here": posts("import-now", "run"),
    "correct an import of staff": posts("import-correct", "run"),
    "say the commune of rows of an import of staff": posts(
        "import-communes", "run", mots="x", commune="77288"
    ),
    "stop an import of staff": posts("import-stop", "run"),
    "drop an import of staff": posts("import-forget", "run"),
    "put an import of staff back": posts("import-redo", "run"),
    "be told of the source of an import of staff": posts("import-watch", "run"),
    "API: send an import": pushes(),
    "API: send an import, by token": pushes(by_token=True),
    "API: read an import of staff": calls("GET", "imports/{}", "run"),
    "API: read an import of staff, by token": calls("GET", "imports/{}", "run", by_token=True),
    "API: read the rows of an import of staff": calls("GET", "imports/{}/rows", "run"),
    "API: answer for an import of staff": calls("PATCH", "imports/{}", "run", lignes="service"),
    "API: apply an import of staff that was rehearsed again": calls(
        "POST", "imports/{}/apply", "run", repetition="x"
    ),
    "API: undo an import of staff that is not written": calls("POST", "imports/{}/undo", "run"),
    "API: put back an import of staff that is not undone": calls(
        "POST", "imports/{}/redo", "run", by_token=True
    ),
    "API: drop an import of staff": calls("DELETE", "imports/{}", "run"),
    "API: drop an import of staff, by token": calls("DELETE", "imports/{}", "run", by_token=True),
    "say that two structures are distinct": posts("duplicate", "pair", decision="distinctes"),
    "say so of hidden ones": posts("duplicate", "secret pair", decision="distinctes"),
    "say so of one with a draft": posts("duplicate", "draft pair", decision="distinctes"),
    "say so of one that is closed": posts("duplicate", "closed pair", decision="distinctes"),
    "read a geocoding of staff": reads("run", "geocoding"),
    "stop a geocoding of staff": posts("run-cancel", "geocoding"),
    "decide a position": posts("review-decide", "open review", action="introuvable"),
    "decide a hidden position": posts("review-decide", "staff house review", action="introuvable"),
    # The printed directory.
    "read the editions": reads("editions"),
    "read the form of an edition": reads("edition-new"),
    "read an edition": reads("edition", "edition"),
    "read what its book would hold": reads("edition-preview", "edition"),
    "read a book that was made": reads("printing", "book"),
    "take a book away": reads("printed-book", "book"),
    "take a book away for the printer": reads("printed-book-printer", "book"),
    "take a published book away": reads("printed-book", "public book"),
    "read what changed since a book": reads("printed-book-changed", "book"),
    "read what changed since a published book": reads("printed-book-changed", "public book"),
    "write an edition": posts("edition-new", **_EDITION),
    "change an edition": posts("edition-edit", "edition", version="1", **_EDITION),
    "make a book": posts("edition-make", "edition"),
    "prepare the next edition": posts("edition-duplicate", "edition"),
    "delete an edition": posts("edition-remove", "edition"),
    "write a page of a book": posts("edition-chapter-new", "edition", title="Une page"),
    "change a page of a book": posts("edition-chapter", "chapter", title="Une page", version="1"),
    "move a page of a book": posts("edition-chapter-move", "chapter", sens="bas"),
    "remove a page of a book": posts("edition-chapter-remove", "chapter"),
    "add an emblem to a book": adds_an_emblem("edition"),
    "change what is said of an emblem": posts("edition-emblem", "emblem", alt="Emblème", words="Avec"),
    "move an emblem": posts("edition-emblem-move", "emblem", sens="bas"),
    "remove an emblem": posts("edition-emblem-remove", "emblem"),
    "read to whom an edition goes": reads("recipients", "edition"),
    "read a recipient": reads("recipient", "recipient"),
    "take the labels of an edition": reads("recipients-labels", "edition"),
    "take the table of an edition": reads("recipients-table", "edition", "=csv"),
    "add a recipient": posts("recipient-new", "edition", name="Mairie", kind="mairie", copies="5"),
    "add several recipients": posts(
        "recipients-several", "edition", kind="mairie", copies="5", lines="Mairie de Meaux"
    ),
    "change a recipient": posts(
        "recipient", "recipient", name="Mairie", kind="mairie", copies="5", version="1"
    ),
    "say that a recipient got its copies": posts("recipient-delivered", "recipient", remis="oui"),
    "remove a recipient": posts("recipient-remove", "recipient"),
    "give up a book": posts("printing-stop", "book under way"),
    "publish a book": posts("printing-publish", "book"),
    "publish no more a book": posts("printing-withdraw", "public book"),
    "delete the files of a book": posts("printing-remove", "book"),
    "deposit figures": posts("territory-uploads", sorte="population", nom="Essai"),
}
