"""Quiet hours: what nobody asked for at that moment waits in the outbox until the morning; codes never do."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from common import outbox
from common.delivery import deliver_due
from common.limits import Limit
from common.models import Mail, MailState
from common.outbox import Purpose
from network import quiet
from network.discussions import mails as discussions
from network.models import Audience, Post, QuietHours, Topic
from network.quiet import after_quiet, is_quiet
from tests.network.test_groups import professional

pytestmark = pytest.mark.django_db


def paris(text):
    return timezone.make_aware(datetime.fromisoformat(text))


# A Wednesday.
NIGHT, NOON = paris("2027-03-10 22:30"), paris("2027-03-10 12:00")
WHATEVER = Purpose("un essai", Limit("tries", 99, 60), useful_s=3600)


class TestTheClock:
    def test_by_day_nothing_waits(self):
        assert after_quiet(QuietHours(), NOON) is None

    def test_the_evening_waits_for_the_morning(self):
        assert after_quiet(QuietHours(), NIGHT) == paris("2027-03-11 08:00")

    def test_before_dawn_waits_for_the_same_morning(self):
        assert after_quiet(QuietHours(), paris("2027-03-11 03:00")) == paris("2027-03-11 08:00")

    def test_friday_evening_waits_for_monday(self):
        assert after_quiet(QuietHours(), paris("2027-03-12 21:00")) == paris("2027-03-15 08:00")

    def test_weekends_are_as_one_says(self):
        assert after_quiet(QuietHours(rests=False), paris("2027-03-13 12:00")) is None

    def test_the_same_hour_twice_is_no_quiet_hour(self):
        assert after_quiet(QuietHours(first=9, last=9, rests=False), NIGHT) is None

    def test_the_morning_is_eight_by_the_clock_when_it_changes(self):
        # In the night of 28 March 2027, an hour is left out.
        found = after_quiet(QuietHours(rests=False), paris("2027-03-27 23:00"))
        assert timezone.localtime(found).isoformat() == "2027-03-28T08:00:00+02:00"

    def test_what_would_come_too_late_is_not_held_by_the_weekend(self):
        saturday = paris("2027-03-13 09:00")
        assert after_quiet(QuietHours(), saturday, latest=paris("2027-03-14 09:00")) is None

    def test_nor_by_a_night_that_is_too_long(self):
        assert after_quiet(QuietHours(), NIGHT, latest=paris("2027-03-11 06:00")) is None
        assert after_quiet(QuietHours(), NIGHT, latest=paris("2027-03-11 09:00")) == paris("2027-03-11 08:00")

    @given(st.integers(0, 23), st.integers(0, 23), st.booleans(), st.integers(0, 60 * 24 * 14))
    def test_where_it_ends_is_the_first_minute_that_is_not_quiet(self, first, last, rests, minutes):
        held = QuietHours(first=first, last=last, rests=rests)
        now = NOON + timedelta(minutes=minutes)
        free = after_quiet(held, now)
        if free is None:
            assert not is_quiet(held, now)
            return
        assert not is_quiet(held, free)
        assert is_quiet(held, free - timedelta(minutes=1))
        assert free > now


class TestTheOutbox:
    def test_a_mail_waits_for_its_moment_and_is_of_use_as_long(self):
        later = timezone.now() + timedelta(hours=5)
        outbox.send(WHATEVER, "ada@example.org", "Un titre", "Un texte", not_before=later)
        deliver_due()
        held = Mail.objects.get()
        assert (held.state, held.due_at) == (MailState.WAITING, later)
        assert held.useful_until == later + timedelta(hours=1)
        Mail.objects.update(due_at=timezone.now())
        deliver_due()
        assert Mail.objects.get().state == MailState.SENT

    def test_an_urgent_mail_never_waits(self):
        code = Purpose("un code", Limit("codes", 99, 60), at_once=True)
        outbox.send(
            code, "ada@example.org", "Un code", "123456", not_before=timezone.now() + timedelta(days=1)
        )
        assert Mail.objects.get().due_at <= timezone.now()


class TestWhoIsLeftInPeace:
    @pytest.fixture
    def answered(self, monkeypatch):
        """What somebody is told when another answers them at night, by the hours that they chose."""
        monkeypatch.setattr(timezone, "now", lambda: NIGHT)

        def told(**hours):
            ada = professional("Ada Première", email="ada@example.org")
            bob = professional("Bob Second", email="bob@example.org")
            if hours:
                QuietHours.objects.create(user=ada, **hours)
            topic = Topic.objects.create(title="Qui ?", by=ada, audience=Audience.PROFESSIONALS)
            discussions.answered(Post.objects.create(topic=topic, text="Moi.", by=bob))
            return Mail.objects.get(recipient=ada.email).due_at

        return told

    def test_an_answer_of_the_evening_is_told_in_the_morning(self, answered):
        assert answered(first=20, last=8) == paris("2027-03-11 08:00")

    def test_as_early_as_one_says(self, answered):
        assert answered(first=22, last=6) == paris("2027-03-11 06:00")

    def test_at_once_for_who_has_no_quiet_hours(self, answered):
        assert answered(first=0, last=0, rests=False) == NIGHT

    def test_who_said_nothing_has_the_usual_ones(self, answered, monkeypatch):
        monkeypatch.setattr(quiet, "usual", QuietHours)
        assert answered() == paris("2027-03-11 08:00")
