"""References that import-linter cannot see: dotted strings and `get_model` must not point upwards either."""

import ast
import re

import pytest

from tests.rooms import APPLICATIONS, ROOT, rooms

NAMES = "|".join(APPLICATIONS)
DOTTED = re.compile(rf"^({NAMES})(\.\w+)+$")
LAZY = re.compile(rf"^({NAMES})\.[A-Z]\w*$")


def forbidden(app: str) -> set[str]:
    """The applications above, and those beside."""
    order = rooms()
    at = next(number for number, layer in enumerate(order) if app in layer)
    return set().union(*order[at:]) - {app}


def upward_references(app: str, source: str) -> list[str]:
    """Strings of `source` that name a module or model of an application above `app`, with their line.

    A call such as get_model("mapping", "Structure") counts by its first argument.
    """
    up, found = forbidden(app), []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = DOTTED.match(node.value) or LAZY.match(node.value)
            if match and match[1] in up:
                found.append(f"{node.lineno}: {node.value}")
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("get_model", "get_app_config", "import_module") and node.args[0].value in up:
                found.append(f"{node.lineno}: {name}({node.args[0].value!r})")
    return found


@pytest.mark.parametrize("app", APPLICATIONS)
def test_no_string_of_an_application_names_one_above_it(app):
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in sorted((ROOT / app).rglob("*.py"))
        for line in upward_references(app, file.read_text())
    ]
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        'apps.get_model("mapping", "Structure")',
        'apps.get_model("mapping.Structure")',
        'models.ForeignKey("mapping.Structure", models.CASCADE)',
        'import_string("search.filters.parse")',
    ],
)
def test_an_upward_reference_would_be_found(source):
    assert upward_references("places", source)
    assert not upward_references("data", source)
