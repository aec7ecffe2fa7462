"""A private contact: each detail with who sees it; seen by a colleague and not by a visitor."""

import pytest
from django.urls import reverse

from accounts.models import Group, Organisation
from mapping.models import Contact, Visibility
from mapping.presentation import structure_path
from tests.factories import ContactFactory, ServiceFactory
from tests.mapping.editing.conftest import signed_in
from tests.mapping.editing.sending import read, save, send

pytestmark = pytest.mark.django_db

DIRECT = "06 39 98 00 12"


def add(client, edit, **typed):
    return save(client, edit("contacts", "ajouter/"), **typed)


def test_a_direct_line_is_seen_by_a_colleague_and_not_by_a_visitor(client, structure, samira, paul, edit):
    answer = add(samira, edit, nom="Camille Direct", telephone=DIRECT)
    assert answer.status_code == 302
    page = structure_path(structure.pk, structure.nom)
    assert DIRECT in paul.get(page).content.decode()
    assert "professionnels seulement" in paul.get(page).content.decode()
    visitor = client.get(page).content.decode()
    assert DIRECT not in visitor
    assert "Camille" not in visitor


def test_what_is_said_to_be_for_everyone_is_shown_to_everyone(client, structure, samira, edit):
    contact = ContactFactory(
        structure=structure, nom="Camille", fonction="Coordination", fonction_visibility=Visibility.PUBLIC
    )
    page = structure_path(structure.pk, structure.nom)
    for is_shown in (False, True):
        listed = samira.get(edit("contacts")).content.decode()
        assert ("Coordination — pour tout le monde<" in listed) == is_shown
        assert ("Coordination" in client.get(page).content.decode()) == is_shown
        Contact.objects.filter(pk=contact.pk).update(nom_visibility=Visibility.PUBLIC)


def test_a_number_of_nine_digits_is_said_and_not_kept(samira, edit):
    answer = add(samira, edit, nom="Camille Direct", telephone="01 60 56 78 9")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "« 01 60 56 78 9 » n’est pas un numéro de téléphone entier" in page
    assert not Contact.objects.exists()
    assert add(samira, edit, nom="Camille Direct", telephone="3949").status_code == 302


def test_one_for_my_organisation_is_for_it_alone(structure, samira, paul, agent, edit):
    own = Organisation.objects.get(name="Les Hirondelles")
    mate = signed_in(organisation=own)
    answer = add(samira, edit, telephone=DIRECT, telephone_pour=f"o{own.pk}")
    assert answer.status_code == 302
    page = structure_path(structure.pk, structure.nom)
    # Beside a name alone: a contact with a number and no name is told too.
    assert DIRECT in mate.get(page).content.decode()
    assert "organisation « Les Hirondelles »" in mate.get(page).content.decode()
    assert DIRECT in agent.get(page).content.decode()
    assert DIRECT not in paul.get(page).content.decode()
    assert paul.get(edit("contacts", f"{Contact.objects.get().pk}/")).status_code == 404
    assert "Rien pour l" in paul.get(edit("contacts")).content.decode()


def test_only_what_one_belongs_to_is_offered(structure, samira, edit):
    other = Organisation.objects.create(name="Ailleurs")
    group = Group.objects.create(name="Asile 77")
    page = samira.get(edit("contacts", "ajouter/")).content.decode()
    assert "Ailleurs" not in page
    assert "Asile 77" not in page
    for audience in (f"o{other.pk}", f"g{group.pk}", "o999999", "x", ""):
        answer = add(samira, edit, telephone=DIRECT, telephone_pour=audience)
        assert answer.status_code == 422
        assert 'href="#champ_telephone_pour"' in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_detail_that_one_does_not_see_is_not_there_and_stays(structure, samira, edit):
    contact = ContactFactory(
        structure=structure,
        telephone=DIRECT,
        telephone_visibility=Visibility.OWNERS,
        courriel="",
        courriel_visibility=Visibility.OWNERS,
    )
    path = edit("contacts", f"{contact.pk}/")
    answer = samira.get(path)
    assert DIRECT not in answer.content.decode()
    assert not {"telephone", "telephone_pour", "courriel", "courriel_pour"} & set(read(answer)[1])
    sent = send(
        samira, answer, nom="Camille Autre", telephone="06 00 00 00 00", telephone_pour="0", courriel_pour="0"
    )
    assert sent.status_code == 302
    contact.refresh_from_db()
    assert (contact.nom, contact.telephone) == ("Camille Autre", DIRECT)
    assert contact.telephone_visibility == contact.courriel_visibility == Visibility.OWNERS
    remove = edit("contacts", f"{contact.pk}/retirer/")
    assert samira.post(remove).status_code == 403
    assert Contact.objects.exists()
    # Nor may the last detail that one sees be emptied.
    assert save(samira, path, nom="", fonction="").status_code == 422


