# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture that somebody gives, made anew: only its pixels are taken.

Where it was made, by which device and when, which photographs carry, is not in what is kept, nor is anything
that a browser could run. A drawing in SVG is a document with scripts and links: it is not taken.
"""

import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from accounts.models import User
from files.models import Content, File

MAX_BYTES = 12 * 1024 * 1024
# A recent telephone makes 12 to 50 million of them; decoded, one takes three bytes.
MAX_PIXELS = 60_000_000
# Wide enough for a screen, and for a page of paper at 200 dots an inch.
WHOLE_SIDE, SMALL_SIDE = 1600, 480
FORMATS = ("JPEG", "PNG", "WEBP")
ACCEPTED = "image/jpeg,image/png,image/webp"
MEDIA_TYPE = "image/jpeg"
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: JPEG, whole and small, and its size in pixels."""

    whole: bytes
    small: bytes
    width: int
    height: int


def read(given: UploadedFile, small_side: int = SMALL_SIDE) -> Picture:
    """The picture that was sent, its small form as wide or high as so many pixels. Raises ValidationError for
    what is none, or is too large."""
    if given.size is None or given.size > MAX_BYTES:
        raise ValidationError(
            _("cette photo pèse plus de %(most)d Mo : réduisez-la avant de l'envoyer.")
            % {"most": MAX_BYTES // 1024**2}
        )
    try:
        return _made_anew(given.read(), small_side)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning):
        raise ValidationError(
            _("ce fichier n'est pas une photo lisible : JPEG, PNG ou WebP sont attendus.")
        ) from None


@transaction.atomic
def store(picture: Picture, name: str, by: User | None = None) -> File:
    """Keep a picture, given by a user, under a name of its own."""
    file = File.objects.create(
        name=name[:200] or "photo",
        media_type=MEDIA_TYPE,
        size=len(picture.whole),
        width=picture.width,
        height=picture.height,
        by=by,
    )
    Content.objects.bulk_create(
        [
            Content(file=file, which=Content.Size.WHOLE, content=picture.whole),
            Content(file=file, which=Content.Size.SMALL, content=picture.small),
        ]
    )
    return file


def _made_anew(content: bytes, small_side: int) -> Picture:
    # What prints reports lets half a picture pass, in the whole process, as soon as it is loaded.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise ValidationError(
                _("cette photo a plus de %(most)d millions de pixels : réduisez-la avant de l'envoyer.")
                % {"most": MAX_PIXELS // 10**6}
            )
        # A telephone writes less than it says, where it can be asked for less.
        opened.draft("RGB", (WHOLE_SIDE * 2, WHOLE_SIDE * 2))
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            upright = ImageOps.exif_transpose(opened)
        flat = _on_white(upright)
    flat.thumbnail((WHOLE_SIDE, WHOLE_SIDE))
    return of_image(flat, small_side)


def of_image(image: Image.Image, small_side: int = SMALL_SIDE) -> Picture:
    """What is kept of an image that is drawn, or read: of its pixels alone."""
    flat = image.copy()
    flat.thumbnail((WHOLE_SIDE, WHOLE_SIDE))
    small = flat.copy()
    small.thumbnail((small_side, small_side))
    return Picture(_jpeg(flat), _jpeg(small), flat.width, flat.height)


def _on_white(image: Image.Image) -> Image.Image:
    """Its pixels alone, what is transparent on white."""
    if image.mode in ("RGB", "L"):
        return Image.frombytes(image.mode, image.size, image.tobytes()).convert("RGB")
    seen = image.convert("RGBA")
    flat = Image.new("RGB", seen.size, "white")
    flat.paste(seen, mask=seen.getchannel("A"))
    return flat


def _jpeg(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return written.getvalue()
