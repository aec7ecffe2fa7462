# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address as somebody wrote it, before anything is read in it."""

from dataclasses import dataclass

from geocoding.normalise import raw_of


@dataclass(frozen=True, slots=True)
class Text:
    """An address as its directory wrote it. `key` is the caller's."""

    key: str
    address: str = ""
    postcode: str = ""
    city: str = ""
    citycode: str = ""
    complement: str = ""

    @property
    def raw(self) -> str:
        """The whole text, as an `Outcome` gives it back."""
        return raw_of(self.address, self.complement, self.postcode, self.city)
