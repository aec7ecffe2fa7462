"""What plain SQL has written and not yet committed is lost to nobody's form."""

import pytest
from django.db import connection

from history.versions import last_event
from mapping.models import Contact, Service, Structure
from mapping.writing import Conflict, Conflicts, change
from tests.data.test_races import editor, in_thread, over
from tests.factories import ContactFactory, ServiceFactory, StructureFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("table", ["mapping_service", "mapping_contact"])
def test_a_form_opened_while_plain_sql_is_unfinished_is_told_of_it(table):
    """The numbers of events follow the order in which they are seen: else an edit committed meanwhile, with a
    higher number, would have the form believe that it saw the SQL's lower one."""
    structure = StructureFactory()
    service = ServiceFactory(structure=structure, nom="Avant")
    contact = ContactFactory(structure=structure, nom="Avant")
    record = {"mapping_service": service, "mapping_contact": contact}[table]
    with editor() as someone:
        someone.execute(f"UPDATE {table} SET nom = 'Par la base'")
        other = in_thread(lambda: change(Structure.objects.get(), {"telephone": "02"}))
        assert other.is_alive(), "another edit of the structure waits for the SQL"
        seen = last_event(structure.pk)
        someone.commit()
        over(other)
    assert change(record, {"nom": "Mien"}, seen=seen) == Conflicts({"nom": Conflict("Mien", "Par la base")})
    assert {*Service.objects.values_list("nom"), *Contact.objects.values_list("nom")} == {
        ("Avant",),
        ("Par la base",),
    }


def test_what_hangs_on_a_structure_can_be_added_by_two_at_once():
    """The lock keeps writers apart, and lets rows refer to the structure."""
    structure = StructureFactory()
    with editor() as someone:
        someone.execute("UPDATE mapping_structure SET nom = 'Par la base'")
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM mapping_structure WHERE id = %s FOR KEY SHARE NOWAIT", [structure.pk])
        someone.rollback()
