"""What the migrations put in the database is what the kinds declare today."""

import pytest
from django.db import connection

from history import kinds, triggers
from tests.upgrade.schema import views_functions_and_triggers


@pytest.mark.django_db
def test_making_every_trigger_again_changes_nothing():
    with connection.cursor() as cursor:
        before = views_functions_and_triggers(cursor)
        for kind in kinds.kinds():
            cursor.execute(triggers.statement(kind), None)
        assert views_functions_and_triggers(cursor) == before
    noted = [name for name in before if name.startswith("trigger history_note on ")]
    assert len(noted) == len(kinds.kinds()) == 30
