# SPDX-License-Identifier: AGPL-3.0-or-later
"""Media types that several pages answer with."""

GEOJSON = "application/geo+json"
