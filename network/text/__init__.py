# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text that professionals write for the network's sheets, events and news, in Markdown: docs/network.md."""
