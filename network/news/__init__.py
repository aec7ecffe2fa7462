# SPDX-License-Identifier: AGPL-3.0-or-later
"""News: told from a day to another, and no longer. Who writes them, where they are read, and as feeds."""
