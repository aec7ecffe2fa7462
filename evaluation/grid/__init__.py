# SPDX-License-Identifier: AGPL-3.0-or-later
"""The weekly grid: what is asked of a structure at its desk, by telephone, at a distance. Nobody's name."""
