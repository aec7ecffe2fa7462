"""What is new in the demonstration comes to a site that was loaded before, and to one that is no try."""

import pytest

from common.models import Mail
from demonstration import beside, bulletins, group_fields, loading
from demonstration.loading import load_demonstration
from evaluation import examples as figures
from evaluation.charter import labels
from evaluation.charter.models import Charter, Decision
from evaluation.grid.models import WeekNumber
from evaluation.surveys.models import Survey
from mapping.models import GroupValue
from network.models import Bulletin
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def test_a_site_that_was_loaded_before_gets_what_is_new(monkeypatch, settings):
    settings.DEBUG, settings.DEPARTEMENT = True, "2A"
    with monkeypatch.context() as before:
        before.setattr(loading, "VERSION", loading.VERSION - 1)
        before.setattr(beside, "_fillers", [figures.fill])
        before.setattr(group_fields, "fill", lambda scope: 0)
        before.setattr(bulletins, "fill", lambda scope, today: 0)
        load_demonstration("2A")
    grids = WeekNumber.objects.count()
    assert grids
    assert not Charter.objects.exists()
    UserFactory(is_professional=True)
    load_demonstration("2A")
    for model in (Charter, Decision, Survey, GroupValue, Bulletin):
        assert model.objects.exists()
    # The weeks that the replaced structures had counted came back with them.
    assert WeekNumber.objects.count() == grids
    assert not Mail.objects.exists()


def test_a_site_in_service_gets_no_account_and_no_survey():
    load_demonstration("2A")
    assert not Survey.objects.exists()
    assert Bulletin.objects.count() == 2
    assert labels.valid().count() == 1
    assert not Decision.objects.exclude(by=None).exists()
