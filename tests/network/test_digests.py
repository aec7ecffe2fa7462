"""What is new in groups, told by mail: at each one's pace, once, to who belongs to them; ended by a link."""

import re
from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.core import mail as sent_mails
from django.utils import timezone

from accounts import groups
from common.delivery import deliver_due
from common.models import Mail, MailState
from mapping import writing
from network.digests import sending
from network.digests.pace import is_due
from network.models import Audience, News, Notepad, Outreach, Post, QuietHours, Rhythm, Topic
from network.quiet import is_quiet
from tests.factories import UserFactory
from tests.network.test_groups import group_of, professional, said, sent

pytestmark = pytest.mark.django_db

PAGE = "/reseau/groupes/courriels/"
NAME = "nouveautés des groupes"


def paris(text):
    return timezone.make_aware(datetime.fromisoformat(text))


# A Wednesday, in the middle of the day.
NOON = paris("2027-03-10 12:00")


@pytest.fixture
def ada():
    return professional("Ada Première", email="ada@example.org")


@pytest.fixture
def bob():
    return professional("Bob Second", email="bob@example.org")


@pytest.fixture
def team(ada, bob):
    return group_of(ada, bob, name="Comité secret", joining="ferme")


def follows(group, user, pace="aussitot", since=NOON - timedelta(hours=2)):
    membership = group.memberships.get(user=user)
    held, _new = Rhythm.objects.update_or_create(
        membership=membership, defaults={"pace": pace, "told_until": since}
    )
    return held


def opened(group, by, title="Qui traduit ?", at=NOON - timedelta(hours=1), **values):
    return Topic.objects.create(
        title=title, group=group, audience=Audience.MEMBERS, by=by, created_at=at, **values
    )


def answered(topic, by, at=NOON - timedelta(minutes=30)):
    return Post.objects.create(topic=topic, text="Moi, zqtexte.", by=by, created_at=at)


def waiting(user):
    return list(Mail.objects.filter(recipient=user.email, purpose=NAME))


class TestWhatIsTold:
    def test_a_member_is_told_titles_and_links_and_no_text(self, ada, bob, team):
        follows(team, bob)
        follows(team, ada, "jamais")
        topic = opened(team, ada, asks=True, text="zqtexte")
        answered(topic, ada)
        answered(topic, ada)
        alone = {"group": team, "audience": Audience.MEMBERS, "created_at": NOON - timedelta(hours=1)}
        News.objects.create(title="Une nouvelle", ends_on=NOON.date(), **alone)
        Notepad.objects.create(title="Un bloc", **alone)
        Outreach.objects.create(title="La CAF", by=ada, **alone)
        assert sending.send_due(NOON) == 1
        (held,) = waiting(bob)
        for text in (held.text, held.html):
            assert "Comité secret" in text
            assert "Question :" in text
            assert "2 nouveaux messages" in text
            assert "Ada Première" in text
            for title in ("Qui traduit ?", "Une nouvelle", "Un bloc", "La CAF"):
                assert title in text
            assert "zqtexte" not in text
            assert f"/reseau/discussions/{topic.pk}" in text
        assert "Comité" not in held.subject
        assert waiting(ada) == []

    def test_nobody_is_told_of_themselves(self, ada, bob, team):
        follows(team, bob)
        opened(team, bob)
        assert sending.send_due(NOON) == 0

    def test_one_mail_tells_all_of_one_s_groups(self, ada, bob, team):
        other = group_of(ada, bob, name="Autre groupe")
        for one in (team, other):
            follows(one, bob)
            opened(one, ada)
        assert sending.send_due(NOON) == 1
        (held,) = waiting(bob)
        assert "Comité secret" in held.text
        assert "Autre groupe" in held.text

    def test_what_was_taken_out_is_not_told(self, ada, bob, team):
        follows(team, bob)
        opened(team, ada, state="withdrawn")
        answered(opened(team, ada, at=NOON - timedelta(days=9)), ada).topic.posts.update(state="withdrawn")
        assert sending.send_due(NOON) == 0

    def test_nothing_is_told_twice(self, ada, bob, team):
        follows(team, bob)
        opened(team, ada)
        assert sending.send_due(NOON) == 1
        assert sending.send_due(NOON + timedelta(minutes=5)) == 0
        assert len(waiting(bob)) == 1

    def test_what_was_written_before_one_came_in_is_not_told(self, ada, bob, team):
        opened(team, ada)
        assert sending.send_due(NOON) == 0
        assert Rhythm.objects.count() == 2
        Rhythm.objects.update(pace="aussitot")
        assert sending.send_due(NOON + timedelta(minutes=5)) == 0

    def test_it_is_dressed_for_a_mail_programme_to_end_it(self, ada, bob, team):
        follows(team, bob)
        opened(team, ada)
        sending.send_due(NOON)
        deliver_due()
        (message,) = sent_mails.outbox
        assert re.fullmatch(r"<https?://\S+/arreter/>", message.extra_headers["List-Unsubscribe"])
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message.alternatives


