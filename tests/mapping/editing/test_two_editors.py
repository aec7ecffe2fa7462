"""Two people on one form, or a person and an import: no field is lost, and of one field both are shown."""

import psycopg
import pytest
from django.db import OperationalError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from history.models import Cause
from mapping import writing
from mapping.editing.forms import both_texts
from mapping.models import Contact, Status, Structure
from tests.amounts import amount
from tests.factories import ContactFactory, StructureFactory
from tests.mapping.editing.conftest import signed_in
from tests.mapping.editing.sending import read, save, send

pytestmark = pytest.mark.django_db


def held() -> Structure:
    return Structure.objects.get()


def test_other_fields_are_both_kept(structure, samira, paul, edit):
    mine = samira.get(edit("coordonnees"))
    save(paul, edit("coordonnees"), courriel="paul@example.org")
    assert send(samira, mine, telephone="01 64 52 89 00").status_code == 302
    assert (held().telephone, held().courriel) == ("01 64 52 89 00", "paul@example.org")


@pytest.fixture
def conflict(structure, samira, paul, edit):
    """Samira's answer, where Paul wrote the telephone and the site while she wrote telephone and mail."""
    mine = samira.get(edit("coordonnees"))
    save(paul, edit("coordonnees"), telephone="01 11 11 11 11", site_web="https://paul.example.org/")
    answer = send(samira, mine, telephone="01 22 22 22 22", courriel="samira@example.org")
    assert answer.status_code == 409
    return answer


def test_of_one_field_both_values_are_shown_and_nothing_is_written(conflict):
    page = conflict.content.decode()
    assert "01 11 11 11 11" in page
    assert "01 22 22 22 22" in page
    assert "Paul D." in page
    assert 'href="#conflit_telephone"' in page
    assert read(conflict)[1]["courriel"] == ["samira@example.org"]
    assert (held().telephone, held().courriel) == ("01 11 11 11 11", "accueil@example.org")


def test_who_keeps_theirs_keeps_it_and_the_rest_of_both(conflict, samira):
    assert send(samira, conflict, choix_telephone="mienne").status_code == 302
    assert held().telephone == "01 22 22 22 22"
    assert held().courriel == "samira@example.org"
    assert held().site_web == "https://paul.example.org/", "shown before, never touched"


def test_who_leaves_it_to_the_other_keeps_the_rest(conflict, samira):
    assert send(samira, conflict, choix_telephone="leur").status_code == 302
    assert held().telephone == "01 11 11 11 11"
    assert held().courriel == "samira@example.org"


def test_a_third_value_may_be_typed(conflict, samira):
    send(samira, conflict, choix_telephone="mienne", telephone="01 33 33 33 33")
    assert held().telephone == "01 33 33 33 33"


def test_who_does_not_say_is_asked_again_and_loses_nothing(conflict, samira):
    again = send(samira, conflict)
    assert again.status_code == 409
    assert "dites laquelle des deux valeurs reste." in again.content.decode()
    assert read(again)[1]["telephone"] == ["01 22 22 22 22"]
    assert held().telephone == "01 11 11 11 11"
    assert send(samira, again, choix_telephone="mienne").status_code == 302


def test_what_a_third_writes_while_one_chooses_is_shown_too(conflict, samira, edit):
    save(signed_in(full_name="Nadia K."), edit("coordonnees"), telephone="01 44 44 44 44")
    again = send(samira, conflict, choix_telephone="mienne")
    assert again.status_code == 409
    assert "Nadia K." in again.content.decode()
    assert held().telephone == "01 44 44 44 44"
    send(samira, again, choix_telephone="mienne")
    assert held().telephone == "01 22 22 22 22"


def test_what_the_other_takes_back_while_one_chooses_does_not_lose_the_choice(conflict, samira, edit):
    save(signed_in(full_name="Nadia K."), edit("coordonnees"), telephone="01 99 00 00 01")
    answer = send(samira, conflict, choix_telephone="mienne")
    assert answer.status_code == 302
    assert "01 22 22 22 22" in samira.get(answer.url).content.decode()
    assert (held().telephone, held().courriel) == ("01 22 22 22 22", "samira@example.org")


