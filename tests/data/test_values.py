"""What cells say, in the ways people write them."""

import string
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from data.imports import vocabularies
from data.imports.values import contacts, coordinates, hours, identifiers, letters, simple, text_of
from mapping.opening.osm import FRENCH_DAYS, write

DAYS = FRENCH_DAYS


class TestHours:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("Horaires d’ouverture : Lundi 9h-12h 14h-17h", "Mo 09:00-12:00,14:00-17:00"),
            (
                "Lundi 9h-12h sur rdv, mardi 9h-12h 14h-17h",
                'Mo 09:00-12:00 "sur rendez-vous"; Tu 09:00-12:00,14:00-17:00',
            ),
            (
                "Sur rendez-vous : lundi 9h-12h, mardi 14h-17h",
                'Mo 09:00-12:00 "sur rendez-vous"; Tu 14:00-17:00 "sur rendez-vous"',
            ),
            ("Lundi : 9h-12h\nMardi : 14h-17h sur rdv", 'Mo 09:00-12:00; Tu 14:00-17:00 "sur rendez-vous"'),
            ("lundi 9h-12h sans rdv et 14h-17h sur rdv", 'Mo 09:00-12:00, Mo 14:00-17:00 "sur rendez-vous"'),
            ("SUR RENDEZ VOUS UNIQUEMENT - ", '"sur rendez-vous"'),
            (
                "Sur rdv le mardi 9h-12h et le jeudi 14h-17h",
                'Tu 09:00-12:00 "sur rendez-vous"; Th 14:00-17:00 "sur rendez-vous"',
            ),
            ("mardi 08 :30-12:00", "Tu 08:30-12:00"),
            ("jeudi soir 18h-20h", "Th 18:00-20:00"),
            ("Tous les vendredis de 9h à 12h", "Fr 09:00-12:00"),
            ("du samedi au lundi 22h-6h", "Mo,Sa-Su 22:00-06:00"),
            ("lundi au vendredi 9h-17h sauf le vendredi : 9h-16h", "Mo-Th 09:00-17:00; Fr 09:00-16:00"),
            ("lundi 9h-17h fermé de 12h à 14h, mardi 9h-12h", "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00"),
            ("Lundi au samedi 9h-18h. Fermé le dimanche et les jours fériés.", "Mo-Sa 09:00-18:00; PH off"),
            ("lundi 9h-12h, fermé en août et le 25 décembre", "Mo 09:00-12:00; Aug off; Dec 25 off"),
            ("lundi 9h-12h fermé du 24 décembre au 2 janvier", "Mo 09:00-12:00; Dec 24-Jan 02 off"),
            (
                "Juillet et août : lundi 9h-12h\nDe septembre à juin : lundi 14h-18h",
                "Jul-Aug Mo 09:00-12:00; Sep-Jun Mo 14:00-18:00",
            ),
            ("9h-12h / 14h-17h30 sauf mercredi", "Mo-Tu,Th-Fr 09:00-12:00,14:00-17:30"),
            ("Lundi au vendredi de 9h à 12h et de 14h à 17h30", "Mo-Fr 09:00-12:00,14:00-17:30"),
            ("lun-ven 9h-12h", "Mo-Fr 09:00-12:00"),
            ("Lundi, mardi : 9h-12h ; jeudi : 14h-18h", "Mo-Tu 09:00-12:00; Th 14:00-18:00"),
            (
                "du lundi au jeudi 9h/12h - 14h/17h, vendredi 9h-12h",
                "Mo-Th 09:00-12:00,14:00-17:00; Fr 09:00-12:00",
            ),
            ("LUNDI 9h00-12h00\nMARDI 14h00-17h00", "Mo 09:00-12:00; Tu 14:00-17:00"),
            ("Lundi au vendredi 9h-17h, fermé le mercredi", "Mo-Tu,Th-Fr 09:00-17:00"),
            ("lundi : fermé, mardi : 9h-12h", "Tu 09:00-12:00"),
            ("9-12h et 14-18h le mardi", "Tu 09:00-12:00,14:00-18:00"),
            ("8h30 à 12h30 du lundi au jeudi, 8h30 à 12h le vendredi", "Mo-Th 08:30-12:30; Fr 08:30-12:00"),
            ("mardi et jeudi 14h-17h sur rdv", 'Tu,Th 14:00-17:00 "sur rendez-vous"'),
            ("tous les jours 8h-20h", "Mo-Su 08:00-20:00"),
            ("Du mardi au samedi, de 10h à midi", "Tu-Sa 10:00-12:00"),
            ("de 14h à 00h00 le samedi", "Sa 14:00-24:00"),
            ("24h/24 7j/7", "24/7"),
            ("sur rendez-vous", '"sur rendez-vous"'),
            ("Ouvert le premier samedi du mois de 9h à 12h", "Sa[1] 09:00-12:00"),
            ("Le 1er et le 3e vendredi du mois de 14h à 16h", "Fr[1,3] 14:00-16:00"),
            ("2ème, 4ème jeudis 13h30-17h", "Th[2,4] 13:30-17:00"),
            ("dernier samedi du mois : 9h-12h", "Sa[-1] 09:00-12:00"),
            ("lundi au vendredi 9h-12h, 1er samedi 9h-12h", "Mo-Fr 09:00-12:00; Sa[1] 09:00-12:00"),
            ("deux vendredis par mois, 14h-16h", 'Fr 14:00-16:00 unknown "deux vendredis par mois"'),
            ("un mardi sur deux 14h-17h", 'Tu 14:00-17:00 unknown "un mardi sur deux"'),
            ("vendredi 14h-16h semaines paires", "week 02-52/2 Fr 14:00-16:00"),
            ("mardi et jeudi 18h30-20h30 (hors vacances scolaires)", "Tu,Th 18:30-20:30; SH off"),
            ("en période scolaire : mercredi 14h-17h", "We 14:00-17:00; SH off"),
            ("Mo-Fr 09:00-12:00; PH off", "Mo-Fr 09:00-12:00; PH off"),
            (["Mo-Fr 09:00-12:00", "Mo 14:00-17:00"], "Mo 09:00-12:00,14:00-17:00; Tu-Fr 09:00-12:00"),
            (
                {
                    "dayOfWeek": ["http://schema.org/Monday", "Tuesday"],
                    "opens": "09:00",
                    "closes": "12:00:00",
                },
                "Mo-Tu 09:00-12:00",
            ),
        ],
    )
    def test_french_ways_become_opening_hours(self, written, meant):
        assert hours.read(written).value == meant

    @pytest.mark.parametrize(
        "written",
        [
            "les vendredis 9h-12h et le 1er vendredi 14h-16h",
            "deux vendredis et un lundi par mois, 14h-16h",
            "semaines paires et impaires, vendredi 14h-16h",
            # two beginnings; a day, a part of it, a heading without times; « sur rdv » of one day, or of all
            "cours lundi 9h et 14h",
            "lundi 9h / 14h",
            "mardi 14h-16h, jeudi",
            "Lundi :\nMardi : 9h-12h",
            "lundi matin et mardi après-midi 14h-17h",
            "du lundi matin au vendredi soir 9h-17h",
            "lundi matin 14h-16h",
            "lundi 9h-12h, mardi sur rdv",
            "lundi : sur rdv\nmardi 9h-12h",
            "lundi 9h-12h, mardi 14h-17h sur rdv",
            "lundi 9h-12h, 14h-17h sur rdv",
            "lundi 9h-12h, sur rdv le mardi 14h-17h",
            "sur rdv le mardi 9h-12h, jeudi 14h-17h",
            "Mo-Tu-Th-Fr 09:00-12:00",
            # hours of two things; exceptions that are not of the whole day
            "lundi 9h-12h, permanence mardi 14h-17h",
            "Cours A : lundi 9h-12h",
            "tous les jours 9h-12h sauf le 1er mardi du mois",
            "tous les jours 9h-12h, fermé le premier lundi du mois",
            "mardi 9h-12h sauf semaines paires",
            "lundi au vendredi 9h-12h sauf mercredi, 14h-17h",
            "tous les jours sauf lundi, mardi 9h-12h",
            "lundi fermé entre 12h et 14h",
            "lundi-mardi-jeudi 9h-12h",
            "Matin : 9h-12h du lundi au vendredi, après-midi : 14h-17h le mardi",
            # dates and seasons that say more
            "lundi 6 mars 9h-12h",
            "lundi 9h-12h, en juillet mardi 9h-12h",
            "juillet : lundi 9h-12h ; juillet-août : mardi 9h-12h",
            "lundi 9h-12h fermé pendant les vacances de Noël",
            "lundi et jours fériés 9h-12h",
            "lundi 8h 12 14h 18",
            "lundi 8.30-12.00 et 13h-17h",
            "du lundi au vendredi 9h-12h pendant les vacances",
            "lundi 14h-12h",
            "lundi 9h",
            "se renseigner",
            "fermé le mercredi",
            "lundi 25h-26h",
        ],
    )
    def test_what_is_not_understood_whole_stays_as_it_was_written_and_is_flagged(self, written):
        reading = hours.read(written)
        assert reading.value == written
        assert [doubt.message for doubt in reading.doubts] == [hours.NOT_UNDERSTOOD]

    def test_hours_without_a_day_are_kept_and_an_office_s_week_is_told(self):
        reading = hours.read("9h-12h")
        assert (reading.value, [doubt.message for doubt in reading.doubts]) == ("9h-12h", [hours.NO_DAY])
        assert [doubt.message for doubt in hours.read("9h-12h sauf mercredi").doubts] == [hours.DAYS_ASSUMED]

    def test_a_standard_that_asks_for_the_syntax_means_every_day(self):
        assert hours.read("09:00-12:00", standard=True).value == "09:00-12:00"

    def test_a_column_for_each_day(self):
        week = {0: "09:00 - 12:00 / 13:30 - 17:00", 1: "09:00-12:30-14:00-17:00", 2: "fermé", 5: "-"}
        assert hours.read_days(week).value == "Mo 09:00-12:00,13:30-17:00; Tu 09:00-12:30,14:00-17:00"

    def test_one_day_not_understood_keeps_the_week_in_words(self):
        reading = hours.read_days({0: "09:00-12:00", 1: "le matin"})
        assert reading.value == "lundi : 09:00-12:00 ; mardi : le matin"
        assert "mardi : le matin" in reading.doubts[0].message

    @given(
        week=st.dictionaries(
            st.integers(0, 6),
            st.lists(st.integers(0, 95), min_size=2, max_size=6, unique=True).filter(
                lambda x: len(x) % 2 == 0
            ),
            min_size=1,
        ),
        style=st.sampled_from(
            [
                ("{h:02}h{m:02}", " à ", " et de ", " : "),
                ("{h}h{m:02}", "-", " / ", " "),
                ("{h:02}:{m:02}", " - ", ", ", " : "),
                ("{h:02}H{m:02}", "/", " - ", " de "),
            ]
        ),
        separator=st.sampled_from([", ", " ; ", "\n", " "]),
        upper=st.booleans(),
    )
    def test_any_week_is_read_back_however_it_is_written(self, week, style, separator, upper):
        clock, to, between, after_day = style

        def at(quarter):
            return clock.format(h=quarter // 4, m=quarter % 4 * 15)

        meant = {}
        lines = []
        for day, quarters in sorted(week.items()):
            moments = sorted(quarters)
            pairs = list(zip(moments[::2], moments[1::2], strict=True))
            meant[day] = [(start * 15, end * 15) for start, end in pairs]
            lines.append(
                DAYS[day] + after_day + between.join(f"{at(start)}{to}{at(end)}" for start, end in pairs)
            )
        text = separator.join(lines)
        reading = hours.read(text.upper() if upper else text)
        assert reading.value == write(meant)
        OpeningHours(reading.value)

    @given(st.text(max_size=80) | st.text(alphabet="lundimarhsfetv 0123456789:-/,;", max_size=60))
    @example("9h")
    @example("-")
    @example("12h-12h")
    def test_no_text_raises_and_what_is_translated_can_be_read(self, text):
        reading = hours.read(text)
        if reading.value and not hours.is_kept(reading):
            OpeningHours(reading.value)

    @given(st.text(alphabet="lundimarhsfetv 0123456789:-/,;", max_size=60))
    def test_reading_twice_changes_nothing(self, text):
        once = hours.read(text).value
        assert hours.read(once).value == once


class TestContacts:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("0164528900", "01 64 52 89 00"),
            ("+33 1 64 52 89 00", "01 64 52 89 00"),
            ("01.64.52.89.00 / 01 64 52 89 01", "01 64 52 89 00"),
            (164528900, "01 64 52 89 00"),
            (164528900.0, "01 64 52 89 00"),
            ("Tél : 01 64 52 89 00 (accueil)", "01 64 52 89 00"),
            ("36 31", "3631"),
            ("115", "115"),
            ("bonjour", ""),
            ("02 41 41 5 67", ""),
        ],
    )
    def test_telephone_numbers(self, written, meant):
        reading = contacts.telephone(written)
        assert reading.value == meant
        assert bool(reading.doubts) == (meant == "" or "/" in str(written))

    def test_an_overseas_number_is_read_where_it_is(self):
        assert contacts.telephone("0262 90 90 90", "974").value == "0262 90 90 90"

    @given(st.text(alphabet=string.digits + " .+-/", max_size=24))
    def test_a_number_read_is_read_the_same_again(self, text):
        once = contacts.telephone(text).value
        assert contacts.telephone(once).value == once

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("A@b.fr ; c@d.org", "a@b.fr"),
            ("mailto:accueil@mairie.fr", "accueil@mairie.fr"),
            ("accueil[at]x.fr", "accueil@x.fr"),
        ],
    )
    def test_e_mail_addresses(self, written, meant):
        assert contacts.courriel(written).value == meant

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("www.exemple.fr", "https://www.exemple.fr"),
            ("voir http://exemple.fr/page", "http://exemple.fr/page"),
            ("javascript:alert(1)", ""),
            ("néant", ""),
        ],
    )
    def test_web_addresses(self, written, meant):
        assert contacts.url(written).value == meant

    @given(st.text(max_size=60))
    def test_nothing_raises_and_what_is_kept_is_stable(self, text):
        for reader in (contacts.courriel, contacts.url, contacts.telephone):
            once = reader(text).value
            assert reader(once).value == once


