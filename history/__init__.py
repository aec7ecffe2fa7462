# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed, who did it and why: acts and their events, noted by triggers whatever the road.

It knows kinds of records (`history.kinds`), declared by the rooms that hold them, and nothing else of them.
"""
