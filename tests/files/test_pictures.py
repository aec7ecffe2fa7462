"""A picture is its pixels alone, made anew; what is none is refused by what would be taken."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from files import pictures
from territory.takeaway import printed


def sent(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def drawn(kind: str = "JPEG", size=(640, 480), mode="RGB", **options) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 200 if mode == "L" else None).save(written, kind, **options)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_where_and_by_what_it_was_taken_is_not_kept():
    exif = Image.Exif()
    exif[0x010F] = "Fabricant"
    exif.get_ifd(0x8825)[2] = (48.0, 32.0, 24.0)
    kept = pictures.read(sent(drawn(exif=exif.tobytes(), comment=b"chez moi")))
    for one in (kept.whole, kept.small):
        assert b"Fabricant" not in one
        assert b"chez moi" not in one
        assert not opened(one).getexif()


def test_it_stands_upright_and_is_no_larger_than_a_screen():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    kept = pictures.read(sent(drawn(size=(4000, 2000), exif=exif.tobytes())))
    assert (kept.width, kept.height) == (800, 1600)
    assert opened(kept.small).size == (240, 480)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "LA"), ("WEBP", "RGB")],
)
def test_every_kind_that_is_taken_becomes_one(kind, mode):
    assert opened(pictures.read(sent(drawn(kind, mode=mode))).whole).format == "JPEG"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a<script>alert(1)</script>",
        b"%PDF-1.7",
        drawn()[:200],
        drawn("PNG")[:60],
        drawn("GIF"),
        drawn("BMP"),
    ],
    ids=["nothing", "svg", "polyglot", "pdf", "half a jpeg", "half a png", "gif", "bmp"],
)
def test_what_is_no_photograph_is_refused(content):
    assert printed  # What prints reports lets half a picture pass as soon as it is loaded.
    with pytest.raises(ValidationError, match="JPEG, PNG ou WebP"):
        pictures.read(sent(content))


def test_too_many_pixels_are_refused_before_they_are_decoded():
    with pytest.raises(ValidationError, match="millions de pixels"):
        pictures.read(sent(drawn("PNG", size=(9000, 9000), mode="1")))


def test_too_heavy_is_refused_unread():
    with pytest.raises(ValidationError, match="12 Mo"):
        pictures.read(sent(b"x" * (pictures.MAX_BYTES + 1)))
