"""Populations by commune as Insee and prefectures write them: understood, or asked about; never lost."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from places.models import Commune
from territory import deposits
from territory.refusal import Refused
from tests.territory.test_uploads import workbook

pytestmark = pytest.mark.django_db

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
THREE = {"77288": 8900, "77284": 12450, "77108": 6120}
ROWS = "77288;Melun;8900\n77284;Meaux;12450\n77108;Chelles;6120\n"


def numbers(text: str | bytes, column: str = "") -> deposits.Table:
    return deposits.numbers("a.csv", text if isinstance(text, bytes) else text.encode(), column)


def said(table: deposits.Table) -> str:
    return " ".join(table.notes).replace(NBSP, " ").replace(NARROW, " ")


def refusal(text: str | bytes, column: str = "") -> str:
    with pytest.raises(Refused) as refused:
        numbers(text, column)
    return str(refused.value).replace(NBSP, " ").replace(NARROW, " ")


@pytest.mark.parametrize(
    "text",
    [
        "CODGEO;LIBGEO;N\n" + ROWS,
        "Immigrés par commune;;\nChamp : Seine-et-Marne;;\n;;\nCODGEO;LIBGEO;N\n" + ROWS,
        "CODGEO;LIBGEO;N\n" + ROWS + ";;\nSource : Insee, RP2021;;\nLecture : à Melun, 8 900 immigrés.;;\n",
        "CODGEO;LIBGEO;N\n" + ROWS + "Total;;27470\n",
        "CODGEO;LIBGEO;N\n;France;27470\n" + ROWS,
        "CODGEO;LIBGEO;N\n" + ROWS + ";Ensemble;27470\n",
        "Commune;Libellé;2021\n" + ROWS,
        "DEP;CODGEO;N\n77;77288;8900\n77;77284;12450\n77;77108;6120\n",
        "ANNEE;CODGEO;N\n2021;77288;8900\n2021;77284;12450\n2021;77108;6120\n",
        "LIBGEO;N;CODGEO\nMelun;8900;77288\nMeaux;12450;77284\nChelles;6120;77108\n",
        "CODGEO;N\n77288.0;8900.0\n77284.0;12450.0\n77108.0;6120.0\n",
        f"CODGEO;N\n77288;8{NBSP}900\n77284;12{NBSP}450\n77108;6{NBSP}120\n",
        f"CODGEO;N\n77288;8{NARROW}900\n77284;12{NARROW}450\n77108;6{NARROW}120\n",
        "CODGEO;N\n77288;8 900\n77284;12 450\n77108;6 120\n",
        "CODGEO;N\n77288;8'900\n77284;12'450\n77108;6'120\n",
        "CODGEO;N\n77288;8.900\n77284;12.450\n77108;6.120\n",
        'CODGEO,N\n77288,"8,900"\n77284,"12,450"\n77108,"6,120"\n',
        'CODGEO;N\n="77288";8900\n"=""77284""";12450\n\'77108;6120\n',
        "code;sexe;n\n77288;F;4500\n77288;H;4400\n77284;F;12450\n77108;F;6120\n",
        "code;sexe;n\n77288;Ensemble;8900\n77288;F;4500\n77288;H;4400\n77284;Ensemble;12450\n77108;Total;6120\n",
    ],
)
def test_usual_shapes_are_read(places, text):
    assert numbers(text).values == THREE


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_usual_encodings_are_read(places, encoding):
    text = "CODGEO\tLIBGEO (été)\tN\n" + ROWS.replace(";", "\t")
    assert numbers(text.encode(encoding)).values == THREE


def test_a_workbook_with_a_title_over_its_table_is_read(places):
    rows = [["Population, 2021"], [], ["CODGEO", "LIBGEO", "N"], [1001, "L'Abergement-Clémenciat", 30]]
    content = workbook(*rows, [1004, "Ambérieu", f"2{NARROW}100"], ["Total", None, 2130], ["Source : Insee"])
    assert deposits.numbers("a.xlsx", content).values == {"01001": 30, "01004": 2100}


def test_an_archive_as_insee_gives_it_is_read(places):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("meta_base-cc.csv", "COD_VAR;LIB_VAR\nN;Population\n")
        archive.writestr("base-cc.csv", "CODGEO;LIBGEO;N\n" + ROWS)
    found = deposits.numbers("base.zip", file.getvalue())
    assert found.values == THREE
    assert "Feuille lue : « base-cc »" in said(found)


def test_several_columns_of_numbers_are_asked_about(places):
    text = "CODGEO;LIBGEO;P21_POP;P21_IMM\n77288;Melun;43000;8900\n77284;Meaux;55000;9000\n"
    message = refusal(text)
    assert "« P21_POP », « P21_IMM »" in message
    assert "« Colonne »" in message
    found = numbers(text, "p21_imm")
    assert found.values == {"77288": 8900, "77284": 9000}
    assert "« P21_POP »" in refusal(text, "N")


