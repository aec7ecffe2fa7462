# SPDX-License-Identifier: AGPL-3.0-or-later
"""Organisations: found by name or SIREN, made, joined, made one of two."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, OrganisationMembership, User
from accounts.relations import referring_to
from places.folding import fold

MAX_FOUND = 20
_SPACES = re.compile(r"[\s. ]+")
_MEMBERSHIPS = OrganisationMembership._meta.get_field("organisation")


def siren_of(text: str) -> str:
    """The SIREN that a text gives, itself or as the head of a SIRET; empty for an empty text.

    Raises ValidationError for anything else, or a number whose key is wrong (Luhn's, as INSEE's are; La
    Poste's own establishments alone do without, and its SIREN does not).
    """
    digits = _SPACES.sub("", text)
    if not digits:
        return ""
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (9, 14):
        raise ValidationError(_("Un SIREN a neuf chiffres, un SIRET quatorze : « 552 100 554 »."))
    siren = digits[:9]
    if not _has_right_key(siren):
        raise ValidationError(
            _("« %(siren)s » n’est pas un numéro SIREN : sa clé est fausse. Vérifiez chaque chiffre.")
            % {"siren": siren}
        )
    return siren


def _has_right_key(digits: str) -> bool:
    doubled = (int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(digits)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def found(text: str) -> QuerySet[Organisation]:
    """The organisations whose name holds the words of a text, or of its SIREN or SIRET; every one for an
    empty text."""
    words = text.split()
    digits = _SPACES.sub("", text)
    if digits.isdigit() and len(digits) in (9, 14):
        return Organisation.objects.filter(siren=digits[:9])
    asked = Q()
    for word in words:
        asked &= Q(name__icontains=word)
    return Organisation.objects.filter(asked)


# Said of so many organisations that to share them is no likeness.
_SHARED = """
    association asso atelier ateliers centre club collectif comite exemple federation fondation francais
    groupe maison service social societe union ville
"""
_OF_MANY = frozenset(_SHARED.split())
MAX_CLOSE = 5


@dataclass(frozen=True, slots=True)
class Likely:
    """The organisations that a written name may mean: those of the very same name, case, accents and
    punctuation apart; then those that share words of it, the most words first."""

    same: tuple[Organisation, ...]
    close: tuple[Organisation, ...]


def folded(name: str) -> str:
    """A name as it is compared: folded, without the mark of an example, which nobody types."""
    return fold(name.strip().removesuffix("(exemple)"))


def folded_names() -> dict[int, str]:
    """The name of every organisation, `folded`, by number."""
    return {number: folded(name) for number, name in Organisation.objects.values_list("pk", "name")}


def likely(text: str, names: Mapping[int, str]) -> Likely:
    """The organisations that `text`, written by somebody, may mean, of those of these `folded_names`."""
    name = folded(text)
    words = {word for word in name.split() if len(word) > 2} - _OF_MANY
    same: list[int] = []
    close: list[tuple[int, str, int]] = []
    for number, held_name in names.items() if name else ():
        if held_name == name:
            same.append(number)
        elif shared := words.intersection(held_name.split()):
            close.append((-len(shared), held_name, number))
    shown = [number for *_order, number in sorted(close)[:MAX_CLOSE]]
    held = Organisation.objects.in_bulk([*same, *shown])
    return Likely(tuple(held[number] for number in same), tuple(held[number] for number in shown))


def slug_of(organisation: Organisation) -> str:
    """The name of an organisation as the address of its page has it."""
    return slugify(organisation.name)[:60].strip("-") or "organisation"


def join(
    user: User, organisation: Organisation, role: Membership.As = Membership.As.MEMBER
) -> OrganisationMembership:
    """Make `user` belong to an organisation; a referent who joins again as a member stays a referent."""
    joined, is_new = OrganisationMembership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": role}
    )
    if not is_new and role == Membership.As.REFERENT and joined.role != role:
        joined.role = role
        joined.save(update_fields=["role"])
    return joined


def referents(organisation: Organisation) -> QuerySet[User]:
    """The referents of an organisation who are professionals today."""
    return User.objects.filter(
        organisation_memberships__organisation=organisation,
        organisation_memberships__role=Membership.As.REFERENT,
        is_active=True,
    ).filter(Q(is_professional=True) | Q(is_staff=True))


@transaction.atomic
def absorb(kept: Organisation, gone: Organisation) -> None:
    """Give `kept` whatever is of `gone`, in every room, then take `gone` away.

    Members of both stay once, as referents where they were of either. Whoever writes in the history, or locks
    what belongs to it, does so around this (`mapping.organisations.merge`). Raises ValueError for one and the
    same.
    """
    if kept.pk == gone.pk:
        raise ValueError("an organisation is not merged with itself")
    for joined in gone.memberships.select_related("user"):
        join(joined.user, kept, Membership.As(joined.role))
    for relation in referring_to(Organisation):
        if relation.field is not _MEMBERSHIPS:
            _move(relation, kept, gone)
    for name in ("siren", "about", "website"):
        if not getattr(kept, name):
            setattr(kept, name, getattr(gone, name))
    gone.delete()
    kept.save()


def _move(relation: models.ManyToOneRel, kept: Organisation, gone: Organisation) -> None:
    """Point the rows of one relation to `kept`, one by one where two may not say the same."""
    name, model = relation.field.name, relation.related_model
    rows = model._base_manager.filter(**{name: gone})
    if not any(isinstance(one, models.UniqueConstraint) for one in model._meta.constraints):
        rows.update(**{name: kept})
        return
    for number in list(rows.order_by("pk").values_list("pk", flat=True)):
        one = model._base_manager.get(pk=number)
        setattr(one, name, kept)
        try:
            one.validate_constraints()
        except ValidationError:
            # Said of both: once is enough.
            one.delete()
        else:
            model._base_manager.filter(pk=number).update(**{name: kept})
