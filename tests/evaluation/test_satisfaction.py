"""Three questions after a visit: one answer a code, told from five on, by nobody in particular."""

import io
import random
import re
from collections import Counter
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from common.dates import in_words
from evaluation.periods import months_text
from evaluation.satisfaction import closing, codes, kept
from evaluation.satisfaction.asked import PARTNER, QUESTIONS, UNSAID
from evaluation.satisfaction.models import OpenAnswers, Partner, ShownToAll, ToldAnswers, VisitCode
from evaluation.satisfaction.told import spans, tell
from evaluation.small_cells import LEAST, Pool, pooled
from mapping.models.structure import Status
from network.models import Event, RegistrationState
from network.models.registration import Registration
from tests.factories import StructureFactory, UserFactory, answers_for
from tests.territory.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

GLAD = {"accueil": "content", "trouve": "oui", "recommande": "oui"}
SORRY = {"accueil": "mecontent", "trouve": "non", "recommande": "non"}


@pytest.fixture
def house():
    return StructureFactory(nom="Maison des Essais")


@pytest.fixture
def keeper(house) -> Client:
    client = Client()
    client.force_login(answers_for(UserFactory(is_professional=True), house))
    return client


@pytest.fixture
def path(house) -> str:
    return f"/structures/{house.pk}/satisfaction/"


def answered(house, *answers, partner=None) -> None:
    """These visitors answer, each with a code of their own."""
    for code, given in zip(codes.make(house.pk, len(answers), partner), answers, strict=True):
        held = codes.find(code)
        assert held is not None
        assert kept.answer(held, given)


def next_month() -> date:
    return (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)


def test_a_visitor_answers_once_with_a_code_and_never_again(client, house):
    (code,) = codes.make(house.pk, 1)
    page = text_of(client.get(f"/avis/{code}/"))
    assert "Vous êtes venu ici : Maison des Essais" in page
    assert client.post(f"/avis/{code}/", GLAD).url == "/avis/merci/"
    assert "Votre avis est compté" in text_of(client.get("/avis/merci/"))
    again = client.post(f"/avis/{code}/", SORRY)
    assert again.status_code == 404
    assert "Ce code a déjà servi" in text_of(again)
    assert sum(kept.opened(OpenAnswers.objects.get()).values()) == len(QUESTIONS) + 1


def test_a_code_is_typed_as_people_type_it(client, house):
    (code,) = codes.make(house.pk, 1)
    typed = code.lower().replace("-", " ")
    assert client.get("/avis/", {"code": typed}).url == f"/avis/{code}/"
    assert client.get("/avis/", {"code": "AAAAA-AAAAA"}).status_code == 404


def test_a_question_may_be_left_but_not_all_of_them(client, house):
    (code,) = codes.make(house.pk, 1)
    empty = client.post(f"/avis/{code}/", {})
    assert empty.status_code == 422
    assert "Répondez au moins à une question." in text_of(empty)
    assert client.post(f"/avis/{code}/", {"accueil": "toujours"}).status_code == 422
    assert VisitCode.objects.count() == 1
    assert client.post(f"/avis/{code}/", {"accueil": "moyen"}).status_code == 302
    counts = kept.opened(OpenAnswers.objects.get())
    assert {(said.question, said.answer) for said in counts} >= {("accueil", "moyen"), ("trouve", UNSAID)}


def test_nobody_tries_codes_one_after_the_other(client, settings):
    settings.LIMIT_FACTOR = 1
    answers = [client.get(f"/avis/AAAAA-AAA{n:02}/".replace("0", "Z").replace("1", "Y")) for n in range(40)]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_code_of_half_a_year_ago_or_of_a_structure_that_is_gone_opens_nothing(client, house):
    (code,) = codes.make(house.pk, 1)
    VisitCode.objects.update(week=codes.monday(timezone.localdate()) - timedelta(weeks=codes.WEEKS + 1))
    assert client.get(f"/avis/{code}/").status_code == 404
    closing.forget()
    assert not VisitCode.objects.exists()
    (code,) = codes.make(house.pk, 1)
    type(house).objects.filter(pk=house.pk).update(status=Status.CLOSED)
    assert client.get(f"/avis/{code}/").status_code == 404


