"""An installed site's announcements become offers or requests, and its history stays as it was."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from history.models import Event
from network.models import News
from network.paths import path_of

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("network", "0006_moved_days")]
_MADE = """
    INSERT INTO network_news (
        title, summary, text, themes, publics, territory_kind, territory_code, audience, state, is_example,
        created_at, updated_at, starts_on, ends_on, link, is_spotlight, is_announcement, consent
    )
    SELECT title, '', '', '{}', '{}', '', '', 0, 'published', false,
        '2026-01-01', '2026-01-01', current_date, current_date + 9, '', false, announces, announces
    FROM (VALUES ('Demande : une salle', true), ('Chambre chez l’habitant', true), ('Une nouvelle', false))
        AS said (title, announces)
"""


def migrated(to=None):
    """The network's tables as they were, else as they are today: the tests that follow need them."""
    executor = MigrationExecutor(connection)
    executor.migrate(to or executor.loader.graph.leaf_nodes("network"))


@pytest.fixture
def installed():
    """The tables as they were, with two announcements and news."""
    migrated(BEFORE)
    try:
        with connection.cursor() as cursor:
            # The function that notes changes is of today, and knows columns that are not there yet.
            cursor.execute("ALTER TABLE network_news DISABLE TRIGGER history_note")
            cursor.execute(_MADE)
            cursor.execute("ALTER TABLE network_news ENABLE TRIGGER history_note")
    finally:
        migrated()


def test_announcements_offer_or_ask_for_something_and_nobody_did_that(client, installed):
    held = {one.title: one for one in News.objects.all()}
    assert {title: (one.side, one.what) for title, one in held.items()} == {
        "Demande : une salle": ("demande", "autre"),
        "Chambre chez l’habitant": ("offre", "autre"),
        "Une nouvelle": ("", ""),
    }
    assert not Event.objects.exists()
    assert {timezone.localdate(one.updated_at) for one in held.values()} == {date(2026, 1, 1)}
    page = client.get("/reseau/offres/").content.decode()
    assert "Chambre chez l’habitant" in page
    assert "Une nouvelle" not in page
    News.objects.filter(title="Une nouvelle").update(title="Changée")
    assert Event.objects.count() == 1
    one = held["Demande : une salle"]
    assert client.get(f"/reseau/actualites/{one.pk}-x/", follow=True).redirect_chain[0][0] == path_of(one)
