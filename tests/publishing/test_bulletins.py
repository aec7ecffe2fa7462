"""A bulletin on paper: what its page says, for who reads it."""

import pytest
from django.utils import timezone

from network.models import Audience, Bulletin, BulletinItem, News, State
from network.text import refusals
from publishing.book import reread
from tests.factories import CommuneFactory, StructureFactory, UserFactory

pytestmark = pytest.mark.django_db

WHERE = {"territory_kind": "departement", "territory_code": "77"}


@pytest.fixture
def bulletin():
    today = timezone.localdate()
    held = Bulletin.objects.create(
        title="Bulletin #[essai] *du mois*",
        text="Bonjour **à tous**, voyez [l’agenda](/agenda/).\n\n- un\n- deux",
        month=today.replace(day=1),
        state=State.PUBLISHED,
        sent_at=timezone.now(),
        **WHERE,
    )
    for rank, (title, audience) in enumerate(
        [("Une nouvelle $x$", Audience.PUBLIC), ("zqinterne", Audience.PROFESSIONALS)]
    ):
        one = News.objects.create(title=title, summary="En bref.", ends_on=today, audience=audience, **WHERE)
        BulletinItem.objects.create(bulletin=held, source="actualite", number=one.pk, rank=rank)
    return held


def said(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    told = "\n".join(reread.pages_of(answer.content))
    return " ".join(told.replace("\u200b", "").replace("\u2060", "").split())


def test_it_says_what_its_page_says_and_its_letters_are_letters(client, bulletin):
    assert not refusals.remarks(bulletin.text)
    words = said(client.get(f"/reseau/bulletins/{bulletin.pk}.pdf"))
    for one in ("Bulletin #[essai] *du mois*", "Une nouvelle $x$", "En bref.", "Bonjour à tous", "deux"):
        assert one in words


def test_whoever_asks_it_holds_what_its_readers_read(client, bulletin):
    client.force_login(UserFactory(is_staff=True))
    assert "zqinterne" not in said(client.get(f"/reseau/bulletins/{bulletin.pk}.pdf"))


def test_one_for_professionals_is_theirs(client, bulletin):
    Bulletin.objects.update(audience=Audience.PROFESSIONALS)
    assert client.get(f"/reseau/bulletins/{bulletin.pk}.pdf").status_code == 404
    client.force_login(UserFactory(is_professional=True))
    assert "zqinterne" in said(client.get(f"/reseau/bulletins/{bulletin.pk}.pdf"))


def test_an_empty_one_is_a_page(client):
    held = Bulletin.objects.create(
        title="Vide",
        month=timezone.localdate().replace(day=1),
        state="published",
        sent_at=timezone.now(),
        **WHERE,
    )
    assert "Vide" in said(client.get(f"/reseau/bulletins/{held.pk}.pdf"))


def test_its_file_says_once_that_it_is_a_bulletin(client, bulletin):
    Bulletin.objects.update(title="Bulletin de mai – Melun")
    named = client.get(f"/reseau/bulletins/{bulletin.pk}.pdf")["Content-Disposition"]
    assert 'filename="bulletin-de-mai-melun.pdf"' in named
    Bulletin.objects.update(title="Du nouveau en mai")
    named = client.get(f"/reseau/bulletins/{bulletin.pk}.pdf")["Content-Disposition"]
    assert 'filename="bulletin-du-nouveau-en-mai.pdf"' in named


def test_it_says_how_many_structures_are_new_where_it_tells_some(client, bulletin):
    town = CommuneFactory()
    for rank, name in enumerate(("Un", "Deux", "Trois")):
        one = StructureFactory(nom=name, commune=town)
        if not rank:
            BulletinItem.objects.create(bulletin=bulletin, source="nouvelle", number=one.pk, rank=9)
    words = said(client.get(f"/reseau/bulletins/{bulletin.pk}.pdf"))
    assert "1 sur 3" in words
    assert "Les 3 nouvelles structures du mois" in words
