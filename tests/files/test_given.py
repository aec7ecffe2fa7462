"""A file that may be a picture or a document: what is said to be taken is taken, by one door."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from files import documents, given, pictures
from tests.common.test_one_road import sources


def drawn(kind: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (20, 10), "teal").save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_an_image_is_taken_whatever_its_name(kind):
    assert isinstance(given.read(SimpleUploadedFile("plan", drawn(kind))), pictures.Picture)


def test_a_document_is_taken_as_it_is():
    read = given.read(SimpleUploadedFile("Horaires", b"%PDF-1.7 horaires"))
    assert isinstance(read, documents.Document)
    assert (read.content, read.name) == (b"%PDF-1.7 horaires", "Horaires.pdf")


def test_what_is_neither_is_refused():
    with pytest.raises(ValidationError, match="ou une image"):
        given.read(SimpleUploadedFile("plan.bmp", b"BM rien"))


def test_nothing_reads_a_document_without_looking_whether_it_is_an_image():
    """Its message says that an image is taken."""
    readers = {path for path, text in sources().items() if re.search(r"\bdocuments\.read\(", text)}
    assert readers == {"files/given.py"}
