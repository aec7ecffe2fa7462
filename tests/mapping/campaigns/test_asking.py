"""Whom a campaign asks, at which address, how often; when it stops, and who calls instead."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as sent_by_django
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import Organisation
from common import outbox, tasks
from common.models import Mail
from mapping.campaigns import asking, links
from mapping.freshness import confirming
from mapping.models import (
    Block,
    BlockSeen,
    Campaign,
    ConfirmationRequest,
    RequestState,
    Status,
    Structure,
    Visibility,
)
from mapping.writing import change
from tests.factories import ContactFactory, StructureFactory, UserFactory, answers_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def campaign(*structures, **fields) -> Campaign:
    said = {"title": "Relance", "blocks": ["hours"], "site": "https://reperes.example.org/"}
    return Campaign.objects.create(structures=[one.pk for one in structures], **(said | fields))


def states(one: Campaign) -> dict[int, str]:
    return dict(one.requests.values_list("structure", "state"))


def later(days: int) -> None:
    """As if so many days had gone by since everything that was sent."""
    for row in ConfirmationRequest.objects.all():
        row.created_at -= timedelta(days=days)
        row.expires_at -= timedelta(days=days)
        row.save()
    for seen in BlockSeen.objects.all():
        BlockSeen.objects.filter(pk=seen.pk).update(at=seen.at - timedelta(days=days))


def leave() -> list:
    for job in ProcrastinateJob.objects.filter(task_name="common.deliver", status="todo").order_by("id"):
        tasks.deliver(**job.args)
    return sent_by_django.outbox


@pytest.fixture
def structure():
    return StructureFactory(nom="Maison des Essais", courriel="maison@example.org")


def test_a_structure_is_sent_a_link_of_its_own_in_french(structure):
    one = campaign(structure, message="Avant l’été, merci de relire.", blocks=["hours", "contact"])
    assert asking.send_campaign(one) == 1
    (mail,) = leave()
    assert mail.to == ["maison@example.org"]
    assert "Avant l’été, merci de relire." in mail.body
    assert "« Maison des Essais »" in mail.body
    assert "contact, horaires" in mail.body
    (link,) = [line for line in mail.body.splitlines() if line.startswith("https://")]
    token = link.removeprefix("https://reperes.example.org/confirmer/").rstrip("/")
    asked = links.request_of(token)
    assert asked.structure_id == structure.pk
    assert timedelta(days=29) < asked.expires_at - timezone.now() <= timedelta(days=30)


def test_nothing_that_is_kept_opens_the_link_nor_tells_the_address(structure):
    asking.send_campaign(campaign(structure))
    (mail,) = leave()
    token = mail.body.split("/confirmer/")[1].split("/")[0]
    kept = str(vars(ConfirmationRequest.objects.get())) + str(vars(Mail.objects.get()))
    assert token.split(":")[0] not in kept
    assert "maison@example.org" not in kept


def test_without_a_public_address_a_private_one_is_written_to():
    contact = ContactFactory(courriel="direction@example.org", courriel_visibility=Visibility.OWNERS)
    asking.send_campaign(campaign(contact.structure))
    assert [one.to for one in leave()] == [["direction@example.org"]]


def test_without_a_public_address_who_holds_the_page_is_written_to_before_a_contact():
    structure = StructureFactory(courriel="")
    ContactFactory(structure=structure, courriel="direction@example.org")
    answers_for(UserFactory(is_professional=True, email="tient@example.org"), structure)
    asking.send_campaign(campaign(structure))
    assert [one.to for one in leave()] == [["tient@example.org"]]


def test_the_mail_says_who_sends_it_for_whom_why_and_what_to_do_in_doubt(structure, settings):
    settings.SITE_OPERATOR, settings.SITE_CONTACT = "Conseil des Essais", "equipe@example.org"
    organisation = Organisation.objects.create(name="Fédération des Essais")
    staff = UserFactory(is_staff=True, email="privee@example.org", full_name="Ada Privée")
    asking.send_campaign(campaign(structure, by=staff, organisation=organisation))
    (mail,) = leave()
    for said in (settings.SITE_NAME, "Conseil des Essais", "Fédération des Essais", "equipe@example.org"):
        assert said in mail.body
    assert "Un doute" in mail.body
    assert "« reperes.example.org »" in mail.body
    assert "Ada Privée" not in mail.body
    assert "privee@example.org" not in mail.body


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"courriel": ""}, RequestState.NO_ADDRESS),
        ({"courriel": "pas une adresse"}, RequestState.NO_ADDRESS),
        ({"status": Status.DRAFT}, RequestState.NOT_SHOWN),
        ({"is_example": True}, RequestState.NOT_SHOWN),
    ],
)
def test_who_cannot_be_asked_is_told_and_why(fields, state):
    one = campaign(StructureFactory(**({"courriel": "a@example.org"} | fields)))
    assert asking.send_campaign(one) == 0
    assert list(states(one).values()) == [state]
    assert leave() == []


def test_one_that_fails_never_stops_the_others(structure, monkeypatch):
    broken, other = StructureFactory(courriel="b@example.org"), StructureFactory(courriel="c@example.org")
    send = outbox.send

    def failing(purpose, to, *given, **named):
        if to == "b@example.org":
            raise ValueError("An address that no mail server takes")
        return send(purpose, to, *given, **named)

    monkeypatch.setattr(asking.outbox, "send", failing)
    one = campaign(broken, structure, other)
    assert asking.send_campaign(one) == 2
    assert {mail.to[0] for mail in leave()} == {"maison@example.org", "c@example.org"}


def test_doing_it_again_sends_nothing_more(structure):
    one = campaign(structure)
    asking.send_campaign(one)
    assert asking.send_campaign(one) == 0
    assert len(leave()) == 1


def test_never_more_than_one_mail_a_month_to_an_address(structure):
    sister = StructureFactory(courriel="MAISON@example.org")
    first = campaign(structure, sister)
    asking.send_campaign(first)
    assert sorted(states(first).values()) == [RequestState.SENT, RequestState.TOO_SOON]
    later(29)
    assert asking.send_campaign(campaign(structure)) == 0
    later(2)
    assert asking.send_campaign(campaign(structure)) == 1


def test_after_four_without_an_answer_a_person_calls(structure):
    for _ in range(4):
        assert asking.to_call() == []
        assert asking.send_campaign(campaign(structure)) == 1
        later(31)
    assert asking.to_call() == [structure.pk]
    fifth = campaign(structure)
    assert asking.send_campaign(fifth) == 0
    assert states(fifth) == {structure.pk: RequestState.UNANSWERED}
    # Called, and confirmed by whoever called: it is asked again another time.
    confirming.confirm(structure.pk, [Block.HOURS], UserFactory(is_staff=True))
    assert asking.to_call() == []


def test_any_sign_of_life_counts_as_an_answer(structure):
    for _ in range(4):
        asking.send_campaign(campaign(structure))
        later(31)
    change(structure, {"telephone": "01 60 00 00 00"}, UserFactory(is_professional=True))
    assert asking.unanswered(structure.pk) == 0


def test_a_stopped_campaign_asks_nobody_else_and_its_links_open_nothing(structure):
    one = campaign(structure)
    asking.send_campaign(one)
    token = leave()[0].body.split("/confirmer/")[1].split("/")[0]
    assert links.request_of(token)
    asking.stop(one)
    assert links.request_of(token) is None
    Campaign.objects.filter(pk=one.pk).update(
        structures=[structure.pk, StructureFactory(courriel="x@example.org").pk]
    )
    one.refresh_from_db()
    assert asking.send_campaign(one) == 0


def test_a_link_opens_nothing_once_expired_nor_tampered_with(structure):
    asking.send_campaign(campaign(structure))
    token = leave()[0].body.split("/confirmer/")[1].split("/")[0]
    random, signature = token.split(":")
    for wrong in ("", "x", random, f"{random}:x", f"x:{signature}", f"{random[:-1]}é:{signature}"):
        assert links.request_of(wrong) is None
    later(31)
    assert links.request_of(token) is None


class TestCadence:
    @pytest.fixture(autouse=True)
    def _site(self, settings):
        settings.SITE_URL = "https://reperes.example.org"

    def test_a_structure_is_asked_when_its_time_has_come_and_of_what_is_old(self, structure):
        staff = UserFactory(is_staff=True)
        confirming.confirm(structure.pk, list(Block), staff)
        asking.set_cadence([structure.pk], 6, staff)
        assert asking.ask_due() == 0
        later(200)
        confirming.confirm(structure.pk, [Block.HOURS, Block.PLACE], staff)
        assert asking.ask_due() == 1
        assert asking.ask_due() == 0
        assert set(ConfirmationRequest.objects.get().blocks) == {"presence", "contact", "services"}

    def test_one_that_nobody_ever_saw_to_is_asked(self, structure):
        asking.set_cadence([structure.pk], 12, None)
        assert asking.ask_due() == 1

    def test_it_can_be_changed_and_taken_away(self, structure):
        asking.set_cadence([structure.pk], 12, None)
        asking.set_cadence([structure.pk], 3, None)
        assert asking.cadence_of(structure.pk) == 3
        asking.set_cadence([structure.pk], None, None)
        assert asking.cadence_of(structure.pk) is None
        assert asking.ask_due() == 0

    def test_a_run_has_its_fill(self, structure, monkeypatch):
        monkeypatch.setattr(asking, "MOST_A_DAY", 2)
        for number in range(4):
            asking.set_cadence([StructureFactory(courriel=f"n{number}@example.org").pk], 3, None)
        assert asking.ask_due() == 2
        assert asking.ask_due() == 2

    @pytest.mark.parametrize(
        ("months", "day"), [(3, (2026, 2, 28)), (6, (2025, 11, 30)), (12, (2025, 5, 31))]
    )
    def test_months_end_where_they_end(self, months, day):
        now = datetime(2026, 5, 31, 8, tzinfo=UTC)
        assert asking.months_before(now, months) == datetime(*day, 8, tzinfo=UTC)


def test_what_became_of_a_structure_meanwhile_is_no_matter(structure):
    one = campaign(structure)
    Structure.objects.filter(pk=structure.pk).delete()
    assert asking.send_campaign(one) == 0
    assert states(one) == {structure.pk: RequestState.NOT_SHOWN}
