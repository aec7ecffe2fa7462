"""What whoever tries the site finds on the pages that nobody filled yet: examples, for the right people."""

import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Group
from common.models import Mail
from demonstration import group_fields, people
from demonstration.loading import load_demonstration
from evaluation.charter import acts, labels
from evaluation.charter.models import Assessment, Charter, Decision, Visit
from evaluation.grid.models import WeekNumber
from evaluation.satisfaction.models import OpenAnswers, ShownToAll, ToldAnswers
from evaluation.surveys.models import Invited, Survey, SurveyQuestion
from files.models import File
from mapping.models import GroupField, GroupValue, Structure
from mapping.presentation import structure_path
from mapping.writing import change
from network.bulletins import sending
from network.models import Bulletin, BulletinItem, GalleryPhoto
from network.paths import path_of
from tests.factories import StructureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

_NEW = (Charter, Assessment, Decision, Visit, ToldAnswers, Survey, SurveyQuestion, Invited)
_NEW += (GroupField, GroupValue, Bulletin, BulletinItem, WeekNumber)


@pytest.fixture(scope="module")
def loaded(places, django_db_blocker):
    """Corse-du-Sud, loaded once as a try loads it; each test works in a transaction within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(DEBUG=True, DEPARTEMENT="2A"):
            report = load_demonstration("2A")
        yield report
        transaction.set_rollback(True)


@pytest.fixture
def a_try(loaded, db, settings):
    settings.DEBUG, settings.LIKE_IN_SERVICE, settings.DEPARTEMENT = True, True, "2A"
    return loaded


def plain(text: str) -> str:
    """A text as one reads it: every white space is one."""
    return " ".join(text.split())


def reads(key: str, path: str, status: int = 200) -> str:
    """What the account of a try (nobody's, where the key is empty) reads at an address."""
    client = Client(HTTP_HOST="localhost:8000", REMOTE_ADDR="127.0.0.1")
    if key:
        assert client.post("/essai/", {"compte": key}).status_code == 302
    answer = client.get(path)
    assert answer.status_code == status, (key, path, answer.status_code)
    return plain(unescape(answer.content.decode()))


def page_of(structure: int) -> str:
    return structure_path(structure, Structure.objects.get(pk=structure).nom)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in _NEW}


def test_the_charter_is_read_by_everyone_with_the_one_structure_that_has_the_label(a_try):
    (decision,) = labels.valid()
    page = reads("", "/charte-qualite/")
    charter = labels.in_force()
    assert 6 <= charter.criteria.count() <= 8
    assert charter.title in page
    assert "(exemple)" in charter.title
    assert page.count("jusqu’au") == 1
    assert decision.ends_on > timezone.localdate() > decision.day
    assert "label qualité, jusqu’au" in reads("", page_of(decision.assessment.structure_id))


def test_staff_see_who_waits_and_the_history_of_who_was_labelled(a_try):
    page = reads("prefecture", "/professionnels/charte-qualite/")
    sent = Assessment.objects.filter(state=Assessment.State.SENT)
    assert [one.visits.count() for one in sent.order_by("sent_on")] == [1, 0]
    for one in sent.select_related("structure"):
        # Two names would be alike without what says that they are invented.
        assert one.structure.nom in page
        assert one.structure.nom.endswith("(exemple)")
    (decision,) = labels.valid()
    page = reads("prefecture", reverse("charter-of-structure", args=[decision.assessment.structure_id]))
    held = page[page.index('id="decisions"') :].lower()
    assert held.index("label accordé") < held.index("à compléter")
    assert "il manque les attestations" in held
    assert re.search(r"</svg>\s+<strong>Label en cours", page)
    reads("", reverse("charter-of-structure", args=[decision.assessment.structure_id]), 302)


def test_acts_of_the_charter_are_in_the_order_of_days(a_try):
    for one in Assessment.objects.all():
        days = [one.opened_on, *one.visits.values_list("day", flat=True)]
        days += one.decisions.values_list("day", flat=True)
        assert days == sorted(days)
        assert one.charter.published_on <= one.opened_on <= one.sent_on <= timezone.localdate()


def test_a_prefecture_writes_its_own_charter_after_the_example(a_try):
    assert acts.next_version().title == "Charte des ateliers de français"


def test_one_survey_waits_for_professionals_one_is_everyone_s_and_one_tells_its_results(a_try):
    closed, public, inside = Survey.objects.order_by("pk")
    assert all(one.title.endswith("(exemple)") for one in (closed, public, inside))
    assert {one.questions.count() for one in (closed, public, inside)} == {5}
    asked = reads("professionnelle", "/reseau/enquetes/")
    assert reverse("survey-answer", args=[inside.pk]) in asked
    assert reverse("survey-shown", args=[closed.pk]) in asked
    assert plain(inside.title) in reads("professionnelle", reverse("survey-answer", args=[inside.pk]))
    assert plain(public.title) in reads("", reverse("survey-public", args=[public.pk]))
    shown = reads("", reverse("survey-shown", args=[closed.pk]))
    assert "41" in shown
    assert "%" in shown
    # What is asked in French reads as French on a page in Arabic, its mark at its end.
    for question in public.questions.all():
        assert f'<span dir="auto">{plain(question.label)}</span>' in reads("", f"/ar/enquetes/{public.pk}/")
    run = reads("prefecture", reverse("survey", args=[inside.pk]))
    assert "67 %" in run
    assert re.search(r"; du \d+ \w+ \d{4} au \d+ \w+ \d{4}", run)
    # Who is no example is asked nothing, and nobody is written to.
    assert not Invited.objects.exclude(user__is_example=True).exists()
    assert not Mail.objects.exists()


