# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a column may be: every field that an import can fill, with the names that files give it.

    target.py     one field, and how it is known
    looks.py      what one filled cell looks like

and the fields themselves, by what they are of:

    structure.py  what it is called, its identifiers, who carries it
    place.py      its address, its commune, its position
    reach.py      its telephone, e-mail and site
    opening.py    its hours, in one cell or in several columns
    service.py    what it offers, for whom
    session.py    the days and hours of a dated session of a service
    contact.py    a person to reach
"""

from data.imports.targets import contact, opening, place, reach, service, structure
from data.imports.targets.opening import DAYS
from data.imports.targets.place import CONFIDENTIAL
from data.imports.targets.reach import OTHER_PHONE
from data.imports.targets.session import PLAIN_DATES, SESSION_BEGINNINGS
from data.imports.targets.target import CONTACT, SERVICE, Target, of_criterion
from search import registry

__all__ = [
    "BY_KEY",
    "CONFIDENTIAL",
    "CONTACT_KEYS",
    "DAYS",
    "OTHER_PHONE",
    "PLAIN_DATES",
    "SERVICE_KEYS",
    "SESSION_BEGINNINGS",
    "SESSION_KEYS",
    "TARGETS",
    "Target",
]

_KNOWN = (
    *structure.TARGETS,
    *place.TARGETS,
    *reach.TARGETS,
    *opening.TARGETS,
    *service.TARGETS,
    *contact.TARGETS,
)
_NAMED = frozenset(target.key for target in _KNOWN)
# Every criterion that files give is a target: those that are not among the others come last.
TARGETS = (
    *_KNOWN,
    *(of_criterion(one) for one, column, _file in registry.given_by_files() if column.name not in _NAMED),
)
BY_KEY = {target.key: target for target in TARGETS}
SERVICE_KEYS = frozenset(target.key for target in TARGETS if target.group is SERVICE)
# What a row says of one dated session of its service.
SESSION_KEYS = frozenset(key for key in BY_KEY if key.startswith("session_"))
CONTACT_KEYS = frozenset(target.key for target in TARGETS if target.group is CONTACT)
