"""Who asks, behind which proxies: nobody chooses the address that limits count."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from common.clients import address_of, client_of, network_of
from tests.factories import UserFactory


def asked(remote: str, forwarded: str | None = None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        # Nobody but a proxy of ours is believed.
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        # What a visitor wrote themselves is on the left, and never read.
        ("10.0.0.2", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "203.0.113.9, 198.51.100.1, 10.0.0.3", "198.51.100.1"),
        ("10.0.0.2", "203.0.113.9, n'importe quoi", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.9", "10.0.0.9"),
        ("::ffff:10.0.0.2", "2001:db8::5", "2001:db8::5"),
        ("", None, "None"),
    ],
)
def test_only_proxies_of_ours_say_who_asks(settings, remote, forwarded, address):
    settings.TRUSTED_PROXIES = ["10.0.0.0/24"]
    assert str(address_of(asked(remote, forwarded))) == address


@given(written=st.text(alphabet=st.characters(codec="latin-1", exclude_characters="\r\n")))
def test_nothing_that_a_visitor_writes_changes_their_address(written):
    from django.test import override_settings

    with override_settings(TRUSTED_PROXIES=["10.0.0.0/24"]):
        assert str(address_of(asked("10.0.0.2", f"{written}, 198.51.100.1"))) == "198.51.100.1"


def test_a_household_of_ipv6_is_one_client():
    one, other = (network_of(asked(f"2001:db8:0:7::{host}")).key for host in ("1", "ffff"))
    assert one == other
    assert network_of(asked("2001:db8:0:8::1")).key != one
    assert network_of(asked("192.0.2.1")).key != network_of(asked("192.0.2.2")).key


def test_a_range_of_many_people_is_wider(settings):
    settings.LIMIT_WIDE_RANGES = ["192.0.2.0/24=50", "192.0.2.7=200"]
    assert [network_of(asked(f"192.0.2.{host}")).width for host in (1, 7)] == [50, 200]
    assert network_of(asked("198.51.100.1")).width == 1


@pytest.mark.django_db
def test_who_is_signed_in_is_known_by_their_account_wherever_they_are():
    user = UserFactory()
    keys = set()
    for address in ("192.0.2.1", "198.51.100.1"):
        request = asked(address)
        request.user = user
        keys.add(client_of(request).key)
    assert len(keys) == 1
    request.user = AnonymousUser()
    assert client_of(request).key not in keys


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("TRUSTED_PROXIES", "notre proxy"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("LIMIT_WIDE_RANGES", "192.0.2.0/24"),
        ("LIMIT_WIDE_RANGES", "192.0.2.0/24=beaucoup"),
    ],
)
def test_a_setting_that_is_no_range_is_named(settings, setting, text):
    settings.TRUSTED_PROXIES = []
    setattr(settings, setting, [text])
    with pytest.raises(ImproperlyConfigured, match=setting):
        network_of(asked("192.0.2.1"))
