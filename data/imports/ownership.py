# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose source it is: who may import under its name, undo its imports, and change how its files are read.

A source is its organisation's, else the person's who first imported under its name; prefecture staff may use
every one, and alone those that nobody owns. What works by itself (a schedule, a command) acts as staff.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.memberships import groups_by_number, organisations_by_number, organisations_of
from accounts.readers import STAFF, Reader, reader_of
from accounts.roles import Role, role_of
from data.models import ImportRun, Source
from data.models.source import source_named
from mapping.models import Service, Structure


class NotYours(Exception):
    """The source is somebody else's; the message, in French, says whose and what to do."""


def reader_for(user: Any) -> Reader:
    """With which eyes an import works: those of who sent its file; staff's where nobody did."""
    return STAFF if user is None else reader_of(user)


def role_for(user: Any) -> Role:
    """The role of these eyes, without asking what they belong to."""
    return STAFF.role if user is None else role_of(user)


def usable(user: Any) -> QuerySet[Source]:
    """The sources that `user` (None: the site itself) may import under."""
    return Source.objects.all() if role_for(user) is Role.STAFF else owned(user)


def owned(user: Any) -> QuerySet[Source]:
    """The sources that are `user`'s own, or of their organisations: staff may use others besides, and answer
    for none of what these brought."""
    if role_of(user) < Role.PROFESSIONAL:
        return Source.objects.none()
    mine = Q(organisation=None, owner=user) | Q(organisation__in=organisations_of(user))
    return Source.objects.filter(mine)


def may_use(user: Any, source: Source) -> bool:
    """Whether `user` (None: the site itself) may import under this source."""
    return usable(user).filter(pk=source.pk).exists()


def brought_by(user: Any) -> Q:
    """The structures that a source of `user`'s brought: who brings them may change them."""
    return Q(source__in=owned(user).order_by().values("code"))


def readable(user: Any) -> QuerySet[ImportRun]:
    """The imports that `user` may read: their own and those of their sources, none rehearsed with eyes that
    see more than theirs; staff reads all."""
    found = ImportRun.objects.filter(what=ImportRun.What.IMPORT)
    reader = reader_for(user)
    if reader.role is Role.STAFF:
        return found
    seen = Q(seen_as=None) | Q(
        seen_as__lte=reader.role,
        seen_with_organisations__contained_by=organisations_by_number(reader.account),
        seen_with_groups__contained_by=groups_by_number(reader.account),
    )
    theirs = Q(source__in=usable(user).order_by().values("pk"), seen_as__isnull=False)
    return found.filter(seen, Q(user=user) | theirs)


def geocodings_of(user: Any) -> Q:
    """The geocodings that imports which `user` may read asked for."""
    return Q(pk__in=readable(user).exclude(geocoding=None).order_by().values("geocoding"))


def owner_name(source: Source) -> str:
    """Whose a source is, as anybody may read it: never a person's name."""
    if source.organisation is not None:
        return source.organisation.name
    if source.owner is None or role_of(source.owner) is Role.STAFF:
        return _("la préfecture")
    return _("un autre compte")


def refusal(source: Source) -> str:
    """What to tell who may not import under the name of `source`."""
    return _(
        "La source « %(source)s » appartient à : %(owner)s. Donnez un autre nom à la vôtre, ou demandez à la"
        " préfecture."
    ) % {"source": source.nom, "owner": owner_name(source)}


def source_for(user: Any, name: str) -> Source:
    """The source of that name, made where there is none; its maker, and their organisation, then own it.

    Raises NotYours when somebody else's has it.
    """
    name = " ".join(name.split())
    code = slugify(name)[:50] or "import"
    known = Source.objects.filter(Q(nom__iexact=name) | Q(code=code)).order_by("pk")
    source = known.filter(pk__in=usable(user).order_by().values("pk")).first() or known.first()
    if source is None:
        owned = {} if user is None else {"owner": user, "organisation": user.organisation}
        source, _made = Source.objects.get_or_create(
            code=_free(code, user), defaults={"nom": name[:150], **owned}
        )
    if not may_use(user, source):
        raise NotYours(refusal(source))
    return source


def source_of_format(user: Any, code: str, name: str) -> Source | None:
    """The source that all files of a known format come from, staff's; None for who has to name their own."""
    if role_for(user) is Role.STAFF:
        return source_named(code, name)
    return usable(user).filter(code=code).first()


def first_usable(user: Any, codes: Sequence[str]) -> Source | None:
    """The first of these sources that `user` may import under; None where there is none."""
    mine = {source.code: source for source in usable(user).filter(code__in=codes)}
    return next((mine[code] for code in codes if code in mine), None)


def _free(code: str, user: Any) -> str:
    """A code under which the directory holds nothing yet: a new name gives no hold on what others wrote."""
    if role_for(user) is Role.STAFF:
        return code
    free, number = code, 1
    while any(model.objects.filter(source=free).exists() for model in (Structure, Service)):
        number += 1
        free = f"{code[:45]}-{number}"
    return free
