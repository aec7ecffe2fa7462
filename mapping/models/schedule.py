# SPDX-License-Identifier: AGPL-3.0-or-later
"""A type of column for stretches of local time; released migrations name it by this module."""

from django.db import models


class LocalTimes(models.Field):
    """A multirange of local times, written and read by SQL alone."""

    def db_type(self, connection) -> str:
        """PostgreSQL's type: stretches of local time, without a zone."""
        return "tsmultirange"
