"""What every page knows about the site."""

from django.conf import settings


def site(request) -> dict:
    return {
        "site_name": settings.SITE_NAME,
        "site_tagline": settings.SITE_TAGLINE,
        "site_operator": settings.SITE_OPERATOR,
        "site_contact": settings.SITE_CONTACT,
        "site_logo": settings.SITE_LOGO,
        "operator_is_state": settings.OPERATOR_IS_STATE,
    }
