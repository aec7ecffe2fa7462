# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photographs of a structure, an event or a group: the picture, what it shows, who agreed to be seen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Group, GroupMembership, Membership, OrganisationMembership
from accounts.readers import Reader, role_of_reader
from accounts.roles import Role
from files.models import File
from mapping.models import Structure, VisibleStructure
from network.models.agenda import Event
from network.models.common import Audience

ALT_MOST, LEGEND_MOST, CREDIT_MOST, WHO_MOST = 300, 300, 100, 300


class PhotoState(models.TextChoices):
    """Whether a photograph is shown. One that is not is for who keeps it alone."""

    DRAFT = "draft", _("à décrire")
    SHOWN = "shown", _("montrée")
    ASKED = "asked", _("masquée : quelqu’un a demandé son retrait")
    ENDED = "ended", _("masquée : l’accord a pris fin")


def _mine(who: Role | Reader) -> models.QuerySet | None:
    """The groups of a reader's account; None where there is none."""
    if not isinstance(who, Reader) or not who.account:
        return None
    return GroupMembership.objects.filter(user=who.account).order_by().values("group")


def _near(who: Role | Reader) -> Q:
    """The condition of photographs whose structure, event or group somebody reads, and which are for them.

    That of a confidential place is for who sees its address, which it would give away.
    """
    role, mine = role_of_reader(who), _mine(who)
    structures = VisibleStructure.objects.seen_by(role).filter(position_masked=False).order_by()
    events = Event.objects.seen_by(who).order_by()
    groups = Q(pk__in=[])
    if role is Role.STAFF:
        groups = Q(group__isnull=False)
    elif role is Role.PROFESSIONAL:
        groups = Q(group__is_listed=True, group__archived_at__isnull=True)
    told = Q(audience__lte=int(role))
    if mine is not None:
        groups |= Q(group__in=mine)
        told |= Q(audience=Audience.MEMBERS) & (Q(group__in=mine) | Q(event__group__in=mine))
    where = Q(structure__in=structures.values("id")) | Q(event__in=events.values("pk")) | groups
    return where & told


def live() -> Q:
    """The condition of what is shown today: whoever is recognised in it still agrees."""
    agreed = Q(consent_until__isnull=True) | Q(consent_until__gte=timezone.localdate())
    return Q(state=PhotoState.SHOWN) & agreed


class PhotoQuerySet(models.QuerySet["GalleryPhoto"]):
    """Photographs, as somebody may see them."""

    def seen_by(self, who: Role | Reader) -> "PhotoQuerySet":
        """Those that are shown, and for them to see."""
        return self.filter(_near(who), live())

    def known_to(self, who: Role | Reader) -> "PhotoQuerySet":
        """Those that they may know of: what they see; of what is hidden, and of what they see the place,
        what they put there and what their group or their organisation keeps."""
        if role_of_reader(who) is Role.STAFF:
            return self.filter(_near(who))
        if not isinstance(who, Reader) or not who.account:
            return self.seen_by(who)
        led = GroupMembership.objects.filter(user=who.account, role=Membership.As.REFERENT).order_by()
        own = OrganisationMembership.objects.filter(user=who.account).order_by().values("organisation")
        kept = (
            Q(group__in=led.values("group"))
            | Q(event__group__in=led.values("group"))
            | Q(structure__organisation__in=own)
            | Q(event__organisation__in=own)
        )
        return self.filter(_near(who), live() | Q(by=who.account) | (kept & ~Q(state=PhotoState.DRAFT)))

    def of(self, **holder: int) -> "PhotoQuerySet":
        """Those of one structure, event or group, in their order: the cover first."""
        return self.filter(**holder).order_by("-is_cover", "rank", "pk")


