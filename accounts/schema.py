# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the API's description tells of signing in by token."""

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
