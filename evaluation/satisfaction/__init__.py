# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three questions after a visit: once by visit, by nobody in particular, told from five answers on."""
