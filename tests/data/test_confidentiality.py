"""An address that a file says to be confidential is hidden, or nothing is written before a person decides."""

import io
import json
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.roles import Role
from data.imports import confidential, runs
from data.imports.apply import NotApplied
from data.imports.confidential import Undecided
from data.imports.scheduled import _carry
from data.imports.values import confidentiality
from data.imports.values.confidentiality import Header, Word
from data.models import ImportRun, Source
from data.models.run import RunState
from mapping.models import Structure, Visibility, VisibleStructure
from tests.data import confidential_words as words
from tests.data.samples import applied, csv_bytes, received, rehearsed, row
from tests.data.test_data_inclusion import SERVICE, STRUCTURE
from tests.factories import StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((name, Header.HIDES) for name in words.HIDING_HEADERS),
        *((name, Header.SHOWS) for name in words.SHOWING_HEADERS),
        *((name, Header.MAYBE) for name in words.DOUBTFUL_HEADERS),
        *((name, Header.NOTHING) for name in words.OTHER_HEADERS),
    ],
)
def test_a_columns_name(name, expected):
    assert confidentiality.header(name) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [*((cell, True) for cell in words.HIDING_CELLS), *((cell, False) for cell in words.OTHER_CELLS)],
)
def test_a_cell_of_any_column(cell, expected):
    assert confidentiality.says(cell) is expected


@pytest.mark.parametrize(
    ("cell", "shows", "expected"),
    [
        ("oui", False, Word.YES),
        ("O", False, Word.YES),
        ("x", False, Word.YES),
        (True, False, Word.YES),
        ("non", False, Word.PUBLIC),
        (0, False, Word.PUBLIC),
        ("", False, Word.NOTHING),
        (None, True, Word.NOTHING),
        ("oui", True, Word.PUBLIC),
        ("non", True, Word.YES),
        ("publique", False, Word.PUBLIC),
        ("professionnels", False, Word.PROFESSIONALS),
        ("réservé aux professionnels", True, Word.PROFESSIONALS),
        ("préfecture seulement", False, Word.STAFF),
        ("confidentielle", True, Word.YES),
        ("diffusion restreinte", False, Word.YES),
        ("voir avec Mme Essai", False, Word.YES),
        ("?", False, Word.NOTHING),
    ],
)
def test_what_a_cell_of_such_a_column_says(cell, shows, expected):
    assert confidentiality.read(cell, shows=shows).value == expected


def rows_with(column: str, *values: str) -> bytes:
    return csv_bytes([{**row(number), column: value} for number, value in enumerate(values)])


def levels() -> dict[str, int]:
    return dict(Structure.objects.order_by("pk").values_list("source_id", "address_visibility"))


