"""What was not done is never said in green."""

import ast
from collections.abc import Iterator

from tests.rooms import APPLICATIONS, ROOT

# In these arms nothing was done: something was raised, or what was sent is refused.
_REFUSING = ("is_valid", "refusal", "why_not", "errors")


def _greens(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if _raised(node) or (isinstance(node, ast.If) and _refuses(node.test)):
            for one in node.body:
                yield from (call for call in ast.walk(one) if _is_green(call))


def _raised(node: ast.AST) -> bool:
    # « Http404 » is only caught where what was done is told to who may read the page no more.
    if not isinstance(node, ast.ExceptHandler):
        return False
    return node.type is None or ast.unparse(node.type) != "Http404"


def _refuses(test: ast.expr) -> bool:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return "is_valid" in ast.dump(test.operand)
    if isinstance(test, ast.NamedExpr):
        return isinstance(test.target, ast.Name) and test.target.id in _REFUSING
    return isinstance(test, ast.Name) and test.id in _REFUSING


def _is_green(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("told.tell", "messages.success")


def test_no_refusal_is_told_as_done():
    found = {
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for app in APPLICATIONS
        for path in (ROOT / app).rglob("*.py")
        for call in _greens(ast.parse(path.read_text()))
    }
    assert not found
