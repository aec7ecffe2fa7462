"""The seven journeys of whoever keeps the directory true, by keyboard at 1280 pixels and by touch at 375.

What each costs is bounded (`-s` shows the table), and what every page on the way says is read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from accounts import charter
from accounts.models import Organisation, User
from common import robots
from geocoding.providers import configured
from mapping.models import BlockSeen, Contact, Structure
from mapping.presentation import structure_path
from mapping.writing import change
from tests.accounts.mailbox import code_for, last
from tests.browser.axe import faults
from tests.browser.conftest import Visitor
from tests.browser.hand import Hand
from tests.factories import ServiceFactory, StructureFactory, UserFactory, answers_for
from tests.mapping.campaigns.links import request_of
from tests.mapping.editing.addresses import HOUSE, AddressService

WAYS = {
    "keys": {"viewport": {"width": 1280, "height": 800}},
    "taps": {"viewport": {"width": 375, "height": 740}, "has_touch": True},
}
NAME = "Atelier Les Hirondelles"
SAVE = "Enregistrer"


@dataclass
class Journey:
    """Who takes part, each at a window of their own, by one way."""

    way: str
    visit: Callable[..., Visitor]
    hands: list[Hand] = field(default_factory=list)

    def begins(self, path: str, user: User | None = None) -> Hand:
        """A window at a page, of somebody who signed in before or of a visitor."""
        window = self.visit(**WAYS[self.way])
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            window.context.add_cookies(
                [{"name": name, "value": client.cookies[name].value, "url": window.base}]
            )
        hand = Hand(window.open(path), touches=self.way == "taps")
        self.hands.append(hand)
        return hand

    def costs(self, said: str, *, taps: int, keys: int, tabs: int) -> None:
        """What all of them did together is within what was measured and one more; of tabs, a tenth more, as a
        page has more or fewer controls before the one that is wanted."""
        acts = [sum(getattr(hand.ends(), name) for hand in self.hands) for name in _COUNTED]
        COUNTS.append([said, self.way, *(str(count) for count in acts), *self._seconds()])
        found = dict(zip(_COUNTED, acts, strict=True))
        most = (
            {"taps": taps + 1, "keys": 0, "tabs": 0}
            if self.way == "taps"
            else {"taps": 0, "keys": keys + 1, "tabs": tabs * 1.1 + 1}
        )
        assert {name: found[name] for name, bound in most.items() if found[name] > bound} == {}

    def _seconds(self) -> list[str]:
        return [
            f"{max(hand.seconds for hand in self.hands):.1f}",
            f"{sum(hand.by_hand for hand in self.hands):.0f}",
        ]


_COUNTED = ("taps", "keys", "tabs", "typed")
COUNTS: list[list[str]] = []


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    yield
    titles = ["journey", "by", *_COUNTED, "s of the machine", "s by hand"]
    rows = [titles, *COUNTS]
    widths = [max(len(row[column]) for row in rows) for column in range(len(titles))]
    print()
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@pytest.fixture(params=WAYS)
def journey(request, visit, transactional_db, places) -> Journey:
    return Journey(request.param, visit)


@pytest.fixture
def structure(transactional_db, places) -> Structure:
    made = StructureFactory(
        nom=NAME,
        commune_id="77288",
        organisation=Organisation.objects.create(name="Les Hirondelles"),
        horaires_accueil="Mo-Tu 09:00-12:00; PH off",
        courriel="accueil@example.org",
    )
    ServiceFactory(structure=made, nom="Cours de français")
    return made


def professional(name: str) -> User:
    return UserFactory(is_professional=True, full_name=name)


def page_of(structure: Structure) -> str:
    return structure_path(structure.pk, structure.nom)


def reads(page: Page, heading: str, *told: str | Locator) -> None:
    """The page's heading, and what else it must say or offer."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    for one in told:
        shown = (
            page.locator("main").get_by_text(one).locator("visible=true").first
            if isinstance(one, str)
            else one
        )
        expect(shown).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def edits(hand: Hand, named: str, titled: str) -> None:
    """Open a block of the structure's page to edit it: by its own button, or by the page's quick access."""
    if hand.touches:
        hand.act(link(hand.page, f"Modifier : {named}"))
        return
    quick = hand.page.get_by_role("navigation", name="Accès rapide").get_by_role("link", name="Modifier")
    hand.act(quick)
    reads(hand.page, "Que voulez-vous modifier ?")
    hand.act(hand.page.locator("main").get_by_role("link", name=titled))


