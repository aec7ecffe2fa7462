# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which commune an address is in: looked for before its street."""

from geocoding.communes.gazetteer import Gazetteer, Town, gazetteer
from geocoding.communes.resolve import Resolution, resolve_commune

__all__ = ["Gazetteer", "Resolution", "Town", "gazetteer", "resolve_commune"]
