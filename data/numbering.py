# SPDX-License-Identifier: AGPL-3.0-or-later
"""The numbering plan overseas: a département has a region of its own (names are those of libphonenumber)."""

OVERSEAS_REGIONS = {
    "971": "GP",
    "972": "MQ",
    "973": "GF",
    "974": "RE",
    "975": "PM",
    "976": "YT",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
