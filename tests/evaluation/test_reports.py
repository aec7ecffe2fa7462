"""Reports of a period: of a structure for whoever funds it, of a territory; page, workbook, PDF."""

import io
from datetime import date

import pypdfium2
import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from openpyxl import load_workbook

from evaluation.charter import acts, starting
from evaluation.charter.models import Assessment, Decision, Outcome
from evaluation.grid.models import Kind, OwnLine, Way, WeekNumber
from evaluation.reports import beside, of_territory, spans
from evaluation.reports.content import Table
from evaluation.satisfaction.asked import GOOD, PARTNER
from evaluation.satisfaction.models import ToldAnswers
from mapping.models import Service, Structure
from tests.evaluation.conftest import MELUN, MELUN_EPCI, OCTOBER
from tests.evaluation.test_demands import count
from tests.factories import ServiceFactory, StructureFactory, UserFactory, answers_for
from tests.territory.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

TODAY = date(2026, 11, 30)
WEEK = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_given: TODAY)


@pytest.fixture
def house():
    found = StructureFactory(nom="Maison des Essais", commune_id=MELUN)
    ServiceFactory(structure=found)
    return found


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def keeper(house) -> Client:
    return client_of(answers_for(UserFactory(is_professional=True), house))


@pytest.fixture
def professional() -> Client:
    return client_of(UserFactory(is_professional=True))


@pytest.fixture
def staff() -> Client:
    return client_of(UserFactory(is_professional=True, is_staff=True))


def period(**query):
    asked = QueryDict(mutable=True)
    asked.update(query)
    return spans.read(asked, TODAY)


def words_of(pdf: bytes) -> str:
    book = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in book).split())


# --- The period -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({}, (2025, 11), (2026, 10)),
        ({"periode": "2026"}, (2026, 1), (2026, 10)),
        ({"periode": "2026-T3"}, (2026, 7), (2026, 9)),
        ({"periode": "2026-T4"}, (2026, 10), (2026, 10)),
        ({"periode": "2026-02"}, (2026, 2), (2026, 2)),
        ({"periode": "libre", "du": "2025-12", "au": "2026-02"}, (2025, 12), (2026, 2)),
    ],
)
def test_a_report_is_of_a_month_a_quarter_a_year_or_from_one_to_another(query, first, last):
    found = period(**query)
    assert not found.errors
    assert (found.period.first, found.period.last) == (date(*first, 1), date(*last, 1))
    # A link asks for the same again.
    assert period(**found.query).period == found.period


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ({"periode": "2026-11"}, "periode", "Novembre 2026 paraîtra le 1er décembre 2026"),
        ({"periode": "2027"}, "periode", "et octobre 2026 (2026-10)"),
        ({"periode": "2019"}, "periode", "ne sont plus gardés : choisissez entre octobre 2024 (2024-10)"),
        ({"periode": "2026-T5"}, "periode", "« 2026-T5 » n’est pas une période"),
        ({"periode": "libre", "du": "hier", "au": "2026-02"}, "du", "Du mois : écrivez une année et un mois"),
        ({"periode": "libre", "du": "2026-02", "au": ""}, "au", "Au mois : écrivez une année et un mois"),
        ({"periode": "libre", "du": "2026-02", "au": "2026-11"}, "au", "Au mois : Novembre 2026 paraîtra le"),
        (
            {"periode": "libre", "du": "2026-02", "au": "2027-03"},
            "au",
            "Mars 2027 n’est pas terminé",
        ),
        ({"periode": "libre", "du": "2026-03", "au": "2026-02"}, "au", "février 2026 vient avant mars 2026"),
        # The list stays on the usual period, and dates were typed.
        ({"periode": "12", "du": "2026-11", "au": "2026-11"}, "du", "Du mois : Novembre 2026 paraîtra"),
    ],
)
def test_what_is_no_period_is_told_by_its_field_and_no_other_months_are_shown(
    query, field, said, professional
):
    found = period(**query)
    assert field in found.errors
    assert found.period is None
    page = text_of(professional.get("/professionnels/bilan/", query))
    assert said in page
    assert "Questions posées" not in page
    # A file has no place to say so.
    for ending in ("xlsx", "pdf"):
        assert professional.get(f"/professionnels/bilan.{ending}", query).status_code == 404


