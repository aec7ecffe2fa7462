# SPDX-License-Identifier: AGPL-3.0-or-later
"""A region's own fields, mapped to data·inclusion's thématiques: which are shown (`shown`), what is said of
them (`checking`), who writes them (`writing`), their table as a file (`table`)."""
