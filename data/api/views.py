# SPDX-License-Identifier: AGPL-3.0-or-later
"""Imports pushed by programs, under `/api/v1/imports`: the same road as the pages, and no other."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiToken
from accounts.roles import Role, role_of
from common.parsers import BoundedJSONParser
from common.problems import problem
from data import tasks
from data.api import sent, settling, told
from data.api.sent import FileBody
from data.imports import agreeing, ownership, row_kind, runs
from data.models import ImportRun
from data.models.file import store
from data.models.run import Doing, RunState

_PROBLEM = "application/problem+json"
_PER_PAGE, _MOST = 100, 1000
_AGAIN = (
    "Ce fichier a déjà été envoyé, et rien d'autre n'est venu de sa source depuis : voici son import. Pour"
    " l'envoyer quand même, nouveau=oui."
)


class MayImport(BasePermission):
    """Whoever may import on the pages; a token has to have been made for it, but to read."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the request is let through. Raises PermissionDenied with why it is not."""
        if role_of(request.user) < Role.PROFESSIONAL:
            raise PermissionDenied("Les imports sont réservés aux professionnels et à la préfecture.")
        token = request.auth
        if request.method not in SAFE_METHODS and isinstance(token, ApiToken) and not token.may_import:
            raise PermissionDenied(
                "Ce jeton lit, et n'envoie pas d'imports : demandez à la préfecture un jeton qui le peut."
            )
        return True


def _problems(*codes: int) -> dict[tuple[int, str], Any]:
    return {(code, _PROBLEM): told.PROBLEM for code in codes}


_TOLD = "L'import. 202 : ce qui est demandé prend du temps, et `doing` se vide quand c'est fini."
_IMPORT = {
    code: OpenApiResponse(told.ImportTold, _TOLD) for code in (status.HTTP_200_OK, status.HTTP_202_ACCEPTED)
}
_ACTED = _IMPORT | _problems(400, 403, 404, 409)
_OPTIONS = [
    OpenApiParameter(
        "source",
        OpenApiTypes.STR,
        description="De qui vient le fichier : le nom ou le code de la source, le même d'une édition à"
        " l'autre. Un nouveau nom fait une source, qui est alors à vous et à votre organisation. Sans lui,"
        " celle que le format ou les colonnes du fichier désignent.",
    ),
    OpenApiParameter(
        "colonne",
        OpenApiTypes.STR,
        many=True,
        description="`Intitulé=nom` : le champ qu'une colonne est ; `Remarques=` : elle n'est pas lue.",
    ),
    OpenApiParameter(
        "confidentiel",
        OpenApiTypes.STR,
        many=True,
        description="`Remarques=cacher` ou `Remarques=rien` : ce que disent les mots d'une colonne qui"
        " semblent parler d'adresses confidentielles.",
    ),
    OpenApiParameter(
        "fermees",
        OpenApiTypes.STR,
        enum=["fermer", "ecarter", "publier"],
        description="Ce que deviennent les lignes qui disent que leur structure est fermée.",
    ),
    OpenApiParameter(
        "lignes",
        OpenApiTypes.STR,
        enum=[kind.value for kind in row_kind.RowKind],
        description="Ce qu'est une ligne, où une structure revient sur plusieurs.",
    ),
    OpenApiParameter(
        "complet",
        OpenApiTypes.STR,
        enum=["oui", "non"],
        description="Le fichier est complet : ce que la source avait donné et qu'il n'a plus est fermé.",
    ),
    OpenApiParameter(
        "supprimees",
        OpenApiTypes.STR,
        enum=["laisser", "fermer"],
        description="Ce que deviennent les lignes supprimées d'un export de cet annuaire.",
    ),
    OpenApiParameter(
        "questions",
        OpenApiTypes.STR,
        enum=[sent.LEAVE_OUT],
        description="`laisser` : les colonnes dont la lecture n'est pas sûre ne sont pas lues, et rien n'est"
        " demandé d'elles.",
    ),
]
_SEND = """Le fichier est le corps de la demande, quel qu'en soit le type, ou la partie `fichier` d'un
formulaire, avec les paramètres dans l'adresse ou dans le formulaire. Tous les formats que la page
« Importer » connaît : data·inclusion (JSON, CSV, classeur), tableaux, GeoJSON, exports de cet annuaire…

Rien n'est écrit : l'import est répété, et la réponse dit ce qu'il ferait. Ce qui n'est pas sûr est dans
`questions` : répondez par `PATCH`, ou sur la page de l'import. Le même fichier envoyé deux fois est le même
import (200, et `already` le dit)."""
_FILE = {
    "multipart/form-data": {
        "type": "object",
        "properties": {"fichier": {"type": "string", "format": "binary"}, "source": {"type": "string"}},
        "required": ["fichier"],
    },
    "application/octet-stream": {"type": "string", "format": "binary"},
    "application/json": {},
}
_ANSWERS = {
    "application/json": {
        "type": "object",
        "properties": {
            "source": {"type": "string"},
            "colonne": {"type": "array", "items": {"type": "string"}},
            "confidentiel": {"type": "array", "items": {"type": "string"}},
            "lignes": {"type": "string"},
            "complet": {"type": "boolean"},
            "supprimees": {"type": "string", "enum": ["laisser", "fermer"]},
            "fermees": {"type": "string", "enum": ["fermer", "ecarter", "publier"]},
            "questions": {"type": "string", "enum": [sent.LEAVE_OUT]},
        },
    }
}
_AGREEMENT = {
    "application/json": {
        "type": "object",
        "properties": {
            "repetition": {
                "type": "string",
                "description": "Celle que vous avez lue : si l'import en ferait une autre, rien n'est écrit.",
            },
            "accepter": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Ce à quoi vous dites oui, par les noms de `waits_for`. Demande `repetition`.",
            },
        },
    }
}


