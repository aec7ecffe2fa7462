# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours for the examples, in OpenStreetMap syntax; an empty text is an unknown one."""

from demonstration.catalogue import Rhythm

TIMETABLES: dict[Rhythm, tuple[str, ...]] = {
    Rhythm.OFFICE: (
        "Mo-Fr 09:00-12:00,13:30-17:00; PH off",
        "Mo-Tu,Th-Fr 09:00-12:30,14:00-17:30; We 09:00-12:30; PH off",
        "Mo 14:00-17:00; Tu-Fr 08:45-12:15,13:45-17:15; PH off",
        "Mo-We,Fr 09:00-12:00,14:00-17:00; Th 14:00-19:00; PH off",
        "Mo-Fr 08:30-12:30,13:30-18:00; Sa 09:00-12:00; PH off",
        "Tu-Fr 10:00-12:30,14:00-18:30; Sa 10:00-13:00; PH off",
        "",
    ),
    Rhythm.PERMANENCE: (
        "Tu,Th 14:00-17:00; PH off",
        "Mo,We,Fr 09:30-12:00; PH off",
        "We 13:30-18:00; Sa 09:30-12:00; PH off",
        "Tu 09:00-12:00; Th 14:00-20:00; PH off",
        "Tu[1,3] 14:00-17:00; PH off",
        "",
    ),
    Rhythm.EVENING: (
        "Tu,Th 18:30-20:30; PH off",
        "Tu 18:00-20:00; PH off",
        "Th 18:30-20:30; PH off",
        "Mo,Th 19:00-21:00; PH off",
    ),
    Rhythm.SATURDAY: (
        "Sa 09:30-12:00; PH off",
        "We 14:00-18:00; Sa 10:00-12:30,14:00-17:00; PH off",
        "Sa 10:00-12:30; PH off",
    ),
    Rhythm.APPOINTMENT: (
        'Mo-Fr 09:00-12:00,14:00-17:00 "sur rendez-vous"; PH off',
        'Tu,Th 09:00-12:30 "sur rendez-vous"; PH off',
        'Mo,We 14:00-18:00 "sur rendez-vous"; Fr 09:00-12:00; PH off',
    ),
    Rhythm.ALWAYS: ("24/7",),
}

# Of services that have hours of their own beside their structure's: days, evenings, and not every week.
LESSONS = (
    "Mo,Th 09:30-11:30; PH off",
    "Tu 14:00-16:00; PH off",
    "We 18:00-20:00; PH off",
    "Th 18:30-20:30; PH off",
    "Tu,Th 18:30-20:30; PH off; SH off",
    "Mo,Fr 13:30-15:30; PH off; SH off",
)
OCCASIONAL = (
    "Fr[1,3] 14:00-16:00; PH off",
    "Th[2,4] 18:00-20:00; PH off",
    "Sa[-1] 09:30-12:00",
    "week 02-52/2 We 14:00-17:00; PH off",
    'Fr 14:00-16:00 unknown "deux vendredis par mois"; PH off',
    "Sep-Jun Tu 09:30-11:30; PH off",
    "We 14:00-17:00; PH off; SH off",
)
