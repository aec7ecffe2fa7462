# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/vocabulaire/`: the values of the filters, who uses them, and the words that staff add for
them."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role
from desk.people.forms import PeopleForm
from desk.vocabulary import told
from search import local_words, understood
from search.fields import MAX_WORDS_LENGTH
from search.models import LocalWord

# So many words that were taken back are listed.
_GONE_SHOWN = 20


class WordForm(PeopleForm):
    """A word that stands for a value, and the language in which it is said."""

    mot = forms.CharField(
        label="Mot",
        required=False,
        max_length=400,
        strip=True,
        help_text="Un mot, un sigle ou quelques mots, comme les gens les tapent.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    langue = forms.ChoiceField(
        label="Langue",
        choices=settings.LANGUAGES,
        error_messages={
            "required": "Choisissez la langue dans laquelle ce mot se dit.",
            "invalid_choice": "Choisissez une des langues de la liste.",
        },
    )


@require_safe
@never_cache
@at_least(Role.STAFF)
def vocabulary(request: HttpRequest) -> HttpResponse:
    """The values of one criterion, the words of here, and what the search makes of a text."""
    facets = told.facets()
    asked = request.GET.get("critere", "")
    shown = next((one for one in facets if one.parameter == asked), facets[0])
    text = request.GET.get("essai", "").strip()[:MAX_WORDS_LENGTH]
    added = LocalWord.objects.select_related("added_by", "removed_by")
    context = {
        "facets": facets,
        "shown": shown,
        "values": told.values(shown.parameter),
        "tongues": settings.LANGUAGES,
        "text": text,
        "tried": _tried(text) if text else None,
        "local": [_line(one) for one in added.filter(removed_at=None)],
        "gone": [_line(one) for one in added.exclude(removed_at=None).order_by("-removed_at")[:_GONE_SHOWN]],
    }
    return render(request, "desk/vocabulary.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def value(request: HttpRequest, parameter: str, code: str) -> HttpResponse:
    """One value: its labels, its uses, the words for it; add one."""
    facet = told.facet(parameter)
    if facet is None or not local_words.is_value(parameter, code):
        raise Http404("Cette valeur n’est pas du vocabulaire.")
    form = WordForm(initial={"langue": "fr"})
    if request.method == "POST":
        form = WordForm(request.POST)
        if form.is_valid() and _add(request, form, parameter, code):
            return redirect("vocabulary-value", parameter, code)
    written, heard = told.words_of(parameter, code)
    held = LocalWord.objects.filter(parameter=parameter, value=code).select_related("added_by", "removed_by")
    context = {
        "facet": facet,
        "code": code,
        "labels": told.labels(parameter, code),
        "tongues": settings.LANGUAGES,
        "uses": told.uses_of(parameter, code),
        "search_url": f"{reverse('home')}?{parameter}={code}",
        "written": written,
        "heard": heard,
        "local": held.filter(removed_at=None),
        "gone": held.exclude(removed_at=None).order_by("-removed_at")[:_GONE_SHOWN],
        "form": form,
    }
    return render(request, "desk/vocabulary_value.html", context, status=422 if form.errors else 200)


def _add(request: HttpRequest, form: WordForm, parameter: str, code: str) -> bool:
    """Add the word of a form; whether it was. A refusal is said at its field."""
    try:
        made = local_words.add(
            form.cleaned_data["mot"], parameter, code, form.cleaned_data["langue"], signed_in(request)
        )
    except local_words.Refused as refused:
        form.refuse("mot", str(refused))
        return False
    messages.success(
        request, f"« {made} » est ajouté : la recherche, les suggestions et les imports le comprennent."
    )
    return True


@require_POST
@at_least(Role.STAFF)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a word of here back."""
    gone = local_words.remove(pk, signed_in(request))
    if gone is None:
        raise Http404("Ce mot n’est plus là.")
    messages.success(request, f"« {gone} » est retiré : il ne veut plus rien dire de plus qu’avant.")
    if local_words.is_value(gone.parameter, gone.value):
        return redirect("vocabulary-value", gone.parameter, gone.value)
    return redirect("vocabulary")


def _line(one: LocalWord) -> dict[str, Any]:
    """A word of here with what it stands for; `label` is empty where that value is gone."""
    is_there = local_words.is_value(one.parameter, one.value)
    return {
        "word": one,
        "label": told.labels(one.parameter, one.value)["fr"] if is_there else "",
        "url": reverse("vocabulary-value", args=[one.parameter, one.value]) if is_there else "",
    }


def _tried(text: str) -> dict[str, Any]:
    """What the search makes of a text: by which words it asks for what, what else they may mean, the rest."""
    found = understood.read(text)
    return {
        "parts": [(part.said, understood.in_words(part.meaning.asks)) for part in found.parts],
        "offers": [
            (part.said, [understood.in_words(asks) for asks in offered]) for part, offered in found.offers
        ],
        "rest": found.rest,
    }
