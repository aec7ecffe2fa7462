"""Five hundred answers of a site, a text each: `python -m tests.upgrade.answers`, with DATABASE_URL."""

import datetime
import itertools
import json
import os
import re
import sys

_READERS = (None, "professionnel@exemple.fr", "agent@exemple.fr")
_MOMENT = datetime.datetime(2026, 11, 26, 17, 30, tzinfo=datetime.UTC)  # a Thursday evening in Melun
_NEAR = (
    "lat=48.54&lon=2.66&rayon_km=10",
    "lat=48.527&lon=2.686&rayon_km=2",
    "commune=77487",
    "epci=247700057",
    "departement=77",
)
_ASKED = (
    "", "theme=francais", "theme=logement&theme=sante", "q=atelier", "q=refuge", "accessible=oui",
    "gratuit=oui", "ouvert=jeudi-soir", "ouvert=maintenant", "niveau=A1", "hors_zone=oui&theme=francais",
    "tri=pertinence&q=maison", "public=femmes", "langue=ara", "mode=a-distance", "rayon_km=beaucoup",
)  # fmt: skip
_SEARCHES = ("/", "/api/v1/structures", "/api/v1/facets", "/api/v1/viewport")
_OTHERS = (
    "/api/v1/themes", "/api/v1/schema", "/api/v1/a-distance?theme=francais&lat=48.54&lon=2.66",
    "/api/v1/geocode?q=melun", "/api/v1/reverse?lat=48.54&lon=2.66", "/aide/", "/plan-du-site/",
    "/robots.txt", "/sitemap.xml", "/exports/csv?commune=77288", "/exports/geojson?departement=77",
    "/exports/atom?departement=77", "/exports/data-inclusion?commune=77288", "/exports/vcard?commune=77288",
    "/exports/icalendar?commune=77288", "/imports/", "/doublons/", "/professionnels/positions/",
    "/territoire/?departement=77", "/territoire/depots/", "/tiles/structures/12/2079/1414.mvt",
    "/tiles/structures/9/259/176.mvt", "/couches/communes/77.geojson", "/ar/?commune=77288",
    "/uk/?theme=francais&lat=48.54&lon=2.66", "/comparer/", "/connexion/",
)  # fmt: skip
# What differs between two identical questions: tokens, nonces, the version of the data.
_CHANGES = re.compile(
    rb'(csrfmiddlewaretoken" value|nonce|csrf-token" content|data-version)="[^"]*"|"version": ?"?[\d-]+"?'
    rb'|[?&]v=\d+|"data_version": ?\d+'
)


def addresses(structures: list[int]) -> list[str]:
    """What is asked, in order."""
    bbox = "bbox=2.5,48.4,2.8,48.65&zoom=11"
    searches = [
        f"{path}?{'&'.join(filter(None, (bbox if 'viewport' in path else near, asked)))}"
        for path, near, asked in itertools.product(_SEARCHES, _NEAR, _ASKED)
        if "viewport" not in path or near == _NEAR[0]
    ]
    items = [
        path.format(number) for number in structures for path in ("/structures/{}/", "/api/v1/structures/{}")
    ]
    return [*searches, *_OTHERS, *items]


def text_of(address: str, body: bytes) -> str:
    """What an answer says, without what changes from one time to the next."""
    from tests.layers.mvt import points_of

    if tile := re.search(r"/(\d+)/(\d+)/(\d+)\.mvt", address):
        # A tile promises no order.
        return "\n".join(sorted(map(str, points_of(body, *map(int, tile.groups())))))
    return _CHANGES.sub(b"", body).decode("utf-8", "backslashreplace")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from accounts.models import User
    from mapping.models import Structure

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    timezone.now = lambda: _MOMENT
    numbers = list(Structure.objects.order_by("pk").values_list("pk", flat=True))
    asked, answers = addresses(numbers), {}
    for email in _READERS:
        client = Client(raise_request_exception=False)
        if email:
            client.force_login(User.objects.get(email=email))
        # Who signs in reads by the same ways: every other address is enough.
        for address in asked if email is None else asked[::2]:
            answer = client.get(address, follow=True)
            body = b"".join(answer) if answer.streaming else answer.content
            head = f"{answer.status_code} {answer.headers.get('Content-Type')}"
            answers[f"{email or 'visitor'} {address}"] = f"{head}\n{text_of(address, body)}"
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
