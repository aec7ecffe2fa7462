# SPDX-License-Identifier: AGPL-3.0-or-later
"""Translating a resource by hand, beside its French; what changed of the French since, by words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import at_least
from accounts.roles import Role
from mapping.editing.blocks import Block
from mapping.editing.forms import RecordForm
from mapping.editing.forms import text as one_line
from mapping.editing.frame import answer, refused
from mapping.vocabulary import LANGUES
from network.desks import SharedDesk
from network.languages import FRENCH, Language, is_known, language_of
from network.models import Resource, Translation
from network.models.translation import TRANSLATED, stands_for
from network.removing import removed
from network.resources.editing_pages import desk_of
from network.resources.french_then import changes_since
from network.resources.sheet import in_language
from network.said import said_of
from network.text.fields import MarkdownField, StepsField

_STANDS = re.compile(r"[0-9a-f]{32}")
# What the form was made of, of the French (`stands_for`).
SOURCE = "source"


def _line(label: Any, most: int, *, required: bool = False) -> forms.CharField:
    return one_line(label, max_length=most, required=required, attributes={"dir": "auto"})


class TranslationForm(RecordForm):
    """What is translated of a resource; the fields that say nothing in French are not there."""

    title = _line(gettext_lazy("titre"), 150, required=True)
    summary = _line(gettext_lazy("en une phrase"), 300)
    fact_when = _line(gettext_lazy("quand"), 120)
    fact_where = _line(gettext_lazy("où"), 120)
    fact_cost = _line(gettext_lazy("combien"), 120)
    fact_delay = _line(gettext_lazy("délai"), 120)
    due_words = _line(gettext_lazy("échéance, en mots"), 150)
    steps = StepsField(
        label=gettext_lazy("étapes"),
        help_text=gettext_lazy("Une étape par ligne, comme en français."),
        required=False,
        max_length=10_000,
    )
    text = MarkdownField(label=gettext_lazy("texte"), required=False, max_length=60_000)

    class Meta:
        model = Translation
        fields = (
            "title", "summary", "fact_when", "fact_where", "fact_cost", "fact_delay", "due_words", "steps",
            "text",
        )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, record: Any, editor: Any, hidden: Iterable[str] = ()
    ) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        resource: Resource = record.resource
        for name in TRANSLATED:
            # What was translated once stays to be taken away.
            if name in self.fields and not getattr(resource, name) and not getattr(record, name):
                del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs |= {"lang": record.language, "dir": language_of(record.language).direction}

    @classmethod
    def named(cls, record: Any) -> str:
        """« la traduction en arabe »."""
        return _("la traduction en %(language)s") % {"language": language_of(record.language).label}

    @property
    def heading(self) -> str:
        """The language, as it calls itself."""
        return language_of(self.instance.language).own_name

    @property
    def of(self) -> str:
        """What stands for the French that the translator saw."""
        sent = self.data.get(SOURCE, "") if self.is_bound else ""
        return sent if _STANDS.fullmatch(sent) else stands_for(self.instance.resource)

    def values(self) -> dict[str, Any]:
        """What to write; whoever saves says that it is a translation of the French that they saw."""
        return super().values() | {"of": self.of}

    def label_of(self, name: str) -> str:
        """What a field is called; of what stands for the French, nothing that a reader sees."""
        return _("français traduit") if name == "of" else super().label_of(name)

    def made(self) -> Translation:
        """The new translation."""
        self.instance.of = self.of
        return cast(Translation, self.instance)

    def context(self, seen: Any) -> dict[str, Any]:
        """Each field beside its French, and what changed of the French since."""
        record: Translation = self.instance
        is_old = not self.is_new and record.is_outdated
        return {
            "language": language_of(record.language),
            "rows": [(self[name], str(getattr(record.resource, name))) for name in self.fields],
            "source": self.of,
            "is_outdated": is_old,
            "changes": changes_since(record.resource, record.of) if is_old else [],
            "resource": record.resource,
        }


TRANSLATION = Block(
    name="traduction",
    title=gettext_lazy("Traduire"),
    about=gettext_lazy("La même fiche, dans une autre langue."),
    form=TranslationForm,
    template="network/resources/translate.html",
    of="resource",
    one=gettext_lazy("une traduction"),
)


@dataclass(frozen=True, slots=True)
class TranslationDesk(SharedDesk):
    """A resource that is translated in a language."""

    language: str = ""

    def new(self, block: Block) -> Translation:
        """A translation that says nothing yet."""
        return Translation(resource=self.seen, language=self.language)

    def action(self, block: Block, number: int | None) -> str:
        """Where the form is sent."""
        return reverse("resource-translate", args=[self.root, self.language])

    def after(self, record: Any) -> str:
        """The page in that language."""
        return in_language("resource", self.seen, language_of(self.language))


@dataclass(frozen=True, slots=True)
class Offered:
    """A language that a resource may be translated in, and how it stands."""

    language: Language
    is_there: bool
    is_outdated: bool


@require_safe
@never_cache
@at_least(Role.VISITOR)
def translations(request: HttpRequest, pk: int) -> HttpResponse:
    """The languages of a resource: those that there are, those whose French changed since, the others."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    held = {one.language: one for one in Translation.objects.filter(resource=pk).select_related("resource")}
    offered = [
        Offered(language_of(code), code in held, code in held and held[code].is_outdated)
        for code, _label in LANGUES
        if code != FRENCH
    ]
    context = {
        "desk": desk,
        "offered": offered,
        "said": said_of(request, pk),
    }
    return render(request, "network/resources/translations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def translate(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Translate a resource in a language, or edit its translation."""
    of = desk_of(request, pk)
    _known(language)
    desk = TranslationDesk.of(of, language=language)
    number = Translation.objects.filter(resource=pk, language=language).values_list("pk", flat=True).first()
    title = _("Traduire en %(language)s") % {"language": language_of(language).label}
    return answer(request, desk, replace(TRANSLATION, title=title), number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def remove(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Ask whether a translation goes; then take it away."""
    desk = desk_of(request, pk)
    _known(language)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    held = Translation.objects.filter(resource=pk, language=language).first()
    if held is None:
        raise Http404(_("Cette traduction n’existe pas, ou plus."))
    name = TranslationForm.named(held)
    return removed(
        request,
        desk,
        held,
        name,
        title=_("Retirer %(what)s ?") % {"what": name},
        about=_("Qui lit cette langue verra la fiche en français."),
        back=reverse("resource-translations", args=[pk]),
    )


def _known(language: str) -> None:
    if language == FRENCH or not is_known(language):
        raise Http404(_("Cette langue n’est pas de celles où l’on traduit."))
