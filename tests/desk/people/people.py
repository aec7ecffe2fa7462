"""A small world of people: one of each standing, around one organisation and one territory."""

from dataclasses import dataclass

from django.test import Client

from accounts import organisations
from accounts.models import AmbassadorOf, Membership, Organisation, User
from tests.factories import CommuneFactory, UserFactory

MAIL = "sown-private@hidden.example"


@dataclass
class People:
    """`members` by standing: who signs in as what."""

    organisation: Organisation
    other: Organisation
    members: dict[str, User | None]

    def client(self, who: str) -> Client:
        client = Client()
        if (user := self.members[who]) is not None:
            client.force_login(user)
        return client


def world() -> People:
    CommuneFactory()
    one = Organisation.objects.create(name="Les Hirondelles", siren="552100554")
    other = Organisation.objects.create(name="Toits solidaires")
    members: dict[str, User | None] = {
        "visitor": None,
        "asker": UserFactory(full_name="Omar Diallo"),
        "professional": UserFactory(full_name="Nadia Kaci", is_professional=True),
        "member": UserFactory(full_name="Paul Durand", is_professional=True),
        "referent": UserFactory(full_name="Samira Benali", is_professional=True),
        "other referent": UserFactory(full_name="Lina Roux", is_professional=True),
        "former referent": UserFactory(full_name="Ana Petit"),
        "ambassador": UserFactory(full_name="Yann Le Goff", is_professional=True),
        "far ambassador": UserFactory(full_name="Zoé Loin", is_professional=True),
        "staff": UserFactory(full_name="Paule Préfète", is_staff=True),
        "administrator": UserFactory(full_name="Chef Admin", is_staff=True, is_superuser=True),
    }
    referent = Membership.As.REFERENT
    organisations.join(members["member"], one)
    organisations.join(members["referent"], one, referent)
    organisations.join(members["former referent"], one, referent)
    organisations.join(members["other referent"], other, referent)
    AmbassadorOf.objects.create(user=members["ambassador"], kind="departement", code="77")
    AmbassadorOf.objects.create(user=members["far ambassador"], kind="departement", code="13")
    return People(one, other, members)
