# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file that holds more than a visitor sees says of itself."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.roles import Role
from mapping.group_fields.files import columns_of
from mapping.models import GroupField

_MEMBERS = GroupField.Audience.MEMBERS
FILE_SUFFIX = "-usage-professionnel"


def notice(role: Role, of_groups: Iterable[GroupField] = ()) -> str:
    """The sentence to put in a file made for `role`; empty for a visitor's, which anyone may see. `of_groups`
    are the fields of groups that it has: those that are for the members of a group alone are said too."""
    if role is Role.VISITOR:
        return ""
    said = _(
        "Ce fichier contient des coordonnées de personnes et des adresses réservées aux professionnels : "
        "ne le publiez pas et ne le transmettez qu'à qui peut les voir."
    )
    private = [name for name, one in columns_of(of_groups).items() if one.read_by is _MEMBERS]
    if private:
        of_members = _("Réservé aux membres du groupe : %(columns)s.") % {"columns": ", ".join(private)}
        said = f"{said} {of_members}"
    return said
