"""« Mon espace »: my structures and how fresh they are, what waits for me, and nothing of others'."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import JoinRequest
from history.models import Event
from mapping.freshness import confirming
from mapping.models import Block, BlockSeen, Report, ReportAbout, Status, Structure, Visibility
from mapping.patrol import letters
from mapping.writing import change
from tests.factories import StructureFactory, UserFactory, answers_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

SPACE = "/professionnels/"


@pytest.fixture
def samira(client):
    user = UserFactory(is_professional=True, full_name="Samira B.")
    client.force_login(user)
    return user


@pytest.fixture
def mine(samira):
    one = StructureFactory(nom="Atelier Les Hirondelles", commune_nom="Chelles")
    answers_for(samira, one)
    return one


def age(structure, days):
    at = timezone.localtime() - timedelta(days=days)
    BlockSeen.objects.filter(structure=structure.pk).update(at=at)
    Structure.objects.filter(pk=structure.pk).update(verified_at=at)


def names(answer) -> list[str]:
    return [one.name for one in answer.context["mine"]]


def test_those_of_my_organisation_and_those_that_i_edited_and_no_other(client, samira, mine):
    edited = StructureFactory(nom="Relais du canal")
    change(edited, {"telephone": "01 60 00 00 00"}, samira)
    StructureFactory(nom="Maison des autres")
    answer = client.get(SPACE)
    assert names(answer) == ["Atelier Les Hirondelles", "Relais du canal"]
    assertContains(answer, "Bonjour Samira B.")
    assertNotContains(answer, "Maison des autres")
    assert [one.may_confirm for one in answer.context["mine"]] == [True, False]


def test_what_is_not_published_is_not_mine_to_confirm(client, samira, mine):
    Structure.objects.filter(pk=mine.pk).update(status=Status.CLOSED)
    assert names(client.get(SPACE)) == []


def test_how_fresh_each_block_is_is_said_in_words(client, samira, mine):
    confirming.confirm(mine.pk, [Block.HOURS, Block.PLACE], samira)
    age(mine, 94)
    change(mine, {"telephone": "01 60 00 00 00"}, samira)
    page = client.get(SPACE).content.decode()
    assert "94 jours, à vérifier" in page
    assert "aujourd’hui" in page


def test_nobody_ever_said(client, samira, mine):
    assertContains(client.get(SPACE), "jamais relu")


def test_what_is_to_read_again_waits_until_it_is_confirmed(client, samira, mine):
    confirming.confirm(mine.pk, list(Block), samira)
    age(mine, 94)
    answer = client.get(SPACE)
    assert answer.context["waiting"].count == 1
    assertContains(answer, "Relire «")
    client.post(f"/professionnels/structures/{mine.pk}/toujours-exact/", {"bloc": "tout", "vers": "espace"})
    answer = client.get(SPACE)
    assert answer.context["waiting"].count == 0
    assertContains(answer, "confirmé aujourd’hui")
    assertContains(answer, "Rien n’attend.")


def test_to_put_right_leads_to_the_part_in_question(client, samira, mine):
    confirming.confirm(mine.pk, list(Block), samira)
    age(mine, 20)
    BlockSeen.objects.filter(structure=mine.pk, block=Block.HOURS).update(
        at=timezone.now() - timedelta(days=100)
    )
    assertContains(client.get(SPACE), f'href="/structures/{mine.pk}-{mine.slug}/modifier/horaires/">Corriger')
    # A place that one does not see is not put right by a page that refuses.
    Structure.objects.filter(pk=mine.pk).update(address_visibility=Visibility.OWNERS)
    BlockSeen.objects.filter(structure=mine.pk, block=Block.PLACE).update(
        at=timezone.now() - timedelta(days=200)
    )
    assertContains(client.get(SPACE), f'href="/structures/{mine.pk}-{mine.slug}/">Corriger')


def test_the_count_of_structures_is_that_of_the_table(client, samira, mine):
    change(StructureFactory(nom="Relais du canal"), {"telephone": "01 60 00 00 00"}, samira)
    page = client.get(SPACE)
    assert len(names(page)) == 2
    assertContains(page, "1 structure à vous, et 1 que vous avez modifiée", count=2)


def test_the_oldest_are_first(client, samira, mine):
    older = StructureFactory(nom="Plus ancienne")
    answers_for(samira, older)
    for one, days in ((mine, 10), (older, 50)):
        confirming.confirm(one.pk, list(Block), samira)
        age(one, days)
    assert names(client.get(SPACE)) == ["Plus ancienne", "Atelier Les Hirondelles"]


def test_reports_on_mine_wait_for_me_and_others_do_not(client, samira, mine):
    for one in (mine, StructureFactory()):
        Report.objects.create(
            about=ReportAbout.HOURS, structure=one, text=f"Fermé le mardi, {one.pk}", language="fr"
        )
    page = client.get(SPACE)
    assert page.context["waiting"].report_count == 1
    assertContains(page, f"Fermé le mardi, {mine.pk}")


def test_requests_wait_for_me_with_the_rest_and_in_one_place(client):
    client.force_login(UserFactory(is_staff=True))
    for number in range(2):
        JoinRequest.objects.create(user=UserFactory(), organisation_said=f"Asso {number}")
    page = client.get(SPACE)
    assert page.context["waiting"].count == 2
    text = page.content.decode()
    assert "Rien n’attend" not in text
    waiting = text.split('id="attend"')[1].split("</section>")[0]
    assert "2 demandes : entrer dans l’annuaire" in waiting
    assert 'href="/professionnels/demandes/">Répondre' in waiting
    assert "vous attendent" not in text


def test_staff_see_the_oldest_of_the_territory(client):
    client.force_login(UserFactory(is_staff=True))
    fresh = StructureFactory(nom="Vue hier", verified_at=timezone.now() - timedelta(days=1))
    StructureFactory(nom="Jamais vue")
    answer = client.get(SPACE)
    assert [one.name for one in answer.context["oldest"]] == ["Jamais vue", fresh.nom]
    client.force_login(UserFactory(is_professional=True))
    assert client.get(SPACE).context["oldest"] == []


def test_a_place_that_i_may_not_see_is_not_told(client, samira, mine):
    change(mine, {"address_visibility": Visibility.OWNERS, "adresse": "7 rue Introuvable"})
    assertNotContains(client.get(SPACE), "Introuvable")


def test_the_page_takes_as_many_queries_with_one_as_with_many(client, samira, mine):
    client.get(SPACE)
    with CaptureQueriesContext(connection) as with_one:
        client.get(SPACE)
    for _ in range(15):
        answers_for(samira, StructureFactory())
    with CaptureQueriesContext(connection) as with_many:
        assert len(names(client.get(SPACE))) == 16
    assert len(with_many) == len(with_one) <= 34


def test_what_somebody_else_changed_of_mine_waits_with_a_way_to_see_and_to_undo(client, samira, mine):
    other = UserFactory(is_professional=True, full_name="Luc Autre")
    change(mine, {"telephone": "01 60 99 99 99"}, other)
    page = client.get(SPACE).content.decode()
    assert "Luc Autre" in page
    assert "/annuler/" in page
    assert client.get(SPACE).context["waiting"].change_count == 1
    change(mine, {"telephone": "01 60 99 99 98"}, samira)
    assert client.get(SPACE).context["waiting"].change_count == 0


def test_marking_one_notice_takes_no_other_away(client, samira, mine):
    other = UserFactory(is_professional=True, full_name="Luc Autre")
    for values in ({"telephone": "01 60 99 99 99"}, {"nom": "Atelier Neuf"}, {"courriel": "a@example.org"}):
        change(mine, values, other)
    waiting = client.get(SPACE).context["waiting"].changes
    assert len(waiting) == 3
    client.post(f"/professionnels/modifications/{waiting[0].act.pk}/vue/", {"retour": SPACE})
    # One's own change of the telephone says nothing of the name; that all is right, nothing of what changed.
    change(mine, {"telephone": "01 60 99 99 98"}, samira)
    confirming.confirm(mine.pk, list(Block), samira)
    (left,) = client.get(SPACE).context["waiting"].changes
    assert [line.columns for entry in left.entries for line in entry.lines] == [("nom",)]


def test_a_confirmation_is_not_told_as_a_change(client, samira, mine):
    before = Event.objects.latest("pk").pk
    confirming.confirm(mine.pk, list(Block), UserFactory(is_staff=True, full_name="Luc Autre"))
    page = client.get(SPACE)
    assertContains(page, "a relu, sans rien changer,")
    assertNotContains(page, "a changé «")
    assertNotContains(page, "Annuler cette modification")
    letter = letters.letter_for(samira, before, 10**9)
    assert letter.subject.startswith("Votre fiche a été relue")
    assert "ont relu ce que" in letter.text


def test_what_somebody_looked_at_and_what_is_of_others_does_not_wait(client, samira, mine):
    other = UserFactory(is_professional=True)
    change(StructureFactory(), {"telephone": "01 60 99 99 99"}, other)
    assert client.get(SPACE).context["waiting"].change_count == 0
    change(mine, {"telephone": "01 60 99 99 99"}, other)
    act = client.get(SPACE).context["waiting"].changes[0].act
    client.post(f"/professionnels/modifications/{act.pk}/vue/", {"retour": SPACE})
    assert client.get(SPACE).context["waiting"].change_count == 0


def test_who_holds_nothing_finds_their_structure_before_they_add_one(client, samira):
    page = client.get(SPACE).content.decode()
    assert page.index("Retrouver ma structure") < page.index("Ajouter une structure")
