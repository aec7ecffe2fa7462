"""Resources in a browser: what axe can judge, a phone, Arabic, a keyboard, a voice, a sheet of paper."""

import re

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from network.models import Resource, Translation
from network.models.translation import stands_for
from network.paths import path_of
from tests.browser.axe import faults
from tests.factories import UserFactory
from tests.network.factories import ResourceFactory

# A voice that says what it is given, and ends when it is told to.
VOICE = """
  window.said = [];
  class Utterance extends EventTarget { constructor(text) { super(); this.text = text; } }
  window.SpeechSynthesisUtterance = Utterance;
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => LANGUAGES.map((lang) => ({ lang, localService: true })),
    addEventListener() {},
    cancel() { window.said = []; },
    speak(one) { window.said.push(one); },
  }});
"""


@pytest.fixture
def sheets(transactional_db, places):
    """A procedure with an Arabic translation, and who does what with a hole."""
    text = "## Si le site bloque\n\n> **À savoir.** Prenez une photo."
    text += "\n\n| Jour | Heure |\n| --- | --- |\n| lundi | 9 h |"
    sheet = ResourceFactory(
        title="Renouveler son titre de séjour", kind="demarche", text=text, is_example=True,
        steps="**Rassembler** les papiers.\nDéposer le dossier.", fact_when="2 à 4 mois avant la fin",
        fact_where="en ligne", fact_cost="225 €, le plus souvent", fact_delay="60 à 90 jours",
        source_name="ANEF", source_link="https://anef.example.org/",
    )  # fmt: skip
    Translation.objects.create(
        resource=sheet, language="ar", title="تجديد تصريح الإقامة", text="نص", of=stands_for(sheet),
        steps="اجمع الأوراق.", fact_cost="225 يورو",
    )  # fmt: skip
    tasks = "Premier accueil : CCAS de Melun, Asile 77, Croix-Rouge\nTraduire un papier : Asile 77\nNuit :"
    who = ResourceFactory(title="Qui fait quoi à Melun", kind="qui-fait-quoi", tasks=tasks)
    return {"sheet": sheet, "who": who}


@pytest.fixture
def signed_in(visit, sheets):
    """A window where a professional has signed in."""
    client = Client()
    client.force_login(UserFactory(is_professional=True))

    def window(**options):
        window = visit(**options)
        name = settings.SESSION_COOKIE_NAME
        window.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": window.base}])
        return window

    return window


def judged(page, width, name):
    expect(page.locator("h1")).to_be_visible()
    assert faults(page) == "", name
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name