def test_a_mistake_beside_a_conflict_loses_neither(structure, samira, paul, edit):
    mine = samira.get(edit("coordonnees"))
    save(paul, edit("coordonnees"), telephone="01 11 11 11 11")
    answer = send(samira, mine, telephone="01 22 22 22 22", courriel="faux")
    assert answer.status_code in (409, 422)
    answer = send(samira, answer, courriel="samira@example.org", choix_telephone="mienne")
    if answer.status_code == 409:
        answer = send(samira, answer, choix_telephone="mienne")
    assert answer.status_code == 302
    assert (held().telephone, held().courriel) == ("01 22 22 22 22", "samira@example.org")


def test_lists_take_what_both_added(structure, samira, paul, edit):
    mine = samira.get(edit("presentation"))
    save(paul, edit("presentation"), equipements=["wifi"])
    assert send(samira, mine, equipements=["scanner"]).status_code == 302
    assert set(held().equipements) == {"wifi", "scanner"}


def test_a_long_text_is_compared_word_by_word(structure, samira, paul, edit):
    text = "Des bénévoles formés animent des ateliers en petits groupes, le {} de chaque semaine."
    mine = samira.get(edit("presentation"))
    save(paul, edit("presentation"), description=text.format("lundi"))
    page = send(samira, mine, description=text.format("jeudi")).content.decode()
    assert "lundi</del>" in page
    assert "jeudi</ins>" in page


def test_what_both_wrote_in_a_text_may_be_kept(structure, samira, paul, edit):
    Structure.objects.update(description="On y apprend le français.")
    mine = samira.get(edit("presentation"))
    save(paul, edit("presentation"), description="On y apprend le français. Ouvert à tous, sans condition.")
    answer = send(
        samira, mine, description="On y apprend le français.\nUne garderie accueille les enfants sur place."
    )
    page = answer.content.decode()
    assert 'value="deux"' in page
    assert "Souligné, en vert" in page
    assert page.count('role="alert"') == 1
    assert send(samira, answer, choix_description="deux").status_code == 302
    assert held().description == (
        "On y apprend le français. Ouvert à tous, sans condition."
        "\nUne garderie accueille les enfants sur place."
    )
    # Of a number or a day, one of the two is right.
    mine = samira.get(edit("coordonnees"))
    save(paul, edit("coordonnees"), telephone="01 11 11 11 11")
    answer = send(samira, mine, telephone="01 22 22 22 22")
    assert 'value="deux"' not in answer.content.decode()
    assert send(samira, answer, choix_telephone="deux").status_code == 409


@pytest.mark.parametrize(
    ("shown", "theirs", "mine", "whole"),
    [
        ("A.", "A. B.", "A. C.", "A. B. C."),
        ("A.", "B. A.", "A. C.", "B. A. C."),
        ("A.", "A. B.", "C. A.", "C. A. B."),
        ("A.", "B.", "C.", "B.\n\nC."),
        ("", "B.", "C.", "B.\n\nC."),
        ("A.", "A.", "C.", "C."),
        ("A.", "C.", "C.", "C."),
    ],
)
def test_two_texts_are_one_without_saying_twice_what_both_left(shown, theirs, mine, whole):
    assert both_texts(shown, theirs, mine) == whole


def test_an_import_written_meanwhile_is_somebody(structure, samira, edit):
    mine = samira.get(edit("coordonnees"))
    with writing.bulk(Cause.IMPORT, run=1, structures=[structure.pk]):
        Structure.objects.update(telephone="01 11 11 11 11", site_web="https://import.example.org/")
    answer = send(samira, mine, telephone="01 22 22 22 22", courriel="samira@example.org")
    assert answer.status_code == 409
    send(samira, answer, choix_telephone="leur")
    assert (held().telephone, held().courriel) == ("01 11 11 11 11", "samira@example.org")
    assert held().site_web == "https://import.example.org/"


