"""What an edition's book holds, as values: what a visitor may see, in parts, with what changed since."""

import random
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from bench import printed as bench_printed
from mapping.models import PositionPrecision, Session, Status, Visibility
from mapping.writing import change
from network.agenda.recurrence import Frequency, Recurrence
from network.agenda.said import day_text
from network.models import Audience, Event, Resource, State
from publishing.book import setting
from publishing.book.content import Entry, Offer, Paper
from publishing.editions import errata, frozen, price
from publishing.editions.entries import CONFIDENTIAL, Sourced
from publishing.editions.gathering import book_of, gathered
from publishing.editions.models import Cut, Edition, Printing, PrintingState
from publishing.editions.preview import lacking
from publishing.editions.scope import scope_of
from publishing.editions.sheets import told_apart
from tests.factories import (
    CommuneFactory,
    ContactFactory,
    ServiceFactory,
    StructureFactory,
    UserFactory,
    point,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

HEALTH = ["sante--acces-aux-soins"]
DAY = date(2026, 11, 30)


def edition(**fields) -> Edition:
    """An edition of the département where the factories put things."""
    said = {"title": "Annuaire", "territory_kind": "departement", "territory_code": "77"}
    return Edition.objects.create(**(said | fields))


def entries(of: Edition) -> list[Entry]:
    return [entry for area in book_of(of, DAY).areas for entry in area.entries]


def entry(key: int = 1, **fields) -> Entry:
    said = dict.fromkeys(("kind", "address", "phone", "email", "website", "hours", "access"), "")
    said |= {"name": "Le Pont", "commune": "Melun", "commune_code": "77900", "networks": (), "offers": ()}
    return Entry(key=key, **(said | fields))


def printed(of: Edition, **fields) -> Printing:
    """A book that was made of an edition as the directory is, and published."""
    said = {"title": of.title, "period": "Printemps 2026", "paper": "a5", "scope": scope_of(of)}
    done = {"state": PrintingState.DONE, "read_on": date(2026, 3, 12), "made_at": "2026-03-12T10:00Z"}
    made = Printing.objects.create(
        edition=of, **(said | done | {"published_at": "2026-03-13T10:00Z"} | fields)
    )
    frozen.keep(made, gathered(of, DAY).read, {})
    return made


# What is told of a structure


def test_an_entry_says_where_when_how_and_what():
    held = StructureFactory(
        nom="Maison des langues",
        horaires_accueil="Mo-Fr 09:00-12:00",
        accessible=True,
        porteur="association",
        reseaux_porteurs=["croix-rouge"],
        site_web="https://example.org/",
    )
    ServiceFactory(
        structure=held,
        nom="Cours du soir",
        horaires_accueil="Th 18:00-20:00",
        niveaux=["A1", "A2"],
        frais="gratuit",
        langues=["ar"],
        publics=["femmes"],
        capacite=15,
        rendez_vous=["sur-rendez-vous"],
        places_restantes=0,
        liste_attente=True,
    )
    (told,) = entries(edition())
    assert (told.name, told.kind, told.commune) == ("Maison des langues", "Association", "Melun")
    assert told.address == "1 rue des Essais, 77000"
    assert told.phone == "01 99 00 00 01"
    assert told.hours == "lundi – vendredi 9 h – 12 h"
    assert told.access == "Accessible en fauteuil roulant"
    assert ["Croix" in name for name in told.networks] == [True]
    assert (told.lat, told.lon) != (None, None)
    (offer,) = told.offers
    assert (offer.name, offer.themes) == ("Cours du soir", ("francais",))
    assert offer.facts[:2] == ("Jeudi 18 h – 20 h", "Sur rendez-vous")
    for fact in ("A1 – A2", "Gratuit", "Arabe", "Pour : femmes", "15 places"):
        assert fact in offer.facts
    # True today only: a book is read for months.
    assert not [fact for fact in offer.facts if "attente" in fact or "complet" in fact.lower()]


@pytest.mark.parametrize("level", [Visibility.PROFESSIONALS, Visibility.OWNERS])
def test_a_confidential_place_is_never_drawn_and_has_no_address(level):
    refuge = StructureFactory(nom="Refuge", adresse="7 rue Introuvable", address_visibility=level)
    ServiceFactory(structure=refuge)
    (told,) = entries(edition())
    assert (told.lat, told.lon, told.address) == (None, None, CONFIDENTIAL)
    assert "Introuvable" not in str(asdict(told))


def test_a_place_known_by_its_commune_alone_is_not_drawn():
    ServiceFactory(structure=StructureFactory(position_precision=PositionPrecision.COMMUNE))
    (told,) = entries(edition())
    assert (told.lat, told.lon) == (None, None)


def test_the_legend_and_the_index_have_the_themes_that_were_asked_for_alone():
    structure = StructureFactory(nom="Maison")
    french = "lecture-ecriture-calcul--maitriser-le-francais"
    ServiceFactory(structure=structure, thematiques=[french, *HEALTH])
    assert [one.code for one in book_of(edition()).themes] == ["francais", "sante"]
    assert [one.code for one in book_of(edition(themes=["francais"])).themes] == ["francais"]


def test_an_address_with_a_question_mark_is_printed_without_it_and_told_to_whoever_makes_the_book():
    for nom, adresse in (("Douteuse", "12 ? rue du Pont"), ("Inconnue", "?"), ("Sûre", "3 rue du Pont")):
        ServiceFactory(structure=StructureFactory(nom=nom, adresse=adresse, code_postal=""))
    whole = gathered(edition())
    assert {one.name: one.address for one in whole.entries} == {
        "Douteuse": "12 rue du Pont",
        "Inconnue": "",
        "Sûre": "3 rue du Pont",
    }
    told = {one.what: [name for name, _where, _path in one.named] for one in lacking(whole)}
    assert told["À l’adresse incertaine"] == ["Douteuse", "Inconnue"]
    assert told["Sans adresse"] == ["Inconnue"]


# What nobody said a theme of


def test_what_says_no_theme_is_told_to_whoever_makes_a_book_of_some_themes():
    ServiceFactory(structure=StructureFactory(nom="Maison des langues"), nom="Cours")
    both = StructureFactory(nom="Les deux")
    ServiceFactory(structure=both, nom="Cours du soir")
    ServiceFactory(structure=both, nom="Goûter", thematiques=[])
    ServiceFactory(structure=StructureFactory(nom="Permanence d’écoute"), nom="Écoute", thematiques=[])
    StructureFactory(nom="Sans service")
    ServiceFactory(structure=StructureFactory(nom="Centre de santé"), thematiques=HEALTH)
    asked = edition(themes=["francais"])
    assert {one.name for one in entries(asked)} == {"Maison des langues", "Les deux"}
    (told,) = [one for one in lacking(gathered(asked)) if one.what.startswith("Sans thème")]
    assert (told.what, told.count) == ("Sans thème, hors du livre", 3)
    assert [(name, where) for name, where, _path in told.named] == [
        ("Les deux", "Melun – « Goûter »"),
        ("Permanence d’écoute", "Melun – « Écoute »"),
        ("Sans service", "Melun"),
    ]
    assert all(path.startswith("/structures/") for _name, _where, path in told.named)
    # A book that asks nothing leaves nothing out.
    assert not [one for one in lacking(gathered(edition())) if "hors du livre" in one.what]


def test_a_last_chapter_takes_up_what_says_no_theme():
    both = StructureFactory(nom="Les deux")
    ServiceFactory(structure=both, nom="Cours du soir")
    ServiceFactory(structure=both, nom="Goûter", thematiques=[])
    ServiceFactory(structure=StructureFactory(nom="Permanence d’écoute"), thematiques=[])
    ServiceFactory(structure=StructureFactory(nom="Centre de santé"), thematiques=HEALTH)
    whole = gathered(edition(themes=["francais"], with_unsaid=True))
    parts = [(area.name, [one.name for one in area.entries]) for area in whole.book.areas]
    assert parts[-1] == ("Sans thème", ["Permanence d’écoute"])
    assert [names for _name, names in parts[:-1]] == [["Les deux"]]
    assert [offer.name for offer in whole.entries[0].offers] == ["Cours du soir", "Goûter"]
    assert not [one for one in lacking(whole) if "hors du livre" in one.what]


def test_what_says_no_public_is_told_and_taken_up_too():
    ServiceFactory(structure=StructureFactory(nom="Pour femmes"), publics=["femmes"])
    ServiceFactory(structure=StructureFactory(nom="On ne sait"), publics=[])
    ServiceFactory(structure=StructureFactory(nom="On ne sait rien"), publics=[], thematiques=[])
    ServiceFactory(structure=StructureFactory(nom="Santé"), publics=[], thematiques=HEALTH)
    asked = {"themes": ["francais"], "publics": ["femmes"]}
    assert [one.name for one in gathered(edition(**asked)).left_out] == ["On ne sait", "On ne sait rien"]
    taken = book_of(edition(**asked, with_unsaid=True))
    assert taken.areas[-1].name == "Sans thème ou sans public précisé"
    assert {one.name for one in taken.areas[-1].entries} == {"On ne sait", "On ne sait rien"}


def test_what_is_hidden_changes_no_byte_of_the_book():
    open_place = StructureFactory(nom="Ouverte")
    ServiceFactory(structure=open_place)
    refuge = StructureFactory(nom="Refuge", adresse="7 rue Une", address_visibility=Visibility.OWNERS)
    moving = ServiceFactory(structure=refuge)
    contact = ContactFactory(structure=open_place, nom="Prénom Un", nom_visibility=Visibility.PROFESSIONALS)
    draft = StructureFactory(nom="Brouillon", status=Status.DRAFT)
    sheet = Resource.objects.create(
        title="Fiche", text="Public.", territory_kind="departement", territory_code="77"
    )
    hidden = Resource.objects.create(title="Réservée", text="Un", audience=Audience.PROFESSIONALS)
    meeting = Event.objects.create(
        title="Réunion une", start_day=DAY, audience=Audience.PROFESSIONALS, commune_id=open_place.commune_id
    )
    discreet = Organisation.objects.create(name="Discrète une", is_public=False)
    asked = edition(season_from=DAY, season_until=DAY + timedelta(days=90), sheets=[sheet.pk, hidden.pk])
    before = asdict(book_of(asked, DAY))
    chance = random.Random(22)
    word = f"autre {chance.random()}"
    change(refuge, {"adresse": f"9 rue {word}", "position": point(48.61, 2.71)}, UserFactory(is_staff=True))
    change(draft, {"nom": word}, UserFactory(is_staff=True))
    type(contact).objects.filter(pk=contact.pk).update(nom=word)
    Resource.objects.filter(pk=hidden.pk).update(title=word, text=word)
    Event.objects.filter(pk=meeting.pk).update(title=word)
    Organisation.objects.filter(pk=discreet.pk).update(name=word)
    type(open_place).objects.filter(pk=open_place.pk).update(organisation=discreet)
    assert moving.structure_id == refuge.pk
    assert asdict(book_of(asked, DAY)) == before
    # And the same of what everyone sees is another book.
    change(open_place, {"telephone": "01 99 00 00 77"}, UserFactory(is_staff=True))
    assert asdict(book_of(asked, DAY)) != before


# Of what it tells


def test_only_what_is_asked_is_in_the_book():
    lessons = ServiceFactory(publics=["femmes"])
    ServiceFactory(thematiques=HEALTH)
    both = ServiceFactory(structure=lessons.structure, thematiques=HEALTH, nom="Santé")
    told = entries(edition(themes=["francais"]))
    assert [one.key for one in told] == [lessons.structure_id]
    assert [offer.name for offer in told[0].offers] == [lessons.nom]
    assert both.nom not in str(told)
    assert [one.key for one in entries(edition(publics=["femmes"]))] == [lessons.structure_id]
    # A value that the vocabulary has no more asks nothing.
    assert len(entries(edition(publics=["jadis"]))) == 2
    assert [theme.code for theme in book_of(edition(themes=["francais"])).themes] == ["francais"]


def test_parts_are_intercommunalites_communes_or_one():
    first = CommuneFactory(code="77901", nom="Zoé-les-Essais", epci_code="247700057", point=point(48.5, 2.6))
    second = CommuneFactory(
        code="77902", nom="Évry-les-Essais", epci_code="247700057", point=point(48.6, 2.7)
    )
    alone = CommuneFactory(code="77903", nom="Seule-les-Essais", epci_code="", point=point(48.7, 2.7))
    for commune in (first, second, alone):
        ServiceFactory(structure=StructureFactory(commune=commune, commune_nom=commune.nom))
    parts = book_of(edition(cut=Cut.EPCI), DAY).areas
    assert [len(one.entries) for one in parts] == [2, 1]
    assert parts[-1].name == "Communes sans intercommunalité"
    # É stands among the E.
    assert [one.commune for one in parts[0].entries] == [second.nom, first.nom]
    assert {"77901", "77902"} <= set(parts[0].communes)
    by_commune = book_of(edition(cut=Cut.COMMUNE), DAY).areas
    assert [one.name for one in by_commune] == [second.nom, alone.nom, first.nom]
    assert [one.communes for one in by_commune] == [("77902",), ("77903",), ("77901",)]
    (whole,) = book_of(edition(cut=Cut.ONE), DAY).areas
    assert (whole.name, len(whole.entries)) == ("Seine-et-Marne", 3)


def test_the_season_is_what_everyone_may_come_to_in_the_territory():
    commune = CommuneFactory()
    held = StructureFactory(nom="Médiathèque", telephone="01 99 00 00 44")
    common = {"commune": commune, "start_time": "14:00", "end_time": "16:00", "themes": ["francais"]}
    Event.objects.create(title="Café des langues", start_day=date(2027, 1, 12), structure=held, **common)
    Event.objects.create(title="Trop tard", start_day=date(2027, 6, 1), **common)
    Event.objects.create(title="Annulé", start_day=date(2027, 1, 12), is_cancelled=True, **common)
    Event.objects.create(title="Retiré", start_day=date(2027, 1, 12), state=State.WITHDRAWN, **common)
    season = book_of(edition(season_from=DAY, season_until=date(2027, 3, 31)), DAY).season
    assert [(one.when, one.title) for one in season] == [
        ("12 janvier 2027, 14\xa0h – 16\xa0h", "Café des langues")
    ]
    assert season[0].where.startswith("Médiathèque")
    assert season[0].contact == "01 99 00 00 44"
    assert book_of(edition(), DAY).season == ()
    other = edition(themes=["sante"], season_from=DAY, season_until=date(2027, 3, 31))
    assert book_of(other, DAY).season == ()


def test_the_season_of_a_book_is_what_the_agenda_shows_for_its_territory_and_days(client):
    today = timezone.localdate()
    commune = CommuneFactory()
    held = StructureFactory(nom="Médiathèque", commune=commune, telephone="01 99 00 00 44")
    lessons = ServiceFactory(structure=held, nom="Cours du soir")
    common = {"commune": commune, "start_time": "14:00", "end_time": "16:00"}
    days = [today + timedelta(days=number) for number in (-3, 3, 20, 30)]
    for day in days:
        Event.objects.create(title=f"Café du {day:%d-%m}", start_day=day, **common)
        Session.objects.create(service=lessons, first_day=day, last_day=day, details=f"Groupe du {day:%d-%m}")
    draft = StructureFactory(commune=commune, status=Status.DRAFT)
    hidden = ServiceFactory(structure=draft, nom="Atelier caché")
    Session.objects.create(service=hidden, first_day=days[1], last_day=days[1])
    Event.objects.create(
        title="Chorale",
        start_day=today,
        recurrence=Recurrence(Frequency.WEEKLY, weekdays=((today.weekday(), 0),)).to_json(),
        cancelled_days=[today + timedelta(days=14)],
        **common,
    )
    # From a day that is over to the last that the agenda lists.
    asked = edition(season_from=days[0], season_until=today + timedelta(days=55))
    told = book_of(asked).season
    shown = client.get(f"{reverse('agenda')}?territoire=77").content.decode()
    for one in told:
        assert one.title in shown
    assert [one.note for one in told if one.title == "Cours du soir"] == [
        f"Groupe du {day:%d-%m}" for day in days[1:]
    ]
    assert [one.title for one in told if "Café" in one.title] == [f"Café du {day:%d-%m}" for day in days[1:]]
    assert f"Café du {days[0]:%d-%m}" not in shown
    assert [one.contact for one in told if one.title == "Cours du soir"] == ["01 99 00 00 44"] * 3
    (choir,) = [one for one in told if one.title == "Chorale"]
    assert choir.note == f"Pas le {day_text(today + timedelta(days=14))}."
    assert "Atelier caché" not in str(told) + shown
    # A theme that is asked leaves out the sessions of others.
    health = edition(themes=["sante"], season_from=today, season_until=today + timedelta(days=55))
    assert {one.title for one in book_of(health).season} == {
        "Chorale",
        *(f"Café du {d:%d-%m}" for d in days[1:]),
    }


def test_sheets_are_those_that_everyone_reads_in_the_order_chosen():
    one, two, three = (
        Resource.objects.create(
            title=f"Fiche {n}",
            summary="En bref.",
            text="## Texte",
            fact_cost="225 €",
            steps="Demander\nAttendre",
        )
        for n in (1, 2, 3)
    )
    Resource.objects.filter(pk=two.pk).update(state=State.WITHDRAWN)
    told = book_of(edition(sheets=[three.pk, two.pk, one.pk, 10**9]), DAY).sheets
    assert [chapter.title for chapter in told] == ["Fiche 3", "Fiche 1"]
    assert told[0].markdown == "En bref.\n\n- **Combien** : 225 €\n\n1. Demander\n2. Attendre\n\n## Texte"


def test_what_is_asked_of_nobody_is_an_empty_book():
    empty = book_of(edition(territory_code="75"), DAY)
    assert (empty.areas, empty.themes, empty.season, empty.sheets, empty.errata) == ((), (), (), (), ())


# What it lacks


def test_what_entries_lack_is_told_with_their_names():
    ServiceFactory(structure=StructureFactory(nom="Muette", telephone=""))
    StructureFactory(nom="Vide", horaires_accueil="Mo 09:00-12:00")
    ServiceFactory(structure=StructureFactory(nom="Cachée", address_visibility=Visibility.OWNERS))
    told = {
        one.what: [name for name, _commune, _path in one.named] for one in lacking(gathered(edition(), DAY))
    }
    assert told["Sans téléphone ni courriel"] == ["Muette"]
    assert told["Sans service"] == ["Vide"]
    assert told["À l’adresse confidentielle"] == ["Cachée"]
    assert sorted(told["Sans horaires"]) == ["Cachée", "Muette"]
    assert "Sans place sur la carte" not in told


# What changed since


def changes(before: Entry, after: Entry) -> list[str]:
    return list(errata.changes(Sourced(before, {}), Sourced(after, {})))


def test_each_change_is_said_as_it_is_now():
    before = entry(phone="01", hours="lundi 9 h", email="a@b.fr", address="1 rue A", access="")
    after = entry(
        name="Le Pont neuf", commune="Chelles", phone="02", address="2 rue B", access="Accessible en fauteuil"
    )
    assert changes(before, after) == [
        "s’appelle désormais Le Pont neuf",
        "désormais à Chelles",
        "nouvelle adresse : 2 rue B",
        "nouveau téléphone : 02",
        "n’a plus de courriel",
        "horaires à demander",
        "Accessible en fauteuil",
    ]
    assert changes(before, before) == []
    hidden = entry(phone="01", hours="lundi 9 h", email="a@b.fr", address=CONFIDENTIAL)
    assert changes(before, hidden) == ["adresse désormais confidentielle : téléphonez"]


def test_services_that_came_went_or_changed_are_said():
    before = entry(offers=(Offer("Cours", (), ("Lundi", "Gratuit")), Offer("Accueil", (), ())))
    after = entry(
        offers=(Offer("Cours", (), ("Mardi", "Gratuit")), Offer("Écrivain public", (), ("Gratuit",)))
    )
    assert changes(before, after) == [
        "« Cours » : Mardi",
        "propose aussi « Écrivain public » : Gratuit",
        "ne propose plus « Accueil »",
    ]


def test_errata_tell_what_everyone_may_know_since_the_last_published_book():
    changed, closed, moved = (StructureFactory(nom=name) for name in ("Changée", "Fermée", "Partie"))
    for one in (changed, closed, moved):
        ServiceFactory(structure=one)
    held = edition(period="Automne 2026")
    made = printed(held)
    staff = UserFactory(is_staff=True)
    assert book_of(held, DAY).errata == ()
    change(changed, {"telephone": "01 99 00 00 99"}, staff)
    change(closed, {"status": Status.CLOSED}, staff)
    change(moved, {"commune": CommuneFactory(code="75901", nom="Paris-les-Essais", departement_code="75"),
                   "commune_nom": "Paris-les-Essais"}, staff)  # fmt: skip
    ServiceFactory(structure=StructureFactory(nom="Venue"))
    book = book_of(held, DAY)
    assert book.since == "Printemps 2026, 12 mars 2026"
    assert [(one.name, one.words, one.key is None) for one in book.errata] == [
        ("Changée", ("nouveau téléphone : 01 99 00 00 99",), False),
        ("Fermée", ("n’est plus dans l’annuaire",), True),
        ("Partie", ("a déménagé à Paris-les-Essais",), True),
        ("Venue", ("nouveau : 1 rue des Essais, 77000, 01 99 00 00 01",), False),
    ]
    # The next edition takes it up; one that tells of another territory says neither what came nor what went.
    following = edition(period="Printemps 2027", follows=held)
    assert book_of(following, DAY).errata == book.errata
    other = edition(follows=held, themes=["francais"])
    assert [one.name for one in book_of(other, DAY).errata] == ["Changée", "Fermée"]
    # Its files gone, nobody reads the name any more: the errata do not say it either.
    Printing.objects.filter(pk=made.pk).update(deleted_at="2026-04-01T10:00Z")
    assert "Fermée" not in [one.name for one in book_of(held, DAY).errata]
    # A book that is not published is in nobody's hands.
    Printing.objects.filter(pk=made.pk).update(published_at=None)
    assert (book_of(held, DAY).errata, book_of(held, DAY).since) == ((), "")


def test_what_a_book_said_is_read_back_as_it_was():
    ServiceFactory(structure=StructureFactory(nom='#[\\"@*_$` <b> // é مركز'), niveaux=["A1"])
    held = edition()
    assert list(frozen.kept(printed(held)).values()) == gathered(held, DAY).read


def test_the_same_in_other_words_is_no_change():
    """So that a version of the site that puts hours otherwise does not fill the errata of every book."""
    held = entry(hours="lundi 9 h", offers=(Offer("Cours", (), ("Lundi",)),))
    sources = {"hours": "Mo 09:00", "offers": {"Cours": [["Mo 09:00"]]}}
    put_otherwise = entry(hours="Le lundi à 9 h", offers=(Offer("Cours", (), ("Le lundi",)),))
    assert list(errata.changes(Sourced(held, sources), Sourced(put_otherwise, sources))) == []
    other = {"hours": "Tu 09:00", "offers": {"Cours": [["Tu 09:00"]]}}
    assert list(errata.changes(Sourced(held, sources), Sourced(put_otherwise, other))) == [
        "nouveaux horaires : Le lundi à 9 h",
        "« Cours » : Le lundi",
    ]


# What it costs


def test_the_price_is_pages_times_copies_times_the_price_of_a_page():
    held = edition(copies=10_000, price_page=Decimal("0.012"))
    made = printed(held, pages=340, entries_count=2000)
    exact = price.of_printing(made)
    assert (exact.pages, exact.euros, exact.is_known) == (340, Decimal("40800.00"), True)
    assert exact.words == "40\u202f800,00\u00a0€"
    # A book of this site says how many pages one takes.
    told = price.foreseen(held, 1000)
    assert (told.is_known, 150 <= told.pages <= 190) == (False, True)
    assert told.euros == Decimal("0.012") * 10_000 * told.pages
    assert price.foreseen(edition(), 1000).words == ""


def test_before_any_book_pages_are_reckoned_by_paper():
    small, large = (price.foreseen(edition(paper=paper.value), 2000).pages for paper in (Paper.A5, Paper.A4))
    assert 250 < small <= 355
    assert 180 < large < small


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("entries", [8, 40, 150])
def test_the_pages_told_before_printing_are_near_those_that_are_made(paper, entries):
    places = [("77288", "Melun", 2.66, 48.54), ("77285", "Le Mée-sur-Seine", 2.63, 48.535)]
    book = bench_printed.book(entries, bench_printed.themes(), {"Melun": places})
    told = price.reckoned(edition(paper=paper.value, copies=2000, price_page=Decimal("0.012")), book)
    made = setting.pdf(book, paper).pages
    assert told.pages % 4 == 0
    assert abs(told.pages - made) <= max(4, made * 0.15)
    assert told.euros == Decimal("0.012") * 2000 * told.pages


def test_the_pages_of_an_edition_made_already_are_those_of_its_last_book():
    held = edition(copies=100, price_page=Decimal("0.01"))
    printed(held, pages=44, blank=2, entries_count=100)
    # Its notes are not its content, and its sheets are whole.
    assert price.foreseen(held, 100).pages == 44
    assert price.foreseen(held, 130).pages == 48


# Sheets


def test_two_sheets_of_one_title_are_told_apart():
    here = {"territory_kind": "departement", "territory_code": "77"}
    first = Resource.objects.create(title="Titre de séjour", kind="fiche")
    second = Resource.objects.create(title="Titre de séjour", kind="tutoriel")
    third = Resource.objects.create(title="Titre de séjour", kind="fiche", **here)
    twins = [Resource.objects.create(title="Logement", kind="fiche") for _ in range(2)]
    alone = Resource.objects.create(title="Santé")
    told = dict(told_apart([first, second, third, *twins, alone]))
    assert told[alone.pk] == "Santé"
    assert len(set(told.values())) == 6
    assert "tutoriel" in told[second.pk]
    assert "Seine-et-Marne" in told[third.pk]
    assert told[twins[0].pk].endswith(f"n° {twins[0].pk}")
