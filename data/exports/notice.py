# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a file that holds more than a visitor sees says of itself."""

from django.utils.translation import gettext as _

from accounts.roles import Role

FILE_SUFFIX = "-usage-professionnel"


def notice(role: Role) -> str:
    """The sentence to put in a file made for `role`; empty for a visitor's, which anyone may see."""
    if role is Role.VISITOR:
        return ""
    return _(
        "Ce fichier contient des coordonnées de personnes et des adresses réservées aux professionnels : "
        "ne le publiez pas et ne le transmettez qu'à qui peut les voir."
    )
