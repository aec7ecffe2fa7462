# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of resources: read, written, translated, reviewed: docs/network.md."""