def test_the_group_has_a_choice_for_everyone_and_a_number_for_professionals(a_try):
    choice, number = GroupField.objects.order_by("rank")
    assert (choice.kind, number.kind) == ("choix", "nombre")
    structures = set(GroupValue.objects.values_list("structure", flat=True))
    assert len(structures) == 4
    value = GroupValue.objects.filter(field=choice).select_related("structure").first()
    said = GroupValue.objects.get(field=number, structure=value.structure)
    path = page_of(value.structure_id)
    everyone, inside = reads("", path), reads("professionnelle", path)
    assert value.text in everyone
    assert number.name not in everyone
    assert f"{said.text} personnes" in inside
    group = Group.objects.get(name=group_fields.GROUP)
    assert number.name in reads("professionnelle", reverse("group-fields", args=[group.pk]))


def test_the_bulletin_of_the_month_that_is_over_is_read_by_all_and_this_month_s_is_a_draft(a_try):
    last, this = Bulletin.objects.order_by("month")
    assert last.after == this.month == timezone.localdate().replace(day=1)
    page = reads("", "/reseau/bulletins/")
    assert last.title in page
    assert this.title not in page
    text = reads("", path_of(last))
    assert ">exemple<" in text
    for part in ("Structures à connaître", "On peut y entrer toute l’année"):
        assert part in text
    draft = reads("ambassadrice", reverse("bulletin-compose", args=[this.pk]))
    assert "Fiches pratiques" in draft
    assert ">exemple<" in draft
    reads("", reverse("bulletin-compose", args=[this.pk]), 302)


def test_nobody_receives_the_bulletin_of_an_example(a_try):
    last = Bulletin.objects.order_by("month").first()
    assert last.handed_at
    assert sending.send_due() == 0
    assert not Mail.objects.exists()


def test_two_structures_are_told_what_their_visitors_said_and_of_few_nothing_is(a_try):
    told = ToldAnswers.objects.values_list("structure", flat=True).distinct()
    (shown,) = ShownToAll.objects.values_list("structure", flat=True)
    assert len(set(told)) == 2
    assert shown in told
    (few,) = OpenAnswers.objects.values_list("structure", flat=True)
    page = reads("prefecture", reverse("satisfaction", args=[shown]))
    assert "ecommanderaient le lieu" in page
    assert "(exemple)" in page
    assert "ecommanderaient le lieu" not in reads("prefecture", reverse("satisfaction", args=[few]))
    # Who answers for the structures of the examples reads it of theirs.
    reads("referent", reverse("satisfaction", args=[shown]))
    assert "ecommanderaient le lieu" in reads("", page_of(shown))
    assert "ecommanderaient le lieu" in reads("prefecture", "/professionnels/satisfaction/")


def test_pictures_are_drawn_described_and_agreed_to(a_try):
    photos = GalleryPhoto.objects.filter(is_example=True)
    assert photos.filter(group__isnull=False).exists()
    assert photos.filter(event__isnull=False).exists()
    assert all(one.alt for one in photos)
    agreed = photos.filter(recognisable=True, event__isnull=False).get()
    assert agreed.consent_until > timezone.localdate()
    path = f"/photos/{agreed.pk}/"
    assert "Amina et Paul" in reads("prefecture", path)
    assert "Amina et Paul" not in reads("", path)
    assert photos.first().alt in reads("ambassadrice", f"/photos/{photos.first().pk}/")


def test_loaded_again_it_is_the_same(a_try):
    first = counts()
    titles = [*Bulletin.objects.order_by("month").values_list("title", flat=True)]
    load_demonstration("2A")
    assert counts() == first
    load_demonstration("2A", force=True)
    assert counts() == first
    assert [*Bulletin.objects.order_by("month").values_list("title", flat=True)] == titles
    assert not Assessment.objects.exclude(structure__is_example=True).exists()


def test_what_somebody_wrote_is_neither_replaced_nor_joined(a_try):
    draft = Bulletin.objects.get(sent_at=None)
    change(draft, {"title": "Le nôtre"}, people.account("ambassadrice"))
    own = Charter.objects.create(number=7, title="La nôtre")
    Assessment.objects.all().delete()
    load_demonstration("2A", force=True)
    assert list(Bulletin.objects.filter(title="Le nôtre")) == [draft]
    assert Bulletin.objects.count() == 2
    assert Charter.objects.filter(pk=own.pk).exists()
    assert not Assessment.objects.exists()


def test_removed_it_leaves_nothing(a_try):
    real = StructureFactory()
    for command in ("remove_example_figures", "remove_example_sheets", "remove_example_accounts"):
        call_command(command, stdout=StringIO())
    assert {name: n for name, n in counts().items() if n} == {}
    assert not File.objects.exists()
    assert not Group.objects.filter(is_example=True).exists()
    assert not OpenAnswers.objects.exists()
    assert Structure.objects.filter(pk=real.pk).exists()
    # Nothing comes back at the next start, and what has a history not even with the next version.
    load_demonstration("2A")
    assert not Survey.objects.exists()
    load_demonstration("2A", force=True)
    assert not Bulletin.objects.exists()
    assert not GroupField.objects.exists()


def test_a_charter_by_which_somebody_else_is_judged_stays(a_try):
    own = StructureFactory()
    assessment = acts.open_for(own.pk)
    call_command("remove_example_figures", stdout=StringIO())
    assert list(Assessment.objects.all()) == [assessment]
    assert Charter.objects.count() == 1
