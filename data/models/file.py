# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files as they were given, in the database, so that one backup holds them and every server reads them."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.prepared import execute

PART = 1024 * 1024
# Bound on the server: the connection remembers the text of its last hundred statements, and Django's cursors
# write values in it, which would keep a hundred mebibytes of a file, twice over, in memory.
_KEEP_PART = """
INSERT INTO data_filepart (file_id, number, content) VALUES (%(file)s, %(number)s, %(content)s)
"""


class StoredFile(models.Model):
    """A file, in parts of a mebibyte."""

    name = models.CharField(_("nom"), max_length=255)
    size = models.BigIntegerField(_("taille (octets)"))
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("reçu le"), default=timezone.now)

    class Meta:
        verbose_name = _("fichier reçu")
        verbose_name_plural = _("fichiers reçus")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """The file as a temporary one, written part by part and removed afterwards."""
        with tempfile.NamedTemporaryFile(prefix="import-") as file:
            for part in self.parts.order_by("number").iterator(chunk_size=1):
                file.write(part.content)
            file.flush()
            yield Path(file.name)


class FilePart(models.Model):
    """A piece of a file that was sent, short enough to be read at once; `number` orders them."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="file_part_once")]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.number}"


@transaction.atomic
def store(name: str, chunks: Iterable[bytes]) -> StoredFile:
    """Keep a file given in chunks, without ever holding the whole of it."""
    file = StoredFile.objects.create(name=name[:255] or "fichier", size=0, sha256="")
    digest, size, number = hashlib.sha256(), 0, 0
    for chunk in chunks:
        digest.update(chunk)
        for start in range(0, len(chunk), PART):
            part = {"file": file.pk, "number": number, "content": chunk[start : start + PART]}
            execute(_KEEP_PART, part)
            number += 1
        size += len(chunk)
    file.size, file.sha256 = size, digest.hexdigest()
    file.save(update_fields=["size", "sha256"])
    return file
