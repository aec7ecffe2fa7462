# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages that a public service owes: help, accessibility, legal notices, personal data, site map."""

import json
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mapping.vocabulary import THEMES

AUDIT = settings.BASE_DIR / "bench/results/audit.json"


def audit() -> dict | None:
    """The last measures of `make audit`: their date and rows; None where there are none to read."""
    try:
        told = json.loads(AUDIT.read_text())
        rows = [
            {"figure": str(row["figure"]), "value": row["value"], "unit": row["unit"], "holds": row["holds"]}
            for row in told["rows"]
        ]
        return {"date": datetime.fromisoformat(told["date"]), "rows": rows}
    except (OSError, ValueError, KeyError, TypeError):
        return None


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration of accessibility, with what the last audit found."""
    return render(request, "desk/accessibility.html", {"audit": audit()})


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes the site, who is responsible for it and who hosts it."""
    identity = [
        (_("Éditeur"), settings.SITE_OPERATOR),
        (_("Adresse de l’éditeur"), settings.SITE_ADDRESS),
        (_("Responsable de la publication"), settings.SITE_DIRECTOR),
        (_("Hébergeur"), settings.SITE_HOSTING),
        (_("Nous écrire"), settings.SITE_CONTACT),
    ]
    return render(request, "desk/legal.html", {"identity": identity})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the site knows of who reads it, and whom to ask about it."""
    asks_addresses = bool(settings.GEOCODER_URL)
    contact = settings.SITE_PRIVACY_CONTACT or settings.SITE_CONTACT
    return render(
        request, "desk/privacy.html", {"asks_addresses": asks_addresses, "privacy_contact": contact}
    )


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to search, and what each theme is about."""
    return render(request, "desk/help.html", {"themes": THEMES})


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Links to every page, and to a search by theme."""
    themes = [{"spec": theme, "url": f"{reverse('home')}?theme={theme.code}"} for theme in THEMES]
    return render(request, "desk/site_map.html", {"themes": themes})
