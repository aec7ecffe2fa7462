"""An archive of HSDS 3 tables: locations as structures, services at each."""

import io
import zipfile

import pytest

from common.files import Unreadable, archive, limits, open_book
from data.imports import runs
from data.models import ImportRow
from data.models.run import Action
from mapping.models import Service, Structure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

TABLES = {
    "organization": "id,name,email,website\no1,Entraide,contact@example.org,https://example.org\n",
    "location": (
        "id,organization_id,name,latitude,longitude\nl1,o1,,48.5412,2.6612\nl2,o1,Antenne de Meaux,,\n"
    ),
    "address": (
        "id,location_id,address_1,city,postal_code,country\n"
        "a1,l1,3 rue Haute,Melun,77000,FR\na2,l2,5 rue Basse,Meaux,77100,FR\n"
    ),
    "service": (
        "id,organization_id,name,description,fees_description\n"
        "s1,o1,Cours de français,Deux fois par semaine,gratuit\ns2,o1,Nulle part,,\n"
    ),
    "service_at_location": "id,service_id,location_id\nx1,s1,l1\nx2,s1,l2\n",
    "phone": "id,location_id,number\np1,l1,01 64 52 89 00\n",
    "schedule": 'id,location_id,freq,byday,opens_at,closes_at\nh1,l1,WEEKLY,"MO,TU",09:00,12:00\n',
}


def zipped(tables: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in tables.items():
            written.writestr(f"hsds/{name}.csv", text)
    return file.getvalue()


def test_locations_and_their_services_are_taken_without_a_mapping():
    run = runs.receive("hsds.zip", iter([zipped(TABLES)]))
    assert run.told["Format"] == "HSDS 3 (tableaux)"
    runs.rehearse(run)
    assert (run.counts[Action.CREATE], run.rows_read) == (2, 4)
    refused = ImportRow.objects.get(run=run, action=Action.REFUSE)
    assert (refused.table, refused.reason) == ("service", "Ce service n'a pas de lieu dans le fichier.")
    runs.apply(run)
    first, second = Structure.objects.filter(source="hsds").order_by("source_id")
    assert (first.nom, first.telephone, first.horaires_accueil) == (
        "Entraide",
        "01 64 52 89 00",
        "Mo,Tu 09:00-12:00",
    )
    assert (first.adresse, first.commune_id, second.nom) == ("3 rue Haute", "77288", "Antenne de Meaux")
    assert Service.objects.filter(nom="Cours de français").count() == 2
    assert runs.undo(run.pk).left_by_undo == []


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", limits.MIB)
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"organization": "id,name\n" + "1,a\n" * 400_000}))
    with pytest.raises(Unreadable, match="une fois ouverte, dépasse 1 Mo"):
        open_book(path)
