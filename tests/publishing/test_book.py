"""A printed directory: what its pages hold, whatever people named things."""

import dataclasses
import re
import zlib
from datetime import date

import pypdfium2
import pytest

from bench import printed
from publishing import typesetting
from publishing.book import reread, setting
from publishing.book.content import Area, Book, Chapter, Emblem, Entry, Offer, Paper, ThemeMark
from publishing.book.indexes import filed
from publishing.breaking import lined
from publishing.typesetting import Unprintable

pytestmark = pytest.mark.django_db

MELUN = [
    ("77288", "Melun", 2.66, 48.54),
    ("77285", "Le Mée-sur-Seine", 2.63, 48.535),
    ("77389", "La Rochette", 2.66, 48.51),
]
PROVINS = [("77379", "Provins", 3.30, 48.56)]


def some_book(entries=120, **changed) -> Book:
    book = printed.book(entries, printed.themes(), {"Melun Val de Seine": MELUN, "Le Provinois": PROVINS})
    return dataclasses.replace(book, **changed)


def named(*names: str, **changed) -> Book:
    """A book of one area, an entry a name."""
    entries = tuple(
        Entry(
            key=number,
            name=name,
            kind="Association",
            commune="Melun",
            commune_code="77288",
            address="1 rue des Essais",
            phone="01 99 00 00 01",
            email="",
            website="",
            hours="",
            access="",
            networks=(),
            offers=(Offer("Cours", ("francais",), ("Gratuit",)),),
            lon=2.66,
            lat=48.54,
        )
        for number, name in enumerate(names, start=1)
    )
    return empty(**{"areas": (Area("Melun", ("77288",), entries),), "themes": printed.themes(), **changed})


def empty(**changed) -> Book:
    bare = Book("Annuaire", "", "", "", "", date(2026, 10, 1), (), ())
    return dataclasses.replace(bare, **changed)


def titles(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [str(mark.get_title()) for mark in document.get_toc(max_depth=1)]
    finally:
        document.close()


def text(content: bytes) -> str:
    return "\n".join(reread.pages_of(content)).replace("\u200b", "")


def streams(content: bytes) -> bytes:
    found = []
    for one in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.S):
        try:
            found.append(zlib.decompress(one[1]))
        except zlib.error:
            continue
    return b"\n".join(found)


@pytest.mark.parametrize("paper", Paper)
def test_the_page_of_every_line_of_the_indexes_holds_its_entry(paper):
    book = some_book()
    read = reread.read_again(book, setting.pdf(book, paper).content)
    assert read.lines > 400
    assert read.wrong == []


def test_the_page_of_each_structure_is_known_as_the_pdf_has_it():
    book = some_book(80)
    made = setting.pdf(book)
    pages = setting.pages_of(book, made)
    shown = reread.pages_of(made.content)
    entries = [entry for area in book.areas for entry in area.entries]
    assert set(pages) == {entry.key for entry in entries}
    plain = [" ".join(page.replace("\u200b", "").split()) for page in shown]
    for entry in entries:
        if entry.phone:
            assert entry.phone in plain[pages[entry.key] - 1]


def test_names_that_look_like_markup_are_set_as_they_are_and_lead_to_their_page():
    book = named(*printed.NASTY, "Atelier", "Atelier")
    made = setting.pdf(book)
    read = reread.read_again(book, made.content)
    assert (read.lines, read.wrong) == (len(printed.NASTY) * 2 + 3, [])
    assert 'L’#[atelier] "@des*' in text(made.content)


def test_a_letter_that_no_font_has_is_told_and_does_not_spoil_the_book():
    book = named("Café 中文", "\uf0b7 Puce de Word", "Cloche\x07", "Tab\tulé", "Fête 😀", "ქართული")
    made = setting.pdf(book)
    assert made.unseen == "中文"
    assert reread.read_again(book, made.content, made.unseen).lines == 6 * 2 + 1
    assert "Café ��" in text(made.content)
    assert "Puce de Word" in text(made.content)


def test_a_theme_of_a_region_s_own_needs_no_drawing_and_any_code():
    theme = ThemeMark("mes/champs 1", "Mes champs", "#000000", "nulle-part")
    entry = dataclasses.replace(
        named("Maison").areas[0].entries[0], offers=(Offer("Cours", ("mes/champs 1", "inconnu"), ()),)
    )
    book = named("Maison", themes=(theme,), areas=(Area("Melun", ("77288",), (entry,)),))
    assert reread.read_again(book, setting.pdf(book).content).wrong == []


