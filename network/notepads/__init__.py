# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notepads: pages that professionals write together, section by section."""
