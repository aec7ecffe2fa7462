# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a record says of where and who it is, as its reader sees it, ready to be compared."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from data.same_place.names import Name, taken_apart
from geocoding.normalise import Address, normalise
from places.folding import fold

# A number that a desk answers: short ones (39 49, 115) are everybody's.
DIGITS_OF_A_NUMBER = 9
# Hosts under which many bodies have their pages or their letters: the same one says nothing.
BIG_HOSTS = frozenset(
    re.findall(
        r"\S+",
        """
    aol.com bbox.fr cegetel.net facebook.com fr-fr.facebook.com m.facebook.com free.fr gmail.com
    google.com google.fr hotmail.com hotmail.fr icloud.com instagram.com laposte.fr laposte.net
    linkedin.com live.fr maps.google.com msn.com neuf.fr numericable.fr orange.fr outlook.com
    outlook.fr sfr.fr sites.google.com twitter.com wanadoo.fr x.com yahoo.com yahoo.fr youtube.com
    helloasso.com linktr.ee wordpress.com caf.fr pole-emploi.fr francetravail.fr ameli.fr msa.fr
    service-public.fr gouv.fr france-services.gouv.fr croix-rouge.fr secourspopulaire.fr
    secours-catholique.org restosducoeur.org emmaus-france.org adie.org infos-jeunes.fr
    maisondeservicesaupublic.fr pimms.org familles-rurales.org
        """,
    )
)
_EARTH_M = 6_371_008.8


@dataclass(frozen=True)
class Described:
    """A record's own words. Every one may be "", and `lat`, `lon` None.

    `commune` is the official code; `exact` says that the point is finer than the commune's.
    """

    nom: str
    adresse: str = ""
    complement: str = ""
    code_postal: str = ""
    commune: str = ""
    commune_nom: str = ""
    telephone: str = ""
    courriel: str = ""
    site_web: str = ""
    siret: str = ""
    reseaux: frozenset[str] = field(default_factory=frozenset)
    lat: float | None = None
    lon: float | None = None
    exact: bool = False

    @cached_property
    def name(self) -> Name:
        """Its name, taken apart."""
        return taken_apart(self.nom)

    @cached_property
    def phone(self) -> str:
        """The last nine digits of its number, however it is written; "" for a short one."""
        return phone_key(self.telephone)

    @cached_property
    def mail(self) -> str:
        """Its e-mail address, in lower case."""
        return self.courriel.strip().lower()

    @cached_property
    def page(self) -> str:
        """Its page without what changes nothing: host and path."""
        return page_of(self.site_web)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts of its page and of its e-mail address, but for those that many share."""
        return frozenset(filter(None, (host_key(self.site_web), host_key(self.courriel))))

    @cached_property
    def place(self) -> Address:
        """Its address taken apart."""
        return _normalised(self.adresse, self.complement)

    @cached_property
    def street_text(self) -> str:
        """Its address as folded words, for those without a street."""
        return fold(self.adresse)

    @cached_property
    def beside(self) -> str:
        """What stands beside the street (a building, a post office), folded."""
        return fold(self.complement)

    @cached_property
    def town(self) -> frozenset[str]:
        """The words of its town."""
        return frozenset(fold(self.commune_nom).split())

    @cached_property
    def establishment(self) -> str:
        """Its SIRET; "" where it is no SIRET: rounded by a spreadsheet, or mistyped."""
        return self.siret if is_siret(self.siret) else ""

    @property
    def digest(self) -> tuple[Any, ...]:
        """All that is compared: two records of one digest say the same."""
        return (
            self.name.whole, self.street_text, self.beside, self.code_postal, self.commune, self.phone,
            self.mail, self.page, self.siret, self.reseaux, self.lat, self.lon,
        )  # fmt: skip


@lru_cache(maxsize=8192)
def _normalised(adresse: str, complement: str) -> Address:
    return normalise(adresse, complement=complement)


def phone_key(telephone: str) -> str:
    """The nine last digits of a number, "" for a short one."""
    digits = re.sub(r"\D", "", telephone)
    return digits[-DIGITS_OF_A_NUMBER:] if len(digits) >= DIGITS_OF_A_NUMBER else ""


def host_key(address: str) -> str:
    """The host of a page or of an e-mail address, without « www. »; "" for one that many bodies share."""
    address = address.strip().lower()
    host = address.rpartition("@")[2] if "@" in address.split("/")[0] else _split(address)[0]
    host = host.removeprefix("www.")
    return "" if host in BIG_HOSTS or host.endswith(".gouv.fr") else host


def page_of(address: str) -> str:
    """A page as host and path, "" without one."""
    host, path, query = _split(address.strip())
    said = host.lower().removeprefix("www.") + path.rstrip("/")
    return f"{said}?{query}" if query and said else said


def _split(address: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        return parts.hostname or "", parts.path, parts.query
    except ValueError:
        return "", "", ""


def is_siret(digits: str) -> bool:
    """Whether fourteen digits keep the rule of a SIRET (Luhn's; La Poste's own sum a multiple of five)."""
    if len(digits) != 14 or not digits.isdigit() or digits.endswith("00000"):
        return False
    if digits.startswith("356000000") and sum(map(int, digits)) % 5 == 0:
        return True
    doubled = (int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def metres(a: Described, b: Described) -> float | None:
    """How far apart two records are; None unless both are known finer than their commune."""
    if not (a.exact and b.exact) or None in (a.lat, a.lon, b.lat, b.lon):
        return None
    lat_a, lon_a, lat_b, lon_b = (math.radians(float(one)) for one in (a.lat, a.lon, b.lat, b.lon))  # type: ignore[arg-type]
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_M * math.asin(min(1.0, math.sqrt(half)))


# The columns of a record, and the words of a description.
_FIELDS = {
    "nom": "nom",
    "adresse": "adresse",
    "complement_adresse": "complement",
    "code_postal": "code_postal",
    "code_insee": "commune",
    "commune_nom": "commune_nom",
    "telephone": "telephone",
    "courriel": "courriel",
    "site_web": "site_web",
    "siret": "siret",
}


def described(values: Mapping[str, Any], lat: float | None = None, lon: float | None = None) -> Described:
    """A description from the columns of a record; what is absent or null is "" in it."""
    said = {name: str(values.get(column) or "") for column, name in _FIELDS.items()}
    precision = values.get("position_precision") or ""
    return Described(
        **said,
        reseaux=frozenset(values.get("reseaux_porteurs") or ()),
        lat=lat,
        lon=lon,
        exact=lat is not None and precision not in ("", "commune"),
    )