def test_a_book_whose_page_numbers_were_wrong_is_found_out():
    book = some_book()
    moved = dataclasses.replace(
        book, areas=(dataclasses.replace(book.areas[0], entries=book.areas[0].entries[::-1]), *book.areas[1:])
    )
    assert reread.read_again(moved, setting.pdf(book).content).wrong


def test_two_places_of_one_name_in_one_commune_share_a_line_with_their_pages():
    filling = [f"Lieu {number}" for number in range(60)]
    book = named("Maison", *filling, "Maison")
    made = setting.pdf(book)
    assert reread.read_again(book, made.content).wrong == []
    assert re.search(r"Maison \(Melun\)\s+\u2060?\d+, \d+", text(made.content))


def test_names_are_sorted_as_in_a_french_dictionary():
    told = text(setting.pdf(named("Étoile", "Zénith", "Œuvre", "Eau vive", "étape", "Надія")).content)
    index = told[told.index("Index des lieux", told.index("Cours")) :]
    order = ["Eau vive (", "étape (", "Étoile (", "Œuvre (", "Zénith (", "Надія ("]
    places = [index.index(name) for name in order]
    assert places == sorted(places)


def test_a_book_for_a_screen_is_tagged_and_tells_its_language_and_title():
    content = setting.pdf(some_book(20)).content
    document = pypdfium2.PdfDocument(content)
    try:
        assert document.get_metadata_value("Title") == (
            "Bien arriver en Seine-et-Marne – Les lieux qui accueillent et accompagnent – Automne 2026"
        )
        assert document.is_tagged()
        width, height = document[0].get_size()
    finally:
        document.close()
    assert b"/StructTreeRoot" in content
    assert b"/Lang(fr)" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (148, 210)
    assert "Melun Val de Seine" in titles(content)


def test_a_book_for_the_printer_tells_where_it_is_cut_and_how_far_colour_runs():
    content = setting.pdf(some_book(20), Paper.A5, for_printer=True).content
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            paper, bleed, cut = (
                [round(side / 72 * 25.4, 1) for side in box]
                for box in (page.get_mediabox(), page.get_bleedbox(), page.get_trimbox())
            )
            assert paper == [0, 0, 168, 230]
            assert bleed == [7, 7, 161, 223]
            assert cut == [10, 10, 158, 220]
    assert b"<pdfaid:part>2</pdfaid:part>" in content


@pytest.mark.parametrize("paper", Paper)
def test_the_colour_of_the_cover_runs_into_the_bleed_and_crop_marks_stand_beyond(paper):
    content = setting.pdf(some_book(20), paper, for_printer=True).content
    with pypdfium2.PdfDocument(content) as document:
        seen = document[0].render(scale=4).to_pil().convert("RGB")
        inner = document[4].render(scale=4).to_pil().convert("L")
    millimetre = 4 * 72 / 25.4

    def at(x: float, y: float) -> tuple[int, int, int]:
        return seen.getpixel((round(x * millimetre), round(y * millimetre)))

    wide = seen.width / millimetre
    edges = [at(7.3, 50), at(wide - 7.3, 50), at(wide / 2, 7.3)]
    assert edges == [at(30, 20)] * 3
    # Nothing runs into the room of the marks but the marks, where the page is cut.
    assert at(6, 50) == at(wide - 6, 50) == (255, 255, 255)
    for picture in (seen.convert("L"), inner):
        strip = [picture.getpixel((x, round(3 * millimetre))) for x in range(picture.width)]
        dark = [round(x / millimetre, 1) for x, light in enumerate(strip) if light < 200]
        assert {round(x) for x in dark} == {10, round(wide) - 10}


def test_the_black_of_a_book_for_the_printer_is_black_alone():
    content = setting.pdf(some_book(20), Paper.A5, for_printer=True).content
    # No text is drawn in three colours that make black.
    assert b" cs 0 0 0 scn" not in streams(content)
    assert b" cs 0 scn" in streams(content)


def test_a_book_of_nothing_has_no_empty_heading():
    content = setting.pdf(empty()).content
    assert titles(content) == ["Mode d’emploi", "Sommaire"]
    assert "None" not in text(content)


def test_an_area_without_an_entry_is_left_out():
    book = some_book(10)
    book = dataclasses.replace(book, areas=(*book.areas, Area("Nulle part", ("77001",), ())))
    assert "Nulle part" not in text(setting.pdf(book).content)


