"""Who opens which page about people, and who may do what there: a table."""

import pytest

from accounts.charter import CharterVersion
from accounts.models import Funding, JoinRequest, Label, Organisation, TrustedDomain
from mapping.models import HoldingRequest
from places.models import NamedTerritory
from tests.desk.people.people import world
from tests.factories import StructureFactory, UserFactory

pytestmark = pytest.mark.django_db

WHO = [
    "visitor", "asker", "professional", "member", "referent", "other referent", "former referent",
    "ambassador", "far ambassador", "staff", "administrator",
]  # fmt: skip
OPEN, SIGN_IN, REFUSED, UNKNOWN = 200, 302, 403, 404
# Of whoever signs in: nobody's professional; professionals of any sort; staff.
PRO = dict.fromkeys(WHO, OPEN) | {"visitor": SIGN_IN, "asker": REFUSED, "former referent": REFUSED}
STAFF = dict.fromkeys(WHO, REFUSED) | {"visitor": SIGN_IN, "staff": OPEN, "administrator": OPEN}
INVITE = PRO | {"professional": REFUSED, "member": REFUSED}
EVERYBODY = dict.fromkeys(WHO, OPEN)
SIGNED_IN = EVERYBODY | {"visitor": SIGN_IN}
PAGES = {
    "/inscription/": EVERYBODY,
    "/organisations/{organisation}-les-hirondelles/": EVERYBODY,
    "/professionnels/demandes/": PRO,
    "/professionnels/structures/{structure}/tenir/": PRO,
    "/professionnels/invitations/": INVITE,
    "/professionnels/charte/": PRO,
    "/professionnels/annuaire/": PRO,
    "/professionnels/organisations/": PRO,
    "/professionnels/organisations/{organisation}/": PRO,
    "/professionnels/organisations/{organisation}/reunir/": STAFF,
    "/professionnels/personnes/": STAFF,
    "/professionnels/personnes/{person}/": STAFF,
    "/professionnels/domaines/": STAFF,
    "/professionnels/territoires/": STAFF,
    "/professionnels/territoires/nouveau/": STAFF,
    "/professionnels/territoires/secteur/": STAFF,
    "/mon-compte/profil/": SIGNED_IN,
    "/mon-compte/fermer/": SIGNED_IN,
}


@pytest.fixture
def people():
    return world()


@pytest.fixture
def named(people):
    """What the addresses above name."""
    NamedTerritory.objects.create(slug="secteur", nom="Secteur", communes=["77900"])
    structure = StructureFactory(organisation=people.other)
    return {
        "organisation": people.organisation.pk,
        "structure": structure.pk,
        "person": people.members["member"].pk,
    }


@pytest.mark.parametrize("path", PAGES)
def test_who_opens_a_page(people, named, path):
    asked = path.format(**named)
    found = {who: people.client(who).get(asked).status_code for who in WHO}
    assert found == PAGES[path]


def join(people) -> JoinRequest:
    return JoinRequest.objects.create(
        user=UserFactory(), organisation=people.organisation, commune_id="77900"
    )


DECIDE = {"referent", "ambassador", "staff", "administrator"}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("decision", ["accepter", "refuser"])
def test_who_decides_of_a_registration(people, who, decision):
    asked = join(people)
    people.client(who).post(f"/professionnels/demandes/comptes/{asked.pk}/", {"decision": decision})
    asked.refresh_from_db()
    asked.user.refresh_from_db()
    assert (asked.state != "asked") == (who in DECIDE)
    assert asked.user.is_professional == (who in DECIDE and decision == "accepter")
    assert asked.decided_by == (people.members[who] if who in DECIDE else None)


@pytest.mark.parametrize("who", WHO)
def test_who_lets_an_organisation_hold_a_structure(people, who):
    held = StructureFactory(organisation=people.organisation)
    asked = HoldingRequest.objects.create(
        structure=held, organisation=people.other, user=people.members["other referent"]
    )
    people.client(who).post(f"/professionnels/demandes/fiches/{asked.pk}/", {"decision": "accepter"})
    held.refresh_from_db()
    assert (held.organisation == people.other) == (who in DECIDE)


CHANGE = {"referent", "staff", "administrator"}


