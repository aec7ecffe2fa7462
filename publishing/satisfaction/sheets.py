# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sheets with the three questions (two on an A4 page) and cards with a QR code (eight), a code each."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common import qr
from evaluation.satisfaction.asked import FACES, QUESTIONS
from publishing.breaking import lined
from publishing.pictograms import pictogram
from publishing.typesetting import Printed, typeset

_TEMPLATE = Path(__file__).parent / "typst" / "sheets.typ"
RIGHT_TO_LEFT = frozenset({"ar"})


class On(StrEnum):
    """What codes are printed on."""

    SHEETS = "feuilles"
    CARDS = "cartes"


def printed(name: str, codes: Iterable[str], on: On, language: str, site: str) -> Printed:
    """The codes of a structure by its `name`, on paper in a language; `site` is the address of the site,
    without a slash at the end. Raises `typesetting.TooLong`."""
    pictures = {f"{face}.svg": pictogram(face) for face in FACES}
    with translation.override(language):
        made = [
            _one(site + reverse("opinion", args=[code]), code, number, pictures)
            for number, code in enumerate(codes)
        ]
        said = {
            "title": " – ".join((_("Votre avis"), name)),
            "language": language,
            "is_mirrored": language in RIGHT_TO_LEFT,
            "on": on.value,
            "site": settings.SITE_NAME,
            "name": lined(name),
            "heading": _("Votre avis"),
            "nobody": _("Personne ne saura que c’est vous. N’écrivez pas votre nom."),
            "how": _("Avec un téléphone : visez le carré. Sans téléphone : cochez, puis rendez la feuille."),
            "scan": _("Visez le carré avec un téléphone : trois questions, sans nom."),
            "where": _("Ou tapez ce code à l’adresse :"),
            "address": site.partition("://")[2] + reverse("opinion-start"),
            "faces": [f"{face}.svg" for face in FACES],
            "questions": [
                {"label": str(one.label), "answers": [str(each.label) for each in one.options]}
                for one in QUESTIONS
            ],
            "codes": made,
        }
    return typeset([_TEMPLATE], said, pictures, timezone.localdate())


def _one(url: str, code: str, number: int, pictures: dict[str, bytes]) -> dict[str, str]:
    pictures[f"qr-{number}.svg"] = qr.image(url)
    return {"code": code, "qr": f"qr-{number}.svg", "url": url}
