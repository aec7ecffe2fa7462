# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields of a group's own: declared by who leads it; its structures, asked and sorted by them."""
