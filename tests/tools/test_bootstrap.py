"""What the two commands do to a machine: its packages, the files that they are given."""

import os
from contextlib import nullcontext
from pathlib import Path

import pytest

from tools import __main__ as command_line
from tools import geocoder, node, site, system
from tools.address_server import LocalGeocoder


def test_apt_waits_for_whoever_holds_its_lock(monkeypatch):
    asked, missing = [], [["postgresql-15"], []]
    monkeypatch.setattr(system, "_elevation", list)
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "_without_system_cluster", lambda *_: nullcontext())
    monkeypatch.setattr(system, "run", lambda command, **_: asked.append(command))
    system._ensure(lambda: missing.pop(0))
    assert [command[-1] for command in asked] == ["update", "postgresql-15"]
    for command in asked:
        option = command[command.index("-o") + 1]
        name, _, seconds = option.partition("=")
        assert name == "DPkg::Lock::Timeout"
        assert int(seconds) >= 60


def test_a_file_of_addresses_is_found_by_a_relative_path(monkeypatch, tmp_path):
    (tmp_path / "adresses.ndjson").write_text("{}\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BAN", "adresses.ndjson")
    assert geocoder._documents() == [tmp_path / "adresses.ndjson"]


@pytest.mark.parametrize("name", ["adresses.ndjson", "./sous/adresses.ndjson"])
def test_addok_reads_it_from_its_own_folder(monkeypatch, tmp_path, name):
    here, home = tmp_path / "ici", tmp_path / "index"
    (here / "sous").mkdir(parents=True)
    home.mkdir()
    (here / name).write_text("{}\n")
    monkeypatch.chdir(here)
    local, told = LocalGeocoder(home, tmp_path, 1), []
    monkeypatch.setattr(local, "_addok", lambda *words: told.append(words))
    monkeypatch.setattr(local, "_redis_command", lambda *words: None)
    local.load([Path(name)])
    read = next(words[1] for words in told if words[0] == "batch")
    assert os.path.isabs(read)
    assert os.path.samefile(read, here / name)


@pytest.mark.parametrize(
    ("told", "given", "own"),
    [
        ("", None, True),
        ("SITE_NAME=Ici\n# DATABASE_URL=postgis://ici/x\n", None, True),
        ("DATABASE_URL=\n", None, True),
        ("SITE_NAME=Ici\nexport DATABASE_URL='postgis://moi@/site?host=/run/pg'\n", None, False),
        ("", "postgis://ici/x", False),
        ("DATABASE_URL=postgis://ici/x\n", "", True),
    ],
)
def test_a_database_named_in_the_file_of_settings_is_used_as_one_in_the_environment(
    monkeypatch, tmp_path, told, given, own
):
    (tmp_path / ".env").write_text(told)
    monkeypatch.setattr(site, "ROOT", tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if given is not None:
        monkeypatch.setenv("DATABASE_URL", given)
    assert site.has_own_cluster() is own


@pytest.mark.parametrize(
    ("told", "given", "address"),
    [
        ("", None, "http://localhost:8123"),
        ("SITE_URL=https://ici.example.org\n", None, "https://ici.example.org"),
        ("SITE_URL=https://ici.example.org\n", "https://la.example.org", "https://la.example.org"),
    ],
)
def test_the_links_of_mails_lead_to_the_site_that_is_served(monkeypatch, tmp_path, told, given, address):
    (tmp_path / ".env").write_text(told)
    monkeypatch.setattr(site, "ROOT", tmp_path)
    monkeypatch.delenv("SITE_URL", raising=False)
    if given is not None:
        monkeypatch.setenv("SITE_URL", given)
    assert site.site_address(8123) == address


def test_a_bare_machine_is_given_what_each_command_needs(monkeypatch):
    monkeypatch.setattr(system.shutil, "which", lambda name, **_: None)
    monkeypatch.setattr(system, "find_python", lambda: "true")
    assert system.missing_packages(database=False, tests=True)[-3:] == ["chromium", "nodejs", "npm"]
    assert system.missing_node_packages() == ["nodejs", "npm"]
    assert system.missing_audit_packages() == ["chromium", "nodejs", "npm"]


@pytest.mark.parametrize(("command", "last"), [("test", "run_tests"), ("coverage", "measure_coverage")])
def test_packages_of_node_are_there_before_the_tests_run(monkeypatch, command, last):
    done = []
    for place, name in ((geocoder, "prepare"), (node, "prepare"), (command_line, last)):
        said = f"{place.__name__.rpartition('.')[2]}.{name}"
        monkeypatch.setattr(place, name, lambda *_, said=said: done.append(said))
    monkeypatch.setattr(command_line, "prepare", lambda **_: done.append("prepare"))
    assert command_line.main([command]) == 0
    assert done == ["prepare", "geocoder.prepare", "node.prepare", f"__main__.{last}"]
