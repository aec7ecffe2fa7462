"""What holds of every address of the site, now and of those to come."""

import pytest
from django.test import Client

from tests.factories import ServiceFactory, UserFactory
from tests.geoapp.routes import routes

pytestmark = pytest.mark.django_db

# The first of two at one address is the one that answers.
ROUTES = {route.path: route for route in reversed(routes())}
# Views of the applications where answers may cost much, and why these do not. Every other one says its cost.
CHEAP = {
    # One pair read, merged or split.
    ("data.pages.merge", "duplicate"),
    # One address, asked of the service that a page waits for; records of one commune.
    ("data.pages.new_structure", "new_structure"),
    # What a rehearsal counted already; a flag that the job reads; rows that nobody wrote, in one statement;
    # who is told of a source.
    ("data.pages.gate", "import_gate"),
    ("data.pages.control", "import_stop"),
    ("data.pages.control", "import_forget"),
    ("data.pages.control", "import_watch"),
    # Structures counted by source, for staff; one row written.
    *(
        ("data.pages.sources", name)
        for name in ("sources", "source", "describe", "set_schedule", "forget", "delete")
    ),
    ("data.api.views", "ImportRows"),
    # The state of an import and a page of its rows.
    ("data.pages.imports", "import_run"),
    # Figures that are kept until the data change; tables of the last batch; outlines that are kept.
    ("territory.pages", "territory"),
    ("territory.pages", "outlines_of"),
    # The lists behind a figure. The territory's page takes a place to look for sites, or does without.
    ("territory.pages", "communes"),
    ("territory.records_pages", "records_of"),
    ("territory.records_pages", "quality"),
    ("territory.country_pages", "france"),
    # A scenario is an assessment with a few places more.
    ("territory.siting_pages", "new_scenario"),
    ("territory.siting_pages", "scenario"),
    # Leaving costs nothing, and being led to the page where one signs in.
    ("accounts.proconnect_pages", "Leave"),
    ("accounts.pages", "administration_sign_in"),
    # Codes are compared, not hashed for long; how often one may be asked for and tried is limited.
    ("accounts.pages", "EnterCode"),
    ("accounts.pages", "ConfirmByCode"),
    # ProConnect is asked, within five seconds.
    ("accounts.proconnect_pages", "go"),
    ("accounts.proconnect_pages", "back"),
    # A few rows of the account's own; passwords are looked at under SIGN_IN, which the view takes itself.
    *(
        ("accounts.security_pages", name)
        for name in ("security", "second_factor_asked", "end_session", "password", "ConfirmIdentity")
    ),
    *(
        ("accounts.factor_pages", name)
        for name in (
            "SecondFactor",
            "EnterByPasskey",
            "AddApplication",
            "RemoveApplication",
            "AddPasskey",
            "RemovePasskey",
            "NamePasskey",
            "RecoveryCodes",
            "NewRecoveryCodes",
        )
    ),
}
COSTLY_ROOMS = ("data.", "territory.", "accounts.", "django.contrib.auth.views")
# The same for everyone, whoever asks: official outlines.
FOR_EVERYONE = {
    "/favicon.ico",
    "/couches/communes/77.geojson",
    "/couches/intercommunalites/77.geojson",
    "/couches/departements/77.geojson",
    "/couches/france.geojson",
    "/territoire/contours.geojson",
}


@pytest.fixture
def clients() -> dict[str, Client]:
    """A browser of each role; an error is shown as it would be."""
    ServiceFactory()
    found = {}
    for name, fields in {
        "visitor": None,
        "professional": {"is_professional": True},
        "staff": {"is_staff": True, "is_superuser": True},
    }.items():
        found[name] = Client(raise_request_exception=False)
        if fields is not None:
            found[name].force_login(UserFactory(**fields))
    return found


@pytest.mark.parametrize("name", ["visitor", "professional", "staff"])
def test_every_answer_says_whether_it_may_be_kept(clients, name):
    client, wrong = clients[name], []
    for path in ROUTES:
        for method in ("get", "post"):
            if (method, path) == ("post", "/deconnexion/"):
                continue
            answer = getattr(client, method)(path)
            said = answer.headers.get("Cache-Control", "")
            if path in FOR_EVERYONE and answer.status_code == 200:
                holds = "public" in said
            elif name != "visitor" or answer.status_code >= 400 or method == "post":
                holds = "no-store" in said
            else:
                holds = any(value in said for value in ("private", "no-store", "max-age=0"))
            if not holds:
                wrong.append((method, path, answer.status_code, said))
    assert not wrong


