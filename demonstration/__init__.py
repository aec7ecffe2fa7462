# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory that a new site starts with: real town halls, and examples marked as such."""
