# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which département the site serves, and what to say of a place beyond it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from places.neighbours import departement_name, neighbouring_departements


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place that the site does not serve: a title, and sentences that say what it serves and who may help.

    `is_far` says that the place is not next door either: what the site knows is of no use there.
    """

    title: str
    sentences: list[str]
    is_far: bool


def elsewhere(place: str, departement: str) -> Elsewhere | None:
    """What to say where nothing was found around `place`, in `departement`; None where the site serves it.

    A site for the whole country serves every place, and of a place in no département nothing can be said.
    """
    own = settings.DEPARTEMENT
    if own == "all" or not departement or departement == own:
        return None
    names = {"place": place, "there": departement_name(departement) or departement}
    names["here"] = departement_name(own) or own
    return Elsewhere(
        _("%(place)s : un autre département") % names,
        [
            _("Ce site présente les structures d’un seul département : %(here)s.") % names,
            _("%(place)s est dans un autre : %(there)s.") % names,
            _(
                "Pour savoir où aller là-bas, demandez à la mairie, à son centre communal d’action sociale"
                " (CCAS) ou à un espace France services."
            ),
        ],
        departement not in neighbouring_departements(own),
    )
