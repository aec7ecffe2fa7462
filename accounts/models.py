# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who sign in, the organisations and groups they belong to, and the tokens of their programs.

What a role, or who belongs to something, may see of a structure is not decided here: see
`mapping.models.visible`.
"""

import datetime
import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from places.territories import Territory, TerritoryKind, territory


class Organisation(models.Model):
    """A body that runs structures or whose staff use the directory."""

    name = models.CharField(_("nom"), max_length=255)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    about = models.TextField(_("présentation"), blank=True)
    website = models.URLField(_("site"), blank=True)
    is_public = models.BooleanField(
        _("page publique"),
        default=True,
        help_text=_(
            "La page dit à tous quels lieux elle tient, sauf ceux dont l’adresse est confidentielle."
        ),
    )
    created_at = models.DateTimeField(_("créée le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_name_not_empty"),
            models.CheckConstraint(
                condition=models.Q(siren="") | models.Q(siren__regex=r"^\d{9}$"),
                name="organisation_siren_nine_digits",
            ),
            models.UniqueConstraint(
                fields=["siren"], condition=~models.Q(siren=""), name="organisation_siren_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """Professionals who work together across organisations: a network of a territory, a working party.

    No group of Django's, which gives rights in the administration pages. `about` is Markdown, `themes` are
    codes of the vocabulary, territory as what is shared has it (both empty for everywhere). What is not
    `is_listed` is known of by its members, by who is invited and by staff alone; nor is it by who may not ask
    to come in. An archived group is read by its members, and written by nobody.
    """

    class Kind(models.TextChoices):
        THEMATIC = "thematique", _("groupe thématique")
        TERRITORIAL = "territorial", _("groupe de territoire")
        STEERING = "pilotage", _("comité de pilotage")
        PILOT = "pilote", _("groupe pilote")

    class Joining(models.TextChoices):
        OPEN = "ouvert", _("ouvert : tout professionnel y entre")
        ON_REQUEST = "demande", _("sur demande : un référent répond")
        CLOSED = "ferme", _("fermé : on y entre par invitation")

    name = models.CharField(_("nom"), max_length=255)
    kind = models.CharField(_("nature"), max_length=11, choices=Kind, default=Kind.THEMATIC)
    summary = models.CharField(_("en une phrase"), max_length=300, blank=True, default="")
    about = models.TextField(_("à quoi il sert"), max_length=60_000, blank=True, default="")
    themes = ArrayField(models.CharField(max_length=50), verbose_name=_("thèmes"), default=list, blank=True)
    territory_kind = models.CharField(
        max_length=11, choices=[(kind.value, kind.value) for kind in TerritoryKind], blank=True, default=""
    )
    territory_code = models.CharField(_("territoire"), max_length=50, blank=True, default="")
    joining = models.CharField(_("comment y entrer"), max_length=7, choices=Joining, default=Joining.CLOSED)
    is_listed = models.BooleanField(_("dans la liste des groupes"), default=False)
    archived_at = models.DateTimeField(_("archivé le"), null=True, blank=True)
    created_by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("créé par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    is_example = models.BooleanField(_("exemple"), default=False)
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changé le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("groupe de professionnels")
        verbose_name_plural = _("groupes de professionnels")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(name__regex=r"\S"),
                name="group_name_not_empty",
                violation_error_message=_("Donnez un nom au groupe."),
            ),
            models.CheckConstraint(
                condition=models.Q(territory_kind="", territory_code="")
                | (~models.Q(territory_kind="") & ~models.Q(territory_code="")),
                name="group_territory_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(joining__in=["ouvert", "demande", "ferme"]), name="group_joining_known"
            ),
            models.CheckConstraint(
                condition=models.Q(is_listed=False) | ~models.Q(joining="ferme"),
                name="group_closed_is_not_listed",
                violation_error_message=_("Un groupe fermé n’est pas dans la liste des groupes."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """What stands after its number in its address."""
        return slugify(self.name)[:60].strip("-") or "groupe"

    @property
    def territory(self) -> Territory | None:
        """Where it works; None for everywhere, and for a territory that is no more."""
        if not self.territory_kind:
            return None
        return territory(TerritoryKind(self.territory_kind), self.territory_code)

    @property
    def is_archived(self) -> bool:
        """Whether it is read, and written no more."""
        return self.archived_at is not None


class UserManager(BaseUserManager["User"]):
    """Makes accounts, and finds one by its address whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create an account. Raises ValueError when the address is empty."""
        if not email:
            raise ValueError("Une adresse électronique est nécessaire.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Create an account that may do everything. Raises ValueError when the address is empty."""
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of an address, in capitals or not. Raises User.DoesNotExist."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address.

    `is_professional` opens what professionals may see; `is_staff` (prefecture staff) opens
    everything and the administration pages. What organisations and groups the person belongs to is in
    `organisation_memberships` and `group_memberships`.
    """

    email = models.EmailField(_("adresse électronique"), unique=True)
    full_name = models.CharField(_("nom complet"), max_length=150, blank=True)
    is_professional = models.BooleanField(_("professionnel"), default=False)
    is_staff = models.BooleanField(_("agent de la préfecture"), default=False)
    is_active = models.BooleanField(_("actif"), default=True)
    is_example = models.BooleanField(
        _("exemple"),
        default=False,
        editable=False,
        help_text=_("Compte d'un essai sur sa propre machine : il n'ouvre rien ailleurs."),
    )
    date_joined = models.DateTimeField(_("inscrit le"), default=timezone.now, editable=False)

    objects = UserManager()

    # Said by the session of a request: staff are professionals until they have shown their second factor.
    lacks_second_factor = False

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_case"),
            models.CheckConstraint(
                condition=models.Q(is_example=False)
                | models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
                name="user_example_has_no_password",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def may_sign_in(self) -> bool:
        """Whether any way of signing in opens this account: an example opens in a try alone."""
        return self.is_active and (settings.DEBUG or not self.is_example)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether Django's administration lets the account do that: an administrator, and nobody else. What
        others may do is said by their role (`accounts.roles`), never by a permission of Django's."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the account may do anything of an application in the administration; the same."""
        return self.is_active and self.is_superuser

    @property
    def organisation(self) -> Organisation | None:
        """The organisation under whose name the person acts: the first that they joined."""
        joined = self.organisation_memberships.select_related("organisation").order_by("since", "pk").first()
        return joined.organisation if joined else None


