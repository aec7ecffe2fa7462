# SPDX-License-Identifier: AGPL-3.0-or-later
"""What professionals, ambassadors and staff do about changes: look at them, take them back, protect records,
block accounts. In French only."""
