"""Three questions, and writing to the team, as somebody does it with a keyboard and without scripts."""

from urllib.parse import parse_qs

import pytest
from django.core import mail as sent_by_django
from playwright.sync_api import expect

from common import proof, robots
from common.tasks import deliver_due
from mapping.models import Report
from tests.browser.axe import faults


@pytest.fixture(autouse=True)
def _team(settings, monkeypatch):
    settings.SITE_CONTACT = "equipe@example.org"
    # A browser that is driven types faster than anybody.
    monkeypatch.setattr(robots, "QUICKEST_S", 0)


def test_three_questions_by_links_and_the_browser_s_way_back(visit, directory):
    page = visit(java_script_enabled=False).open("/")
    page.get_by_role("link", name="Répondre à trois questions").click()
    page.get_by_role("link", name="Non, ou je ne sais pas").click()
    expect(page.get_by_role("link", name="3919").first).to_have_attribute("href", "tel:3919")
    page.get_by_role("link", name="Continuer : chercher").click()
    page.get_by_label("Apprendre le français").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Où êtes-vous ?")
    page.go_back()
    page.get_by_label("Voir un médecin").check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Commune, code postal ou adresse").fill("Melun")
    page.get_by_role("button", name="Voir qui peut aider").click()
    expect(page.locator("#resultats h3")).to_have_count(4)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_structure_s_error_is_reported(visit, directory, scripts):
    page = visit(java_script_enabled=scripts).open("/?lat=48.53998&lon=2.66085&theme=francais")
    page.goto(page.locator("#resultats h3 a").nth(1).get_attribute("href"))
    page.get_by_role("link", name="Signaler une erreur").first.click()
    page.get_by_label("Les horaires").check()
    page.get_by_role("button", name="Envoyer").click()
    # Nothing was written yet: it is said first, with a link to the field.
    page.get_by_role("link", name="Écrivez ce qui ne va pas, et ce qu’il faudrait lire.").click()
    expect(page.get_by_label("Ce qu’il faudrait lire")).to_be_focused()
    page.keyboard.type("Ils sont fermés le lundi.")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Envoyer").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Message reçu")
    # Scripts answered the challenge of the form meanwhile; without them, it was sent too.
    said = parse_qs(sent.value.post_data)
    assert ("preuve" in said) == scripts
    assert proof.holds(f"ErrorForm {said['jeton'][0]}", said.get("preuve", [""])[0]) == scripts
    assert Report.objects.get().text == "Ils sont fermés le lundi."
    deliver_due(timestamp=0)
    (mail,) = sent_by_django.outbox
    assert mail.to == ["equipe@example.org"]


def test_another_language_is_offered_and_declined_without_scripts(visit, directory):
    window = visit(java_script_enabled=False, locale="ar-MA")
    page = window.open("/aide/")
    expect(page.get_by_role("link", name="العربية").first).to_be_visible()
    page.get_by_role("button", name="Rester en français").click()
    expect(page.locator(".offer")).to_have_count(0)
    page.goto("/")
    expect(page.locator(".offer")).to_have_count(0)
    assert [one["name"] for one in window.context.cookies()] == ["langue"]


@pytest.mark.parametrize("prefix", ["/", "/ar/"])
@pytest.mark.parametrize(
    "path",
    [
        "ecrire/",
        "proposer/",
        "par-ou-commencer/",
        "par-ou-commencer/?etape=secours",
        "par-ou-commencer/?etape=besoin",
    ],
)
def test_axe_finds_nothing(visit, directory, prefix, path):
    window = visit(viewport={"width": 320, "height": 700}, locale="uk")
    page = window.open(prefix + path)
    if "ecrire" in path:
        page.locator("#lettre button").click()
        expect(page.get_by_role("alert")).to_be_visible()
    if "proposer" in path:
        page.locator("#signalement button").click()
        expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page) == ""
    metrics = window.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    assert metrics["cssContentSize"]["width"] <= 320
