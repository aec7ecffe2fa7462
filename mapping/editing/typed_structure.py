# SPDX-License-Identifier: AGPL-3.0-or-later
"""The structure that somebody means by what they typed in a field: its name and commune, or the address of
its page."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mapping.models import VisibleStructure

# So many structures are named where several answer to what was typed.
_NAMED = 5
_PAGE = re.compile(r"(?:.*/structures/)?(\d{1,18})(?:-[^/]*)?/?", re.ASCII)


def structure_typed(typed: str, among: QuerySet[VisibleStructure]) -> VisibleStructure:
    """The one of `among` that a text means. Raises ValidationError where none answers, or several, which it
    names."""
    if number := _PAGE.fullmatch(typed.strip()):
        found = list(among.filter(pk=int(number[1])))
    else:
        words = Q()
        for word in re.findall(r"\w+", typed):
            words &= Q(nom__unaccent__icontains=word) | Q(commune_nom__unaccent__icontains=word)
        found = list(among.filter(words).order_by("nom", "pk")[: _NAMED + 1]) if words else []
        plain = typed.strip().casefold()
        found = [one for one in found if one.nom.casefold() == plain] or found
    if not found:
        raise ValidationError(_("aucune structure de l'annuaire ne porte ce nom."))
    if len(found) > 1:
        names = " ; ".join(f"{one.nom} ({one.commune_nom})" for one in found[:_NAMED])
        said = _("plusieurs structures y répondent : %(names)s. Écrivez aussi la commune, ou donnez la page.")
        raise ValidationError(said % {"names": names})
    return found[0]