class TestWhen:
    def test_the_pace_of_each_group(self, ada, bob, team):
        daily = follows(team, bob, "jour", paris("2027-03-10 08:00"))
        assert not is_due(daily, NOON)
        assert not is_due(daily, paris("2027-03-11 06:59"))
        assert is_due(daily, paris("2027-03-11 07:01"))
        weekly = follows(team, bob, "semaine", paris("2027-03-08 07:30"))
        assert not is_due(weekly, paris("2027-03-14 23:00"))
        assert is_due(weekly, paris("2027-03-15 07:01"))
        assert not is_due(follows(team, bob, "jamais", paris("2020-01-01 00:00")), NOON)

    def test_quiet_hours_are_kept(self):
        night = QuietHours(first=20, last=8, rests=False)
        assert [hour for hour in range(24) if not is_quiet(night, paris(f"2027-03-10 {hour:02}:30"))] == [
            *range(8, 20)
        ]
        nap = QuietHours(first=12, last=14, rests=False)
        assert is_quiet(nap, paris("2027-03-10 13:59"))
        assert not is_quiet(nap, paris("2027-03-10 14:00"))
        assert not is_quiet(QuietHours(first=9, last=9, rests=False), paris("2027-03-10 09:30"))
        assert is_quiet(QuietHours(first=9, last=9, rests=True), paris("2027-03-13 12:00"))

    def test_what_is_written_in_quiet_hours_waits_for_their_end(self, ada, bob, team):
        follows(team, bob, since=paris("2027-03-10 19:00"))
        opened(team, ada, at=paris("2027-03-10 21:00"))
        assert sending.send_due(paris("2027-03-10 21:10")) == 0
        assert sending.send_due(paris("2027-03-11 08:05")) == 1


class TestWhoLeft:
    def test_who_left_is_sent_no_word_even_of_what_waited(self, ada, bob, team):
        other = group_of(ada, bob, name="Autre groupe")
        for one in (team, other):
            follows(one, bob)
            opened(one, ada)
        sending.send_due(NOON)
        groups.leave(team.pk, bob)
        assert waiting(bob) == []
        # What it told of the other group is told again.
        sending.send_due(NOON + timedelta(minutes=5))
        (held,) = waiting(bob)
        assert "Autre groupe" in held.text
        assert "Comité secret" not in held.text

    def test_nor_who_was_taken_out_nor_who_is_a_professional_no_more(self, ada, bob, team):
        follows(team, bob)
        opened(team, ada)
        sending.send_due(NOON)
        bob.is_professional = False
        bob.save()
        assert waiting(bob) == []
        sending.send_due(NOON + timedelta(minutes=5))
        assert waiting(bob) == []
        bob.is_professional = True
        bob.save()
        sending.send_due(NOON + timedelta(minutes=10))
        assert len(waiting(bob)) == 1
        groups.exclude(team.pk, bob, by=ada)
        assert waiting(bob) == []

    def test_an_archived_group_tells_nothing_more(self, ada, bob, team):
        follows(team, bob)
        opened(team, ada)
        writing.change(team, {"archived_at": NOON})
        assert sending.send_due(NOON) == 0

    def test_an_account_of_a_try_is_sent_nothing(self, ada, team):
        example = UserFactory(is_professional=True, is_example=True, password="!")
        example.group_memberships.create(group=team)
        follows(team, example)
        follows(team, ada, "jamais")
        opened(team, ada)
        assert sending.send_due(NOON) == 0


