# SPDX-License-Identifier: AGPL-3.0-or-later
from data.models.duplicate import Duplicate
from data.models.extract import Extract
from data.models.file import FilePart, StoredFile
from data.models.lesson import Lesson
from data.models.run import ImportRow, ImportRun, RunProgress
from data.models.source import Link, Profile, Source

__all__ = [
    "Duplicate",
    "Extract",
    "FilePart",
    "ImportRow",
    "ImportRun",
    "Lesson",
    "Link",
    "Profile",
    "RunProgress",
    "Source",
    "StoredFile",
]