def test_a_total_that_differs_is_told_and_never_added(places):
    found = numbers("CODGEO;LIBGEO;N\n" + ROWS + "Ensemble;;30000\n")
    assert found.values == THREE
    assert "Ligne 5, « Ensemble » : 30 000 personnes, mais les lignes des communes en font 27 470" in said(
        found
    )


def test_subtotals_are_compared_with_their_own_lines(places):
    rows = "77288;Melun;10\n77284;Meaux;20\n;Total A;30\n77108;Chelles;5\n;Total B;5\n;Total;35\n"
    assert numbers("CODGEO;LIBGEO;N\n" + rows).notes == []


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["8900,43521", "12450,1"], [8900.43521, 12450.1]),
        (["8,900", "12,4"], [8.9, 12.4]),
        (["1 234,567", "2,345"], [1234.567, 2.345]),
        (["1.234,5", "12.345"], [1234.5, 12345]),
        (["1,234.5", "12,345"], [1234.5, 12345]),
        (["1.006.120", "8.900"], [1006120, 8900]),
        (["8,900", "310"], [8900, 310]),
        (["0,123", "1,234"], [0.123, 1.234]),
    ],
)
def test_a_column_settles_what_its_marks_mean(places, cells, values):
    # Marseille and Lyon are large enough for every reading.
    text = "".join(f'{code};"{cell}"\n' for code, cell in zip(("13055", "69123"), cells, strict=True))
    assert numbers("CODGEO;N\n" + text).values == dict(zip(("13055", "69123"), values, strict=True))


def test_one_thousand_is_never_one(places):
    found = numbers('CODGEO;N\n13055;"1,234"\n')
    assert found.values == {"13055": 1234}
    assert "« 1,234 » est lu 1 234" in said(found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("CODGEO;N\n77288;8,900\n77284;6120\n", "Ligne 2"),
        ("CODGEO;N\n77288;310\n77284;8,900\n77108;8.900\n", "Ligne 3"),
        ("CODGEO;N\n77288;8,900.5\n77284;12,4\n", "Lignes 3 et 2"),
    ],
)
def test_what_nothing_settles_is_asked_by_its_line(places, text, line):
    message = refusal(text)
    assert line in message
    assert "sans s" in message


def test_a_commune_never_has_more_people_than_live_in_it_because_of_a_mark(places):
    small = Commune.objects.filter(departement_code="77", population__range=(100, 300)).first()
    assert "peut se lire 45123 ou 45,123" in refusal(f"CODGEO;N\n{small.code};45,123\n")


def test_what_is_not_told_is_missing_and_said_where_it_is_a_part(places):
    found = numbers("CODGEO;N\n77288;8900\n77284;s\n77108;nd\n77390;-\n77186;\n77379;310\n77379;s\n77131;c\n")
    assert found.values == {"77288": 8900, "77379": 310}
    assert found.missing == 5
    assert "Un minimum seulement, une partie étant secrète ou vide : 77379." in said(found)


def test_lines_of_one_commune_are_added_and_said(places):
    found = numbers("77288;1\n77288;2\n")
    assert found.values == {"77288": 3}
    assert "1 commune a plusieurs lignes, additionnées : 77288." in said(found)


def test_two_years_of_one_commune_are_not_added(places):
    message = refusal("CODGEO;AN;N\n77288;2019;5\n77288;2021;7\n")
    assert "plusieurs années (2019, 2021)" in message


def test_former_communes_count_with_the_one_they_became(places):
    rows = "74010;Annecy;5000\n74011;Annecy-le-Vieux;900\n74093;Cran-Gevrier;1500\n74182;Meythet;600\n"
    found = numbers("CODGEO;LIBGEO;N\n" + rows)
    assert found.values == {"74010": 8000}
    assert "3 anciens codes" in said(found)
    assert "74011 → 74010" in said(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Commune;N\nMelun;3\n", "Ligne 2 : « Melun » n'est pas un code de commune"),
        ("CODGEO;N\n" + "77288;1\n" + "Melun;3\n", "Ligne 3 : « Melun » n'est pas un code de commune"),
        ("CODGEO;LIBGEO;N\n77288;Melun;1\n;Autres;60\n", "Ligne 3 : 60 personnes sans code de commune"),
        ("CODGEO;LIBGEO;N\n77288;Melun;12 45\n", "Ligne 2 : « 12 45 » n'est pas un nombre"),
        ("CODGEO;LIBGEO;N\n77288;Melun;\n77284;Meaux;s\n", "sont vides ou secrètes|pas un nombre"),
        ("Code postal;Ville;N\n77000;Melun;8900\n77100;Meaux;12450\n", "codes postaux"),
        ("CODGEO;N\n77000;1\n77980;2\n77990;3\n77288;4\n77999;5\n", "codes postaux"),
        (b'{"a": 1}', "un tableau"),
    ],
)
def test_what_would_be_lost_is_refused_by_its_line(places, text, message):
    with pytest.raises(Refused, match=message):
        numbers(text)


