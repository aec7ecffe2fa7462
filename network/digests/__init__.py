# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is new in the groups that somebody belongs to, told by mail at their pace."""
