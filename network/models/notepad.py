# SPDX-License-Identifier: AGPL-3.0-or-later
"""A notepad: a page that several write together, section by section."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapping.models.constraints import known_values
from network.models.agenda import Event
from network.models.common import THEMES, Shared, is_titled, members_are_of_a_group, territory_is_whole

SECTION_MOST, SECTIONS_MOST = 20_000, 60


class Notepad(Shared):
    """A page written together, for professionals or the members of its group; `text` says what it is for.
    Each section is edited alone, so that two people write at once. It may be that of one `event`."""

    event = models.ForeignKey(
        Event,
        verbose_name=_("d’un événement"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("bloc-notes")
        verbose_name_plural = _("blocs-notes")
        ordering = ["-updated_at", "-pk"]
        indexes = [models.Index(fields=["group", "-updated_at"], name="notepad_of_a_group")]
        constraints = [
            is_titled("notepad"),
            territory_is_whole("notepad"),
            members_are_of_a_group("notepad"),
            known_values("notepad", "themes", [code for code, _label in THEMES]),
            models.CheckConstraint(condition=~Q(audience=0), name="notepad_is_for_professionals"),
        ]


class Section(models.Model):
    """A part of a notepad; `rank` says where it stands."""

    notepad = models.ForeignKey(Notepad, on_delete=models.CASCADE, related_name="sections")
    rank = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("titre"), max_length=150)
    text = models.TextField(_("texte"), max_length=SECTION_MOST, blank=True, default="")
    created_at = models.DateTimeField(_("écrite le"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changée le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["rank", "pk"]
        constraints = [is_titled("section")]

    def __str__(self) -> str:
        return self.title

    @property
    def root_id(self) -> int:
        """The number of the notepad, which whoever writes locks."""
        return self.notepad_id