class TestAColumnThatSaysIt:
    def test_a_row_that_says_yes_is_hidden_from_the_first_moment(self):
        applied(rows_with("Adresse confidentielle", "oui", "non", "", "voir avec Mme Essai"))
        assert levels() == {
            "a0": Visibility.OWNERS,
            "a1": Visibility.PUBLIC,
            "a2": Visibility.PUBLIC,
            "a3": Visibility.OWNERS,
        }
        seen = VisibleStructure.objects.seen_by(Role.PROFESSIONAL).get(nom="Association du quartier 0")
        assert (seen.adresse, seen.position_precision) == ("", "commune")

    def test_a_professional_still_sees_what_they_bring_and_visitors_do_not(self):
        run = received(rows_with("Lieu tenu secret", "x"))
        run.user = UserFactory(is_professional=True)
        run.source.owner = run.user
        run.source.save()
        run.save()
        runs.rehearse(run)
        runs.apply(run)
        assert levels() == {"a0": Visibility.PROFESSIONALS}

    @pytest.mark.parametrize(
        "text",
        [
            "Entrée par le 9 rue de l'Essai, digicode 1234B",
            "RUE DE L’ESSAI au fond de la cour",
            "Au fond de la cour, code d'entrée 12",
            "Digicode : 77A",
        ],
    )
    @pytest.mark.parametrize("column", ["description", "service_description"])
    def test_no_text_tells_the_address_that_the_row_hides(self, text, column):
        hidden = {**row(0), "adresse": "9 rue de l'Essai", column: text, "confidentiel": "oui"}
        told = {**row(1), "adresse": "9 rue de l'Essai", column: text}
        run = applied(csv_bytes([{**told, "confidentiel": ""}, hidden]))
        said = {
            name: [structure.description, *structure.services.values_list("description", flat=True)]
            for name, structure in ((one.source_id, one) for one in Structure.objects.all())
        }
        assert text in said["a1"]
        assert text not in said["a0"]
        doubts = [doubt for one in run.rows.filter(number=3) for doubt in one.doubts]
        assert any("dit l'adresse confidentielle" in str(doubt) for doubt in doubts)

    def test_a_text_of_a_confidential_place_that_tells_nothing_stays(self):
        text = "Accueil de jour. Appelez avant de venir."
        applied(
            csv_bytes([{**row(0), "adresse": "9 rue de l'Essai", "description": text, "confidentiel": "oui"}])
        )
        assert Structure.objects.get().description == text

    def test_the_strictest_of_two_columns(self):
        content = csv_bytes([{**row(0), "Confidentiel": "professionnels", "Adresse diffusable": "non"}])
        applied(content)
        assert levels() == {"a0": Visibility.OWNERS}

    def test_without_a_commune_to_show_the_row_is_refused(self):
        content = csv_bytes(
            [{**row(0), "commune": "Nulle-Part", "code_postal": "", "confidentiel": "oui"}, row(1)]
        )
        run = applied(content)
        refused = run.rows.get(action="refuse")
        assert "sa commune, qui est seule montrée, n'est pas reconnue" in refused.reason
        assert refused.given["nom"] == "Association du quartier 0"
        assert levels() == {"a1": Visibility.PUBLIC}

    def test_an_import_hides_an_address_and_never_shows_one(self):
        applied(rows_with("confidentiel", "non"))
        applied(rows_with("confidentiel", "oui"))
        assert levels() == {"a0": Visibility.OWNERS}
        run = applied(rows_with("confidentiel", "non"))
        assert levels() == {"a0": Visibility.OWNERS}
        assert run.rows.get(kind="structure").kept == {"address_visibility": [2, 0]}
        applied(csv_bytes([row(0, telephone="01 64 52 00 00")]))
        assert levels() == {"a0": Visibility.OWNERS}

    @pytest.mark.parametrize(
        ("role", "expected"), [("is_professional", Visibility.PUBLIC), ("is_staff", Visibility.OWNERS)]
    )
    def test_a_professional_does_not_hide_what_others_brought_and_is_told(self, role, expected):
        there = StructureFactory(siret="13000548100010", nom="Maison Louise", commune_id="77288")
        content = csv_bytes([{**row(0, nom="Maison Louise"), "siret": there.siret, "confidentiel": "oui"}])
        run = received(content)
        run.user = UserFactory(**{role: True})
        run.source.owner = run.user
        run.source.save()
        run.save()
        runs.rehearse(run)
        runs.apply(run)
        there.refresh_from_db()
        assert there.address_visibility == expected
        assert ("address_visibility" in run.rows.get(kind="structure").kept) == (role == "is_professional")

    def test_what_a_person_decided_since_stands(self):
        applied(rows_with("confidentiel", "oui"))
        Structure.objects.update(address_visibility=Visibility.PUBLIC)
        applied(rows_with("confidentiel", "oui"))
        assert levels() == {"a0": Visibility.PUBLIC}

    def test_a_known_format_that_has_no_field_for_it_reads_it_all_the_same(self):
        feature = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [2.66, 48.54]},
            "properties": {"name": "Refuge", "city": "Melun", "adresse confidentielle": "oui"},
        }
        run = applied(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode(), "a.geojson")
        assert run.told["Format"] == "Carte uMap ou GeoJSON"
        assert set(levels().values()) == {Visibility.OWNERS}

    def test_what_resembles_a_confidential_place_is_as_confidential_until_somebody_decides(self):
        """A file that knows nothing of it does not make public what the directory hides."""
        refuge = StructureFactory(
            nom="Refuge des Tilleuls",
            commune_id="77288",
            position=point(48.5400, 2.6600),
            address_visibility=Visibility.OWNERS,
        )
        line = {**row(5, nom="Refuge du Tilleul"), "latitude": 48.5408, "longitude": 2.6600}
        run = applied(csv_bytes([line]))
        made = Structure.objects.exclude(pk=refuge.pk).get()
        assert run.rows.get(kind="structure").candidate == refuge.pk
        assert made.address_visibility == Visibility.OWNERS


