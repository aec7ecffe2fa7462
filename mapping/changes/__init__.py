# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history as people read it: what changed of a structure, and lately somewhere, in words."""
