# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the text of a directory to the parts of an address. Nothing here asks a database or a network."""

from geocoding.normalise.address import Address, normalise, raw_of

__all__ = ["Address", "normalise", "raw_of"]
