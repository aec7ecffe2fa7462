import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.member_list import UnreadableList, decoded, read


@pytest.mark.parametrize(
    ("row", "email", "name"),
    [
        ("lea@example.org", "lea@example.org", ""),
        ("lea@example.org ; Léa Martin", "lea@example.org", "Léa Martin"),
        ("Léa Martin,lea@example.org", "lea@example.org", "Léa Martin"),
        ("LEA@Example.org\tLéa\tMartin", "lea@example.org", "Léa Martin"),
        ("Léa Martin <lea@example.org>", "lea@example.org", "Léa Martin"),
        ('"Martin, Léa","lea@example.org"', "lea@example.org", "Martin, Léa"),
        ("lea@example.org Léa Martin", "lea@example.org", "Léa Martin"),
    ],
)
def test_an_address_and_a_name_are_read_as_people_write_them(row, email, name):
    (line,) = read(row)
    assert (line.email, line.name, line.wrong) == (email, name, "")


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("Léa Martin", "aucune adresse électronique"),
        ("lea@", "n’est pas une adresse"),
        ("a@example.org;b@example.org", "plusieurs adresses"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(row, wrong):
    (line,) = read(row)
    assert wrong in line.wrong
    assert line.email == ""


def test_every_line_is_answered_for_by_its_number():
    lines = read("courriel;nom\n\nlea@example.org;Léa\nLEA@example.org;Encore\npas une adresse\n")
    assert [(line.number, bool(line.wrong)) for line in lines] == [(3, False), (4, True), (5, True)]
    assert "ligne 3" in lines[1].wrong


@pytest.mark.parametrize("text", ["", "\n \n", "courriel;nom"])
def test_an_empty_list_is_refused(text):
    with pytest.raises(UnreadableList, match="au moins une"):
        read(text)


def test_a_list_has_an_end():
    with pytest.raises(UnreadableList, match="501 lignes"):
        read("\n".join(f"p{number}@example.org" for number in range(501)))


def test_a_file_is_read_in_the_letters_of_windows_too():
    assert decoded("Léa".encode("cp1252")) == decoded("Léa".encode("utf-8-sig")) == "Léa"
    for content, message in ((b"PK\x03\x04...", "classeur"), (b"x" * 200_001, "200 ko")):
        with pytest.raises(UnreadableList, match=message):
            decoded(content)


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_no_line_is_lost(text):
    try:
        lines = read(text)
    except UnreadableList:
        return
    said = [number for number, row in enumerate(text.splitlines(), 1) if row.strip(" \t,;")]
    assert {line.number for line in lines} <= set(said)
    assert len(lines) in (len(said), len(said) - 1)
    assert all(bool(line.wrong) != bool(line.email) for line in lines)