class Conflict(APIException):
    """What is asked does not go with the state that the import is in."""

    status_code = 409


class _OfImports(APIView):
    permission_classes = [IsAuthenticated, MayImport]
    parser_classes = [BoundedJSONParser]


class ImportCollection(_OfImports):
    """The imports of who asks, to send one more."""

    parser_classes = [MultiPartParser, FileBody]

    @extend_schema(
        operation_id="imports_list",
        summary="Vos imports et ceux de vos sources, les derniers d'abord",
        parameters=[
            OpenApiParameter("limit", OpenApiTypes.INT, default=_PER_PAGE, description=f"De 1 à {_MOST}."),
            OpenApiParameter(
                "cursor", OpenApiTypes.STR, description="Donné par `next` ; ne se fabrique pas."
            ),
        ],
        responses={200: told.ImportsTold} | _problems(400, 403),
    )
    def get(self, request: Request) -> HttpResponse:
        """A page of imports."""
        limit, start = _window(request)
        found = ownership.readable(request.user).select_related("source", "file").order_by("-pk")
        page = list(found[start : start + limit + 1])
        answer = {
            "imports": told.listed(request, page[:limit]),
            "next": _next(request, limit, start) if len(page) > limit else None,
        }
        return Response(answer)

    @extend_schema(
        operation_id="imports_create",
        summary="Envoyer un fichier à importer, et le répéter",
        description=_SEND,
        parameters=[
            *_OPTIONS,
            OpenApiParameter("nom", OpenApiTypes.STR, description="Le nom du fichier, pour qui le relit."),
            OpenApiParameter(
                "nouveau", OpenApiTypes.STR, enum=["oui", "non"], description="Même si ce fichier est connu."
            ),
        ],
        request=_FILE,
        responses={201: told.ImportTold} | _IMPORT | _problems(400, 403, 413),
    )
    def post(self, request: Request) -> HttpResponse:
        """The import of the file sent, rehearsed where nothing is left to ask; 400 with what is wrong by
        parameter, and then nothing is kept."""
        sent.check_size(request)
        said = sent.said_with_file(request)
        given = sent.file_of(request)
        file = store(given.name, given.chunks)
        if not given.anew and (known := settling.same_file(request.user, file, said)):
            file.delete()
            return self._again(request, known, said)
        run = runs.take(file, settling.source_called(request.user, said.source), request.user)
        wrong = (
            {"fichier": [str(note) for note in run.notes]}
            if run.state == RunState.REFUSED
            else settling.settle(run, said, request.user)
        )
        if wrong:
            runs.forget(run)
            raise ValidationError(wrong)
        answer = _answer(request, run, status.HTTP_201_CREATED)
        answer["Location"] = answer.data["url"]
        return answer

    @staticmethod
    def _again(request: Request, run: ImportRun, said: sent.Said) -> HttpResponse:
        """The import that the same file has already, read as is said now where nothing of it is written."""
        otherwise = said.how not in (sent.Said().how, settling.said_of(run).how)
        waits = run.state == RunState.RECEIVED or (run.state == RunState.REHEARSED and otherwise)
        if waits and not run.doing and (wrong := settling.settle(run, said, request.user)):
            raise ValidationError(wrong)
        return _answer(request, run, more={"already": _AGAIN})


