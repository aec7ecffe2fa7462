# SPDX-License-Identifier: AGPL-3.0-or-later
"""The forms of a discussion: what opens it, and what is said of it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mapping.editing.blocks import Block
from mapping.editing.forms import Codes, RecordForm, Says
from mapping.editing.forms import text as one_line
from network import group_choice
from network.discussions import mails, rules
from network.discussions.naming import Named, called, proposed
from network.discussions.told import about_of, name_of
from network.events.fields import day
from network.models import Attachment, Audience, Post, Topic
from network.models.common import THEMES
from network.models.discussion import CHOICE_LENGTH, CHOICES_MOST, TEXT_MOST
from network.placed_form import PlacedForm
from network.resources.forms import Shown
from network.text.fields import MarkdownField
from network.text.rendering import rendered

_NAMING = "Pour prévenir quelqu’un, écrivez @ puis son nom : @Prénom Nom."
_VOTED = "on l’a déjà votée : proposez plutôt autre chose, à côté."


class ChoicesField(forms.CharField, Says):
    """What is chosen from, one a line; none for a proposal that one is for or against."""

    def __init__(self) -> None:
        super().__init__(
            label="ce que l’on choisit",
            help_text="Un choix par ligne : « Grand Chêne », « Astrolabe ». Vide : pour ou contre.",
            required=False,
            max_length=CHOICES_MOST * (CHOICE_LENGTH + 1),
            widget=forms.Textarea(attrs={"class": "input input--short", "rows": 3}),
        )

    def prepare_value(self, value: Any) -> Any:
        """The choices, one a line."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The choices. Raises ValidationError where they are one, too many, too long, or the same twice."""
        given = [" ".join(line.split()) for line in str(super().clean(value) or "").splitlines()]
        lines = [line for line in given if line]
        if len(lines) == 1:
            raise ValidationError("un seul choix n’en est pas un : écrivez-en deux, un par ligne.")
        if len(lines) > CHOICES_MOST:
            raise ValidationError(f"{len(lines)} choix : {CHOICES_MOST} au plus.")
        if long := next((line for line in lines if len(line) > CHOICE_LENGTH), ""):
            raise ValidationError(f"« {long[:30]}… » : {CHOICE_LENGTH} lettres au plus par choix.")
        if len({line.casefold() for line in lines}) < len(lines):
            raise ValidationError("le même choix est écrit deux fois.")
        return lines

    def say(self, value: Any) -> str:
        """The choices on one line."""
        return ", ".join(value or ())

    def say_change(self, before: Any, after: Any) -> str:
        """What they were, what they are."""
        return f"{self.say(before) or 'rien'} → {self.say(after) or 'rien'}"


class TopicForm(PlacedForm):
    """What opens a discussion. Where it was opened, and who reads it, stays: what was said there was said to
    them."""

    title = one_line(
        "titre", "De quoi on parle, ou la question, en une phrase.", required=True, max_length=150
    )
    text = MarkdownField(label="texte", help_text=_NAMING, max_length=TEXT_MOST)
    asks = forms.BooleanField(
        label="c’est une question",
        help_text="Une réponse pourra être retenue, puis devenir une fiche.",
        required=False,
    )
    proposes = forms.BooleanField(
        label="c’est une proposition, que l’on vote",
        help_text="On lit combien, jamais qui : une fois que l’on a voté, ou que le vote est clos.",
        required=False,
    )
    choices = ChoicesField()
    votes_until = day("on vote jusqu’au", "Compris. Vide : tant que la discussion est ouverte.")
    group = group_choice.group_field()
    themes = Codes(label="thèmes", choices=THEMES)

    class Meta:
        model = Topic
        fields: tuple[str, ...] = (
            "title", "text", "asks", "proposes", "choices", "votes_until", "audience", "group", "themes",
        )  # fmt: skip
        widgets: ClassVar = {"audience": forms.RadioSelect}

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        self._makes, self._was = record.pk is None, record.text
        group_choice.offer(self)
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ChoiceField)
        audience.choices = [one for one in group_choice.audiences(True) if one[0] != Audience.PUBLIC]
        if not self._makes:
            del self.fields["audience"]
            self.fields.pop("group", None)
        elif "group" not in self.fields and record.group_id is None:
            del self.fields["audience"]

    @classmethod
    def named(cls, record: Any) -> str:
        """Its title."""
        return str(record.title)

    def context(self, seen: Any) -> dict[str, Any]:
        """What a new one is about, and the pictures that the text may show."""
        about = about_of(self.instance, self.editor.user) if self._makes else None
        return {
            "about": about.name if about else "",
            "pictures": pictures_of({"topic": self.instance.pk}),
            "names": proposed(self.instance, self.editor.user),
        }

    def clean(self) -> dict[str, Any]:
        """The values; what members alone read is of a group. What is voted is no question, and stays what was
        voted."""
        cleaned = super().clean()
        if self._makes:
            group_choice.check(self, cleaned)
        if cleaned.get("asks") and cleaned.get("proposes"):
            named = "asks" if not self._makes and self.is_touched("asks") else "proposes"
            self.add_error(named, "une discussion est une question, ou une proposition : pas les deux.")
        if cleaned.get("votes_until") and not cleaned.get("proposes") and "proposes" not in self.errors:
            self.add_error("votes_until", "on ne vote qu’une proposition : cochez-la, ou videz ce jour.")
        if cleaned.get("choices") and not cleaned.get("proposes") and "proposes" not in self.errors:
            self.add_error("choices", "on ne choisit que d’une proposition : cochez-la, ou videz cette case.")
        if not self._makes and self.instance.votes.exists():
            for name in ("title", "text", "proposes", "choices"):
                if self.is_touched(name):
                    self.add_error(name, _VOTED)
        return cleaned

    def made(self) -> Any:
        """The topic to write, in the name of who opens it."""
        made = super().made()
        made.by = self.editor.user
        return made

    def after(self, record: Any) -> None:
        """Tell whom the text names, and its author what somebody else changed of it."""
        self.afterwords = in_words(mails.named(record, self.editor.user, "" if self._makes else self._was))
        if not self._makes and any(self.is_touched(name) for name in ("title", "text")):
            mails.changed(record, self.editor.user)