class TestAColumnOrACellThatOnlySeemsTo:
    def test_nothing_is_written_until_a_person_has_said(self):
        content = rows_with("Remarques", "accueil le lundi", "adresse confidentielle", "")
        with pytest.raises(Undecided, match="« Remarques »"):
            applied(content)
        run = ImportRun.objects.order_by("-pk").first()
        with pytest.raises(NotApplied):
            runs.apply(run)
        assert not Structure.objects.exists()

    def test_the_word_may_stand_at_the_end_of_a_long_file(self):
        values = ["", "refuge, adresse tenue secrète"]
        with pytest.raises(Undecided):
            rehearsed(csv_bytes([{**row(n), "Note": values[n == 299]} for n in range(300)]))

    def test_a_professional_is_asked_with_the_columns_and_the_answer_is_kept(self, client):
        client.force_login(UserFactory(is_professional=True))
        content = csv_bytes(
            [
                {**row(0, adresse="Adresse confidentielle"), "Note": ""},
                {**row(1), "Note": "adresse confidentielle"},
                {**row(2), "Note": "bureau confidentiel"},
            ]
        )

        def send(**answers):
            file = SimpleUploadedFile("annuaire.csv", content)
            answer = client.post(reverse("imports"), {"fichier": file})
            run = ImportRun.objects.order_by("-pk").first()
            columns = list(enumerate(run.settings["columns"]))
            chosen = {f"colonne-{n}": c["target"] for n, c in columns}
            # Remarks are asked about; the page offers to leave them out.
            chosen |= {f"question-{n}": "non" for n, c in columns if c.get("proposal")}
            page = client.get(answer.url).content.decode()
            return run, page, client.post(answer.url, {**chosen, "source": "Le réseau", **answers})

        run, page, answer = send()
        assert "semble parler d’adresses confidentielles" in page
        assert "n’est montrée qu’à : les professionnels" in page
        assert "bureau confidentiel" not in page.split("confidentialite", 1)[1].split("</fieldset>")[0]
        assert answer.status_code == 422
        assert "Dites si « Note » parle d&#39;adresses confidentielles" in answer.content.decode()
        columns = list(run.settings["clues"])
        said = {f"doute-{n}": "hide" for n in range(len(columns))}
        assert sorted(columns) == ["Note", "adresse"]
        run, _page, answer = send(**said)
        assert answer.url == reverse("import", args=[run.pk])
        client.post(reverse("import-apply", args=[run.pk]))
        assert levels() == {
            "a0": Visibility.PROFESSIONALS,
            "a1": Visibility.PROFESSIONALS,
            "a2": Visibility.PUBLIC,
        }
        assert Structure.objects.get(source_id="a0").adresse == ""
        # The next edition of the same file asks nothing more, and shows what was answered.
        page = send()[1]
        assert "semble parler" not in page
        assert "Ce qui a été répondu pour ce fichier" in page
        assert "Adresses confidentielles, colonne « Note »" in page
        # It can be said otherwise: « Note » says nothing of the address.
        remembered = confidential.remembered(ImportRun.objects.latest("pk"))
        assert [one["say"] for one in remembered] == ["hide", "hide"]
        other = {
            f"retenu-{n}": "nothing" if one["column"] == "Note" else "hide"
            for n, one in enumerate(remembered)
        }
        run, _page, answer = send(**other)
        assert answer.url == reverse("import", args=[run.pk])
        run.refresh_from_db()
        assert {one["column"]: one["say"] for one in confidential.remembered(run)}["Note"] == "nothing"
        hidden = run.rows.filter(kind="structure", payload__address_visibility__gt=0)
        assert [one.key for one in hidden] == ["a0"]

    def test_an_answer_is_to_the_words_that_were_met(self):
        run = received(rows_with("Note", "adresse confidentielle"))
        with pytest.raises(Undecided):
            runs.rehearse(run)
        run.settings["defaults"] = {
            "_confidential": {"Note": {"say": "nothing", "texts": ["adresse confidentielle"]}}
        }
        run.save()
        runs.rehearse(run)
        assert run.state == RunState.REHEARSED
        profile = run.profile
        profile.defaults = run.settings["defaults"]
        profile.save()
        with pytest.raises(Undecided):
            rehearsed(rows_with("Note", "lieu tenu secret"))
        assert rehearsed(rows_with("Note", "Adresse confidentielle !")).state == RunState.REHEARSED

    def test_a_refuge_column_is_asked_about_and_can_be_read_as_such(self, client):
        client.force_login(UserFactory(is_professional=True))
        file = SimpleUploadedFile("a.csv", rows_with("Refuge", "oui", "non"))
        answer = client.post(reverse("imports"), {"fichier": file})
        run = ImportRun.objects.get()
        assert run.settings["clues"] == {"Refuge": {}}
        chosen = {
            f"colonne-{n}": "confidentiel" if column["name"] == "Refuge" else column["target"]
            for n, column in enumerate(run.settings["columns"])
        }
        answer = client.post(answer.url, {**chosen, "source": "Le réseau"})
        assert answer.status_code == 302
        page = client.get(answer.url).content.decode()
        assert page.count("Adresse confidentielle. La voient : les professionnels.") == 1
        client.post(reverse("import-apply", args=[run.pk]))
        assert levels() == {"a0": Visibility.PROFESSIONALS, "a1": Visibility.PUBLIC}

    @pytest.mark.parametrize("where", ["adresse", "description"])
    def test_data_inclusion_knows_nothing_of_it_and_is_asked_about_too(self, client, where):
        staff = UserFactory(is_staff=True)
        client.force_login(staff)
        content = {"structures": [{**STRUCTURE, where: "Adresse confidentielle"}], "services": [SERVICE]}
        file = SimpleUploadedFile("export.json", json.dumps(content).encode())
        answer = client.post(reverse("imports"), {"fichier": file})
        run = ImportRun.objects.get()
        rehearse = reverse("import-rehearse", args=[run.pk])
        page = client.post(rehearse, {"source": "data·inclusion"}, follow=True).content.decode()
        assert "semble parler d’adresses confidentielles" in page
        assert client.post(rehearse, {"source": "data·inclusion"}).status_code == 422
        client.post(rehearse, {"source": "data·inclusion", "doute-0": "hide"})
        page = client.post(reverse("import-apply", args=[run.pk]), follow=True)
        assert levels() == {"1": Visibility.OWNERS}
        assert answer.status_code == 302
        # The next file of the source asks nothing more.
        client.post(
            reverse("imports"), {"fichier": SimpleUploadedFile("b.json", json.dumps(content).encode())}
        )
        again = ImportRun.objects.order_by("-pk").first()
        client.post(reverse("import-rehearse", args=[again.pk]), {"source": "data·inclusion"})
        again.refresh_from_db()
        assert again.state == RunState.REHEARSED

    def test_a_scheduled_source_waits(self):
        source = Source.objects.create(code="annuaire", nom="Annuaire")
        run = received(rows_with("Note", "adresse confidentielle"))
        assert "dites ce qu'il en est" in _carry(run, source)
        run.refresh_from_db()
        assert run.state == RunState.RECEIVED
        assert "Retenu pour relecture" in run.held_because

    def test_the_command_asks_too(self, tmp_path):
        path = tmp_path / "annuaire.csv"
        path.write_bytes(rows_with("Note", "adresse confidentielle", "rien"))
        asked = [str(path), "--source", "annuaire", "--appliquer"]
        with pytest.raises(CommandError, match=r"« Note ».*--confidentiel"):
            call_command("import_structures", *asked, stdout=io.StringIO())
        call_command("import_structures", *asked, "--confidentiel", "Note=cacher", stdout=io.StringIO())
        assert levels() == {"a0": Visibility.OWNERS, "a1": Visibility.PUBLIC}


def test_whatever_the_words_no_address_is_shown_of_a_row_that_says_so():
    """Random files: a row with one of the words, wherever it stands, is hidden, refused, or stops it all."""
    chance = random.Random(3)
    for _number in range(40):
        Structure.objects.all().delete()
        ImportRun.objects.all().delete()
        word = chance.choice(words.HIDING_CELLS)
        column = chance.choice(["Note", "adresse", "complement_adresse", "description", "nom du lieu"])
        lines = [row(0), {**row(1), column: word}, row(2)]
        chance.shuffle(lines)
        try:
            run = applied(csv_bytes(lines))
        except Undecided:
            assert not Structure.objects.exists()
        else:
            raise AssertionError(f"{word} in {column}: {run.counts}")
