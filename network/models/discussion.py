# SPDX-License-Identifier: AGPL-3.0-or-later
"""What professionals say to each other: topics, questions or not, and what is said of each."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AmbassadorOf, Group, GroupMembership, Membership
from accounts.readers import Reader, role_of_reader
from accounts.roles import Role
from mapping.models import Structure
from mapping.models.constraints import known_values
from network.models.agenda import Event
from network.models.common import (
    THEMES,
    Shared,
    SharedQuerySet,
    State,
    is_titled,
    members_are_of_a_group,
    read_by,
    territory_is_whole,
)
from network.models.resource import Resource

TEXT_MOST = 20_000
# What a proposal may have to choose from, in lines and in letters of each.
CHOICES_MOST, CHOICE_LENGTH = 12, 80


def _withdrawn_known_to(who: Role | Reader, group: str) -> Q:
    """The condition of what somebody still knows of once it is withdrawn: what they wrote, and what is theirs
    to moderate, a group that they lead, else for an ambassador what is no group's. Staff know of all."""
    if role_of_reader(who) is Role.STAFF:
        return Q()
    account = who.account if isinstance(who, Reader) else 0
    led = GroupMembership.objects.filter(user=account, role=Membership.As.REFERENT).order_by()
    keeps = AmbassadorOf.objects.filter(user=account)
    return (
        Q(by=account, by__isnull=False)
        | Q(**{f"{group}__in": led.values("group")})
        | (Q(**{f"{group}__isnull": True}) & Q(Exists(keeps)))
    )


class TopicQuerySet(SharedQuerySet):
    """Topics, as somebody may read them."""

    def known_to(self, who: Role | Reader) -> "TopicQuerySet":
        """What they may know of: what they read; of what was withdrawn, their own and what they moderate."""
        if role_of_reader(who) < Role.PROFESSIONAL:
            return self.none()
        is_known = Q(state=State.PUBLISHED) | _withdrawn_known_to(who, "group")
        return self.filter(read_by(who)).filter(is_known)