class GalleryPhoto(models.Model):
    """A photograph of one structure, event or group; once somebody said what it shows, it is shown.

    Where people are `recognisable`, `consent_who` says who, and that they agreed: until when, for which use
    beside the pages of the site, which `consent_noted_by` noted. Whoever reads the photograph reads nothing
    of that. When the row goes, whatever the road, its file goes, and what its history said
    (`network/sql/gallery.sql`).
    """

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file = models.OneToOneField(File, verbose_name=_("fichier"), on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(_("ce que l’on voit"), max_length=ALT_MOST, blank=True, default="")
    legend = models.CharField(_("légende"), max_length=LEGEND_MOST, blank=True, default="")
    credit = models.CharField(_("auteur de la photo"), max_length=CREDIT_MOST, blank=True, default="")
    taken_on = models.DateField(_("prise le"), null=True, blank=True)
    audience = models.SmallIntegerField(_("qui la voit"), choices=Audience, default=Audience.PUBLIC)
    rank = models.PositiveIntegerField(default=0)
    is_cover = models.BooleanField(_("en couverture"), default=False)
    state = models.CharField(_("état"), max_length=5, choices=PhotoState, default=PhotoState.DRAFT)
    recognisable = models.BooleanField(_("quelqu’un y est reconnaissable"), null=True, blank=True)
    consent_who = models.CharField(
        _("qui, et comment chacun a donné son accord"), max_length=WHO_MOST, blank=True, default=""
    )
    consent_until = models.DateField(_("accord jusqu’au"), null=True, blank=True)
    for_print = models.BooleanField(_("accord pour l’imprimé"), default=False)
    for_social = models.BooleanField(_("accord pour les réseaux sociaux"), default=False)
    consent_noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accord noté par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    consent_noted_at = models.DateTimeField(_("accord noté le"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ajoutée par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    is_example = models.BooleanField(_("exemple"), default=False)
    created_at = models.DateTimeField(_("ajoutée le"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changée le"), default=timezone.now, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo d’une galerie")
        verbose_name_plural = _("photos de galeries")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["structure", "rank"], name="photo_of_structure"),
            models.Index(fields=["event", "rank"], name="photo_of_event"),
            models.Index(fields=["group", "rank"], name="photo_of_group"),
            models.Index(fields=["-created_at"], name="photo_created_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(structure__isnull=False, event__isnull=True, group__isnull=True)
                | Q(structure__isnull=True, event__isnull=False, group__isnull=True)
                | Q(structure__isnull=True, event__isnull=True, group__isnull=False),
                name="gallery_photo_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(alt__regex=r"\S"),
                name="gallery_photo_described",
                violation_error_message=_("Dites en quelques mots ce que l’on voit sur la photo."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(recognisable=False)
                | Q(recognisable=True, consent_who__regex=r"\S"),
                name="gallery_photo_consented",
                violation_error_message=_("Dites qui est reconnaissable, et que chacun a donné son accord."),
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | ~Q(audience=0),
                name="gallery_photo_of_a_group_is_not_public",
            ),
            models.CheckConstraint(
                condition=Q(structure__isnull=True) | ~Q(audience=2),
                name="gallery_photo_of_members_is_of_a_group",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "shown", "asked", "ended"]), name="gallery_photo_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    # What pages of the history ask of whatever has one.

    @property
    def title(self) -> str:
        """What it is called: its legend, else what one sees."""
        return self.legend or self.alt or str(_("photo à décrire"))

    @property
    def themes(self) -> list[str]:
        """It has no theme."""
        return []

    @property
    def may_print(self) -> bool:
        """Whether it may be on paper: nobody is recognised in it, or they agreed."""
        return self.recognisable is False or self.for_print


class PhotoRemoval(models.Model):
    """That a photograph was removed: of what, when, by whom, and whether somebody on it asked. Nothing of
    it."""

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("le"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    was_asked = models.BooleanField(_("à la demande de quelqu’un qui y est"), default=False)

    class Meta:
        verbose_name = _("photo retirée")
        verbose_name_plural = _("photos retirées")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
