# SPDX-License-Identifier: AGPL-3.0-or-later
"""The three questions to a visitor on paper: sheets to fill in and cards with a QR code."""
