# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a program sends with an import: the file, and what its maker says of how it is read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from common.files.limits import MAX_BYTES
from common.files.opening import too_large
from data.imports import closing, confidential
from data.imports.own import absent
from data.imports.row_kind import RowKind
from data.imports.targets import BY_KEY

_CHUNK = 1024 * 1024
_UNNAMED = "import"
_YES, _NO = ("oui", "true", "1"), ("non", "false", "0")
_HIDES = {"cacher": confidential.HIDE, "rien": confidential.NOTHING}
_CLOSED = {"fermer": closing.CLOSE, "ecarter": closing.SKIP, "publier": closing.PUBLISH}
_DELETED = {"laisser": absent.LEAVE, "fermer": absent.CLOSE}
_ONE = ("source", "lignes", "complet", "supprimees", "fermees", "questions")
_MANY = ("colonne", "confidentiel")
OPTIONS = (*_ONE, *_MANY)
# Of what is sent with a file, and of no answer to a question.
_WITH_A_FILE = ("nom", "nouveau")
LEAVE_OUT = "laisser"


class TooLarge(APIException):
    """A body of more bytes than a file may have."""

    status_code = 413


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a request, not read yet."""

    stream: Any

    def chunks(self) -> Iterator[bytes]:
        """Them, a mebibyte at a time."""
        while chunk := self.stream.read(_CHUNK):
            yield chunk


class FileBody(BaseParser):
    """Any body at all, as the file that it is: what it is is told by its content, as on the pages."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Body:
        """The body, which nothing holds whole."""
        return Body(stream)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    name: str
    chunks: Iterable[bytes]
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a file: its source by name or code; the field of a column, empty for none, by its name;
    what words of confidential addresses mean, by column; what a row is; whether the file is a whole edition;
    what becomes of lines deleted from a file of ours, and of those whose structure is said to be closed;
    whether columns in doubt are left out."""

    source: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    confidential: dict[str, str] = field(default_factory=dict)
    rows: str = ""
    whole: bool | None = None
    deleted: str = ""
    closed: str = ""
    leaves_doubts: bool = False

    def __or__(self, other: "Said") -> "Said":
        """What is said here, and what `other` says besides or instead."""
        return Said(
            other.source or self.source,
            self.columns | other.columns,
            self.confidential | other.confidential,
            other.rows or self.rows,
            self.whole if other.whole is None else other.whole,
            other.deleted or self.deleted,
            other.closed or self.closed,
            other.leaves_doubts or self.leaves_doubts,
        )

    @property
    def how(self) -> tuple[Any, ...]:
        """What is said of how the file is read, whoever's it is."""
        return (
            self.columns,
            self.confidential,
            self.rows,
            self.whole,
            self.deleted,
            self.closed,
            self.leaves_doubts,
        )

    def kept(self) -> dict[str, Any]:
        """As a run keeps it."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def again(cls, kept: Mapping[str, Any]) -> "Said":
        """What a run kept; nothing said, of one that came by another road."""
        return cls(**kept)


def check_size(request: Request) -> None:
    """Raise TooLarge for a request that says it is longer than a file may be, before it is read."""
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if length.isdecimal() and int(length) > MAX_BYTES + _CHUNK:
        raise TooLarge(too_large(int(length)))


def file_of(request: Request) -> Sent:
    """The file that a request sends: its part « fichier », or its whole body.

    Raises ValidationError naming `fichier`, TooLarge, or what a body that is not well made does.
    """
    data = request.data
    given = _given(request, data)
    name, anew = _one(given, "nom")[:255], _yes(given, "nouveau") or False
    if isinstance(data, Body):
        return Sent(name or _UNNAMED, data.chunks(), anew)
    file = request.FILES.get("fichier")
    if not isinstance(file, UploadedFile):
        expected = "Le fichier est attendu, seul dans le corps ou dans la partie « fichier » d'un formulaire."
        raise ValidationError({"fichier": [expected]})
    if (file.size or 0) > MAX_BYTES:
        raise TooLarge(too_large(file.size or 0))
    return Sent(name or file.name or _UNNAMED, file.chunks(), anew)


def said_with_file(request: Request) -> Said:
    """What a request says of the file that it sends. Raises ValidationError by parameter."""
    given = _given(request, request.data)
    return _said(given, (*OPTIONS, *_WITH_A_FILE))


def said_in(data: Any) -> Said:
    """What a JSON object says of a file that was sent before. Raises ValidationError by parameter."""
    if not isinstance(data, Mapping):
        raise ValidationError({"corps": ["Un objet JSON est attendu, avec ce qui est répondu."]})
    given: dict[str, list[str]] = {}
    for name, value in data.items():
        values = value if isinstance(value, list) else [value]
        given[str(name)] = [_text(str(name), one) for one in values]
    return _said(given, OPTIONS)


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if not isinstance(value, str):
        raise ValidationError({name: ["Un texte est attendu, ou une liste de textes."]})
    return value


def _given(request: Request, data: Any) -> dict[str, list[str]]:
    """The parameters of a request, of its address and of its form."""
    given: dict[str, list[str]] = {}
    for part in (request.query_params, data if isinstance(data, QueryDict) else QueryDict()):
        for name in part:
            if name != "fichier":
                given.setdefault(name, []).extend(one for one in part.getlist(name) if isinstance(one, str))
    return given


def _said(given: Mapping[str, list[str]], known: tuple[str, ...]) -> Said:
    if unknown := [name for name in given if name not in known]:
        expected = f"Ce paramètre n'existe pas. Ceux-ci existent : {', '.join(known)}."
        raise ValidationError({name: [expected] for name in unknown})
    rows, deleted = _one(given, "lignes"), _one(given, "supprimees")
    if rows and rows not in set(RowKind):
        raise ValidationError({"lignes": [f"« {rows[:40]} » : {_listed(RowKind)} est attendu."]})
    if deleted and deleted not in _DELETED:
        raise ValidationError({"supprimees": [f"« {deleted[:40]} » : {_listed(_DELETED)} est attendu."]})
    closed = _one(given, "fermees")
    if closed and closed not in _CLOSED:
        raise ValidationError({"fermees": [f"« {closed[:40]} » : {_listed(_CLOSED)} est attendu."]})
    doubts = _one(given, "questions")
    if doubts and doubts != LEAVE_OUT:
        raise ValidationError({"questions": [f"« {doubts[:40]} » : « {LEAVE_OUT} » est attendu, ou rien."]})
    return Said(
        source=" ".join(_one(given, "source").split())[:150],
        columns=_columns(given.get("colonne", ())),
        confidential=_answers(given.get("confidentiel", ())),
        rows=rows,
        whole=_yes(given, "complet"),
        deleted=_DELETED.get(deleted, ""),
        closed=_CLOSED.get(closed, ""),
        leaves_doubts=bool(doubts),
    )


def _columns(pairs: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, target = pair.rpartition("=")
        if not equals:
            raise ValidationError({"colonne": [f"« {pair[:60]} » : COLONNE=champ est attendu."]})
        if target and target not in BY_KEY:
            known = ", ".join(BY_KEY)
            raise ValidationError({"colonne": [f"« {target[:40]} » n'est pas un champ. Champs : {known}."]})
        found[name] = target
    return found


def _answers(pairs: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        name, _equals, word = pair.rpartition("=")
        if word not in _HIDES or not name:
            expected = f"« {pair[:60]} » : COLONNE=cacher ou COLONNE=rien est attendu."
            raise ValidationError({"confidentiel": [expected]})
        found[name] = _HIDES[word]
    return found


def _one(given: Mapping[str, list[str]], name: str) -> str:
    values = given.get(name, [])
    if len(values) > 1:
        raise ValidationError({name: ["Une seule valeur est attendue."]})
    text = values[0].strip() if values else ""
    if "\0" in text:
        raise ValidationError({name: ["Le caractère nul n'est pas accepté."]})
    return text


def _yes(given: Mapping[str, list[str]], name: str) -> bool | None:
    text = _one(given, name).casefold()
    if text and text not in (*_YES, *_NO):
        raise ValidationError({name: [f"« {text[:40]} » : oui ou non est attendu."]})
    return text in _YES if text else None


def _listed(words: Iterable[str]) -> str:
    return ", ".join(str(word) for word in words)
