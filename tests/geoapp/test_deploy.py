"""The files for those who deploy with containers, and what a repository must not carry."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_compose_describes_the_database_the_site_and_the_proxy():
    assert {"postgis", "web", "proxy"} <= set(COMPOSE["services"])
    for name, service in COMPOSE["services"].items():
        assert "image" in service or "build" in service, name
        for needed in service.get("depends_on", {}):
            assert needed in COMPOSE["services"]


def test_every_image_is_pinned_by_version():
    images = [service["image"] for service in COMPOSE["services"].values() if "image" in service]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    for image in images:
        assert re.search(r":\d+[.-]\d+", image), image


def test_no_password_is_written_and_only_the_proxy_is_reachable():
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(r"(PASSWORD|SECRET_KEY): (?!\$\{)", text)
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]


def test_the_container_does_not_run_as_root():
    assert re.search(r"^USER reperes$", DOCKERFILE, re.M)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_hold_versions_and_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert not re.search(r"^(--|-i|-f|-e|/)", text, re.M)
    packages = re.split(r"\n(?=\S)", text.strip())
    assert len(packages) > 20
    for package in packages:
        assert re.match(r"[\w.\-\[\],]+==[\w.+]+", package), package
        assert "--hash=sha256:" in package, package


def test_the_development_lock_holds_the_runtime_one():
    def versions(name):
        return set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.M))

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


def test_every_setting_read_from_the_environment_is_documented():
    names = set(re.findall(r'env(?:\.\w+)?\("([A-Z_]+)"', (ROOT / "geoapp/settings.py").read_text()))
    documented = (ROOT / "docs/deploy.md").read_text()
    assert {name for name in names if f"`{name}`" not in documented} == set()


def test_the_site_of_the_containers_is_no_superuser():
    """The role that the image makes is the superuser: the site's own is made by a script."""
    environment = COMPOSE["services"]["postgis"]["environment"]
    assert environment["POSTGRES_USER"] == "postgres"
    assert "://reperes:" in COMPOSE["services"]["prepare"]["environment"]["DATABASE_URL"]
    mounted = [v.split(":")[0] for v in COMPOSE["services"]["postgis"]["volumes"] if "initdb.d" in v]
    script = (ROOT / mounted[0]).read_text()
    assert "CREATE ROLE reperes LOGIN PASSWORD" in script
    assert "ALTER DATABASE reperes OWNER TO reperes" in script
    assert "SUPERUSER" not in script
