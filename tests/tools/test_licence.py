"""Each file of the product says under which licence it is."""

from tools import licence


def test_every_file_says_its_licence():
    assert [path for path in licence.files() if not licence.says_its_licence(path)] == [], (
        "run `python -m tools.licence`"
    )


def test_the_line_comes_first_or_after_what_runs_the_file_and_once(tmp_path):
    texts = {
        "plain.py": '"""Docs."""\n',
        "run.py": "#!/usr/bin/env python\nprint()\n",
        "map.js": "export const one = 1;\n",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.write_text(text)
        assert licence.write(path)
        assert not licence.write(path)
        mark = "//" if name.endswith(".js") else "#"
        line = f"{mark} SPDX-License-Identifier: AGPL-3.0-or-later\n"
        first, rest = text.split("\n", 1)
        assert path.read_text() == (f"{first}\n{line}{rest}" if first.startswith("#!") else line + text)


def test_migrations_and_empty_files_are_left_out(tmp_path):
    (tmp_path / "search" / "migrations").mkdir(parents=True)
    for name in ("__init__.py", "migrations/0001_initial.py", "api.py"):
        (tmp_path / "search" / name).write_text("" if name == "__init__.py" else "one = 1\n")
    assert [path.name for path in licence.files(tmp_path)] == ["manage.py", "api.py"]
