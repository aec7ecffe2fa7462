# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two who write one field through the API: the version that each read, and what both say."""

from collections.abc import Mapping
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request

from common.problems import problem
from mapping.writing import Conflicts

VERSIONED = (
    "Avec `version`, le nombre reçu à la lecture, un champ que quelqu'un d'autre a changé autrement depuis"
    " fait tout refuser (409). Sans elle, les valeurs envoyées remplacent celles d'aujourd'hui."
)
CONFLICT = {
    (409, "application/problem+json"): OpenApiResponse(
        OpenApiTypes.OBJECT,
        "Un champ a été changé depuis la `version` envoyée : `conflicts` donne les deux valeurs.",
    )
}


def version_seen(request: Request) -> int | None:
    """The `version` of the structure that the sender read; None where they say none.

    Raises a validation error where it is no number that the API gives.
    """
    version = request.data.get("version") if isinstance(request.data, Mapping) else None
    if version is None:
        return None
    if isinstance(version, bool) or not isinstance(version, int) or version < 0:
        expected = _("le nombre donné par `version` à la lecture est attendu.")
        raise serializers.ValidationError({"version": [expected]})
    return version


def conflicting(found: Conflicts, written: serializers.ModelSerializer, version: int) -> JsonResponse:
    """409: what both say of each field, as `written` writes it, and the version to send to overwrite
    knowingly."""
    return problem(
        409,
        _("Modifiée entre-temps"),
        _(
            "Quelqu'un d'autre a changé ces champs depuis la version que vous avez lue : rien n'est écrit."
            " Pour mettre vos valeurs à la place, envoyez-les avec la version donnée ici."
        ),
        more={
            "version": version,
            "conflicts": [
                {
                    "field": name,
                    "yours": _said(written, name, conflict.yours),
                    "theirs": _said(written, name, conflict.theirs),
                }
                for name, conflict in found.fields.items()
            ],
        },
    )


def _said(written: serializers.ModelSerializer, name: str, value: Any) -> Any:
    field, value = written.fields[name], getattr(value, "pk", value)
    if value is None or isinstance(field, serializers.PrimaryKeyRelatedField):
        return value
    return field.to_representation(value)
