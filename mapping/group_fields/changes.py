# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the changes of groups' fields, and of what structures say in them, are told."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from mapping.changes.columns import Column, Way
from mapping.changes.known import Known
from mapping.changes.subjects import Changed, Subject, Telling
from mapping.kinds import GROUP_FIELD, GROUP_VALUE
from mapping.models import GroupField, GroupValue

_ASIDE = Column("", Way.ASIDE)
_FIELD_COLUMNS = {
    "name": Column(gettext_lazy("Nom"), Way.TEXT),
    "kind": Column(gettext_lazy("Nature"), Way.CODE),
    "unit": Column(gettext_lazy("Unité"), Way.VALUE),
    "choices": Column(gettext_lazy("Choix"), Way.CODES),
    "help": Column(gettext_lazy("Aide"), Way.TEXT),
    "audience": Column(gettext_lazy("Qui le lit"), Way.CODE),
    "is_required": Column(gettext_lazy("Nécessaire"), Way.YES_NO),
    "rank": Column(gettext_lazy("Ordre"), Way.VALUE),
    "retired_at": Column(gettext_lazy("Retiré le"), Way.DATE),
    "group_id": _ASIDE,
    "id": _ASIDE,
}
_VALUE_COLUMNS = {
    "text": Column(gettext_lazy("Valeur"), Way.TEXT),
    "field_id": _ASIDE,
    "structure_id": _ASIDE,
    "id": _ASIDE,
}


def _field(number: int, changed: Changed, role: Role) -> str:
    name = GroupField.objects.filter(pk=number).values_list("name", flat=True).first()
    return _("champ « %(name)s »") % {"name": name or str(changed.get("name", ("", ""))[0] or "")}


def _value(number: int, changed: Changed, role: Role) -> str:
    """The field and its group; who reads that a value changed reads both."""
    held = GroupValue.objects.filter(pk=number).values_list("field", flat=True).first()
    held = held or changed.get("field_id", (None, None))[0]
    named: Any = GroupField.objects.filter(pk=held).values_list("name", "group__name").first()
    if named is None:
        return _("un champ d’un groupe")
    return _("champ « %(name)s » du groupe « %(group)s »") % {"name": named[0], "group": named[1]}


def _none_known(numbers: set[int], role: Role) -> dict[int, Known]:
    return {}


def _none_editable(user: Any, numbers: set[int]) -> set[int]:
    return set()


# Fields have no page of their own, and what is said in them is its structure's.
SUBJECT = Subject(
    tellings=(
        Telling(GROUP_FIELD, GroupField, _FIELD_COLUMNS, _field),
        Telling(GROUP_VALUE, GroupValue, _VALUE_COLUMNS, _value),
    ),
    known=_none_known,
    editable=_none_editable,
)
