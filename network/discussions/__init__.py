# SPDX-License-Identifier: AGPL-3.0-or-later
"""Discussions of professionals: topics and what is said of them, in a group or before the whole network."""
