# SPDX-License-Identifier: AGPL-3.0-or-later
"""The origins of a partner's site: scheme, host and port, exactly, as a browser tells them (RFC 6454).

They are written in `frame-ancestors` of the policy of a widget (Content Security Policy 3, § 6.4.2), and
compared letter by letter by the script that tells the height: nothing is ever matched by how it ends.
"""

import re
from ipaddress import IPv4Address
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

MOST = 20
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_HOST = 253


def origins_of(text: str) -> list[str]:
    """The origins of a text, one a line or apart by spaces or commas, each once, in its order.

    Raises ValidationError with a message for each that is none, and where there are none or too many.
    """
    found, wrong = [], []
    for each in re.split(r"[\s,;]+", text.strip()):
        if not each:
            continue
        try:
            found.append(origin_of(each))
        except ValidationError as error:
            wrong.extend(error.messages)
    found = list(dict.fromkeys(found))
    if not found and not wrong:
        wrong = ["Écrivez au moins une adresse de site, comme https://www.exemple.fr."]
    if len(found) > MOST:
        wrong.append(f"{len(found)} adresses de sites : {MOST} au plus.")
    if wrong:
        raise ValidationError(wrong)
    return found


def origin_of(text: str) -> str:
    """The origin of a text in the one form that browsers write: small letters, a host of other letters in
    punycode, no port where it is the scheme's own. Raises ValidationError."""
    shown = f"« {text[:200]} »"
    scheme, _separator, rest = text.partition("://")
    scheme = scheme.lower()
    if not _separator or scheme not in _DEFAULT_PORTS:
        raise ValidationError(f"{shown} : une adresse commence par https:// (ou http://).")
    if "*" in rest:
        raise ValidationError(f"{shown} : pas d’étoile ; écrivez chaque site en entier, un par ligne.")
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise ValidationError(f"{shown} : le port est un nombre de 1 à 65535, et l’hôte un nom.") from None
    if parts.username is not None or parts.password is not None:
        raise ValidationError(f"{shown} : sans nom d’utilisateur ni « @ ».")
    host = _host(host, shown)
    if port == 0 or parts.netloc.endswith(":"):
        raise ValidationError(f"{shown} : le port est un nombre de 1 à 65535.")
    origin = f"{scheme}://{host}" if port in (None, _DEFAULT_PORTS[scheme]) else f"{scheme}://{host}:{port}"
    if parts.path not in ("", "/") or "?" in text or "#" in text or "\\" in text:
        raise ValidationError(f"{shown} : le site seulement, sans ce qui suit : {origin}")
    return origin


def _host(host: str, shown: str) -> str:
    """A name in punycode, or an address of four numbers. Raises ValidationError."""
    written = host.lower()
    if not written.isascii():
        try:
            coded = written.encode("idna").decode("ascii")
            same = coded.encode("ascii").decode("idna") == written
        except UnicodeError:
            coded, same = "", False
        if not same:
            # Two standards of international names write some letters differently: browsers follow the newer.
            raise ValidationError(
                f"{shown} : écrivez ce nom en punycode (xn--…), comme le montre le navigateur."
            )
        written = coded
    labels = written.split(".")
    if labels[-1].isdecimal() or labels[-1].startswith("0x"):
        try:
            return str(IPv4Address(written))
        except ValueError:
            raise ValidationError(f"{shown} : cette adresse IP n’est pas écrite en quatre nombres.") from None
    if len(written) > _LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValidationError(f"{shown} : ce n’est pas un nom de site (lettres, chiffres, tirets, points).")
    return written
