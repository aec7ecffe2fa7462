# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields that a group of professionals adds to what structures say, and what structures say in them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Group, GroupMembership
from accounts.readers import Reader
from accounts.roles import Role
from mapping.models.structure import Structure

_KINDS = ["texte", "texte-long", "nombre", "oui-non", "choix", "choix-multiple", "date", "lien"]


class GroupFieldQuerySet(models.QuerySet["GroupField"]):
    """Fields of groups, as somebody may know of them."""

    def live(self) -> "GroupFieldQuerySet":
        """Those that are not retired."""
        return self.filter(retired_at__isnull=True)

    def seen_by(self, who: Reader) -> "GroupFieldQuerySet":
        """Those whose values somebody reads; `is_inside` says of each whether they belong to its group
        today. What a group declares for more people than its members is theirs alone while it is in no list,
        and once it is archived: its name would be told with it."""
        mine = GroupMembership.objects.filter(user=who.account, group=OuterRef("group"))
        # Who is nobody is in no group: nothing of people is asked for them.
        inside: Exists | Value = Exists(mine) if who.account else Value(False)
        every = self.annotate(is_inside=inside)
        if who.role is Role.STAFF:
            return every
        open_to = Q(audience__lte=int(who.role), group__is_listed=True, group__archived_at__isnull=True)
        return every.filter(open_to | Q(is_inside=True)) if who.account else every.filter(open_to)


class GroupField(models.Model):
    """One field: what it is called, which kind of value it takes, who reads it.

    `choices` are those of a choice, as they are read; `unit` goes with a number. One that holds values is
    retired, never deleted: it is asked and told no more, and can come back.
    """

    class Kind(models.TextChoices):
        SHORT = "texte", _("un texte court")
        LONG = "texte-long", _("un texte long")
        NUMBER = "nombre", _("un nombre")
        YES_NO = "oui-non", _("oui ou non")
        CHOICE = "choix", _("un choix dans une liste")
        CHOICES = "choix-multiple", _("plusieurs choix dans une liste")
        DATE = "date", _("une date")
        LINK = "lien", _("un lien")

    class Audience(models.IntegerChoices):
        """The least role that reads it; the values are those of `accounts.roles.Role`. What is for the
        members of the group is staff's by role alone, as whatever is a group's."""

        PUBLIC = Role.VISITOR, _("tout le monde")
        PROFESSIONALS = Role.PROFESSIONAL, _("les professionnels")
        MEMBERS = Role.STAFF, _("les membres du groupe")

    group = models.ForeignKey(
        Group, verbose_name=_("groupe"), on_delete=models.PROTECT, related_name="fields"
    )
    name = models.CharField(_("nom"), max_length=80)
    kind = models.CharField(_("nature"), max_length=14, choices=Kind, default=Kind.SHORT)
    unit = models.CharField(_("unité"), max_length=20, blank=True, default="")
    choices = ArrayField(models.CharField(max_length=80), verbose_name=_("choix"), default=list, blank=True)
    help = models.CharField(_("aide"), max_length=300, blank=True, default="")
    audience = models.SmallIntegerField(_("qui le lit"), choices=Audience, default=Audience.MEMBERS)
    is_required = models.BooleanField(_("nécessaire"), default=False)
    rank = models.PositiveSmallIntegerField(_("ordre"), default=0)
    retired_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = GroupFieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("champ d’un groupe")
        verbose_name_plural = _("champs des groupes")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "group",
                condition=Q(retired_at__isnull=True),
                name="groupfield_name_once",
                violation_error_message=_("Un champ du groupe s’appelle déjà ainsi."),
            ),
            models.CheckConstraint(
                condition=Q(name__regex=r"\S"),
                name="groupfield_is_named",
                violation_error_message=_("Donnez un nom au champ."),
            ),
            models.CheckConstraint(condition=Q(audience__in=[0, 1, 2]), name="groupfield_audience_known"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="groupfield_kind_known"),
            models.CheckConstraint(
                condition=~Q(choices=[]) | ~Q(kind__in=["choix", "choix-multiple"]),
                name="groupfield_choices_are_said",
                violation_error_message=_("Écrivez les choix, un par ligne."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def root_id(self) -> int:
        """The number of the group, which is locked while the field is written."""
        return self.group_id

    @property
    def column(self) -> str:
        """What a column of a file that is about it is called."""
        return f"{self.group.name} : {self.name}"

    @property
    def read_by(self) -> "GroupField.Audience":
        """Who reads it as things are: the members alone, of a group that is in no list or archived."""
        is_open = self.group.is_listed and not self.group.is_archived
        return GroupField.Audience(self.audience) if is_open else GroupField.Audience.MEMBERS


class GroupValue(models.Model):
    """What a structure says in a field of a group: a text, as `mapping.group_fields.reading` writes it;
    empty once it was taken out."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="group_values")
    field = models.ForeignKey(
        GroupField, verbose_name=_("champ"), on_delete=models.PROTECT, related_name="values"
    )
    text = models.TextField(_("valeur"), blank=True, default="", max_length=5000)

    class Meta:
        verbose_name = _("valeur d’un champ d’un groupe")
        verbose_name_plural = _("valeurs des champs des groupes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "field"], name="groupvalue_once"),
        ]

    def __str__(self) -> str:
        # Whoever writes its name on a page has not asked who reads it.
        return "valeur d’un champ d’un groupe"
