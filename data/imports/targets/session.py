# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a dated session of a service takes place: its days, its hours, what is said besides."""

from django.utils.translation import gettext_lazy as _

from data.imports.targets.target import SERVICE, Target
from data.imports.values import sessions
from places.folding import fold

# Names of columns that say the days of sessions: by themselves, beside a last day and a service, and only
# where what is dated comes again on several rows.
_SESSION_DATES = frozenset(
    [
        "date de session", "dates de session", "date session", "session", "sessions", "date de la session",
        "dates des sessions", "date de l atelier", "date atelier", "dates des ateliers", "date du cours",
        "dates des cours", "date de la seance", "date seance", "dates des seances", "seance", "seances",
        "date de debut de session", "debut de session", "date de debut de la session", "entree en formation",
        "date d entree en formation", "date du stage", "date de la formation", "date de la reunion",
    ]
)  # fmt: skip
SESSION_BEGINNINGS = frozenset(
    [
        "date de debut", "date debut", "debut", "date d entree", "entree", "entrees", "premier jour", "du",
        "date du debut",
    ]
)  # fmt: skip
PLAIN_DATES = frozenset({"date", "dates", "le", "jour", "jours"})
_SESSION_ENDS = frozenset(
    [
        "date de fin de session", "fin de session", "date de fin", "date fin", "fin", "dernier jour",
        "jusqu au", "au", "sortie", "sorties", "date de sortie", "date de fin de la session",
    ]
)  # fmt: skip
_SESSION_HOURS = frozenset(
    [
        "heure", "heures", "heure de debut", "heure debut", "heure de la session", "heures de la session",
        "heure de l atelier", "heure du cours", "debut", "de",
    ]
)  # fmt: skip
_SESSION_HOUR_ENDS = frozenset({"heure de fin", "heure fin", "fin", "a"})
_SESSION_MORE = frozenset(
    [
        "precisions session", "precisions de la session", "details de la session", "recurrence",
        "periodicite", "frequence", "rythme", "salle",
    ]
)  # fmt: skip
# Questions that ask for the first and the last day.
_ASKED_DAYS = {
    "a partir de quand": "date de debut", "depuis quand": "date de debut", "debut quand": "date de debut",
    "jusqu a quand": "date de fin", "fin quand": "date de fin",
}  # fmt: skip


def _is_one_of(name: str, names: frozenset[str]) -> bool:
    return _ASKED_DAYS.get(fold(name), fold(name)) in names


TARGETS = (
    # By whole names: « date de création » is no session.
    Target(
        "session_debut",
        _("Date d'une session, ou son premier jour"),
        SERVICE,
        (),
        sessions.is_days,
        named=lambda name: _is_one_of(name, _SESSION_DATES | SESSION_BEGINNINGS | PLAIN_DATES),
    ),
    Target(
        "session_fin",
        _("Dernier jour d'une session"),
        SERVICE,
        (),
        sessions.is_days,
        named=lambda name: _is_one_of(name, _SESSION_ENDS),
    ),
    Target(
        "session_heures",
        _("Heures d'une session"),
        SERVICE,
        (),
        sessions.is_hour,
        named=lambda name: fold(name) in _SESSION_HOURS,
    ),
    Target(
        "session_heure_fin",
        _("Heure de fin d'une session"),
        SERVICE,
        (),
        sessions.is_hour,
        named=lambda name: fold(name) in _SESSION_HOUR_ENDS,
    ),
    Target(
        "session_precisions",
        _("Précisions sur une session (salle, récurrence)"),
        SERVICE,
        (),
        many=True,
        named=lambda name: fold(name) in _SESSION_MORE,
    ),
)  # fmt: skip
