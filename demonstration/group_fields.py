# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two fields of a group's own, and what four example structures say in them: examples, as their group is."""

from django.db.models import ProtectedError, Q

from accounts.models import Group
from demonstration.examples import MARK
from demonstration.scope import Scope
from demonstration.teaching import teaching
from history.models import Cause
from history.models import Event as Noted
from mapping.group_fields.reading import read
from mapping.kinds import GROUP_FIELD, GROUP_VALUE
from mapping.models import GroupField, GroupValue
from mapping.writing import create, remove

GROUP = f"Apprendre le français : l’offre ensemble {MARK}"
_FIELDS = (
    {
        "name": "Entrées en cours d’année",
        "kind": GroupField.Kind.CHOICE,
        "choices": ["Toute l’année", "À chaque rentrée", "Selon les places"],
        "help": "Quand une personne nouvelle peut rejoindre un groupe.",
        "audience": GroupField.Audience.PUBLIC,
    },
    {
        "name": "Personnes par groupe",
        "kind": GroupField.Kind.NUMBER,
        "unit": "personnes",
        "help": "Le nombre habituel, pas le plus grand.",
        "audience": GroupField.Audience.PROFESSIONALS,
    },
)
# What each of the first structures that teach French says, field by field.
_SAID = (
    ("Toute l’année", "12"),
    ("À chaque rentrée", "15"),
    ("Selon les places", "8"),
    ("Toute l’année", "10"),
)


def fill(scope: Scope) -> int:
    """Write the fields of the example group, unless one is or ever was written, and what structures say in
    them, where none says anything; how many records were."""
    group = Group.objects.filter(name=GROUP, is_example=True).first()
    if group is None:
        return 0
    written = 0
    if not Noted.objects.filter(kind=GROUP_FIELD.number).exists():
        for rank, told in enumerate(_FIELDS):
            create(GroupField(group=group, rank=rank, **told), cause=Cause.DEMO)
        written += len(_FIELDS)
    names = [told["name"] for told in _FIELDS]
    fields = list(GroupField.objects.live().filter(group=group, name__in=names).order_by("rank", "pk"))
    if len(fields) != len(_FIELDS) or GroupValue.objects.filter(field__in=fields).exists():
        return written
    for structure, said in zip(teaching(scope), _SAID, strict=False):
        for field, text in zip(fields, said, strict=True):
            value = GroupValue(structure=structure, field=field, text=read(field, text))
            create(value, cause=Cause.DEMO)
            written += 1
    return written


def remove_unused() -> int:
    """Take out the fields of the example group in which nobody wrote but the examples; how many went."""
    count = 0
    for field in GroupField.objects.filter(group__name=GROUP, group__is_example=True):
        values = list(GroupValue.objects.filter(field=field))
        about = Q(kind=GROUP_FIELD.number, object=field.pk)
        about |= Q(kind=GROUP_VALUE.number, object__in=[one.pk for one in values])
        if Noted.objects.filter(about).exclude(act__cause=Cause.DEMO).exists():
            continue
        for value in values:
            remove(value, cause=Cause.DEMO)
        try:
            remove(field, cause=Cause.DEMO)
        except ProtectedError:
            continue
        count += 1
    return count
