"""Making a book: who may, from a form to a PDF that everyone takes away, and what goes wrong on the way."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from files.models import File
from mapping.models import Status
from mapping.writing import change
from network.models import Resource
from publishing import tasks
from publishing.book import setting
from publishing.editions import making
from publishing.editions.models import (
    Edition,
    EditionChapter,
    EditionEmblem,
    PrintedEntry,
    PrintedFile,
    Printing,
    PrintingState,
)
from publishing.editions.scope import scope_of
from publishing.typesetting import Printed, TooLong
from tests.factories import ServiceFactory, StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

FORM = {
    "title": "Annuaire de l’accueil",
    "period": "Automne 2026",
    "territory": "Seine-et-Marne",
    "cut": "epci",
    "paper": "a5",
    "copies": "10000",
    "price_page": "0,012",
}


@pytest.fixture
def staff():
    client = Client()
    client.force_login(UserFactory(is_staff=True, full_name="Camille Dupré"))
    return client


@pytest.fixture
def edition():
    return Edition.objects.create(
        title="Annuaire", period="Automne 2026", territory_kind="departement", territory_code="77"
    )


@pytest.fixture
def set_at_once(monkeypatch):
    """Typst, which the tests of the book try, stands aside: the book is as long as it has entries."""
    made = []

    def pdf(book, paper, for_printer):
        made.append((book, paper, for_printer))
        entries = sum(len(area.entries) for area in book.areas)
        return Printed(b"%PDF-1.7 printer" if for_printer else b"%PDF-1.7 screen", 10 + entries)

    monkeypatch.setattr(setting, "pdf", pdf)
    return made


def made(edition: Edition, **fields) -> Printing:
    """A book that was made, with its files."""
    done = {"state": PrintingState.DONE, "pages": 12, "entries_count": 3, "read_on": date(2026, 11, 30)}
    printing = Printing.objects.create(
        edition=edition, title=edition.title, period=edition.period, paper="a5",
        scope=scope_of(edition), made_at=timezone.now(), **(done | fields),
    )  # fmt: skip
    for which in PrintedFile.Which:
        PrintedFile.objects.create(printing=printing, which=which, size=8, content=f"%PDF {which}".encode())
    return printing


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").replace("\u202f", " ").split())


# Where a structure is printed


def test_the_page_of_a_structure_tells_everyone_in_which_published_book_it_is_and_at_which_page(
    client, edition
):
    structure = StructureFactory(nom="Maison des langues")
    ServiceFactory(structure=structure)
    older = made(edition, published_at=timezone.now() - timedelta(days=90))
    draft, newer = made(edition), made(edition, published_at=timezone.now())
    for printing, page in ((older, 5), (draft, 6), (newer, 7)):
        PrintedEntry.objects.create(printing=printing, structure=structure.pk, page=page, told={})
    address = reverse("structure", args=[structure.pk, structure.slug])
    shown = client.get(address).content.decode()
    assert f'href="{reverse("printed-book", args=[newer.pk])}#page=7"' in shown
    assert "page 7" in shown
    assert "annuaire-papier" in shown
    for other in (older, draft):
        assert reverse("printed-book", args=[other.pk]) not in shown
    # A book that is not public any more is not told of; the one before it is.
    Printing.objects.filter(pk=newer.pk).update(deleted_at=timezone.now())
    assert f"{reverse('printed-book', args=[older.pk])}#page=5" in client.get(address).content.decode()
    Printing.objects.update(published_at=None)
    assert "Dans l’annuaire imprimé" not in client.get(address).content.decode()


# From the form to the PDF


def test_the_page_of_an_edition_says_what_themes_leave_out_and_offers_it_a_chapter(staff, edition):
    ServiceFactory(structure=StructureFactory(nom="Maison des langues"))
    ServiceFactory(structure=StructureFactory(nom="Permanence d’écoute"), thematiques=[])
    Edition.objects.update(themes=["francais"])
    page = reverse("edition", args=[edition.pk])
    assert "Sans thème : 1 structure de ce territoire resterait hors du livre" in text(staff.get(page))
    sent = FORM | {"themes": ["francais"], "with_unsaid": "on", "version": "1"}
    staff.post(reverse("edition-edit", args=[edition.pk]), sent)
    seen = text(staff.get(page))
    assert "hors du livre" not in seen
    assert "un dernier chapitre" in seen


def test_a_book_is_made_from_the_form_to_the_file_that_everyone_takes_away(staff, set_at_once, client):
    ServiceFactory(structure=StructureFactory(nom="Maison des langues"))
    sheet = Resource.objects.create(title="Renouveler son titre", text="Texte.")
    answer = staff.post(reverse("edition-new"), FORM | {"sheets": [str(sheet.pk)]}, follow=True)
    assert "Édition enregistrée" in text(answer)
    edition = Edition.objects.get()
    assert (edition.territory_code, edition.copies, edition.sheets) == ("77", 10_000, [sheet.pk])
    assert f"{edition.price_page:.3f}" == "0.012"
    # What it will hold and cost is told before.
    seen = text(staff.get(reverse("edition-preview", args=[edition.pk])))
    assert "1 structure lue aujourd’hui" in seen
    assert "Sans horaires : 1" in seen
    assert "€ pour 10 000 exemplaires" in seen
    asked = staff.post(reverse("edition-make", args=[edition.pk]))
    printing = Printing.objects.get()
    assert asked.url == reverse("printing", args=[printing.pk])
    waiting = staff.get(asked.url)
    assert "En attente" in text(waiting)
    assert waiting["Refresh"] == "5"
    making.perform(printing.pk)
    assert [(paper.value, for_printer) for _book, paper, for_printer in set_at_once] == [
        ("a5", False),
        ("a5", True),
    ]
    assert set_at_once[0][0].sheets[0].title == "Renouveler son titre"
    done = staff.get(asked.url)
    assert "Refresh" not in done
    # 11 pages × 10 000 × 0,012 €
    assert "1 320,00 €" in text(done)
    # Staff alone, until it is published.
    screen, printer = (reverse(name, args=[printing.pk]) for name in ("printed-book", "printed-book-printer"))
    assert client.get(screen).status_code == 404
    assert staff.get(screen).content == b"%PDF-1.7 screen"
    assert "Annuaire de l’accueil" not in text(client.get(reverse("printed-books")))
    staff.post(reverse("printing-publish", args=[printing.pk]))
    listed = text(client.get(reverse("printed-books")))
    assert "Annuaire de l’accueil, Automne 2026" in listed
    assert "11 pages" in listed
    taken = client.get(screen)
    assert (taken.content, taken["Content-Type"]) == (b"%PDF-1.7 screen", "application/pdf")
    assert client.get(printer).content == b"%PDF-1.7 printer"
    staff.post(reverse("printing-withdraw", args=[printing.pk]))
    assert client.get(screen).status_code == 404
    assert client.get(screen, headers={"If-None-Match": taken["ETag"]}).status_code == 404


def test_what_changed_since_a_published_book_is_read_by_everyone(staff, edition, set_at_once, client):
    held, closing = StructureFactory(nom="Maison des langues"), StructureFactory(nom="Atelier fermé")
    for one in (held, closing):
        ServiceFactory(structure=one)
    printing, _new = making.ask(edition, None)
    making.perform(printing.pk)
    page = reverse("printed-book-changed", args=[printing.pk])
    assert client.get(page).status_code == 404
    staff.post(reverse("printing-publish", args=[printing.pk]))
    assert "Rien : tout ce qu’il dit est encore vrai" in text(client.get(page))
    change(held, {"telephone": "01 99 00 00 55"}, UserFactory(is_staff=True))
    change(closing, {"status": Status.CLOSED}, UserFactory(is_staff=True))
    # Of what the book was, whatever its edition has become.
    Edition.objects.filter(pk=edition.pk).update(themes=["sante"])
    told = text(client.get(page))
    assert "nouveau téléphone : 01 99 00 00 55" in told
    assert "n’est plus dans l’annuaire" in told
    assert "2 changements" in told


# The form


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"title": " "}, "title", "obligatoire"),
        ({"territory": ""}, "territory", "écrivez un département"),
        ({"territory": "Nulle part"}, "territory", "aucun département"),
        ({"season_from": "2026-10-01"}, "season_until", "dites aussi jusqu’à quel jour"),
        ({"season_until": "2026-10-01"}, "season_from", "dites aussi à partir"),
        ({"season_from": "2026-10-02", "season_until": "2026-10-01"}, "season_until", "avant le premier"),
        ({"season_from": "demain"}, "season_from", "écrivez un jour"),
        ({"copies": "beaucoup"}, "copies", "un nombre est attendu"),
        ({"copies": "0"}, "copies", "un exemplaire au moins"),
        ({"price_page": "cher"}, "price_page", "un prix est attendu"),
        ({"price_page": "3"}, "price_page", "plus d’un euro la page"),
        ({"themes": ["x"]}, "themes", "x"),
        ({"sheets": ["999999"]}, "sheets", "999999"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(staff, sent, field, said):
    answer = staff.post(reverse("edition-new"), FORM | sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert f'href="#champ_{field}"' in answer.content.decode()
    assert not Edition.objects.exists()


def test_two_people_who_change_an_edition_are_told_and_lose_nothing(staff, edition):
    page = reverse("edition-edit", args=[edition.pk])
    sent = FORM | {"version": "1"}
    other = UserFactory(is_staff=True, full_name="Sacha Petit")
    Edition.objects.filter(pk=edition.pk).update(version=2, subtitle="Le leur", updated_by=other)
    answer = staff.post(page, sent | {"subtitle": "Le mien"})
    assert answer.status_code == 422
    told = text(answer)
    assert "par Sacha Petit" in told
    assert "« Le leur »" in told
    assert 'value="Le mien"' in told
    edition.refresh_from_db()
    assert edition.subtitle == "Le leur"
    # Sent again as it is shown, it is written.
    assert 'name="version" value="2"' in told
    assert staff.post(page, sent | {"subtitle": "Le mien", "version": "2"}).status_code == 302
    edition.refresh_from_db()
    assert (edition.subtitle, edition.version) == ("Le mien", 3)


def test_an_edition_of_a_territory_that_is_no_more_says_so(staff):
    held = Edition.objects.create(title="Annuaire", territory_kind="territoire", territory_code="parti")
    assert "n’existe plus" in text(staff.get(reverse("edition", args=[held.pk])))
    answer = staff.post(reverse("edition-make", args=[held.pk]), follow=True)
    assert "choisissez-en un autre" in text(answer)
    assert not Printing.objects.exists()
    assert staff.get(reverse("edition-preview", args=[held.pk])).status_code == 200


# Pages and emblems


def test_pages_are_written_ordered_and_taken_out(staff, edition):
    for title in ("Bienvenue", "Urgences"):
        sent = {"title": title, "text": "**115** : hébergement"}
        assert staff.post(reverse("edition-chapter-new", args=[edition.pk]), sent).status_code == 302
    first, second = edition.chapters.all()
    staff.post(reverse("edition-chapter-move", args=[second.pk]), {"sens": "haut"})
    assert [one.title for one in edition.chapters.all()] == ["Urgences", "Bienvenue"]
    staff.post(reverse("edition-chapter-move", args=[second.pk]), {"sens": "haut"})
    assert [one.title for one in edition.chapters.all()] == ["Urgences", "Bienvenue"]
    page = reverse("edition-chapter", args=[first.pk])
    assert staff.post(page, {"title": "Accueil", "text": "", "version": "1"}).status_code == 302
    late = staff.post(page, {"title": "Le mien", "text": "Mon texte", "version": "1"})
    assert late.status_code == 422
    assert "Accueil" in text(late)
    assert "Mon texte" in text(late)
    assert "Mon texte" in text(staff.post(page, {"title": "", "text": "Mon texte", "version": "2"}))
    gone = reverse("edition-chapter-remove", args=[first.pk])
    assert "Retirer cette page" in text(staff.get(gone))
    assert edition.chapters.count() == 2
    staff.post(gone)
    assert [one.title for one in edition.chapters.all()] == ["Urgences"]


def test_a_funder_s_emblem_is_printed_with_its_sentence(staff, edition, set_at_once, client):
    ServiceFactory()
    drawn = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 51, 153, 255)).save(drawn, "PNG")
    drawn.seek(0)
    drawn.name = "fami.png"
    page = reverse("edition-emblem-new", args=[edition.pk])
    fami = "Soutenu par le Fonds asile, migration et intégration (FAMI) de l’Union européenne"
    assert fami in text(staff.get(page))
    refused = staff.post(page, {"file": drawn, "alt": ""})
    assert refused.status_code == 422
    drawn.seek(0)
    assert staff.post(page, {"file": drawn, "alt": "Drapeau de l’Union", "words": fami}).status_code == 302
    emblem = EditionEmblem.objects.get()
    assert staff.get(reverse("file", args=[emblem.file_id])).status_code == 200
    assert client.get(reverse("file", args=[emblem.file_id])).status_code == 404
    printing, _new = making.ask(edition, None)
    making.perform(printing.pk)
    (printed,) = set_at_once[0][0].emblems
    assert (printed.alt, printed.words, printed.picture[:3]) == ("Drapeau de l’Union", fami, b"\xff\xd8\xff")
    staff.post(reverse("edition-emblem", args=[emblem.pk]), {"alt": "Drapeau", "words": ""})
    emblem.refresh_from_db()
    assert (emblem.alt, emblem.words) == ("Drapeau", "")
    staff.post(reverse("edition-emblem-remove", args=[emblem.pk]))
    assert not edition.emblems.exists()
    # What removed it may be taken back for a while: the store forgets it later.
    assert File.objects.exists()


def test_a_file_that_is_no_picture_is_refused(staff, edition):
    sent = {"file": io.BytesIO(b"<svg onload=alert(1)>"), "alt": "Emblème"}
    sent["file"].name = "x.svg"
    answer = staff.post(reverse("edition-emblem-new", args=[edition.pk]), sent)
    assert answer.status_code == 422
    assert not EditionEmblem.objects.exists()


# What no font shows


def test_letters_that_no_font_has_are_told_with_the_entries_that_have_them(staff, edition, monkeypatch):
    holds, plain = StructureFactory(nom="Café 中文"), StructureFactory(nom="Maison")
    for one in (holds, plain):
        ServiceFactory(structure=one)
    EditionChapter.objects.create(edition=edition, title="Bienvenue", text="Bonjour, 文")
    seen = []

    def pdf(book, paper, for_printer):
        if for_printer:
            # Who waits for it reads it already.
            seen.append(text(staff.get(reverse("printing", args=[printing.pk]))))
        return Printed(b"%PDF-1.7", 12, "中文")

    monkeypatch.setattr(setting, "pdf", pdf)
    printing, _new = making.ask(edition, None)
    making.perform(printing.pk)
    done = text(staff.get(reverse("printing", args=[printing.pk])))
    for page in (*seen, done):
        assert "dans 2 endroits" in page
        assert f'<a href="{reverse("structure-short", args=[holds.pk])}"><bdi>Café 中文</bdi></a>' in page
        assert reverse("structure-short", args=[plain.pk]) not in page
        assert "« <bdi>Bienvenue</bdi> » : <bdi>文</bdi>" in page
    # Written otherwise, and made again, nothing is told.
    monkeypatch.setattr(setting, "pdf", lambda book, paper, for_printer: Printed(b"%PDF-1.7", 12))
    printing, _new = making.ask(edition, None)
    making.perform(printing.pk)
    assert "aucune police" not in text(staff.get(reverse("printing", args=[printing.pk])))


# The next edition, and deleting


def test_the_next_edition_takes_up_all_but_the_season(staff, edition):
    edition.season_from, edition.season_until = date(2026, 10, 1), date(2026, 12, 31)
    edition.themes, edition.copies = ["francais"], 500
    edition.save()
    EditionChapter.objects.create(edition=edition, title="Bienvenue", text="Texte")
    answer = staff.post(reverse("edition-duplicate", args=[edition.pk]))
    after = Edition.objects.exclude(pk=edition.pk).get()
    assert answer.url == reverse("edition-edit", args=[after.pk])
    assert (after.title, after.themes, after.copies, after.follows) == (
        "Annuaire",
        ["francais"],
        500,
        edition,
    )
    assert (after.period, after.season_from) == ("", None)
    assert [one.title for one in after.chapters.all()] == ["Bienvenue"]


def test_deleting_is_asked_first_and_says_what_is_lost(staff, edition):
    printing = made(edition, published_at=timezone.now())
    page = reverse("edition-remove", args=[edition.pk])
    asked = text(staff.get(page))
    assert "1 livre fait : supprimés avec elle" in asked
    assert "le public ne pourra plus le télécharger" in asked
    assert Edition.objects.exists()
    files = reverse("printing-remove", args=[printing.pk])
    assert "Il est publié" in text(staff.get(files))
    staff.post(files)
    assert not PrintedFile.objects.exists()
    assert "fichiers ont été supprimés" in text(staff.get(reverse("printing", args=[printing.pk])))
    assert staff.get(reverse("printed-book", args=[printing.pk])).status_code == 404
    staff.post(reverse("printing-publish", args=[printing.pk]))
    staff.post(page)
    assert not Edition.objects.exists()
    assert not Printing.objects.exists()


# What goes wrong on the way


def test_who_asks_twice_is_given_one_book(staff, edition):
    first = staff.post(reverse("edition-make", args=[edition.pk]))
    again = staff.post(reverse("edition-make", args=[edition.pk]), follow=True)
    assert "déjà en cours" in text(again)
    assert again.redirect_chain[-1][0] == first.url
    assert Printing.objects.count() == 1
    jobs = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'publishing.make_book'"
    with connection.cursor() as cursor:
        cursor.execute(jobs)
        assert cursor.fetchone() == (1,)


def test_a_book_that_nobody_takes_up_says_so(staff, edition):
    printing, _new = tasks.ask(edition, None)
    page = reverse("printing", args=[printing.pk])
    assert "Aucun programme de travail" not in text(staff.get(page))
    Printing.objects.update(asked_at=timezone.now() - timedelta(minutes=1))
    assert "Aucun programme de travail" in text(staff.get(page))


def test_a_book_is_given_up_before_and_while_it_is_made(staff, edition, monkeypatch, set_at_once):
    ServiceFactory()
    printing, _new = tasks.ask(edition, None)
    staff.post(reverse("printing-stop", args=[printing.pk]))
    printing.refresh_from_db()
    assert (printing.state, printing.problem) == (PrintingState.STOPPED, making.STOPPED)
    # The job that still waits does nothing.
    making.perform(printing.pk)
    assert set_at_once == []
    printing, is_new = tasks.ask(edition, None)
    assert is_new
    pdf = setting.pdf

    def stopped_meanwhile(book, paper, for_printer):
        Printing.objects.filter(pk=printing.pk).update(stop=True)
        return pdf(book, paper, for_printer)

    monkeypatch.setattr(setting, "pdf", stopped_meanwhile)
    making.perform(printing.pk)
    printing.refresh_from_db()
    assert printing.state == PrintingState.STOPPED
    assert not PrintedFile.objects.exists()
    assert making.STOPPED in text(staff.get(reverse("printing", args=[printing.pk])))


def test_a_worker_that_is_killed_leaves_a_book_that_another_makes(edition, set_at_once, staff):
    ServiceFactory()
    printing, _new = tasks.ask(edition, None)
    Printing.objects.update(state=PrintingState.DOING, tries=1, phase="Mise en page", percent=40)
    making.perform(printing.pk)
    printing.refresh_from_db()
    assert (printing.state, printing.pages) == (PrintingState.DONE, 11)
    assert printing.files.count() == 2
    # Done again, it is left as it is.
    making.perform(printing.pk)
    assert len(set_at_once) == 2
    # Of one that kills each that makes it, it is said at last.
    printing, _new = tasks.ask(edition, None)
    Printing.objects.filter(pk=printing.pk).update(state=PrintingState.DOING, tries=making.MOST_TRIES)
    making.perform(printing.pk)
    assert "s’est arrêté 3 fois" in text(staff.get(reverse("printing", args=[printing.pk])))


def test_two_workers_never_make_the_same_book(edition, set_at_once):
    ServiceFactory()
    printing, _new = tasks.ask(edition, None)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [making._CLASS, printing.pk])
        making.perform(printing.pk)
        printing.refresh_from_db()
        assert (printing.state, set_at_once) == (PrintingState.WAITING, [])
    finally:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [making._CLASS, printing.pk])
        other.close()
    making.perform(printing.pk)
    printing.refresh_from_db()
    assert printing.state == PrintingState.DONE


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (TooLong("Ce document demande trop."), "Ce document demande trop."),
        (RuntimeError("x"), making.UNEXPECTED),
    ],
)
def test_what_prevents_a_book_is_told(staff, edition, monkeypatch, raised, said):
    ServiceFactory()

    def refuse(*_arguments, **_named):
        raise raised

    monkeypatch.setattr(setting, "pdf", refuse)
    printing, _new = tasks.ask(edition, None)
    if isinstance(raised, RuntimeError):
        with pytest.raises(RuntimeError):
            making.perform(printing.pk)
    else:
        making.perform(printing.pk)
    answer = text(staff.get(reverse("printing", args=[printing.pk])))
    assert said in answer
    assert "Le refaire" in answer
    assert not PrintedFile.objects.exists()


def test_a_book_of_nobody_is_not_made(staff, edition, set_at_once):
    printing, _new = tasks.ask(edition, None)
    making.perform(printing.pk)
    assert making.EMPTY in text(staff.get(reverse("printing", args=[printing.pk])))
    assert set_at_once == []


# Who may


@pytest.mark.parametrize(
    "name",
    ["edition-new", "edition", "edition-edit", "edition-preview", "edition-make", "edition-duplicate",
     "edition-remove", "recipients", "recipient-new", "recipients-several", "recipients-labels",
     "edition-chapter-new", "edition-emblem-new", "printing", "printing-stop",
     "printing-publish", "printing-withdraw", "printing-remove"],
)  # fmt: skip
def test_only_staff_make_books(edition, client, name):
    printing = made(edition)
    number = printing.pk if name.startswith("printing") else edition.pk
    path = reverse(name, args=[] if name == "edition-new" else [number])
    for method in ("get", "post"):
        assert getattr(client, method)(path).status_code in (302, 405)
    client.force_login(UserFactory(is_professional=True))
    for method in ("get", "post"):
        assert getattr(client, method)(path).status_code in (403, 405)
    assert Printing.objects.get().state == PrintingState.DONE
    assert Printing.objects.get().published_at is None
    assert PrintedFile.objects.count() == 2


def test_professionals_read_what_is_prepared_and_take_away_what_is_published(edition, client):
    client.force_login(UserFactory(is_professional=True))
    printing = made(edition)
    page = reverse("editions")
    told = text(client.get(page))
    assert "Annuaire, Automne 2026" in told
    assert "en préparation" in told
    assert reverse("edition", args=[edition.pk]) not in told
    screen = reverse("printed-book", args=[printing.pk])
    assert client.get(screen).status_code == 404
    Printing.objects.update(published_at=timezone.now())
    assert screen in text(client.get(page))
    assert client.get(screen).status_code == 200


def test_the_public_page_is_read_in_each_language(client, edition):
    assert "Aucun livre" in text(client.get("/annuaire-papier/"))
    made(edition, published_at=timezone.now())
    for language, said in (
        ("en", "Printed directory"),
        ("ar", "الدليل المطبوع"),
        ("uk", "Друкований довідник"),
    ):
        answer = client.get(f"/{language}/annuaire-papier/")
        assert answer.status_code == 200
        assert said in text(answer)


def test_the_hub_and_the_site_map_lead_to_it(staff, client):
    assert reverse("editions") in text(staff.get(reverse("hub")))
    Resource.objects.create(title="Renouveler son titre", text="Texte.")
    for name in ("site-map", "home", "resources", "network"):
        shown = text(client.get(reverse(name)))
        # At the foot of every page, and where what is to be taken away stands.
        wanted = 2 if name != "site-map" else 1
        assert shown.count("Annuaire imprimé (PDF)</a>") >= wanted, name
    assert "Annuaire imprimé (PDF)" in text(client.get(reverse("printed-books")))


def test_a_book_given_up_at_the_last_moment_is_not_kept(edition, monkeypatch, set_at_once):
    ServiceFactory()
    printing, _new = tasks.ask(edition, None)
    keep = making.frozen.keep

    def stopped_meanwhile(one, read, pages):
        keep(one, read, pages)
        Printing.objects.filter(pk=one.pk).update(stop=True)

    monkeypatch.setattr(making.frozen, "keep", stopped_meanwhile)
    making.perform(printing.pk)
    printing.refresh_from_db()
    assert printing.state == PrintingState.STOPPED
    assert (PrintedFile.objects.count(), printing.entries.count()) == (0, 0)


# What people type, and what they are told of several books


@pytest.mark.parametrize("typed", ["2 000", "2\u00a0000", "2\u202f000", "2.000", " 2000 ", "2’000"])
def test_copies_are_understood_with_their_thousands_apart(staff, typed):
    staff.post(reverse("edition-new"), FORM | {"copies": typed})
    assert Edition.objects.get().copies == 2000


def test_a_price_is_shown_as_it_was_typed(staff):
    staff.post(reverse("edition-new"), FORM)
    held = Edition.objects.get()
    assert 'value="0,012"' in staff.get(reverse("edition-edit", args=[held.pk])).content.decode()
    assert "0,012 € la page" in text(staff.get(reverse("edition", args=[held.pk])))


def test_the_box_of_the_territory_offers_those_around(staff):
    page = staff.get(reverse("edition-new")).content.decode()
    offered = page[page.index("<datalist") : page.index("</datalist>")]
    assert "Seine-et-Marne (77)" in offered
    assert 'list="champ_territory_offerts"' in page


def test_books_of_one_edition_are_told_apart_by_name_file_number_and_day(staff, edition):
    first = made(edition, number=1)
    second = made(edition, number=2, read_on=date(2026, 12, 1))
    names = {
        staff.get(reverse(name, args=[one.pk]))["Content-Disposition"]
        for one in (first, second)
        for name in ("printed-book", "printed-book-printer")
    }
    assert len(names) == 4
    assert 'inline; filename="annuaire-automne-2026-n2-2026-12-01.pdf"' in names
    page = text(staff.get(reverse("edition", args=[edition.pk])))
    assert "n° 1 du 30 novembre 2026" in page
    assert "n° 2 du 1er décembre 2026</a> : il est à jour" in page
    assert "Un tirage plus récent" in text(staff.get(reverse("printing", args=[first.pk])))
    assert "Un tirage plus récent" not in text(staff.get(reverse("printing", args=[second.pk])))


def test_books_are_numbered_as_they_are_asked_for(staff, edition, set_at_once):
    ServiceFactory(structure=StructureFactory())
    for number in (1, 2):
        staff.post(reverse("edition-make", args=[edition.pk]))
        printing = Printing.objects.latest("pk")
        making.perform(printing.pk)
        assert printing.number == number


def test_what_changed_is_offered_only_once_something_did(staff, client, edition, set_at_once):
    house = StructureFactory(nom="Maison des langues", telephone="01 99 00 00 01")
    service = ServiceFactory(structure=house, nom="Cours")
    staff.post(reverse("edition-make", args=[edition.pk]))
    printing = Printing.objects.get()
    making.perform(printing.pk)
    staff.post(reverse("printing-publish", args=[printing.pk]))
    changed = reverse("printed-book-changed", args=[printing.pk])
    pages = [reverse("printing", args=[printing.pk]), reverse("printed-books")]
    for page in pages:
        shown = staff.get(page).content.decode()
        assert changed not in shown
        assert "À jour : rien de ce qu’il dit n’a changé" in shown
    assert "il est à jour" in text(staff.get(reverse("edition", args=[edition.pk])))
    change(house, {"telephone": "01 99 00 00 99"}, UserFactory(is_staff=True))
    ServiceFactory(structure=StructureFactory(nom="Nouvelle"))
    for page in pages:
        shown = staff.get(page)
        assert changed in shown.content.decode()
        assert "2 changements" in text(shown)
    held = text(staff.get(reverse("edition", args=[edition.pk])))
    assert "il n’est plus à jour</strong>, 2 changements" in held
    told = text(client.get(changed))
    assert "nouveau téléphone : 01 99 00 00 99" in told
    assert "Nouvelle" in told
    service.delete()
    assert "ne propose plus « Cours »" in text(client.get(changed))


def test_a_book_whose_territory_is_no_more_is_not_read(staff, edition):
    ServiceFactory(structure=StructureFactory())
    Edition.objects.update(territory_kind="epci", territory_code="200000000")
    seen = text(staff.get(reverse("edition-preview", args=[edition.pk])))
    assert "Aucune structure ne répond" in seen
