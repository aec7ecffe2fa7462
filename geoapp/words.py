# SPDX-License-Identifier: AGPL-3.0-or-later
"""What scripts say to readers: rendered with the page, in its language, and read by `static/js/words.js`."""

from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

# As many places as the address field suggests at once (`static/js/suggest.js`).
_MAX_SUGGESTIONS = 8


def script_words() -> dict[str, str | list[str]]:
    """Sentences by key; a counted one is a list, by number. `{name}` is where the script puts a value."""
    return _words_in(get_language())


@lru_cache
def _words_in(language: str | None) -> dict[str, str | list[str]]:
    return {
        "confidential": _("adresse confidentielle : distance au centre de la commune"),
        "connectionLost": _("La connexion ne répond pas : la liste est celle de la recherche précédente."),
        "copied": _("Lien copié."),
        "copyFailed": _("Copie impossible ici. Le lien : {url}"),
        "eventsLaid": _("Rendez-vous sur la carte : {n}"),
        "locating": _("Recherche de votre position…"),
        "mapLabel": _("Carte. Les mêmes structures sont dans la liste."),
        "mapKeys": _(
            "Flèches pour se déplacer, + et − pour zoomer, Entrée pour ouvrir ce qui est au milieu."
        ),
        "origin": _("Votre point de départ"),
        "outlinesAlone": _("Contours : IGN, Insee (sans les rues)"),
        "outlinesBy": _("Contours : IGN, Insee"),
        "overlayLost": _("Cela n’a pas pu être chargé. Réessayez plus tard."),
        "placesInView": _("Lieux en vue : {n}"),
        "placesWithoutTownHalls": _("Lieux en vue : {n}, mairies non comprises"),
        "positionLate": _(
            "Votre position tarde à venir. Réessayez, ou écrivez une commune ou un code postal."
        ),
        "positionRefused": _(
            "Votre position n’a pas été partagée. Écrivez plutôt une commune ou un code postal."
        ),
        "positionUnknown": _(
            "Votre position n’a pas pu être trouvée. Écrivez plutôt une commune ou un code postal."
        ),
        "searchHere": _("Chercher autour de ce point"),
        "selected": _("Mises de côté : {n}"),
        "selectionFull": _("{n} structures au plus sont mises de côté : enlevez-en une d’abord."),
        "structuresHere": _("Structures à cet endroit : {n}"),
        "suggested": [_("Aucune proposition.")] + [_suggested(n) for n in range(1, _MAX_SUGGESTIONS + 1)],
        "suggestionChosen": _("{place} choisi."),
        "suggestionTaken": _("Retirer : {place}"),
        "tryAgain": _("Réessayer"),
        "unselect": _("Enlever {name}"),
        "zoomIn": _("Agrandir la carte"),
        "zoomOut": _("Réduire la carte"),
    }


def _suggested(count: int) -> str:
    return ngettext(
        "%(n)d proposition, flèches pour choisir.", "%(n)d propositions, flèches pour choisir.", count
    ) % {"n": count}
