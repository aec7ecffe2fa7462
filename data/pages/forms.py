"""What importing asks of a person."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from common.files.limits import ACCEPTED
from data.imports.targets import TARGETS
from data.models import ImportRun, Source
from data.models.source import source_named
from mapping import vocabulary


class FileForm(forms.Form):
    fichier = forms.FileField(
        label=_("Fichier"),
        help_text=_("Un tableau, une structure par ligne : %(accepted)s. 100 Mo au plus.")
        % {"accepted": ACCEPTED},
        allow_empty_file=True,
        error_messages={"required": _("Choisissez un fichier.")},
    )
    source = forms.ModelChoiceField(
        Source.objects.order_by("nom", "pk"),
        label=_("Source"),
        required=False,
        empty_label=_("À reconnaître, ou nouvelle"),
        help_text=_("Si ce fichier est une nouvelle édition d'un fichier déjà importé."),
    )


def target_choices() -> list[tuple[str, Any]]:
    """The fields that a column may be, by group."""
    groups: dict[str, list] = {}
    for target in TARGETS:
        groups.setdefault(str(target.group), []).append((target.key, target.label))
    return [("", _("Ne pas reprendre")), *groups.items()]


class MappingForm(forms.Form):
    """One menu for each column, then what holds of the whole file."""

    def __init__(self, run: ImportRun, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.run = run
        choices = target_choices()
        for number, column in enumerate(run.settings["columns"]):
            self.fields[f"colonne-{number}"] = forms.ChoiceField(
                choices=choices, required=False, initial=column["target"], label=column["name"]
            )
        defaults = run.settings.get("defaults", {})
        self.fields["source"] = forms.CharField(
            label=_("Source"),
            max_length=150,
            initial=run.source.nom if run.source else "",
            help_text=_("De qui vient ce fichier. Le même nom d'une édition à l'autre."),
        )
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

    def rows(self) -> list[dict[str, Any]]:
        """Each column with its menu, for the page."""
        return [
            {"column": column, "field": self[f"colonne-{number}"]}
            for number, column in enumerate(self.run.settings["columns"])
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = [target for name, target in cleaned.items() if name.startswith("colonne-") and target]
        many = {target.key for target in TARGETS if target.many}
        twice = {target for target in chosen if chosen.count(target) > 1 and target not in many}
        labels = {target.key: target.label for target in TARGETS}
        for target in sorted(twice):
            raise forms.ValidationError(
                _("Plusieurs colonnes sont « %(field)s » : une seule peut l'être."),
                params={"field": labels[target]},
            )
        if "nom" not in chosen:
            raise forms.ValidationError(_("Aucune colonne n'est le nom de la structure : dites laquelle."))
        return cleaned

    def mapping(self) -> dict[str, str]:
        columns = self.run.settings["columns"]
        named = {
            column["name"]: self.cleaned_data[f"colonne-{number}"] for number, column in enumerate(columns)
        }
        return {name: target for name, target in named.items() if target}

    def chosen_source(self) -> Source:
        """The source of that name, made where there is none."""
        name = self.cleaned_data["source"].strip()
        known = Source.objects.filter(nom__iexact=name).order_by("pk").first()
        return known or source_named(slugify(name)[:50] or "import", name)

    def defaults(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.cleaned_data["thematiques"]:
            found["thematiques"] = [self.cleaned_data["thematiques"]]
        if self.cleaned_data["service_nom"]:
            found["service_nom"] = self.cleaned_data["service_nom"]
        return found