class TestIdentifiers:
    @pytest.mark.parametrize(
        ("cell", "siret", "why"),
        [
            ("732 829 320 00074", "73282932000074", ""),
            (73282932000074, "73282932000074", ""),
            (73282932000074.0, "73282932000074", ""),
            ("356 000 000 00048", "35600000000048", ""),
            (36750100000000, "", "arrondi par un tableur"),
            ("3,67501E+13", "", "arrondi par un tableur"),
            ("73282932000075", "", "clé est fausse"),
            (7810, "", "14 chiffres"),
            ("W123456789", "", "RNA"),
        ],
    )
    def test_siret(self, cell, siret, why):
        reading = identifiers.siret(cell)
        assert reading.value == siret
        assert why in "".join(doubt.message for doubt in reading.doubts)

    @given(st.integers(0, 10**13 - 1))
    def test_one_key_in_ten_is_right(self, body):
        digits = f"{body:013}"
        right = [key for key in range(10) if identifiers.is_siret(f"{digits}{key}")]
        if not digits.startswith(identifiers.LA_POSTE) and body:
            assert len(right) == 1

    @pytest.mark.parametrize(
        ("cell", "code"),
        [(1000, "01000"), ("77000", "77000"), (77000.0, "77000"), ("F-77000", "77000"), ("x", "")],
    )
    def test_postcodes(self, cell, code):
        assert identifiers.code_postal(cell).value == code

    def test_a_corsican_code(self):
        assert identifiers.code_insee("2a004").value == "2A004"


