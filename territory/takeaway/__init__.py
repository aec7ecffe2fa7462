# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves the site with a person: spreadsheets, a QGIS layer, a printed report, an offline map.

Every form is made of one `territory.report.Report`, so that they all say the same thing.
"""