class PostForm(RecordForm):
    """What is said of a topic, or of what another said of it."""

    text = MarkdownField(label="message", help_text=_NAMING, max_length=TEXT_MOST)

    class Meta:
        model = Post
        fields: tuple[str, ...] = ("text",)

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        self._makes, self._was = record.pk is None, record.text
        # Most answers are a line or two.
        self.fields["text"].widget.attrs |= {"rows": 5, "class": "input input--short"}

    @classmethod
    def named(cls, record: Any) -> str:
        """What it is called once it is added."""
        return "votre message"

    def context(self, seen: Any) -> dict[str, Any]:
        """What a new one answers, as it is read, and the pictures that the text may show."""
        to = self.instance.reply_to if self._makes else None
        return {
            "answered": rendered(to.text, level=3) if to is not None else "",
            "answered_by": name_of(to.by) if to is not None else "",
            "pictures": pictures_of({"post": self.instance.pk}),
            "names": proposed(self.instance.topic, self.editor.user),
        }

    @property
    def heading(self) -> str:
        """The title of its topic."""
        return str(self.instance.topic.title)

    def made(self) -> Any:
        """The message to write. Raises ValidationError where the topic was closed meanwhile; whoever closes
        it waits for this."""
        topic = Topic.objects.select_for_update(no_key=True, of=("self",)).get(pk=self.instance.topic_id)
        if refusal := rules.why_not_say(self.editor.user, topic):
            raise ValidationError(refusal)
        self.instance.by = self.editor.user
        return self.instance

    def after(self, record: Any) -> None:
        """Say when the topic was last spoken of; tell those whom the text names, and the others who wrote
        there."""
        named = mails.named(record, self.editor.user, "" if self._makes else self._was)
        self.afterwords = in_words(named)
        if self._makes:
            Topic.objects.filter(pk=record.topic_id).update(last_at=timezone.now())
            mails.answered(record, named.people)
        else:
            mails.changed(record, self.editor.user)


def in_words(named: Named) -> str:
    """What who wrote is told of those whom their text names: who is, and which words are nobody's name."""
    said = []
    if named.people:
        who = ", ".join(called(one) for one in named.people)
        told = "en sont prévenu(e)s" if len(named.people) > 1 else "en est prévenu(e)"
        said.append(f"{who} {told}.")
    said += [
        f"« @{one} » : personne de ce nom ici, personne n’est prévenu pour lui." for one in named.unknown
    ]
    said += [
        f"« @{one} » : plusieurs personnes s’appellent ainsi, écrivez le nom entier." for one in named.shared
    ]
    return " ".join(said)


def pictures_of(of: dict[str, int | None]) -> list[Shown]:
    """The pictures among the files of a topic or a message, oldest first; none of one that is not written."""
    if None in of.values():
        return []
    held = Attachment.objects.filter(**of, file__media_type__startswith="image/").order_by("created_at", "pk")
    return [Shown(str(one.file_id), one.label) for one in held]


def _nothing_hidden(_editor: Any, _record: Any) -> frozenset[str]:
    # Whoever may edit it reads all of it: the history's least role says who reads it of the others.
    return frozenset()


TOPIC = Block(
    name="discussion",
    title="Discussion",
    about="De quoi on parle, et qui le lit.",
    form=TopicForm,
    template="network/discussions/topic_form.html",
    hides=_nothing_hidden,
)
POST = Block(
    name="message",
    title="Message",
    about="Ce que l’on répond.",
    form=PostForm,
    template="network/discussions/post_form.html",
    hides=_nothing_hidden,
)