def test_dates_that_are_typed_choose_whatever_the_list_says_and_those_left_there_do_not():
    typed = period(periode="12", du="2026-02", au="2026-03", montre="")
    assert (typed.period.first, typed.period.last) == (date(2026, 2, 1), date(2026, 3, 1))
    left = period(periode="2025", du="2026-02", au="2026-03", montre="2026-02/2026-03")
    assert left.period.first.year == 2025
    changed = period(periode="12", du="2026-02", au="2026-04", montre="2026-02/2026-03")
    assert changed.period.last == date(2026, 4, 1)


def test_a_year_that_is_not_over_says_up_to_when_it_is_told(professional, cell):
    cell(40, "rien", epci=MELUN_EPCI, departement="77")
    page = text_of(professional.get("/professionnels/bilan/?periode=2026"))
    assert "Jusqu’à octobre 2026 : novembre 2026 paraîtra le 1er décembre 2026." in page
    assert "paraîtra" not in text_of(professional.get("/professionnels/bilan/?periode=2026-T3"))


# --- A structure ----------------------------------------------------------------------------


@pytest.fixture
def met(house, cell):
    """What a structure met in October, and what is asked around it."""
    count(house, 4, "sante", WEEK)
    count(house, 20, "francais", WEEK)
    count(house, 3, "francais", WEEK, Way.TELEPHONE)
    count(house, 50, "francais", date(2026, 11, 2))
    line = OwnLine.objects.create(structure=house, label="Domiciliation")
    number = {"structure": house, "week": WEEK}
    WeekNumber.objects.create(**number, kind=Kind.OWN, code=str(line.pk), way=Way.DESK, n=9)
    WeekNumber.objects.create(**number, kind=Kind.PUBLIC, code="femmes", n=2)
    WeekNumber.objects.create(**number, kind=Kind.LANGUAGE, code="uk", n=1)
    cell(6, "appel", structure=house.pk, epci=MELUN_EPCI, departement="77")
    cell(40, "rien", epci=MELUN_EPCI, departement="77")


def test_a_structure_tells_its_funder_what_is_most_requested_first(met, keeper, house):
    text = text_of(keeper.get(f"/structures/{house.pk}/bilan/?periode=2026-10"))
    assert "Demandes comptées 36 Demandes comptées à l’accueil 33 Demandes comptées au téléphone 3" in text
    assert "Appels 6" in text
    desk = text[text.index("Ce qui est le plus demandé") :]
    assert (
        desk.index("Apprendre le français 23 20 3 –")
        < desk.index("Domiciliation 9 9 – –")
        < desk.index("Santé 4 4 – –")
    )
    assert "Femmes 2" in desk
    assert "ukrainien 1" in desk
    assert "Apprendre le français 40 40" in desk[desk.index("Ce qui est cherché autour") :]
    assert "Sa fiche dans l’annuaire, au 30 novembre 2026" in desk


@pytest.mark.parametrize(
    "query", ["", "?periode=2026", "?periode=2026-T4", "?periode=2026-11", "?du=2026-11&au=2026-11"]
)
def test_what_a_structure_counted_is_in_its_report_up_to_the_week_under_way(query, met, keeper, house):
    count(house, 7, "sante", date(2026, 11, 30))
    page = text_of(keeper.get(f"/structures/{house.pk}/bilan/{query}"))
    before = 0 if "11" in query else 36
    assert f"Demandes comptées {before + 50 + 7}" in page
    assert "jusqu’à la semaine du 30 novembre au 6 décembre 2026" in page
    assert "novembre 2026 paraîtra le 1er décembre 2026" in page
    book = load_workbook(io.BytesIO(keeper.get(f"/structures/{house.pk}/bilan.xlsx{query}").content))
    assert ["Demandes comptées", before + 57] in [[cell.value for cell in row[:2]] for row in book["Bilan"]]


def test_a_month_that_is_to_come_is_refused_to_a_structure_too(met, keeper, house):
    page = text_of(keeper.get(f"/structures/{house.pk}/bilan/?du=2026-12&au=2026-12"))
    assert "Du mois : Décembre 2026 paraîtra le 1er janvier 2027" in page
    assert "Demandes comptées" not in page


def given(house, since: date, until: date) -> None:
    """The label, from one day to another."""
    charter = acts.start(starting.TITLE, starting.CRITERIA[:1])
    assessment = Assessment.objects.create(structure=house, charter=charter, opened_on=since)
    Decision.objects.create(assessment=assessment, outcome=Outcome.ACCEPTED, day=since, ends_on=until)


