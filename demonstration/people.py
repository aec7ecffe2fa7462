# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accounts of a try, one of each role: made when somebody first enters by one, and marked « exemple ».

To add one, add a line to `EXAMPLES`; what it is of something (an organisation, a group, a territory) is said
by functions that are given the account once it is made.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import AmbassadorOf, Group, GroupMembership, Organisation, OrganisationMembership, User
from demonstration import governance
from demonstration.examples import MARK, SOURCE
from history.models import Cause
from mapping import writing
from mapping.models import Structure
from places.territories import TerritoryKind

# Nobody receives mail there (RFC 2606).
DOMAIN = "exemple.invalid"
ORGANISATION = governance.ORGANISATION
GROUP = f"Réseau du territoire {MARK}"
_ABOUT_GROUP = """Un lieu pour se connaître et s’entraider, entre structures du territoire.

- partager ce qui marche, et ce qui ne marche pas ;
- préparer les rencontres et garder leurs comptes rendus ;
- ne pas laisser une question sans réponse.
"""
# So many invented structures are run by the organisation of the examples.
_HELD = 3


@dataclass(frozen=True, slots=True)
class Example:
    """An account of a try: `role` says what it is, `opens` what one sees with it."""

    key: str
    name: str
    role: str
    opens: str
    fields: dict[str, Any] = field(default_factory=dict)
    joins: tuple[Callable[[User], None], ...] = ()

    @property
    def email(self) -> str:
        """The address of the account, which receives nothing."""
        return f"{self.key}@{DOMAIN}"


def _member(user: User) -> None:
    _join(user, OrganisationMembership.As.MEMBER)


def _referent(user: User) -> None:
    _join(user, OrganisationMembership.As.REFERENT)


def _join(user: User, role: str) -> None:
    organisation, is_new = Organisation.objects.get_or_create(name=ORGANISATION)
    OrganisationMembership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": role}
    )
    if is_new:
        for structure in Structure.objects.filter(source=SOURCE, organisation=None).order_by("pk")[:_HELD]:
            writing.change(structure, {"organisation": organisation})
        governance.seat(organisation)


def _leads_the_network(user: User) -> None:
    everywhere = settings.DEPARTEMENT == "all"
    group, _is_new = Group.objects.get_or_create(
        name=GROUP,
        defaults={
            "kind": Group.Kind.TERRITORIAL,
            "summary": "Celles et ceux qui accueillent, sur un même territoire.",
            "about": _ABOUT_GROUP,
            "territory_kind": "" if everywhere else TerritoryKind.DEPARTEMENT.value,
            "territory_code": "" if everywhere else settings.DEPARTEMENT,
            "joining": Group.Joining.ON_REQUEST,
            "is_listed": True,
            "is_example": True,
            "created_by": user,
        },
    )
    GroupMembership.objects.get_or_create(
        user=user, group=group, defaults={"role": GroupMembership.As.REFERENT}
    )


def _answers_for_the_territory(user: User) -> None:
    if settings.DEPARTEMENT != "all":
        AmbassadorOf.objects.get_or_create(
            user=user, kind=TerritoryKind.DEPARTEMENT.value, code=settings.DEPARTEMENT
        )


EXAMPLES = (
    Example(
        "inscrit",
        "Noé Lambert",
        "Personne inscrite",
        "Un compte qui attend d’être accepté : il voit ce que tout le monde voit.",
    ),
    Example(
        "professionnelle",
        "Inès Moreau",
        "Professionnelle",
        "Une travailleuse sociale : les contacts directs, l’espace des professionnels.",
        {"is_professional": True},
        (_member,),
    ),
    Example(
        "referent",
        "Karim Haddad",
        "Référent d’une organisation",
        "Il répond des fiches de son association, et de qui la rejoint.",
        {"is_professional": True},
        (_referent,),
    ),
    Example(
        "ambassadrice",
        "Léa Fontaine",
        "Ambassadrice d’un territoire",
        "Elle anime le réseau du territoire : elle y laisse entrer, surveille et protège les fiches.",
        {"is_professional": True},
        (_leads_the_network, _answers_for_the_territory),
    ),
    Example(
        "prefecture",
        "Paul Renard",
        "Préfecture",
        "Un agent de la préfecture : toutes les fiches, le territoire, les imports.",
        {"is_professional": True, "is_staff": True},
    ),
    Example(
        "administratrice",
        "Awa Diallo",
        "Administratrice",
        "Tout, l’administration technique comprise.",
        {"is_professional": True, "is_staff": True, "is_superuser": True},
    ),
)
_BY_KEY = {example.key: example for example in EXAMPLES}


def account(key: str) -> User:
    """The account of an example, made the first time. Raises KeyError for a key of none."""
    example = _BY_KEY[key]
    with transaction.atomic():
        user = User.objects.filter(email=example.email, is_example=True).first()
        if user is None:
            user = User.objects.create_user(
                example.email, full_name=name_of(key), is_example=True, **example.fields
            )
        for join in example.joins:
            join(user)
    return user


def name_of(key: str) -> str:
    """What the account of an example is called, made or not. Raises KeyError for a key of none."""
    return f"{_BY_KEY[key].name} {MARK}"


def remove() -> int:
    """Take every account of a try out of the database, with what was made for them; how many there were.

    What they changed stays, and its history, without their name; so do the groups in which something is
    written (`demonstration.groups.remove_empty`).
    """
    # An act of the examples: nobody is said to have edited what they wrote.
    with writing.bulk(Cause.DEMO):
        examples = User.objects.filter(is_example=True)
        count = examples.count()
        examples.delete()
        Organisation.objects.filter(name=ORGANISATION, memberships=None).delete()
    return count