@pytest.mark.parametrize("who", WHO)
def test_who_changes_an_organisation(people, who):
    client, one = people.client(who), people.organisation
    at = f"/professionnels/organisations/{one.pk}/"
    client.post(at, {"nom": "Autre nom", "siren": one.siren})
    client.post(f"{at}labels/", {"labels-name": "France services"})
    client.post(f"{at}financements/", {"financements-funder": "Préfecture"})
    joined = one.memberships.get(user=people.members["member"])
    client.post(f"{at}membres/{joined.pk}/", {"acte": "referent"})
    one.refresh_from_db()
    joined.refresh_from_db()
    may = who in CHANGE
    assert (one.name == "Autre nom") == may
    assert Label.objects.exists() == may
    assert Funding.objects.exists() == (who in {"staff", "administrator"})
    assert (joined.role == "referent") == may


@pytest.mark.parametrize("who", WHO)
def test_who_administers_people(people, who):
    client, someone = people.client(who), people.members["professional"]
    client.post(f"/professionnels/personnes/{someone.pk}/", {"acte": "bloquer"})
    client.post("/professionnels/domaines/", {"domaine": "exemple.org"})
    client.post("/professionnels/charte/version/", {"texte": "Je m’engage."})
    drawn = {"nom": "Est", "sorte": "secteur", "communes": "77900"}
    client.post("/professionnels/territoires/nouveau/", drawn)
    client.post(f"/professionnels/organisations/{people.organisation.pk}/reunir/", {"autre": people.other.pk})
    someone.refresh_from_db()
    may = who in {"staff", "administrator"}
    assert someone.is_active != may
    assert TrustedDomain.objects.exists() == may
    assert CharterVersion.objects.exists() == may
    assert NamedTerritory.objects.exists() == may
    assert Organisation.objects.filter(pk=people.other.pk).exists() != may


@pytest.mark.parametrize(("who", "may"), [("staff", False), ("administrator", True)])
def test_administrators_alone_name_staff(people, who, may):
    someone = people.members["professional"]
    answer = people.client(who).post(f"/professionnels/personnes/{someone.pk}/", {"acte": "prefecture"})
    someone.refresh_from_db()
    assert (answer.status_code, someone.is_staff) == ((302, True) if may else (403, False))


def test_staff_touch_no_account_of_an_administrator_nor_their_own(people):
    client, chief = people.client("staff"), people.members["administrator"]
    for one in (chief, people.members["staff"]):
        assert client.post(f"/professionnels/personnes/{one.pk}/", {"acte": "bloquer"}).status_code == 403
        one.refresh_from_db()
        assert one.is_active


INVITERS = {"referent", "ambassador", "far ambassador", "staff", "administrator"}


@pytest.mark.parametrize("who", WHO)
def test_who_invites_into_an_organisation(people, who):
    sent = {"organisation": people.organisation.pk, "liste": "lea@example.org ; Léa Martin"}
    people.client(who).post("/professionnels/invitations/", sent)
    joined = people.organisation.memberships.filter(user__email="lea@example.org").exists()
    assert joined == (who in INVITERS)


def test_what_is_private_reaches_no_lower_role(people, named):
    """Sown strings: funders are staff's, members' addresses are for who decides, messages for who decides."""
    Funding.objects.create(organisation=people.organisation, funder="SOWN-FUNDER")
    people.members["member"].email = "sown-address@example.org"
    people.members["member"].save()
    JoinRequest.objects.create(
        user=UserFactory(full_name="SOWN-ASKER"), organisation=people.organisation, message="SOWN-MESSAGE"
    )
    told = {
        who: {
            word
            for path in PAGES
            for text in [people.client(who).get(path.format(**named)).content.decode()]
            for word in ("SOWN-FUNDER", "sown-address", "SOWN-ASKER", "SOWN-MESSAGE")
            if word in text
        }
        for who in WHO
    }
    everything = {"SOWN-FUNDER", "sown-address", "SOWN-ASKER", "SOWN-MESSAGE"}
    expected = {who: set() for who in WHO} | {
        "referent": everything - {"SOWN-FUNDER"},
        # Their own, on the page where they close their account.
        "member": {"sown-address"},
        "staff": everything,
        "administrator": everything,
    }
    assert told == expected
