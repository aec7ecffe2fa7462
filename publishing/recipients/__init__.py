# SPDX-License-Identifier: AGPL-3.0-or-later
"""To whom an edition goes: who receives how many copies, and which were delivered. Staff's alone."""
