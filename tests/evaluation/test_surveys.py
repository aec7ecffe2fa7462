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
    mine.post(f"{path}agir/", {"lire": "oui"})
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
    mine.post(f"{path}agir/", {"lire": "oui"})
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
    assert "Professionnels invités 2 Interrogés 2 Ont répondu 1 Pas encore 1 Taux de retour 50 %" in text_of(
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


# --- Who is reached, asked once more, reminded -----------------------------------------------


@pytest.fixture
def of_structures(survey):
    """The survey, of structures: one with an address, one without, an example, a town hall."""
    Survey.objects.filter(pk=survey.pk).update(whom=Whom.STRUCTURES, state=State.DRAFT)
    survey.refresh_from_db()
    StructureFactory(nom="Maison écrite", courriel="maison@example.org", commune_id="77288")
    StructureFactory(nom="Maison muette", courriel="", commune_id="77288")
    StructureFactory(
        nom="Maison inventée", courriel="exemple@example.org", is_example=True, commune_id="77288"
    )
    StructureFactory(
        nom="Mairie de Melun",
        courriel="mairie@example.org",
        reseaux_porteurs=["communes"],
        commune_id="77288",
    )
    return survey


def test_who_is_reached_is_told_before_it_is_launched_and_town_halls_may_be_left_out(of_structures):
    mine, path = boss(of_structures), f"/reseau/enquetes/{of_structures.pk}/"
    page = text_of(mine.get(path))
    assert "Seraient invités : 1 mairie, 3 structures" in page
    assert "par courriel : 2" in page
    assert "sans adresse : 1" in page
    assert "exemple, à qui rien n’est écrit : 1" in page
    listed = text_of(mine.get(f"{path}destinataires/"))
    assert "Maison muette Melun structure sans adresse" in listed
    mine.post(
        f"{path}modifier/",
        {"title": "Vos attentes", "whom": "structures", "without_town_halls": "on", "target": "2"},
    )
    assert "mairie" not in text_of(mine.get(path)).partition("Seraient invités")[2].partition("Voir")[0]
    assert "Mairie de Melun" not in text_of(mine.get(f"{path}destinataires/"))
    stranger = login(UserFactory(is_professional=True))
    assert stranger.get(f"{path}destinataires/").status_code == 404


def test_launching_closing_and_erasing_ask_once(of_structures):
    mine, path = boss(of_structures), f"/reseau/enquetes/{of_structures.pk}/agir/"
    asked = mine.post(path, {"lancer": "oui"})
    assert "Invités : 1 mairie, 3 structures." in text_of(asked)
    assert 'name="lancer" value="certain"' in " ".join(asked.content.decode().split())
    assert Survey.objects.get().state == State.DRAFT
    assert not Mail.objects.exists()
    mine.post(path, {"lancer": "certain"})
    assert Survey.objects.get().state == State.OPEN
    mine.post(path, {"clore": "oui"})
    assert Survey.objects.get().state == State.OPEN
    mine.post(path, {"clore": "certain"})
    assert Survey.objects.get().state == State.CLOSED
    mine.post(path, {"effacer": "oui"})
    assert Survey.objects.exists()


def test_the_return_is_of_those_who_were_written_to(of_structures):
    mine, path = boss(of_structures), f"/reseau/enquetes/{of_structures.pk}/"
    Survey.objects.update(target=3)
    mine.post(f"{path}agir/", {"lancer": "certain"})
    assert set(Mail.objects.values_list("recipient", flat=True)) == {
        "maison@example.org",
        "mairie@example.org",
    }
    written = Invited.objects.get(structure__nom="Maison écrite")
    kept.answer(Survey.objects.get(), {of_structures.questions.first().code: "r1"}, written)
    page = text_of(mine.get(path))
    assert (
        "Structures invitées 4 Que rien n’atteint 2 À qui l’on a écrit 2 Ont répondu 1 Pas encore 1"
        " Taux de retour 50 % Réponses visées 3, il en manque 2" in page
    )


def test_a_reminder_by_hand_is_gentle_and_says_how_many_it_reaches(of_structures):
    mine, path = boss(of_structures), f"/reseau/enquetes/{of_structures.pk}/"
    Survey.objects.update(reminds=False)
    mine.post(f"{path}agir/", {"lancer": "certain"})
    assert Mail.objects.count() == 2
    later = timezone.localdate() + timedelta(days=4)
    assert f"à partir du {later.day}" in text_of(mine.get(path))
    refused = mine.post(f"{path}agir/", {"relancer": "certain"}, follow=True)
    assert "le prochain rappel peut partir le" in text_of(refused)
    Pace.objects.update(last=timezone.localdate() - timedelta(days=4))
    assert "Une relance atteindrait 2 structures aujourd’hui." in text_of(mine.get(path))
    assert "2 courriels partent" in text_of(mine.post(f"{path}agir/", {"relancer": "oui"}))
    assert Mail.objects.count() == 2
    mine.post(f"{path}agir/", {"relancer": "certain"})
    assert Mail.objects.count() == 4
    mine.post(f"{path}agir/", {"relancer": "certain"})
    assert Mail.objects.count() == 4
    # Three in all, by hand or not.
    for _time in range(3):
        Pace.objects.update(last=timezone.localdate() - timedelta(days=30))
        mine.post(f"{path}agir/", {"relancer": "certain"})
    assert Mail.objects.count() == 6


def test_the_next_mail_that_leaves_by_itself_is_told(survey, inside):
    _client, _invited = inside(email="camille@example.org")
    survey.refresh_from_db()
    assert mailing.write_of(survey) == 1
    after = timezone.localdate() + timedelta(days=7)
    assert mailing.next_days(survey)[0] == after
    Pace.objects.update(is_stopped=True)
    assert mailing.next_days(survey) == (None, None)


def test_who_has_not_answered_is_named_only_with_names_and_to_who_made_it(survey, codes, inside):
    client, _invited = inside(full_name="Camille Exemple")
    inside(full_name="Dominique Attend")
    path = f"/reseau/enquetes/{survey.pk}/"
    client.post(f"{path}repondre/", {codes["Âge"]: "r1"})
    mine = boss(survey)
    assert "pas encore" not in text_of(mine.get(f"{path}destinataires/"))
    Survey.objects.update(is_named=True)
    listed = text_of(mine.get(f"{path}destinataires/"))
    assert "Camille Exemple dans son espace, et par courriel a répondu" in listed
    assert "Dominique Attend dans son espace, et par courriel pas encore" in listed
    other = login(UserFactory(is_professional=True, is_staff=True))
    assert "pas encore" not in text_of(other.get(f"{path}destinataires/"))


def test_one_that_was_closed_opens_again_until_its_results_are_read(survey, codes):
    Survey.objects.update(closes_on=timezone.localdate() - timedelta(days=1), wanted=5)
    Survey.objects.update(closes_on=None)
    for _n in range(5):
        kept.answer(survey, {codes["Âge"]: "r1"})
    mine, path = boss(survey), f"/reseau/enquetes/{survey.pk}/"
    assert "Lire les résultats" in text_of(mine.get(path))
    assert "Moins de 26 ans" not in text_of(mine.get(path))
    assert mine.get(f"{path}resultats.csv").status_code == 404
    mine.post(f"{path}agir/", {"rouvrir": "oui"})
    survey.refresh_from_db()
    # Five was the number that ended it.
    assert (survey.state, survey.wanted) == (State.OPEN, None)
    assert kept.answer(survey, {codes["Âge"]: "r1"})
    mine.post(f"{path}agir/", {"clore": "certain"})
    mine.post(f"{path}agir/", {"lire": "oui"})
    assert "Moins de 26 ans" in text_of(mine.get(path))
    refused = mine.post(f"{path}agir/", {"rouvrir": "oui"}, follow=True)
    assert "elle ne s’ouvre plus" in text_of(refused)
    assert Survey.objects.get().state == State.CLOSED


def test_a_question_is_for_those_who_said_yes_before(survey, codes, inside):
    first = SurveyQuestion.objects.create(survey=survey, position=5, kind="ouinon", label="Venez-vous ?")
    mine, path = boss(survey), f"/reseau/enquetes/{survey.pk}/"
    Survey.objects.update(state=State.DRAFT)
    sent = {"label": "Quand ?", "kind": "ligne", "is_required": "on", "condition": f"{first.pk}:oui"}
    assert mine.post(f"{path}questions/nouvelle/", sent).status_code == 302
    second = SurveyQuestion.objects.get(label="Quand ?")
    assert second.condition == (first.code, "oui")
    Survey.objects.update(state=State.OPEN)
    client, _invited = inside()
    answer = f"{path}repondre/"
    asked = text_of(client.get(answer))
    assert "Seulement si vous avez répondu « Oui » à « Venez-vous ? »." in asked
    wrong = client.post(answer, {first.code: "oui"})
    assert wrong.status_code == 422
    assert "Cette question attend une réponse." in text_of(wrong)
    assert client.post(answer, {first.code: "non", second.code: "le soir"}).url == "/enquetes/merci/"
    assert kept.all_answers(survey) == [{first.code: "non"}]


def test_quotas_and_the_target_are_told_with_what_is_missing(survey, codes):
    survey.questions.filter(label="Âge").update(options=[["r1", "Jeunes", 20], ["r2", "Autres", 8]])
    Survey.objects.update(target=40)
    for number in range(30):
        kept.answer(
            survey, {codes["Âge"]: "r1" if number < 12 else "r2"} if number < 20 else {codes["Note"]: "3"}
        )
    mine, path = boss(survey), f"/reseau/enquetes/{survey.pk}/"
    mine.post(f"{path}agir/", {"clore": "certain"})
    mine.post(f"{path}agir/", {"lire": "oui"})
    page = text_of(mine.get(path))
    assert "sur 40 visées, il en manque 10" in page
    assert "Jeunes : quota de 20, il en manque 8" in page
    assert "Autres : quota de 8, atteint" in page


def test_answers_one_by_one_are_taken_away_with_names_alone_and_the_words_fit(survey, codes, inside):
    client, _invited = inside(full_name="Camille Exemple")
    Survey.objects.update(is_named=True)
    path = f"/reseau/enquetes/{survey.pk}/"
    client.post(f"{path}repondre/", {codes["Âge"]: "r1", codes["Idées"]: "Ouvrir le soir"})
    mine = boss(survey)
    page = text_of(mine.get(path))
    assert "Aucun nombre inférieur" not in page
    table = mine.get(f"{path}resultats.csv?feuille=réponses").content.decode("utf-8-sig")
    assert table.splitlines() == ["Qui;Âge;Note;Idées", "Camille Exemple;Moins de 26 ans;;Ouvrir le soir"]
    head = mine.get(f"{path}resultats.csv").content.decode("utf-8-sig").splitlines()[0]
    assert head == "Question;Réponse;Au moins;Au plus;Sur;Part;Moyenne"
    other = login(UserFactory(is_professional=True, is_staff=True))
    assert "Camille" not in other.get(f"{path}resultats.csv?feuille=réponses").content.decode()
