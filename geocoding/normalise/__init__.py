"""From the text of a directory to the parts of an address. Nothing here asks a database or a network."""

from geocoding.normalise.address import Address, normalise

__all__ = ["Address", "normalise"]
