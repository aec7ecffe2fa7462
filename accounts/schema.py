"""How the API's description tells of signing in by token."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Un jeton que la préfecture remet : `Authorization: Bearer reperes_…`. L'API,"
            " `/tiles/`, `/exports/` et `/couches/` répondent alors ce que voit son titulaire ; inconnu,"
            " expiré ou révoqué, il est refusé (401).",
        }
