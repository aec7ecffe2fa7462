# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file that somebody gives, a picture or a document: which of the two is told by its first bytes. The one
way to take either, so that wherever a message says that an image is taken, one is."""

from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from files import documents, pictures
from files.models import File

ACCEPTED = f"{pictures.ACCEPTED},{documents.ACCEPTED}"
KINDS_TEXT = ", ".join(("JPEG", "PNG", "WebP", *(kind.name for kind in documents.KINDS)))
Given = pictures.Picture | documents.Document
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
_SNIFFED = 12


def read(sent: UploadedFile) -> Given:
    """The picture that was sent, made anew, or the document as it is. Raises ValidationError for what is
    neither, or is too large."""
    first = sent.read(_SNIFFED)
    sent.seek(0)
    is_picture = any(first.startswith(mark) for mark in _PICTURES)
    return pictures.read(sent) if is_picture else documents.read(sent)


def store(given: Given, name: str, by: User | None = None) -> File:
    """Keep it, given by a user; a picture, which has no name of its own, under the stem of this one."""
    if isinstance(given, documents.Document):
        return documents.store(given, by)
    stem = PurePosixPath(name.replace("\\", "/")).stem
    stem = "".join(one for one in stem if one.isprintable()).strip(" .")[:150]
    return pictures.store(given, f"{stem or 'photo'}.jpg", by)