class TestSimple:
    @pytest.mark.parametrize(
        ("cell", "meant"),
        [
            (45000, date(2023, 3, 15)),
            ("19/02/2020", date(2020, 2, 19)),
            ("2024-01-15T10:00:00", date(2024, 1, 15)),
            ("31/02/2020", None),
            ("09/0102023", None),
        ],
    )
    def test_dates(self, cell, meant):
        assert simple.day(cell).value == meant

    def test_a_long_text_is_cut_at_a_word_and_told(self):
        reading = simple.text("mot " * 100, 50)
        assert len(reading.value) <= 50
        assert reading.value.endswith("mot…")
        assert reading.doubts[0].lost

    def test_markup_is_taken_off(self):
        assert simple.text("<p>Bonjour<br>à <b>tous</b></p>", 100).value == "Bonjour\nà tous"

    @given(st.text())
    def test_a_text_cleaned_is_clean(self, text):
        once = text_of(text)
        assert text_of(once) == once
        assert "\0" not in once

    @given(
        st.one_of(
            st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.text()), st.dates()
        )
    )
    def test_no_cell_raises(self, cell):
        for reader in (
            text_of, simple.day, simple.number, simple.yes_no, identifiers.siret,
            identifiers.code_postal, hours.read,
            contacts.telephone, contacts.courriel, contacts.url, vocabularies.PUBLICS.read,
            vocabularies.THEMATIQUES.read,
        ):  # fmt: skip
            reader(cell)
        coordinates.read(cell, cell)


