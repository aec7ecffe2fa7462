# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the links of resources still lead somewhere."""
