"""Which telephone numbers of a file everybody reads: no text publishes those of persons."""

import pytest

from data.imports import public_numbers
from data.imports.values import contacts
from data.models import ImportRow
from mapping.models import Contact, Structure
from tests.data.samples import applied, csv_bytes, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

FIXED, MOBILE = "01 64 09 00 00", "06 01 02 03 04"


def only(**cells: str) -> Structure:
    """The structure of a file of one row."""
    applied(csv_bytes([row(0, **cells)]))
    return Structure.objects.get()


@pytest.mark.parametrize(
    ("cell", "public", "words", "theirs"),
    [
        (f"{FIXED} (sauf vendredi) ; {MOBILE} (Josette)", FIXED, f"{FIXED} (sauf vendredi)", "Josette"),
        (f"Josette : {MOBILE} ; Standard : {FIXED}", FIXED, "", "Josette"),
        (f"{FIXED} ou {MOBILE} (urgence juriste)", FIXED, "", ""),
        (f"{FIXED} (Mme Essai {MOBILE})", FIXED, "", "Mme Essai"),
        (f"{MOBILE} (Josette)", "", "", "Josette"),
        (f"{MOBILE} (le matin)", MOBILE, "(le matin)", ""),
        (f"{FIXED} poste 12", FIXED, f"{FIXED} poste 12", ""),
        (f"Accueil : {MOBILE}", MOBILE, "", ""),
        (f"{FIXED} / 01 64 09 00 01 / fax 01 64 09 00 02", FIXED, "", ""),
    ],
)
def test_of_a_cell_everybody_reads_one_number_and_what_is_said_of_it(cell, public, words, theirs):
    found = public_numbers.read(cell)
    assert (found.public.value, " ".join(found.words)) == (public, words)
    assert ", ".join(person for person, _number in found.theirs) == theirs


def test_a_number_that_is_not_kept_is_told_as_left_out():
    [doubt] = public_numbers.read(f"{FIXED} ou {MOBILE} (urgence)").public.doubts
    assert MOBILE in doubt.message
    assert doubt.lost


def test_the_mobile_of_a_person_beside_the_standard_is_published_nowhere():
    made = only(telephone=f"{FIXED} (sauf vendredi) ; {MOBILE} (Josette)")
    assert made.telephone == FIXED
    assert "sauf vendredi" in made.description
    assert MOBILE not in f"{made.description} {made.telephone}"
    assert Contact.objects.get().telephone == MOBILE


def test_a_mobile_that_is_the_contacts_too_is_the_contacts_alone():
    made = only(telephone=MOBILE, Contact="Zoé Modèle", Portable=MOBILE)
    assert made.telephone == ""
    assert Contact.objects.get().telephone == MOBILE
    told = [message for one in ImportRow.objects.all() for _name, message, _lost in one.doubts]
    assert any("pour les professionnels seulement" in message for message in told)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"Voir Mme Essai au {MOBILE}", False),
        (f"Le mercredi, Josette ({MOBILE})", False),
        (f"Standard {FIXED}, urgences {MOBILE}", False),
        (f"Inscriptions au +33 6 01 02 03 04 ou au {FIXED}", False),
        (f"Inscriptions par SMS au {MOBILE}", True),
    ],
)
def test_a_text_that_everybody_reads_holds_no_mobile_beside_a_name_or_another_number(text, published):
    made = only(Description=text)
    assert (MOBILE in made.description or "+33 6" in made.description) == published
    told = [lost for one in ImportRow.objects.all() for _name, _message, lost in one.doubts]
    assert any(told) == (public_numbers.IN_ITS_PLACE in made.description)


def test_who_pays_is_never_read_by_everybody():
    rows = [
        {**row(n), "Qui paie ?": f"DDETS BOP 104 et ville numéro {n}, conseil départemental"}
        for n in range(9)
    ]
    run = applied(csv_bytes(rows))
    [column] = [one for one in run.settings["columns"] if one["name"] == "Qui paie ?"]
    assert (column["target"], column["proposal"]) == ("", "")
    assert "finance" in column["why"]


def test_a_number_that_nobody_can_have_is_told_with_what_is_read():
    [doubt] = public_numbers.read("07 11 22 33 44").public.doubts
    assert "aucun numéro ne commence ainsi" in doubt.message
    assert "dix chiffres" in doubt.message


def test_an_email_written_with_spaces_is_mended():
    assert only(courriel="emmaus @ pontault . example").courriel == "emmaus@pontault.example"
    assert contacts.courriel("contact@asso.example . appeler").value == "contact@asso.example"
