"""The page of a zone tells who changed it last, whatever the road."""

import json

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.forms import modelform_factory
from django.utils import timezone

from data.models import Change, ImportRun, Source
from data.models.run import RunState
from mapping.models import Service
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


def in_the_administration(service, user, field: str) -> None:
    """As the administration notes a change of one field."""
    label = modelform_factory(Service, fields=[field]).base_fields[field].label
    LogEntry.objects.create(
        user=user, content_type=ContentType.objects.get_for_model(Service), object_id=str(service.pk),
        object_repr=str(service), action_flag=CHANGE,
        change_message=json.dumps([{"changed": {"fields": [str(label)]}}]),
    )  # fmt: skip


@pytest.mark.parametrize("field", ["zone_eligibilite", "zone_polygon", "zone_origin"])
def test_in_the_administration(staff, service, field):
    user = UserFactory(full_name="Dominique Essai", is_staff=True)
    in_the_administration(service, user, "nom")
    assert "Zone modifiée le" not in page(staff, service)
    in_the_administration(service, user, field)
    assert "Dominique Essai" in page(staff, service)


def test_by_an_import_and_then_by_hand(staff, service):
    run = ImportRun.objects.create(
        source=Source.objects.create(nom="Annuaire des Essais", code="essais"),
        state=RunState.APPLIED,
        applied_at=timezone.now(),
    )
    note = Change.objects.create(
        run=run, kind="service", object_id=service.pk, before={"nom": "a"}, after={"nom": "b"}
    )
    assert "Zone modifiée le" not in page(staff, service)
    note.before, note.after = {"zone_eligibilite": []}, {"zone_eligibilite": ["77"]}
    note.save()
    assert "l’import « Annuaire des Essais »" in page(staff, service)
    staff.post(f"/professionnels/services/{service.pk}/zone/", {"sorte": "codes", "codes": "77288"})
    assert "Claude Essai" in page(staff, service)