class Topic(Shared):
    """What a professional opens a discussion with, in a group or before the whole network: it `asks`
    something, `proposes` something that is voted (`Vote`) until the end of `votes_until`, or neither. What is
    voted is one of its `choices`, or for and against where it has none. It may be about one structure, sheet
    or event.

    `answer` is what was kept of what is said of it, `faq` the sheet that was made of both. Nobody writes in
    one that is locked. `withdrawn_by` is who took it out: what a moderator did is not its author's to undo.
    `last_at` is when something was last said; `words` are the numbers of the words of its title and text,
    kept by the database (`network/sql/said.sql`).
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    asks = models.BooleanField(_("c’est une question"), default=False)
    proposes = models.BooleanField(_("c’est une proposition, que l’on vote"), default=False)
    votes_until = models.DateField(_("on vote jusqu’au"), null=True, blank=True)
    choices = ArrayField(
        models.CharField(max_length=CHOICE_LENGTH), verbose_name=_("choix proposés"), default=list, blank=True
    )
    structure = models.ForeignKey(
        Structure,
        verbose_name=_("à propos d’une structure"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    resource = models.ForeignKey(
        Resource,
        verbose_name=_("à propos d’une fiche"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("à propos d’un événement"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    answer = models.ForeignKey(
        "network.Post",
        verbose_name=_("réponse retenue"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    faq = models.ForeignKey(
        Resource,
        verbose_name=_("fiche qui en est faite"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    locked_at = models.DateTimeField(_("verrouillée le"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("retirée par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    last_at = models.DateTimeField(default=timezone.now, editable=False)
    words = ArrayField(models.IntegerField(), default=list, blank=True, editable=False)

    # The plugin takes a manager of its own for another kind of variable than the one that it replaces.
    objects = TopicQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        ordering = ["-last_at", "-pk"]
        indexes = [
            models.Index(fields=["group", "-last_at"], name="topic_of_a_group"),
            models.Index(fields=["-last_at"], name="topic_last_at"),
            GinIndex(OpClass("words", name="gin__int_ops"), name="topic_words"),
        ]
        constraints = [
            is_titled("topic"),
            territory_is_whole("topic"),
            members_are_of_a_group("topic"),
            known_values("topic", "themes", [code for code, _label in THEMES]),
            models.CheckConstraint(condition=~Q(audience=0), name="topic_is_for_professionals"),
            models.CheckConstraint(
                condition=Q(votes_until__isnull=True, proposes=False) | Q(proposes=True, asks=False),
                name="topic_is_voted_or_asks",
                violation_error_message=_(
                    "Une discussion est une question, ou une proposition que l’on vote."
                ),
            ),
            models.CheckConstraint(
                condition=Q(choices=[])
                | Q(proposes=True, choices__len__gte=2, choices__len__lte=CHOICES_MOST),
                name="topic_choices_are_voted",
                violation_error_message=_("On choisit entre deux choses au moins, d’une proposition."),
            ),
            models.CheckConstraint(
                condition=Q(structure__isnull=True, resource__isnull=True)
                | Q(structure__isnull=True, event__isnull=True)
                | Q(resource__isnull=True, event__isnull=True),
                name="topic_about_one",
                violation_error_message=_(
                    "Une discussion parle d’une structure, d’une fiche ou d’un événement."
                ),
            ),
        ]

    @property
    def is_locked(self) -> bool:
        """Whether nobody answers it any more."""
        return self.locked_at is not None


class Vote(models.Model):
    """What somebody says of a proposal, once: a word of `Choice`, or the place among its topic's choices,
    from 1 on. Who voted what is told to nobody; whose account is closed still counts."""

    class Choice(models.TextChoices):
        FOR = "pour", _("pour")
        AGAINST = "contre", _("contre")
        NEITHER = "blanc", _("sans avis")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    choice = models.CharField(_("avis"), max_length=6, choices=Choice)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "user"], name="vote_once"),
            models.CheckConstraint(
                condition=Q(choice__in=["pour", "contre", "blanc"]) | Q(choice__regex=r"^[1-9][0-9]?$"),
                name="vote_choice_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id}"


class Reading(models.Model):
    """What a discussion, or the page of a group, is to one of its readers: until when they read it; of a
    discussion, whether they are told by mail of what is answered where they wrote. `key` is what the link
    that ends these mails holds."""

    is_personal = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="readings")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_until = models.DateTimeField(null=True, blank=True, editable=False)
    is_told = models.BooleanField(default=True)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("lecture d’une discussion ou d’un groupe")
        verbose_name_plural = _("lectures des discussions et des groupes")
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="reading_once"),
            models.UniqueConstraint(fields=["user", "group"], name="reading_of_a_group_once"),
            models.CheckConstraint(
                condition=Q(topic__isnull=True, group__isnull=False)
                | Q(topic__isnull=False, group__isnull=True),
                name="reading_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id or self.group_id}"


class PostQuerySet(models.QuerySet):
    """What is said of topics, as somebody may read it."""

    def seen_by(self, who: Role | Reader) -> "PostQuerySet":
        """What is published, of topics that they read."""
        topics = Topic.objects.seen_by(who).order_by()
        return self.filter(state=State.PUBLISHED, topic__in=topics.values("pk"))

    def known_to(self, who: Role | Reader) -> "PostQuerySet":
        """What they may know of: what they read; of what was withdrawn, their own and what they moderate."""
        topics = Topic.objects.known_to(who).order_by()
        is_known = Q(state=State.PUBLISHED) | _withdrawn_known_to(who, "topic__group")
        return self.filter(is_known, topic__in=topics.values("pk"))


class Post(models.Model):
    """What somebody says of a topic, or of what another said of it (`reply_to`, which is no reply itself: the
    database holds it). `words` as a topic has them."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    reply_to = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="replies"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.TextField(_("message"), max_length=TEXT_MOST)
    state = models.CharField(_("état"), max_length=9, choices=State, default=State.PUBLISHED)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("retiré par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changé le"), default=timezone.now, editable=False)
    words = ArrayField(models.IntegerField(), default=list, blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        indexes = [GinIndex(OpClass("words", name="gin__int_ops"), name="post_words")]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"\S"),
                name="post_says_something",
                violation_error_message=_("Écrivez votre message."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    # What pages of the history ask of whatever is shared is that of its topic.

    @property
    def title(self) -> str:
        """What it is called: a message of its topic."""
        return gettext("Message de « %(topic)s »") % {"topic": self.topic.title}

    @property
    def slug(self) -> str:
        """What stands after the number of its topic in its address."""
        return self.topic.slug

    @property
    def group(self) -> Group | None:
        """The group that its topic is in."""
        return self.topic.group

    @property
    def group_id(self) -> int | None:
        """The number of that group."""
        return self.topic.group_id

    @property
    def audience(self) -> int:
        """Who reads it: whoever reads its topic."""
        return self.topic.audience

    @property
    def themes(self) -> list[str]:
        """The themes of its topic."""
        return self.topic.themes

    @property
    def is_example(self) -> bool:
        """Whether its topic is an example."""
        return self.topic.is_example


def said_of_topics(posts: models.QuerySet) -> models.QuerySet:
    """Posts in the order in which a page tells them: each followed by its replies, the oldest first."""
    return posts.order_by(Coalesce("reply_to", "pk"), "pk")
