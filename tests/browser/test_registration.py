"""By the link of a mail one leaves one’s seat, or gives an opinion, in a real browser."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from accounts.models import Organisation
from network.models import Event, Registration
from network.registering import seats
from network.registering.links import token_of
from tests.network.factories import EventFactory


@pytest.fixture
def held(transactional_db, places) -> Registration:
    ours = Organisation.objects.create(name="Les nôtres")
    event = EventFactory(registering="here", organisation=ours, seats=3, asks_opinion=True)
    return seats.register(event.pk, event.start_day, name="Zoé Essai", email="zoe@example.org")[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_seat_is_left_from_the_link_of_the_mail(visit, held, scripts):
    page = visit(java_script_enabled=scripts).open(f"/agenda/inscription/{token_of(held)}/")
    page.get_by_role("button", name="Me désinscrire").click()
    expect(page.get_by_text("Vous êtes désinscrit(e).")).to_be_visible()
    held.refresh_from_db()
    assert held.state == "withdrawn"


def test_an_opinion_is_given_from_the_link_of_the_mail(visit, held):
    yesterday = localdate() - timedelta(days=1)
    Event.objects.filter(pk=held.event_id).update(start_day=yesterday)
    Registration.objects.filter(pk=held.pk).update(day=yesterday)
    page = visit().open(f"/agenda/inscription/{token_of(held)}/")
    page.get_by_label("4", exact=False).first.check()
    page.get_by_role("button", name="Donner mon avis").click()
    expect(page.get_by_text("votre avis est compté")).to_be_visible()
    held.refresh_from_db()
    assert held.opinion == 4
