# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports (`evaluation.reports`) as PDF: to be sent to whoever funds, read in black and white."""
