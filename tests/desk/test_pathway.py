"""A pathway: an order and notes in a link, and nothing else anywhere."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from desk import pathway
from desk.selection import MAX_NOTE_LENGTH
from mapping.models import Structure, Visibility
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db
HERE = "lat=48.539&lon=2.66&theme=francais"


@pytest.fixture
def three(places) -> list[Structure]:
    made = [StructureFactory(nom=f"Lieu {letter}", position=point(48.54, 2.66)) for letter in "ABC"]
    for structure in made:
        ServiceFactory(structure=structure)
    return made


def shown(client, query: str):
    return client.get(f"/parcours/?{query}")


def names(answer) -> list[str]:
    return [step.sheet.name for step in answer.context["steps"]]


def asking(structures, **more) -> str:
    query = QueryDict(HERE, mutable=True)
    query.setlist("id", [str(one.pk) for one in structures])
    for name, value in more.items():
        query[name] = value
    return query.urlencode()


def test_the_order_and_the_notes_of_the_link_are_those_of_the_page(client, three):
    first, second, third = three
    query = asking([third, first]) + f"&note.{third.pk}=jeudi+19+h"
    answer = shown(client, query)
    assert names(answer) == ["Lieu C", "Lieu A"]
    assertContains(answer, 'value="jeudi 19 h"')
    assertNotContains(answer, second.nom)
    assert answer.headers.get("Set-Cookie") is None


def test_a_button_moves_one_and_leads_to_the_link_of_what_it_makes(client, three):
    first, second, third = three
    query = asking(three) + f"&note.{second.pk}=deux"
    for act, one, expected in (
        ("monter", third, [first, third, second]),
        ("descendre", first, [second, first, third]),
        ("enlever", first, [second, third]),
        # At either end nothing moves.
        ("monter", first, three),
        ("descendre", third, three),
    ):
        answer = shown(client, f"{query}&{act}={one.pk}")
        asked = parse_qs(urlsplit(answer.url).query)
        assert asked["id"] == [str(each.pk) for each in expected], act
        assert asked[f"note.{second.pk}"] == ["deux"]
        assert asked["theme"] == ["francais"]
        assert act not in asked


def test_a_note_goes_with_its_structure(client, three):
    first, *_others = three
    query = asking(three) + f"&note.{first.pk}=un"
    answer = shown(client, f"{query}&enlever={first.pk}")
    assert f"note.{first.pk}" not in answer.url


def test_what_is_too_long_is_cut_and_said(client, three):
    answer = shown(client, asking(three) + f"&note.{three[0].pk}={'é' * 500}")
    assertContains(answer, f"{MAX_NOTE_LENGTH} caractères")
    assert answer.context["steps"][0].note == "é" * MAX_NOTE_LENGTH
    many = asking(StructureFactory.create_batch(14))
    assertContains(shown(client, many), "Seules les 12 premières")


def test_a_link_too_long_for_a_code_says_so_and_is_still_sent(client, three):
    notes = "".join(f"&note.{one.pk}={'é' * 140}" for one in three)
    answer = shown(client, asking(three) + notes)
    assertNotContains(answer, "Code QR")
    assertContains(answer, "trop longues pour un code")
    assert answer.context["sending"].sms.startswith("sms:")
    assertContains(shown(client, asking(three)), "Code QR de ce parcours")


def test_what_is_sent_names_each_place_with_its_telephone_and_its_note(client, three):
    query = asking(three) + f"&note.{three[1].pk}=demander+Mina"
    sent = QueryDict(shown(client, query).context["sending"].mail.partition("?")[2])["body"]
    assert "2. Lieu B – " in sent
    assert "demander Mina" in sent
    assert "/parcours/?" in sent


def test_the_sheet_to_hand_over_keeps_the_order_and_the_notes(client, three):
    query = asking([three[2], three[0]]) + f"&note.{three[0].pk}=jeudi"
    answer = client.get(f"/fiche-a-imprimer/?{query}")
    text = answer.content.decode()
    assert text.index("Lieu C") < text.index("Lieu A")
    assertContains(answer, '<p class="handout__note">jeudi</p>')
    assertNotContains(answer, "réglage que nous ne connaissons pas")


def test_nothing_chosen_says_what_to_do(client, places):
    assertContains(shown(client, ""), "Aucune structure n’est choisie")


def test_a_confidential_address_stays_so(client, places):
    structure = StructureFactory(
        nom="Refuge", adresse="7 rue Introuvable", address_visibility=Visibility.PROFESSIONALS
    )
    answer = shown(client, asking([structure]))
    assertContains(answer, "Refuge")
    assertNotContains(answer, "Introuvable")


texts = st.text(max_size=300)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 50), max_size=15),
    st.dictionaries(st.one_of(st.integers(0, 50).map(str), st.text(max_size=5)), texts, max_size=6),
    st.sampled_from(pathway.ACTS),
    st.integers(-2, 60),
)
def test_whatever_the_link_moving_loses_nothing_but_what_is_removed(ids, notes, act, at):
    query = QueryDict(mutable=True)
    query.setlist("id", [str(number) for number in ids])
    for name, text in notes.items():
        query[f"note.{name}"] = text
    query[act] = str(at)
    made = pathway.moved(query)
    kept = [int(number) for number in made.getlist("id")]
    before = list(dict.fromkeys(ids))
    gone = {at} if act == pathway.OUT else set()
    assert sorted(kept) == sorted(set(before) - gone)
    assert all(len(made[name]) <= MAX_NOTE_LENGTH for name in made if name.startswith("note."))
    # A link that was made is read as it was written.
    assert pathway.written(made, kept) == made


@pytest.mark.parametrize("page", ["/parcours/", "/fiche-a-imprimer/", "/comparer/", "structure"])
def test_what_does_not_take_people_from_there_says_so_wherever_it_is_taken(client, three, page):
    inside, outside, _third = three
    outside.services.update(zone_eligibilite=["13"])
    warning = "Hors zone : ne prend pas, en principe, les habitants de Melun"
    for structure, count in ((outside, 1), (inside, 0)):
        query = asking([structure], hors_zone="oui")
        path = f"/structures/{structure.pk}/" if page == "structure" else page
        said = client.get(f"{path}?{query}", follow=True).content.decode()
        assert (f'<p class="stop">{warning}</p>' in said) == bool(count)
        if page == "/parcours/":
            assert ("Hors%20zone" in said) == bool(count)
    # Where the list does not hold those, nothing is said of any.
    assertNotContains(shown(client, asking([outside])), "Hors zone")
