# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to be translated, and the catalogues that hold it (`locale/*/LC_MESSAGES/django.po`).

Only what the public reads is gathered: pages for staff and professionals have no address in another
language. French is written in the code, so its own catalogue only repeats it; it is needed because
without one Django takes French plurals for English ones (« 0 structures »).
"""

import copy
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from jinja2.ext import babel_extract

from mapping.vocabulary import TRANSLATED

LOCALE = settings.BASE_DIR / "locale"
SOURCE = "fr"
# Rooms that the public reads, and what is in them for others.
_CODE = (
    *(f"accounts/{name}.py" for name in ("attempts", "codes", "devices", "factor_forms", "factor_pages")),
    *(f"accounts/{name}.py" for name in ("forms", "notices", "pages", "passkeys", "proconnect_pages")),
    *(f"accounts/{name}.py" for name in ("security_pages", "sessions")),
    *("common/**/*.py", "desk/**/*.py", "geoapp/**/*.py"),
    *("data/exports/*.py", "geocoding/where.py", "layers/**/*.py", "mapping/**/*.py", "search/**/*.py"),
    *("network/text/*.py", "network/choices.py", "network/columns.py", "network/changes.py"),
    *(f"network/{name}.py" for name in ("feeds", "home", "listed", "week")),
    *("network/agenda/said.py", "network/registering/mails.py", "network/registering/pages.py"),
    *(f"network/events/{name}.py" for name in ("asking", "calendars", "pages", "sessions")),
    "network/registering/forms.py",
    *("network/gallery/desk.py", "network/gallery/holders.py"),
    *("network/news/pages.py", "network/news/told.py"),
    *(f"network/bulletins/{name}.py" for name in ("forms", "pages", "subscribing")),
    *("network/offers/asking.py", "network/offers/pages.py", "network/offers/told.py"),
    *(f"network/resources/{name}.py" for name in ("asking", "feed", "listing", "pages", "sheet")),
    *("evaluation/observatory/*.py", "evaluation/periods.py", "evaluation/words.py"),
    *(f"evaluation/satisfaction/{name}.py" for name in ("asked", "forms", "told")),
    *(
        "evaluation/questions.py",
        *(f"evaluation/surveys/{name}.py" for name in ("forms", "answering", "told")),
    ),
    *("publishing/editions/public_pages.py", "publishing/satisfaction/sheets.py"),
    *(f"publishing/embedding/{name}.py" for name in ("asked", "choosing", "oembed", "told")),
)
_TEMPLATES = (
    "*.html",
    "accounts/*",
    "components/*",
    "data/exports.html",
    "data/files.html",
    "data/follow.html",
    "desk/*",
    "includes/*",
    "governance/page.html",
    "joining/*",
    "layers/*",
    "mapping/*",
    "mapping/changes/*",
    *("network/text/*", "network/history.html", "network/news/list.html", "network/news/one.html"),
    *(f"network/bulletins/{name}.html" for name in ("asked", "every", "list", "one", "subscription")),
    *("network/offers/list.html", "network/offers/one.html"),
    *(f"network/gallery/{name}.html" for name in ("gallery", "latest", "lines", "photo")),
    *(
        f"network/{name}.html"
        for name in ("found", "home", "lines", "near", "search_form", "table", "tabs", "who_where")
    ),
    *(
        f"network/events/{name}.html"
        for name in (
            *("agenda", "event", "grid", "how", "invitation", "month", "opinion", "quarter", "register"),
            *("registered", "registration"),
        )
    ),
    *(f"network/resources/{name}.html" for name in ("line", "list", "print", "sheet", "tasks", "turn")),
    *("evaluation/macros.html", "evaluation/observatory.html"),
    *(f"evaluation/opinion{name}.html" for name in ("", "_code", "_thanks")),
    *(f"evaluation/survey_{name}.html" for name in ("answer", "macros", "over", "shown", "thanks")),
    *("evaluation/charter/macros.html", "evaluation/charter/public.html"),
    *("publishing/books.html", "publishing/changed.html"),
    *(
        f"embedding/{name}.html"
        for name in ("base", "choose", "closed", "copy", "drawn", "form", "search", "structure")
    ),
)
_NOT_PUBLIC = re.compile(
    r"/(models|management|migrations)/|mapping/editing/|mapping/opening/(words|read_back)\.py"
    r"|mapping/(permissions|positions)\.py"
    r"|/(admin|api|apps|models|review\w*|serializers|tiles|viewport|workspace)\.py"
    r"|mapping/(review\w*|run)\.html|components/page\.html|desk/workspace\.html|desk/people/|common/files/"
    r"|mapping/(patrol/|protection\.py)"
)
_HEADER = """\
Repères, in the language « PROJECT ».
Licence AGPL-3.0-or-later.
"""
_AWAITS = """\
State: complete, and awaits a native reader.
Whoever reads it through replaces the line above by a name and a date.
"""
_PLACEHOLDER = re.compile(r"%\(\w+\)\d*[a-z]|\{\w+\}")
_COUNT = {"%(n)d", "%(n)s", "%(count)d", "%(num)d"}

# What a template says sentences with (`geoapp.jinja`), and how it is read there.
_IN_TEMPLATES = ("_", "gettext", "ngettext", "pgettext", "npgettext")
_OPTIONS = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}

Found = tuple[str | tuple[str, ...], str | None]


def gather() -> Catalog:
    """Every sentence to translate, from code, templates and vocabularies, without translations."""
    found = Catalog(fuzzy=False)
    for where, sentences in _sources():
        for msgid, context in sentences:
            found.add(msgid, locations=[(where, 0)], context=context)
    return found


def _sources() -> Iterator[tuple[str, Iterator[Found]]]:
    for path in _files(settings.BASE_DIR, _CODE):
        yield path.relative_to(settings.BASE_DIR).as_posix(), _of_code(path)
    folder = settings.BASE_DIR / "templates"
    for path in _files(folder, _TEMPLATES):
        yield path.relative_to(settings.BASE_DIR).as_posix(), _of_template(path)
    for enumeration in TRANSLATED:
        yield f"data-inclusion-schema/{enumeration.__name__}", ((one.label, None) for one in enumeration)


def _files(folder: Path, patterns: tuple[str, ...]) -> list[Path]:
    files = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return sorted(path for path in files if not _NOT_PUBLIC.search(path.as_posix()))


def _of_code(path: Path) -> Iterator[Found]:
    for _line, msgid, _comments, context in extract_from_file("python", path, DEFAULT_KEYWORDS):
        yield msgid, context


def _of_template(path: Path) -> Iterator[Found]:
    """The sentences of `_(…)`, `pgettext(…)` and `{% trans %}`, exactly as the template looks them up."""
    with path.open("rb") as file:
        for _line, function, message, _comments in babel_extract(file, list(_IN_TEMPLATES), [], _OPTIONS):
            if message is not None:
                yield _found(function, message)


def _found(function: str, message: str | tuple[str | None, ...]) -> Found:
    """A message of a template without the arguments that are no text; its context first where it has one."""
    texts = tuple(text for text in ((message,) if isinstance(message, str) else message) if text is not None)
    context, texts = (texts[0], texts[1:]) if "p" in function.removesuffix("gettext") else (None, texts)
    return (texts if len(texts) > 1 else texts[0]), context


def path_of(language: str, ending: str = "po") -> Path:
    """Where the catalogue of a language is, or what is compiled from it (`mo`)."""
    return LOCALE / language / "LC_MESSAGES" / f"django.{ending}"


def read(language: str) -> Catalog:
    """The catalogue of a language, empty when it has none yet."""
    path = path_of(language)
    if not path.exists():
        header = _HEADER.replace("PROJECT", language) + ("" if language == SOURCE else _AWAITS)
        comment = "\n".join(f"# {line}" for line in header.splitlines())
        return Catalog(locale=language, header_comment=comment, project="Repères", version="1", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def update(language: str, gathered: Catalog) -> int:
    """Bring a language's catalogue in line with what is gathered; how many sentences it then lacks.

    New ones are left empty (never guessed), those no longer said are dropped.
    """
    catalogue = read(language)
    # A catalogue keeps the very messages that it is updated from.
    catalogue.update(
        copy.deepcopy(gathered), no_fuzzy_matching=True, keep_user_comments=True, update_creation_date=False
    )
    if language == SOURCE:
        for message in _messages(catalogue):
            message.string = message.id
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = ""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return sum(not all(forms(message)) for message in _messages(catalogue))


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(message: Message) -> tuple[str, ...]:
    """The translation of a sentence, or one for each plural of the language."""
    return _texts(message.string)


def _texts(given: str | Sequence[str] | None) -> tuple[str, ...]:
    return (given or "",) if given is None or isinstance(given, str) else tuple(given)


def compile_stale() -> list[str]:
    """Compile the catalogues that changed since they were last compiled, without any system tool.

    Returns the languages compiled. Several processes may do it at once.
    """
    compiled = []
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        language = path.parts[-3]
        partial = target.with_suffix(f".{os.getpid()}.partial")
        with partial.open("wb") as file:
            write_mo(file, read(language))
        partial.replace(target)
        compiled.append(language)
    return compiled


def wrong_placeholders(message: Message) -> set[str]:
    """What a translation has too much or too little of the values that the sentence is given.

    A plural form for one exact number (« one day », « two days ») may leave the number out.
    """
    singular, *plural = _texts(message.id)
    expected = set(_PLACEHOLDER.findall(singular)).union(*(_PLACEHOLDER.findall(form) for form in plural))
    wrong = set()
    for form in forms(message):
        found = set(_PLACEHOLDER.findall(form))
        missing = expected - found - (_COUNT if plural else set())
        wrong |= (found - expected) | missing
    return wrong
