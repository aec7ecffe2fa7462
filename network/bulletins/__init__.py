# SPDX-License-Identifier: AGPL-3.0-or-later
"""The monthly bulletin of a territory: made in one press of what is new, edited, sent once, kept."""
