# SPDX-License-Identifier: AGPL-3.0-or-later
"""By which road a change came, as pages say it and as they are asked for it."""

from django.utils.translation import gettext_lazy as _

from history.models import Act, Cause

ROADS = {
    Cause.EDIT: _("sur la page"),
    Cause.IMPORT: _("import d’un fichier"),
    Cause.MERGE: _("fusion de deux fiches"),
    Cause.REVIEW: _("position vérifiée"),
    Cause.GEOCODING: _("adresse située"),
    Cause.CONFIRM: _("par le lien d’une relance"),
    Cause.API: _("par un programme (API)"),
    Cause.ADMIN: _("administration"),
    Cause.UNDO: _("annulation"),
    Cause.RESTORE: _("retour à ce qui était écrit"),
    Cause.PROTECT: _("protection"),
    Cause.DEMO: _("annuaire de démonstration"),
    Cause.SQL: _("directement dans la base"),
}


def road_of(act: Act) -> str:
    """By which road an act came; what an account confirmed was on the page, and not by a link sent to a
    structure."""
    cause = Cause(act.cause)
    if cause == Cause.CONFIRM and act.by_id is not None:
        cause = Cause.EDIT
    return str(ROADS.get(cause, ""))


# Taken back here by a button; an import and a merge from their own pages.
UNDONE_HERE = frozenset(
    {
        Cause.EDIT,
        Cause.CONFIRM,
        Cause.API,
        Cause.ADMIN,
        Cause.REVIEW,
        Cause.UNDO,
        Cause.RESTORE,
        Cause.GEOCODING,
        Cause.SQL,
    }
)

# What a reader chooses among: the causes of each choice.
CHOICES = {
    "personnes": (_("Par des personnes"), (Cause.EDIT, Cause.CONFIRM, Cause.API, Cause.ADMIN, Cause.REVIEW)),
    "imports": (_("Par des imports"), (Cause.IMPORT, Cause.MERGE)),
    "retours": (_("Annulations et retours"), (Cause.UNDO, Cause.RESTORE)),
    "programmes": (_("Automatiques"), (Cause.GEOCODING, Cause.DEMO, Cause.SQL)),
}
