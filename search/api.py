# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API of the directory: structures, one structure, the services at a distance, facets, themes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from data_inclusion.schema import v1
from django.http import HttpRequest, HttpResponse, JsonResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.readers import reader_of
from accounts.roles import Role, role_of
from common.media_types import GEOJSON
from common.problems import problem
from common.reading import EveryoneReads, ReadingView
from history.models import Cause
from history.versions import last_event
from mapping import vocabulary
from mapping.api_conflicts import CONFLICT, VERSIONED, conflicting, version_seen
from mapping.models import Structure, VisibleStructure
from mapping.serializers import Conflict, ThemeSerializer
from mapping.writing import remove
from search import engine, filters, registry
from search.criterion import YES, Choices, Criterion, FieldsOfHere, Moment, Switch
from search.detail import visible_structure
from search.engine import found
from search.question import DEFAULT_LIMIT, DEFAULT_RADIUS_KM, INFORMED, MAX_RADIUS_KM, ORDERS, Search
from search.serializers import StructureSerializer, StructureWriteSerializer


def _described(one: Criterion) -> OpenApiParameter:
    """A criterion in the API's schema."""
    description = one.description or str(one.label)
    if one.of_a_need:
        of_one = f"{one.parameter}.{vocabulary.THEMES[0].code}"
        description = f"{description.rstrip('.')}. D'un seul des thèmes demandés : `{of_one}`."
    if isinstance(one, Moment):
        return OpenApiParameter(one.parameter, OpenApiTypes.STR, many=True, description=description)
    if isinstance(one, Choices):
        return OpenApiParameter(
            one.parameter,
            OpenApiTypes.STR,
            many=True,
            # What staff declare is not known beforehand.
            enum=None if isinstance(one, FieldsOfHere) else list(one.codes),
            description=description,
        )
    return OpenApiParameter(
        one.parameter,
        OpenApiTypes.STR,
        enum=[YES] if isinstance(one, Switch) else None,
        description=description,
    )


_SEARCH_PARAMETERS = [
    *map(_described, registry.CRITERIA),
    *(
        OpenApiParameter(
            name,
            {"type": "number", "format": "double", "minimum": -limit, "maximum": limit},
            # OpenAPI cannot say of one parameter that it needs another.
            description=f"{label} WGS 84. Demande aussi `{other}` : l'une sans l'autre est refusée (400).",
            examples=[OpenApiExample("Melun", value)],
        )
        for name, label, other, limit, value in (
            ("lat", "Latitude", "lon", 90, 48.539),
            ("lon", "Longitude", "lat", 180, 2.66),
        )
    ),
    OpenApiParameter("commune", OpenApiTypes.STR, description="Code INSEE, à la place de `lat` et `lon`."),
    OpenApiParameter(
        "rayon_km",
        OpenApiTypes.DOUBLE,
        default=DEFAULT_RADIUS_KM,
        description=f"Rayon en kilomètres, de {filters.MIN_RADIUS_KM:g} à {MAX_RADIUS_KM:g}.",
    ),
    OpenApiParameter("limit", OpenApiTypes.INT, default=DEFAULT_LIMIT, description="De 1 à 1000."),
    OpenApiParameter("cursor", OpenApiTypes.STR, description="Donné par `next` ; ne se fabrique pas."),
    OpenApiParameter(
        "tri",
        OpenApiTypes.STR,
        enum=[*(code for code, _label in ORDERS), INFORMED],
        default="distance",
        description="`pertinence` allonge la distance de ce qui est ancien ou incomplet ; sans effet sans"
        " lieu de départ. `renseignees` : le même ordre, et sans lieu de départ ce qui est récent et complet"
        " d'abord, au lieu des numéros.",
    ),
    OpenApiParameter("vue", OpenApiTypes.STR, enum=["liste", "carte"], description="Sans effet dans l'API."),
    OpenApiParameter(
        "bbox", OpenApiTypes.STR, description="`minlon,minlat,maxlon,maxlat`, au lieu du rayon."
    ),
    OpenApiParameter("zoom", OpenApiTypes.INT, description="Zoom de la carte, de 0 à 19."),
]

