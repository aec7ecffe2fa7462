# SPDX-License-Identifier: AGPL-3.0-or-later
"""The derived rows: what they are made of, and the triggers that keep them true."""

from pathlib import Path

from common.living_sql import Definitions

SQL = Definitions(
    Path(__file__).parent,
    (
        "tags",
        "words",
        "sound",
        "known_words",
        "hours",
        "cells",
        "refresh",
        "triggers",
        "version",
        "vocabulary",
    ),
    {"places": ("cell_places", "{rows}"), "cells": ("cell_sums", "{lines}")},
)
