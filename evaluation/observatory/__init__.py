# SPDX-License-Identifier: AGPL-3.0-or-later
"""The observatory: what is asked, what is found and what is missing, for everyone."""
