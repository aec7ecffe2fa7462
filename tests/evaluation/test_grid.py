"""The weekly grid of a structure: counted by presses, corrected by hand, taken away, and reminded of."""

import io
import re
import uuid
from datetime import date, timedelta

import pytest
from django.core import mail as sent_by_django
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from common.models import Mail
from evaluation.grid import numbers, reminding, weeks
from evaluation.grid.lines import Name
from evaluation.grid.models import OwnLine, Reminder, Sending, WeekNumber
from tests.factories import ServiceFactory, StructureFactory, UserFactory, answers_for
from tests.territory.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

FRENCH = Name("theme", "francais", "accueil")


@pytest.fixture
def house():
    return StructureFactory(nom="Maison des Essais")


@pytest.fixture
def person(house):
    return answers_for(UserFactory(is_professional=True), house)


@pytest.fixture
def keeper(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def path(house) -> str:
    return f"/structures/{house.pk}/comptage/"


def this_week() -> date:
    return weeks.monday(timezone.localdate())


def counted(house, week=None) -> dict[str, int]:
    return {str(name): n for name, n in numbers.of(house.pk, week or this_week()).items()}


def send(keeper, path, *changes, lot=None):
    return keeper.post(path, {"lot": str(lot or uuid.uuid4()), "ajout": changes})


def test_a_press_counts_one_by_the_way_that_is_chosen_and_is_taken_back(keeper, path, house):
    page = keeper.post(path, {"plus": "theme:francais", "voie": "telephone"}, follow=True)
    keeper.post(path, {"plus": "public:femmes", "voie": "telephone"})
    keeper.post(path, {"plus": "langue:uk", "voie": "accueil"})
    assert counted(house) == {"theme:francais:telephone": 1, "public:femmes": 1, "langue:uk": 1}
    text = text_of(page)
    assert "Demandes de la semaine : 1" in text
    assert "Apprendre le français, au téléphone Annuler" in text
    assert 'value="telephone" checked' in " ".join(page.content.decode().split())
    keeper.post(path, {"moins": "theme:francais:telephone", "voie": "telephone"})
    assert counted(house) == {"public:femmes": 1, "langue:uk": 1}
    # None is below nought.
    keeper.post(path, {"moins": "theme:francais:telephone", "voie": "telephone"})
    assert WeekNumber.objects.get(kind="theme").n == 0


def test_how_demands_come_stays_as_it_was_chosen(keeper, path):
    keeper.post(path, {"plus": "theme:francais", "voie": "distance"})
    assert 'value="distance" checked' in " ".join(keeper.get(path).content.decode().split())
    send(keeper, path, "theme:francais:telephone=1")
    assert 'value="distance" checked' in " ".join(keeper.get(path).content.decode().split())


def test_each_day_begins_at_the_desk(keeper, path, monkeypatch):
    keeper.post(path, {"plus": "theme:francais", "voie": "distance"})
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_given: tomorrow)
    page = " ".join(keeper.get(path).content.decode().split())
    assert 'value="accueil" checked' in page
    assert 'value="distance" checked' not in page


def test_several_presses_are_taken_back_one_after_the_other_without_a_script(keeper, path, house):
    said = []
    for line in ("theme:francais", "theme:sante", "langue:uk"):
        page = keeper.post(path, {"plus": line, "voie": "accueil", "dernier": said}, follow=True)
        said = re.findall(r'name="dernier"\s+value="([^"]+)"', page.content.decode())
    assert said == ["theme:francais:accueil", "theme:sante:accueil", "langue:uk"]
    while said:
        page = keeper.post(path, {"moins": said[-1], "voie": "accueil", "dernier": said}, follow=True)
        said = re.findall(r'name="dernier"\s+value="([^"]+)"', page.content.decode())
    assert sum(counted(house).values()) == 0


