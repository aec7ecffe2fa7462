"""A rehearsal tells on the line of a structure all that becomes of it, and a title is a title."""

import re
from html import unescape

import pytest
from django.urls import reverse

from data.imports import runs
from data.imports.asides import A_TITLE
from data.models import ImportRow
from data.models.run import Action
from data.models.source import source_named
from tests.data.samples import csv_bytes
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def rows(*workshops: tuple[str, str]) -> list[dict[str, str]]:
    return [
        {"N°": str(number), "Structure": "Coulommiers Sans Frontières", "Adresse": "11 rue de la Pêcherie",
         "CP": "77120", "Ville": "Coulommiers", "Intitulé action": name, "Niveau": level}
        for number, (name, level) in enumerate(workshops, start=1)
    ]  # fmt: skip


def brought(content: list[dict[str, str]], write: bool = False):
    source = source_named("recensement", "Recensement")
    run = runs.receive("recensement.csv", iter([csv_bytes(content)]), source)
    mapping = {"Structure": "nom", "Adresse": "adresse", "CP": "code_postal", "Ville": "commune",
               "Intitulé action": "service_nom", "Niveau": "niveaux"}  # fmt: skip
    runs.save_mapping(run, mapping, source, {"_rows": "service"}, whole=True)
    runs.rehearse(run)
    if write:
        runs.accept(run)
        runs.apply(run)
    return run


@pytest.fixture
def page(client):
    client.force_login(UserFactory(is_staff=True))

    def of(run, tab):
        text = client.get(reverse("import", args=[run.pk]), {"lignes": tab}).content.decode()
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))

    return of


def test_what_changes_on_the_second_row_of_a_structure_is_told_on_its_first(page):
    brought(rows(("Atelier 1", "A1"), ("Atelier 2", "A2")), write=True)
    run = brought(rows(("Atelier 1", "A1"), ("Atelier 2", "A2/B1")))
    assert run.counts[Action.CHANGE] == 1
    text = page(run, "change")
    assert "service « Atelier 2 » (ligne 3) : modifiée" in text
    text = page(run, "double")
    assert "Autres lignes des mêmes structures (1)" in text
    assert "autre ligne de la même structure" in text
    assert "dit la même chose" not in text


def test_what_is_removed_is_named(page):
    brought(rows(("Atelier 1", "A1"), ("Atelier écriture", "A2")), write=True)
    run = brought(rows(("Atelier 1", "A1")))
    assert "service « Atelier écriture »" in page(run, "change")


def test_a_title_in_the_first_column_is_a_title_whatever_it_is_called(page):
    title = dict.fromkeys(rows(("a", ""))[0], "") | {"N°": "ARRONDISSEMENT DE MELUN"}
    run = brought([title, *rows(("Atelier 1", "A1")), dict.fromkeys(title, "") | {"N°": "12"}])
    told = list(ImportRow.objects.filter(run=run, action=Action.REFUSE).values_list("number", "reason"))
    assert told[0] == (2, A_TITLE)
    assert [number for number, reason in told if reason != A_TITLE] in ([], [4])
    assert "Titres et totaux laissés de côté (1)" in page(run, "titres")
