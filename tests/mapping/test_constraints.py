"""What the database refuses, whoever writes."""

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from mapping.models import Contact, Structure, TemporaryClosure, Visibility
from tests.factories import CommuneFactory, ContactFactory, ServiceFactory, StructureFactory

pytestmark = pytest.mark.django_db


def named(fields: dict) -> str:
    """The same name in every process: an object's own text holds its address in memory."""
    return ", ".join(f"{name}={getattr(value, 'wkt', value)!r}" for name, value in fields.items())


@pytest.mark.parametrize(
    "fields",
    [
        {"nom": ""},
        {"nom": "   "},
        {"source": ""},
        {"source_id": ""},
        {"siret": "123"},
        {"siret": "1234567890123X"},
        {"code_postal": "7700"},
        {"status": "perdue"},
        {"address_visibility": 7},
        {"reseaux_porteurs": ["pas-un-reseau"]},
        {"position": None, "position_precision": "address"},
        {"position_precision": ""},
        {"position": Point(srid=4326), "position_precision": "address"},
        {"address_visibility": Visibility.PROFESSIONALS, "commune": None},
    ],
    ids=named,
)
def test_a_structure_that_makes_no_sense_is_refused(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        StructureFactory(**fields)


def test_two_structures_of_one_source_cannot_share_an_identifier():
    StructureFactory(source="dora", source_id="1")
    StructureFactory(source="autre", source_id="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        StructureFactory(source="dora", source_id="1")


@pytest.mark.parametrize(
    "fields",
    [
        {"nom": " "},
        {"thematiques": ["sante"]},
        {"publics": ["tous-publics", "femmes"]},
        {"publics": ["martiens"]},
        {"niveaux": ["Z9"]},
        {"langues": ["klingon"]},
        {"frais": "cher"},
        {"type": "autre"},
        {"capacite": 3, "places_restantes": 4},
        {"volume_horaire_hebdomadaire": 169},
        {"volume_horaire_hebdomadaire": float("nan")},
    ],
    ids=named,
)
def test_a_service_that_makes_no_sense_is_refused(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceFactory(**fields)


def test_a_contact_without_any_detail_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactFactory(nom="")
    assert not Contact.objects.exists()


def test_a_closure_cannot_end_before_it_begins():
    structure = StructureFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        TemporaryClosure.objects.create(structure=structure, first_day="2026-08-02", last_day="2026-08-01")


def test_a_position_that_is_not_a_number_is_refused_by_the_database():
    structure = StructureFactory()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mapping_structure SET position ="
            " ST_SetSRID(ST_MakePoint('NaN', 48), 4326)::geography WHERE id = %s",
            [structure.pk],
        )


@pytest.mark.parametrize(("x", "y"), [(181, 48), (-181, 48), (2, 91), (2, -91), (float("inf"), 0)])
def test_a_position_out_of_the_world_is_refused_before_the_database_folds_it_in(x, y):
    structure = StructureFactory.build(commune=CommuneFactory(), position=Point(x, y, srid=4326))
    structure.position_precision = "address"
    with pytest.raises(ValidationError) as error:
        structure.full_clean()
    assert set(error.value.message_dict) == {"position"}
    assert "entre -180 et 180" in str(error.value)


def test_a_sound_structure_passes_every_check_of_the_model():
    structure = StructureFactory()
    structure.full_clean()
    assert Structure.objects.get() == structure
