# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of a survey, of a question, and of its answers."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role, role_of
from common.robots import TrappedForm
from evaluation.questions import LISTED, NO, YES, Kind, QuestionsForm
from evaluation.surveys import targets
from evaluation.surveys.models import Survey, SurveyQuestion, Whom
from mapping.vocabulary import THEMES
from places.territory_field import TerritoryField, TerritoryInput

MOST_QUESTIONS, MOST_OPTIONS = 40, 30
_QUOTA = re.compile(r"^(?P<words>.*\S)\s*=\s*(?P<most>\d{1,6})$")
_DAY = {"class": "input", "type": "date"}


class SurveyForm(forms.ModelForm):
    """What a survey is, and who is asked."""

    territory = TerritoryField(
        label="Territoire",
        help_text="Un département, une intercommunalité ; une commune vaut pour la sienne. Vide : partout.",
        by_commune=True,
        required=False,
        widget=TerritoryInput(attrs={"class": "input"}),
    )

    theme = forms.ChoiceField(
        label="Thème",
        help_text="Les structures qui ont un service de ce thème, ou leurs membres.",
        choices=[("", "tous"), *((one.code, one.nom) for one in THEMES)],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )

    class Meta:
        model = Survey
        fields = [
            *("title", "introduction", "whom", "is_named", "group", "without_town_halls"),
            *("opens_on", "closes_on", "target", "wanted", "reminds"),
        ]
        labels = {
            "title": "Titre",
            "introduction": "Pourquoi cette enquête",
            "whom": "À qui",
            "is_named": "Réponses avec le nom de qui répond",
            "group": "Membres du groupe",
            "opens_on": "Ouverte du",
            "closes_on": "au",
            "without_town_halls": "Sans les mairies",
            "target": "Réponses visées",
            "wanted": "Close d’elle-même après tant de réponses",
            "reminds": "Relancer par courriel qui n’a pas répondu, une fois par semaine, deux fois au plus",
        }
        help_texts = {
            "introduction": "Se lit avant les questions.",
            "is_named": "Se dit avant de répondre. Sans noms, personne ne sait qui a répondu quoi.",
            "group": "Des professionnels seulement. Vide : tous ceux du territoire et du thème.",
            "closes_on": "Vide : jusqu’à ce que vous la fermiez.",
            "without_town_halls": "Elles sont le plus souvent des centaines.",
            "target": "Un but, dit avec les résultats ; il n’arrête rien.",
            "wanted": "Vide : sans limite.",
        }
        widgets = {
            "title": forms.TextInput(attrs={"class": "input"}),
            "introduction": forms.Textarea(attrs={"class": "input", "rows": 4}),
            "whom": forms.RadioSelect,
            "group": forms.Select(attrs={"class": "select"}),
            "opens_on": forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
            "closes_on": forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
            "target": forms.TextInput(attrs={"class": "input grid__box", "inputmode": "numeric"}),
            "wanted": forms.TextInput(attrs={"class": "input grid__box", "inputmode": "numeric"}),
        }
        error_messages = {
            "title": {"required": "Donnez un titre à l’enquête."},
            "target": {"invalid": "Écrivez un nombre, en chiffres."},
            "wanted": {"invalid": "Écrivez un nombre, en chiffres."},
        }

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "champ_%s", **kwargs})
        self.user = user
        held = self.instance
        self.fields["territory"].initial = (held.territory_kind, held.territory_code)
        self.fields["theme"].initial = held.theme
        if held.pk is None:
            self.initial["without_town_halls"] = True
        group = self.fields["group"]
        assert isinstance(group, forms.ModelChoiceField)
        group.queryset, group.empty_label = targets.groups_for(user), "aucun"
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = [one for one in Whom.choices if self._is_staff or one[0] == Whom.MEMBERS]

    @property
    def _is_staff(self) -> bool:
        return role_of(self.user) >= Role.STAFF

    def clean(self) -> dict[str, Any]:
        """What holds together: names, group, dates, and whom somebody may ask."""
        given = super().clean() or {}
        whom, group = given.get("whom"), given.get("group")
        if whom == Whom.PUBLIC and given.get("is_named"):
            self.add_error("is_named", "Une enquête ouverte à tous est sans noms.")
        if group and whom != Whom.MEMBERS:
            self.add_error("group", "Un groupe est de professionnels : choisissez « des professionnels ».")
        if whom != Whom.STRUCTURES:
            given["without_town_halls"] = False
        target, wanted = given.get("target"), given.get("wanted")
        if target and wanted and wanted < target:
            self.add_error("wanted", f"Elle serait close avant les {target} réponses visées.")
        if not self._is_staff and whom == Whom.MEMBERS and not group:
            self.add_error("group", "Choisissez un de vos groupes.")
        opens, closes = given.get("opens_on"), given.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "Le dernier jour est avant le premier.")
        if closes and closes < timezone.localdate():
            self.add_error("closes_on", "Ce jour est passé.")
        return given

    def save(self, commit: bool = True) -> Survey:
        """Keep it, with its territory and its theme."""
        self.instance.theme = self.cleaned_data.get("theme", "")
        place = self.cleaned_data.get("territory") or ("", "")
        self.instance.territory_kind, self.instance.territory_code = str(place[0]), place[1]
        return super().save(commit)


