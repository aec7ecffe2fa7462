# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of an event: what, when, where, for whom, how one registers, and what is said of it afterwards.

event.py     its fields, and what is written of them
days.py      when it is held, and what becomes of who registered for the days that go
place.py     where it is held
groups.py    its fields by group, as they are shown
pictures.py  the pictures that its text may show
telling.py   what does not hold, beside the field that was touched
"""

from network.events.forms.event import EVENT, EventForm
from network.events.forms.pictures import pictures_of

__all__ = ["EVENT", "EventForm", "pictures_of"]
