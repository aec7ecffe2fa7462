"""The command that loads the demonstration, where nothing of it is there."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from demonstration.models import DemonstrationLoad
from places.models import LoadedEdition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def test_an_unknown_departement_is_answered_with_the_accepted_codes():
    with pytest.raises(CommandError, match=r"Département inconnu : « 20 ».*2A, 2B.*all"):
        call_command("load_demo", departement="20", stdout=StringIO())
    assert not DemonstrationLoad.objects.exists()


def test_without_the_places_the_command_says_how_to_load_them():
    LoadedEdition.objects.all().delete()
    with pytest.raises(CommandError, match=r"manage\.py load_places"):
        call_command("load_demo", departement="77", stdout=StringIO())


def test_the_command_tells_what_it_did():
    out = StringIO()
    call_command("load_demo", departement="974", stdout=out)
    text = out.getvalue()
    assert re.search(r"24 mairies ajoutées en \d", text)
    assert "chargé (974) : 24 mairies, 300 exemples" in text
