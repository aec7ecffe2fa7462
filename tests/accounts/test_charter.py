import pytest
from django.http import HttpResponse

from accounts import charter
from accounts.charter import CharterAcceptance
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(is_professional=True)


def test_nothing_is_asked_where_there_is_no_charter(user):
    assert not charter.needs(user)


def test_each_version_is_accepted_once(user, django_assert_num_queries):
    first = charter.publish("Une", user)
    with django_assert_num_queries(1):
        assert charter.needs(user)
    charter.accept(user, first)
    charter.accept(user, first)
    assert not charter.needs(user)
    second = charter.publish("Deux", user)
    assert charter.needs(user)
    charter.accept(user, second)
    assert not charter.needs(user)
    assert CharterAcceptance.objects.count() == 2


def test_a_view_waits_for_the_charter_and_is_come_back_to(rf, client, user):
    version = charter.publish("Je m’engage.", user)

    @charter.accepted
    def edit(request):
        return HttpResponse("fait")

    request = rf.get("/professionnels/organisations/?q=x")
    request.user = user
    answer = edit(request)
    assert answer.status_code == 302
    client.force_login(user)
    page = client.get(answer.url)
    assert "Je m’engage." in page.content.decode()
    back = client.post(
        "/professionnels/charte/",
        {"version": version.pk, "accepter": "oui", "next": "/professionnels/organisations/?q=x"},
    )
    assert back.url == "/professionnels/organisations/?q=x"
    assert edit(request).content == b"fait"


@pytest.mark.parametrize("sent", [{}, {"accepter": "oui", "version": "0"}, {"version": "1"}])
def test_it_is_accepted_by_whoever_ticks_what_they_read(client, user, sent):
    charter.publish("Je m’engage.", user)
    client.force_login(user)
    client.post("/professionnels/charte/", sent)
    assert charter.needs(user)


def test_nobody_is_led_to_another_site(client, user):
    version = charter.publish("Je m’engage.", user)
    client.force_login(user)
    sent = {"version": version.pk, "accepter": "oui", "next": "https://evil.example/"}
    assert client.post("/professionnels/charte/", sent).url == "/professionnels/charte/"