class TestLists:
    @pytest.mark.parametrize("separator", ["|", " | ", ";", " ; ", " / ", "/", ", ", "\n"])
    def test_every_separator(self, separator):
        assert vocabularies.PUBLICS.read(separator.join(["Seniors", "Femmes"])).value == ["seniors", "femmes"]

    def test_a_separator_inside_a_value_does_not_cut_it(self):
        given_list = "Seniors (+65 ans) / Familles/ enfant / Jeunes (16/26 ans)"
        assert vocabularies.PUBLICS.read(given_list).value == ["seniors", "familles", "jeunes"]

    def test_what_is_unknown_is_told(self):
        reading = vocabularies.PUBLICS.read("Seniors | Martiens")
        assert reading.value == ["seniors"]
        assert "« Martiens »" in reading.doubts[0].message


class TestCoordinates:
    def test_commas_and_swapped_pairs(self):
        found = coordinates.read("2,66", "48,54")
        assert (found.lat, found.lon) == (48.54, 2.66)
        assert "inversées" in found.doubts[0].message

    def test_both_in_one_cell(self):
        found = coordinates.read("48.54, 2.66", None)
        assert (found.lat, found.lon) == (48.54, 2.66)

    def test_lambert_93(self):
        # The Eiffel tower, whose position is known in both.
        found = coordinates.read("6862271,0", "648237,6")
        assert (found.lat, found.lon) == (pytest.approx(48.8584, abs=2e-4), pytest.approx(2.2945, abs=2e-4))

    @pytest.mark.parametrize(("lat", "lon"), [(0, 0), ("", ""), (None, None)])
    def test_nothing_is_nothing(self, lat, lon):
        found = coordinates.read(lat, lon)
        assert (found.lat, found.doubts) == (None, ())

    @given(st.floats(), st.floats())
    def test_a_point_is_in_the_world(self, lat, lon):
        found = coordinates.read(lat, lon)
        if found.lat is not None:
            assert -90 <= found.lat <= 90
            assert -180 <= found.lon <= 180