def test_a_past_period_tells_the_label_as_it_was_at_its_end(keeper, house):
    given(house, date(2026, 6, 1), date(2029, 6, 1))
    path = f"/structures/{house.pk}/bilan/?periode="
    assert "Label qualité, au 31 décembre 2025 non" in text_of(keeper.get(f"{path}2025"))
    now = text_of(keeper.get(f"{path}2026"))
    assert "Label qualité, au 30 novembre 2026 jusqu’au 1er juin 2029" in now


def test_the_report_says_when_one_is_received_and_where(keeper, house):
    Service.objects.update(horaires_accueil="Tu 09:00-12:00")
    Structure.objects.filter(pk=house.pk).update(adresse="1 rue des Essais", code_postal="77000")
    page = text_of(keeper.get(f"/structures/{house.pk}/bilan/"))
    assert "1 rue des Essais, 77000 Melun" in page
    assert "Quand on y est reçu, au 30 novembre 2026" in page
    assert "mardi : 9 h – 12 h" in page.replace("\u202f", " ").replace("\xa0", " ")


def test_a_structure_adds_its_own_words_to_the_paper(met, keeper, house):
    answer = keeper.post(
        f"/structures/{house.pk}/bilan.pdf?periode=2026-10", {"mot": "Trois bénévoles de plus."}
    )
    assert "Trois bénévoles de plus." in words_of(answer.content)
    page = keeper.get(f"/structures/{house.pk}/bilan/?periode=2026-10").content.decode()
    assert f'action="/structures/{house.pk}/bilan.pdf?periode=2026-10"' in page


def test_it_says_of_what_is_invented_that_it_is_and_of_the_rest_nothing(met, keeper, house, cell):
    path = f"/structures/{house.pk}/bilan/?periode=2026-10"
    assert "Exemple." not in text_of(keeper.get(path))
    Structure.objects.filter(pk=house.pk).update(is_example=True)
    assert "Sont inventés, pour montrer ce bilan : la structure, ses demandes." in text_of(keeper.get(path))
    nothing = text_of(keeper.get(f"/structures/{house.pk}/bilan/?periode=2025"))
    assert "pour montrer ce bilan : la structure." in nothing


def test_the_workbook_and_the_pdf_hold_what_the_page_says(met, keeper, house):
    answer = keeper.get(f"/structures/{house.pk}/bilan.xlsx?periode=2026-10")
    assert f"bilan-{house.pk}-2026-10-2026-10.xlsx" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[:2] == ["Bilan", "Demandes"]
    assert [cell.value for cell in book["Demandes"][2]] == ["Apprendre le français", 23, 20, 3, None]
    answer = keeper.get(f"/structures/{house.pk}/bilan.pdf?periode=2026-10")
    assert answer["Content-Type"] == "application/pdf"
    said = words_of(answer.content)
    assert "Bilan d’activité : Maison des Essais" in said
    assert "Apprendre le français 23 20 3 –" in said
    assert "octobre 2026" in said


def test_nobody_else_reads_the_report_of_a_structure(met, professional, house):
    for name in ("bilan/", "bilan.xlsx", "bilan.pdf"):
        assert professional.get(f"/structures/{house.pk}/{name}").status_code == 404
        assert Client().get(f"/structures/{house.pk}/{name}").status_code == 302


def test_a_structure_without_a_number_has_a_report_that_says_so(keeper, house):
    text = text_of(keeper.get(f"/structures/{house.pk}/bilan/"))
    assert "Demandes comptées aucune" in text
    assert "Compter les demandes de la semaine" in text
    assert keeper.get(f"/structures/{house.pk}/bilan.pdf").status_code == 200


# --- A territory ----------------------------------------------------------------------------


def test_a_territory_tells_what_is_asked_missing_fresh_and_lacking(met, professional, house):
    text = text_of(professional.get("/professionnels/bilan/?periode=2026-10"))
    assert "Questions posées 40" in text
    assert "Rien à la distance demandée 40" in text
    assert "Communauté d'agglomération Melun Val de Seine" in text[text.index("Où l’on ne trouve rien") :]
    gaps = text[
        text.index("Thèmes sans aucune structure, au 30 novembre 2026") : text.index(
            "Fraîcheur des fiches, au"
        )
    ]
    melun = gaps[gaps.index("Melun Val de Seine") :]
    assert "Accès aux droits, Logement" in melun
    assert "Apprendre le français" not in melun.split("Communauté")[0]
    assert "sans date 1" in text


