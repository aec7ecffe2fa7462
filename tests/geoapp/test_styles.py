"""Style sheets and the pages that they dress: no class without a rule, no rule without a class, no style in a
page, and the State's design system only where the operator is the State."""

import re
from functools import cache

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings
from django.urls import reverse

from mapping import presentation
from mapping.editing.offered import BLOCKS
from tests.factories import ServiceFactory, UserFactory

ROOT = settings.BASE_DIR
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
# Written by Leaflet, by the first script of every page, and by the State's own sheet; what tests look for.
FOREIGN = re.compile(r"leaflet-|js$|fr-logo$|languages__link$")
# Documents that leave whole, with all that they need in them.
WHOLE = re.compile(r"territory/(?:offline|printed|note)|network/bulletins/mail\.html")

_COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}", re.DOTALL)
_ATTRIBUTE = re.compile(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', re.DOTALL)
_NAME = re.compile(r"\.([a-zA-Z][\w-]*)")
# What a template works out stands for any end of a name.
_ANY = "*"


@cache
def ruled() -> dict[str, set[str]]:
    """The classes that sheets have a rule for, and which sheets."""
    found: dict[str, set[str]] = {}
    for sheet in SHEETS:
        text = re.sub(r"\{[^{}]*\}", "{}", _COMMENT.sub("", sheet.read_text()))
        for name in _NAME.findall(re.sub(r"@[^{;]*[{;]", "", text)):
            found.setdefault(name, set()).add(sheet.name)
    return found


def classes(template: str) -> set[str]:
    """The classes that a template writes, each of its conditional parts included."""
    found = set()
    for written in _ATTRIBUTE.findall(_COMMENT.sub("", template)):
        glued = re.sub(r"\{\{.*?\}\}", _ANY, written, flags=re.DOTALL)
        # « a{% if b %} a--b{% endif %} » and « {% if b %}c{% else %}d{% endif %} » are two names each.
        glued = re.sub(r"\{% (?:else|elif .*?) %\}", " ", glued, flags=re.DOTALL)
        found |= set(re.sub(r"\{%.*?%\}", "", glued, flags=re.DOTALL).split())
    return found


def has_rule(name: str) -> bool:
    if _ANY in name:
        pattern = re.compile(".*".join(map(re.escape, name.split(_ANY))))
        return name == _ANY or any(pattern.fullmatch(one) for one in ruled())
    return name in ruled() or bool(FOREIGN.match(name))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_class_of_a_page_has_a_rule(template):
    name = str(template.relative_to(ROOT / "templates"))
    without = {one for one in classes(template.read_text()) if not has_rule(one)}
    assert not without or WHOLE.match(name), sorted(without)


# What a colour scheme may change beside `--names` of colours.
_COLOURS = {
    "background",
    "border-top-color",
    "color",
    "color-scheme",
    "fill",
    "filter",
    "stroke",
    "stroke-width",
}


def test_the_dark_scheme_changes_colours_and_nothing_else():
    """So that in the second scheme browser tests look at colours alone (`tests/browser/axe.py`)."""
    scheme = re.compile(r"@media[^{]*prefers-color-scheme[^{]*\{((?:[^{}]*\{[^{}]*\})*)")
    changed = {
        (sheet.name, said.partition(":")[0].strip())
        for sheet in SHEETS
        for blocks in scheme.findall(_COMMENT.sub("", sheet.read_text()))
        for block in re.findall(r"\{([^{}]*)\}", blocks)
        for said in block.split(";")
        if said.strip() and not said.strip().startswith("--")
    }
    assert len({sheet for sheet, _name in changed}) >= 5
    assert {one for one in changed if one[1] not in _COLOURS} == set()


def test_every_rule_dresses_something():
    python = [
        path
        for app in ("accounts", "common", "mapping", "layers", "territory")
        for path in (ROOT / app).rglob("*.py")
    ]
    texts = [_COMMENT.sub("", path.read_text()) for path in (*TEMPLATES, *SCRIPTS, *python)]
    whole = set(re.findall(r"[a-zA-Z][\w-]*", " ".join(texts)))
    ends = {one for text in texts for one in re.findall(r"([a-zA-Z][\w-]*(?:--|__))(?:\{|\$\{)", text)}
    idle = {
        name
        for name in ruled()
        if name not in whole and not any(name.startswith(end) for end in ends) and not FOREIGN.match(name)
    }
    assert not idle


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_page_has_a_style_of_its_own(template):
    name = str(template.relative_to(ROOT / "templates"))
    assert WHOLE.match(name) or not re.search(r"\sstyle\s*=|<style", template.read_text())


@pytest.fixture
def pages(places):
    """One address of each kind of page that everyone reads, and of those of professionals."""
    service = ServiceFactory()
    structure = service.structure
    return [
        *("/", "/?departement=77", "/rien/"),
        presentation.structure_path(structure.pk, structure.nom),
        *(f"{reverse(name)}?id={structure.pk}" for name in ("compare", "print-sheet")),
        *map(
            reverse,
            (
                *(
                    "help",
                    "accessibility",
                    "legal",
                    "governance",
                    "hub",
                    "sources",
                    "vocabulary",
                    "taxonomies",
                    "privacy",
                    "site-map",
                    "guide",
                    "write",
                    "propose",
                ),
                *("register", "people-requests", "people-organisations", "people-persons", "profile"),
                *("workspace", "reports", "campaigns", "campaign-new", "notice-new", "imports"),
                *("duplicates", "territory", "components"),
            ),
        ),
        reverse("service-area", args=[service.pk]),
        reverse("structure-new"),
        reverse("edit-structure", args=[structure.pk, structure.slug]),
        *(reverse("edit", args=[structure.pk, structure.slug, block.name]) for block in BLOCKS),
    ]


def asked_for(html: str) -> set[str]:
    """The files that a page and its sheets ask for, by address."""
    found = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    for address in [one for one in found if one.endswith(".css")]:
        path = finders.find(address.removeprefix("/static/"))
        with open(path, encoding="utf-8") as sheet:
            found |= set(re.findall(r'url\(["\']?([^"\')]+)', sheet.read()))
    return found


@pytest.mark.django_db
def test_nothing_of_the_state_s_system_is_asked_for_elsewhere(client, pages):
    client.force_login(UserFactory(is_professional=True, is_staff=True, is_superuser=True))
    for address in pages:
        html = client.get(address, follow=True).content.decode()
        assert 'rel="stylesheet"' in html, address
        assert not [one for one in asked_for(html) if "dsfr" in one], address
        assert not re.search(r'class="(?:[^"]*\s)?fr-', html), address
        assert "République" not in html, address


@pytest.mark.django_db
@override_settings(OPERATOR_IS_STATE=True)
def test_where_the_operator_is_the_state_its_brand_font_and_colours_dress_the_same_pages(client, pages):
    client.force_login(UserFactory(is_professional=True, is_staff=True, is_superuser=True))
    for address in pages:
        html = client.get(address, follow=True).content.decode()
        assert re.search(r'<p class="fr-logo">\s*République\s*<br>\s*française', html), address
        files = asked_for(html)
        assert any("Marianne-Regular" in one for one in files), address
        assert any(one.endswith("state.css") for one in files), address
    with open(finders.find("css/state.css"), encoding="utf-8") as sheet:
        assert "--accent: #000091" in sheet.read()


def test_what_shows_a_way_shows_the_other_one_from_right_to_left():
    from common.icons import icon

    assert "icon--way" in icon("back")
    assert "icon--way" in icon("send")
    assert "icon--way" not in icon("phone")
