# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contacts taken with partners, told to the others."""
