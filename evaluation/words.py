# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is counted, in words."""

from django.utils.translation import gettext_lazy as _

from common.counting import NO_THEME, Outcome
from mapping.vocabulary import THEME_BY_CODE

OUTCOMES = {
    Outcome.NEAR: _("trouvé à 5 km ou moins"),
    Outcome.FAR: _("trouvé plus loin"),
    Outcome.FOUND: _("trouvé, sans point de départ"),
    Outcome.NOTHING: _("rien à la distance demandée"),
    Outcome.CALLED: _("appels"),
    Outcome.ITINERARY: _("itinéraires ouverts"),
    Outcome.PRINTED: _("fiches imprimées"),
    Outcome.CONTACTED: _("messages par le site"),
}


def theme_text(code: str) -> str:
    """The name of a theme; what stands for none, and for those that are too few to be told apart."""
    if not code:
        return str(_("thèmes trop peu demandés pour être dits à part"))
    if code == NO_THEME:
        return str(_("sans thème"))
    spec = THEME_BY_CODE.get(code)
    return str(spec.nom) if spec else code
