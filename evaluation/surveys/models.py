# SPDX-License-Identifier: AGPL-3.0-or-later
"""A survey, its questions, who is asked, and what was answered: sealed and by nobody, or by name."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Group
from evaluation.questions import Kind, Option, Question
from mapping.models import Structure


class Whom(models.TextChoices):
    """Who is asked."""

    MEMBERS = "membres", _("des professionnels")
    STRUCTURES = "structures", _("des structures")
    PUBLIC = "public", _("tout le monde")


class State(models.TextChoices):
    """Where a survey is; one that is closed may open again, unless it is without names and was read."""

    DRAFT = "brouillon", _("brouillon")
    OPEN = "ouverte", _("ouverte")
    CLOSED = "close", _("close")


class Survey(models.Model):
    """A survey. `territory_kind`, `territory_code`, `theme`, `group` and `without_town_halls` say which
    professionals or structures; `target` is how many answers are hoped for, `wanted` after how many nobody
    else is asked. `is_told` once somebody read the results of one without names: two readings would tell by
    their difference what few people answered, and it opens no more."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("auteur")
    )
    title = models.CharField(_("titre"), max_length=120)
    introduction = models.TextField(_("introduction"), max_length=2000, blank=True)
    whom = models.CharField(_("à qui"), max_length=10, choices=Whom, default=Whom.MEMBERS)
    is_named = models.BooleanField(_("avec les noms"), default=False)
    territory_kind = models.CharField(_("genre de territoire"), max_length=20, blank=True)
    territory_code = models.CharField(_("territoire"), max_length=60, blank=True)
    theme = models.CharField(_("thème"), max_length=40, blank=True)
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("groupe")
    )
    opens_on = models.DateField(_("du"), null=True, blank=True)
    closes_on = models.DateField(_("au"), null=True, blank=True)
    without_town_halls = models.BooleanField(_("sans les mairies"), default=False)
    target = models.PositiveIntegerField(_("réponses visées"), null=True, blank=True)
    wanted = models.PositiveIntegerField(_("réponses attendues"), null=True, blank=True)
    reminds = models.BooleanField(_("relancer par courriel"), default=True)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.DRAFT)
    is_shown = models.BooleanField(_("résultats montrés à tous"), default=False)
    is_told = models.BooleanField(_("résultats lus"), default=False)

    class Meta:
        verbose_name = _("enquête")
        verbose_name_plural = _("enquêtes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(whom="public", is_named=True), name="evaluation_public_has_no_names"
            ),
            models.CheckConstraint(
                condition=models.Q(is_shown=False) | models.Q(state="close"),
                name="evaluation_shown_once_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def may_open_again(self) -> bool:
        """Whether one that is closed may take answers again."""
        return self.state == State.CLOSED and (self.is_named or not (self.is_told or self.is_shown))

    @property
    def is_answered_now(self) -> bool:
        """Whether one may answer today."""
        today = timezone.localdate()
        return (
            self.state == State.OPEN
            and (self.opens_on is None or self.opens_on <= today)
            and (self.closes_on is None or self.closes_on >= today)
        )


class SurveyQuestion(models.Model):
    """A question of a survey. `options` are the offered answers: [code, words, most]; `most` is after how
    many of them nobody else is counted, 0 for no end. Where `only_if` is a question before it, of yes or no,
    it is for those who answered `only_if_answer` to that one."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("rang"))
    kind = models.CharField(_("genre"), max_length=10, choices=Kind, default=Kind.CHOICE)
    label = models.CharField(_("question"), max_length=200)
    help = models.CharField(_("précision"), max_length=200, blank=True)
    options = models.JSONField(_("réponses"), default=list, blank=True)
    is_required = models.BooleanField(_("réponse obligatoire"), default=False)
    only_if = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("seulement si")
    )
    only_if_answer = models.CharField(_("réponse"), max_length=3, blank=True)

    class Meta:
        verbose_name = _("question d’enquête")
        verbose_name_plural = _("questions d’enquête")
        ordering = ["survey", "position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def code(self) -> str:
        """What its answers are kept under."""
        return f"q{self.pk}"

    @property
    def asked(self) -> Question:
        """The question as forms ask it."""
        offered = tuple(Option(code, words) for code, words, _most in self.options)
        return Question(self.code, Kind(self.kind), self.label, offered, self.help, self.is_required)

    @property
    def condition(self) -> tuple[str, str] | None:
        """For whom it is: the code of a question of yes or no and the answer to it; None for everyone."""
        before = self.only_if
        return (before.code, self.only_if_answer) if before and before.kind == Kind.YES_NO else None

    @property
    def quotas(self) -> dict[str, int]:
        """After how many of an answer nobody else is counted."""
        return {code: most for code, _words, most in self.options if most}


class Invited(models.Model):
    """A professional or a structure that is asked. `key` names it in a link; whether it has answered is
    known, what it answered is nowhere beside it. Days, no moments."""

    is_personal = True

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="invited")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    structure = models.ForeignKey(Structure, models.CASCADE, null=True, blank=True, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    has_answered = models.BooleanField(_("a répondu"), default=False)
    mails = models.PositiveSmallIntegerField(_("courriels"), default=0)

    class Meta:
        verbose_name = _("invité à une enquête")
        verbose_name_plural = _("invités à une enquête")
        ordering = ["survey", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "user"], name="evaluation_user_asked_once"),
            models.UniqueConstraint(fields=["survey", "structure"], name="evaluation_structure_asked_once"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) ^ models.Q(structure__isnull=True),
                name="evaluation_asked_user_or_structure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} : {self.user_id or self.structure_id}"


class Pace(models.Model):
    """Who is written to about surveys, a person or a structure: the last day, and that they want no more."""

    is_personal = True

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    structure = models.OneToOneField(Structure, models.CASCADE, null=True, blank=True, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    last = models.DateField(_("dernier courriel"), null=True, blank=True)
    is_stopped = models.BooleanField(_("plus de courriel"), default=False)

    class Meta:
        verbose_name = _("rythme des enquêtes")
        verbose_name_plural = _("rythmes des enquêtes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user_id or self.structure_id}"


class SealedAnswers(models.Model):
    """Some of the answers of a survey without names, sealed together in an order that is not theirs."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    part = models.PositiveSmallIntegerField(_("partie"))
    sealed = models.BinaryField(_("réponses scellées"))

    class Meta:
        verbose_name = _("réponses sans noms")
        verbose_name_plural = _("réponses sans noms")
        ordering = ["survey", "part"]
        constraints = [models.UniqueConstraint(fields=["survey", "part"], name="evaluation_one_part")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.part}"


class NamedAnswer(models.Model):
    """What somebody, or a structure, answered to a survey that said that it is with names."""

    is_personal = True

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    structure = models.ForeignKey(Structure, models.CASCADE, null=True, blank=True, related_name="+")
    answers = models.JSONField(_("réponses"))

    class Meta:
        verbose_name = _("réponses avec noms")
        verbose_name_plural = _("réponses avec noms")
        ordering = ["survey", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "user"], name="evaluation_one_named_user"),
            models.UniqueConstraint(fields=["survey", "structure"], name="evaluation_one_named_structure"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} : {self.user_id or self.structure_id}"


class KeptDraft(models.Model):
    """What somebody who is invited typed and did not send, sealed; gone once they do or the survey ends."""

    is_personal = True

    invited = models.OneToOneField(Invited, models.CASCADE, primary_key=True, related_name="draft")
    sealed = models.BinaryField(_("réponses en cours"))

    class Meta:
        verbose_name = _("réponses en cours")
        verbose_name_plural = _("réponses en cours")

    def __str__(self) -> str:
        return str(self.invited_id)