class TestWhatGoesWrong:
    def test_one_bad_address_keeps_it_from_nobody_else(self, ada, bob, team):
        third = UserFactory(is_professional=True, email="x@example.org")
        third.group_memberships.create(group=team)
        type(third).objects.filter(pk=third.pk).update(email="pas une adresse")
        for user in (bob, third):
            follows(team, user)
        opened(team, ada)
        sending.send_due(NOON)
        assert len(waiting(bob)) == 1
        assert Mail.objects.count() == 1

    def test_a_worker_that_dies_in_the_middle_has_told_each_all_or_nothing(self, ada, bob, team):
        others = [UserFactory(is_professional=True) for _ in range(4)]
        for one in others:
            one.group_memberships.create(group=team)
        for one in (bob, *others):
            follows(team, one)
        opened(team, ada)
        sends, count = sending.outbox.send, iter(range(9))

        def dies(*arguments, **options):
            if next(count) == 2:
                raise KeyboardInterrupt
            return sends(*arguments, **options)

        with mock.patch.object(sending.outbox, "send", dies), pytest.raises(KeyboardInterrupt):
            sending.send_due(NOON)
        assert Mail.objects.count() == 2
        sending.send_due(NOON + timedelta(minutes=5))
        told = Mail.objects.filter(state=MailState.WAITING).values_list("recipient", flat=True)
        assert sorted(told) == sorted(one.email for one in (bob, *others))


class TestEndingIt:
    def stops(self, user):
        (held,) = waiting(user)
        return re.findall(r"https?://[^/]+(/reseau/courriels/\S+/arreter/)", held.text)

    def test_a_link_ends_it_for_a_group_without_signing_in(self, client, ada, bob, team):
        follows(team, bob)
        opened(team, ada)
        sending.send_due(NOON)
        one, every = self.stops(bob)
        page = client.get(one)
        assert page.status_code == 200
        assert "Comité" not in page.content.decode()
        assert Rhythm.objects.get(membership__user=bob).pace == "aussitot"
        assert client.post(one, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert Rhythm.objects.get(membership__user=bob).pace == "jamais"
        opened(team, ada, "Encore", at=NOON + timedelta(hours=1))
        assert sending.send_due(NOON + timedelta(hours=2)) == 0
        assert client.post(every).status_code == 200

    def test_a_link_of_nobody_opens_nothing(self, client, ada, bob, team):
        assert client.get("/reseau/courriels/faux/arreter/").status_code == 404
        follows(team, bob)
        opened(team, ada)
        sending.send_due(NOON)
        one, _every = self.stops(bob)
        groups.leave(team.pk, bob)
        assert client.post(one).status_code == 404

    def test_one_chooses_the_pace_of_each_group_and_the_quiet_hours(self, client, bob, team):
        held = follows(team, bob, "jamais", NOON)
        assert "Comité secret" in said(client, bob, PAGE)
        name = f"rythme_{held.membership_id}"
        sent(client, bob, PAGE, first="18", last="9", **{name: "jour"})
        held.refresh_from_db()
        assert held.pace == "jour"
        assert held.told_until > NOON or timezone.now() < NOON
        quiet = QuietHours.objects.get(user=bob)
        assert (quiet.first, quiet.last, quiet.rests) == (18, 9, False)
        assert sent(client, bob, PAGE, first="25", last="9", **{name: "jour"}).status_code == 422

    def test_nobody_changes_what_is_another_s(self, client, ada, bob, team):
        theirs = follows(team, ada, "jour")
        follows(team, bob, "jour")
        sent(client, bob, PAGE, first="18", last="9", **{f"rythme_{theirs.membership_id}": "jamais"})
        theirs.refresh_from_db()
        assert theirs.pace == "jour"


def test_two_hundred_members_of_thirty_groups_ask_little_for_each(ada, django_assert_max_num_queries):
    held = [group_of(ada, name=f"Groupe {number}") for number in range(5)]
    people = [professional(f"Personne {number}") for number in range(20)]
    for one in held:
        for person in people:
            one.memberships.create(user=person)
        topic = opened(one, ada)
        Post.objects.bulk_create(
            Post(topic=topic, text="x", by=ada, created_at=NOON - timedelta(minutes=9)) for _ in range(40)
        )
        for person in people:
            follows(one, person)
    # So many for each person, whatever their groups and what is new.
    with django_assert_max_num_queries(30 + 16 * len(people)):
        assert sending.send_due(NOON) == len(people)