def test_leaving_is_not_kept(clients):
    assert "no-store" in clients["staff"].post("/deconnexion/")["Cache-Control"]


@pytest.mark.parametrize("path", ["/favicon-de-nulle-part", "/structures", "/api/v2/", "//"])
def test_what_is_at_no_address_says_so_too(client, path):
    assert client.get(path).headers["Cache-Control"]


def test_a_redirection_to_https_says_so_too(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/")
    assert (answer.status_code, answer["Cache-Control"]) == (301, "private, no-cache")


def test_what_may_cost_much_says_its_cost():
    """Say what a new view costs with @costly, or why it is cheap in CHEAP."""
    silent = {
        (route.module, route.name)
        for route in ROUTES.values()
        if route.module.startswith(COSTLY_ROOMS) and not route.cost
    }
    assert silent == set(CHEAP)


def test_what_is_known_to_cost_much_is_bounded():
    costs = {(route.module, route.name): route.cost.name for route in ROUTES.values() if route.cost}
    assert costs == {
        ("accounts.pages", "SignIn"): "sign-in",
        ("data.pages.exports", "export"): "file",
        ("data.pages.exports", "exports"): "file",
        ("desk.group_files", "group_file"): "file",
        **{
            ("data.api.views", name): "upload"
            for name in ("ImportCollection", "ImportItem", "ImportApply", "ImportUndo", "ImportRedo")
        },
        ("data.pages.imports", "imports"): "upload",
        ("data.pages.imports", "import_columns"): "upload",
        ("data.pages.lessons", "import_values"): "upload",
        ("data.pages.communes", "import_communes"): "upload",
        # The whole directory searched, where staff ask for it.
        ("data.pages.merge", "duplicates"): "upload",
        ("data.pages.lessons", "import_cells"): "upload",
        ("data.pages.imports", "import_rehearse"): "upload",
        ("data.pages.imports", "import_apply"): "upload",
        ("data.pages.imports", "import_undo"): "upload",
        ("data.pages.imports", "import_now"): "upload",
        ("data.pages.control", "import_redo"): "upload",
        ("data.pages.correcting", "import_correct"): "upload",
        ("data.pages.correcting", "import_workbook"): "file",
        ("publishing.bulletins.pages", "paper"): "file",
        ("publishing.editions.pages", "preview"): "file",
        ("publishing.editions.part_pages", "new_emblem"): "upload",
        # Ten pictures made anew.
        ("network.gallery.acting", "add"): "upload",
        ("publishing.editions.public_pages", "changed"): "file",
        ("publishing.recipients.pages", "labels"): "file",
        ("publishing.recipients.pages", "several"): "upload",
        ("territory.records_pages", "records_file"): "file",
        ("territory.siting_pages", "where_to_open"): "study",
        ("territory.siting_pages", "note"): "study",
        ("territory.takeaway_pages", "take_away"): "file",
        ("territory.takeaway_pages", "zones_file"): "file",
        ("territory.uploads", "uploads"): "upload",
        ("publishing.satisfaction.pages", "sheets"): "file",
        ("publishing.posters.pages", "poster"): "file",
        ("publishing.reports.pages", "of_structure"): "file",
        ("publishing.reports.pages", "of_territory"): "file",
        ("publishing.posters.pages", "leaflet"): "file",
        ("publishing.posters.pages", "posters"): "file",
        ("publishing.posters.pages", "leaflets"): "file",
        ("publishing.posters.pages", "searched_posters"): "file",
        ("publishing.posters.pages", "searched_leaflets"): "file",
        ("desk.taxonomies.pages", "taxonomy"): "upload",
    }


def test_a_page_that_needs_an_account_leads_to_the_site_s_own_sign_in(client):
    led = {}
    for path in ROUTES:
        answer = client.get(path)
        to = answer.headers.get("Location", "")
        if answer.status_code == 302 and not path.startswith(("/deconnexion/", "/connexion/")):
            led[path] = to
    here = {path: to for path, to in led.items() if not path.startswith("/admin/")}
    assert {"/territoire/", "/imports/", "/professionnels/"} <= set(here)
    assert {path: to for path, to in here.items() if to != f"/connexion/?next={path}"} == {}
    followed = {path: client.get(path, follow=True).redirect_chain[-1][0] for path in led}
    assert {to.partition("?")[0] for to in followed.values()} == {"/connexion/"}
