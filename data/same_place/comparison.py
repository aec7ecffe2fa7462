# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two records laid beside each other: what each question says of both."""

import enum
from dataclasses import dataclass

from data.same_place.described import Described, metres
from data.same_place.names import Names, likeness
from geocoding.likeness import Likeness
from geocoding.likeness import likeness as street_likeness


class Said(enum.Enum):
    """What two records say of one thing."""

    UNKNOWN = "unknown"  # one of them says nothing
    SAME = "same"
    SHARED = "shared"  # the same, which others elsewhere say too
    PARTLY = "partly"
    OTHER = "other"


class Door(enum.Enum):
    """Two addresses."""

    UNKNOWN = "unknown"
    SAME = "same"  # the same street and number
    STREET = "street"  # a number is missing in one, or a word of the street
    NUMBER = "number"  # the same street, another number
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Shared:
    """What of the pair others bear too: a telephone or an e-mail address in other communes (a call centre's,
    a body's), a SIRET anywhere."""

    phone: bool = False
    mail: bool = False
    siret: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the table may look at, and nothing else. The same whichever record is laid first."""

    name: Names
    # `PARTLY`: neither name says what it does.
    trade: Said = Said.UNKNOWN
    mobile: Said = Said.UNKNOWN
    branch: Said = Said.UNKNOWN
    phone: Said = Said.UNKNOWN
    mail: Said = Said.UNKNOWN
    site: Said = Said.UNKNOWN
    siret: Said = Said.UNKNOWN
    networks: Said = Said.UNKNOWN
    door: Door = Door.UNKNOWN
    building: Said = Said.UNKNOWN
    commune: Said = Said.UNKNOWN
    metres: float | None = None
    identical: bool = False


def compare(a: Described, b: Described, shared: Shared | None = None) -> Comparison:
    """Lay two records beside each other. Symmetric."""
    shared = shared or Shared()
    return Comparison(
        name=likeness(a.name, b.name, a.town & b.town),
        trade=_trade(a, b),
        mobile=_sign(a.name.is_mobile, b.name.is_mobile),
        branch=_sign(a.name.is_branch, b.name.is_branch),
        phone=_equal(a.phone, b.phone, shared.phone),
        mail=_equal(a.mail, b.mail, shared.mail),
        site=_site(a, b),
        siret=_equal(a.establishment, b.establishment, shared.siret),
        networks=_networks(a, b),
        door=_door(a, b),
        building=_building(a, b),
        commune=_commune(a, b),
        metres=metres(a, b),
        identical=a.digest == b.digest,
    )


def _equal(a: str, b: str, shared: bool) -> Said:
    if not a or not b:
        return Said.UNKNOWN
    if a != b:
        return Said.OTHER
    return Said.SHARED if shared else Said.SAME


def _sign(a: bool, b: bool) -> Said:
    if a != b:
        return Said.OTHER
    return Said.SAME if a else Said.UNKNOWN


def _trade(a: Described, b: Described) -> Said:
    mine, theirs = a.name.trades, b.name.trades
    if not mine and not theirs:
        return Said.PARTLY
    if not mine or not theirs:
        return Said.UNKNOWN
    return Said.SAME if mine & theirs else Said.OTHER


def _networks(a: Described, b: Described) -> Said:
    if not a.reseaux or not b.reseaux:
        return Said.UNKNOWN
    return Said.SAME if a.reseaux & b.reseaux else Said.OTHER


def _site(a: Described, b: Described) -> Said:
    if a.page and a.page == b.page:
        return Said.SAME if a.hosts & b.hosts or "/" in a.page else Said.UNKNOWN
    if not a.hosts or not b.hosts:
        return Said.UNKNOWN
    return Said.PARTLY if a.hosts & b.hosts else Said.OTHER


def _commune(a: Described, b: Described) -> Said:
    if a.commune and b.commune:
        if a.commune == b.commune:
            return Said.SAME
        # Communes that joined: the directory of one year has the old code.
        return Said.PARTLY if a.code_postal and a.code_postal == b.code_postal else Said.OTHER
    if a.code_postal and b.code_postal:
        return Said.SAME if a.code_postal == b.code_postal else Said.OTHER
    return Said.UNKNOWN


def _building(a: Described, b: Described) -> Said:
    if not a.beside or not b.beside:
        return Said.UNKNOWN
    return Said.SAME if a.beside == b.beside else Said.UNKNOWN


def _door(a: Described, b: Described) -> Door:
    if not a.street_text or not b.street_text:
        return Door.UNKNOWN
    if a.street_text == b.street_text:
        return Door.SAME if a.place.number else Door.STREET
    mine, theirs = a.place, b.place
    if not mine.street or not theirs.street:
        short, long = sorted((set(a.street_text.split()), set(b.street_text.split())), key=len)
        return Door.STREET if short and short <= long else Door.OTHER
    alike = max(street_likeness(mine.street, theirs.street), street_likeness(theirs.street, mine.street))
    numbers = {mine.number, *mine.other_numbers} & {theirs.number, *theirs.other_numbers} - {""}
    if alike is Likeness.PART and numbers:
        # « 5 rue Schweitzer », « 5 rue Albert Schweitzer ».
        return Door.STREET
    if alike < Likeness.WAYLESS:
        return Door.OTHER
    if not mine.number or not theirs.number:
        return Door.STREET
    return Door.SAME if numbers else Door.NUMBER
