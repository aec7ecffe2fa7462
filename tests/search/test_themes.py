"""As many themes as one likes, each told by one number."""

from dataclasses import replace

import pytest
from django.db import connection

from mapping import vocabulary
from mapping.models import Thematique, Theme
from search import derived, themes
from search.engine import cells
from search.models import Cell, CellDelta
from search.tags import TAGS
from tests.factories import ServiceFactory

FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"


def test_the_themes_hold_together():
    assert themes.faults(vocabulary.THEMES) == []
    assert {f"theme:{one.code}" for one in vocabulary.THEMES} <= TAGS.keys()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id": 1}, "two themes have the number 1"),
        ({"id": 0}, "must be between 1 and 32767"),
        ({"code": "francais"}, "two themes have the code francais"),
        ({"members": ("sante",)}, "two themes have the member sante"),
    ],
)
def test_a_theme_that_cannot_be_told_from_another_is_refused(wrong, said):
    more = vocabulary.ThemeSpec(99, "culture", "Culture", "#000000", "culture", ())
    assert themes.faults([*vocabulary.THEMES, more]) == []
    assert any(said in fault for fault in themes.faults([*vocabulary.THEMES, replace(more, **wrong)]))


@pytest.mark.django_db
def test_places_of_a_fortieth_theme_are_counted_like_those_of_the_first():
    service = ServiceFactory(thematiques=[FRENCH])
    cells.merge()
    Theme.objects.bulk_create(
        Theme(id=number, code=f"theme-{number}", nom="Autre", colour="#000000", pictogram="sante")
        for number in range(len(vocabulary.THEMES) + 1, 41)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Thematique.objects.filter(code=FRENCH).update(theme_id=40)
    assert list(CellDelta.objects.filter(sign=1).values_list("themes", flat=True)) == [[40]]
    assert not derived.drift()
    cells.merge()
    assert not derived.drift()
    (kept,) = Cell.objects.filter(theme=0, level=13, places=1).values_list("themes", flat=True)
    assert kept == [0] * 39 + [1]
    assert Cell.objects.filter(theme=40, level=13, places=1).exists()
    cells.rebuild()
    assert not derived.drift()
    service.delete()
    assert not derived.drift()


def test_more_themes_than_a_number_has_bits_are_told_apart(monkeypatch):
    codes = tuple(f"theme-{number}" for number in range(70))
    monkeypatch.setattr(cells, "TAGS", {f"theme:{code}": 1_000 + n for n, code in enumerate(codes)})
    masks = cells._masks(codes)
    assert len(masks) == 3
    assert all("<< 31" not in mask for mask in masks)
    assert "1062 = ANY (r.tags))::integer << 0" in masks[2]
