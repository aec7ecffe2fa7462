# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operator's logo and the emblems of those who pay, from files of the operator's own.

They are served by the site itself, under `static/site/`: a page calls nobody else. A file that is not there
is left out, and `manage.py check` says so.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error
from django.templatetags.static import static

from common.links import outgoing


@dataclass(frozen=True, slots=True)
class Funder:
    """Who pays: their name, the address of their emblem, and of their own site where it is given."""

    name: str
    image: str
    link: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The emblem of who pays as paper takes it: their name, the bytes of its file."""

    name: str
    content: bytes


def pictures() -> list[Picture]:
    """The emblems of those who pay, for paper."""
    found = []
    for one in _given():
        path = None if _fault(one) else finders.find(f"site/{PurePosixPath(one['image'])}")
        if path:
            found.append(Picture(one["name"], Path(path).read_bytes()))
    return found


def logo() -> str:
    """The address of the operator's logo; empty without one. A path of the site is taken as it is."""
    given = settings.SITE_LOGO
    return given if given.startswith("/") else _address(given)


def funders() -> list[Funder]:
    """Those who pay, in the order of the setting; without those of whom `faults` says something."""
    return [
        Funder(one["name"], _address(one["image"]), one.get("link", ""))
        for one in _given()
        if not _fault(one)
    ]


def faults(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What is wrong in the settings of pictures, for `manage.py check`."""
    found: list[CheckMessage] = []
    if settings.SITE_LOGO and not logo():
        found.append(_error("SITE_LOGO", f"le fichier « {settings.SITE_LOGO} » n’est pas là"))
    if not isinstance(settings.SITE_FUNDERS, list):
        found.append(_error("SITE_FUNDERS", "une liste en JSON est attendue"))
    for number, one in enumerate(_given(), start=1):
        if fault := _fault(one):
            found.append(_error(f"SITE_FUNDERS, n° {number}", fault))
    return found


def _given() -> list:
    return settings.SITE_FUNDERS if isinstance(settings.SITE_FUNDERS, list) else []


def _fault(one: Any) -> str:
    """What is wrong with one of those who pay; empty where nothing is."""
    if not isinstance(one, dict) or not all(isinstance(value, str) for value in one.values()):
        return "un objet est attendu : image, name et, si vous voulez, link"
    if not one.get("name", "").strip():
        return "« name » manque : il est lu à la place de l’image par qui ne la voit pas"
    if not _address(one.get("image", "")):
        return f"le fichier « {one.get('image', '')} » n’est pas là"
    if one.get("link") and not outgoing(one["link"]):
        return f"« {one['link']} » n’est pas une adresse https://…"
    return ""


def _error(setting: str, fault: str) -> Error:
    hint = f"Les images sont des fichiers de {settings.SITE_FILES} (docs/deploy.md, « Logos »)."
    return Error(f"{setting} : {fault}.", hint=hint, id="common.E001")


def _address(name: str) -> str:
    """The address of a file of `SITE_FILES`; empty where there is none of that name."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or not is_there(f"site/{path}"):
        return ""
    try:
        return static(f"site/{path}")
    except ValueError:
        # There, but not yet collected: every page would fail for it.
        return ""


@lru_cache(maxsize=64)
def is_there(path: str) -> bool:
    """Whether there is a static file of that name, looked for once."""
    return finders.find(path) is not None