def test_codes_still_open_after_the_key_of_the_site_changed(client, house, settings):
    (code,) = codes.make(house.pk, 1)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-the-site-that-is-long-enough"
    assert client.get(f"/avis/{code}/").status_code == 200


def test_a_dump_holds_neither_a_code_nor_an_answer_nor_a_moment(client, house):
    printed = codes.make(house.pk, 8)
    for code in printed[:3]:
        client.post(f"/avis/{code}/", SORRY)
    dumped = []
    with connection.cursor() as cursor:
        for table in ("visitcode", "openanswers", "toldanswers", "partner", "showntoall"):
            cursor.execute(f"SELECT t::text FROM evaluation_{table} t")
            dumped += [row[0] for row in cursor.fetchall()]
    text = "\n".join(dumped)
    assert dumped
    assert not any(code.replace("-", "") in text or code in text for code in printed)
    assert "mecontent" not in text
    assert not re.search(r"\d\d:\d\d", text)
    assert "127.0.0.1" not in text


def test_what_waits_has_one_size_whether_three_or_thirty_answered(house):
    other = StructureFactory()
    answered(house, *[GLAD] * 3)
    answered(other, *[SORRY] * 30)
    sizes = {len(bytes(one.sealed)) for one in OpenAnswers.objects.all()}
    assert len(sizes) == 1


def test_nothing_is_told_below_five_and_the_month_waits_for_the_next(keeper, house, path):
    answered(house, *[GLAD] * 4)
    assert closing.close(next_month()) == 0
    page = text_of(keeper.get(path))
    assert "Rien ne peut encore être dit" in page
    assert "4 avis attendent : il en faut 5" in page
    assert f"ils paraîtront le {in_words(next_month())}" in page
    assert keeper.get(f"/structures/{house.pk}/satisfaction.csv").status_code == 404
    answered(house, GLAD)
    assert f"5 avis attendent : ils paraîtront le {in_words(next_month())}." in text_of(keeper.get(path))
    assert closing.close(timezone.localdate()) == 0
    assert closing.close(next_month()) == 1
    assert not OpenAnswers.objects.exists()
    assert closing.close(next_month()) == 0


def test_shares_are_told_as_bounds_where_the_rest_is_under_five(keeper, house, path):
    answered(house, *[GLAD] * 22, *[SORRY] * 3)
    closing.close(next_month())
    page = text_of(keeper.get(path))
    assert "Avis 25" in page
    # Nobody learns whether three were sorry, or none.
    assert "Satisfaits de leur visite au moins 84" in page
    assert "Mal au plus 16" in page
    assert "3 sur 25" not in page


def test_shares_are_exact_where_every_part_is_five_or_more(keeper, house, path):
    answered(house, *[GLAD] * 12, *[{**GLAD, "accueil": "moyen"}] * 6, *[SORRY] * 6)
    answered(house, *[{"trouve": "oui"}] * 6)
    closing.close(next_month())
    page = text_of(keeper.get(path))
    assert "Satisfaits de leur visite 40 %" in page
    assert "Moyen 20 % 6 sur 30" in page


def test_partners_are_told_by_share(keeper, house, path):
    keeper.post(f"{path}partenaires/", {"label": "CAF"})
    keeper.post(f"{path}partenaires/", {"label": "Mission locale"})
    caf = Partner.objects.get(label="CAF")
    answered(house, *[GLAD] * 30, partner=caf)
    answered(house, *[GLAD] * 10)
    closing.close(next_month())
    page = text_of(keeper.get(path))
    assert "CAF 75 % 30 sur 40" in page
    assert "Mission locale au plus" in page