def test_an_import_that_holds_the_structure_loses_nothing(structure, samira, edit, monkeypatch):
    def wait(numbers):
        raise OperationalError("lock timeout") from psycopg.errors.LockNotAvailable()

    mine = samira.get(edit("coordonnees"))
    with monkeypatch.context() as patch:
        patch.setattr(writing, "lock", wait)
        answer = send(samira, mine, telephone="01 22 22 22 22")
    assert answer.status_code == 503
    assert read(answer)[1]["telephone"] == ["01 22 22 22 22"]
    assert send(samira, answer).status_code == 302
    assert held().telephone == "01 22 22 22 22"


def test_a_contact_that_went_meanwhile_may_be_added_again(structure, samira, edit):
    contact = ContactFactory(structure=structure)
    mine = samira.get(edit("contacts", f"{contact.pk}/"))
    contact.delete()
    answer = send(samira, mine, telephone="01 22 22 22 22")
    assert answer.status_code == 409
    assert "retiré entre-temps" in answer.content.decode()
    assert send(samira, answer).status_code == 302
    made = Contact.objects.get()
    assert (made.nom, made.telephone) == ("Camille Essai", "01 22 22 22 22")


def test_a_structure_that_closed_meanwhile_gives_back_what_was_typed(structure, samira, edit):
    mine = samira.get(edit("presentation"))
    read_first = read(mine)[0]
    # Between the page's own check and the lock.
    found = Structure.objects.get()

    def closing(numbers, lock=writing.lock):
        lock(numbers)
        Structure.objects.filter(pk=found.pk).update(status=Status.CLOSED)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "lock", closing)
        answer = send(samira, mine, description="Une longue phrase que j’ai écrite.")
    assert read_first
    assert answer.status_code == 410
    assert "Une longue phrase que j’ai écrite." in answer.content.decode()


FIELDS = {
    "telephone": st.sampled_from(["01 64 00 00 01", "01 64 00 00 02", "01 99 00 00 01", ""]),
    "courriel": st.sampled_from(["a@example.org", "b@example.org", ""]),
    "site_web": st.sampled_from(["https://a.example.org/", "https://b.example.org/", ""]),
}
EDITS = st.lists(
    st.fixed_dictionaries({}, optional=FIELDS), min_size=2, max_size=4
)  # fmt: skip


# Each is a dozen requests.
EXAMPLES = amount(20, 200)


class TestNoFieldIsLost(TestCase):
    @settings(deadline=None, max_examples=EXAMPLES)
    @given(
        first=EDITS,
        second=st.fixed_dictionaries({}, optional=FIELDS),
        choice=st.sampled_from(["mienne", "leur"]),
    )
    def test_whoever_writes_meanwhile(self, first, second, choice):
        """Of every field, what is held in the end is what somebody wrote last of it and knew of."""
        structure = StructureFactory()
        path = f"/structures/{structure.pk}-x/modifier/coordonnees/"
        samira, paul = signed_in(), signed_in()
        mine = samira.get(path)
        before = {name: getattr(structure, name) for name in FIELDS}
        for edit in first:
            assert save(paul, path, **edit).status_code == 302
        between = Structure.objects.filter(pk=structure.pk).values(*FIELDS).get()
        answer = send(samira, mine, **second)
        if answer.status_code == 409:
            asked = read(answer)[1]["conflit"]
            for name in FIELDS:
                both = {second.get(name, before[name]), between[name]} | {before[name]}
                assert (name in asked) == (name in second and len(both) == 3)
            answer = send(samira, answer, **{f"choix_{name}": choice for name in asked})
        else:
            asked = []
        assert answer.status_code == 302
        after = Structure.objects.filter(pk=structure.pk).values(*FIELDS).get()
        for name in FIELDS:
            touched = name in second and second[name] != before[name]
            kept = second[name] if touched and (name not in asked or choice == "mienne") else between[name]
            assert after[name] == kept, (name, first, second)
