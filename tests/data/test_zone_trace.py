"""The page of a zone tells who changed it last, whatever the road."""

import json

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.forms import modelform_factory

from data.models import ImportRun, Source
from data.models.run import RunState
from history.context import acting
from history.models import Cause
from mapping.models import Service
from mapping.writing import change
from tests.factories import ServiceFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def service():
    return ServiceFactory()


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(is_staff=True, full_name="Claude Essai"))
    return client


def page(client, service) -> str:
    return client.get(f"/professionnels/services/{service.pk}/zone/").content.decode()


@pytest.mark.parametrize("cause", [Cause.EDIT, Cause.API, Cause.ADMIN, Cause.RESTORE])
@pytest.mark.parametrize("values", [{"zone_eligibilite": ["77"]}, {"zone_origin": "drawn"}])
def test_whoever_changed_it_is_named(staff, service, cause, values):
    user = UserFactory(full_name="Dominique Essai", is_staff=True)
    change(service, {"nom": "Un autre nom"}, user, cause)
    assert "Zone modifiée le" not in page(staff, service)
    change(service, values, user, cause)
    assert "Dominique Essai" in page(staff, service)


def test_what_plain_sql_changed_is_told(staff, service):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mapping_service SET zone_eligibilite = ARRAY['77'] WHERE id = %s", [service.pk]
        )
    assert "directement dans la base" in page(staff, service)


@pytest.mark.parametrize("field", ["zone_eligibilite", "zone_polygon", "zone_origin"])
def test_in_the_log_of_a_site_that_had_no_history_yet(staff, service, field):
    def logged(name: str) -> None:
        label = modelform_factory(Service, fields=[name]).base_fields[name].label
        LogEntry.objects.create(
            user=UserFactory(full_name="Dominique Essai", is_staff=True),
            content_type=ContentType.objects.get_for_model(Service), object_id=str(service.pk),
            object_repr=str(service), action_flag=CHANGE,
            change_message=json.dumps([{"changed": {"fields": [str(label)]}}]),
        )  # fmt: skip

    logged("nom")
    assert "Zone modifiée le" not in page(staff, service)
    logged(field)
    assert "Dominique Essai" in page(staff, service)


def test_by_an_import_and_then_by_hand(staff, service):
    source = Source.objects.create(nom="Annuaire des Essais", code="essais")
    run = ImportRun.objects.create(source=source, state=RunState.APPLIED)

    def written(cause: Cause, **values) -> None:
        with acting(cause, run=run.pk):
            Service.objects.filter(pk=service.pk).update(**values)

    written(Cause.IMPORT, nom="Un autre nom")
    assert "Zone modifiée le" not in page(staff, service)
    written(Cause.IMPORT, zone_eligibilite=["77"])
    assert "l’import « Annuaire des Essais »" in page(staff, service)
    written(Cause.UNDO, zone_eligibilite=[])
    assert "l’import annulé « Annuaire des Essais »" in page(staff, service)
    staff.post(f"/professionnels/services/{service.pk}/zone/", {"sorte": "codes", "codes": "77288"})
    assert "Claude Essai" in page(staff, service)
