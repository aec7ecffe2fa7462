# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is looking, as rules that know relations need it: a role, and the account whose memberships count."""

from dataclasses import dataclass
from typing import Any

from accounts.memberships import belongs_somewhere
from accounts.roles import Role, role_of


@dataclass(frozen=True, slots=True)
class Reader:
    """`account` numbers whose memberships count; 0 where none do, or there are none.

    Staff see everything without any. What an account belongs to opens nothing once it is no professional's
    any more.
    """

    role: Role
    account: int = 0


VISITOR = Reader(Role.VISITOR)
STAFF = Reader(Role.STAFF)


def role_of_reader(who: Role | Reader) -> Role:
    """The role of who is looking, be it all that is known of them."""
    return who.role if isinstance(who, Reader) else who


def reader_of(user: Any) -> Reader:
    """The reader that a request's user is. One query for a professional's account, none for the others."""
    role = role_of(user)
    return Reader(role, user.pk if role is Role.PROFESSIONAL and belongs_somewhere(user) else 0)