@pytest.mark.parametrize("language", ["", "/ar"], ids=["fr", "ar"])
@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (375, "dark"), (375, "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, sheets, width, scheme, language):
    window = visit(viewport={"width": width, "height": 768}, color_scheme=scheme)
    for path in ("/fiches/?theme=droits", path_of(sheets["sheet"]), path_of(sheets["who"])):
        judged(window.open(language + path), width, path)
    judged(window.open(f"{language}{path_of(sheets['sheet'])}imprimer/"), width, "paper")


@pytest.mark.parametrize("width", [1366, 375])
def test_so_are_the_pages_where_it_is_written(signed_in, sheets, width):
    window = signed_in(viewport={"width": width, "height": 768})
    number = sheets["sheet"].pk
    for path in (
        path_of(sheets["sheet"]), f"/fiches/{number}/modifier/", f"/fiches/{number}/pieces/",
        f"/fiches/{number}/traduire/", f"/fiches/{number}/traduire/ar/", f"/fiches/{number}/retirer/",
        "/professionnels/a-revoir/", "/professionnels/liens/",
    ):  # fmt: skip
        judged(window.open(path), width, path)


def test_on_a_phone_a_task_names_who_does_it_and_says_its_hole(visit, sheets):
    page = visit(viewport={"width": 375, "height": 740}).open(path_of(sheets["who"]))
    row = page.get_by_role("row").filter(has_text="Traduire un papier")
    expect(row).to_contain_text("Asile 77")
    assert "CCAS" not in row.inner_text()
    expect(page.get_by_text("personne pour l’instant")).to_be_visible()
    table = page.locator(".table-box")
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")


class TestListening:
    def read(self, visit, path, *languages):
        window = visit()
        window.page.add_init_script(VOICE.replace("LANGUAGES", str(list(languages))))
        return window.open(path)

    def test_it_reads_the_text_in_its_language_from_top_to_bottom_and_stops(self, visit, sheets):
        page = self.read(visit, path_of(sheets["sheet"]), "en-US", "fr-FR")
        button = page.get_by_role("button", name=re.compile("écouter, 1 min"))
        button.focus()
        page.keyboard.press("Enter")
        said = page.evaluate("said.map((one) => [one.lang, one.text])")
        texts = [text for _lang, text in said]
        assert {lang for lang, _text in said} == {"fr-FR"}
        assert texts[0] == "Renouveler son titre de séjour"
        assert "Quand 2 à 4 mois avant la fin" in texts
        assert texts.index("Rassembler les papiers.") < texts.index("Si le site bloque")
        assert texts.count("À savoir. Prenez une photo.") == 1
        stop = page.get_by_role("button", name="arrêter la lecture")
        expect(stop).to_have_attribute("aria-pressed", "true")
        stop.click()
        assert page.evaluate("said.length") == 0
        expect(button).to_have_attribute("aria-pressed", "false")

    def test_at_the_end_it_may_be_listened_to_again(self, visit, sheets):
        page = self.read(visit, path_of(sheets["sheet"]), "fr")
        page.get_by_role("button", name=re.compile("écouter")).click()
        page.evaluate("said.at(-1).dispatchEvent(new Event('end'))")
        expect(page.get_by_role("button", name=re.compile("écouter"))).to_be_visible()

    def test_without_a_voice_in_that_language_there_is_no_button(self, visit, sheets):
        page = self.read(visit, f"/ar{path_of(sheets['sheet'])}", "fr-FR")
        expect(page.locator("[data-listen-button]")).to_be_hidden()
        page = self.read(visit, f"/ar{path_of(sheets['sheet'])}", "ar-SA")
        expect(page.locator("[data-listen-button]")).to_be_visible()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["fr", "ar"])
def test_the_sheet_of_paper_is_one_page(visit, sheets, language):
    sheet = sheets["sheet"]
    Resource.objects.filter(pk=sheet.pk).update(
        text="\n\n".join(f"## Partie {n}\n\n{'Un mot de plus. ' * 60}" for n in range(9))
    )
    page = visit().open(f"{language}{path_of(sheet)}imprimer/")
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(paper) == 1
    width, height = paper[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    assert page.locator(".paper__qr svg").is_visible()


def test_a_sheet_is_written_by_keyboard_and_read_at_once(signed_in, sheets):
    page = signed_in(viewport={"width": 375, "height": 740}).open("/fiches/nouvelle/?nature=tutoriel")
    page.get_by_label("Titre").first.focus()
    page.keyboard.type("Prendre une photo d’un papier")
    steps = page.locator("#champ_steps")
    steps.focus()
    page.keyboard.type("Poser le papier à plat")
    text = page.locator("#champ_text")
    text.focus()
    page.keyboard.type("Important")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    page.get_by_role("button", name="Enregistrer", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Prendre une photo d’un papier")
    expect(page.locator(".circles li")).to_have_text("Poser le papier à plat")
    expect(page.locator(".prose strong")).to_have_text("Important")


def test_filters_work_by_plain_links_without_scripts(visit, sheets):
    window = visit(java_script_enabled=False)
    page = window.open("/fiches/")
    page.locator(".filters__group > summary").first.click()
    page.locator("#nature-qui-fait-quoi").check()
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator(".resource-line")).to_have_count(1)
    page.get_by_role("link", name=re.compile("Enlever")).click()
    expect(page.locator(".resource-line")).to_have_count(2)