class QuestionForm(forms.ModelForm):
    """A question. Its answers are typed a line each; « = 40 » after one ends it at forty."""

    lines = forms.CharField(
        label="Réponses proposées, une par ligne",
        help_text="Pour un choix ou plusieurs. Un quota se met après : « Moins de 26 ans = 40 ».",
        required=False,
        widget=forms.Textarea(attrs={"class": "input", "rows": 6}),
    )

    condition = forms.ChoiceField(
        label="À qui la poser",
        help_text="Après une question de oui ou non. Obligatoire, elle ne l’est alors que pour ceux-là.",
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )

    class Meta:
        model = SurveyQuestion
        fields = ["label", "kind", "help", "is_required"]
        labels = {
            "label": "Question",
            "kind": "Réponse",
            "help": "Précision",
            "is_required": "Réponse obligatoire",
        }
        widgets = {
            "label": forms.TextInput(attrs={"class": "input"}),
            "kind": forms.Select(attrs={"class": "select"}),
            "help": forms.TextInput(attrs={"class": "input"}),
        }
        error_messages = {"label": {"required": "Écrivez la question."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "champ_%s", **kwargs})
        self.order_fields(["label", "kind", "lines", "help", "condition", "is_required"])
        held = self.instance
        before = SurveyQuestion.objects.filter(
            survey=held.survey_id, kind=Kind.YES_NO, position__lt=held.position
        )
        field = self.fields["condition"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "à tout le monde"),
            *(
                (f"{one.pk}:{code}", f"à qui répond « {words} » à « {one.label} »")
                for one in before
                for code, words in ((YES, "Oui"), (NO, "Non"))
            ),
        ]
        if held.condition is not None:
            field.initial = f"{held.only_if_id}:{held.only_if_answer}"
        if len(field.choices) == 1:
            del self.fields["condition"]
        self.fields["lines"].initial = "\n".join(
            f"{words} = {most}" if most else words for _code, words, most in self.instance.options
        )

    def clean(self) -> dict[str, Any]:
        """The answers that are offered: two or more of a choice, each once; to whom it is for."""
        given = super().clean() or {}
        number, _colon, answer = given.get("condition", "").partition(":")
        self.instance.only_if_id, self.instance.only_if_answer = int(number) if number else None, answer
        lines = [line.strip() for line in given.get("lines", "").splitlines() if line.strip()]
        if given.get("kind") not in LISTED:
            self.instance.options = []
            return given
        offered = [_option(line) for line in lines]
        words = [one.casefold() for one, _most in offered]
        if len(offered) < 2:
            self.add_error("lines", "Proposez au moins deux réponses, une par ligne.")
        elif len(offered) > MOST_OPTIONS:
            self.add_error("lines", f"{MOST_OPTIONS} réponses au plus.")
        elif len(set(words)) < len(words):
            self.add_error("lines", "Une réponse est écrite deux fois.")
        elif any(len(one) > 100 for one in words):
            self.add_error("lines", "Une réponse tient en cent lettres.")
        self.instance.options = [[f"r{n}", one, most] for n, (one, most) in enumerate(offered, start=1)]
        return given


def _option(line: str) -> tuple[str, int]:
    found = _QUOTA.match(line)
    return (found["words"], int(found["most"])) if found else (line, 0)


class AnswerForm(QuestionsForm):
    """The questions of a survey to who is invited. One that is for some is expected of them alone, and is not
    kept of others."""

    def __init__(self, survey: Survey, *args: Any, **kwargs: Any) -> None:
        held = list(survey.questions.select_related("only_if"))
        super().__init__([one.asked for one in held], *args, auto_id="champ_%s", **kwargs)
        self.conditions = {one.code: one.condition for one in held if one.condition is not None}
        self.expected = {code for code in self.conditions if self.fields[code].required}
        for one in held:
            if one.only_if is not None and one.code in self.conditions:
                field = self.fields[one.code]
                field.required = False
                asked = _("Seulement si vous avez répondu « %(answer)s » à « %(question)s ».") % {
                    "answer": _("Oui") if one.only_if_answer == YES else _("Non"),
                    "question": one.only_if.label,
                }
                field.help_text = f"{asked} {one.help}".strip()

    def clean(self) -> dict[str, Any]:
        """At least one answer; those of questions that are for others are left out."""
        given = super().clean() or {}
        for code, (before, answer) in self.conditions.items():
            if given.get(before) != answer:
                given.pop(code, None)
                # What is not asked has nothing to correct.
                self.errors.pop(code, None)
            elif code in self.expected and given.get(code) in (None, "", []) and code not in self.errors:
                self.add_error(code, _("Cette question attend une réponse."))
        if not self.errors and not self.answers:
            raise forms.ValidationError(_("Répondez au moins à une question."))
        return given

    def shown(self) -> list[tuple[str, forms.BoundField]]:
        """Each question with how it is answered."""
        return [(one.kind.value, self[one.code]) for one in self.questions]


class PublicAnswerForm(AnswerForm, TrappedForm):
    """The same to anyone, kept from robots."""