class ImportItem(_OfImports):
    """One import."""

    @extend_schema(
        operation_id="imports_read",
        summary="Où en est un import, ce qu'il ferait, ce qu'il perdrait, ce qu'il demande",
        responses={200: told.ImportTold} | _problems(403, 404),
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """The import; 404 for one that is not for who asks."""
        return Response(told.told(request, _run(request, pk)))

    @extend_schema(
        operation_id="imports_answer",
        summary="Répondre à ce qu'un import demande, et le répéter",
        description="Ce qui a été dit avant reste dit. Rien n'est écrit.",
        request=_ANSWERS,
        responses=_ACTED,
    )
    def patch(self, request: Request, pk: int) -> HttpResponse:
        """The import with what was answered, rehearsed again where nothing is left to ask."""
        run = _at_rest(request, pk, RunState.RECEIVED, RunState.REHEARSED)
        if wrong := settling.settle(run, sent.said_in(request.data), request.user):
            raise ValidationError(wrong)
        return _answer(request, run)

    @extend_schema(
        operation_id="imports_delete",
        summary="Supprimer un import qui n'a rien écrit, avec son fichier",
        responses={204: None} | _problems(403, 404, 409),
    )
    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Nothing, 204; 409 for one that was written, which is undone instead."""
        run = _run(request, pk)
        _check_theirs(request, run)
        try:
            runs.forget(run)
        except runs.NotForgotten as refusal:
            raise Conflict(str(refusal)) from None
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportRows(_OfImports):
    """The rows of an import to look at."""

    @extend_schema(
        operation_id="imports_rows",
        summary="Les lignes refusées ou douteuses d'un import : numéro, champ, pourquoi",
        parameters=[
            OpenApiParameter("limit", OpenApiTypes.INT, default=_PER_PAGE, description=f"De 1 à {_MOST}."),
            OpenApiParameter(
                "cursor", OpenApiTypes.STR, description="Donné par `next` ; ne se fabrique pas."
            ),
        ],
        responses={200: told.RowsTold} | _problems(400, 403, 404),
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """A page of rows, in the order of the file."""
        run = _run(request, pk)
        limit, start = _window(request)
        page = list(told.to_tell(run)[start : start + limit + 1])
        answer = {
            "rows": told.rows_of(page[:limit]),
            "next": _next(request, limit, start) if len(page) > limit else None,
        }
        return Response(answer)


class ImportApply(_OfImports):
    """Writing an import."""

    @extend_schema(
        operation_id="imports_apply",
        summary="Écrire ce que la répétition a montré",
        description="En une transaction, tout ou rien. Ce qui attend l'accord de quelqu'un (`waits_for`)"
        " n'est pas écrit : 409, avec la page où le donner. Un programme peut accepter ce que la page"
        " laisserait accepter à son titulaire, en nommant la répétition qu'il a lue. Deux fois : écrit une"
        " seule.",
        request=_AGREEMENT,
        responses=_ACTED,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        """The import once it is written; 202 while it is being; 409 with why it is not."""
        run = _run(request, pk)
        if run.state == RunState.APPLIED and not run.doing:
            return _answer(request, run)
        seen, accepted = _agreement(request.data)
        run = _at_rest(request, pk, RunState.REHEARSED)
        if seen and seen != run.plan_digest:
            raise Conflict("L'import a été répété de nouveau depuis : lisez ce qu'il ferait maintenant.")
        try:
            agreeing.agree(request.user, run, told.HELD in accepted, accepted)
        except agreeing.AwaitsStaff as refusal:
            staff = f"Cet import attend l'accord de la préfecture : rien n'est écrit. {refusal}"
            return _conflict(request, staff, run)
        except agreeing.AwaitsLosses as refusal:
            lost = f"Rien n'est écrit avant que quelqu'un accepte ce qui serait perdu : {refusal}."
            return _conflict(request, lost, run, page="import-gate")
        return _asked(request, run, Doing.APPLY, RunState.APPLIED)


class ImportUndo(_OfImports):
    """Taking an import back."""

    @extend_schema(
        operation_id="imports_undo",
        summary="Annuler un import en entier",
        description="Ce que quelqu'un a changé depuis reste, et `left` le dit.",
        request=None,
        responses=_ACTED,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        """The import once it is undone; 202 while it is being; 409 where there is nothing to undo."""
        return _back_or_forth(request, pk, Doing.UNDO, RunState.APPLIED, RunState.UNDONE)


class ImportRedo(_OfImports):
    """Putting back what was undone."""

    @extend_schema(
        operation_id="imports_redo",
        summary="Remettre en place un import annulé",
        request=None,
        responses=_ACTED,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        """The import once it is put back; 202 while it is being; 409 where it was not undone."""
        return _back_or_forth(request, pk, Doing.REDO, RunState.UNDONE, RunState.APPLIED)


def _run(request: Request, pk: int) -> ImportRun:
    found = ownership.readable(request.user).select_related("source", "file", "user", "profile")
    return get_object_or_404(found, pk=pk)


def _at_rest(request: Request, pk: int, *states: RunState) -> ImportRun:
    """The import, in one of these states and with nothing under way. Raises Conflict."""
    run = _run(request, pk)
    if run.doing:
        raise Conflict("Quelque chose est en cours sur cet import : revenez quand ce sera fini.")
    if run.state not in states:
        if run.state == RunState.RECEIVED:
            raise Conflict("Cet import n'est pas répété : répondez d'abord à ce qu'il demande.")
        raise Conflict(f"Cet import est dans un autre état : {run.get_state_display()}.")
    return run


def _check_theirs(request: Request, run: ImportRun) -> None:
    """Raise PermissionDenied unless the import, or its source, is of who asks."""
    if run.user_id == request.user.pk or (run.source and ownership.may_use(request.user, run.source)):
        return
    raise PermissionDenied(ownership.refusal(run.source) if run.source else None)


def _back_or_forth(request: Request, pk: int, doing: Doing, begins: RunState, ends: RunState) -> HttpResponse:
    run = _run(request, pk)
    _check_theirs(request, run)
    if run.state == ends and not run.doing:
        return _answer(request, run)
    return _asked(request, _at_rest(request, pk, begins), doing, ends)


def _asked(request: Request, run: ImportRun, doing: Doing, ends: RunState) -> HttpResponse:
    """Have it done, here where it is small; 409 with what prevented it."""
    tasks.ask(run, doing, request.user)
    run.refresh_from_db()
    if not run.doing and run.state != ends:
        return _conflict(request, run.problem, run)
    return _answer(request, run)


def _answer(
    request: Request, run: ImportRun, code: int = status.HTTP_200_OK, more: dict[str, Any] | None = None
) -> Response:
    """The import; 202 as long as something is being done of it."""
    return Response(told.told(request, run) | (more or {}), status.HTTP_202_ACCEPTED if run.doing else code)


def _conflict(request: Request, detail: str, run: ImportRun, page: str = "import") -> HttpResponse:
    """409: why, the page where a person goes on, and the import as it is."""
    more = {
        "page": told.page_of(request, run, page),
        "waits_for": told.waits_for(run),
        "repetition": run.plan_digest if run.state == RunState.REHEARSED else "",
    }
    return problem(Conflict.status_code, "Rien n'est écrit", detail, more=more)


def _agreement(data: Any) -> tuple[str, list[str]]:
    """The rehearsal that was read, and what of it is said yes to. Raises ValidationError."""
    if not isinstance(data, Mapping):
        raise ValidationError({"corps": ["Un objet JSON est attendu, ou rien."]})
    if unknown := [str(name) for name in data if name not in ("repetition", "accepter")]:
        raise ValidationError({name: ["« repetition » et « accepter » sont attendus."] for name in unknown})
    seen, accepted = data.get("repetition", ""), data.get("accepter", [])
    if not isinstance(seen, str):
        raise ValidationError({"repetition": ["Le texte lu sous ce nom dans l'import est attendu."]})
    if not isinstance(accepted, list) or not all(isinstance(one, str) for one in accepted):
        raise ValidationError({"accepter": ["Une liste de noms de « waits_for » est attendue."]})
    if accepted and not seen:
        raise ValidationError({"repetition": ["Dites quelle répétition vous avez lue pour l'accepter."]})
    return seen, accepted


def _window(request: Request) -> tuple[int, int]:
    """How many to tell, and from which. Raises ValidationError by parameter."""
    limit, cursor = request.query_params.get("limit", str(_PER_PAGE)), request.query_params.get("cursor", "0")
    if not limit.isascii() or not limit.isdecimal() or not 1 <= int(limit[:9]) <= _MOST:
        raise ValidationError({"limit": [f"Un nombre de 1 à {_MOST} est attendu."]})
    if not cursor.isascii() or not cursor.isdecimal() or len(cursor) > 9:
        raise ValidationError({"cursor": ["La valeur donnée par « next » est attendue."]})
    return int(limit), int(cursor)


def _next(request: Request, limit: int, start: int) -> str:
    query = urlencode({"limit": limit, "cursor": start + limit})
    return request.build_absolute_uri(f"{request.path}?{query}")