class Membership(models.Model):
    """That a person belongs to something, as what, and since when."""

    class As(models.TextChoices):
        MEMBER = "member", _("membre")
        REFERENT = "referent", _("référent")

    role = models.CharField(_("rôle"), max_length=8, choices=As, default=As.MEMBER)
    since = models.DateField(_("depuis le"), default=timezone.localdate)

    class Meta:
        abstract = True


class OrganisationMembership(Membership):
    """That a person belongs to an organisation."""

    user = models.ForeignKey(
        User,
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        related_name="organisation_memberships",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="memberships"
    )

    class Meta:
        verbose_name = _("appartenance à une organisation")
        verbose_name_plural = _("appartenances à une organisation")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="organisation_membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Membership.As.values), name="organisation_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.organisation}"


class GroupMembership(Membership):
    """That a person belongs to a group of professionals, for one of their organisations or none."""

    user = models.ForeignKey(
        User, verbose_name=_("personne"), on_delete=models.CASCADE, related_name="group_memberships"
    )
    group = models.ForeignKey(
        Group, verbose_name=_("groupe"), on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("au nom de"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("appartenance à un groupe")
        verbose_name_plural = _("appartenances à un groupe")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="group_membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Membership.As.values), name="group_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.group}"


def in_a_year() -> datetime.datetime:
    """When a token made now expires, unless something else is said."""
    return timezone.now() + datetime.timedelta(days=365)


class ApiToken(models.Model):
    """What a program shows to be answered as its owner is. Its text is told once, and only its digest kept:
    who reads the database signs in nowhere with it. Imports are sent only with one that `may_import`."""

    user = models.ForeignKey(
        User, verbose_name=_("personne"), on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(_("usage"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expire le"), default=in_a_year)
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, blank=True, editable=False)
    may_import = models.BooleanField(
        _("peut envoyer des imports"),
        default=False,
        db_default=False,
        help_text=_("Envoyer des fichiers, les écrire et les annuler, sous les sources de cette personne."),
    )

    class Meta:
        verbose_name = _("jeton d'accès")
        verbose_name_plural = _("jetons d'accès")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.user})"

    @staticmethod
    @sensitive_variables("text")
    def digest_of(text: str) -> str:
        """SHA-256, in hexadecimal: 256 random bits need no slow digest, and each request works it out."""
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()

    @sensitive_variables("text")
    def renew(self) -> str:
        """Give this token, not saved, a text of its own; the text, which nothing tells again."""
        text = f"reperes_{secrets.token_urlsafe(32)}"
        self.digest = self.digest_of(text)
        return text

    @property
    def is_valid(self) -> bool:
        """Whether it signs its owner in now."""
        return self.revoked_at is None and self.expires_at > timezone.now() and self.user.may_sign_in


# The other records of this room, each in the module of its idea: Django learns of them here.
from accounts.charter import CharterAcceptance, CharterVersion  # noqa: E402
from accounts.organisation_facts import Agreement, AgreementStep, Funding, Label  # noqa: E402
from accounts.profile import Profile  # noqa: E402
from accounts.requests import GroupInvitation, GroupRequest, Invitation, JoinRequest, TrustedDomain  # noqa: E402
from accounts.standing import AmbassadorOf  # noqa: E402

__all__ = [
    "Agreement",
    "AgreementStep",
    "AmbassadorOf",
    "ApiToken",
    "CharterAcceptance",
    "CharterVersion",
    "Funding",
    "Group",
    "GroupInvitation",
    "GroupMembership",
    "GroupRequest",
    "Invitation",
    "JoinRequest",
    "Label",
    "Membership",
    "Organisation",
    "OrganisationMembership",
    "Profile",
    "TrustedDomain",
    "User",
    "UserManager",
]
