"""What every page knows about the site."""

from django.conf import settings

from geoapp.words import script_words

# IGN's Plan v2 over its open WMTS service: no key, not rate-limited.
_TILES = (
    f"{settings.TILE_HOST}/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
    "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)


def site(request) -> dict:
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_operator": settings.SITE_OPERATOR,
        "site_contact": settings.SITE_CONTACT,
        "site_logo": settings.SITE_LOGO,
        "operator_is_state": settings.OPERATOR_IS_STATE,
        "tiles_url": _TILES,
        "script_words": script_words(),
    }