def test_lines_keep_one_order_on_the_page_and_on_paper_whatever_is_counted(keeper, path, house):
    def languages(address: str) -> list[str]:
        text = text_of(keeper.get(address)).partition("Dans quelle langue")[2]
        return sorted(
            (label for label in words if f" {label} " in text), key=lambda one: text.index(f" {one} ")
        )

    words = ["français", "anglais", "arabe", "ukrainien", "tigrinya"]
    sheet = languages(f"{path}feuille/")
    for _press in range(2):
        keeper.post(path, {"plus": "langue:ti", "voie": "accueil"})
        keeper.post(path, {"plus": "langue:uk", "voie": "accueil"})
    after = languages(path)
    assert [one for one in after if one in sheet] == sheet
    assert languages(f"{path}feuille/") == after


def test_what_a_structure_meets_comes_first_and_the_rest_is_folded(keeper, path, house):
    """Publics and languages that it counted once, and those of its services."""
    last = this_week() - timedelta(days=7)
    numbers.add(house.pk, last, {Name("langue", "ti"): 2, Name("public", "seniors"): 1})
    ServiceFactory(structure=house, publics=["etudiants"], langues=["pl"])
    for page in (path, f"{path}corriger/"):
        shown, _title, folded = keeper.get(page).content.decode().partition("D’autres publics")
        languages = folded.partition("D’autres langues")[0]
        assert "Étudiants" in shown
        assert "Séniors" in shown
        assert "tigrinya" in languages
        assert "polonais" in languages


def test_the_week_on_paper_has_its_lines_and_no_button_to_press(keeper, path, house):
    OwnLine.objects.create(structure=house, label="Domiciliation postale")
    page = keeper.get(f"{path}feuille/?semaine=2026-S40")
    text = text_of(page)
    assert "Semaine du 28 septembre au 4 octobre 2026 : Maison des Essais" in text
    assert "Domiciliation postale" in text
    assert "Logement" in text
    assert "grid__plus" not in page.content.decode()
    assert f'href="{path}feuille/"' in keeper.get(path).content.decode()


def test_each_structure_of_mon_espace_leads_to_its_grid(keeper, path):
    page = keeper.get("/professionnels/")
    assert f'href="{path}"' in page.content.decode()
    assert "Compter : Maison des Essais Avis : Maison des Essais" in text_of(page)
    assert "Charte qualité : Maison des Essais Bilan : Maison des Essais" in text_of(page)
    for own in ("satisfaction/", "charte/", "bilan/"):
        assert f'href="{path.replace("comptage/", own)}"' in page.content.decode()
    for elsewhere in ("/plan-du-site/", "/aide/"):
        assert "/professionnels/#structures" in keeper.get(elsewhere).content.decode()


def test_a_press_on_a_line_that_is_no_more_is_said(keeper, path, house):
    for pressed in ("theme:cuisine", "propre:99", "", "theme:francais:avion"):
        page = keeper.post(path, {"plus": pressed, "voie": "accueil"}, follow=True)
        assert "Cette ligne n’est plus dans la grille : rien n’a été compté." in text_of(page)
    assert counted(house) == {}


def test_what_a_script_kept_is_added_once_whatever_is_sent_again(keeper, path, house):
    lot = uuid.uuid4()
    answer = send(keeper, path, "theme:francais:accueil=3", "public:femmes=2", lot=lot)
    assert answer.json() == {"nombres": {"theme:francais:accueil": 3, "public:femmes": 2}}
    assert send(keeper, path, "theme:francais:accueil=3", "public:femmes=2", lot=lot).json() == answer.json()
    send(keeper, path, "theme:francais:accueil=-1", "theme:parti:accueil=4")
    assert counted(house) == {"theme:francais:accueil": 2, "public:femmes": 2}


@pytest.mark.parametrize(
    "sent",
    [
        {"lot": "x", "ajout": "theme:francais:accueil=1"},
        {"lot": str(uuid.uuid4())},
        {"lot": str(uuid.uuid4()), "ajout": "theme:francais:accueil=beaucoup"},
        {"lot": str(uuid.uuid4()), "ajout": "theme:francais:accueil=99999999"},
        {"lot": str(uuid.uuid4()), "ajout": ["theme:francais:accueil=1"] * 500},
    ],
)
def test_what_is_not_understood_adds_nothing(keeper, path, house, sent):
    assert keeper.post(path, sent).status_code == 422
    assert counted(house) == {}


