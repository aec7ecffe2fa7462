# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file of a resource, an event, a topic, a message or a notepad: a picture of its text, or a document to
take away."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from files.models import File
from network.models.agenda import Event
from network.models.discussion import Post, Topic
from network.models.notepad import Notepad
from network.models.resource import Resource

# What a file may belong to: one of these.
_OF = ("resource", "event", "topic", "post", "notepad")


def _of_one() -> Q:
    return reduce(or_, (Q(**{f"{name}__isnull": name != held for name in _OF}) for held in _OF))


class Attachment(models.Model):
    """A file of a resource, an event, a topic, a message or a notepad, with what it is in words: of a
    picture, what one sees."""

    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    notepad = models.ForeignKey(
        Notepad, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    file = models.ForeignKey(File, verbose_name=_("fichier"), on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("ce que c’est"), max_length=200)
    created_at = models.DateTimeField(_("ajouté le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_of_one(),
                name="attachment_of_one",
            ),
            models.CheckConstraint(
                condition=Q(label__regex=r"\S"),
                name="attachment_is_labelled",
                violation_error_message=_("Dites en quelques mots ce que c’est."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def root_id(self) -> int | None:
        """The number of what it belongs to, which whoever writes locks."""
        return next((one for name in _OF if (one := getattr(self, f"{name}_id"))), None)