class TestAsPeopleWriteThem:
    @pytest.mark.parametrize(
        ("cell", "said"),
        [
            ("1er septembre 2025", date(2025, 9, 1)),
            ("lundi 3 août 2026", date(2026, 8, 3)),
            ("23/1/23", date(2023, 1, 23)),
            ("31 février 2025", None),
        ],
    )
    def test_a_day_may_be_in_words(self, cell, said):
        assert simple.day(cell).value == said

    @pytest.mark.parametrize(("cell", "said"), [("✓", True), ("✔️", True), ("✗", False), ("?", None)])
    def test_a_mark_is_an_answer(self, cell, said):
        assert simple.yes_no(cell).value is said

    @pytest.mark.parametrize(
        "cell", ["contact @ example.org", "contact(at)example.org", "contact [at] example.org"]
    )
    def test_an_address_kept_from_robots_is_read(self, cell):
        assert contacts.courriel(cell).value == "contact@example.org"

    def test_words_before_an_address_are_not_taken_for_it(self):
        assert contacts.courriel("Mme Essai, contact@example.org").value == "contact@example.org"

    @pytest.mark.parametrize(
        ("words", "cell", "values"),
        [
            (vocabularies.NIVEAUX, "A1 A2", ["A1", "A2"]),
            (vocabularies.PUBLICS, "BPI DA", ["refugies-bpi", "demandeurs-asile"]),
            (vocabularies.PUBLICS, "BPI DA, femmes", ["refugies-bpi", "demandeurs-asile", "femmes"]),
            (vocabularies.LANGUES, "arabe anglais", ["ar", "en"]),
        ],
    )
    def test_known_words_that_a_space_alone_parts_are_all_taken(self, words, cell, values):
        reading = words.read(cell)
        assert (reading.value, reading.unknown) == (values, ())

    @pytest.mark.parametrize("cell", ["jeunes femmes", "BPI XYZ", "A1 nul"])
    def test_words_that_may_say_something_of_each_other_are_not_parted(self, cell):
        for words in (vocabularies.PUBLICS, vocabularies.NIVEAUX):
            assert words.read(cell).value == []

    def test_levels_between_dashes_are_all_taken_where_all_are_known(self):
        assert vocabularies.NIVEAUX.read("A1-A2").value == ["A1", "A2"]
        assert vocabularies.NIVEAUX.read("A1 - nul ne sait").value == []

    @pytest.mark.parametrize(
        "text", ["Association L'?tape", "41 rue ?douard-Branly", "Association Culture et Cit?"]
    )
    def test_letters_that_became_question_marks_are_told(self, text):
        assert letters.doubt(text) is not None

    @pytest.mark.parametrize("text", ["Une question ?", "Besoin d'aide ? Appelez", "https://a.fr/?id=3"])
    def test_a_question_is_none(self, text):
        assert letters.doubt(text) is None

    def test_metres_of_mayotte_are_converted_in_either_order(self):
        one, other = coordinates.read("8587000", "523000"), coordinates.read("523000", "8587000")
        assert coordinates.is_in_france(one)
        assert (one.lat, one.lon) == (other.lat, other.lon)


