"""What a reading view declares holds whatever the method."""

import pytest
from django.http import JsonResponse
from django.urls import path
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from accounts.models import User
from common.reading import EveryoneReads, ReadingView
from tests.factories import UserFactory


class Nobody(BasePermission):
    def has_permission(self, request, view) -> bool:
        return False


class Changed(EveryoneReads):
    def has_permission(self, request, view) -> bool:
        return False


class Token(BaseAuthentication):
    """Another scheme than the site's own."""

    def authenticate(self, request):
        email = request.headers.get("Authorization", "").removeprefix("Essai ")
        return (User.objects.get(email=email), None) if email else None


class Never(BaseThrottle):
    def allow_request(self, request, view) -> bool:
        return False

    def wait(self) -> int:
        return 7


class Plain(ReadingView):
    def get(self, request):
        return JsonResponse({"who": str(request.user)})


class Denied(Plain):
    permission_classes = [Nobody]


class DeniedByASubclass(Plain):
    permission_classes = [Changed]


class OfBoth(Plain):
    permission_classes = [EveryoneReads & IsAuthenticated]


class ByToken(Plain):
    authentication_classes = [Token]
    permission_classes = [IsAuthenticated]


class Throttled(Plain):
    throttle_classes = [Never]


class ChecksByItself(Plain):
    def check_permissions(self, request):
        self.permission_denied(request)


VIEWS = {
    view.__name__.lower(): view
    for view in (Plain, Denied, DeniedByASubclass, OfBoth, ByToken, Throttled, ChecksByItself)
}
urlpatterns = [path(f"api/{name}", view.as_view()) for name, view in VIEWS.items()]
urlpatterns.append(path("api/given", Plain.as_view(permission_classes=[Nobody])))
REFUSING = ["denied", "deniedbyasubclass", "ofboth", "bytoken", "checksbyitself", "given"]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("name", REFUSING)
def test_who_may_not_read_is_refused_on_every_method(client, name, method):
    answer = getattr(client, method)(f"/api/{name}")
    # Who has not said who they are is asked to, where the view knows how.
    assert answer.status_code == (403 if name == "bytoken" else 401)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_throttle_holds_and_says_when(client, method):
    answer = getattr(client, method)("/api/throttled")
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")


def test_a_token_signs_in(client):
    user = UserFactory()
    answer = client.get("/api/bytoken", headers={"Authorization": f"Essai {user.email}"})
    assert (answer.status_code, answer.json()) == (200, {"who": str(user)})
    assert answer["Cache-Control"] == "private, no-store"


def test_a_session_signs_in_where_nothing_else_is_declared(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/api/plain").json() == {"who": str(user)}


def test_what_the_settings_ask_of_every_view_is_asked(client, monkeypatch):
    monkeypatch.setattr(Plain, "permission_classes", [IsAuthenticated])
    assert client.get("/api/plain").status_code == 401


def test_the_views_that_everyone_reads_take_the_short_way():
    from layers.viewport import Viewport
    from search.api import Facets, RemoteCollection, StructureCollection

    assert list(ReadingView.authentication_classes) == api_settings.DEFAULT_AUTHENTICATION_CLASSES
    assert all(
        view()._is_for_everyone() for view in (Viewport, Facets, RemoteCollection, StructureCollection)
    )
