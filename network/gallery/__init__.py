# SPDX-License-Identifier: AGPL-3.0-or-later
"""Galleries: the photographs of a structure, an event or a group, and who agreed to be seen in them."""
