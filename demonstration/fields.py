# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of fields that a first run has prepared in place of a region's own: an example, marked so, which
staff may show, where no list was ever written."""

from demonstration.examples import MARK
from history.models import Event
from mapping.kinds import OF_TAXONOMIES
from mapping.models import Taxonomy, TaxonomyField
from mapping.vocabulary import THEMATIQUES, THEME_BY_CODE, theme_of

NAME = f"Champs d’intervention {MARK}"
_NOTE = "Ces champs sont un exemple : la préfecture apporte ceux de sa région ou de son département."
# Each with the themes, or the thématiques, that it stands for.
_FIELDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("langue-et-savoirs-de-base", "Langue et savoirs de base", ("francais",)),
    ("droits-et-citoyennete", "Droits et citoyenneté", ("droits",)),
    ("habitat", "Habitat", ("logement",)),
    ("insertion-professionnelle", "Insertion professionnelle", ("emploi", "formation")),
    ("sante-et-bien-etre", "Santé et bien-être", ("sante",)),
    (
        "autonomie",
        "Autonomie au quotidien",
        ("numerique", "mobilite", "difficultes-financieres--", "equipement-et-alimentation--"),
    ),
    ("parentalite", "Parentalité et famille", ("famille",)),
    ("lien-social-culture-sport", "Lien social, culture et sport", ("remobilisation--",)),
)


def fill() -> bool:
    """Write the example, shown to nobody yet, unless a list is or ever was written; whether it was."""
    if Event.objects.filter(kind__in=[kind.number for kind in OF_TAXONOMIES]).exists():
        return False
    if Taxonomy.objects.exists():
        return False
    made = Taxonomy.objects.create(name=NAME, note=_NOTE, is_example=True)
    for rank, (code, label, parts) in enumerate(_FIELDS, 1):
        TaxonomyField.objects.create(
            taxonomy=made, code=code, label=label, rank=rank, thematiques=_under(parts)
        )
    return True


def _under(parts: tuple[str, ...]) -> list[str]:
    """The thématiques of some themes, by code, or that begin so."""
    themes = {part for part in parts if part in THEME_BY_CODE}
    return [
        code
        for code, _label in THEMATIQUES
        if theme_of(code).code in themes
        or any(code.startswith(part) for part in parts if part.endswith("--"))
    ]
