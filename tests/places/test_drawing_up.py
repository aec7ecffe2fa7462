import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from places import drawing_up
from places.models import NamedTerritory
from places.territories import TerritoryKind, communes_in, departements_of, territories_named, territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def codes(text):
    drawn = drawing_up.read(text)
    return {one.code for one in drawn.communes}, drawn.wrong


@pytest.mark.parametrize(
    "text",
    [
        "77108\n77288",
        "77108, 77288",
        "Chelles;Melun",
        "code INSEE;commune\n77108;Chelles\n77288;Melun",
        "77108\tChelles\n77288\tMelun\n",
        "chelles\n77288\nMELUN",
    ],
)
def test_communes_are_read_by_code_or_name(text):
    assert codes(text) == ({"77108", "77288"}, ())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Zzzzq", "n’est ni un code"),
        ("99999", "n’est pas le code INSEE"),
        ("77000", "n’est pas le code INSEE"),
        ("77108\nGrosbourg-les-Oies", "Grosbourg"),
    ],
)
def test_what_is_no_commune_is_said(text, wrong):
    assert any(wrong in message for message in codes(text)[1])


def test_a_name_of_several_asks_for_a_code(settings):
    settings.DEPARTEMENT = "all"
    _found, (message,) = codes("Saint-Denis")
    assert "93066" in message


class TestAnyText(TestCase):
    @given(st.text(max_size=200))
    def test_never_breaks(self, text):
        drawn = drawing_up.read(text)
        assert len(drawn.communes) <= max(len(text), 1)


@pytest.fixture
def marne():
    return NamedTerritory.objects.create(
        slug="marne", nom="Bassin de la Marne", kind="bassin", communes=["77108", "77243"]
    )


def test_a_territory_is_told_as_official_ones_are(marne):
    found = territory(TerritoryKind.TERRITOIRE, "marne")
    assert str(found) == "Bassin de la Marne"
    assert found.communes == {"77108", "77243"}
    assert "77" in found.wholes
    assert found.parts >= {"77108", "77243"}
    assert departements_of("marne") == ["77"]
    assert territory(TerritoryKind.TERRITOIRE, "autre") is None


def test_it_is_found_by_its_name(marne):
    assert territories_named("bassin de la marne") == [(TerritoryKind.TERRITOIRE, "marne")]


def test_a_city_brings_its_arrondissements():
    from places.models import Commune

    NamedTerritory.objects.create(slug="paris", nom="Paris entier", communes=["75056"])
    inside = Commune.objects.filter(communes_in(TerritoryKind.TERRITOIRE, "paris"))
    assert set(inside.values_list("code", flat=True)) >= {"75056", "75101", "75120"}


def test_its_code_in_links_is_its_name_and_nobody_else_s(marne):
    assert drawing_up.slug_for("Bassin de l’Est") == "bassin-de-lest"
    NamedTerritory.objects.create(slug="bassin-de-lest", nom="x", communes=["77108"])
    assert drawing_up.slug_for("Bassin de l’Est") == "bassin-de-lest-2"
