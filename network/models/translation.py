# SPDX-License-Identifier: AGPL-3.0-or-later
"""A resource in another language, as a person translated it."""

import hashlib

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapping import vocabulary
from network.models.resource import Resource

# What a translation says in its language, field by field.
TRANSLATED = (
    *("title", "summary", "text", "steps"),
    *("fact_when", "fact_where", "fact_cost", "fact_delay", "due_words"),
)


class Translation(models.Model):
    """A resource in another language. `of` stands for what the resource said when this was written, so that a
    translation knows that its source changed since."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(
        _("langue"), max_length=3, choices=[one for one in vocabulary.LANGUES if one[0] != "fr"]
    )
    title = models.CharField(_("titre"), max_length=150)
    summary = models.CharField(_("en une phrase"), max_length=300, blank=True, default="")
    text = models.TextField(_("texte"), max_length=60_000, blank=True, default="")
    steps = models.TextField(_("étapes"), max_length=10_000, blank=True, default="")
    fact_when = models.CharField(_("quand"), max_length=160, blank=True, default="")
    fact_where = models.CharField(_("où"), max_length=160, blank=True, default="")
    fact_cost = models.CharField(_("combien"), max_length=160, blank=True, default="")
    fact_delay = models.CharField(_("délai"), max_length=160, blank=True, default="")
    due_words = models.CharField(_("échéance, en mots"), max_length=150, blank=True, default="")
    of = models.CharField(max_length=32, blank=True, default="")
    updated_at = models.DateTimeField(_("changé le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("traduction")
        verbose_name_plural = _("traductions")
        ordering = ["language", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "language"],
                name="translation_once",
                violation_error_message=_("Cette fiche est déjà traduite dans cette langue."),
            ),
            models.CheckConstraint(condition=models.Q(title__regex=r"\S"), name="translation_is_titled"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def root_id(self) -> int:
        """The number of the resource, which whoever writes locks."""
        return self.resource_id

    @property
    def is_outdated(self) -> bool:
        """Whether the resource says something else since it was translated."""
        return self.of != stands_for(self.resource)


def stands_for(resource: Resource) -> str:
    """32 signs that stand for what a resource says in French, of all that is translated."""
    said = "\x1f".join(getattr(resource, name) for name in TRANSLATED)
    return hashlib.sha256(said.encode()).hexdigest()[:32]
