# SPDX-License-Identifier: AGPL-3.0-or-later
"""What importing asks of a person."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.files.limits import ACCEPTED
from data.imports import closing, confidential, group_fields, ownership
from data.imports.columns import may_be_the_name
from data.imports.headings import is_a_remark
from data.imports.own import absent
from data.imports.row_kind import RowKind
from data.imports.targets import BY_KEY, CONFIDENTIAL, OTHER_PHONE, TARGETS
from data.models import ImportRun, Source
from data.models.source import Kind
from data.pages import draft
from mapping import vocabulary
from mapping.models import Visibility


class FileForm(forms.Form):
    """The file, and the edition of which source it is: one of those that are the person's to use."""

    fichier = forms.FileField(
        label=_("Fichier"),
        help_text=_("Un tableau, une structure par ligne : %(accepted)s. 100 Mo au plus.")
        % {"accepted": ACCEPTED},
        allow_empty_file=True,
        error_messages={"required": _("Choisissez un fichier.")},
    )
    source = forms.ModelChoiceField(
        Source.objects.none(),
        label=_("Source"),
        required=False,
        empty_label=_("À reconnaître, ou nouvelle"),
        help_text=_("Si ce fichier est une nouvelle édition d'un fichier déjà importé."),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        sources = cast(forms.ModelChoiceField, self.fields["source"])
        sources.queryset = ownership.usable(user).order_by("nom", "pk")


DOUBTS = [
    (confidential.HIDE, _("L'adresse des lignes qui le disent est confidentielle : la cacher")),
    (confidential.NOTHING, _("Cela ne dit rien de l'adresse")),
]


CLOSED = [
    (closing.CLOSE, _("Les dire fermées dans l'annuaire")),
    (closing.SKIP, _("Ne pas les reprendre")),
    (closing.PUBLISH, _("Les publier quand même, comme ouvertes")),
]


# So many words are quoted of what was answered before.
_WORDS = 5
DELETED = [
    (absent.LEAVE, _("Les laisser telles quelles dans l'annuaire")),
    (absent.CLOSE, _("Fermer ces structures, retirer ces services et ces contacts")),
]


class SourceForm(forms.Form):
    """Under which name a file is imported; `chosen` is that source once the form is valid."""

    source = forms.CharField(
        label=_("Source"),
        max_length=150,
        help_text=_("De qui vient ce fichier. Le même nom d'une édition à l'autre."),
        error_messages={"required": _("Donnez un nom à la source de ce fichier.")},
    )
    chosen: Source

    def __init__(self, run: ImportRun, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.run = run
        self.fields["source"].initial = run.source.nom if run.source else ""
        self._absent = run.settings.get(absent.KEY) or {}
        if self.deleted():
            said = run.settings.get("defaults", {}).get(absent.SAID)
            self.fields["supprimees"] = forms.ChoiceField(
                choices=DELETED, required=False, initial=said or absent.LEAVE
            )
        if self.closed() or self.closed_before():
            self.fields["fermees"] = forms.ChoiceField(
                choices=CLOSED, required=False, initial=closing.answer_of(run).get("say", "")
            )
        self._questions = confidential.questions(run)
        answers = confidential.answers_of(run)
        for number, question in enumerate(self._questions):
            self.fields[f"doute-{number}"] = forms.ChoiceField(
                choices=DOUBTS,
                required=False,
                initial=answers.get(question["column"], {}).get("say", ""),
            )
        self._remembered = confidential.remembered(run)
        for number, answer in enumerate(self._remembered):
            self.fields[f"retenu-{number}"] = forms.ChoiceField(
                choices=DOUBTS, required=False, initial=answer["say"]
            )

    def remembered(self) -> list[dict[str, Any]]:
        """What was answered before of confidential addresses, each with its choices, for the page."""
        return [
            {**answer, "field": self[f"retenu-{number}"]} for number, answer in enumerate(self._remembered)
        ]

    def readers_before(self) -> list[dict[str, Any]]:
        """The columns of which it was said before who reads them; none where columns are not chosen."""
        return []

    def column_asked_of(self, name: str) -> str:
        """What a question about confidential addresses is asked of, with which question; "" for another
        field."""
        of, _dash, number = name.partition("-")
        asked = {"doute": self._questions, "retenu": self._remembered}.get(of)
        return f"{of} {asked[int(number)]['column']}" if asked is not None else ""

    def questions(self) -> list[dict[str, Any]]:
        """The words that may speak of confidential addresses, each with its choices, for the page."""
        return [
            {**question, "field": self[f"doute-{number}"]} for number, question in enumerate(self._questions)
        ]

    def closed(self) -> dict[str, Any] | None:
        """How many rows say that their structure is closed, in which words; None where none does."""
        return closing.question(self.run)

    def closed_before(self) -> list[str]:
        """Some of the words for closed structures that were answered of before, where none is new."""
        return [] if self.closed() else closing.answer_of(self.run).get("texts", [])[:_WORDS]

    def _check_closed(self) -> None:
        if self.closed() and not self.cleaned_data.get("fermees"):
            self.add_error(
                "fermees",
                _("Dites ce que deviennent les lignes dites fermées : rien n'est écrit avant."),
            )

    def deleted(self) -> list[str]:
        """How many lines of our own file were deleted from it, in words, by kind of record."""
        words = (
            (
                Kind.STRUCTURE,
                ngettext("%(count)d structure", "%(count)d structures", self._count(Kind.STRUCTURE)),
            ),
            (Kind.SERVICE, ngettext("%(count)d service", "%(count)d services", self._count(Kind.SERVICE))),
            (Kind.CONTACT, ngettext("%(count)d contact", "%(count)d contacts", self._count(Kind.CONTACT))),
        )
        return [text % {"count": self._count(kind)} for kind, text in words if self._count(kind)]

    def _count(self, kind: Kind) -> int:
        return len(self._absent.get(kind.value, []))

    def extracted_on(self) -> date | None:
        """The day of the extract that a file of ours comes from; None where nobody knows."""
        day = self._absent.get("day")
        return timezone.localtime(datetime.fromisoformat(day)).date() if day else None

    def hidden_from_all_but(self) -> str:
        """Who still sees an address that this import hides."""
        return str(Visibility(confidential.level_of(self.run)).label)

    def answers(self) -> dict[str, str]:
        """What was answered of each column that is asked about, or was."""
        given = {
            answer["column"]: self.cleaned_data.get(f"retenu-{number}", "")
            for number, answer in enumerate(self._remembered)
        } | {
            question["column"]: self.cleaned_data.get(f"doute-{number}", "")
            for number, question in enumerate(self._questions)
        }
        return {column: answer for column, answer in given.items() if answer}

    def _check_answers(self, read_as_such: frozenset[str] = frozenset()) -> None:
        answers = self.answers()
        for number, question in enumerate(self._questions):
            if question["column"] not in answers and question["column"] not in read_as_such:
                self.add_error(
                    f"doute-{number}",
                    _("Dites si « %(column)s » parle d'adresses confidentielles : rien n'est écrit avant.")
                    % {"column": question["column"]},
                )

    def clean(self) -> dict[str, Any]:
        """Every question answered, and a source that the person may use, kept in `chosen`."""
        super().clean()
        self._check_closed()
        self._check_answers(self.read_as_such())
        if not self.errors:
            try:
                self.chosen = ownership.source_for(self.run.user, self.cleaned_data["source"])
            except ownership.NotYours as refusal:
                self.add_error("source", str(refusal))
        return self.cleaned_data

    def read_as_such(self) -> frozenset[str]:
        """The columns that are read as saying whether an address is confidential: no need to ask."""
        return frozenset()

    def defaults(self) -> dict[str, Any]:
        """What holds of the whole file, as a run and a profile keep it."""
        answers = confidential.answered(self.run, self.answers())
        found = {confidential.ANSWERS: answers} if answers else {}
        if closed := closing.answered(self.run, self.cleaned_data.get("fermees") or ""):
            found[closing.ANSWER] = closed
        return found | ({absent.SAID: said} if (said := self.cleaned_data.get("supprimees")) else {})


def target_choices(user: Any) -> list[tuple[str, Any]]:
    """The fields that a column may be, by group; those of the groups that `user` fills in last."""
    groups: dict[str, list] = {}
    for target in TARGETS:
        groups.setdefault(str(target.group), []).append((target.key, target.label))
    for key, one in group_fields.fields_of(user).items():
        heading = _("Champs du groupe « %(group)s »") % {"group": one.group.name}
        groups.setdefault(heading, []).append((key, one.name))
    return [("", _("Ne pas reprendre")), *groups.items()]


# What may be answered of a column that was not recognised for sure.
YES, NO, OTHER = "oui", "non", "autre"
ROWS = [
    (RowKind.STRUCTURE, _("Une structure : ce qui revient est dit, et n'est pas écrit deux fois")),
    (RowKind.SERVICE, _("Un service ou un atelier d'une structure, qui revient sur plusieurs lignes")),
    (RowKind.SESSION, _("Une date d'un atelier ou d'un cours, qui en a plusieurs")),
    (RowKind.CONTACT, _("Une personne d'une structure, qui revient sur plusieurs lignes")),
]


class MappingForm(SourceForm):
    """What is in doubt, one menu for each column, then what holds of the whole file."""

    def __init__(self, run: ImportRun, *args: Any, **kwargs: Any):
        super().__init__(run, *args, **kwargs)
        choices = target_choices(run.user)
        for number, column in enumerate(run.settings["columns"]):
            self.fields[f"colonne-{number}"] = forms.ChoiceField(
                choices=choices, required=False, initial=column["target"], label=column["name"]
            )
            if column.get("proposal") and column["proposal"] != "nom":
                private = _may_be_private(column)
                self.fields[f"question-{number}"] = forms.ChoiceField(
                    choices=_answers(column["proposal"], private),
                    required=False,
                    initial=NO if private else "",
                )
            elif run.profile_id and is_a_remark(column["name"]) and column["filled"]:
                # Who reads remarks was said before: that is shown, and can be said otherwise.
                said = {"": NO, _FOR_ALL: YES}.get(column["target"], OTHER)
                self.fields[f"question-{number}"] = forms.ChoiceField(
                    choices=_answers(_FOR_ALL, private=True), required=False, initial=said
                )
        if names := self.names():
            self.fields["le_nom"] = forms.ChoiceField(
                choices=[(str(number), _name_of(column)) for number, column in names]
                + [(OTHER, _("Une autre colonne, que je choisis dans le tableau ci-dessous"))],
                required=False,
            )
        told = run.settings.get("rows", {})
        if told.get("why"):
            kind = "" if told.get("proposal") else told.get("kind", RowKind.STRUCTURE)
            self.fields["lignes"] = forms.ChoiceField(choices=ROWS, required=False, initial=kind)
        defaults = run.settings.get("defaults", {})
        self.fields["thematiques"] = forms.ChoiceField(
            label=_("Thématique des lignes qui n'en disent pas"),
            required=False,
            choices=[("", _("Aucune")), *vocabulary.THEMATIQUES],
            initial=(defaults.get("thematiques") or [""])[0],
        )
        self.fields["service_nom"] = forms.CharField(
            label=_("Nom de leur service"),
            required=False,
            max_length=255,
            initial=defaults.get("service_nom", ""),
        )
        self.fields["complet"] = forms.BooleanField(
            label=_("Ce fichier est complet : fermer ce qu'il ne contient plus"),
            required=False,
            initial=run.whole,
        )
        if not self.is_bound:
            draft.take_up(self)

    def names(self) -> list[tuple[int, dict[str, Any]]]:
        """The columns that may be the name of the row, best first, each with its place."""
        columns_ = self.run.settings["columns"]
        named = {column["name"]: (number, column) for number, column in enumerate(columns_)}
        return [named[name] for name in may_be_the_name(columns_)]

    def rows(self) -> list[dict[str, Any]]:
        """Each column with its menu, for the page."""
        return [
            {"column": column, "field": self[f"colonne-{number}"]}
            for number, column in enumerate(self.run.settings["columns"])
        ]

    def readers_before(self) -> list[dict[str, Any]]:
        """The columns of remarks of which it was said before who reads them, each with its answers."""
        return [
            {"column": column, "field": self[f"question-{number}"]}
            for number, column in enumerate(self.run.settings["columns"])
            if f"question-{number}" in self.fields and not column.get("proposal")
        ]

    def columns_in_doubt(self) -> list[dict[str, Any]]:
        """The columns that are asked about, each with what it may be and its answers, for the page."""
        return [
            {
                "column": column,
                "label": BY_KEY[column["proposal"]].label,
                "private": _may_be_private(column),
                "field": self[f"question-{number}"],
                "select": f"id_colonne-{number}",
            }
            for number, column in enumerate(self.run.settings["columns"])
            if f"question-{number}" in self.fields and column.get("proposal")
        ]

    def rows_in_doubt(self) -> str:
        """What made it doubtful what a row is; empty where nothing did."""
        return self.run.settings.get("rows", {}).get("why", "") if "lignes" in self.fields else ""

    def clean(self) -> dict[str, Any]:
        """The same, every doubt settled, and columns of which no two say the same thing."""
        self._settle_doubts(self.cleaned_data)
        self._check_columns(self.cleaned_data)
        return super().clean()

    def _settle_name(self, cleaned: dict[str, Any]) -> str:
        """Take the column that was said to be the name as it; its number, else an empty text."""
        if "le_nom" not in self.fields:
            return ""
        answer = cleaned.get("le_nom", "")
        menus = [value for name, value in cleaned.items() if name.startswith("colonne-")]
        if answer and answer != OTHER:
            for name, value in list(cleaned.items()):
                if name.startswith("colonne-") and value == "nom":
                    cleaned[name] = ""
            cleaned[f"colonne-{answer}"] = "nom"
            return answer
        if "nom" not in menus:
            self.add_error(
                "le_nom",
                _("Dites quelle colonne est le nom : choisissez-la ici, ou « Nom » dans le tableau.")
                if not answer
                else _("Choisissez dans le tableau la colonne qui est le nom : son champ est « Nom »."),
            )
        return ""

    def _settle_doubts(self, cleaned: dict[str, Any]) -> None:
        named = self._settle_name(cleaned)
        for number, column in enumerate(self.run.settings["columns"]):
            if f"question-{number}" not in self.fields or str(number) == named:
                continue
            answer, chosen = cleaned.get(f"question-{number}"), cleaned.get(f"colonne-{number}")
            if not column.get("proposal") and (
                not answer
                or (answer == self.fields[f"question-{number}"].initial and chosen != column["target"])
            ):
                # What was said before stands, and a menu that was changed beside it is what is said now.
                continue
            if answer == YES:
                cleaned[f"colonne-{number}"] = column["proposal"] or _FOR_ALL
            elif answer == NO:
                cleaned[f"colonne-{number}"] = ""
            elif not chosen:
                message = _(
                    "Dites ce qu'est « %(column)s » : choisissez une réponse, ou un champ dans le tableau."
                )
                self.add_error(f"question-{number}", message % {"column": column["name"]})
        if self.run.settings.get("rows", {}).get("proposal") and not cleaned.get("lignes"):
            self.add_error("lignes", _("Dites ce qu'est une ligne de ce tableau."))

    def _check_columns(self, cleaned: dict[str, Any]) -> None:
        # A second column of telephones is kept beside the first.
        phones = [
            name for name, target in cleaned.items() if name.startswith("colonne-") and target == "telephone"
        ]
        cleaned |= dict.fromkeys(phones[1:], OTHER_PHONE)
        chosen = [target for name, target in cleaned.items() if name.startswith("colonne-") and target]
        many = {target.key for target in TARGETS if target.many}
        twice = {target for target in chosen if chosen.count(target) > 1 and target not in many}
        labels = {target.key: target.label for target in TARGETS}
        labels |= {key: one.name for key, one in group_fields.fields_of(self.run.user).items()}
        for target in sorted(twice):
            raise forms.ValidationError(
                _("Plusieurs colonnes sont « %(field)s » : une seule peut l'être."),
                params={"field": labels[target]},
            )
        if "nom" not in chosen and "le_nom" not in self.errors:
            raise forms.ValidationError(_("Aucune colonne n'est le nom de la structure : dites laquelle."))

    def mapping(self) -> dict[str, str]:
        """The field that each column of the file fills; columns that fill none are left out."""
        columns = self.run.settings["columns"]
        named = {
            column["name"]: self.cleaned_data[f"colonne-{number}"] for number, column in enumerate(columns)
        }
        return {name: target for name, target in named.items() if target}

    def read_as_such(self) -> frozenset[str]:
        """The columns that were said to tell whether an address is confidential."""
        if self.errors:
            return frozenset()
        return frozenset(name for name, target in self.mapping().items() if target == CONFIDENTIAL)

    def defaults(self) -> dict[str, Any]:
        """Values for every row where the file says nothing, what the form asks beside columns among them."""
        found = super().defaults()
        if self.cleaned_data.get("lignes"):
            found["_rows"] = self.cleaned_data["lignes"]
        if self.cleaned_data["thematiques"]:
            found["thematiques"] = [self.cleaned_data["thematiques"]]
        if self.cleaned_data["service_nom"]:
            found["service_nom"] = self.cleaned_data["service_nom"]
        return found


def _name_of(column: dict[str, Any]) -> str:
    """A column with what it holds, as an answer."""
    samples = ", ".join(column["samples"])
    return _("« %(column)s » : %(samples)s…") % {"column": column["name"], "samples": samples}


# The field of remarks that everybody reads.
_FOR_ALL = "description"


def _may_be_private(column: dict[str, Any]) -> bool:
    """Whether a column holds remarks that everybody would read."""
    return column["proposal"] == _FOR_ALL and is_a_remark(column["name"])


def _answers(proposal: str, private: bool) -> list[tuple[str, Any]]:
    """What may be answered of a column; first what is safe."""
    label = BY_KEY[proposal].label
    if private:
        return [
            (NO, _("Non : ne pas la reprendre, elle reste dans le fichier")),
            (YES, _("Oui : dans la description, que tout le monde lit")),
            (OTHER, _("Autre chose, que je choisis dans le tableau ci-dessous")),
        ]
    if proposal == OTHER_PHONE:
        return [
            (YES, _("Oui : un autre téléphone de la structure, que tout le monde lit")),
            (NO, _("Non, ne pas la reprendre")),
            (OTHER, _("Autre chose, que je choisis dans le tableau ci-dessous")),
        ]
    return [
        (YES, _("Oui : %(field)s") % {"field": label}),
        (NO, _("Non, ne pas la reprendre")),
        (OTHER, _("Autre chose, que je choisis dans le tableau ci-dessous")),
    ]
