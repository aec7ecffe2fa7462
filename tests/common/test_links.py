"""A link leads to the web, whatever was written in its place."""

import pytest

from common.links import outgoing
from tests.factories import ServiceFactory, StructureFactory


@pytest.mark.parametrize(
    "address", ["https://exemple.fr/a?b=c#d", "http://exemple.fr", " https://exemple.fr "]
)
def test_an_address_of_the_web_is_one(address):
    assert outgoing(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "JaVaScRiPt://exemple.fr/%0aalert(1)", "data:text/html,x", "exemple.fr", "https://",
     "vbscript:x", "//exemple.fr", "https://[", "file:///etc/passwd"],
)  # fmt: skip
def test_anything_else_is_none(address):
    assert outgoing(address) == ""


@pytest.mark.django_db
def test_what_was_let_into_the_database_is_no_link_on_any_page(client):
    bad = "javascript:alert(1)"
    structure = StructureFactory(site_web=bad, lien_source=bad, accessibilite_lieu=bad)
    ServiceFactory(structure=structure, lien_mobilisation=bad, lien_source=bad)
    for path in (
        f"/structures/{structure.pk}/",
        f"/comparer/?id={structure.pk}",
        f"/fiche-a-imprimer/?id={structure.pk}",
        "/exports/vcard",
        "/exports/atom",
    ):
        answer = client.get(path, follow=True)
        text = b"".join(answer) if answer.streaming else answer.content
        assert b"javascript:" not in text, path
