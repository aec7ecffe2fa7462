# SPDX-License-Identifier: AGPL-3.0-or-later
"""A territory's bulletin on paper."""
