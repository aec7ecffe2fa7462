"""Values are taught once: words of files that the directory does not know, said by a person, remembered."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import QueryDict
from django.urls import reverse

from data.imports import cutting, lessons, losses
from data.imports.gathered import gathered
from data.imports.vocabularies import FRAIS, NIVEAUX, RESEAUX, THEMATIQUES
from data.models import ImportRun, Lesson
from data.models.run import RunState
from data.models.source import source_named
from data.pages.lessons import _line, _may_stand_for
from mapping import vocabulary
from mapping.models import Service
from search.lexicon.values import thematiques_in
from tests.data.digest import digest
from tests.data.samples import csv_bytes, row, unknown_rows
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"


@pytest.fixture
def professional(client):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    return user


def imported(client, content, name="annuaire.csv", of="Le club", **data):
    """A file sent, and rehearsed with its columns as they were recognised."""
    sent = {"fichier": SimpleUploadedFile(name, content), **data}
    answer = client.post(reverse("imports"), sent)
    run = ImportRun.objects.latest("pk")
    assert answer.status_code == 302
    chosen = {f"colonne-{n}": column["target"] for n, column in enumerate(run.settings["columns"])}
    source = run.source.nom if run.source else of
    client.post(reverse("import-columns", args=[run.pk]), {**chosen, "source": source})
    run.refresh_from_db()
    assert run.state == RunState.REHEARSED, run.problem
    return run


def values_page(client, run):
    return client.get(reverse("import-values", args=[run.pk])).content.decode()


def teach(client, run, **said):
    """Say what words are, by field: {field: (word, value…)}."""
    given = {f"valeur:{field}:{word}": values for field, (word, *values) in said.items()}
    return client.post(reverse("import-values", args=[run.pk]), {"faire": "apprendre", **given})


EVERYTHING = {
    "publics": ("zonzons", "femmes", "familles"),
    "niveaux": ("fort", "B2"),
    "reseaux_porteurs": ("les copains", "-"),
    "frais": ("au chapeau", "gratuit"),
    "garde_enfants": ("bof", "non"),
}


def test_unknown_values_are_counted_taught_applied_and_asked_no_more(client, professional):
    run = imported(client, csv_bytes(unknown_rows()))
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert "5 valeurs ne sont pas connues" in page
    assert "15 cellules" in page
    page = values_page(client, run)
    for word in ("Zonzons", "Fort", "Les Copains", "au chapeau", "bof"):
        assert f'<th scope="row"> {word} <p class="muted">' in " ".join(page.split())
    assert page.count("<td>3</td>") == 5
    answer = teach(client, run, **EVERYTHING)
    assert answer.url == reverse("import", args=[run.pk])
    client.post(reverse("import-apply", args=[run.pk]))
    service = Service.objects.get(nom="Cours 2")
    assert service.publics == ["femmes", "familles"]
    assert (service.niveaux, service.frais, service.garde_enfants) == (["B2"], "gratuit", False)
    assert "Les Copains" in service.structure.description
    before = digest()
    second = imported(client, csv_bytes(unknown_rows(4)), "annuaire-mars.csv", source=run.source_id)
    assert gathered(second)["values"] == []
    page = client.get(reverse("import", args=[second.pk])).content.decode()
    assert "connue" not in page
    assert "5 valeurs" in page
    assert "apprises de" in page
    assert second.counts["create"] == 1
    assert second.counts["change"] == 0
    page = " ".join(values_page(client, second).split())
    assert "4 fois" in page
    assert "rien : laissé comme texte" in page
    assert digest() == before


def test_what_nobody_said_stays_text_and_is_told(client, professional):
    run = imported(client, csv_bytes(unknown_rows(1)))
    client.post(reverse("import-apply", args=[run.pk]))
    service = Service.objects.get(nom="Cours 1")
    assert (service.publics, service.niveaux, service.garde_enfants) == ([], [], None)
    assert service.publics_precisions == "Zonzons"
    assert service.frais_precisions == "au chapeau"
    assert "Niveaux de français : Fort" in service.description
    assert "bof" in service.description
    # Taught afterwards, the next file takes the text back.
    again = imported(client, csv_bytes(unknown_rows(1)), source=run.source_id)
    teach(client, again, **EVERYTHING)
    client.post(reverse("import-apply", args=[again.pk]))
    service.refresh_from_db()
    assert service.publics == ["femmes", "familles"]
    assert (service.publics_precisions, service.frais_precisions, service.description) == ("", "", "")


def test_what_was_learnt_is_forgotten(client, professional):
    run = imported(client, csv_bytes(unknown_rows()))
    teach(client, run, **EVERYTHING)
    lesson = Lesson.objects.get(field="niveaux")
    client.post(reverse("import-values", args=[run.pk]), {"oublier": lesson.pk})
    assert not Lesson.objects.filter(pk=lesson.pk).exists()
    run.refresh_from_db()
    assert [one["text"] for one in gathered(run)["values"]] == ["Fort"]


def test_a_word_with_two_meanings_is_asked_and_never_read(client, professional):
    run = imported(client, csv_bytes([{**row(1), "atelier": "Aide", "thématiques": "Logement"}]))
    assert run.rows.get(kind="service").payload["thematiques"] == []
    page = values_page(client, run)
    assert "plusieurs sens" in page
    assert "Peut-être" in page
    assert page.index("logement-hebergement--louer-un-logement") < page.index("choisir-un-metier--")


def test_a_value_that_the_field_has_not_is_refused(client, professional):
    run = imported(client, csv_bytes(unknown_rows()))
    answer = teach(client, run, niveaux=("fort", "femmes"), publics=("zonzons", "familles"))
    assert answer.status_code == 422
    assert "choisissez parmi les valeurs de « Niveaux" in answer.content.decode()
    assert not Lesson.objects.exists()
    assert teach(client, run, frais=("au chapeau", "gratuit", "payant")).status_code == 422
    assert teach(client, run, niveaux=("jamais vu", "B2")).status_code == 302
    assert not Lesson.objects.exists()


def test_words_of_descriptions_propose_a_theme_that_a_person_accepts(client, professional):
    rows = [
        {**row(1), "atelier": "Rencontre", "description": "Cours de français le soir"},
        {**row(2), "atelier": "Rencontre", "description": "Pas de cours de français"},
        {**row(3), "atelier": "Rencontre", "description": "cours de français, thé"},
    ]
    run = imported(client, csv_bytes(rows))
    assert not any(one.payload.get("thematiques") for one in run.rows.filter(kind="service"))
    page = " ".join(values_page(client, run).split())
    assert '<th scope="row">cours de français</th> <td>2</td>' in page
    assert "(proposé)" in page
    client.post(reverse("import-apply", args=[run.pk]))
    assert not Service.objects.exclude(thematiques=[]).exists()
    again = imported(client, csv_bytes(rows), source=run.source_id)
    answer = client.post(reverse("import-values", args=[again.pk]), {"faire": "tout"}, follow=True)
    assert "pour 2 lignes" in answer.content.decode()
    client.post(reverse("import-apply", args=[again.pk]))
    found = Service.objects.filter(thematiques=[FRENCH]).values_list("structure__nom", flat=True)
    assert sorted(found) == [rows[0]["nom"], rows[2]["nom"]]
    told = again.rows.filter(kind="service", number=2).get().doubts
    assert any("le fichier ne le dit pas" in message for _name, message, _lost in told)


def test_a_phrase_makes_the_service_of_a_file_that_has_none(client, professional):
    rows = [{**row(1), "description": "Cours de français"}, {**row(2), "description": "Jardin"}]
    run = imported(client, csv_bytes(rows))
    assert not run.rows.filter(kind="service").exists()
    given = {"faire": "accepter", "mots:cours francais": FRENCH}
    client.post(reverse("import-values", args=[run.pk]), given)
    assert run.rows.get(kind="service").payload["thematiques"] == [FRENCH]


def test_a_professional_sees_the_lessons_of_her_own_source_alone(client, professional):
    run = imported(client, csv_bytes(unknown_rows()))
    teach(client, run, **EVERYTHING)
    client.force_login(UserFactory(is_professional=True))
    assert client.get(reverse("import-values", args=[run.pk])).status_code == 404
    assert client.get(reverse("import-cells", args=[run.pk])).status_code == 404
    # Nor does her own file learn of them, or her own pages show them.
    mine = imported(
        client,
        csv_bytes([{**one, "nom": f"Autre {n}"} for n, one in enumerate(unknown_rows())]),
        of="Le mien",
    )
    assert mine.source_id != run.source_id
    assert len(gathered(mine)["values"]) == 5
    assert "Appris" not in values_page(client, mine)
    others = Lesson.objects.get(field="niveaux")
    client.post(reverse("import-values", args=[mine.pk]), {"oublier": others.pk})
    assert Lesson.objects.filter(pk=others.pk).exists()


def test_at_the_command_line_what_was_learnt_applies_and_the_rest_is_counted(tmp_path, capsys):
    source = source_named("annuaire", "annuaire")
    lessons.teach_value(source, "publics", "Zonzons", ["femmes"])
    file = tmp_path / "annuaire.csv"
    file.write_bytes(csv_bytes(unknown_rows(2)))
    call_command("import_structures", str(file), "--source", "annuaire", "--appliquer")
    said = capsys.readouterr().out
    assert "8 valeurs inconnues, gardées comme texte" in said
    assert "« Fort » (2)" in said
    assert "Zonzons" not in said
    assert Service.objects.get(nom="Cours 1").publics == ["femmes"]


def cut_page(client, run, **given):
    return client.post(reverse("import-cells", args=[run.pk]), given)


def test_a_cell_is_cut_after_ten_rows_are_shown_and_the_source_remembers(client, professional):
    rows = [
        {"nom": f"Lieu {n}", "qui": f"Mme Essai {n} 06 12 34 56 {n:02}", "où": "77000 MELUN"}
        for n in range(1, 15)
    ]
    client.post(reverse("imports"), {"fichier": SimpleUploadedFile("a.csv", csv_bytes(rows))})
    run = ImportRun.objects.get()
    page = cut_page(client, run, faire="voir-coupe", colonne="qui", ou="phone").content.decode()
    assert "Après : Téléphone (qui)" in page
    assert "<strong>Mme Essai 10</strong>" in " ".join(page.split()).replace("> <", "><")
    assert "Essai 11" not in page
    run.refresh_from_db()
    assert run.settings["cuts"] == []
    answer = cut_page(client, run, faire="appliquer", colonne="qui", ou="phone")
    assert answer.url == reverse("import-columns", args=[run.pk])
    cut_page(client, run, faire="appliquer", colonne="où", ou="postcode")
    run.refresh_from_db()
    columns = {column["name"]: column["samples"] for column in run.settings["columns"]}
    assert list(columns) == ["nom", "qui", "Téléphone (qui)", "Code postal (où)", "Ville (où)"]
    assert columns["Téléphone (qui)"][0] == "06 12 34 56 01"
    assert columns["Ville (où)"][0] == "MELUN"
    chosen = {f"colonne-{n}": column["target"] for n, column in enumerate(run.settings["columns"])}
    client.post(reverse("import-columns", args=[run.pk]), {**chosen, "source": "Le club"})
    again = {"fichier": SimpleUploadedFile("b.csv", csv_bytes(rows))}
    client.post(reverse("imports"), again)
    second = ImportRun.objects.latest("pk")
    assert [column["name"] for column in second.settings["columns"]] == list(columns)
    cut_page(client, second, oublier="1")
    second.refresh_from_db()
    assert [c["name"] for c in second.settings["columns"]] == ["nom", "qui", "Téléphone (qui)", "où"]
    assert len(lessons.cuts_of(second.source)) == 1


def test_columns_are_joined_into_one(client, professional):
    rows = [{"nom": f"Lieu {n}", "voie": f"{n} rue", "suite": "du Lac"} for n in range(1, 4)]
    client.post(reverse("imports"), {"fichier": SimpleUploadedFile("a.csv", csv_bytes(rows))})
    run = ImportRun.objects.get()
    given = {"reunir": ["suite", "voie"], "par": "space"}
    page = cut_page(client, run, faire="voir-reunion", **given).content.decode()
    assert "2 rue du Lac" in page
    cut_page(client, run, faire="appliquer", **given)
    run.refresh_from_db()
    assert [column["name"] for column in run.settings["columns"]] == ["nom", "voie + suite"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"faire": "voir-coupe", "colonne": "absente", "ou": "comma"}, "pas une colonne"),
        ({"faire": "voir-coupe", "colonne": "nom", "ou": "comma"}, "ne se coupe ainsi"),
        ({"faire": "voir-coupe", "colonne": "nom", "ou": "zz"}, "Dites où couper"),
        ({"faire": "voir-reunion", "reunir": ["nom"], "par": "space"}, "de deux à"),
        ({"faire": "appliquer", "reunir": ["nom", "x"], "par": "space"}, "pas une colonne"),
    ],
)
def test_a_rule_that_cannot_be_says_why_and_changes_nothing(client, professional, given, said):
    rows = [{"nom": "Lieu", "voie": "1 rue du Lac"}]
    client.post(reverse("imports"), {"fichier": SimpleUploadedFile("a.csv", csv_bytes(rows))})
    run = ImportRun.objects.get()
    answer = cut_page(client, run, **given)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("&#39;", "'")
    run.refresh_from_db()
    assert run.settings["cuts"] == []


@pytest.mark.parametrize(
    ("words", "text", "values"),
    [
        (NIVEAUX, "A1-A2", ["A1", "A2"]),
        (NIVEAUX, "de A1 à B1", ["A1", "A2", "B1"]),
        (NIVEAUX, "Tous niveaux", ["A1", "A2", "B1", "B2"]),
        (NIVEAUX, "débutants", ["A1"]),
        (RESEAUX, "Conseiller numérique", ["conseillers-numeriques"]),
        (RESEAUX, "France services", ["france-service"]),
        (FRAIS, "Gratuit sous conditions", ["payant"]),
        (THEMATIQUES, "FLE", [FRENCH]),
        (THEMATIQUES, "Numérique", ["numerique--maitriser-les-fondamentaux-du-numerique"]),
    ],
)
def test_words_of_the_field_come_known(words, text, values):
    assert words.read(text).value == values


def test_words_that_two_values_share_in_the_singular_are_not_known():
    from data.imports.values.lists import Vocabulary

    words = Vocabulary([("one", "Grand pont"), ("two", "Grands ponts")])
    assert words.find("grand ponts") is None
    assert words.find("grands ponts") == ("two",)


def test_no_cell_of_a_cut_table_is_lost():
    from common.files import Table

    cells = [["a ; b ; c ; d ; e ; f ; g", "x"], ["seul", None], [None]]
    table = Table("t", ("k", "z"), lambda: iter(enumerate(cells, 1)))
    rule = cutting.cut_rule(table, "k", "semicolon")
    made, _held = cutting.applied(table, [rule])
    assert [cells for _number, cells in made.rows()] == [
        ["a", "b", "c", "d", "e ; f ; g", "x"],
        ["seul", None, None, None, None, None],
        [None] * 6,
    ]
    phone = cutting.preview(
        Table("t", ("k",), lambda: iter([(1, ["Mme A, tél 01 64 52 89 00 (matin)"]), (2, ["personne"])])),
        {"do": "cut", "columns": ["k"], "way": "phone", "parts": 2},
    )
    assert [line["after"] for line in phone["lines"]] == [
        ["Mme A, tél (matin", "01 64 52 89 00"],
        ["personne", ""],
    ]


def test_a_whole_theme_can_be_chosen_beside_its_thematiques():
    line = _line({"field": "thematiques", "said": "emploi", "text": "Emploi", "count": 3}, QueryDict())
    group = next(one for one in line["groups"] if one["label"] == "Tout un thème")
    assert len(group["choices"]) == len(vocabulary.THEMES)
    labels = dict(group["choices"])
    for theme in vocabulary.THEMES:
        code = vocabulary.IN_GENERAL[theme.code]
        assert vocabulary.theme_of(code) == theme
        assert labels[code].startswith(f"{theme.nom} (en général) : ")
        assert _may_stand_for("thematiques", [code])
    other = _line({"field": "publics", "said": "emploi", "text": "Emploi", "count": 3}, QueryDict())
    assert "Tout un thème" not in [one["label"] for one in other["groups"]]


@pytest.mark.parametrize("text", ["lecture", "ateliers : lecture écriture"])
def test_a_word_that_phrases_of_another_theme_have_too_has_not_one_meaning(text):
    offered = thematiques_in(text)["lecture"]
    assert offered[0] == "remobilisation--activites-sportives-et-culturelles"
    assert "lecture-ecriture-calcul--maitriser-le-francais" in offered
    assert len(thematiques_in("cours de FLE et piscine")) == 2
    assert all(len(codes) == 1 for codes in thematiques_in("FLE, piscine").values())


@pytest.mark.parametrize("pressed", ["apprendre", "accepter", "tout"])
def test_whatever_button_is_pressed_what_was_chosen_on_the_page_is_kept(client, professional, pressed):
    rows = [
        {**row(9), "atelier": "Connu", "niveaux": "A1", "description": ""},
        {**row(1), "atelier": "Rencontre", "niveaux": "Fort", "description": "Cours de français le soir"},
    ]
    run = imported(client, csv_bytes(rows))
    page = " ".join(values_page(client, run).split())
    assert page.count('value="accepter"') == 1
    before = page.index("À dire")
    assert "</form>" not in page[before : page.index('value="accepter"')]
    [phrase] = [name.split('"')[0] for name in page.split('name="')[1:] if name.startswith("mots:")]
    given = {"faire": pressed, "valeur:niveaux:fort": "-", phrase: FRENCH}
    client.post(reverse("import-values", args=[run.pk]), given)
    assert Lesson.objects.count() == 2


def test_what_was_accepted_on_the_page_before_is_not_to_be_read_again(client, professional):
    rows = [{**row(1), "atelier": "Rencontre", "description": "Cours de français le soir"}]
    run = imported(client, csv_bytes(rows))
    before = losses.lines(run)["doutes"]
    client.post(reverse("import-values", args=[run.pk]), {"faire": "tout"})
    run.refresh_from_db()
    assert any("le fichier ne le dit pas" in text for one in run.rows.all() for _n, text, _l in one.doubts)
    assert losses.lines(run)["doutes"] == before
