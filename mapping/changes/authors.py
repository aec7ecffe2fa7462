# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who did an act, as whoever reads it may know.

Visitors are told neither names nor organisations, since who runs a structure is for professionals: « une
personne du réseau », « la préfecture », « un import ». Professionals are told the name where they see the
place of the record or may change it, as the page of an area does (docs/privacy.md); staff always.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.roles import Role, role_of
from history.models import Act, Cause
from mapping import trace


@dataclass(frozen=True, slots=True)
class Author:
    """`name` as it is read; `account`, where the reader may ask for what else it did; `is_reader` where it is
    the reader."""

    name: str
    account: int | None = None
    is_reader: bool = False


class Authors:
    """The authors of some acts for one reader: their names are asked for once."""

    def __init__(self, acts: Iterable[Act], user: Any) -> None:
        self.user, self.role = user, role_of(user)
        people = [act.by for act in acts if act.by is not None]
        self.names = trace.names_of(people) if self.role >= Role.PROFESSIONAL else {}
        self.programs: dict[tuple[str, int | None], str] = {}

    def of(self, act: Act, sees_place: bool) -> Author:
        """Who did an act, for a reader who sees the places of all that is told of it or may change them
        (`sees_place`)."""
        if act.by_id is not None and act.by_id == getattr(self.user, "pk", None):
            return Author(_("vous"), act.by_id, True)
        if self.role is Role.VISITOR or not (sees_place or self.role is Role.STAFF):
            return Author(anonymous(act))
        if act.run is not None:
            key = (act.cause, act.run)
            if key not in self.programs:
                self.programs[key] = trace.named(act)
            if self.programs[key]:
                return Author(self.programs[key])
        if act.by is None:
            return Author(anonymous(act))
        return Author(self.names[act.by.pk], act.by_id)


def anonymous(act: Act) -> str:
    """Who did an act, without a name."""
    programs = {
        Cause.IMPORT: _("un import"),
        Cause.MERGE: _("une fusion de fiches"),
        Cause.GEOCODING: _("la recherche automatique des adresses"),
        Cause.DEMO: _("l’annuaire de démonstration"),
        Cause.SQL: _("l’équipe du site"),
    }
    if act.cause in programs:
        return programs[Cause(act.cause)]
    if act.by is None:
        # By the link of a campaign, which needs no account.
        return _("la structure") if act.cause == Cause.CONFIRM else _("un compte qui n’existe plus")
    return _("la préfecture") if role_of(act.by) is Role.STAFF else _("une personne du réseau")
