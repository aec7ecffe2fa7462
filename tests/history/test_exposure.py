"""What was for few is never put back where more would see it; who is told of a part takes back that part."""

import pytest

from accounts.roles import Role
from history.context import acting
from history.models import Act, Cause, Event
from history.undoing import EXPOSED, UNSEEN, Sight, undo
from history.versions import Exposed, restore
from history.visible import visible_events
from mapping.kinds import CONTACT, SERVICE, STRUCTURE
from mapping.models import Contact, Service, Structure, TemporaryClosure, Visibility
from mapping.service_area import circle
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


@pytest.mark.parametrize("changed", [{}, {"adresse": "9 rue Ailleurs", "commune_nom": "Ailleurs"}])
def test_what_is_hidden_of_what_an_act_made_tells_nothing_of_itself(changed):
    """Whether a hidden address was changed since is not told: what holds one stays, and all that was made for
    it, were nothing changed."""
    with acting(Cause.EDIT):
        refuge = StructureFactory(adresse="7 rue Introuvable", address_visibility=Visibility.OWNERS)
        service = ServiceFactory(structure=refuge)
        closure = TemporaryClosure.objects.create(
            structure=refuge, first_day="2027-01-01", last_day="2027-01-02"
        )
    act = Act.objects.order_by("-pk").first()
    if changed:
        with acting(Cause.API):
            Structure.objects.filter(pk=refuge.pk).update(**changed)
            Service.objects.filter(pk=service.pk).update(**changed)
    done = undo(act, sight=Sight(Role.PROFESSIONAL))
    left = {kind: (one.why, one.columns) for (kind, _number), one in done.left.items()}
    assert left == {"structure": (UNSEEN, frozenset()), "service": (UNSEEN, frozenset())}
    assert TemporaryClosure.objects.filter(pk=closure.pk).exists()


def test_a_group_of_which_a_part_is_hidden_stays_whole_whatever_became_of_that_part():
    """Where a service goes and the drawn area of that are put back together or not at all."""
    refuge = StructureFactory(address_visibility=Visibility.OWNERS)
    told = []
    for area in (None, circle(refuge.position, 4_000)):
        service = ServiceFactory(structure=refuge, zone_eligibilite=["77"], zone_origin="place")
        with acting(Cause.EDIT):
            Service.objects.filter(pk=service.pk).update(zone_eligibilite=["77288"])
        act = Act.objects.order_by("-pk").first()
        with acting(Cause.API):
            Service.objects.filter(pk=service.pk).update(zone_polygon=area)
        done = undo(act, sight=Sight(Role.PROFESSIONAL))
        told.append([(one.why, one.columns) for one in done.left.values()])
        service.refresh_from_db()
        assert service.zone_eligibilite == ["77288"]
    assert told[0] == told[1] == [(UNSEEN, frozenset({"zone_eligibilite"}))]