def test_a_past_week_is_filled_and_one_to_come_is_not(keeper, path, house):
    last = this_week() - timedelta(days=7)
    page = keeper.post(
        f"{path}?semaine={weeks.code(last)}", {"plus": "theme:sante", "voie": "accueil"}, follow=True
    )
    assert "Vous comptez une semaine passée." in text_of(page)
    assert (counted(house), counted(house, last)) == ({}, {"theme:sante:accueil": 1})
    for asked in (weeks.code(this_week() + timedelta(days=7)), "2020-S01", "2026-S60", "hier"):
        assert keeper.get(f"{path}?semaine={asked}").status_code == 404


def test_numbers_are_corrected_by_hand_without_losing_what_others_count_meanwhile(keeper, path, house):
    numbers.add(house.pk, this_week(), {FRENCH: 5})
    page = " ".join(keeper.get(f"{path}corriger/").content.decode().split())
    assert 'name="vu-theme:francais:accueil" value="5"' in page
    numbers.add(house.pk, this_week(), {FRENCH: 2})
    typed = {"vu-theme:francais:accueil": "5", "theme:francais:accueil": "4", "theme:sante:distance": "12"}
    answer = keeper.post(f"{path}corriger/", typed)
    assert answer.url == path
    assert counted(house) == {"theme:francais:accueil": 6, "theme:sante:distance": 12}
    # A field that is left empty is nought.
    keeper.post(
        f"{path}corriger/",
        {"vu-theme:sante:distance": "12", "vu-theme:francais:accueil": "6", "theme:francais:accueil": "6"},
    )
    assert counted(house) == {"theme:francais:accueil": 6}


def test_a_number_that_is_none_is_said_beside_its_field_and_nothing_is_written(keeper, path, house):
    answer = keeper.post(f"{path}corriger/", {"theme:francais:accueil": "douze", "theme:sante:accueil": "3"})
    assert answer.status_code == 422
    text = text_of(answer)
    assert "Rien n’est enregistré : un nombre est à revoir." in text
    assert "Un nombre de 0 à 9999 est attendu." in text
    assert 'value="douze"' in answer.content.decode()
    assert 'value="3"' in answer.content.decode()
    assert counted(house) == {}


def test_a_structure_has_lines_of_its_own_and_what_one_counted_stays(keeper, path, house):
    page = keeper.post(f"{path}lignes/", {"label": " Domiciliation  postale "}, follow=True)
    assert "Ajoutée : « Domiciliation postale »." in text_of(page)
    line = OwnLine.objects.get()
    keeper.post(path, {"plus": f"propre:{line.pk}", "voie": "accueil"})
    assert counted(house) == {f"propre:{line.pk}:accueil": 1}
    page = keeper.post(f"{path}lignes/", {"label": "domiciliation postale"}, follow=True)
    assert "Cette ligne est déjà dans votre grille." in text_of(page)
    assert "Écrivez ce que la ligne compte." in text_of(
        keeper.post(f"{path}lignes/", {"label": " "}, follow=True)
    )
    page = keeper.post(f"{path}lignes/", {"retirer": line.pk}, follow=True)
    assert "Ce qu’elle a compté est gardé." in text_of(page)
    # In the week that it counted in it is still there; in others it is not.
    assert f'id="propre-{line.pk}"' in page.content.decode()
    before = keeper.get(f"{path}?semaine={weeks.code(this_week() - timedelta(days=7))}").content.decode()
    assert "propre-" not in before
    keeper.post(f"{path}lignes/", {"label": "Domiciliation postale"})
    assert OwnLine.objects.get().is_taken_away is False


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_weeks_are_taken_away_in_words(keeper, path, house, ending):
    line = OwnLine.objects.create(structure=house, label="=Colis")
    numbers.add(house.pk, date(2026, 11, 23), {FRENCH: 4, Name("propre", str(line.pk), "accueil"): 2})
    answer = keeper.get(f"{path.removesuffix('/')}.{ending}")
    if ending == "csv":
        rows = [line.split(";") for line in answer.content.decode("utf-8-sig").split("\r\n") if line]
    else:
        sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
        rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows[0][:2] == ["semaine", "lundi"]
    assert [
        "2026-S48",
        "2026-11-23",
        "demandes par thème",
        "francais",
        "Apprendre le français",
        "à l’accueil",
        "4",
    ] in rows
    (own,) = (row for row in rows if row[2] == "nos lignes à nous")
    # No cell is a formula.
    assert own[4].lstrip("'") == "=Colis"
    assert not own[4].startswith("=")


