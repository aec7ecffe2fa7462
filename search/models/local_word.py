# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words that people say here for a value of the vocabulary, beside those that the lexicon comes with."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LocalWord(models.Model):
    """A word or a few that stand for one value of a criterion (`search.lexicon.local` reads them).

    `folded` is what they are known by, whatever their accents; `language` says in which one they are said.
    One that was taken back stays, with who did and when: it means nothing any more.
    """

    word = models.CharField(_("mot"), max_length=60)
    folded = models.CharField(max_length=120, editable=False)
    parameter = models.CharField(_("critère"), max_length=30)
    value = models.CharField(_("valeur"), max_length=120)
    language = models.CharField(_("langue"), max_length=2, choices=settings.LANGUAGES)
    added_at = models.DateTimeField(_("ajouté le"), default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ajouté par"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
    )
    removed_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("retiré par"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("mot d’ici")
        verbose_name_plural = _("mots d’ici")
        ordering = ["word", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded"], condition=Q(removed_at=None), name="local_word_says_one_thing"
            ),
            models.CheckConstraint(condition=Q(folded__regex=r"\S"), name="local_word_says_something"),
        ]

    def __str__(self) -> str:
        return self.word
