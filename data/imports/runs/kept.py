# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a run keeps what was said of its file: the keys of its settings, and of its profile."""

# The rules of its cells; in a profile, those of the last edition.
CUTS, CUTS_THEN = "cuts", "_cuts"
# What a program that sent it said of it (`data.api.settling`).
SAID = "said"
# What was answered on the page of columns and not sent yet (`data.pages.draft`).
DRAFT = "draft"
