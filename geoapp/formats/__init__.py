# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates and numbers where Django's own formats for a language do not suit these pages."""
