"""Records left to some, accounts that may write no more, and who is told that others write."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AmbassadorOf, ApiToken, OrganisationMembership
from common.models import Mail
from history import batches
from history.models import Act, Batch, BatchState, Block, Cause, Event
from mapping import protection
from mapping.changes.known import history_path
from mapping.models import ChangesLetter, Guard, Protection, Status, Structure, Visibility
from mapping.patrol import blocking, letters
from mapping.writing import change
from places.territories import TerritoryKind
from tests.factories import StructureFactory, UserFactory, answers_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def structure():
    return StructureFactory(nom="Les Hirondelles", commune_id="77288")


@pytest.fixture
def staff():
    return UserFactory(is_staff=True, full_name="Claire D.")


@pytest.fixture
def people(structure, staff):
    """Each sort of person, by name."""
    keeper = answers_for(UserFactory(is_professional=True), structure)
    referent = UserFactory(is_professional=True)
    referent.organisation_memberships.create(
        organisation=keeper.organisation, role=OrganisationMembership.As.REFERENT
    )
    ambassador, elsewhere = (UserFactory(is_professional=True) for _ in "ab")
    for who, kind, code in (
        (ambassador, TerritoryKind.EPCI, "247700057"),
        (elsewhere, TerritoryKind.DEPARTEMENT, "78"),
    ):
        AmbassadorOf.objects.create(user=who, kind=kind.value, code=code)
    return {
        "member": keeper,
        "referent": referent,
        "ambassador": ambassador,
        "elsewhere": elsewhere,
        "professional": UserFactory(is_professional=True),
        "staff": staff,
    }


def may(people, structure) -> set[str]:
    structure = Structure.objects.get(pk=structure.pk)
    return {name for name, user in people.items() if not protection.refuses(user, structure)}


def last_act() -> Act:
    return Act.objects.order_by("-pk").first()


EVERYONE = {"member", "referent", "ambassador", "elsewhere", "professional", "staff"}


class TestProtection:
    def test_the_wiki_is_the_default(self, people, structure):
        assert may(people, structure) == EVERYONE

    @pytest.mark.parametrize(
        ("guard", "left"),
        [(Guard.KEEPERS, {"referent", "ambassador", "staff"}), (Guard.STAFF, {"staff"})],
    )
    def test_a_protected_record_is_left_to_some(self, people, structure, staff, guard, left):
        protection.protect(structure, guard, staff, "Vandalisme répété.")
        assert may(people, structure) == left
        said = protection.refuses(people["professional"], structure)
        assert "protégée" in said
        assert "Vandalisme répété." in said
        protection.unprotect(structure, staff)
        assert may(people, structure) == EVERYONE

    def test_until_a_day(self, people, structure, staff):
        today = timezone.localdate()
        protection.protect(structure, Guard.STAFF, staff, "x", today)
        assert may(people, structure) == {"staff"}
        Protection.objects.update(until=today - timedelta(days=1))
        assert may(people, structure) == EVERYONE
        # What is over by its day leaves room for another.
        protection.protect(structure, Guard.KEEPERS, staff, "y")
        assert protection.protection_of(structure.pk).guard == Guard.KEEPERS

    @pytest.mark.parametrize(
        ("kind", "code", "is_here"),
        [
            (TerritoryKind.EPCI, "247700057", True), (TerritoryKind.DEPARTEMENT, "77", True),
            (TerritoryKind.DEPARTEMENT, "78", False),
        ],
    )  # fmt: skip
    def test_a_territory_is_left_to_who_holds_its_records(
        self, people, structure, staff, kind, code, is_here
    ):
        rule = protection.leave_to_owners(kind, code, staff, "Choix du comité.")
        assert may(people, structure) == (
            {"member", "referent", "ambassador", "staff"} if is_here else EVERYONE
        )
        with pytest.raises(protection.Already):
            protection.leave_to_owners(kind, code, staff, "encore")
        assert protection.open_to_all(rule, staff)
        assert may(people, structure) == EVERYONE

    def test_it_is_in_the_history_with_who_and_why(self, client, people, structure, staff):
        protection.protect(structure, Guard.STAFF, staff, "Vandalisme répété.")
        protection.unprotect(structure, staff, "Calme revenu")
        acts = Act.objects.filter(cause=Cause.PROTECT).order_by("pk")
        assert [(act.by, act.note) for act in acts] == [
            (staff, "Vandalisme répété."),
            (staff, "Calme revenu"),
        ]
        path = history_path(structure.pk, structure.nom)
        assert "Vandalisme" not in client.get(path).content.decode()
        client.force_login(people["professional"])
        page = client.get(path).content.decode()
        assert "Vandalisme répété." in page
        assert "Claire D." in page

    @pytest.mark.parametrize(
        ("who", "code"),
        [("staff", 200), ("ambassador", 200), ("elsewhere", 403), ("referent", 403), ("professional", 403)],
    )
    def test_by_its_page(self, client, people, structure, who, code):
        client.force_login(people[who])
        path = reverse("structure-protection", args=[structure.pk])
        assert client.get(path).status_code == code
        sent = {"guard": "staff", "until": "", "why": "Vandalisme."}
        answer = client.post(path, sent)
        assert answer.status_code == (302 if code == 200 else code)
        assert Protection.objects.exists() == (code == 200)
        if code == 200:
            assert "Fiche protégée" in client.get(history_path(structure.pk, structure.nom)).content.decode()
            client.post(path, {"action": "lever"})
            assert protection.protection_of(structure.pk) is None

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"guard": "staff", "until": "2020-01-01", "why": "x"}, "entre aujourd’hui et dans un an"),
            ({"guard": "staff", "until": "", "why": ""}, "Pourquoi"),
            ({"guard": "moi", "until": "", "why": "x"}, "Qui peut encore"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_protected(self, client, staff, structure, sent, said):
        client.force_login(staff)
        answer = client.post(reverse("structure-protection", args=[structure.pk]), sent)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert 'class="error"' in answer.content.decode()
        assert not Protection.objects.exists()

    def test_what_is_protected_is_not_put_back_by_others(self, client, people, structure, staff):
        change(structure, {"telephone": "00"}, people["professional"])
        act = Act.objects.order_by("-pk").first()
        protection.protect(structure, Guard.STAFF, staff, "Vandalisme.")
        client.force_login(people["member"])
        assert client.post(reverse("change-undo", args=[act.pk])).status_code == 403
        assert client.post(reverse("structure-restore", args=[structure.pk])).status_code == 403
        page = client.get(history_path(structure.pk, structure.nom)).content.decode()
        assert "/retablir/" not in page
        client.force_login(staff)
        assert client.post(reverse("change-undo", args=[act.pk])).status_code == 302

    def test_a_territory_by_the_page_of_staff(self, client, people, staff):
        client.force_login(people["professional"])
        sent = {"territoire": "Seine-et-Marne", "why": "Choix."}
        assert client.post(reverse("leave-to-owners"), sent).status_code == 403
        client.force_login(staff)
        client.post(reverse("leave-to-owners"), {"territoire": "Nulle part", "why": "x"})
        assert not protection.territories_left_to_owners().exists()
        client.post(reverse("leave-to-owners"), sent)
        rule = protection.territories_left_to_owners().get()
        assert (rule.kind, rule.code) == ("departement", "77")
        assert "Seine-et-Marne" in client.get(reverse("patrol")).content.decode()
        client.post(reverse("open-to-all", args=[rule.pk]))
        assert not protection.territories_left_to_owners().exists()


class TestPatrol:
    @pytest.mark.parametrize(
        ("who", "code"), [("staff", 200), ("ambassador", 200), ("professional", 403), ("referent", 403)]
    )
    def test_for_who_watches(self, client, people, structure, who, code):
        change(structure, {"telephone": "01 99 00 00 86"}, people["member"])
        client.force_login(people[who])
        answer = client.get(reverse("patrol"))
        assert answer.status_code == code
        assert ("01 99 00 00 86" in answer.content.decode().replace("\xa0", " ")) == (code == 200)
        listed = reverse("patrol") in client.get(reverse("workspace")).content.decode()
        assert listed == (code == 200)
        assert ("Comptes" in answer.content.decode()) == (who == "staff")

    def test_what_staff_did_or_somebody_took_back_waits_for_nobody(self, client, people, structure, staff):
        change(structure, {"telephone": "01 99 00 00 86"}, staff)
        change(structure, {"nom": "Vandale"}, people["professional"])
        client.force_login(people["ambassador"])
        waiting = client.get(reverse("patrol")).content.decode()
        assert "Vandale" in waiting
        assert "Téléphone" not in waiting
        client.force_login(staff)
        client.post(reverse("change-undo", args=[last_act().pk]))
        assert "Tout a été vu" in client.get(reverse("patrol")).content.decode()

    def test_an_ambassador_sees_no_draft_nor_hidden_place(self, client, people, structure, staff):
        refuge = StructureFactory(
            nom="Refuge",
            commune_id="77288",
            address_visibility=Visibility.OWNERS,
            adresse="1 rue Introuvable",
        )
        change(refuge, {"adresse": "2 rue Introuvable", "telephone": "01 99 00 00 99"}, people["member"])
        draft = StructureFactory(nom="Brouillonne", commune_id="77288", status=Status.DRAFT)
        change(draft, {"description": "Brouillon."}, people["member"])
        protection.protect(draft, Guard.STAFF, staff, "Motif Caché")
        client.force_login(people["ambassador"])
        page = client.get(reverse("patrol")).content.decode()
        assert "Refuge" in page
        for word in ("Introuvable", "Brouillon", "Motif Caché"):
            assert word not in page


class TestBlockedAccounts:
    def test_at_once_everywhere_and_back(self, staff, structure):
        person = UserFactory(is_professional=True)
        browser = Client()
        browser.force_login(person)
        assert browser.get(reverse("workspace")).status_code == 200
        token = ApiToken(user=person, name="x")
        token.renew()
        token.save()
        blocking.block(person, staff, "Vandalisme")
        assert browser.get(reverse("workspace")).status_code == 302
        assert not browser.session.get("_auth_user_id")
        person.refresh_from_db()
        token.refresh_from_db()
        assert not person.is_active
        assert not token.is_valid
        assert blocking.unblock(person, staff)
        person.refresh_from_db()
        assert person.is_active
        # Neither the session nor the token comes back with the account.
        assert browser.get(reverse("workspace")).status_code == 302
        token.refresh_from_db()
        assert not token.is_valid
        held = Block.objects.get()
        assert (held.act.by, held.act.note, held.lifted.by) == (staff, "Vandalisme", staff)

    def test_who_blocks_whom(self, staff):
        chief = UserFactory(is_staff=True, is_superuser=True)
        other, professional = UserFactory(is_staff=True), UserFactory(is_professional=True)
        assert blocking.why_not_blocked(professional, staff) == ""
        assert blocking.why_not_blocked(other, chief) == ""
        for account, by in ((staff, staff), (other, staff), (chief, staff), (other, professional)):
            assert blocking.why_not_blocked(account, by)
            with pytest.raises(blocking.NotBlocked):
                blocking.block(account, by, "x")
        blocking.block(professional, staff, "x")
        with pytest.raises(blocking.NotBlocked):
            blocking.block(professional, staff, "x")

    def test_by_the_page_and_everything_taken_back(self, client, staff, structure):
        vandal = UserFactory(is_professional=True, full_name="Paul V.", email="paul@example.org")
        before = structure.telephone
        change(structure, {"telephone": "00"}, vandal)
        client.force_login(staff)
        answer = client.get(reverse("account-find"), {"courriel": "PAUL@example.org"})
        page = reverse("account-changes", args=[vandal.pk])
        assert answer.url == page
        assert "Bloquer ce compte" in client.get(page).content.decode()
        client.post(reverse("account-block", args=[vandal.pk]), {"why": ""})
        assert not Block.objects.exists()
        client.post(reverse("account-block", args=[vandal.pk]), {"why": "Vandalisme"})
        assert "compte bloqué" in client.get(page).content.decode()
        assert "Paul V." in client.get(reverse("patrol")).content.decode()
        days = {"du": timezone.localdate().isoformat(), "au": timezone.localdate().isoformat()}
        rehearsed = client.get(reverse("account-rehearse", args=[vandal.pk]), days).content.decode()
        assert "<strong>1</strong> fiche ou partie de fiche reviendrait" in rehearsed
        assert "essai à blanc" in rehearsed
        assert "répétition" not in rehearsed
        assert structure.nom in rehearsed.split("Ce qui serait annulé")[1].split("<form")[0]
        assert "téléphone" in rehearsed.split("Ce qui serait annulé")[1].split("<form")[0]
        structure.refresh_from_db()
        assert structure.telephone == "00"
        path = reverse("account-undo", args=[vandal.pk])
        # One more since the rehearsal: said, and nothing done.
        client.post(path, days | {"why": "Vandalisme", "actes": "0"})
        assert not Batch.objects.exists()
        answer = client.post(path, days | {"why": "Vandalisme", "actes": "1"}, follow=True)
        assert "terminée" in answer.content.decode()
        structure.refresh_from_db()
        assert structure.telephone == before
        assert structure.nom in answer.content.decode().split("Ce qui est annulé")[1]
        assert "déjà annulée" in client.get(page).content.decode()
        again = client.get(reverse("account-rehearse", args=[vandal.pk]), days).content.decode()
        assert "Ce qui serait annulé" not in again
        assert "aucune modification de" in again
        assert "Tout annuler" not in again
        batch = Batch.objects.get()
        client.post(reverse("batch-redo", args=[batch.pk]))
        structure.refresh_from_db()
        assert structure.telephone == "00"
        client.post(reverse("batch-redo", args=[batch.pk]))
        assert Batch.objects.count() == 2
        # What was done again is there again, to be taken back.
        assert "déjà annulée" not in client.get(page).content.decode()
        assert (
            "1 modification de"
            in client.get(reverse("account-rehearse", args=[vandal.pk]), days).content.decode()
        )

    def test_a_batch_that_an_error_stopped_is_said_and_taken_up_again(self, client, staff, structure):
        vandal = UserFactory(is_professional=True)
        change(structure, {"telephone": "00"}, vandal)
        now = timezone.now()
        batch = batches.ask(vandal, now - timedelta(1), now + timedelta(1), [last_act().pk], staff, "x")
        Batch.objects.update(state=BatchState.STOPPED)
        client.force_login(staff)
        assert "Reprendre" in client.get(reverse("batch", args=[batch.pk])).content.decode()
        answer = client.post(reverse("batch-resume", args=[batch.pk]), follow=True)
        assert "terminée" in answer.content.decode()
        structure.refresh_from_db()
        assert structure.telephone != "00"

    @pytest.mark.parametrize("name", ["account-changes", "account-rehearse"])
    def test_for_staff_alone(self, client, name):
        person = UserFactory(is_professional=True)
        client.force_login(person)
        assert client.get(reverse(name, args=[person.pk])).status_code == 403
        for post in ("account-block", "account-undo"):
            assert client.post(reverse(post, args=[person.pk]), {"why": "x"}).status_code == 403


class TestOwnersAreTold:
    def test_once_of_what_others_did(self, people, structure):
        member, other = people["member"], people["professional"]
        letters.tell_owners()
        Mail.objects.all().delete()
        change(structure, {"telephone": "01 99 00 00 86"}, member)
        change(structure, {"horaires_accueil": "Mo 09:00-12:00"}, other)
        ChangesLetter.objects.filter(user=people["referent"]).update(wanted=False)
        _another_day()
        assert letters.tell_owners() == 1
        sent = Mail.objects.get()
        assert sent.recipient == member.email
        assert "Horaires de l’accueil" in sent.text
        assert "Téléphone" not in sent.text
        assert history_path(structure.pk, structure.nom) in sent.text
        assert reverse("changes-letter") in sent.text
        _another_day()
        assert letters.tell_owners() == 0

    def test_one_a_day(self, people, structure):
        letters.tell_owners()
        _another_day()
        for number in range(2):
            change(structure, {"telephone": f"01 99 00 00 8{number}"}, people["professional"])
            letters.tell_owners()
        sent = Mail.objects.filter(recipient=people["member"].email)
        assert sent.count() == 1
        _another_day()
        letters.tell_owners()
        # What came after the day's mail is told the next day.
        assert sent.get().text.count("Téléphone") == 1

    def test_no_more_than_they_may_see(self, people, structure, staff):
        letters.tell_owners()
        Structure.objects.filter(pk=structure.pk).update(address_visibility=Visibility.OWNERS)
        structure.refresh_from_db()
        change(structure, {"adresse": "7 rue Introuvable"}, staff)
        _another_day()
        assert letters.tell_owners() == 0
        change(structure, {"adresse": "8 rue Introuvable", "nom": "Autre nom"}, staff)
        _another_day()
        assert letters.tell_owners() == 2
        for one in Mail.objects.all():
            assert "Introuvable" not in one.text
            assert "Adresse" not in one.text
            assert "Nom" in one.text

    def test_who_wants_none_says_so_after_signing_in(self, client, people, structure):
        path = reverse("changes-letter")
        assert client.get(path).url == f"{reverse('login')}?next={path}"
        client.force_login(people["member"])
        assert "checked" in client.get(path).content.decode()
        client.post(path, {})
        assert not letters.wants(people["member"])
        change(structure, {"telephone": "01 99 00 00 86"}, people["professional"])
        letters.tell_owners()
        assert not Mail.objects.filter(recipient=people["member"].email).exists()
        client.post(path, {"m_ecrire": "oui"})
        assert letters.wants(people["member"])

    def test_one_who_left_or_was_blocked_is_told_nothing(self, people, structure, staff):
        letters.tell_owners()
        people["member"].organisation_memberships.all().delete()
        blocking.block(people["referent"], staff, "x")
        change(structure, {"telephone": "01 99 00 00 86"}, people["professional"])
        _another_day()
        assert letters.tell_owners() == 0
        assert Event.objects.exists()
        assert mail.outbox == []


def _another_day() -> None:
    """What was sent was sent the day before."""
    Mail.objects.all().delete()
