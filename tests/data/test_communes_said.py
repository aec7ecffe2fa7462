"""The commune of rows that do not say it for sure: one press for all rows alike, and a way back."""

import pytest
from django.urls import reverse

from data.imports import communes, lessons, runs
from data.imports.geocode import Asked, Locator
from data.models import ImportRow, ImportRun, Lesson
from data.models.run import RunState
from data.models.source import Kind, source_named
from mapping.models import Structure
from places.models import Commune
from tests.data.samples import applied, csv_bytes, rehearsed, row
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture(autouse=True)
def home(settings):
    settings.DEPARTEMENT = "77"


@pytest.fixture(autouse=True)
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def code(name: str) -> str:
    return Commune.objects.get(nom=name, departement_code="77").code


def misspelt(count=3) -> bytes:
    rows = [{**row(number), "code_postal": "77160", "commune": "Prvins"} for number in range(count)]
    return csv_bytes([*rows, row(8), row(9)])


def press(client, run, **data):
    return client.post(reverse("import-communes", args=[run.pk]), data, follow=True)


def page_of(client, run):
    return client.get(reverse("import", args=[run.pk])).content.decode()


def found(run) -> list[str | None]:
    rows = ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE).order_by("number")
    return [one.payload["code_insee"] for one in rows]


def test_one_press_settles_every_row_of_the_same_words_and_is_taken_back(client):
    run = rehearsed(misspelt())
    page = page_of(client, run)
    assert "Quelle commune ?" in page
    assert "« Prvins »" in page
    assert "3 lignes" in page
    assert f'value="{code("Provins")}"' in page
    key = communes.key_of("Prvins", "77160")
    page = press(client, run, mots=key, commune=code("Provins")).content.decode()
    assert "« Prvins (77160) » : Provins, pour 3 lignes." in page
    assert "Quelle commune ?" not in page
    assert "Communes que vous avez dites" in page
    assert found(run) == [code("Provins")] * 3 + [code("Melun")] * 2
    assert not any("non reconnue" in text for one in run.rows.all() for _n, text, _l in one.doubts)
    lesson = Lesson.objects.get(what=Lesson.What.PLACE)
    page = press(client, run, oublier=lesson.pk).content.decode()
    assert "Quelle commune ?" in page
    assert found(run)[:3] == [None] * 3


def test_the_next_edition_asks_nothing_and_is_in_the_commune_that_was_said(client):
    run = rehearsed(misspelt())
    press(client, run, mots=communes.key_of("Prvins", "77160"), commune=code("Provins"))
    again = rehearsed(misspelt(2))
    assert found(again)[:2] == [code("Provins")] * 2
    assert "Quelle commune ?" not in page_of(client, again)


def test_a_postcode_of_another_commune_is_settled_by_one_press_too(client):
    # Melun, with the postcode of Provins.
    content = csv_bytes([{**row(number), "code_postal": "77160"} for number in range(2)])
    run = rehearsed(content)
    asked = communes.met_in(ImportRun.objects.get(pk=run.pk).settings)["asked"][0]
    assert asked["codes"][0] == code("Melun")
    assert code("Provins") in asked["codes"]
    press(client, run, mots=asked["key"], commune=code("Provins"))
    assert found(run) == [code("Provins")] * 2
    assert not any("l'un des deux est faux" in text for one in run.rows.all() for _n, text, _l in one.doubts)


def test_of_an_import_that_is_written_these_rows_alone_are_read_again_and_undone(client):
    run = applied(misspelt())
    assert Structure.objects.filter(commune=None).count() == 3
    key = communes.key_of("Prvins", "77160")
    answer = press(client, run, mots=key, commune=code("Provins"))
    again = ImportRun.objects.exclude(pk=run.pk).get()
    assert answer.redirect_chain[-1][0] == reverse("import", args=[again.pk])
    assert (again.corrects_id, again.state) == (run.pk, RunState.REHEARSED)
    assert again.counts["change"] == 3
    assert again.counts["create"] == 0
    runs.accept(again)
    runs.apply(again)
    assert Structure.objects.filter(commune=code("Provins")).count() == 3
    runs.undo(again.pk)
    assert Structure.objects.filter(commune=None).count() == 3


