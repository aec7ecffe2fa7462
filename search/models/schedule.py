# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours worked out as stretches of time that SQL can ask about."""

from django.db import models

from mapping.models.schedule import LocalTimes


class Schedule(models.Model):
    """One text of opening hours in one area, shared by every service that has it.

    The triggers that keep the search's rows add a line for a text they meet first, not yet worked
    out; `search.schedules.work_out` fills `opened`, `appointment` and `uncertain`, multiranges of
    local time from yesterday to `known_until`. `area` is a département's code where the time or the
    school holidays depend on it, else empty.
    """

    hours = models.TextField()
    area = models.CharField(max_length=3, blank=True)
    timezone = models.CharField(max_length=40, default="Europe/Paris", db_default="Europe/Paris")
    readable = models.BooleanField(default=False, db_default=False)
    opened = LocalTimes(null=True, editable=False)
    appointment = LocalTimes(null=True, editable=False)
    uncertain = LocalTimes(null=True, editable=False)
    known_until = models.DateField(null=True, db_index=True)

    class Meta:
        db_table = "mapping_schedule"
        constraints = [models.UniqueConstraint(fields=["area", "hours"], name="schedule_unique")]

    def __str__(self) -> str:
        return self.hours
