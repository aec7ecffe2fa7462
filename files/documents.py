# SPDX-License-Identifier: AGPL-3.0-or-later
"""A document that somebody gives, to be taken away: what it is is told by its first bytes, never by its name.

Nothing of it is opened or changed here, and no browser opens it on a page of ours: it is served as a file to
keep (`files.serving`). A document with programs in it (macros) is not taken.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from files.models import Content, File

MAX_BYTES = 20 * 1024 * 1024
_ZIP = b"PK\x03\x04"
# An OpenDocument begins with the name of its type, not compressed.
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
# How far from its beginning a PDF may say that it is one.
_PDF_WITHIN = 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: the end of its name, its media type, what people call it."""

    suffix: str
    media_type: str
    name: str


PDF = Kind(".pdf", "application/pdf", "PDF")
_ODF = {
    b"text": Kind(".odt", "application/vnd.oasis.opendocument.text", "ODT"),
    b"spreadsheet": Kind(".ods", "application/vnd.oasis.opendocument.spreadsheet", "ODS"),
    b"presentation": Kind(".odp", "application/vnd.oasis.opendocument.presentation", "ODP"),
}
_OOXML = "application/vnd.openxmlformats-officedocument."
# The part that each holds, by its name in the archive, which is not compressed.
_OFFICE = {
    b"word/document.xml": Kind(".docx", _OOXML + "wordprocessingml.document", "DOCX"),
    b"xl/workbook.xml": Kind(".xlsx", _OOXML + "spreadsheetml.sheet", "XLSX"),
    b"ppt/presentation.xml": Kind(".pptx", _OOXML + "presentationml.presentation", "PPTX"),
}
_MACROS = (b"vbaProject.bin", b"Basic/script-lc.xml", b"Scripts/python")
KINDS = (PDF, *_ODF.values(), *_OFFICE.values())
ACCEPTED = ",".join(kind.suffix for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is kept: its bytes, its kind, and a name that ends as its kind does."""

    content: bytes
    kind: Kind
    name: str


def read(given: UploadedFile) -> Document:
    """The document that was sent. Raises ValidationError for what is none, is too large or holds programs."""
    if given.size is None or given.size > MAX_BYTES:
        raise ValidationError(
            _("ce document pèse plus de %(most)d Mo : réduisez-le avant de l’envoyer.")
            % {"most": MAX_BYTES // 1024**2}
        )
    content = given.read()
    kind = kind_of(content)
    if kind is None:
        raise ValidationError(
            _("ce fichier n’est pas d’une sorte que nous prenons : %(kinds)s, ou une image.")
            % {"kinds": ", ".join(one.name for one in KINDS)}
        )
    if content.startswith(_ZIP) and any(mark in content for mark in _MACROS):
        raise ValidationError(_("ce document contient des macros : enregistrez-le sans elles."))
    return Document(content, kind, _named(given.name or "", kind))


def kind_of(content: bytes) -> Kind | None:
    """What a document is, by its bytes; None for what is none of `KINDS`."""
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return PDF
    if not content.startswith(_ZIP):
        return None
    if content[30 : 30 + len(_OPEN_DOCUMENT)] == _OPEN_DOCUMENT:
        rest = content[30 + len(_OPEN_DOCUMENT) :][:20]
        return next((kind for word, kind in _ODF.items() if rest.startswith(word)), None)
    if b"[Content_Types].xml" not in content:
        return None
    return next((kind for part, kind in _OFFICE.items() if part in content), None)


@transaction.atomic
def store(document: Document, by: User | None = None) -> File:
    """Keep a document, given by a user, under a name of its own."""
    file = File.objects.create(
        name=document.name, media_type=document.kind.media_type, size=len(document.content), by=by
    )
    Content.objects.create(file=file, content=document.content)
    return file


def _named(name: str, kind: Kind) -> str:
    stem = PurePosixPath(name.replace("\\", "/")).name
    if stem.lower().endswith(kind.suffix):
        stem = stem[: -len(kind.suffix)]
    stem = "".join(one for one in stem if one.isprintable()).strip(" .")[:150]
    return f"{stem or 'document'}{kind.suffix}"
