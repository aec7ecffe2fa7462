"""What the pages of a rehearsal, of an import that is written and of its undoing tell is what they show."""

import io
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from data.imports import losses, runs
from data.models import ImportRow
from data.models.run import RunState
from data.pages.evidence import told
from data.pages.imports import LOOK
from history.models import Cause
from mapping.models import PositionReview, ReviewState, Service, Structure
from mapping.writing import bulk
from tests.data.digest import digest
from tests.data.samples import applied, csv_bytes, owned_by, received, rehearsed, row
from tests.factories import ServiceFactory, StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


STRUCTURES = [
    ["Nom de la structure", "Adresse", "CP", "Ville", "Téléphone", "Public"],
    *(
        [
            f"Association du quartier {number}",
            f"{number} rue des Essais",
            77000,
            "Melun",
            "01 64 52 89 00",
            "",
        ]
        for number in range(1, 8)
    ),
]
LESSONS = [
    ["Organisme", "Intitulé", "Lieu", "Code postal", "Commune", "Téléphone", "Niveau"],
    *(
        [
            f"École {number}",
            f"Cours {number}",
            f"{number} rue des Cours",
            77000,
            "Melun",
            "01 64 52 89 01",
            "A1",
        ]
        for number in range(1, 8)
    ),
]


def workbook(**sheets) -> bytes:
    """A workbook of sheets, by name."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def mine(user, run):
    """The run as if that person had sent it."""
    owned_by(user, run.source)
    run.user = user
    run.save()
    return run


def read(client, name: str, run, query: str = "") -> str:
    return unescape(client.get(reverse(name, args=[run.pk]) + query).content.decode())


def lines_shown(page: str) -> int:
    return page.count('<p class="what">')


def test_each_count_opens_exactly_the_lines_that_it_counts(client, staff):
    rows = [row(number) for number in range(5)]
    rows += [row(10 + number, telephone="au bureau") for number in range(3)]
    rows += [row(20 + number, atelier=f"Cours {number}", niveaux="Fort") for number in range(4)]
    rows += [{**row(30), "nom": ""}]
    rows += [
        {**dict.fromkeys(row(1), ""), "nom": "TOTAL"},
        {**dict.fromkeys(row(1), ""), "nom": "Total : 12"},
    ]
    run = mine(staff, rehearsed(csv_bytes(rows)))
    gate = read(client, "import-gate", run)
    told = re.findall(r"(\d+) lignes? [^(<]*(?:\([^<)]*\) )?\s*\(<a href=\"[^\"]*\?lignes=(\w+)", gate)
    assert {tab for _n, tab in told} >= {"refuse", "perdues"}
    for count, tab in told:
        assert lines_shown(read(client, "import", run, f"?lignes={tab}")) == int(count), tab
    page = read(client, "import", run)
    assert re.search(r"<strong>1</strong>\s*refusée\b", page)
    assert re.search(r"<strong>2</strong>\s*titres ou total", page)
    for count, tab in re.findall(r"lignes=(\w+)\"[^>]*>[^<]*\((\d+)\)", page):
        assert lines_shown(read(client, "import", run, f"?lignes={count}")) == int(tab), count


def test_every_loss_of_lines_has_a_tab_of_its_own_and_no_two_share_one():
    tabs = [losses._TABS[code] for code in losses._TABS]
    assert len(tabs) == len(set(tabs))
    assert set(losses.TABS) - {"refuse"} <= set(LOOK)


def test_the_gate_says_how_many_records_are_made(client, staff):
    rows = [row(number, thematiques="Cours de français", niveaux="Fort") for number in range(3)]
    run = mine(staff, rehearsed(csv_bytes([*rows, {**row(9), "nom": ""}])))
    assert "Seraient créés : 3 structures, 3 services." in read(client, "import-gate", run)


def test_a_line_of_a_file_of_several_sheets_is_told_with_its_sheet(client, staff):
    again = [
        *STRUCTURES,
        ["Association du quartier 1", "1, rue des Essais", 77000, "Melun", "01 64 52 89 09", ""],
    ]
    run = mine(staff, rehearsed(workbook(Structures=again, Ateliers=LESSONS), "fichier.xlsx"))
    assert set(ImportRow.objects.filter(run=run, number__gt=0).values_list("table", flat=True)) == {
        "Structures",
        "Ateliers",
    }
    page = read(client, "import", run, "?lignes=create")
    assert page.count('<span class="note">Structures</span>') == 7
    assert page.index('note">Structures<') < page.rindex('note">Structures<') < page.index('note">Ateliers<')
    left = ImportRow.objects.get(run=run, number=9, table="Structures", kind="structure")
    assert left.reason.startswith("La ligne 2 de la feuille « Structures » ")
    assert "identifiant" not in left.reason
    assert "même nom" in left.reason or "même structure" in left.reason


def test_a_note_of_one_sheet_is_said_of_it():
    titled = [["Recensement", None, None, None, None, None], [None] * 6, *STRUCTURES]
    run = received(
        workbook(Structures=titled, Ateliers=[["Les ateliers de l'année"], *LESSONS]), "fichier.xlsx"
    )
    notes = " ".join(run.notes)
    assert "Feuille « Structures » : Les noms de colonnes sont à la ligne 3" in notes
    assert "Feuille « Ateliers » : Les noms de colonnes sont à la ligne 2" in notes


def test_what_is_told_is_the_state_that_is(client, staff):
    run = mine(staff, rehearsed(csv_bytes([row(1), row(2)])))
    assert re.search(r"<strong>2</strong>\s*à créer", read(client, "import", run))
    runs.apply(run)
    page = read(client, "import", run)
    assert "à créer" not in page.lower()
    assert re.search(r"<strong>2</strong>\s*créées", page)
    assert "géocodage" in page
    runs.undo(run.pk)
    page = read(client, "import", run)
    assert "géocodage" not in page
    assert "Tout cela est annulé" in page


def test_an_import_is_taken_back_once_it_was_asked(client, staff):
    run = mine(staff, applied(csv_bytes([row(1, thematiques="Cours de français"), row(2)])))
    written = digest()
    page = read(client, "import", run)
    assert f'action="{reverse("import-undo", args=[run.pk])}"' not in page
    asked = read(client, "import-undo", run)
    assert "Ce qu’il a créé sera retiré : 2 structures, " in asked
    assert "remis en place" in asked
    assert digest() == written
    client.post(reverse("import-undo", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert client.get(reverse("import-undo", args=[run.pk])).status_code == 302


def test_what_an_undoing_left_is_named_and_says_what_was_added(client, staff):
    run = mine(staff, applied(csv_bytes([row(1, thematiques="Cours de français"), row(2)])))
    first = Structure.objects.get(source_id="a1")
    service = Service.objects.get(structure=first)
    with bulk(Cause.EDIT, structures=[first.pk]):
        ServiceFactory(structure=first, nom="Ajouté à la main")
        Service.objects.filter(pk=service.pk).update(description="Écrit à la main")
    runs.undo(run.pk)
    page = read(client, "import", run)
    assert f"service {service.pk}" not in page
    assert f"Service « {service.nom} » ({first.nom})" in page
    assert f"{first.nom} : 1 service : ajouté depuis" in page


def test_the_list_of_imports_says_which_corrects_which(client, staff):
    run = mine(staff, applied(csv_bytes([row(1)]), "fichier.csv"))
    other = mine(staff, received(csv_bytes([row(2)]), "fichier.csv"))
    other.corrects = run
    other.save()
    page = unescape(client.get(reverse("imports")).content.decode())
    assert f"l’import n° {run.pk}</a>" in page
    assert f"n° {other.pk}" in page


def test_a_telephone_that_changed_sends_no_address_to_be_looked_for():
    run = applied(csv_bytes([row(number) for number in range(1, 9)]))
    assert run.geocoding.total == 8
    for one in Structure.objects.filter(source="annuaire"):
        PositionReview.objects.create(
            structure=one,
            fingerprint="",
            state=ReviewState.WAITING,
            line="no-provider",
            created_at=timezone.now(),
        )
    again = applied(csv_bytes([row(1, telephone="01 64 52 89 77"), *(row(number) for number in range(2, 9))]))
    assert (again.counts["change"], again.geocoding) == (1, None)
    moved = applied(csv_bytes([row(1, adresse="40 rue Neuve"), *(row(number) for number in range(2, 9))]))
    assert moved.geocoding.total == 1


def doubts_of(run, number: int) -> str:
    found = ImportRow.objects.get(run=run, number=number, kind="structure").doubts
    return " ".join(message for _field, message, _lost in found)


@pytest.mark.parametrize(
    ("code_postal", "commune", "proposed"),
    [
        ("77400", "Lagny", "Lagny-sur-Marne"),
        ("77130", "Montereau", "Montereau-Fault-Yonne"),
        ("75170", "Brie Comte Robert", "Brie-Comte-Robert (77170)"),
    ],
)
def test_a_commune_that_nobody_knows_comes_with_those_that_it_may_mean(code_postal, commune, proposed):
    run = rehearsed(csv_bytes([row(1), row(2, code_postal=code_postal, commune=commune)]))
    told = doubts_of(run, 3)
    assert f"« {commune} » : commune non reconnue. Peut-être {proposed}" in told


def test_a_postcode_of_another_commune_is_told():
    run = rehearsed(
        csv_bytes(
            [
                row(1, code_postal="77000", commune="Claye-Souilly"),
                row(2, code_postal="77410", commune="Claye-Souilly"),
                row(3, code_postal="77008", commune="Melun cedex"),
            ]
        )
    )
    assert "Le code postal 77000 est celui de " in doubts_of(run, 2)
    assert "et pas de Claye-Souilly (77410)" in doubts_of(run, 2)
    assert not doubts_of(run, 3)
    assert "code postal" not in doubts_of(run, 4)


@pytest.mark.parametrize("order", [1, -1])
def test_a_commune_that_another_row_of_the_structure_says_is_known(order):
    one = {"nom": "Centre social Pasteur", "adresse": "Rue du Clos Dion", "code_postal": "77130"}
    rows = [{**one, "commune": "Montereau"}, {**one, "commune": "Montereau-Fault-Yonne"}][::order]
    run = rehearsed(
        csv_bytes([{"nom": "Autre", "adresse": "1 rue A", "code_postal": "77000", "commune": "Melun"}, *rows])
    )
    assert "aucune recherche" not in doubts_of(run, 3) + doubts_of(run, 4)
    first = ImportRow.objects.get(run=run, number=3, kind="structure")
    assert first.payload["code_insee"] == "77305"
    assert first.payload["position"]
    alone = rehearsed(csv_bytes([row(1, code_postal="", commune="Nulle Part-les-Bains")]))
    assert "aucune recherche" in doubts_of(alone, 2)


def test_two_structures_whose_services_share_a_telephone_are_told_so(client, staff):
    pair = [
        StructureFactory(nom=nom, telephone="", courriel="")
        for nom in ("Mission locale", "Mission locale (MLS)")
    ]
    for one in pair:
        ServiceFactory(structure=one, telephone="01 64 52 89 00", courriel="Accueil@mission.example")
    ServiceFactory(structure=StructureFactory(), telephone="", courriel="")
    found = told(staff, [tuple(pair)])[0]
    assert "même téléphone, dit par leurs services" in found.speaks_for
    assert "même courriel, dit par leurs services" in found.speaks_for
    silent = [StructureFactory(telephone="", courriel=""), StructureFactory(telephone="", courriel="")]
    assert "services" not in told(staff, [tuple(silent)])[0].speaks_for


def test_the_files_of_an_import_say_what_of_it_they_leave_out(client, staff):
    rows = [row(number) for number in range(1, 4)]
    applied(csv_bytes(rows), whole=True)
    run = applied(csv_bytes([{**rows[0], "telephone": "01 64 52 00 00"}, row(9)]), whole=True)
    assert Structure.objects.filter(status="closed").count() == 2
    page = re.sub(r"\s+", " ", client.get(reverse("exports"), {"import": run.pk}).content.decode())
    assert "cet import a créé ou modifié 2 structures que vous voyez." in page
    assert "2 structures fermées ne sont pas dans ces fichiers." in page
