# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed since a book was printed, in words for who holds it: only what everyone may know.

A structure that is not in the directory any more is named only while the book that named it can still be
taken away by everyone: otherwise nothing says its name, and the errata do not either.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from accounts.roles import Role
from mapping.models import VisibleStructure
from network.agenda.said import day_text
from places.folding import fold
from publishing.book.content import Entry, Erratum, Offer
from publishing.editions import frozen
from publishing.editions.entries import CONFIDENTIAL, Sourced
from publishing.editions.models import Edition, Printing
from publishing.editions.scope import scope_of

NEW = "nouveau"
GONE = "n’est plus dans l’annuaire"
ELSEWHERE = "ne propose plus ce que ce livre recense"
# What is printed of a structure: what is said where there is a new one, and where there is none any more.
_FIELDS = (
    ("name", "s’appelle désormais {}", ""),
    ("commune", "désormais à {}", ""),
    ("address", "nouvelle adresse : {}", "n’a plus d’adresse connue"),
    ("phone", "nouveau téléphone : {}", "n’a plus de téléphone"),
    ("email", "nouveau courriel : {}", "n’a plus de courriel"),
    ("website", "nouveau site : {}", "n’a plus de site"),
    ("hours", "nouveaux horaires : {}", "horaires à demander"),
    ("access", "{}", ""),
)


def base_of(edition: Edition) -> Printing | None:
    """The last published book that the readers of an edition may hold: its own, or of the edition before."""
    editions = [edition.pk, *([edition.follows_id] if edition.follows_id else [])]
    published = Printing.objects.filter(edition__in=editions, published_at__isnull=False)
    return published.order_by("-made_at", "-pk").first()


def since_last(edition: Edition, now: Iterable[Sourced]) -> tuple[tuple[Erratum, ...], str]:
    """What changed since the last published book, by name, and which that is (« Automne 2026, 3 octobre
    2026 »); nothing where none was."""
    base = base_of(edition)
    if base is None:
        return (), ""
    return since(base, now, same_scope=base.scope == scope_of(edition)), since_words(base)


def since_words(base: Printing) -> str:
    """Which book it is: its period and the day of its content."""
    day = day_text(base.read_on) if base.read_on else ""
    return ", ".join(part for part in (base.period, day) if part)


def since(base: Printing, now: Iterable[Sourced], *, same_scope: bool) -> tuple[Erratum, ...]:
    """What changed since a book, by name. Where the two do not tell of the same territory, themes and
    publics, what came in or went out of the book for that alone is not told."""
    return between(base, frozen.kept(base), now, same_scope=same_scope)


def between(
    base: Printing, before: Mapping[int, Sourced], now: Iterable[Sourced], *, same_scope: bool
) -> tuple[Erratum, ...]:
    """The same of some structures: what a book said of them, and what is true now."""
    after = {one.entry.key: one for one in now}
    found = [
        Erratum(after[key].entry.name, after[key].entry.commune, words, key)
        for key in before.keys() & after.keys()
        if (words := tuple(changes(before[key], after[key])))
    ]
    if same_scope:
        found += [_new(after[key].entry) for key in after.keys() - before.keys()]
    gone = {key: before[key].entry for key in before.keys() - after.keys()}
    found += _gone(gone, base, same_scope=same_scope)
    return tuple(sorted(found, key=lambda one: (fold(one.name), fold(one.commune), one.key or 0)))


def changes(before: Sourced, after: Sourced) -> Iterator[str]:
    """What of an entry is not as it was printed, in words that say what is true now; what is only put in
    other words is no change."""
    for name, changed, ended in _FIELDS:
        old, new = getattr(before.entry, name), getattr(after.entry, name)
        if old == new or _is_the_same(before.sources, after.sources, name):
            continue
        if name == "address" and new == CONFIDENTIAL:
            yield "adresse désormais confidentielle : téléphonez"
        elif new:
            yield changed.format(new)
        elif ended:
            yield ended
    yield from _offers(before, after)


def _is_the_same(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> bool:
    """Whether what words were made of is known of both, and is the same."""
    return name in before and name in after and before[name] == after[name]


def _offers(before: Sourced, after: Sourced) -> Iterator[str]:
    old, new = _by_name(before.entry.offers), _by_name(after.entry.offers)
    was, now = before.sources.get("offers", {}), after.sources.get("offers", {})
    for name in new:
        if name not in old:
            told = " ; ".join(new[name].facts)
            yield f"propose aussi « {name} »{f' : {told}' if told else ''}"
        elif new[name].facts != old[name].facts and not _is_the_same(was, now, name):
            added = [fact for fact in new[name].facts if fact not in old[name].facts]
            ended = [fact for fact in old[name].facts if fact not in new[name].facts]
            yield f"« {name} » : {' ; '.join((*added, *(f'plus « {fact} »' for fact in ended if not added)))}"
    for name in old:
        if name not in new:
            yield f"ne propose plus « {name} »"


def _by_name(offers: Iterable[Offer]) -> dict[str, Offer]:
    """Offers by name; those of one name are one, with all that is said of them."""
    found: dict[str, Offer] = {}
    for one in offers:
        held = found.get(one.name)
        facts = tuple(dict.fromkeys((*held.facts, *one.facts))) if held else one.facts
        found[one.name] = Offer(one.name, one.themes, facts)
    return found


def _new(entry: Entry) -> Erratum:
    where = ", ".join(part for part in (entry.address, entry.phone) if part)
    return Erratum(entry.name, entry.commune, (f"{NEW} : {where}" if where else NEW,), entry.key)


def _gone(gone: Mapping[int, Entry], base: Printing, *, same_scope: bool) -> Iterator[Erratum]:
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(id__in=list(gone))
    left = dict(seen.values_list("id", "commune_nom"))
    is_named = base.published_at is not None and base.has_files
    for key, entry in gone.items():
        if key not in left:
            if is_named:
                yield Erratum(entry.name, entry.commune, (GONE,))
        elif same_scope:
            moved = left[key] != entry.commune
            yield Erratum(entry.name, entry.commune, (f"a déménagé à {left[key]}" if moved else ELSEWHERE,))
