"""The map themes hold the whole vocabulary of data·inclusion, each word once."""

import pytest
from data_inclusion.schema import v1
from django.core.management import call_command

from mapping import vocabulary
from mapping.models import Thematique, Theme

pytestmark = pytest.mark.django_db


def test_there_are_themes_for_all_that_people_come_for():
    assert len(vocabulary.THEMES) >= 8


def test_every_thematique_belongs_to_exactly_one_theme():
    for thematique in v1.Thematique:
        holders = [
            theme.code
            for theme in vocabulary.THEMES
            if thematique.value in theme.members
            or (
                thematique.value.split("--")[0] in theme.members
                and not any(thematique.value in other.members for other in vocabulary.THEMES)
            )
        ]
        assert holders == [vocabulary.theme_of(thematique.value).code]


def test_themes_gather_nothing_that_the_standard_does_not_have():
    known = {member.value for member in v1.Thematique} | {member.value for member in v1.Categorie}
    assert {member for theme in vocabulary.THEMES for member in theme.members} <= known


def test_the_database_says_what_the_vocabulary_says():
    assert list(Theme.objects.values_list("id", "code")) == [(t.id, t.code) for t in vocabulary.THEMES]
    assert dict(Thematique.objects.values_list("code", "theme__code")) == {
        member.value: vocabulary.theme_of(member.value).code for member in v1.Thematique
    }


def test_migrating_mends_a_row_that_was_changed_by_hand():
    Theme.objects.filter(code="sante").update(nom="Autre chose")
    call_command("migrate", verbosity=0)
    assert Theme.objects.get(code="sante").nom == "Santé"


@pytest.mark.parametrize("theme", vocabulary.THEMES, ids=lambda theme: theme.code)
def test_white_text_is_legible_on_a_theme_colour(theme):
    channels = [int(theme.colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5