def link(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("link", name=name, exact=True)


def button(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("button", name=name, exact=True)


def save(page: Page) -> Locator:
    return page.locator(".edit__foot").get_by_role("button", name=SAVE)


def saved(page: Page, *told: str) -> None:
    reads(page, NAME, "Enregistré.", *told, button(page, "Annuler cette modification"))


def test_an_account_is_asked_for_and_a_first_edit_made(journey, structure, monkeypatch):
    monkeypatch.setattr(robots, "QUICKEST_S", 0)
    referent = professional("Samira Benali")
    referent.organisation_memberships.create(organisation=structure.organisation, role="referent")
    charter.publish("Je m’engage.\n\nÀ dire vrai.", None)

    lea = journey.begins(page_of(structure))
    reads(lea.page, NAME, "Vous travaillez ici ?")
    lea.act(link(lea.page, "Demander un compte"))
    reads(lea.page, "Demander un compte", NAME)
    lea.write(lea.page.get_by_label("Votre adresse électronique professionnelle"), "lea@example.org")
    lea.write(lea.page.get_by_label("Vos prénom et nom"), "Lea Martin")
    lea.send(button(lea.page, "Demander mon compte"))
    reads(lea.page, "Votre demande est partie", link(lea.page, "Revenir à la fiche"))

    samira = journey.begins("/professionnels/", referent)
    reads(samira.page, "Bonjour Samira Benali", "1 demande : entrer dans l’annuaire, ou tenir une fiche.")
    samira.act(link(samira.page, "Répondre aux demandes"))
    reads(samira.page, "Demandes", "Lea Martin", "lea@example.org")
    samira.act(button(samira.page, "Accepter"))
    reads(samira.page, "Demandes", "Lea Martin a maintenant un compte")

    assert "/connexion/" in last("lea@example.org").text
    lea.page.goto("/connexion/?next=/professionnels/")
    reads(lea.page, "Se connecter")
    lea.write(lea.page.locator("#id_email"), "lea@example.org")
    lea.send(button(lea.page, "Recevoir un code"))
    reads(lea.page, "Écrire le code reçu", "lea@example.org")
    lea.write(lea.page.locator("#id_code"), code_for("lea@example.org"))
    lea.send(button(lea.page, "Se connecter"))
    reads(lea.page, "Bonjour Lea Martin", "Les Hirondelles · 1 structure")
    lea.act(link(lea.page, f"Corriger : présentation de {NAME}"))
    reads(lea.page, "Charte d’engagement", "À dire vrai.")
    lea.tick(lea.page.get_by_label("J’ai lu la charte et je m’y engage."))
    lea.act(button(lea.page, "Accepter et continuer"))
    reads(lea.page, "Présentation", link(lea.page, "Annuler"))
    lea.write(lea.page.get_by_label("En quelques mots"), "On y apprend le français.")
    lea.send(save(lea.page))
    saved(lea.page, "On y apprend le français.")
    journey.costs("register, first edit", taps=13, keys=10, tabs=119)


def test_hours_are_corrected(journey, structure):
    samira = journey.begins(page_of(structure), professional("Samira B."))
    edits(samira, "horaires", "Horaires de l'accueil")
    reads(samira.page, "Horaires", samira.page.locator("[data-hours][data-ready]"))
    samira.write(samira.page.locator("[name=horaires_accueil-lundi-1-a]"), "12h30")
    expect(samira.page.get_by_text("de 9 h à 12 h 30").first).to_be_visible()
    samira.send(save(samira.page))
    saved(samira.page)
    assert Structure.objects.get().horaires_accueil == "Mo 09:00-12:30; Tu 09:00-12:00; PH off"
    journey.costs("correct hours", taps=3, keys=3, tabs=33)
    # Three taps at most, whatever the table says.
    assert samira.taps <= 3


def test_a_direct_line_is_for_colleagues_and_no_visitor(journey, structure):
    line = "06 39 98 00 12"
    samira = journey.begins(page_of(structure), professional("Samira B."))
    edits(samira, "contacts", "Contacts")
    reads(samira.page, "Contacts", "Rien pour l’instant.")
    samira.act(link(samira.page, "Ajouter un contact"))
    reads(samira.page, "Contacts", "Ce qui est « pour les professionnels » n’est vu que des professionnels")
    who_sees = samira.page.get_by_label("Qui voit : téléphone")
    assert who_sees.evaluate("one => one.selectedOptions[0].label.trim()") == "les professionnels"
    samira.write(samira.page.get_by_label("Nom", exact=True), "Camille Essai")
    samira.write(samira.page.get_by_label("Téléphone", exact=True), line)
    samira.send(save(samira.page))
    reads(samira.page, NAME, "Ajouté : un contact.", "Camille Essai", line)
    colleague = journey.begins(page_of(structure), professional("Paul D."))
    reads(colleague.page, NAME, "Camille Essai", line)
    visitor = journey.begins(page_of(structure))
    reads(visitor.page, NAME)
    for private in ("Camille Essai", line, line.replace(" ", "")):
        assert private not in visitor.page.content()
    assert Contact.objects.count() == 1
    journey.costs("add a direct line", taps=5, keys=4, tabs=47)


def test_a_structure_is_made_after_those_that_it_may_be(journey, structure, monkeypatch):
    monkeypatch.setattr(configured, "interactive", lambda: AddressService(HOUSE))
    StructureFactory(nom="La Maison des mots", commune_id="77288", telephone="")
    samira = journey.begins("/professionnels/", professional("Samira B."))
    samira.act(samira.page.locator("main").get_by_role("link", name="Ajouter une structure").first)
    page = samira.page
    reads(page, "Nouvelle structure", link(page, "Annuler"))
    samira.write(page.get_by_label("Nom"), "Maison des mots")
    samira.choose(page.get_by_label("Ce qu'on y fait d'abord"), "Maîtriser le français")
    samira.write(page.get_by_label("Numéro et rue"), "5 rue du Chateau")
    samira.write(page.get_by_label("Code postal"), "77000")
    samira.write(page.locator("#champ_commune_nom"), "Melun")
    samira.write(page.get_by_label("Téléphone de l'accueil"), "01 64 52 89 11")
    for day in ("mardi", "jeudi"):
        samira.tick(page.get_by_label(f"{day.capitalize()} : ouvert"))
        samira.write(page.locator(f"[name=horaires-{day}-1-de]"), "14h")
        samira.write(page.locator(f"[name=horaires-{day}-1-a]"), "17h")
    samira.send(button(page, "Créer la structure"))
    expect(page.get_by_role("heading", name="Elle est peut-être déjà là")).to_be_visible()
    reads(page, "Nouvelle structure", link(page, "C’est celle-ci : La Maison des mots"))
    assert not Structure.objects.filter(nom="Maison des mots").exists()
    samira.act(button(page, "C’est une autre : la créer"))
    reads(
        page,
        "Maison des mots",
        "est en ligne",
        "5 rue du Chateau",
        button(page, "Annuler cette modification"),
    )
    made = Structure.objects.get(nom="Maison des mots")
    assert made.horaires_accueil == "Tu,Th 14:00-17:00"
    assert made.position is not None
    journey.costs("create a structure", taps=14, keys=6, tabs=55)


def test_two_at_once_see_both_values_and_lose_nothing(journey, structure):
    path = page_of(structure) + "modifier/coordonnees/"
    samira = journey.begins(path, professional("Samira B."))
    paul = journey.begins(path, professional("Paul D."))
    paul.write(paul.page.get_by_label("Téléphone"), "01 64 11 11 11")
    paul.send(save(paul.page))
    saved(paul.page, "→ 01 64 11 11 11.")
    page = samira.page
    samira.write(page.get_by_label("Téléphone"), "01 64 22 22 22")
    samira.write(page.get_by_label("Courriel"), "samira@example.org")
    samira.send(save(page))
    expect(page.locator("#a-corriger")).to_be_focused()
    reads(page, "Téléphone, courriel, site", "Par Paul D.", "Rien n’est perdu :")
    both = page.get_by_role("group", name="Téléphone : vous êtes deux à l’avoir changé")
    expect(both).to_contain_text("01 64 11 11 11")
    expect(both).to_contain_text("01 64 22 22 22")
    expect(page.get_by_label("Courriel")).to_have_value("samira@example.org")
    assert faults(page) == ""
    samira.tick(page.get_by_label("Garder la mienne"))
    samira.send(save(page))
    saved(page, "01 64 11 11 11 → 01 64 22 22 22.", "samira@example.org")
    made = Structure.objects.get()
    assert (made.telephone, made.courriel) == ("01 64 22 22 22", "samira@example.org")
    journey.costs("two editors at once", taps=7, keys=4, tabs=29)


def test_a_vandalism_is_seen_and_taken_back(journey, structure):
    told = structure.telephone
    change(
        structure, {"telephone": "00 00 00 00 00", "description": "N’y allez pas"}, professional("Paul V.")
    )
    keeper = journey.begins(page_of(structure), answers_for(professional("Samira B."), structure))
    page = keeper.page
    spoiled = page.get_by_role("region", name="Derniers changements")
    for words in ("Paul V.", "00 00 00 00 00", told, "N’y allez pas"):
        expect(spoiled).to_contain_text(words)
    keeper.act(spoiled.get_by_role("link", name="annuler cette modification").first)
    reads(page, "Annuler cette modification ?", "00 00 00 00 00")
    keeper.act(button(page, "Annuler cette modification"))
    expect(page.get_by_role("status").first).to_contain_text("C’est annulé")
    visitor = journey.begins(page_of(structure))
    reads(visitor.page, NAME, told)
    expect(visitor.page.locator("main")).not_to_contain_text("N’y allez pas")
    # What the structure counts, judges and shows stands before what others changed.
    journey.costs("take a vandalism back", taps=2, keys=2, tabs=58)


def test_a_structure_confirms_from_its_link(journey, structure):
    asked = journey.begins(request_of(structure))
    page = asked.page
    reads(page, "Est-ce toujours exact", link(page, NAME), structure.telephone)
    for block in ("contact", "horaires"):
        answer = page.get_by_role("group", name=f"Votre réponse : {block}")
        asked.tick(answer.get_by_label("Toujours exact"))
    asked.send(button(page, "Envoyer mes réponses"))
    reads(page, "Merci, c’est noté", "Toujours exact :", "Sans réponse, donc inchangé : lieu.")
    asked.act(link(page, "Voir la fiche telle que tout le monde la lit"))
    reads(page, NAME, "Horaires confirmés aujourd’hui par la structure")
    assert set(BlockSeen.objects.values_list("block", "how")) == {
        ("contact", "campaign"),
        ("hours", "campaign"),
    }
    journey.costs("confirm from a mail", taps=4, keys=4, tabs=22)
