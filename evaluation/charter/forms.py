# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of the charter take: a version, its criteria, answers, a visit, a decision."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from evaluation.charter import acts, labels
from evaluation.charter.acts import MOST_PIECES, Proof, Said
from evaluation.charter.models import Answer, Assessment, Charter, Criterion, Level, Outcome, Visit
from files import documents, given

_INPUT = {"class": "input"}
_DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def _day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=_DAY_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_INPUT | {"type": "date"}),
        error_messages={"invalid": "Écrivez un jour : 31/12/2026.", "required": "Écrivez un jour."},
    )


class CharterForm(forms.ModelForm):
    """The title and the introduction of a version, and how long its label lasts."""

    class Meta:
        model = Charter
        fields = ["title", "introduction", "months"]
        labels = {
            "title": "Titre",
            "introduction": "Introduction",
            "months": "Durée du label, en mois",
        }
        help_texts = {"introduction": "À quoi elle engage, qui en décide, comment la demander."}
        error_messages = {"title": {"required": "Écrivez le titre de la charte."}}
        widgets = {
            "title": forms.TextInput(attrs=_INPUT),
            "introduction": forms.Textarea(attrs=_INPUT | {"rows": 4}),
            "months": forms.NumberInput(attrs=_INPUT),
        }


class CriterionForm(forms.ModelForm):
    """A criterion of a version that is being written."""

    class Meta:
        model = Criterion
        fields = ["rank", "section", "text", "evidence", "is_required"]
        labels = {
            "rank": "Ordre",
            "section": "Partie",
            "text": "Critère",
            "evidence": "Preuve demandée",
            "is_required": "Obligatoire",
        }
        error_messages = {
            "section": {"required": "Écrivez la partie où il se range."},
            "text": {"required": "Écrivez ce que le critère demande."},
        }
        widgets = {
            "rank": forms.NumberInput(attrs=_INPUT),
            "section": forms.TextInput(attrs=_INPUT),
            "text": forms.Textarea(attrs=_INPUT | {"rows": 2}),
            "evidence": forms.TextInput(attrs=_INPUT),
        }


CriteriaForms = forms.inlineformset_factory(
    Charter, Criterion, form=CriterionForm, extra=2, can_delete=True, max_num=100, validate_max=True
)


def criteria_of(charter: Charter, posted: Any) -> Any:
    """The criteria of a version, to write; what is added stands after the last."""
    last = max((one.rank for one in charter.criteria.all()), default=0)
    after = [{"rank": last + 1}, {"rank": last + 2}]
    return CriteriaForms(posted, instance=charter, prefix="criteres", initial=after)


class AnswersForm(forms.Form):
    """What a structure says of each criterion of its charter."""

    def __init__(self, assessment: Assessment, answers: Mapping[int, Answer], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.criteria = list(assessment.charter.criteria.all())
        self.proofs: list[Proof] = []
        self._counts: dict[int, int] = {}
        for criterion in assessment.pieces.values_list("criterion", flat=True):
            self._counts[criterion] = self._counts.get(criterion, 0) + 1
        for one in self.criteria:
            held = answers.get(one.pk)
            self.fields[f"niveau-{one.pk}"] = forms.ChoiceField(
                label="Où en êtes-vous ?",
                choices=Level.choices,
                required=False,
                widget=forms.RadioSelect,
                initial=held.level if held else "",
            )
            self.fields[f"mots-{one.pk}"] = forms.CharField(
                label="En quelques mots",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs=_INPUT | {"rows": 2}),
                initial=held.words if held else "",
            )
            self.fields[f"piece-{one.pk}"] = forms.FileField(
                label="Joindre un document ou une photo",
                help_text=f"{given.KINDS_TEXT}, {documents.MAX_BYTES // 1024**2} Mo au plus.",
                required=False,
                max_length=250,
                widget=forms.FileInput(attrs=_INPUT | {"accept": given.ACCEPTED}),
            )

    def clean(self) -> dict[str, Any]:
        """The same, with each file read (`proofs`). One that is none we take is told at its criterion, by its
        name; it refuses nothing else."""
        cleaned = super().clean() or {}
        for one in self.criteria:
            sent = cleaned.get(f"piece-{one.pk}")
            if not sent:
                continue
            try:
                if self._counts.get(one.pk, 0) >= MOST_PIECES:
                    raise ValidationError(f"{MOST_PIECES} documents au plus par critère : retirez-en un.")
                self.proofs.append(Proof(one.pk, given.read(sent), sent.name or ""))
            except ValidationError as error:
                said = f"« {sent.name} » : {' '.join(error.messages)}"
                self.add_error(f"piece-{one.pk}", said)
        return cleaned

    def said(self) -> dict[int, Said]:
        """What it says that is right, by criterion; of one whose words are too long, nothing."""
        told = self.cleaned_data
        names = {one.pk: (f"niveau-{one.pk}", f"mots-{one.pk}") for one in self.criteria}
        return {
            pk: Said(told[level], told[words].strip())
            for pk, (level, words) in names.items()
            if level in told and words in told
        }

    def typed(self) -> list[tuple[str, str]]:
        """What was typed, in words, by the text of its criterion."""
        found = []
        for one in self.criteria:
            level = dict(Level.choices).get(self.data.get(f"niveau-{one.pk}", ""), "")
            words = self.data.get(f"mots-{one.pk}", "").strip()
            if level or words:
                found.append((one.text, " – ".join(filter(None, (str(level), words)))))
        return found