def test_removing_one_answer_changes_only_numbers_of_five_or_more():
    shuffled = random.Random(24)
    offered = [*(one.code for one in QUESTIONS[0].options), UNSAID]
    for _turn in range(1000):
        answers = shuffled.choices(offered, weights=[20, 4, 3, 1], k=shuffled.randint(5, 40))
        removed = shuffled.choice(answers)
        counts = Counter(dict.fromkeys(offered, 0)) | Counter(answers)
        whole = set(pooled({code: counts[code] for code in offered}))
        counts[removed] -= 1
        less = set(pooled({code: counts[code] for code in offered}))
        assert all(pool.n >= LEAST for pool in whole ^ less)
        assert sorted(code for pool in whole for code in pool.options) == sorted(offered)
        assert sum(pool.n for pool in whole) == len(answers)


def test_the_true_number_is_always_within_the_bounds():
    shuffled = random.Random(5)
    for _turn in range(1000):
        counts = {code: shuffled.choice([0, 1, 3, 4, 5, 9, 30]) for code in "abcd"}
        pools = pooled(counts)
        wanted = frozenset(shuffled.sample("abcd", shuffled.randint(1, 3)))
        low, high = (sum(pool.bounds(wanted)[side] for pool in pools) for side in (0, 1))
        if pools:
            assert low <= sum(counts[code] for code in wanted) <= high
    assert Pool(("a", "b"), 12, "a").bounds(frozenset("a")) == (8, 12)


def test_spans_are_told_one_by_one_and_their_sum_tells_no_more(house):
    answered(house, *[GLAD] * 9)
    closing.close(next_month())
    first = list(ToldAnswers.objects.all())
    assert {row.question for row in first} == {*(one.code for one in QUESTIONS), PARTNER}
    whole = tell(first)
    assert whole is not None
    share = whole.good["accueil"]
    assert (share.least, share.most, share.of) == (5, 9, 9)
    assert [one.n for one in spans(first)] == [9]


def test_a_sheet_of_paper_is_typed_in_and_its_code_is_spent(keeper, house, path, client):
    code, other = codes.make(house.pk, 2)
    page = keeper.post(f"{path}saisie/", {"code": code, **SORRY}, follow=True)
    assert "Comptée : 1 feuille saisie aujourd’hui. Feuille suivante" in text_of(page)
    (another,) = codes.make(house.pk, 1)
    page = keeper.post(f"{path}saisie/", {"code": another, **GLAD}, follow=True)
    assert "Comptée : 2 feuilles saisies aujourd’hui." in text_of(page)
    assert client.get(f"/avis/{code}/").status_code == 404
    twice = keeper.post(f"{path}saisie/", {"code": code, **SORRY})
    assert twice.status_code == 422
    assert "a déjà servi" in text_of(twice)
    (foreign,) = codes.make(StructureFactory().pk, 1)
    assert keeper.post(f"{path}saisie/", {"code": foreign, **GLAD}).status_code == 422
    assert codes.find(other)
    assert codes.find(foreign)


def test_a_code_on_the_screen_is_made_for_one_person(keeper, path, client):
    page = keeper.post(f"{path}code/", {"langue": "ar"})
    (link,) = set(re.findall(r"http://testserver(/ar/avis/[^\"\s<]+)", page.content.decode()))
    # A text in the language of the code, to copy, or to send by telephone or mail.
    assert "رأيكم في Maison" in text_of(page)
    assert "http://testserver/ar/avis/" in unquote(re.search(r'href="(sms:[^"]+)"', page.content.decode())[1])
    assert "http://testserver/ar/avis/" in unquote(
        re.search(r'href="(mailto:[^"]+)"', page.content.decode())[1]
    )
    assert 'class="qr"' in page.content.decode()
    assert client.get(link).status_code == 200
    assert VisitCode.objects.count() == 1


def test_a_form_in_the_language_of_its_code_offers_no_other_one(house, client):
    (code,) = codes.make(house.pk, 1)
    french = {"HTTP_ACCEPT_LANGUAGE": "fr"}
    for path in (f"/uk/avis/{code}/", "/uk/avis/"):
        assert 'class="offer"' not in client.get(path, **french).content.decode(), path
    # One in French does, to who reads another.
    assert 'class="offer"' in client.get(f"/avis/{code}/", HTTP_ACCEPT_LANGUAGE="ar").content.decode()


