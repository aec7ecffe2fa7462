# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the API's description tells of signing in by token."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class TokenScheme(OpenApiAuthenticationExtension):
    """Signing in by token, as the description of the API names it."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """The scheme, and what a token opens."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Un jeton que la préfecture remet : `Authorization: Bearer reperes_…`. L'API,"
            " `/tiles/`, `/exports/` et `/couches/` répondent alors ce que voit son titulaire ; inconnu,"
            " expiré ou révoqué, il est refusé (401).",
        }


def tell_refused_tokens(result: dict[str, Any], **_named: Any) -> dict[str, Any]:
    """The description of the API, where whatever takes a token says that it refuses a wrong one: 401."""
    refused = {
        "description": "Personne n'est connecté, ou le jeton est inconnu, expiré ou révoqué.",
        "headers": {"WWW-Authenticate": {"schema": {"type": "string"}}},
        "content": {"application/problem+json": {"schema": {"type": "object", "additionalProperties": {}}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            if any(TokenScheme.name in scheme for scheme in operation.get("security", [])):
                operation["responses"]["401"] = refused
    return result