def test_a_territory_says_how_many_of_its_structures_are_invented(met, professional, house):
    path = f"/professionnels/bilan/?territoire={MELUN_EPCI}&periode=2026-10"
    assert "Exemple." not in text_of(professional.get(path))
    StructureFactory(nom="Inventée", commune_id=MELUN, is_example=True)
    assert "Sont inventés, pour montrer ce bilan : 1 des 2 structures." in text_of(professional.get(path))


def test_demands_are_exact_for_staff_and_for_others_of_three_structures_at_least(met, professional, staff):
    address = f"/professionnels/bilan/?territoire={MELUN_EPCI}&periode=2026-10"
    assert "Demandes comptées par les structures 27" in text_of(staff.get(address))
    assert "Demandes comptées par les structures –" in text_of(professional.get(address))


def test_an_unknown_territory_is_said_and_the_network_is_shown(professional):
    page = professional.get("/professionnels/bilan/?territoire=999999999")
    assert "Ce n’est pas un territoire d’ici" in text_of(page)
    assert "Bilan d’un territoire : Tout le réseau" in text_of(page)
    assert professional.get("/professionnels/bilan.pdf?territoire=999999999").status_code == 404


def test_the_files_of_a_territory_hold_what_the_page_says(met, professional):
    query = f"?territoire={MELUN_EPCI}&periode=2026-10"
    book = load_workbook(io.BytesIO(professional.get(f"/professionnels/bilan.xlsx{query}").content))
    assert [cell.value for cell in book["Thèmes"][2]] == ["Apprendre le français", 40, 40, None]
    said = words_of(professional.get(f"/professionnels/bilan.pdf{query}").content)
    assert "Melun Val de Seine" in said
    assert "rien à la distance demandée" in said


def test_visitors_have_the_observatory_alone(met):
    for name in ("bilan/", "bilan.xlsx", "bilan.pdf"):
        assert Client().get(f"/professionnels/{name}").status_code == 302
    assert "Bilans d’une période" not in text_of(Client().get("/observatoire/"))


def test_what_visitors_said_is_told_to_the_structure_and_to_staff_alone(
    met, keeper, staff, professional, house
):
    for question, answer in (*GOOD.items(), (PARTNER, "personne")):
        ToldAnswers.objects.create(
            structure=house,
            first=OCTOBER,
            last=OCTOBER,
            question=question,
            answers=[answer],
            main=answer,
            n=8,
        )
    own = f"/structures/{house.pk}/bilan/?periode=2026-10"
    territory = "/professionnels/bilan/?periode=2026-10"
    for reader, path in ((keeper, own), (staff, territory), (staff, f"{territory}&territoire={MELUN_EPCI}")):
        page = text_of(reader.get(path))
        assert "Ce que disent les visiteurs" in page, path
        assert "8 avis, octobre 2026" in page
        assert "100 % 8 sur 8" in page
    assert "Ce que disent les visiteurs" not in text_of(professional.get(territory))
    ToldAnswers.objects.update(first=date(2026, 9, 1), last=date(2026, 9, 1))
    assert "Ce que disent les visiteurs" not in text_of(staff.get(territory))


def test_other_parts_add_their_tables(met, keeper, house, monkeypatch):
    def satisfied(about, of):
        if about.structure == house.pk and of.last == OCTOBER:
            yield Table("Satisfaction", "Satisfaction", ("Question", "Oui"), [("Contents", 12)])

    monkeypatch.setattr(beside, "_tellers", [satisfied])
    page = keeper.get(f"/structures/{house.pk}/bilan/?periode=2026-10")
    assert "Contents 12" in text_of(page)


def test_bars_are_as_long_as_their_numbers():
    table = Table("x", "x", ("a", "b"), [("one", 10), ("two", 5), ("three", None)], bar=1)
    assert [table.share(row) for row in table.rows] == [100, 50, 0]


def test_the_whole_of_france_offers_the_places_where_people_ask(settings, cell):
    settings.DEPARTEMENT = "all"
    cell(12, epci=MELUN_EPCI, departement="77")
    assert [one.code for one in of_territory.offered()] == ["reseau", MELUN_EPCI]
