"""What was for few is never put back where more would see it; who is told of a part takes back that part."""

import pytest

from accounts.roles import Role
from history.context import acting
from history.models import Act, Cause, Event
from history.undoing import EXPOSED, UNSEEN, Sight, undo
from history.versions import Exposed, restore
from history.visible import visible_events
from mapping.kinds import CONTACT, SERVICE, STRUCTURE
from mapping.models import Contact, Service, Structure, Visibility
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory

pytestmark = pytest.mark.django_db


def acted(record, **values) -> Act:
    with acting(Cause.EDIT, UserFactory()):
        type(record).objects.filter(pk=record.pk).update(**values)
    return Act.objects.order_by("-pk").first()


def test_a_change_of_what_is_hidden_is_not_told_by_when_it_was():
    """`updated_at` follows every edit: it alone would tell of one."""
    refuge = StructureFactory(address_visibility=Visibility.OWNERS)
    refuge.adresse = "7 rue Introuvable"
    refuge.save(update_fields=["adresse", "updated_at"])
    event = Event.objects.filter(kind=STRUCTURE.number, object=refuge.pk).order_by("-pk").first()
    assert "updated_at" in event.after
    assert visible_events([event], Role.PROFESSIONAL) == []
    assert set(visible_events([event], Role.STAFF)[0].columns) == {"adresse"}


def test_an_old_number_that_was_private_does_not_come_back_in_public():
    contact = ContactFactory(telephone="06 00 00 00 01", telephone_visibility=Visibility.PROFESSIONALS)
    act = acted(contact, telephone="06 00 00 00 02")
    acted(contact, telephone_visibility=Visibility.PUBLIC)
    done = undo(act)
    contact.refresh_from_db()
    assert contact.telephone == "06 00 00 00 02"
    assert done.records == 0
    assert done.left
    # Asked for by itself, it goes back with whom it was for.
    restore(CONTACT, contact.pk, act.events.get().pk - 1, columns={"telephone"})
    contact.refresh_from_db()
    assert (contact.telephone, contact.telephone_visibility) == ("06 00 00 00 01", Visibility.PROFESSIONALS)


def test_a_secret_address_does_not_come_back_once_the_record_is_open():
    refuge = StructureFactory(adresse="7 rue Introuvable", address_visibility=Visibility.PROFESSIONALS)
    act = acted(refuge, adresse="1 place Connue")
    acted(refuge, address_visibility=Visibility.PUBLIC)
    done = undo(act)
    refuge.refresh_from_db()
    assert refuge.adresse == "1 place Connue"
    assert done.left["structure", refuge.pk].why == EXPOSED
    with pytest.raises(Exposed) as refused:
        restore(STRUCTURE, refuge.pk, act.events.get().pk - 1, columns={"adresse"})
    assert refused.value.columns == {"adresse"}


def test_nor_that_of_a_service_which_its_structure_hid():
    service = ServiceFactory(structure__address_visibility=Visibility.OWNERS, adresse="7 rue Introuvable")
    act = acted(service, adresse="1 place Connue")
    acted(service.structure, address_visibility=Visibility.PUBLIC)
    done = undo(act)
    service.refresh_from_db()
    assert service.adresse == "1 place Connue"
    assert done.left["service", service.pk].why == EXPOSED
    with acting(Cause.EDIT):
        gone = ServiceFactory(structure=service.structure, adresse="8 rue Introuvable")
    Structure.objects.filter(pk=service.structure_id).update(address_visibility=Visibility.OWNERS)
    number = gone.pk
    with acting(Cause.EDIT):
        gone.delete()
    removal = Act.objects.order_by("-pk").first()
    Structure.objects.filter(pk=service.structure_id).update(address_visibility=Visibility.PUBLIC)
    assert undo(removal).left["service", number].why == EXPOSED
    assert not Service.objects.filter(pk=number).exists()
    last = Event.objects.filter(kind=SERVICE.number, object=number).order_by("-pk").first()
    with pytest.raises(Exposed):
        restore(SERVICE, number, last.pk - 1)


def test_what_hid_it_goes_back_with_it():
    """An act that opened an address and changed it is taken back whole."""
    refuge = StructureFactory(adresse="7 rue Introuvable", address_visibility=Visibility.PROFESSIONALS)
    act = acted(refuge, adresse="1 place Connue", address_visibility=Visibility.PUBLIC)
    done = undo(act)
    refuge.refresh_from_db()
    assert (refuge.adresse, refuge.address_visibility) == ("7 rue Introuvable", Visibility.PROFESSIONALS)
    assert not done.left


def test_who_is_told_of_a_part_takes_back_that_part():
    refuge = StructureFactory(nom="Avant", adresse="7 rue Introuvable", address_visibility=Visibility.OWNERS)
    act = acted(refuge, nom="Après", adresse="8 rue Introuvable")
    undo(act, sight=Sight(Role.PROFESSIONAL))
    refuge.refresh_from_db()
    assert (refuge.nom, refuge.adresse) == ("Avant", "8 rue Introuvable")


def test_only_of_what_they_may_change():
    one, other = StructureFactory(nom="Une"), StructureFactory(nom="Autre")
    with acting(Cause.EDIT):
        Structure.objects.filter(pk__in=[one.pk, other.pk]).update(telephone="01 00 00 00 00")
    act = Act.objects.order_by("-pk").first()
    undo(act, sight=Sight(Role.PROFESSIONAL, frozenset({one.pk})))
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.telephone, other.telephone) == ("01 99 00 00 01", "01 00 00 00 00")


def test_a_contact_with_a_detail_that_is_not_theirs_does_not_go():
    structure = StructureFactory()
    with acting(Cause.EDIT):
        contact = ContactFactory(
            structure=structure, nom="Camille", nom_visibility=Visibility.PUBLIC,
            telephone="06 00 00 00 01", telephone_visibility=Visibility.OWNERS,
        )  # fmt: skip
    act = Act.objects.order_by("-pk").first()
    done = undo(act, sight=Sight(Role.PROFESSIONAL))
    assert done.left["contact", contact.pk].why == UNSEEN
    assert Contact.objects.filter(pk=contact.pk).exists()
    undo(act)
    assert not Contact.objects.filter(pk=contact.pk).exists()
