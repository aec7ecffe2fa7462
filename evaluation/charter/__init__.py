# SPDX-License-Identifier: AGPL-3.0-or-later
"""The quality charter: what it asks, how a structure judges itself, visits, decisions, the label."""
