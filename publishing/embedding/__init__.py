# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory inside partners' sites: a link, a frame, a custom element."""
