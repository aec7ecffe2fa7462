"""The pictures of shared links: what they say, to whom, how often they are drawn."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from common.costly import Full
from mapping.models import PositionPrecision, Structure, Visibility
from network.models import Audience, Event, Resource, State
from publishing.machines import pages, subjects
from publishing.machines.picture import ACCENT, HEIGHT, WIDTH, Map, Picture, drawn, validator
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

YELLOW = (243, 193, 58)


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    yield
    cache.clear()


def image(png: bytes) -> Image.Image:
    opened = Image.open(io.BytesIO(png))
    assert (opened.format, opened.size) == ("PNG", (WIDTH, HEIGHT))
    return opened.convert("RGB")


def has_pin(png: bytes) -> bool:
    """Whether the middle of the map holds the yellow of a pin."""
    whole = image(png)
    spots = [whole.getpixel((x, y)) for x in range(WIDTH - 345, WIDTH - 285, 3) for y in range(220, 315, 3)]
    return any(sum(abs(a - b) for a, b in zip(spot, YELLOW, strict=True)) < 30 for spot in spots)


def house(**fields) -> Structure:
    fields = {"commune_id": "77288", "position": point(48.54, 2.66), **fields}
    structure = StructureFactory(**fields)
    ServiceFactory(
        structure=structure,
        thematiques=["logement-hebergement--sinformer-sur-les-demarches-liees-a-lacces-au-logement"],
    )
    return structure


def event(**fields) -> Event:
    day = timezone.localdate() + timedelta(days=3)
    return Event.objects.create(title="Atelier", start_day=day, **fields)


class TestWhatIsSaid:
    def test_a_structure_says_its_name_its_kind_its_commune_and_its_theme(self):
        structure = house(nom="Maison du Parc", porteur="association", commune_nom="Melun")
        told = subjects.of_structure(structure.pk)
        assert (told.title, told.above, told.below) == ("Maison du Parc", "Association", "Melun")
        assert [theme.code for theme in told.themes] == ["logement"]
        assert told.colour == "#058455"
        assert told.map == Map(2.66, 48.54, 7.0, is_marked=True)

    def test_a_confidential_place_has_no_pin_and_says_nothing_of_its_street(self, client):
        structure = house(adresse="1 rue Cachée", position=point(48.5712, 2.7012), address_visibility=2)
        for fields in (None, {"is_professional": True}, {"is_staff": True, "is_superuser": True}):
            if fields:
                client.force_login(UserFactory(**fields))
            answer = client.get(f"/apercus/structures/{structure.pk}.png")
            assert not has_pin(answer.content)
        told = subjects.of_structure(structure.pk)
        assert (told.map.lon, told.map.lat, told.map.is_marked) != (2.7012, 48.5712, True)
        assert "Cachée" not in repr(told)

    def test_a_place_known_by_its_commune_alone_has_no_pin(self):
        structure = house(position_precision=PositionPrecision.COMMUNE)
        assert not subjects.of_structure(structure.pk).map.is_marked

    def test_where_it_is_has_a_pin(self, client):
        assert has_pin(client.get(f"/apercus/structures/{house().pk}.png").content)

    def test_becoming_confidential_takes_the_pin_away_at_the_next_look(self, client):
        structure = house()
        address = f"/apercus/structures/{structure.pk}.png"
        first = client.get(address)
        Structure.objects.filter(pk=structure.pk).update(address_visibility=Visibility.OWNERS)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 200
        assert not has_pin(again.content)

    @pytest.mark.parametrize(
        ("path", "title", "below"),
        [
            ("themes/francais/77288", "Apprendre le français", "près de Melun"),
            ("themes/francais", "Apprendre le français", ""),
            ("communes/77288", "Les structures qui accueillent et accompagnent", "près de Melun"),
        ],
    )
    def test_a_search_says_its_theme_and_its_place(self, client, path, title, below):
        assert client.get(f"/apercus/{path}.png").status_code == 200
        theme = "francais" if "francais" in path else ""
        told = subjects.of_search(theme, "77288" if "77288" in path else "")
        assert (told.title, told.below) == (title, below)

    def test_words_are_in_the_language_of_the_address(self, client):
        french = client.get("/apercus/themes/francais/77288.png")
        arabic = client.get("/ar/apercus/themes/francais/77288.png")
        assert french.content != arabic.content
        with override("en"):
            assert subjects.of_search("francais", "").title == "Learning French"

    def test_an_event_says_its_next_day_and_its_place(self):
        held = event(structure_id=house(nom="Maison du Parc").pk)
        told = subjects.of_event(held.pk)
        assert str(held.start_day.year) in told.above
        assert told.below.startswith("Maison du Parc")
        assert told.map.is_marked

    def test_an_event_in_a_confidential_house_has_no_pin(self):
        held = event(structure_id=house(address_visibility=2, position=point(48.5712, 2.7012)).pk)
        told = subjects.of_event(held.pk)
        assert not told.map.is_marked
        assert told.map.lat != 48.5712

    def test_a_sheet_says_its_title_and_its_nature(self):
        sheet = Resource.objects.create(title="Obtenir un titre", themes=["droits"])
        told = subjects.of_resource(sheet.pk)
        assert (told.title, told.map, told.colour) == ("Obtenir un titre", None, "#c24d14")

    def test_the_home_is_the_site_s(self, client):
        answer = client.get("/apercus/accueil.png")
        assert image(answer.content).getpixel((WIDTH - 20, 20)) == (0x1D, 0x4F, 0x5C)
        assert subjects.of_home().colour == ACCENT


class TestWhoSeesIt:
    def test_what_visitors_do_not_read_has_no_picture_for_anybody(self, client):
        draft = StructureFactory(status="draft")
        ours = Resource.objects.create(title="Pour nous", audience=Audience.PROFESSIONALS)
        gone = event(state=State.WITHDRAWN)
        paths = [f"structures/{draft.pk}", f"fiches/{ours.pk}", f"agenda/{gone.pk}"]
        paths += ["structures/999999", "themes/rien", "communes/99999", "themes/francais/99999"]
        for fields in (None, {"is_staff": True, "is_superuser": True}):
            if fields:
                client.force_login(UserFactory(**fields))
            assert {client.get(f"/apercus/{path}.png").status_code for path in paths} == {404}

    def test_no_page_for_professionals_names_a_picture_of_its_own(self, client):
        ours = Resource.objects.create(title="Pour nous", audience=Audience.PROFESSIONALS)
        client.force_login(UserFactory(is_professional=True))
        page = client.get(f"/fiches/{ours.pk}-{ours.slug}/").content.decode()
        assert "/apercus/accueil.png" in page
        assert "/apercus/fiches/" not in page


class TestHowOftenItIsDrawn:
    @pytest.fixture
    def drawings(self, monkeypatch) -> list[Picture]:
        made: list[Picture] = []

        def noting(picture: Picture) -> bytes:
            made.append(picture)
            return drawn(picture)

        monkeypatch.setattr(pages, "drawn", noting)
        return made

    def test_once_whatever_the_query_string(self, client, drawings):
        for query in ("", "?a=1", "?b=2", "?lat=48.1&lon=2.2"):
            assert client.get(f"/apercus/themes/logement.png{query}").status_code == 200
        assert len(drawings) == 1

    def test_not_at_all_for_who_has_it(self, client, drawings):
        first = client.get("/apercus/themes/logement.png")
        cache.clear()
        again = client.get("/apercus/themes/logement.png", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert len(drawings) == 1
        assert first["Cache-Control"] == "public, max-age=0, must-revalidate"

    def test_drawing_takes_a_place_and_what_is_kept_takes_none(self, client, monkeypatch):
        client.get("/apercus/themes/logement.png")

        def full(*_given):
            raise Full("Plus de place.", 2)

        monkeypatch.setattr(pages, "place", full)
        assert client.get("/apercus/themes/logement.png").status_code == 200
        refused = client.get("/apercus/themes/sante.png")
        assert refused.status_code in (429, 503)
        assert refused["Retry-After"]


class TestTheDrawing:
    @pytest.mark.parametrize(
        "name",
        [
            '#panic("x") [*gras*] _souligné_ $x$ @nom <étiquette> \\ " // /* `code`',
            "جمعية الأمل للجميع",
            "Допомога та підтримка",
            "Une association dont le nom est long " * 6,
            "Anticonstitutionnellementanticonstitutionnellement",
            "\N{LINE SEPARATOR}\n\t ",
            "名前 👪",
        ],
    )
    def test_any_name_is_drawn_as_it_is_written(self, name):
        image(drawn(Picture(name, above=name, below=name, map=Map(2.66, 48.54, 7.0, is_marked=True))))

    def test_it_is_the_same_for_the_same_and_another_for_another(self):
        one = Picture("Une", map=Map(2.66, 48.54, 7.0, is_marked=True))
        other = Picture("Une", map=Map(2.66, 48.54, 7.0, is_marked=False))
        assert validator(one, "2026") == validator(one, "2026")
        assert len({validator(one, "2026"), validator(other, "2026"), validator(one, "2027")}) == 3

    def test_it_is_light_enough_to_be_shown_by_those_who_take_little(self, client):
        # 300 kB: what WhatsApp shows at most.
        assert len(client.get(f"/apercus/structures/{house().pk}.png").content) < 300_000
