# SPDX-License-Identifier: AGPL-3.0-or-later
"""A value that the way here promises, where its type allows None."""

from typing import TypeVar

T = TypeVar("T")


def required(value: T | None) -> T:
    """The value itself, which the query or the guard before promised. Raises ValueError for None.

    For what cannot be None here (a commune chosen for its point, the source of a file that was read): what
    may be None is answered for where it is met, not passed through this.
    """
    if value is None:
        raise ValueError("A value that is required here is None")
    return value
