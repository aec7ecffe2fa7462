"""What is left on paper, of pages that professionals print."""

import pytest

from mapping.models import PositionPrecision, Visibility
from tests.browser.conftest import FRENCH
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

PASSWORD = "mot-de-passe-pour-imprimer"
STREET = "13 rue Secrète"


@pytest.fixture
def printed(visit, directory):
    """The pages of a refuge as a professional prints them, by name."""
    refuge = StructureFactory(
        nom="Refuge",
        adresse=STREET,
        position=point(48.5405, 2.6610),
        position_precision=PositionPrecision.ADDRESS,
        address_visibility=Visibility.PROFESSIONALS,
    )
    ServiceFactory(structure=refuge, nom="Accueil", thematiques=FRENCH)
    person = UserFactory(email="camille@example.org", is_professional=True)
    person.set_password(PASSWORD)
    person.save()
    page = visit().open("/connexion/")
    page.get_by_text("Se connecter par mot de passe").click()
    page.fill("#id_username", person.email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/professionnels/")

    def shown(path: str) -> tuple[str, str]:
        """The words of the page on the screen, and on paper."""
        page.emulate_media(media="screen")
        page.goto(path)
        screen = page.locator("main").inner_text()
        page.emulate_media(media="print")
        return screen, page.locator("main").inner_text()

    shown.refuge, shown.page = refuge, page
    return shown


@pytest.mark.parametrize(
    "path",
    [
        "/structures/{id}-refuge/",
        "/comparer/?id={id}",
        "/parcours/?id={id}",
        "/fiche-a-imprimer/?id={id}",
        "/?lat=48.53998&lon=2.66085&theme=francais&rayon_km=3",
    ],
)
def test_no_sheet_of_paper_carries_a_confidential_address(printed, path):
    screen, paper = printed(path.format(id=printed.refuge.pk))
    assert "Refuge" in paper
    assert STREET not in paper
    if path.startswith(("/structures/", "/comparer/", "/parcours/")):
        assert STREET in screen
        assert "à demander par téléphone" in paper


@pytest.mark.parametrize(
    "path", ["/structures/{id}-refuge/", "/?lat=48.53998&lon=2.66085&rayon_km=3&vue=carte"]
)
def test_no_pin_on_paper_points_at_a_confidential_address(printed, path):
    page = printed.page
    page.goto(path.format(id=printed.refuge.pk))
    pin = page.locator(".leaflet-marker-icon.marker").first
    pin.wait_for(state="visible")
    page.emulate_media(media="print")
    assert not pin.is_visible()
