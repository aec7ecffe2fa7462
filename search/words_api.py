# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API of words: what a phrase means as criteria, and what is suggested while it is typed."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.translation import override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from accounts.roles import role_of
from common.problems import problem
from common.reading import ReadingView
from search import named, suggestions, understood
from search.fields import MAX_WORDS_LENGTH
from search.lexicon.nearest import nearest
from search.lexicon.table import Asks

_REFUSED = {(400, "application/problem+json"): OpenApiTypes.OBJECT}
_LANGUAGES = [code for code, _name in settings.LANGUAGES]
_Q = OpenApiParameter("q", OpenApiTypes.STR, required=True, description="Au plus 200 caractères.")
_LANG = OpenApiParameter(
    "lang", OpenApiTypes.STR, enum=_LANGUAGES, default="fr", description="La langue des libellés."
)


class Typed(forms.Form):
    """Parameters of what is typed: the text, and the language of labels."""

    q = forms.CharField(max_length=MAX_WORDS_LENGTH)
    lang = forms.ChoiceField(choices=[(code, code) for code in _LANGUAGES], required=False)

    def __init__(self, query: QueryDict):
        super().__init__(query)
        self.unknown = sorted(set(query) - set(self.fields))

    def faults(self) -> dict[str, list[str]]:
        """What is wrong, by parameter."""
        self.is_valid()
        faults = {name: [str(message) for message in messages] for name, messages in self.errors.items()}
        return faults | {name: ["Ce paramètre n'existe pas."] for name in self.unknown}


class TypedSuggestion(Typed):
    """Those of suggestions: `genre=adresse` asks for addresses alone."""

    genre = forms.ChoiceField(choices=[(str(suggestions.Kind.ADDRESS), "")], required=False)


class Understanding(ReadingView):
    """What a phrase means."""

    @extend_schema(
        operation_id="understand",
        summary="Ce que veut dire une phrase, en critères",
        description="`question` est la même demande pour `/structures` : les critères compris, et dans `q`"
        " les mots qui ne l'ont pas été. `compris` dit par quels mots ; `sens`, ce que d'autres peuvent"
        " vouloir dire ; `proches`, quand rien n'est compris, ce qui y ressemble. `sur` est faux quand un mot"
        " a été deviné.",
        parameters=[_Q, _LANG],
        responses={200: OpenApiResponse(OpenApiTypes.OBJECT)} | _REFUSED,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """The reading of a phrase; a problem document, 400, for wrong parameters."""
        form = Typed(request.GET)
        if faults := form.faults():
            return _refused(faults)
        text = form.cleaned_data["q"]
        with override(form.cleaned_data["lang"] or "fr"):
            return JsonResponse(_read(text))


class Suggestions(ReadingView):
    """What is suggested while somebody types."""

    @extend_schema(
        operation_id="suggestions",
        summary="Ce que peut vouloir dire un texte en cours de frappe",
        description="Des communes, lieux, thèmes, besoins, publics, critères, structures et fiches"
        " pratiques, huit au plus. `genre` dit ce qu'est chacun ; `criteres` est ce qu'il demande, `url` la"
        " page d'une structure ou d'une fiche."
        " Avec `genre=adresse`, les rues et adresses, demandées au service d'adresses.",
        parameters=[
            _Q,
            _LANG,
            OpenApiParameter("genre", OpenApiTypes.STR, enum=["adresse"], description="Les adresses seules."),
        ],
        responses={200: OpenApiResponse(OpenApiTypes.OBJECT)} | _REFUSED,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """The suggestions of a text; a problem document, 400, for wrong parameters."""
        form = TypedSuggestion(request.GET)
        if faults := form.faults():
            return _refused(faults)
        asked = form.cleaned_data
        with override(asked["lang"] or "fr"):
            if asked["genre"]:
                found = suggestions.addresses(asked["q"], named.home())
            else:
                found = suggestions.suggestions(asked["q"], role_of(request.user))
            return JsonResponse({"suggestions": [one.as_json() for one in found]})


def _read(text: str) -> dict:
    found = understood.read(text)
    question = understood.asked_by(QueryDict(mutable=True), text)
    question.pop(understood.SAID, None)
    return {
        "texte": text,
        "question": question.urlencode(safe=","),
        "criteres": _by_parameter(found.asks),
        "reste": found.rest,
        "compris": [
            {"dit": part.said, "sur": part.is_sure, **_meaning(part.meaning.asks)} for part in found.parts
        ],
        "sens": [
            {"dit": part.said, "possibles": [_meaning(asks) for asks in offered]}
            for part, offered in found.offers
        ],
        "proches": []
        if found.is_understood
        else [{"dit": one.said, "phrase": one.phrase, **_meaning(one.asks)} for one in nearest(text)],
    }


def _meaning(asks: Asks) -> dict:
    settled = understood.settled(asks)
    return {"criteres": _by_parameter(settled), "libelle": understood.in_words(settled)}


def _by_parameter(asks: Asks) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for parameter, value in asks:
        found.setdefault(parameter, []).append(value)
    return found


def _refused(faults: dict[str, list[str]]) -> JsonResponse:
    return problem(400, "Paramètre refusé", "La question n'a pas été posée.", faults)
