# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups of professionals: their pages, who comes in, and what they are told by mail."""