_FEATURES = """FeatureCollection : un lieu par structure et par position.

`distance_m` est en mètres, null à distance ou sans lieu de départ. `zone` dit si un des services
trouvés prend les habitants du lieu de départ : `couvre` ; `partie`, d'une partie seulement de l'EPCI ou
du département demandé ; `inconnue`, sa zone n'est pas précisée ;
`hors`, sa zone les exclut, ce que seul `hors_zone=oui` montre ; null sans lieu de départ, ou hors de
France. `services` ne nomme que les services trouvés, `service_ids` donne leurs
numéros dans le même ordre. Avec `q`, `trouve` dit où se lisent les mots
(`nom`, `commune`, `services`, `description`) : des fragments `[texte, trouvé]`, qui mis bout à bout font le
texte, la description étant coupée autour du premier mot.

Plusieurs thèmes sont plusieurs besoins d'une même personne. Un critère peut ne valoir que pour l'un d'eux :
son nom, un point et le thème, comme dans `theme=francais&theme=logement&niveau.francais=A1`. Il remplace
alors, pour ce besoin, ce que le même critère demande de tous. La liste est celle des lieux qui répondent à un
besoin au moins, chacun une fois. `besoins` dit de chaque lieu à quels thèmes il répond, et de la collection,
pour chaque `theme`, combien de lieux y répondent (`trouves`) et combien y répondraient sans aucun critère que
le thème et le lieu (`sans_criteres`) ; `exact` est faux où l'un de ces nombres passe 1 000. Où un seul thème
est demandé, ou aucun, `besoins` est absent.

Sans lieu ni territoire, la liste est celle de tout l'annuaire, par numéro de structure, sans distance."""
_PROBLEM = "application/problem+json"
_REFUSED = {(400, _PROBLEM): OpenApiTypes.OBJECT}
_ABSENT = {(404, _PROBLEM): OpenApiTypes.OBJECT}
# Who may not write.
_FORBIDDEN = {(403, _PROBLEM): OpenApiTypes.OBJECT}
# What is sent by them, what is not well made, what is not JSON.
_NOT_WRITTEN = _FORBIDDEN | {(400, _PROBLEM): OpenApiTypes.OBJECT, (415, _PROBLEM): OpenApiTypes.OBJECT}


class StaffWrites(EveryoneReads):
    """Everyone reads; prefecture staff write."""

    def may_write(self, request: Request) -> bool:
        """Whether staff asks."""
        return role_of(request.user) is Role.STAFF


