"""Importing in a real browser: by keyboard alone, without a script, on a narrow screen, under axe."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from data.imports import jobs
from data.models import Duplicate
from data.models.run import Doing
from mapping.models import Structure
from tests.browser.axe import faults
from tests.data.samples import csv_bytes, rehearsed, row, unknown_rows
from tests.factories import ServiceFactory, StructureFactory, UserFactory

FILE = csv_bytes(
    [
        row(1, horaires="9h-12h / 14h-17h30 sauf mercredi", **{"Thème maison": "a"}),
        row(2, horaires="le premier samedi du mois", telephone="bonjour"),
        row(3, nom=""),
    ]
)


def sign_in(window, user) -> None:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    window.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": window.base}]
    )


@pytest.fixture
def staff(transactional_db):
    return UserFactory(is_staff=True, password="!")


def pages() -> dict[str, str]:
    """The path of every page, once something was rehearsed and a pair found."""
    run = rehearsed(FILE)
    run.state = "rehearsed"
    run.save()
    unknown = rehearsed(csv_bytes(unknown_rows()))
    waiting = rehearsed(FILE)
    jobs.ask(waiting, Doing.APPLY)
    first, second = (StructureFactory(nom=f"Maison du Mée {n}", telephone="") for n in (1, 2))
    ServiceFactory(structure=second)
    pair = Duplicate.objects.create(first_id=first.pk, second_id=second.pk, score=0.9, distance_m=30)
    return {
        "imports": "/imports/",
        "columns": f"/imports/{run.pk}/colonnes/",
        "cells": f"/imports/{run.pk}/cellules/",
        "values": f"/imports/{unknown.pk}/valeurs/",
        "rehearsal": f"/imports/{run.pk}/",
        "doubts": f"/imports/{run.pk}/?lignes=doutes",
        "under way": f"/imports/{waiting.pk}/",
        "duplicates": "/doublons/",
        "duplicate": f"/doublons/{pair.pk}/",
    }


@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, places, staff, width):
    paths = pages()
    window = visit(viewport={"width": width, "height": 800})
    sign_in(window, staff)
    for name, path in paths.items():
        page = window.open(path)
        expect(page.locator("h1")).to_be_visible()
        assert faults(page) == "", name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_whole_import_by_keyboard(visit, places, staff, tmp_path, scripts):
    path = tmp_path / "annuaire.csv"
    path.write_bytes(FILE)
    window = visit(java_script_enabled=scripts)
    sign_in(window, staff)
    page = window.open("/imports/")
    page.set_input_files("#id_fichier", path)
    press(page, "Lire ce fichier")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que disent les colonnes")
    press(page, "Essai à blanc : voir ce qui serait écrit")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que ferait cet import")
    expect(page.get_by_text("Cette ligne n'a pas de nom.")).to_be_visible()
    press(page, "Voir ce qui serait perdu, puis écrire")
    expect(page.get_by_role("heading", level=1)).to_have_text("Avant d’écrire dans l’annuaire")
    press(page, "Écrire dans l’annuaire")
    expect(page.get_by_role("status")).to_contain_text("est appliqué")
    assert Structure.objects.filter(nom__startswith="Association du quartier").count() == 2
    press(page, "Annuler tout cet import")
    expect(page.get_by_role("heading", level=1)).to_have_text("Annuler tout cet import ?")
    press(page, "Annuler l’import")
    expect(page.get_by_role("status")).to_contain_text("comme avant")
    assert not Structure.objects.filter(nom__startswith="Association du quartier").exists()


def test_a_page_of_a_job_becomes_that_of_its_outcome_by_itself(visit, places, staff):
    run = rehearsed(FILE)
    jobs.ask(run, Doing.APPLY)
    window = visit()
    sign_in(window, staff)
    page = window.open(f"/imports/{run.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Écriture dans l'annuaire en cours")
    jobs.perform(run.pk)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qu’a fait cet import", timeout=20_000)


def press(page, name: str) -> None:
    """Reach a button with the Tab key alone, and press Enter on it."""
    for _turn in range(120):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.inner_text().strip() == name:
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    raise AssertionError(f"the Tab key never reaches « {name} »")
