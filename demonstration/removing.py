# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking out of a directory what the network shared on a first run: what is marked « exemple »."""

from dataclasses import dataclass

from demonstration import group_fields, groups
from history.models import Cause
from history.models import Event as Noted
from mapping.writing import bulk, remove
from network import policy
from network.models import GalleryPhoto, Post, Registration
from network.paths import path_of


@dataclass(frozen=True, slots=True)
class Kept:
    """An example that stays: what it is called, its address, and why."""

    title: str
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Removal:
    """How many examples went, and which stay."""

    removed: int
    kept: tuple[Kept, ...]


def remove_shared(*, is_rehearsal: bool = False) -> Removal:
    """Remove the examples that nobody made theirs, as one act of the history. What somebody edited, gave a
    file, or registered for, stays; so do groups that somebody belongs to. A
    rehearsal removes nothing and tells the same."""
    every = [one for model in policy.MODELS for one in model.objects.filter(is_example=True).order_by("pk")]
    with bulk(Cause.DEMO):
        why = _reasons({one.pk for one in every})
        gone = [one for one in every if one.pk not in why]
        if not is_rehearsal:
            _remove_photos()
        for one in gone if not is_rehearsal else ():
            remove(one, cause=Cause.DEMO)
        if not is_rehearsal:
            group_fields.remove_unused()
            groups.remove_empty()
    kept = tuple(Kept(one.title, path_of(one), why[one.pk]) for one in every if one.pk in why)
    return Removal(len(gone), kept)


def _remove_photos() -> None:
    """Take out the photographs of the examples; whoever edited one has it stay."""
    examples = GalleryPhoto.objects.filter(is_example=True)
    edited = Noted.objects.filter(root__in=examples.values("pk")).exclude(act__cause=Cause.DEMO)
    for one in examples.exclude(pk__in=edited.order_by().values("root")).order_by("pk"):
        remove(one, cause=Cause.DEMO)


def _reasons(numbers: set[int]) -> dict[int, str]:
    """Why each of these stays, by number; none for what goes."""
    posts = dict(Post.objects.filter(topic__in=numbers).values_list("pk", "topic"))
    roots = Noted.objects.filter(root__in=[*numbers, *posts]).exclude(act__cause=Cause.DEMO)
    noted = {posts.get(root, root) for root in roots.values_list("root", flat=True) if root is not None}
    events = Registration.objects.filter(event__in=numbers).values_list("event", flat=True)
    registered = dict.fromkeys(events, "quelqu’un s’y est inscrit")
    given = GalleryPhoto.objects.filter(event__in=numbers, is_example=False).values_list("event", flat=True)
    registered |= dict.fromkeys(filter(None, given), "une photo y a été ajoutée")
    return registered | dict.fromkeys(noted, "modifié depuis")