class StructureCollection(ReadingView):
    """The structures that match, nearest first."""

    permission_classes = [StaffWrites]

    @extend_schema(
        operation_id="structures_list",
        summary="Les structures, de la plus proche à la plus lointaine",
        parameters=_SEARCH_PARAMETERS,
        responses={(200, GEOJSON): OpenApiResponse(OpenApiTypes.OBJECT, _FEATURES)} | _REFUSED,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """A page of the answer, as GeoJSON; a problem document, 400, for wrong parameters."""
        parsed = filters.asked_by(request)
        if parsed.errors:
            return _refused(parsed)
        search, role = parsed.search, role_of(request.user)
        answer = engine.run(search, role)
        several = len(search.criteria.themes) > 1
        if search.criteria.q or several:
            features = _told(answer.items(), search, role)
            answer = replace(answer, features=json.dumps(features, ensure_ascii=False))
        counts = engine.counts(search, role) if several else []
        return HttpResponse(feature_collection(request, answer, counts), content_type=GEOJSON)

    @extend_schema(
        operation_id="structures_create",
        summary="Ajouter une structure (préfecture)",
        request=StructureWriteSerializer,
        responses={201: StructureSerializer} | _NOT_WRITTEN,
    )
    def post(self, request: Request) -> Response:
        """The structure made of a GeoJSON feature, 201; 400 with what is wrong of it by field."""
        serializer = StructureWriteSerializer(data=request.data, context={"user": request.user})
        return _saved(request, serializer, status.HTTP_201_CREATED)


class RemoteCollection(ReadingView):
    """The structures whose services at a distance match and take people from the place."""

    @extend_schema(
        operation_id="remote_list",
        summary="Les services à distance qui prennent les habitants du lieu, les plus locaux d'abord",
        description="Le même filtre que `structures` ; `rayon_km` et `cursor` y sont sans effet. Un service"
        " dont la zone n'est pas précisée n'y est pas quand un lieu est donné.",
        parameters=_SEARCH_PARAMETERS,
        responses={(200, GEOJSON): OpenApiResponse(OpenApiTypes.OBJECT, _FEATURES)} | _REFUSED,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """What is offered at a distance, as GeoJSON; a problem document, 400, for wrong parameters."""
        parsed = filters.asked_by(request)
        if parsed.errors:
            return _refused(parsed)
        role = role_of(request.user)
        features, count = engine.remote(parsed.search, role, limit=parsed.search.window.limit)
        _told(features, parsed.search, role, remote=True)
        collection = {
            "type": "FeatureCollection",
            "numberMatched": count,
            "numberReturned": len(features),
            "features": features,
        }
        return JsonResponse(collection, content_type=GEOJSON)


class Facets(ReadingView):
    """How many places each further choice would leave."""

    @extend_schema(
        operation_id="facets",
        summary="Le nombre de lieux que laisserait chaque choix de plus",
        description="Le même filtre que `structures` ; `limit` et `cursor` y sont sans effet. Chaque nombre"
        " est le total de la liste avec cette seule valeur pour son paramètre, le reste du filtre tel quel ;"
        " une valeur absente ne laisserait rien.",
        parameters=_SEARCH_PARAMETERS,
        responses={
            200: OpenApiResponse(
                {
                    "type": "object",
                    "properties": {
                        "facets": {
                            "type": "object",
                            "additionalProperties": {
                                "type": "object",
                                "additionalProperties": {"type": "integer"},
                            },
                        }
                    },
                    "required": ["facets"],
                },
                "Par paramètre, puis par valeur",
            )
        }
        | _REFUSED,
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """How many places each choice would find, by parameter; 400 for wrong parameters."""
        parsed = filters.asked_by(request)
        if parsed.errors:
            return _refused(parsed)
        return JsonResponse({"facets": engine.facets(parsed.search, role_of(request.user))})


class StructureItem(APIView):
    """One structure, with its services and contacts."""

    permission_classes = [StaffWrites]

    @extend_schema(
        operation_id="structures_read",
        summary="Une structure, avec ses services et ses contacts",
        responses={200: StructureSerializer} | _ABSENT,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """The structure as the reader's role sees it; 404 where it may not."""
        role = role_of(request.user)
        # Before the structure is read: what is read is at least as new.
        version = last_event(pk) if role is Role.STAFF else None
        try:
            structure = visible_structure(pk, reader_of(request.user))
        except VisibleStructure.DoesNotExist:
            return _no_such_structure(pk)
        return Response(_with_version(StructureSerializer(structure).data, version))

    @extend_schema(
        operation_id="structures_replace",
        summary="Remplacer tous les champs d'une structure (préfecture)",
        description=VERSIONED,
        request=StructureWriteSerializer,
        responses={200: StructureSerializer} | _NOT_WRITTEN | _ABSENT | CONFLICT,
    )
    def put(self, request: Request, pk: int) -> HttpResponse:
        """The structure with every field replaced; 404, or 400 with what is wrong by field."""
        return self._update(request, pk, partial=False)

    @extend_schema(
        operation_id="structures_update",
        summary="Changer des champs d'une structure (préfecture)",
        description=VERSIONED,
        request=StructureWriteSerializer,
        responses={200: StructureSerializer} | _NOT_WRITTEN | _ABSENT | CONFLICT,
    )
    def patch(self, request: Request, pk: int) -> HttpResponse:
        """The structure with the given fields replaced; 404, or 400 with what is wrong by field."""
        return self._update(request, pk, partial=True)

    @extend_schema(
        operation_id="structures_delete",
        summary="Supprimer une structure (préfecture)",
        responses={204: None} | _FORBIDDEN | _ABSENT,
    )
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Delete the structure and what belongs to it, 204; 404 where there is none."""
        structure = Structure.objects.filter(pk=pk).first()
        if structure is None:
            return _no_such_structure(pk)
        remove(structure, request.user, Cause.API)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @staticmethod
    def _update(request: Request, pk: int, *, partial: bool) -> HttpResponse:
        structure = Structure.objects.filter(pk=pk).first()
        if structure is None:
            return _no_such_structure(pk)
        context = {"user": request.user, "seen": version_seen(request)}
        serializer = StructureWriteSerializer(structure, data=request.data, partial=partial, context=context)
        try:
            return _saved(request, serializer, status.HTTP_200_OK)
        except Structure.DoesNotExist:
            return _no_such_structure(pk)
        except Conflict as conflict:
            return conflicting(conflict.found, serializer, last_event(pk))


class ThemeCollection(APIView):
    """The map themes."""

    @extend_schema(
        operation_id="themes_list",
        summary="Les thèmes de la carte, et les thématiques que chacun rassemble",
        responses=ThemeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The themes, each with its colour, its pictogram and the thématiques under it."""
        thematiques: dict[int, list[str]] = {theme.id: [] for theme in vocabulary.THEMES}
        for thematique in v1.Thematique:
            thematiques[vocabulary.theme_of(thematique.value).id].append(thematique.value)
        themes = [
            {
                "code": theme.code,
                "nom": theme.nom,
                "colour": theme.colour,
                "pictogram": theme.pictogram,
                "thematiques": thematiques[theme.id],
            }
            for theme in vocabulary.THEMES
        ]
        return Response(ThemeSerializer(themes, many=True).data)


def _told(features: list[dict], search: Search, role: Role, *, remote: bool = False) -> list[dict]:
    """The features with what depends on the question alone: where the words typed are said, and which of
    several needs each place meets."""
    if typed := search.criteria.q:
        found.tell(features, found.words_of(typed), role)
    if len(search.criteria.themes) > 1:
        engine.met(search, role, features, remote=remote).tell(features)
    return features


def _of_need(one: engine.Counted) -> dict[str, Any]:
    """The numbers of one need, told as those of the whole collection are."""
    numbers = {"trouves": one.found, "sans_criteres": one.without_criteria}
    return {
        "theme": one.theme,
        **{name: min(count, engine.COUNT_CAP) for name, count in numbers.items()},
        "exact": all(count <= engine.COUNT_CAP for count in numbers.values()),
    }


def feature_collection(
    request: HttpRequest, answer: engine.Answer, counts: Sequence[engine.Counted] = ()
) -> str:
    """The text of a GeoJSON FeatureCollection, around features that PostgreSQL made; `counts` are those of
    each need, where several are asked for."""
    following = ""
    if answer.next:
        query = urlencode({**dict(request.GET.lists()), "cursor": str(answer.next)}, doseq=True)
        following = f"{request.scheme}://{request.get_host()}{request.path}?{query}"
    head: dict[str, Any] = {
        "type": "FeatureCollection",
        "numberMatched": min(answer.total, engine.COUNT_CAP),
        "numberMatchedIsExact": answer.total_is_exact,
        "numberReturned": answer.returned,
        "next": following or None,
    }
    if counts:
        head["besoins"] = list(map(_of_need, counts))
    members = json.dumps(head).removesuffix("}")
    return f'{members}, "features": {answer.features}}}'


def _saved(request: Request, serializer: StructureWriteSerializer, code: int) -> HttpResponse:
    serializer.is_valid(raise_exception=True)
    structure = serializer.save()
    version = last_event(structure.pk)
    try:
        seen = visible_structure(structure.pk, reader_of(request.user))
    except VisibleStructure.DoesNotExist:  # a draft, or a closed structure: nobody's search shows it
        return Response(_with_version(StructureWriteSerializer(structure).data, version), status=code)
    return Response(_with_version(StructureSerializer(seen).data, version), status=code)


def _with_version(data: Mapping[str, Any], version: int | None) -> dict[str, Any]:
    """The feature, with what staff send back to change it; nobody else learns that something changed."""
    return dict(data) if version is None else {**data, "version": version}


def _refused(parsed: filters.Parsed) -> JsonResponse:
    return problem(400, "Paramètre refusé", "La recherche n'a pas été faite.", parsed.errors)


def _no_such_structure(pk: int) -> JsonResponse:
    return problem(404, "Introuvable", f"Aucune structure ne porte le numéro {pk}.")