def test_entries_without_theme_nor_network_make_no_index_of_them():
    book = named("Maison", themes=())
    assert titles(setting.pdf(book).content) == [
        *("Mode d’emploi", "Sommaire", "Melun", "Index des lieux", "Index des communes")
    ]


def test_communes_that_have_no_outline_make_a_part_without_a_map():
    book = named("Maison")
    book = dataclasses.replace(book, areas=(dataclasses.replace(book.areas[0], communes=("99999",)),))
    assert "Maison" in text(setting.pdf(book).content)


def test_an_emblem_that_is_no_picture_is_refused_and_named():
    with pytest.raises(Unprintable, match="n° 2"):
        setting.pdf(empty(emblems=(Emblem(printed.EUROPE, "Europe"), Emblem(b"MZ...", "Rien"))))
    with pytest.raises(Unprintable, match=r"picture-1\.png"):
        setting.pdf(empty(emblems=(Emblem(b"\x89PNG nothing", "Rien"),)))


def test_a_book_beyond_the_limits_is_told_so(monkeypatch):
    # Less memory than the program itself is of, however fast the machine.
    monkeypatch.setattr(typesetting, "MEMORY", 64 * 1024 * 1024)
    with pytest.raises(typesetting.TooLong, match="territoire plus petit"):
        setting.pdf(some_book(600))


def test_a_chapter_shows_its_lists_tables_and_links_and_tells_pictures_by_their_words():
    markdown = (
        "## Titre\n\nUn *mot* **fort** et `#code`.\n\n1. un\n2. deux\n   - trois\n\n"
        "> cité\n\n| A | B |\n| --- | --- |\n| c | d |\n\n---\n\n"
        "![Plan du quartier](https://exemple.fr/a.png) [aide](/aide/) <https://exemple.fr>\n\n"
        "```\n#let x = 1\n```\n"
    )
    content = setting.pdf(
        empty(opening=(Chapter("Éditorial", markdown),), site="https://reperes.exemple.fr")
    ).content
    told = text(content)
    for said in (
        "Titre",
        "fort",
        "#code",
        "deux",
        "trois",
        "cité",
        "Plan du quartier",
        "#let x = 1",
        "Sommaire",
    ):
        assert said in told
    assert b"https://reperes.exemple.fr/aide/" in content


# Covers, sheets of four pages


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("entries", [0, 1, 7, 30, 61])
def test_a_book_is_whole_sheets_with_blank_pages_before_its_back_cover(entries, paper):
    book = some_book(entries) if entries else empty(site="https://reperes.exemple.fr")
    made = setting.pdf(book, paper)
    pages = reread.pages_of(made.content)
    assert made.pages == len(pages)
    assert len(pages) % 4 == 0
    blank = setting.blank_of(made)
    assert blank < 4
    notes = [number for number, page in enumerate(pages, start=1) if "Notes" in page.splitlines()]
    assert notes == ([len(pages) - blank] if blank else [])


def test_the_back_cover_says_where_the_directory_is_up_to_date_whose_it_is_and_of_when():
    book = some_book(
        3, site="https://reperes.exemple.fr", about="Préfecture, bureau 12.", publisher="Préfecture"
    )
    back = " ".join(reread.pages_of(setting.pdf(book).content)[-1].replace("\u200b", "").split())
    for said in ("Tout l’annuaire, à jour", "https://reperes.exemple.fr", "1er octobre 2026", "bureau 12"):
        assert said in back.replace("\xa0", " ")
    assert "Fonds asile" in back


