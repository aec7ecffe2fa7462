"""Whatever somebody does, in whatever order, the page says what its address asks.

Acts are drawn at random, from a fixed seed. After each, what the page says is compared with what the
server says of the same address to a browser without scripts. Three walks at each size are tried
every day, twenty in a thorough run, and as many as `SEQUENCES=100` says.
"""

import os
import random

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from tests.amounts import amount
from tests.browser.acts import ACTS, settle, watch
from tests.browser.conftest import FRENCH, HEALTH
from tests.browser.said import differences, said
from tests.factories import ServiceFactory, StructureFactory, point

SEQUENCES = int(os.environ.get("SEQUENCES") or amount(3, 20))
# To look at one again: `FIRST_WALK=41 SEQUENCES=42`.
FIRST_WALK = int(os.environ.get("FIRST_WALK", "0"))
LENGTH = 12
HOUSING = ["logement-hebergement--louer-un-logement"]
SEED = 20_261_128
SIZES = {
    "wide": ({"width": 1280, "height": 800}, "/"),
    "phone in Arabic": ({"width": 375, "height": 740}, "/ar/"),
}
FIRST = "?theme=francais&lat=48.53998&lon=2.66085&rayon_km=10"


@pytest.fixture
def town(transactional_db, places):
    """Forty places around Melun, of every theme, language, level and timetable that the acts ask for."""
    draw = random.Random(1)
    for number in range(40):
        structure = StructureFactory(
            nom=f"Maison {number}",
            position=point(48.54 + draw.uniform(-0.12, 0.12), 2.66 + draw.uniform(-0.18, 0.18)),
            horaires_accueil=draw.choice(["", "Mo-Fr 09:00-17:00", "24/7", "Th 18:00-20:00"]),
        )
        for kind in draw.sample([FRENCH, HEALTH, FRENCH, HOUSING], 2):
            ServiceFactory(
                structure=structure,
                thematiques=kind,
                langues=draw.sample(["fr", "ar", "uk", "en"], 2),
                niveaux=draw.sample(["A1", "A2", "B1"], 1),
                frais=draw.choice(["", "gratuit"]),
                zone_eligibilite=draw.choice([[], ["77"], ["france"], ["75"]]),
            )


class Walk:
    """One reader's way through the search, beside a browser without scripts that opens the same addresses."""

    def __init__(self, page: Page, server: Page, number: int):
        self.page, self.server, self.draw = page, server, random.Random(SEED + number)
        self.done: list[str] = [f"walk {number}"]
        watch(page)

    def act(self) -> None:
        """Do one act that can be done here, drawn at random."""
        for act in self.draw.sample(ACTS, len(ACTS)):
            language = self.page.locator("html").get_attribute("lang")
            with translation.override(language):
                try:
                    done = act(self.page, self.draw)
                except Exception as error:
                    error.add_note(f"during {act.__name__} after {' > '.join(self.done)} at {self.page.url}")
                    raise
                if done:
                    self.done.append(act.__name__)
                    return
        raise AssertionError(f"nothing can be done at {self.page.url}")

    def compare(self) -> None:
        """The page says what the server says of its address, within the patience of a slow machine."""
        settle(self.page)
        self.server.goto(self.page.url.split("#")[0])
        expected = said(self.server)
        left = ["nothing was compared"]
        for _ in range(20):
            left = differences(said(self.page), expected)
            if not left:
                break
            settle(self.page)
        told = "\n  ".join(left)
        assert not left, f"after {' > '.join(self.done)}\nat {self.page.url}\n  {told}"
        expect(self.page.get_by_role("listbox", name=gettext("Propositions"))).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
def test_the_page_says_what_its_address_asks_after_any_acts(visit, town, size):
    viewport, home = SIZES[size]
    server = visit(java_script_enabled=False, viewport=viewport).page
    for number in range(FIRST_WALK, SEQUENCES):
        visitor = visit(viewport=viewport)
        walk = Walk(visitor.page, server, number)
        visitor.open(home + FIRST)
        walk.compare()
        for _ in range(LENGTH):
            walk.act()
            walk.compare()
        visitor.close()
