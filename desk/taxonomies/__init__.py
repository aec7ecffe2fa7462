# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages by which staff write a region's own fields (`mapping.taxonomies`)."""
