# SPDX-License-Identifier: AGPL-3.0-or-later
"""What browsers and search engines ask every site for."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers that read no page look for a picture of the site."""
    picture = settings.BASE_DIR / "static/img/logo.svg"
    response = HttpResponse(picture.read_bytes(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages and the pictures of their links, not every search that
    can be made of them."""
    closed = [
        "/admin/",
        "/api/",
        "/exports/",
        "/imports/",
        "/doublons/",
        "/professionnels/",
        "/mon-compte/",
        "/territoire/",
        # What partners' sites show of the directory: the page itself is what is to be found.
        "/integre/",
    ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Disallow: /*?*cursor="]
    # What is no answer to anybody's question, and has a page for each day.
    lines += ["Disallow: /*structures/*/historique/", "Disallow: /*modifications/"]
    # Those for editing lead to signing in, one for each structure.
    lines += ["Disallow: /structures/*/modifier/", "Disallow: /structures/nouvelle/"]
    # The forms for writing: two for each structure, and one link to the team's for each page.
    lines += [f"Disallow: /*structures/*/{form}/" for form in ("ecrire", "signaler")]
    lines += ["Disallow: /*ecrire/?", "Disallow: /confirmer/", "Disallow: /*telecharger/"]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