def test_people_of_no_commune_are_kept_apart_with_their_number(places):
    found = numbers("CODGEO;N\n77288;8900\n99999;40\n77ZZZ;60\n77284;1\n")
    assert found.values == {"77288": 8900, "77284": 1}
    assert found.left == {"99999": 40, "77ZZZ": 60}


def test_lines_of_departements_are_no_communes(places):
    found = numbers("CODGEO;LIBGEO;N\n77;Seine-et-Marne;27470\n" + ROWS)
    assert found.values == THREE
    assert "1 ligne de département ou de région n'est pas comptée" in said(found)


def marseille(number: int) -> str:
    return "".join(f"132{place:02d};{number}\n" for place in range(1, 17))


def test_a_city_given_whole_stays_whole(places):
    found = numbers("CODGEO;N\n13055;120000\n75056;400000\n77288;1\n")
    assert found.values == {"13055": 120000, "75056": 400000, "77288": 1}
    assert "Paris (75056) est donnée en une ligne" in said(found)


def test_a_city_that_is_the_total_of_its_arrondissements_is_not_added_to_them(places):
    found = numbers("CODGEO;N\n13055;1600\n" + marseille(100))
    assert sum(found.values.values()) == 1600
    assert "13055" not in found.values
    assert "le total de ses arrondissements" in said(found)


def test_a_city_known_in_part_by_arrondissement_counts_whole(places):
    found = numbers("CODGEO;N\n13055;1600\n" + marseille(100).replace("13201;100", "13201;s"))
    assert found.values == {"13055": 1600}
    assert "une partie seulement de ses arrondissements est donnée (1 500)" in said(found)


def test_a_city_that_contradicts_its_arrondissements_is_asked_about(places):
    message = refusal("CODGEO;N\n13055;1900\n" + marseille(100))
    assert "Marseille (13055) compte 1 900 personnes, et ses arrondissements 1 600" in message


class TestGroups:
    def test_names_beside_the_groups_are_no_groups(self, places):
        text = b"CODGEO;LIBGEO;Secteur\n77288;Melun;Sud\n77284;Meaux;Nord\n"
        assert deposits.groups("a.csv", text).values == {"77288": "Sud", "77284": "Nord"}

    def test_the_group_of_a_city_is_that_of_its_arrondissements(self, places):
        found = deposits.groups("a.csv", b"CODGEO;g\n13055;Sud\n13201;Centre\n").values
        assert (found["13055"], found["13201"], found["13216"]) == ("Sud", "Centre", "Sud")

    def test_former_communes_of_two_groups_are_asked_about(self, places):
        assert deposits.groups("a.csv", b"74011;A\n74093;A\n").values == {"74010": "A"}
        with pytest.raises(Refused, match="anciennes communes de groupes différents : A, B"):
            deposits.groups("a.csv", b"74011;A\n74093;B\n")

    def test_a_commune_is_in_one_group(self, places):
        with pytest.raises(Refused, match="Ligne 3 : la commune 77288 est déjà dite"):
            deposits.groups("a.csv", b"code;g\n77288;A\n77288;B\n")


STYLES = {
    "plain": "{:d}",
    "space": "{:,d}",
    "nbsp": "{:,d}",
    "narrow": "{:,d}",
    "apostrophe": "{:,d}",
    "comma": "{:,d}",
    "point": "{:,d}",
}
MARKS = {"space": " ", "nbsp": NBSP, "narrow": NARROW, "apostrophe": "'", "comma": ",", "point": "."}
LARGE = ("13055", "31555", "06088", "44109", "67482", "34172", "33063", "59350")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    people=st.lists(st.integers(0, 200_000), min_size=1, max_size=len(LARGE)),
    style=st.sampled_from(sorted(STYLES)),
)
def test_whole_numbers_written_one_way_are_read_as_they_were_meant(places, people, style):
    cells = [STYLES[style].format(each).replace(",", MARKS.get(style, ",")) for each in people]
    expected = dict(zip(LARGE, map(float, people), strict=False))
    text = "".join(f'{code};"{cell}"\n' for code, cell in zip(LARGE, cells, strict=False))
    assert numbers("CODGEO;N\n" + text).values == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    people=st.lists(st.integers(0, 99_999), min_size=2, max_size=len(LARGE)),
    styles=st.lists(st.sampled_from(sorted(STYLES)), min_size=len(LARGE), max_size=len(LARGE)),
)
def test_whole_numbers_written_in_several_ways_are_never_read_otherwise(places, people, styles):
    cells = [
        STYLES[style].format(each).replace(",", MARKS.get(style, ","))
        for each, style in zip(people, styles, strict=False)
    ]
    text = "".join(f'{code};"{cell}"\n' for code, cell in zip(LARGE, cells, strict=False))
    try:
        found = numbers("CODGEO;N\n" + text)
    except Refused:
        return
    assert found.values == dict(zip(LARGE, map(float, people), strict=False))
