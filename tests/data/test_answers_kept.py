"""Going to another page of an import forgets nothing of what was answered on the page of its columns."""

import pytest
from django.urls import reverse

from data.imports import runs
from tests.data.samples import csv_bytes, row
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def run(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    rows = [
        row(1, Divers="Alpha - Beta", Remarques="FERMÉ depuis juin"),
        row(2, Divers="Gamma - Delta", Remarques=""),
    ]
    return runs.receive("annuaire.csv", iter([csv_bytes(rows)]), None, user)


def field_of(run, name, of="colonne"):
    return f"{of}-{[one['name'] for one in run.settings['columns']].index(name)}"


def selected(page, field, value):
    select = page.split(f'name="{field}"')[1].split("</select>")[0]
    return f'value="{value}"' in select and "selected" in select.split(f'value="{value}"')[1].split(">")[0]


def test_what_was_answered_before_cutting_cells_is_there_after(client, run):
    columns = reverse("import-columns", args=[run.pk])
    cells = reverse("import-cells", args=[run.pk])
    given = {
        field_of(run, "Divers"): "publics_precisions",
        field_of(run, "telephone"): "contact_telephone",
        "source": "Recensement 77",
        "fermees": "close",
        "complet": "on",
        "cellules": "oui",
    }
    assert client.post(columns, given)["Location"] == cells
    page = client.get(columns).content.decode()
    assert selected(page, field_of(run, "Divers"), "publics_precisions")
    client.post(cells, {"faire": "appliquer", "colonne": "Divers", "ou": "dash"})
    run.refresh_from_db()
    assert "Divers" not in [one["name"] for one in run.settings["columns"]]
    page = client.get(columns).content.decode()
    assert selected(page, field_of(run, "telephone"), "contact_telephone")
    assert 'value="Recensement 77"' in page
    closed = page.split('name="fermees"')
    assert any('value="close"' in part.split(">")[0] and "checked" in part.split(">")[0] for part in closed)
    assert "checked" in page.split('name="complet"')[1].split(">")[0]
