# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who makes a printed book, of what, and how: docs/publishing.md."""
