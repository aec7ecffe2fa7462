# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page knows about the site."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.trying import is_try
from common import emblems
from desk.letters import offers
from geoapp.languages import offer, versions, ways
from geoapp.words import script_words
from mapping.practice.middleware import practised

_PLAN = settings.PLAN_TILES
_PHOTO = settings.TILES.format(layer="ORTHOIMAGERY.ORTHOPHOTOS", format="image/jpeg")
_IGN = '<a href="https://www.ign.fr/">IGN</a>'
_BACKGROUND_TILES = {
    "plan": {"url": _PLAN, "credit": f"{_IGN} Plan v2"},
    "photo": {"url": _PHOTO, "credit": f"{_IGN} BD ORTHO"},
}


def site(request) -> dict:
    """What every template knows of the site: its names, its operator, the backgrounds of its maps."""
    pages = versions(request)
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_operator": settings.SITE_OPERATOR,
        "registration_answer_days": settings.REGISTRATION_ANSWER_DAYS,
        "site_contact": settings.SITE_CONTACT,
        "site_logo": emblems.logo(),
        "funders": emblems.funders(),
        "team_url": offers.team_url(request.path),
        "is_try": is_try(request),
        # The number of the reader's exercise, on its pages.
        "practice": practised(request),
        "operator_is_state": settings.OPERATOR_IS_STATE,
        "tiles_url": _PLAN,
        "background_tiles": _BACKGROUND_TILES,
        "backgrounds": [
            {"code": "plan", "label": _("Plan de l'IGN")},
            {"code": "photo", "label": _("Photo aérienne")},
            {"code": "aucun", "label": _("Aucun : contours des communes")},
        ],
        "script_words": script_words(),
        "languages": pages,
        "language_ways": ways(request, pages),
        "language_offer": offer(request, pages),
    }
