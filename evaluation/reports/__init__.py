# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports of a period: of one structure, for whoever funds it, and of a territory; as plain values, which a
page, a workbook and a PDF (`publishing.reports`) set alike."""
