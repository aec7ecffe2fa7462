# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a provider answered, in one shape whoever it is."""

import enum
from dataclasses import asdict, dataclass


class Kind(enum.StrEnum):
    """What an answer stands for; the values are those of the national address service."""

    HOUSE = "housenumber"
    STREET = "street"
    LOCALITY = "locality"
    COMMUNE = "municipality"
    OTHER = "other"

    @classmethod
    def _missing_(cls, value) -> "Kind":
        return cls.OTHER


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer: a position in degrees (WGS 84), the provider's score (0 to 1), the parts of its address.

    `number` is as the provider writes it ("12", "12bis"). `score` is 0 where the provider gives none;
    `next_score` is that of its second answer, where only the best one was asked for.
    """

    label: str
    lat: float
    lon: float
    kind: Kind
    score: float = 0.0
    next_score: float = 0.0
    number: str = ""
    street: str = ""
    citycode: str = ""
    postcode: str = ""
    city: str = ""
    provider: str = ""

    def as_json(self) -> dict:
        """The candidate as a JSON object, which `from_json` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict) -> "Candidate":
        """The candidate that `as_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(**{**stored, "kind": Kind(stored["kind"])})