def test_those_who_do_not_answer_for_it_neither_read_nor_count(client, path, house):
    own = [path, *(f"{path}{end}" for end in ("corriger/", "feuille/", "hors-ligne.js"))]
    pages = [*own, f"{path.removesuffix('/')}.csv"]
    assert {client.get(page).status_code for page in pages} == {302}
    client.force_login(UserFactory(is_professional=True))
    assert {client.get(page).status_code for page in pages} == {404}
    for page in (path, f"{path}corriger/", f"{path}lignes/", f"{path}rappel/"):
        sent = {"plus": "theme:francais", "theme:francais:accueil": "4", "label": "x", "rappel": "oui"}
        assert client.post(page, sent).status_code == 404
    assert not WeekNumber.objects.exists()
    assert not OwnLine.objects.exists()
    assert not Reminder.objects.exists()


def test_the_page_of_the_structure_leads_to_its_grid(client, keeper, path, house):
    page = f"/structures/{house.pk}-{house.slug}/"
    assert f'href="{path}"' in keeper.get(page).content.decode()
    assert f'href="{path}"' not in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (date(2026, 11, 23), "du 23 au 29 novembre 2026"),
        (date(2026, 11, 30), "du 30 novembre au 6 décembre 2026"),
        (date(2026, 12, 28), "du 28 décembre 2026 au 3 janvier 2027"),
        (date(2027, 3, 1), "du 1er au 7 mars 2027"),
    ],
)
def test_a_week_in_words(week, said):
    assert weeks.text(week) == said
    assert weeks.read(weeks.code(week), week) == week


@pytest.fixture
def monday(monkeypatch):
    """It is Monday; on each call, the next one."""
    day = this_week()

    def at(number: int) -> date:
        now = day + timedelta(days=7 * number)
        monkeypatch.setattr(timezone, "localdate", lambda *_args: now)
        return now

    return at


def test_who_asked_is_reminded_of_a_week_without_a_number_and_after_three_left_alone(
    keeper, person, path, house, monday
):
    keeper.post(f"{path}rappel/", {"rappel": "oui"})
    assert "Ne plus me le rappeler" in text_of(keeper.get(path))
    for number in range(6):
        monday(number)
        assert reminding.remind() == (1 if number < 3 else 0)
        # Safe to do again.
        assert reminding.remind() == 0
    texts = list(Mail.objects.order_by("created_at").values_list("text", flat=True))
    assert ["dernier rappel" in text for text in texts] == [False, False, True]
    assert all("Maison des Essais" in text for text in texts)
    assert {mail.subject for mail in Mail.objects.all()} == {"Votre grille de comptage"}
    assert not sent_by_django.outbox


def test_no_reminder_where_something_was_counted_nor_to_who_answers_for_it_no_more(
    keeper, person, path, house, monday
):
    keeper.post(f"{path}rappel/", {"rappel": "oui"})
    last = monday(0) - timedelta(days=7)
    numbers.add(house.pk, last, {FRENCH: 1})
    assert reminding.remind() == 0
    monday(1)
    person.organisation_memberships.all().delete()
    assert reminding.remind() == 0
    assert not Mail.objects.exists()


def test_a_number_counted_after_a_reminder_begins_again(keeper, path, house, monday):
    keeper.post(f"{path}rappel/", {"rappel": "oui"})
    monday(0)
    reminding.remind()
    assert Reminder.objects.get().unanswered == 1
    numbers.add(house.pk, monday(1) - timedelta(days=7), {FRENCH: 1})
    reminding.remind()
    assert Reminder.objects.get().unanswered == 0


def test_what_pages_sent_is_forgotten_after_a_month(keeper, path):
    send(keeper, path, "theme:francais:accueil=1")
    assert numbers.forget() == 0
    Sending.objects.update(day=timezone.localdate() - timedelta(days=31))
    assert numbers.forget() == 1
