# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked of a provider, and what every provider can do."""

from dataclasses import dataclass
from typing import Protocol

from geocoding.candidate import Candidate


@dataclass(frozen=True, slots=True)
class Ask:
    """A number and a street, within a commune (INSEE code) or, where that is not sure, within a postcode."""

    query: str
    citycode: str = ""
    postcode: str = ""


class Provider(Protocol):
    """A service that places addresses. `edition` names the state of its data, "" where it does not tell.

    `search` and `search_many` raise `geopy.exc.GeocoderQueryError` when a question is refused, and
    `geopy.exc.GeocoderServiceError` or one of its kinds when the service does not answer as it should.
    """

    name: str
    edition: str
    batch_size: int

    def search(self, ask: Ask, limit: int = 5) -> list[Candidate]:
        """Return the best answers, best first."""
        ...

    def search_many(self, asks: list[Ask]) -> list[list[Candidate]]:
        """Return, for each question, its best answer alone; [] for none.

        At most `batch_size` questions.
        """
        ...
