"""Surveys: to professionals, structures or everyone; without names or with; told from five answers on."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.closing import close
from accounts.models import Membership, Organisation, OrganisationMembership
from common.models import Mail
from evaluation.surveys import kept, mailing, targets, told
from evaluation.surveys.models import (
    Invited,
    KeptDraft,
    NamedAnswer,
    Pace,
    SealedAnswers,
    State,
    Survey,
    SurveyQuestion,
    Whom,
)
from tests.factories import ServiceFactory, StructureFactory, UserFactory
from tests.territory.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

AGES = [["r1", "Moins de 26 ans", 0], ["r2", "26 ans ou plus", 0]]


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(UserFactory(is_professional=True, is_staff=True))
    return client


@pytest.fixture
def survey():
    """A survey of everyone, open, with a choice, a note and a text."""
    held = Survey.objects.create(
        author=UserFactory(is_professional=True, is_staff=True),
        title="Vos attentes",
        whom=Whom.PUBLIC,
        state=State.OPEN,
    )
    for position, (kind, label) in enumerate((("choix", "Âge"), ("echelle", "Note"), ("texte", "Idées"))):
        SurveyQuestion.objects.create(
            survey=held, position=position, kind=kind, label=label, options=AGES if kind == "choix" else []
        )
    return held


@pytest.fixture
def codes(survey) -> dict[str, str]:
    """The field of each question, by its label."""
    return {one.label: one.code for one in survey.questions.all()}


@pytest.fixture
def inside(survey):
    """Has somebody invited to the survey of professionals: a browser, and the invitation."""

    def invite(**of):
        user = UserFactory(is_professional=True, **of)
        Survey.objects.filter(pk=survey.pk).update(whom=Whom.MEMBERS)
        invited = Invited.objects.create(survey=survey, user=user)
        client = Client()
        client.force_login(user)
        return client, invited

    return invite


def login(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def boss(survey) -> Client:
    return login(survey.author)


def test_staff_make_a_survey_and_launch_it(staff):
    page = staff.post("/reseau/enquetes/nouvelle/", {"title": "Vos attentes", "whom": "public"}, follow=True)
    assert "Aucune question encore." in text_of(page)
    held = Survey.objects.get()
    path = f"/reseau/enquetes/{held.pk}/"
    wrong = staff.post(f"{path}questions/nouvelle/", {"label": "Âge", "kind": "choix", "lines": "Un seul"})
    assert wrong.status_code == 422
    assert "au moins deux réponses" in text_of(wrong)
    lines = "Moins de 26 ans = 40\n26 ans ou plus"
    staff.post(f"{path}questions/nouvelle/", {"label": "Âge", "kind": "choix", "lines": lines})
    question = SurveyQuestion.objects.get()
    assert question.quotas == {"r1": 40}
    assert "Moins de 26 ans" in text_of(staff.get(path))
    staff.post(f"{path}agir/", {"lancer": "certain"})
    held.refresh_from_db()
    assert held.state == State.OPEN
    assert staff.get(f"{path}modifier/").status_code == 404
    assert staff.get(f"{path}questions/{question.pk}/").status_code == 404
    assert 'class="qr"' in staff.get(path).content.decode()


def test_a_survey_without_a_question_is_not_launched(staff):
    staff.post("/reseau/enquetes/nouvelle/", {"title": "Vos attentes", "whom": "public"})
    held = Survey.objects.get()
    page = staff.post(f"/reseau/enquetes/{held.pk}/agir/", {"lancer": "certain"}, follow=True)
    assert "Ajoutez d’abord une question." in text_of(page)


def test_what_does_not_hold_together_is_said_field_by_field(staff):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    sent = {"title": "", "whom": "public", "is_named": "on", "closes_on": yesterday}
    page = staff.post("/reseau/enquetes/nouvelle/", sent)
    assert page.status_code == 422
    for said in ("Donnez un titre", "ouverte à tous est sans noms", "Ce jour est passé."):
        assert said in text_of(page)


def test_a_professional_who_leads_no_group_makes_none(survey):
    client = login(UserFactory(is_professional=True))
    assert client.get("/reseau/enquetes/nouvelle/").status_code == 404
    assert client.get(f"/reseau/enquetes/{survey.pk}/").status_code == 404
    assert "Aucune enquête n’attend votre réponse." in text_of(client.get("/reseau/enquetes/"))


def test_anyone_answers_and_reads_before_that_it_is_without_names(client, survey, codes):
    path = f"/enquetes/{survey.pk}/"
    page = client.get(path)
    assert "Sans nom." in text_of(page)
    assert "vos réponses sont perdues" in text_of(page)
    assert client.get(f"/ar{path}").status_code == 200


def test_the_results_of_one_without_names_are_told_once_it_is_closed(survey, codes):
    for _n in range(9):
        kept.answer(survey, {codes["Âge"]: "r1", codes["Note"]: "4", codes["Idées"]: "zqune idée"})
    kept.answer(survey, {codes["Âge"]: "r2", codes["Note"]: "5"})
    mine, path = boss(survey), f"/reseau/enquetes/{survey.pk}/"
    assert "une fois l’enquête close" in text_of(mine.get(path))
    assert mine.get(f"/reseau/enquetes/{survey.pk}/resultats.csv").status_code == 404
    mine.post(f"{path}agir/", {"clore": "certain"})
    page = text_of(mine.get(path))
    assert "Moins de 26 ans au moins 60 %" in page
    assert "26 ans ou plus au plus 40 %" in page
    assert "Moyenne : 4,1 sur 5" in page
    assert "zqune idée" in page
    other = text_of(login(UserFactory(is_professional=True, is_staff=True)).get(path))
    assert "Moins de 26 ans" in other
    assert "zqune idée" not in other


def test_fewer_than_five_answers_are_told_to_nobody(survey, codes):
    for _n in range(4):
        kept.answer(survey, {codes["Âge"]: "r1"})
    mine, path = boss(survey), f"/reseau/enquetes/{survey.pk}/"
    mine.post(f"{path}agir/", {"clore": "certain"})
    page = text_of(mine.get(path))
    assert "Moins de 5 réponses" in page
    assert "au moins" not in page
    mine.post(f"{path}agir/", {"montrer": "oui"})
    assert "Trop peu de réponses" in text_of(Client().get(f"/enquetes/{survey.pk}/resultats/"))


def test_everyone_reads_the_results_only_where_they_are_shown_and_never_a_text(client, survey, codes):
    for _n in range(30):
        kept.answer(survey, {codes["Âge"]: "r1", codes["Idées"]: "zqsecret"})
    mine, path = boss(survey), f"/reseau/enquetes/{survey.pk}/agir/"
    mine.post(path, {"montrer": "oui"})
    assert client.get(f"/enquetes/{survey.pk}/resultats/").status_code == 404
    mine.post(path, {"clore": "certain"})
    mine.post(path, {"montrer": "oui"})
    page = client.get(f"/enquetes/{survey.pk}/resultats/")
    assert "au moins 86" in text_of(page)
    assert "zqsecret" not in page.content.decode()
    assert client.get(f"/enquetes/{survey.pk}/").status_code == 200
    mine.post(path, {"cacher": "oui"})
    assert client.get(f"/enquetes/{survey.pk}/resultats/").status_code == 404


def test_removing_one_answer_changes_only_numbers_of_five_or_more(survey, codes):
    question = survey.questions.get(label="Âge")
    for first in range(12):
        given = [{codes["Âge"]: "r1"}] * first + [{codes["Âge"]: "r2"}] * 8
        shares = told._shares(question, given, False)
        less = told._shares(question, given[1:], False)
        for before, after in zip(shares, less, strict=True):
            exact = [share.least for share in (before, after) if share.is_exact]
            assert all(n >= 5 for n in exact)


def test_a_dump_holds_no_answer_and_no_order_of_those_without_names(survey, codes, inside):
    client, _invited = inside()
    client.post(f"/reseau/enquetes/{survey.pk}/garder/", {codes["Idées"]: "zqbrouillon"})
    kept.answer(survey, {codes["Idées"]: "zqanonyme", codes["Âge"]: "r1"})
    with connection.cursor() as cursor:
        dumped = []
        for model in (SealedAnswers, KeptDraft, Invited, NamedAnswer):
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t")
            dumped += [row[0] for row in cursor.fetchall()]
    text = "\n".join(dumped)
    assert dumped
    assert "zqanonyme" not in text
    assert "zqbrouillon" not in text
    assert not re.search(r"\d\d:\d\d", text)


def test_a_professional_answers_once(survey, codes, inside):
    client, _invited = inside()
    path = f"/reseau/enquetes/{survey.pk}/repondre/"
    assert "À vous de répondre Vos attentes" in text_of(client.get("/reseau/enquetes/"))
    assert client.post(path, {codes["Âge"]: "r1"}).url == "/enquetes/merci/"
    assert "déjà répondu" in text_of(client.post(path, {codes["Âge"]: "r2"}))
    assert len(kept.all_answers(survey)) == 1
    assert login(UserFactory(is_professional=True)).get(path).status_code == 404


def test_what_was_typed_is_there_again_without_scripts_and_goes_once_it_is_sent(survey, codes, inside):
    client, _invited = inside()
    path = f"/reseau/enquetes/{survey.pk}/"
    page = client.post(f"{path}garder/", {codes["Idées"]: "à moitié", codes["Âge"]: "r2"}, follow=True)
    assert "Vos réponses sont gardées." in text_of(page)
    again = client.get(f"{path}repondre/").content.decode()
    assert "à moitié" in again
    assert re.search(r'value="r2"[^>]*checked', again)
    assert client.post(f"{path}garder/", {codes["Note"]: "3", "quitte": "oui"}).status_code == 204
    client.post(f"{path}repondre/", {codes["Idées"]: "fini"})
    assert not KeptDraft.objects.exists()


def test_a_required_question_is_asked_again_with_the_rest_as_typed(survey, codes, inside):
    survey.questions.filter(label="Âge").update(is_required=True)
    client, _invited = inside()
    page = client.post(f"/reseau/enquetes/{survey.pk}/repondre/", {codes["Idées"]: "gardée"})
    assert page.status_code == 422
    assert "Cette question attend une réponse." in text_of(page)
    assert "gardée" in page.content.decode()


def test_a_quota_that_is_full_takes_no_more_and_the_survey_ends_at_its_number(survey, codes):
    survey.questions.filter(label="Âge").update(options=[["r1", "Jeunes", 2], ["r2", "Autres", 0]])
    for _n in range(2):
        assert kept.answer(survey, {codes["Âge"]: "r1"})
    with pytest.raises(kept.Closed):
        kept.answer(survey, {codes["Âge"]: "r1"})
    Survey.objects.filter(pk=survey.pk).update(wanted=3)
    assert kept.answer(survey, {codes["Âge"]: "r2"})
    survey.refresh_from_db()
    assert survey.state == State.CLOSED
    assert len(kept.all_answers(survey)) == 3


def test_with_names_it_is_said_before_and_who_made_it_reads_who(survey, codes, inside):
    client, _invited = inside(full_name="Camille Exemple")
    Survey.objects.filter(pk=survey.pk).update(is_named=True)
    path = f"/reseau/enquetes/{survey.pk}/"
    assert "Avec votre nom." in text_of(client.get(f"{path}repondre/"))
    client.post(f"{path}repondre/", {codes["Âge"]: "r1", codes["Idées"]: "Ouvrir le soir"})
    mine = boss(survey)
    assert "Moins de 26 ans 100 % 1 sur 1" in text_of(mine.get(path))
    book = load_workbook(io.BytesIO(mine.get(f"{path}resultats.xlsx").content))
    lines = [[cell.value for cell in line] for line in book["Réponses"].iter_rows()]
    assert lines[1] == ["Camille Exemple", "Moins de 26 ans", None, "Ouvrir le soir"]
    other = login(UserFactory(is_professional=True, is_staff=True))
    book = load_workbook(io.BytesIO(other.get(f"{path}resultats.xlsx").content))
    assert book.sheetnames == ["Résultats"]


def test_who_is_asked_is_by_territory_theme_and_what_they_hold(survey):
    held = Organisation.objects.create(name="Toits")
    house = StructureFactory(commune_id="77288", organisation=held, courriel="maison@example.org")
    ServiceFactory(structure=house, thematiques=["lecture-ecriture-calcul--maitriser-le-francais"])
    StructureFactory(commune_id="77288")
    member = UserFactory(is_professional=True)
    OrganisationMembership.objects.create(user=member, organisation=held, role=Membership.As.MEMBER)
    UserFactory(is_professional=True)
    survey.theme, survey.territory_kind, survey.territory_code = "francais", "departement", "77"
    assert list(targets.structures(survey).values_list("pk", flat=True)) == [house.pk]
    assert list(targets.people(survey)) == [member]
    survey.territory_code = "75"
    assert not targets.structures(survey).exists()
    assert not targets.people(survey).exists()


def test_a_structure_answers_by_the_link_of_its_mail(survey, codes, client):
    Survey.objects.filter(pk=survey.pk).update(whom=Whom.STRUCTURES)
    house = StructureFactory(nom="Maison des Essais", courriel="maison@example.org")
    Invited.objects.create(survey=survey, structure=house)
    survey.refresh_from_db()
    assert mailing.write_of(survey) == 1
    mail = Mail.objects.get()
    assert mail.recipient == "maison@example.org"
    link = re.search(r"/enquetes/lettre/\S+", mail.text).group()
    assert "Vous répondez pour : Maison des Essais" in text_of(client.get(link))
    assert client.post(link, {codes["Âge"]: "r1"}).url == "/enquetes/merci/"
    assert "déjà répondu" in text_of(client.get(link))
    assert client.get("/enquetes/lettre/x:y/").status_code == 404


def test_one_mail_a_week_whatever_the_surveys_three_at_most_and_none_once_stopped(survey, inside, client):
    _browser, invited = inside(email="camille@example.org")
    other = Survey.objects.create(author=survey.author, title="Autre", state=State.OPEN)
    Invited.objects.create(survey=other, user=invited.user)
    sent = [mailing.write()]
    for _week in range(8):
        Pace.objects.update(last=timezone.localdate() - timedelta(days=6))
        assert mailing.write() == 0
        Pace.objects.update(last=timezone.localdate() - timedelta(days=7))
        sent.append(mailing.write())
    # Three of each, then no more.
    assert sum(sent) == 6
    assert max(sent) == 1
    mail = Mail.objects.first()
    assert "Vos attentes" not in mail.subject
    link = re.search(r"/enquetes/arret/\S+", mail.text).group()
    assert "Ne plus les recevoir" in text_of(client.get(link))
    assert not Pace.objects.get().is_stopped
    assert "C’est fait" in text_of(client.post(link))
    Pace.objects.update(last=None)
    Invited.objects.update(mails=0)
    assert mailing.write() == 0


def test_a_survey_ends_on_its_day(survey, client, codes):
    Survey.objects.filter(pk=survey.pk).update(closes_on=timezone.localdate() - timedelta(days=1))
    assert "terminée" in text_of(client.get(f"/enquetes/{survey.pk}/"))
    assert mailing.close_ended() == 1
    survey.refresh_from_db()
    assert survey.state == State.CLOSED


def test_the_return_rate_is_shown(survey, codes, inside):
    client, _invited = inside()
    inside()
    client.post(f"/reseau/enquetes/{survey.pk}/repondre/", {codes["Âge"]: "r1"})
    assert "Interrogés 2 Ont répondu 1 Taux de retour 50 %" in text_of(
        boss(survey).get(f"/reseau/enquetes/{survey.pk}/")
    )


def test_an_account_that_closes_takes_its_named_answers_with_it(survey, codes, inside):
    client, invited = inside()
    Survey.objects.filter(pk=survey.pk).update(is_named=True)
    client.post(f"/reseau/enquetes/{survey.pk}/repondre/", {codes["Âge"]: "r1"})
    assert NamedAnswer.objects.count() == 1
    close(invited.user)
    assert not NamedAnswer.objects.exists()
    assert not Invited.objects.exists()


def test_erasing_a_survey_erases_its_answers(survey, codes):
    kept.answer(survey, {codes["Âge"]: "r1"})
    boss(survey).post(f"/reseau/enquetes/{survey.pk}/agir/", {"effacer": "certain"})
    assert not Survey.objects.exists()
    assert not SealedAnswers.objects.exists()


def test_who_left_the_group_is_asked_no_more(survey, inside):
    client, invited = inside()
    type(invited.user).objects.filter(pk=invited.user.pk).update(is_professional=False)
    assert client.get(f"/reseau/enquetes/{survey.pk}/repondre/").status_code in (302, 403, 404)
    assert mailing.write() == 0