def test_no_more_codes_than_may_wait(keeper, house, path, monkeypatch):
    monkeypatch.setattr(codes, "MOST_WAITING", 3)
    codes.make(house.pk, 3)
    page = keeper.post(f"{path}code/", {"langue": "fr"}, follow=True)
    assert "codes attendent déjà une réponse" in text_of(page)
    assert VisitCode.objects.count() == 3


def test_everyone_reads_it_only_where_the_structure_says_so(keeper, house, path, client):
    answered(house, *[GLAD] * 30)
    closing.close(next_month())
    # Months are told from the next on: here, that is the future.
    ToldAnswers.objects.update(first=date(2026, 1, 1), last=timezone.localdate().replace(day=1))
    public = f"/structures/{house.pk}-x/"
    assert "Avis des visiteurs" not in text_of(client.get(public, follow=True))
    keeper.post(f"{path}montrer/", {"montrer": "oui"})
    assert ShownToAll.objects.count() == 1
    assert "Avis des visiteurs au moins 86" in text_of(client.get(public, follow=True))
    keeper.post(f"{path}montrer/", {"montrer": "non"})
    assert "Avis des visiteurs" not in text_of(client.get(public, follow=True))


def test_the_table_holds_bounds_partners_and_events(keeper, house):
    answered(house, *[GLAD] * 30)
    closing.close(next_month())
    book = load_workbook(io.BytesIO(keeper.get(f"/structures/{house.pk}/satisfaction.xlsx").content))
    assert book.sheetnames == ["Avis", "Partenaires", "Événements"]
    lines = [[cell.value for cell in line] for line in book["Avis"].iter_rows()]
    assert ["Comment s’est passée votre visite ?", "Bien", 26, 30, 30] in [line[2:] for line in lines]
    csv = keeper.get(f"/structures/{house.pk}/satisfaction.csv").content.decode("utf-8-sig")
    assert csv.startswith("de;a;question;reponse;au_moins;au_plus;avis")


def test_trainings_are_rated_out_of_five_by_what_their_participants_said(keeper, house, path):
    held = {"structure": house, "asks_opinion": True, "start_day": timezone.localdate() - timedelta(days=9)}
    event = Event.objects.create(title="Former au français", audience=0, **held)
    few = Event.objects.create(title="Trop peu", audience=0, **held)
    for number, note in enumerate((5, 5, 5, 4, 4, 5)):
        for of in (event, few)[: 2 if number < 4 else 1]:
            Registration.objects.create(
                event=of,
                day=of.start_day,
                name="X",
                email=f"x{number}@example.org",
                state=RegistrationState.SEATED,
                opinion=note,
            )
    page = text_of(keeper.get(path))
    assert "Former au français" in page
    assert "4,7 6" in page
    assert "Trop peu" not in page


def test_staff_read_all_structures_and_the_part_of_each(house):
    other = StructureFactory(nom="Autre lieu")
    answered(house, *[GLAD] * 30)
    answered(other, *[GLAD] * 10)
    closing.close(next_month())
    staff = Client()
    staff.force_login(UserFactory(is_professional=True, is_staff=True))
    ToldAnswers.objects.update(first=date(2026, 1, 1), last=timezone.localdate().replace(day=1))
    page = text_of(staff.get("/professionnels/satisfaction/"))
    assert "Avis 40" in page
    assert "Maison des Essais 30 75 %" in page
    lines = staff.get("/professionnels/satisfaction.csv").content.decode("utf-8-sig").split("\r\n")
    assert lines[1].startswith("Maison des Essais;30;75")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 8, 1), date(2026, 10, 1), "d’août 2026 à octobre 2026"),
        (date(2026, 9, 1), date(2026, 11, 1), "de septembre 2026 à novembre 2026"),
        (date(2026, 10, 1), date(2026, 10, 1), "octobre 2026"),
    ],
)
def test_months_are_said_as_they_are_in_french(first, last, said):
    assert months_text(first, last) == said
