"""A region's own list of fields, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mapping.models import Taxonomy, TaxonomyField
from mapping.taxonomies import shown
from mapping.vocabulary import THEMATIQUES

FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"
RIGHTS = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits"
ADMIN = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
CARE, MIND = "sante--acces-aux-soins", "sante--sante-mentale"
# Of thématiques of two themes; of one thématique; one that shares a thématique with the first.
FIELDS = (
    ("parler-et-comprendre", "Parler et comprendre", (FRENCH, ADMIN)),
    ("soins-du-corps", "Soigner son corps", (CARE,)),
    ("bien-vivre", "Bien vivre ici", (ADMIN, MIND)),
)


def make(name: str = "Champs d’intervention", fields=FIELDS, *, is_shown: bool = True) -> Taxonomy:
    """A list with these fields."""
    made = Taxonomy.objects.create(name=name, is_shown=is_shown)
    TaxonomyField.objects.bulk_create(
        TaxonomyField(
            taxonomy=made,
            code=code,
            label=label,
            thematiques=[one for one, _label in THEMATIQUES if one in topics],
            rank=rank,
        )
        for rank, (code, label, topics) in enumerate(fields, 1)
    )
    shown.forget()
    return made


@contextmanager
def _forgotten() -> Iterator[None]:
    yield
    Taxonomy.objects.all().delete()
    shown.forget()
    shown.shown()


@pytest.fixture
def region(request) -> Iterator[Taxonomy]:
    """The list of the tests, shown; none is once the test is over."""
    marker = request.node.get_closest_marker("django_db")
    request.getfixturevalue("transactional_db" if marker and marker.kwargs.get("transaction") else "db")
    with _forgotten():
        yield make()
