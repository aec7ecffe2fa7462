# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages by which professionals bring data in, compare what may be the same, and take data out."""
