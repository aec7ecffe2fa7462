"""Costly answers have so many places; whoever finds none is told when to come back."""

import gc
import threading

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from common import costly
from common.clients import Client
from common.costly import FILE, SIGN_IN, Cost, Full, Places
from common.limits import TooMany
from common.models import Allowance
from tests.factories import ServiceFactory, UserFactory

EXPORT = "/exports/csv"


@pytest.fixture(autouse=True)
def bounded(settings, monkeypatch):
    settings.COSTLY_PLACES = 1
    settings.LIMIT_FACTOR = 1
    monkeypatch.setattr(costly, "_places", Places())
    yield
    # Answers that nobody read to the end hold their place until they are swept up; a server closes them.
    gc.collect()


def visitor(number: int = 1) -> Client:
    return Client(f"address 192.0.2.{number}")


def test_a_second_of_the_same_client_is_too_many_and_of_another_finds_it_full():
    places = Places()
    with places.enter(FILE, visitor()):
        with pytest.raises(TooMany):
            places.enter(FILE, visitor())
        with pytest.raises(Full):
            places.enter(FILE, visitor(2))
    places.enter(FILE, visitor(2)).release()


def test_visitors_never_take_the_place_of_people_who_work():
    places = Places()
    with places.enter(FILE, visitor()), places.enter(FILE, Client("account 1", is_account=True)):
        places.enter(SIGN_IN, visitor()).release()


def test_processes_share_the_machine(settings):
    """Each process has its own `Places`; what they claim of the machine is common."""
    settings.COSTLY_PLACES = 2
    first, second, third = Places(), Places(), Places()
    with first.enter(FILE, visitor(1)), second.enter(FILE, visitor(2)):
        with pytest.raises(Full):
            third.enter(FILE, visitor(3))
        with pytest.raises(TooMany):
            third.enter(FILE, visitor(1))
    third.enter(FILE, visitor(1)).release()


def test_an_address_of_many_people_has_more_than_one(settings):
    settings.COSTLY_PLACES = 2
    office = Client("address 192.0.2.1", width=50)
    with Places().enter(FILE, office), Places().enter(FILE, office), pytest.raises(Full):
        Places().enter(FILE, office)


def test_one_who_signs_in_waits_for_a_moment_and_a_second_one_does_not():
    patient = Cost("patient", 2, may_wait_s=30, is_sign_in=True)
    places, entered = Places(), threading.Event()
    held = places.enter(patient, visitor())

    def wait():
        places.enter(patient, visitor(2)).release()
        entered.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not places._is_waited_for:
        pass
    with pytest.raises(Full):
        places.enter(patient, visitor(3))
    held.release()
    waiting.join(timeout=30)
    assert entered.is_set()


def test_nobody_waits_on_the_last_thread():
    places = Places()
    with (
        places.enter(FILE, visitor()),
        places.enter(FILE, Client("account 1", is_account=True)),
        places.enter(SIGN_IN, visitor()),
        pytest.raises(Full),
    ):
        places.enter(Cost("patient", 2, may_wait_s=600, is_sign_in=True), visitor(2))


def asked(view, **extra):
    request = RequestFactory().get("/", **extra)
    request.user = UserFactory.build()
    request.user.pk = 1
    return view(request)


@pytest.mark.django_db
class TestHowLongAPlaceIsHeld:
    @staticmethod
    def streaming(_request):
        return StreamingHttpResponse(iter([b"one", b"two"]))

    @staticmethod
    def is_free() -> bool:
        try:
            asked(costly.costly(FILE)(lambda _request: HttpResponse("")))
        except TooMany:
            return False
        return True

    def test_to_the_last_byte(self):
        response = asked(costly.costly(FILE)(self.streaming))
        pieces = iter(response)
        next(pieces)
        assert not self.is_free()
        assert list(pieces) == [b"two"]
        assert self.is_free()

    def test_until_the_reader_leaves(self):
        response = asked(costly.costly(FILE)(self.streaming))
        next(iter(response))
        response.close()
        assert self.is_free()

    def test_until_it_fails(self):
        def broken():
            yield b"one"
            raise ZeroDivisionError

        response = asked(costly.costly(FILE)(lambda _request: StreamingHttpResponse(broken())))
        with pytest.raises(ZeroDivisionError):
            list(response)
        assert self.is_free()

    def test_not_by_a_view_that_fails(self):
        def view(_request):
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            asked(costly.costly(FILE)(view))
        assert self.is_free()


@pytest.mark.django_db
class TestWhatIsToldToWhoIsRefused:
    def test_a_page_that_can_be_read_says_when_to_come_back(self, client):
        ServiceFactory()
        with costly._places.enter(FILE, visitor()):
            answer = client.get(EXPORT)
        assert answer.status_code == 503
        assert answer["Retry-After"] == "10"
        assert "Réessayez dans 10 secondes" in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
        assert client.get(EXPORT).status_code == 200

    def test_who_asked_for_too_many_is_told_so(self, client):
        ServiceFactory()
        first = client.get(EXPORT)
        answer = client.get(EXPORT)
        assert (answer.status_code, answer["Retry-After"]) == (429, "10")
        assert "déjà en cours" in answer.content.decode()
        assert b"".join(first.streaming_content)
        assert client.get(EXPORT).status_code == 200

    def test_so_many_in_ten_minutes_whichever_process_answers(self, client):
        ServiceFactory()
        for _ in range(FILE.rate.count):
            costly._places = Places()
            b"".join(client.get(EXPORT).streaming_content)
        answer = client.get(EXPORT)
        # One more in ten seconds, less what asking took.
        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 10
        assert client.get("/").status_code == 200
        # And from elsewhere, all is as before.
        assert client.get(EXPORT, REMOTE_ADDR="198.51.100.1").status_code == 200

    def test_the_way_to_a_program_is_a_problem_document(self, rf):
        from common.limits import Refused
        from common.refusals import answer

        told = answer(rf.get("/api/v1/structures"), Refused("Plus tard.", 3.2))
        assert (told.status_code, told["Retry-After"]) == (503, "4")
        assert told["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_pages_are_never_counted(client):
    for _ in range(3):
        assert client.get("/").status_code == 200
    assert not Allowance.objects.exists()
