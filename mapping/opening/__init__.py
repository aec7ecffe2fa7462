# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours as people write them: OpenStreetMap's syntax (`osm`), French (`french`), and the grid of a
week that a form shows (`grid`)."""
