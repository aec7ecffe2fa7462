"""What is to be read again: its day has come, or nobody has for a year; theirs first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Organisation, OrganisationMembership
from network.models import Audience, Resource, State
from network.resources.reviewing import is_to_review, to_review
from tests.factories import UserFactory
from tests.network.factories import ResourceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def ago(days):
    return timezone.now() - timedelta(days=days)


@pytest.mark.parametrize(
    ("said", "is_due"),
    [
        ({"days": 0}, False),
        ({"days": 364}, False),
        ({"days": 367}, True),
        ({"days": 30, "review": 0}, True),
        ({"days": 30, "review": 1}, False),
        # Read on the day, or since.
        ({"days": 0, "review": 0}, False),
        ({"days": 5, "review": -10}, False),
        ({"days": 10, "review": -5}, True),
    ],
)
def test_the_rule_is_one_on_a_record_and_in_the_database(said, is_due):
    day = timezone.localdate() + timedelta(days=said["review"]) if "review" in said else None
    for seen in ({"verified_at": ago(said["days"])}, {"created_at": ago(said["days"])}):
        sheet = ResourceFactory(review_on=day, **seen)
        assert is_to_review(sheet) == is_due
        assert to_review(Resource.objects.filter(pk=sheet.pk)).exists() == is_due


def test_theirs_come_first_then_what_waited_longest(client):
    user = UserFactory(is_professional=True)
    own = Organisation.objects.create(name="La nôtre")
    OrganisationMembership.objects.create(organisation=own, user=user)
    for title, days, more in (
        ("Récente", 10, {}),
        ("Ancienne", 400, {}),
        ("Plus ancienne", 500, {"audience": Audience.PROFESSIONALS}),
        ("Notre vieille", 380, {"organisation": own}),
        ("Retirée", 900, {"state": State.WITHDRAWN}),
    ):
        ResourceFactory(title=title, verified_at=ago(days), **more)
    path = "/professionnels/a-revoir/"
    assert client.get(path).status_code == 302
    client.force_login(user)
    told = [line.title for line, _held, _whose in client.get(path).context["waiting"]]
    assert told == ["Notre vieille", "Plus ancienne", "Ancienne"]


def test_one_press_takes_it_off_the_list(client):
    sheet = ResourceFactory(verified_at=ago(400))
    client.force_login(UserFactory(is_professional=True))
    page = client.post(f"/fiches/{sheet.pk}/toujours-exact/", {"vers": "a-revoir"}, follow=True)
    assert page.redirect_chain == [("/professionnels/a-revoir/", 302)]
    assert "relue aujourd’hui" in page.content.decode()
    assert "Rien à revoir" in page.content.decode()