def test_nobody_shows_a_private_detail_to_everyone_by_accident(client, structure, samira, edit):
    contact = ContactFactory(structure=structure, telephone=DIRECT)
    answer = save(samira, edit("contacts", f"{contact.pk}/"), telephone_pour="0")
    assert answer.status_code == 422
    assert 'name="confirmer"' in answer.content.decode()
    page = structure_path(structure.pk, structure.nom)
    assert DIRECT not in client.get(page).content.decode()
    assert send(samira, answer, confirmer="on").status_code == 302
    assert DIRECT in client.get(page).content.decode()


def test_who_sees_it_is_kept_where_it_is_not_touched(structure, samira, edit):
    own = Organisation.objects.get(name="Les Hirondelles")
    group = Group.objects.create(name="Asile 77")
    contact = ContactFactory(
        structure=structure,
        telephone=DIRECT,
        telephone_visibility=Visibility.OWNERS,
        telephone_organisation=own,
        telephone_group=group,
        nom_organisation=Organisation.objects.create(name="Ailleurs"),
    )
    assert save(samira, edit("contacts", f"{contact.pk}/"), telephone="06 00 00 00 01").status_code == 302
    contact.refresh_from_db()
    assert (contact.telephone, contact.telephone_organisation, contact.telephone_group) == (
        "06 00 00 00 01",
        own,
        group,
    )
    assert contact.nom_organisation.name == "Ailleurs"


def test_a_contact_is_removed_and_comes_back(structure, samira, edit):
    contact = ContactFactory(structure=structure, telephone=DIRECT)
    remove = edit("contacts", f"{contact.pk}/retirer/")
    assert "Retirer ?" in samira.get(remove).content.decode()
    page = samira.post(remove, follow=True)
    assert not Contact.objects.exists()
    assert "Retiré" in page.content.decode()
    undo = next(one for one in page.context["said"] if one.undo_url).undo_url if page.context else ""
    samira.post(undo)
    assert Contact.objects.get().telephone == DIRECT
    # Gone already: nothing is asked.
    Contact.objects.all().delete()
    assert samira.post(remove).url == edit("contacts")


def test_a_contact_may_be_of_a_service(structure, samira, edit):
    service = structure.services.get()
    add(samira, edit, nom="Camille", du_service=str(service.pk))
    contact = Contact.objects.get()
    assert contact.service == service
    save(samira, edit("contacts", f"{contact.pk}/"), du_service="")
    contact.refresh_from_db()
    assert contact.service is None
    other = ServiceFactory()
    assert add(samira, edit, nom="Camille", du_service=str(other.pk)).status_code == 422


def test_two_who_say_who_sees_a_detail_are_shown_both(structure, samira, paul, edit):
    contact = ContactFactory(structure=structure, telephone=DIRECT)
    path = edit("contacts", f"{contact.pk}/")
    mine = samira.get(path)
    save(paul, path, telephone_pour="0", confirmer="on")
    own = Organisation.objects.get(name="Les Hirondelles")
    answer = send(samira, mine, telephone_pour=f"o{own.pk}")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "tout le monde" in page
    assert 'href="#conflit_telephone_pour"' in page
    assert send(samira, answer, choix_telephone_pour="mienne").status_code == 302
    contact.refresh_from_db()
    assert (contact.telephone_visibility, contact.telephone_organisation) == (Visibility.OWNERS, own)


def test_the_message_does_not_repeat_what_is_private(structure, samira, edit):
    contact = ContactFactory(structure=structure, telephone="06 00 00 00 00")
    answer = save(samira, edit("contacts", f"{contact.pk}/"), telephone=DIRECT)
    assert DIRECT not in str(answer.cookies)
    assert reverse("edit-undo", args=[structure.pk, structure.slug, 1])[:-2] in (
        samira.get(answer.url).content.decode()
    )


def test_a_structure_without_services_has_contacts_too(structure, samira, edit):
    structure.services.all().delete()
    assert "du_service" not in read(samira.get(edit("contacts", "ajouter/")))[1]
    assert add(samira, edit, nom="Camille").status_code == 302
