"""A small OpenID Connect server on loopback, which does as ProConnect does; each answer may be spoilt."""

import base64
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "reperes", "secret-partage"


class Server(ThreadingHTTPServer):
    """`person` is who signs in; `spoil` changes the tokens before they are signed, `sign` how they are."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.keys = {"a": rsa.generate_private_key(public_exponent=65537, key_size=2048)}
        self.signs_with = "a"
        self.codes: dict[str, dict] = {}
        self.access: dict[str, dict] = {}
        self.person = {
            "sub": "sub-1",
            "email": "Camille@Ministere.example.org",
            "given_name": "Camille",
            "usual_name": "Essai",
            "siret": "13002526500013",
        }
        self.amr: list[str] | None = None
        self.spoil = lambda kind, claims: claims
        self.as_json = False
        self.seen: dict = {}

    def signed(self, claims: dict, kind: str) -> str:
        claims = self.spoil(kind, {"iss": self.issuer, "aud": CLIENT, "exp": int(time.time()) + 60, **claims})
        return jwt.encode(claims, self.keys[self.signs_with], "RS256", headers={"kid": self.signs_with})

    def jwks(self) -> dict:
        found = []
        for kid, key in self.keys.items():
            told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            found.append(told | {"kid": kid, "use": "sig", "alg": "RS256"})
        return {"keys": found}


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_arguments):
        pass

    def _answer(self, body: str, kind="application/json", status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self):
        path, asked = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        issuer = self.server.issuer
        if path == "/.well-known/openid-configuration":
            self._answer(
                json.dumps(
                    {
                        "issuer": issuer,
                        "authorization_endpoint": f"{issuer}/authorize",
                        "token_endpoint": f"{issuer}/token",
                        "userinfo_endpoint": f"{issuer}/userinfo",
                        "jwks_uri": f"{issuer}/jwks",
                        "end_session_endpoint": f"{issuer}/session/end",
                    }
                )
            )
        elif path == "/jwks":
            self._answer(json.dumps(self.server.jwks()))
        elif path == "/authorize":
            asked = {name: values[0] for name, values in asked.items()}
            self.server.seen = asked
            code = secrets.token_urlsafe(12)
            self.server.codes[code] = asked
            told = urlencode({"code": code, "state": asked["state"]})
            self._answer("", status=302, Location=f"{asked['redirect_uri']}?{told}")
        elif path == "/userinfo":
            token = self.headers["Authorization"].removeprefix("Bearer ")
            if token not in self.server.access:
                return self._answer("", status=401)
            if self.server.as_json:
                return self._answer(json.dumps(self.server.person))
            self._answer(self.server.signed(self.server.person, "userinfo"), "application/jwt")
        return None

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        sent = {name: values[0] for name, values in sent.items()}
        asked = self.server.codes.pop(sent.get("code"), None)
        right = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        if not asked or not right or sent["redirect_uri"] != asked["redirect_uri"]:
            return self._answer('{"error": "invalid_grant"}', status=400)
        access = base64.urlsafe_b64encode(secrets.token_bytes(12)).decode()
        self.server.access[access] = asked
        claims = {"sub": self.server.person["sub"], "nonce": asked["nonce"], "acr": "eidas1"}
        if self.server.amr is not None:
            claims["amr"] = self.server.amr
        told = {"access_token": access, "token_type": "Bearer", "id_token": self.server.signed(claims, "id")}
        return self._answer(json.dumps(told))


def serve() -> Server:
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
