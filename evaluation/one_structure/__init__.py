# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Ce qui est demandé chez nous »: for those who answer for one structure."""