def test_what_is_not_offered_teaches_nothing(client):
    run = rehearsed(misspelt())
    key = communes.key_of("Prvins", "77160")
    for data in (
        {"mots": key, "commune": code("Melun")},
        {"mots": "autre|77160", "commune": code("Provins")},
        {},
    ):
        assert "Choisissez une des communes" in press(client, run, **data).content.decode()
    assert press(client, run, oublier="12").status_code == 200
    assert not Lesson.objects.exists()


def test_who_may_not_import_under_the_source_is_asked_nothing(client):
    run = rehearsed(misspelt())
    client.force_login(UserFactory(is_professional=True))
    answer = client.post(reverse("import-communes", args=[run.pk]), {"mots": "x", "commune": "77379"})
    assert answer.status_code == 404


def test_a_commune_that_nobody_knows_is_not_taught():
    source = source_named("annuaire", "Annuaire")
    with pytest.raises(ValueError, match="00000"):
        lessons.teach_commune(source, "Prvins", "77160", "00000")
    with pytest.raises(ValueError, match="77379"):
        lessons.teach_commune(source, " ? ", "", "77379")


def test_a_question_mark_in_an_address_is_told_on_its_row():
    located = Locator("essai").locate(Asked("12 ? rue des Lilas", "77000", "Melun"))
    assert located.precision == "commune"
    assert "« 12 ? rue des Lilas » : un « ? » y est écrit" in located.doubts[0].message
    assert not Locator("essai").locate(Asked("12 rue de la Libert?", "77000", "Melun")).doubts


def written(run) -> list[tuple[str, str]]:
    rows = ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE).order_by("number")
    return [(one.payload["code_postal"], one.payload["commune_nom"]) for one in rows]


def test_a_commune_that_is_sure_is_written_by_its_own_name():
    spellings = ["MELUN", "melun", "Melun Cedex"]
    places_ = [row(number, commune=name) for number, name in enumerate(spellings)]
    places_ += [row(5, code_postal="77350", commune="LE MEE SUR SEINE")]
    run = rehearsed(csv_bytes(places_))
    assert written(run) == [("77000", "Melun")] * 3 + [("77350", "Le Mée-sur-Seine")]
    assert not any(one.doubts for one in run.rows.all())


def test_what_was_answered_is_what_is_published(client):
    """The wrong postcode too: the one of the commune that was said is written."""
    content = csv_bytes(
        [{**row(1), "code_postal": "77160"}, {**row(2), "code_postal": "77160", "commune": "Prvins"}]
    )
    run = rehearsed(content)
    assert written(run) == [("77160", "Melun"), ("77160", "Prvins")]
    for asked in communes.met_in(ImportRun.objects.get(pk=run.pk).settings)["asked"]:
        name = {"Melun": "Melun", "Prvins": "Provins"}[asked["words"]]
        press(client, run, mots=asked["key"], commune=code(name))
    assert written(run) == [("77000", "Melun"), ("77160", "Provins")]
    told = [text for one in run.rows.order_by("number") for _name, text, _lost in one.doubts]
    assert "« 77160 Prvins » : écrit « 77160 Provins », comme vous l'avez dit." in told


def test_an_answer_changes_no_row_into_another_structure(client):
    content = csv_bytes(
        [
            {name: cell for name, cell in row(1).items() if name != "id"}
            | {"commune": "Prvins", "code_postal": "77160"}
        ]
    )
    run = applied(content)
    first = Structure.objects.get()
    press(client, run, mots=communes.key_of("Prvins", "77160"), commune=code("Provins"))
    again = applied(content)
    assert again.counts["create"] == 0
    first.refresh_from_db()
    assert (first.commune_nom, first.code_postal) == ("Provins", "77160")


def test_a_hamlet_or_a_commune_of_before_keeps_its_name():
    located = Locator("essai").locate(Asked("1 rue Haute", "77350", "Les Uzelles"))
    assert (located.commune_nom, located.code_postal) == ("Les Uzelles", "77350")
