# SPDX-License-Identifier: AGPL-3.0-or-later
"""An event: a workshop, a training, a meeting, something with a deadline."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mapping import vocabulary
from mapping.models import Structure
from mapping.models.address import Address
from mapping.models.codes import codes
from mapping.models.constraints import known_values, position_in_the_world, position_says_its_precision
from network.choices import EventKind, HeldAs
from network.models.common import THEMES, Shared, is_titled, members_are_of_a_group, territory_is_whole


class Registering(models.TextChoices):
    """How one registers for an event."""

    FREE = "free", _("Sans inscription")
    HERE = "here", _("Inscription sur cette page")
    ELSEWHERE = "elsewhere", _("Inscription ailleurs")


class Event(Address, Shared):
    """Something that takes place, once or again and again.

    `start_day` and `start_time` are those of its first occurrence, in the time of the place; without a time
    it lasts whole days. A call for projects has its deadline at its end. `recurrence` is what
    `network.agenda.recurrence` understood of `recurrence_words`; `cancelled_days` are occurrences that do not
    take place, `moved_days` those that are held otherwise (`network.agenda.moved`). `structure` is where it
    takes place; else the address is, or `online_link`; `held_as` says which of them one may choose.
    `attended` (people) is said afterwards, and so are its minutes, date by date (`network.models.minutes`).
    """

    kind = models.CharField(_("nature"), max_length=15, choices=EventKind, default=EventKind.ATELIER)
    languages = codes(_("langues"), vocabulary.LANGUES)
    start_day = models.DateField(_("jour"))
    start_time = models.TimeField(_("de"), null=True, blank=True)
    end_day = models.DateField(_("dernier jour"), null=True, blank=True)
    end_time = models.TimeField(_("à"), null=True, blank=True)
    recurrence = models.JSONField(null=True, blank=True)
    recurrence_words = models.CharField(_("se répète"), max_length=200, blank=True, default="")
    cancelled_days = ArrayField(
        models.DateField(), verbose_name=_("jours où il n’a pas lieu"), default=list, blank=True
    )
    moved_days = ArrayField(
        models.CharField(max_length=220), verbose_name=_("jours déplacés"), default=list, blank=True
    )
    is_cancelled = models.BooleanField(_("annulé"), default=False)
    structure = models.ForeignKey(
        Structure,
        verbose_name=_("dans les murs de"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    place_name = models.CharField(_("nom du lieu"), max_length=150, blank=True, default="")
    held_as = models.CharField(_("sur place ou en ligne"), max_length=6, choices=HeldAs, default=HeldAs.SITE)
    online_link = models.URLField(_("adresse en ligne"), max_length=500, blank=True, default="")
    online_is_open = models.BooleanField(_("adresse en ligne montrée à tous"), default=False)
    registering = models.CharField(
        _("inscription"), max_length=9, choices=Registering, default=Registering.FREE
    )
    registration_link = models.URLField(_("page d’inscription"), max_length=500, blank=True, default="")
    registration_until = models.DateField(_("inscription jusqu’au"), null=True, blank=True)
    seats = models.PositiveIntegerField(_("places"), null=True, blank=True)
    has_waiting_list = models.BooleanField(_("liste d’attente"), default=True)
    remind_days = models.PositiveSmallIntegerField(
        _("rappel, jours avant"),
        null=True,
        blank=True,
        help_text=_("60 pour une journée de partenaires, qui se prépare deux mois avant."),
    )
    asks_opinion = models.BooleanField(_("demander l’avis des participants"), default=False)
    attended = models.PositiveIntegerField(_("participants"), null=True, blank=True)

    @property
    def online_for_everyone(self) -> str:
        """The address online, where anyone who reads the event may join: of what one registers for here, it
        is for who is registered alone, unless it is said to be open."""
        is_theirs = self.registering == Registering.HERE and not self.online_is_open
        return "" if is_theirs else self.online_link

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        ordering = ["start_day", "start_time", "pk"]
        constraints = [
            is_titled("event"),
            territory_is_whole("event"),
            members_are_of_a_group("event"),
            known_values("event", "themes", [code for code, _label in THEMES]),
            position_in_the_world("event"),
            position_says_its_precision("event"),
            models.CheckConstraint(
                condition=Q(end_day__isnull=True) | Q(end_day__gte=F("start_day")),
                name="event_ends_after_it_begins",
                violation_error_message=_("Le dernier jour est avant le premier."),
            ),
            models.CheckConstraint(
                condition=Q(end_time__isnull=True) | Q(start_time__isnull=False),
                name="event_has_a_beginning",
                violation_error_message=_("Dites aussi à quelle heure cela commence."),
            ),
        ]