class TestWordsOfTheField:
    """Kinds of places, and of lessons, that files name as they like."""

    @pytest.mark.parametrize(
        ("field", "said", "values"),
        [
            ("porteur", "médiathèque", ["institution"]),
            ("porteur", "Médiathèque intercommunale", ["institution"]),
            ("porteur", "Bibliothèques municipales", ["institution"]),
            ("porteur", "centre social municipal", ["institution"]),
            ("porteur", "MJC", ["association"]),
            ("porteur", "SCOP", ["entreprise"]),
            ("thematiques", "Médiathèque", ["remobilisation--activites-sportives-et-culturelles"]),
            (
                "thematiques",
                "bibliothèque municipale",
                ["remobilisation--activites-sportives-et-culturelles"],
            ),
            ("thematiques", "Alphabétisation", ["lecture-ecriture-calcul--maitriser-le-francais"]),
            ("thematiques", "alpha", ["lecture-ecriture-calcul--maitriser-le-francais"]),
            ("thematiques", "Post-alpha", ["lecture-ecriture-calcul--maitriser-le-francais"]),
            ("niveaux", "Alphabétisation", ["alpha"]),
            ("niveaux", "post-alpha", ["alpha"]),
            ("niveaux", "grand débutant", ["A1"]),
            ("type", "cours collectifs", ["formation"]),
            # What may be of several holders is asked about.
            ("porteur", "centre social", []),
            ("porteur", "école", []),
        ],
    )
    def test_a_word_is_known_in_its_column(self, field, said, values):
        assert vocabularies._WRITTEN_HERE[field].read(said).value == values