def test_the_colour_of_the_back_cover_runs_into_the_bleed_too():
    content = setting.pdf(some_book(3), Paper.A5, for_printer=True).content
    with pypdfium2.PdfDocument(content) as document:
        seen = document[len(document) - 1].render(scale=4).to_pil().convert("RGB")
    millimetre = 4 * 72 / 25.4
    low = seen.height - round(7.3 * millimetre)
    places = [(round(7.3 * millimetre), low - 60), (seen.width - round(7.3 * millimetre), low - 60)]
    assert {seen.getpixel(at) for at in (*places, (seen.width // 2, low))} == {(29, 79, 92)}


# Lines


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Tél. 01 99 00 00 01 le soir", "01 99 00 00 01"),
        ("jeudi 18 h 30 – 20 h et samedi", "18 h 30 – 20 h"),
        ("Jeudi 18 h–20 h", "18 h–20 h"),
        ("le 1er mars 2027 à Melun", "1er mars 2027"),
        ("au 12 bis rue du Pont", "12 bis rue"),
        ("Pont, 77000 La Rochette", "77000 La"),
        ("tarif : 225 € par an", "225 €"),
        ("pour 10 000 personnes", "10 000"),
        ("Niveau A1 à B1", "A1 à B1"),
    ],
)
def test_no_line_ends_inside_a_number_hours_a_day_or_the_beginning_of_an_address(text, kept):
    told = lined(text).replace("\u2060", "")
    assert kept.replace(" ", "\xa0") in told
    assert told.replace("\xa0", " ") == text


def test_an_entry_of_a_few_services_is_not_cut_over_two_columns():
    book = named(*(f"Lieu {number:03}" for number in range(90)))
    entries = tuple(
        dataclasses.replace(
            entry,
            offers=tuple(
                Offer(f"Cours {one}", ("francais",), ("Gratuit", f"fin-{entry.name[5:]}-{one}"))
                for one in range(1 + number % 4)
            ),
        )
        for number, entry in enumerate(book.areas[0].entries)
    )
    made = setting.pdf(dataclasses.replace(book, areas=(Area("Melun", ("77288",), entries),)))
    at: dict[str, tuple[int, bool]] = {}
    with pypdfium2.PdfDocument(made.content) as document:
        middle = document[0].get_size()[0] / 2
        for number, page in enumerate(document):
            words = page.get_textpage()
            for found in re.finditer(r"fin-\d{3}-\d|[0-9]+ Lieu \d{3}(?=\r)", words.get_text_range()):
                name = found[0].split("Lieu ")[-1] if "Lieu" in found[0] else found[0]
                at[name] = (number, words.get_charbox(found.start())[0] > middle)
    for entry in entries:
        ends = [at[f"fin-{entry.name[5:]}-{one}"] for one in range(len(entry.offers))]
        assert {at[entry.name[5:]], *ends} == {at[entry.name[5:]]}, entry.name
    assert len(at) > 250


# Addresses on paper


def test_the_address_of_a_link_is_printed_unless_its_words_tell_it():
    markdown = (
        "Voyez [le site du fonds](https://www.fami.exemple.fr/aide/demander) ou <https://connu.exemple.fr>,"
        " [l’agenda](/agenda/), [connu.exemple.fr](https://connu.exemple.fr/),"
        " [écrivez](mailto:a@exemple.fr).\n\n"
        "- [dans une liste](https://liste.exemple.fr)\n"
    )
    made = setting.pdf(empty(opening=(Chapter("Éditorial", markdown),), site="https://reperes.exemple.fr"))
    told = text(made.content)
    for address in (
        "fami.exemple.fr/aide/demander",
        "reperes.exemple.fr/agenda",
        "a@exemple.fr",
        "liste.exemple.fr",
    ):
        assert address in told
    assert told.count("connu.exemple.fr") == 2


# Town halls


@pytest.mark.parametrize(
    ("name", "commune", "under"),
    [
        ("Mairie de Meaux", "Meaux", ("Meaux", "mairie")),
        ("Mairie du Mée-sur-Seine", "Le Mée-sur-Seine", ("Le Mée-sur-Seine", "mairie")),
        ("Mairie d’Isles-lès-Villenoy", "Isles-lès-Villenoy", ("Isles-lès-Villenoy", "mairie")),
        ("Mairie de La Rochette", "La Rochette", ("La Rochette", "mairie")),
        ("Mairie annexe de Beauval", "Meaux", ("Beauval", "mairie annexe, Meaux")),
        ("Mairie", "Provins", ("Provins", "mairie")),
        ("Maison des mairies", "Provins", ("Maison des mairies", "Provins")),
    ],
)
def test_a_town_hall_stands_under_its_commune_in_the_indexes(name, commune, under):
    entry = dataclasses.replace(named(name).areas[0].entries[0], commune=commune)
    assert filed(entry) == under


def test_town_halls_are_in_the_index_of_communes_alone_unless_an_edition_asks_for_them():
    names = ("Mairie de Melun", "Maison des langues", "Mairie de Vaux")
    without = named(*names, indexes_town_halls=False)
    made = setting.pdf(without)
    read = reread.read_again(without, made.content)
    # The house by its name and its theme, and the commune.
    assert (read.lines, read.wrong) == (3, [])
    assert "Les mairies sont à leur commune" in text(made.content)
    every = named(*names)
    made = setting.pdf(every)
    read = reread.read_again(every, made.content)
    assert (read.lines, read.wrong) == (7, [])
    assert "Melun (mairie)" in text(made.content)
    assert "Les mairies sont à leur commune" not in text(made.content)