class VisitForm(forms.ModelForm):
    """A visit, planned or made."""

    day = _day("Jour")

    class Meta:
        model = Visit
        fields = ["day", "who", "remarks"]
        labels = {"who": "Qui vient, ou est venu", "remarks": "Remarques"}
        error_messages = {"who": {"required": "Écrivez qui vient, ou est venu."}}
        widgets = {
            "who": forms.TextInput(attrs=_INPUT),
            "remarks": forms.Textarea(attrs=_INPUT | {"rows": 3}),
        }


class DecisionForm(forms.Form):
    """A decision: a label has an end, what is no label has reasons."""

    outcome = forms.ChoiceField(
        label="Décision",
        choices=[one for one in Outcome.choices if one[0] != Outcome.WITHDRAWN],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une décision."},
    )
    day = _day("Décidée le")
    ends_on = _day("Valable jusqu’au", required=False)
    reasons = forms.CharField(
        label="Raisons",
        help_text="Lues par la structure et par la préfecture, par personne d’autre.",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs=_INPUT | {"rows": 3}),
    )

    def __init__(self, assessment: Assessment, *args: Any, **kwargs: Any) -> None:
        self.assessment = assessment
        today = timezone.localdate()
        super().__init__(*args, **{"initial": {"day": today}, **kwargs})
        months, end = assessment.charter.months, labels.usual_end(assessment.charter, today)
        self.fields["ends_on"].help_text = (
            f"Ce jour compris. Vide : {months} mois après le jour de la décision, soit le {end:%d/%m/%Y} pour"
            " une décision d’aujourd’hui."
        )

    def clean_day(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError("Une décision ne se date pas d’un jour à venir.")
        return day

    def clean(self) -> dict[str, Any]:
        """The same, with the charter's end for a label that is given none, reasons for what is none, and a
        visit before what is decided after one."""
        cleaned = super().clean() or {}
        outcome, day, end = cleaned.get("outcome"), cleaned.get("day"), cleaned.get("ends_on")
        if outcome == Outcome.ACCEPTED and "ends_on" not in self.errors:
            if end is None:
                cleaned["ends_on"] = labels.usual_end(self.assessment.charter, day) if day else None
            elif day and end <= day:
                self.add_error("ends_on", "La fin du label vient après le jour de la décision.")
        elif outcome and outcome != Outcome.ACCEPTED and not cleaned.get("reasons"):
            self.add_error("reasons", "Dites pourquoi, et ce qui est attendu.")
        if outcome in acts.SEEN_FIRST and day and not acts.was_visited(self.assessment, day):
            self.add_error("outcome", acts.UNSEEN)
        return cleaned


class WantedVisitForm(forms.Form):
    """When a structure may be visited, in its words."""

    when = forms.CharField(
        label="Quand peut-on venir ?",
        help_text="Quelques jours et heures, et qui demander : « les mardis matin de janvier, Mme Diallo ».",
        max_length=200,
        widget=forms.TextInput(attrs=_INPUT),
        error_messages={"required": "Écrivez quand on peut venir."},
    )


class WithdrawalForm(forms.Form):
    """Why a label is withdrawn."""

    reasons = forms.CharField(
        label="Pourquoi le retirer",
        max_length=3000,
        widget=forms.Textarea(attrs=_INPUT | {"rows": 2}),
        error_messages={"required": "Dites pourquoi le label est retiré."},
    )
