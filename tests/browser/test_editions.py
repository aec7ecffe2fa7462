"""A prefecture officer makes a book in a real browser: from the form to a PDF that anybody takes away."""

import io

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import expect

from publishing.editions import making
from publishing.editions.models import Printing
from tests.browser.axe import faults
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, UserFactory

HERE = "/professionnels/annuaire-papier/"
PASSWORD = "un mot de passe pour essayer"
NAMES = ('Maison des langues #[\\"@*_$', "Accueil de jour", "Épicerie <b> // --", "Atelier مركز")


@pytest.fixture
def directory(transactional_db, places):
    commune = CommuneFactory(epci_code="247700057")
    for name in NAMES:
        ServiceFactory(
            structure=StructureFactory(nom=name, commune=commune, horaires_accueil="Mo-Fr 09:00-12:00")
        )
    person = UserFactory(email="camille@example.org", is_staff=True, full_name="Camille Dupré")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def signed_in(visit, directory):
    def sign_in(**options):
        page = visit(**options).open(HERE)
        page.get_by_text("Se connecter par mot de passe").click()
        page.fill("#id_username", directory.email)
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        expect(page.get_by_role("heading", name="Annuaire imprimé", level=1)).to_be_visible()
        return page

    return sign_in


def fits(page) -> bool:
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def is_accessible(page) -> bool:
    assert faults(page) == ""
    return True


@pytest.mark.parametrize(
    "options",
    # As high as the page: what stays at the bottom of the window covers nothing of it.
    [
        {"viewport": {"width": 1280, "height": 2400}},
        {"viewport": {"width": 375, "height": 740}, "color_scheme": "dark", "java_script_enabled": False},
    ],
    ids=["desktop", "phone, dark, without scripts"],
)
def test_a_book_is_made_published_and_taken_away(signed_in, visit, options, tmp_path):
    has_scripts = options.get("java_script_enabled", True)
    page = signed_in(**options)

    def looked_at():
        assert fits(page)
        assert not has_scripts or is_accessible(page)

    looked_at()
    page.get_by_role("link", name="Nouvelle édition").click()
    looked_at()
    page.fill("#champ_title", "Accueillir à Melun")
    page.fill("#champ_period", "Hiver 2026")
    page.fill("#champ_copies", "1000")
    page.fill("#champ_price_page", "0,02")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Accueillir à Melun")).to_be_visible()
    looked_at()
    page.get_by_role("link", name="Écrire une page").click()
    looked_at()
    page.fill("#champ_title", "Urgences")
    page.fill("#champ_text", "**115** : hébergement d’urgence")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Ajouter un emblème").click()
    looked_at()
    drawn = io.BytesIO()
    Image.new("RGB", (300, 200), (0, 51, 153)).save(drawn, "PNG")
    page.set_input_files(
        "#champ_file", {"name": "fami.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    )
    page.fill("#champ_alt", "Emblème du FAMI")
    page.fill("#champ_words", "Soutenu par le FAMI")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("img", name="Emblème du FAMI")).to_be_visible()
    page.get_by_role("link", name="Voir ce qu’il contiendra").click()
    expect(page.get_by_text("4 structures lues aujourd’hui")).to_be_visible()
    looked_at()
    page.get_by_role("button", name="Faire le livre").click()
    expect(page.get_by_role("heading", name="Le livre se fait")).to_be_visible()
    looked_at()
    # The worker's part. The page comes to its end by itself.
    making.perform(Printing.objects.get().pk)
    expect(page.get_by_role("link", name="Télécharger pour l’écran")).to_be_visible()
    looked_at()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Il est public")).to_be_visible()
    # Anybody, who is not signed in.
    reader = visit(**options).open("/annuaire-papier/")
    assert fits(reader)
    with reader.expect_download() as taken:
        reader.get_by_role("link", name="Télécharger").click()
    taken.value.save_as(tmp_path / "livre.pdf")
    content = (tmp_path / "livre.pdf").read_bytes()
    book = pypdfium2.PdfDocument(content)
    told = " ".join(one.get_textpage().get_text_range() for one in book)
    for word in ("Accueillir à Melun", "Maison des langues", "Soutenu par le FAMI", "115", "Urgences"):
        assert word in told
    assert b"StructTreeRoot" in content
