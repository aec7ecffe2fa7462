# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answer of the search page: a list for each need, what lies at a distance, and what to say where nothing
is found."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role, role_of
from desk import emergency, served, sharing, sheets
from desk.address_bar import AFTER, Reading, link_to
from desk.bar import asking
from desk.cards import Area, Card, Records, Telling, cards_of, map_points, records_of
from desk.place_asked import Centre
from mapping import presentation
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec
from places.territories import TerritoryKind
from search import criteria, engine, understood
from search.anywhere import Anywhere
from search.engine import found
from search.question import DEFAULT_LIMIT, ORDERS, Search

# The map draws no more than this many places, whatever `limit` asks of the list.
MAX_MARKERS = 300
# Where several needs are asked, the list of each begins with this many.
SHOWN_BY_NEED = 10
# Services at a distance beside the list: shown at once, then behind one click, then only counted.
REMOTE_SHOWN = 5
REMOTE_LISTED = 50


@dataclass(frozen=True, slots=True)
class Group:
    """The list of one need: its theme, None where none is asked; what narrows it; how many there are.

    `following` leads to those that come after, as `more` says; `add` to the fields of this need's criteria.
    """

    theme: ThemeSpec | None
    chips: list[criteria.Chip]
    found: str
    of: str
    cards: list[Card]
    more: str
    following: str
    add: str


@dataclass(frozen=True, slots=True)
class Order:
    """An order that the list may have, as a link."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says: its heading in two parts, and the groups.

    `chips` are the conditions that are no need's. `first` leads back to the first page.
    """

    found: str
    rest: str
    groups: list[Group]
    chips: list[criteria.Chip]
    clear_url: str
    unsettled: str
    orders: list[Order]
    order: str
    first: str
    nearest_first: bool
    export_query: str
    outside: "Outside | None"

    @property
    def cards(self) -> list[Card]:
        """All of the list, in its order."""
        return [card for group in self.groups for card in group.cards]


@dataclass(frozen=True, slots=True)
class Outside:
    """What the list leaves out because its services say that they take people from elsewhere only."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Empty:
    """What to say where nothing was found: a title, why, what the words may have meant, the single changes
    that would find something, and the nearest place beyond."""

    title: str
    elsewhere: served.Elsewhere | None
    nearest: Card | None
    meant: list[understood.Choice]
    ways_out: list[criteria.WayOut]
    chips: list[criteria.Chip]
    unsettled: str


@dataclass(frozen=True, slots=True)
class Remote:
    """The services at a distance that take people from here."""

    count: int
    cards: list[Card]
    more: list[Card]
    beyond: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request, and what everything about its answer needs.

    `anywhere` stands for a question without a place: links ask it as it was asked.
    """

    reading: Reading
    centre: Centre
    role: Role
    anywhere: Anywhere | None

    @property
    def search(self) -> Search:
        return self.reading.search

    @property
    def as_asked(self) -> Search:
        return self._as_asked(self.search)

    def _as_asked(self, changed: Search) -> Search:
        return self.anywhere.as_asked(changed) if self.anywhere else changed

    def link(self, changed: Search) -> str:
        """The page of another search made from this one."""
        return link_to(self.reading.query(self._as_asked(changed)))

    @property
    def area(self) -> Area:
        known = self.centre.departement and self.search.place
        return Area(self.centre.name if known else "", self.search.criteria.out_of_zone)

    @property
    def victims_first(self) -> bool:
        """Whether somebody is in danger."""
        return self.reading.in_danger or emergency.is_about_violence(self.search, self.reading.said)

    def telling(self, records: Records, need: Search, *, visited: bool = True) -> Telling:
        codes = need.criteria.themes
        return Telling(
            link_query=self.reading.query(self.as_asked).urlencode(safe=",~"),
            area=self.area if visited else Area(),
            records=records,
            asked=need.criteria,
            theme=THEME_BY_CODE[codes[0]] if len(codes) == 1 else None,
            visited=visited,
            victims_first=self.victims_first,
            nearest_first=visited and _is_nearest_first(need),
        )


def answer(request: HttpRequest, reading: Reading, centre: Centre, anywhere: Anywhere | None = None) -> dict:
    """The list and its map, or what to say where nothing was found, as the page's template names them."""
    of = _Asked(reading, centre, role_of(request.user), anywhere)
    asked, role = of.search, of.role
    by_need = engine.by_need(_first_of_each(asked), role)
    words = found.words_of(asked.criteria.q) if asked.criteria.q else frozenset()
    lists = [need.answer.items() for need in by_need.needs]
    features = [feature for each in lists for feature in each]
    if words:
        found.tell(features, words, role)
    nearest = None
    if not features and not asked.window.cursor and asked.place:
        nearest = engine.nearest_beyond(asked, role)
    far, far_count = ([], 0) if asked.window.cursor else engine.remote(asked, role, REMOTE_LISTED)
    shown = [*features, *far, *([nearest] if nearest else [])]
    records = records_of(shown, [need.search.criteria for need in by_need.needs], role)
    groups = _groups(of, by_need, lists, records)
    query = reading.query(of.as_asked)
    context = {
        "selection_from": [(name, value) for name, values in query.lists() for value in values],
        "share": sharing.of_search(of.as_asked, request, centre.name),
        "found_words": words,
        "sheets": sheets.of_question(asked, role, centre.commune),
        "remote": _remote(cards_of(far, of.telling(records, _alone(by_need), visited=False)), far_count),
    }
    if not features and not asked.window.cursor:
        return context | {"empty": _empty(of, groups, nearest, records, _alone(by_need))}
    told = _answer(of, by_need.total, groups)
    return context | {
        "results": told,
        "listed": bool(told.cards),
        "points": map_points(told.cards[:MAX_MARKERS]),
    }


def _alone(by_need: engine.ByNeed) -> Search:
    """What is asked of what stands in no need's list: the first need's, which tells most."""
    return by_need.needs[0].search


def _first_of_each(asked: Search) -> Search:
    """The same search in the order of the distances that are told, with a shorter list where there are
    several."""
    asked = replace(asked, window=replace(asked.window, as_told=True))
    if len(asked.needs()) < 2:
        return asked
    limit = asked.window.limit
    return asked.only(SHOWN_BY_NEED if limit == DEFAULT_LIMIT else limit)


def _groups(of: _Asked, by_need: engine.ByNeed, lists: list[list[dict]], records: Records) -> list[Group]:
    made = []
    start = of.reading.after + 1
    views = criteria.needs(of.as_asked, by_need.needs, of.link)
    for view, need, features in zip(views, by_need.needs, lists, strict=True):
        met = {at: len(by_need.met_by(feature)) for at, feature in enumerate(features)}
        cards = cards_of(features, of.telling(records, need.search), start, met)
        start += len(cards)
        more, following = _following(of, view, need, start - 1)
        code = view.theme.code if view.theme and len(by_need.needs) > 1 else ""
        count, _slash, whole = view.text.partition(" / ")
        made.append(
            Group(
                theme=view.theme,
                chips=view.chips,
                found=count,
                of=whole,
                cards=cards,
                more=more,
                following=following,
                add=asking(of.reading, of.as_asked, "pour-qui", code),
            )
        )
    return made


def _following(of: _Asked, view: criteria.NeedView, need: engine.NeedAnswer, told: int) -> tuple[str, str]:
    """What is said of those that come after a group's page, and the link to them; `told` came before."""
    if not need.answer.next:
        return "", ""
    if view.alone_url:
        left = need.found - len(need.answer.items())
        if need.found > engine.COUNT_CAP:
            return _("Voir les suivantes"), view.alone_url
        return ngettext("La suivante", "Les %(n)d suivantes", left) % {"n": left}, view.alone_url
    following = replace(of.search, window=replace(of.search.window, cursor=need.answer.next))
    more = _("Voir les suivantes, plus loin") if _is_nearest_first(of.search) else _("Voir les suivantes")
    return more, f"{of.link(following)}&{AFTER}={told}"


def _is_nearest_first(asked: Search) -> bool:
    return asked.window.order == "distance" and asked.place is not None


def _answer(of: _Asked, total: int, groups: list[Group]) -> Answer:
    asked = of.search
    orders = _orders(of) if asked.place else []
    chips = _place_chips(of)
    narrowing = chips + [chip for group in groups for chip in group.chips]
    return Answer(
        found=criteria.found_text(total),
        rest=_where(of, len(groups)),
        groups=groups,
        chips=chips,
        clear_url=of.link(criteria.without_criteria(asked)) if len(narrowing) > 1 else "",
        unsettled=_unsettled(of),
        orders=orders,
        order=_order_text(asked.window.order) if orders else "",
        first=of.link(asked.from_the_start()) if asked.window.cursor else "",
        nearest_first=_is_nearest_first(asked),
        export_query=export_query(asked),
        outside=_outside(of, total, groups),
    )


def _outside(of: _Asked, total: int, groups: list[Group]) -> Outside | None:
    """Told where the whole list is shown: before its end, nearer ones are still to come."""
    asked = of.search
    framed = asked.window.cursor or asked.window.bbox or asked.criteria.out_of_zone
    if asked.place is None or framed or any(group.following for group in groups):
        return None
    let_in = replace(asked, criteria=replace(asked.criteria, out_of_zone=True))
    count = engine.total(let_in, of.role) - total
    if count < 1:
        return None
    text = ngettext(
        "%(n)d autre structure répond, mais dit ne pas prendre les habitants d’ici.",
        "%(n)d autres structures répondent, mais disent ne pas prendre les habitants d’ici.",
        count,
    )
    return Outside(text % {"n": count}, of.link(let_in))


def _place_chips(of: _Asked) -> list[criteria.Chip]:
    chips = criteria.place_chips(of.as_asked, of.link)
    if of.search.window.bbox:
        chips.insert(0, criteria.Chip(_("Zone de la carte"), of.link(of.search.unframed())))
    return chips


def _unsettled(of: _Asked) -> str:
    return presentation.listed(criteria.unsettled_texts(engine.unsettled(of.search, of.role)))


def _where(of: _Asked, needs: int) -> str:
    """What follows « 12 structures »: for how many needs, and where."""
    asked = of.search
    if needs > 1:
        return _("pour %(n)d besoins") % {"n": needs}
    if asked.window.bbox:
        return _("dans la zone de la carte")
    if asked.place is None:
        return f"– {of.centre.label or of.centre.name}"
    return _("à moins de %(radius)s %(of)s") % {
        "radius": presentation.kilometres_text(asked.place.radius_km),
        "of": presentation.of(of.centre.name),
    }


def _orders(of: _Asked) -> list[Order]:
    asked = of.search
    return [
        Order(
            str(label),
            of.link(replace(asked, window=replace(asked.window, order=code, cursor=None))),
            code == asked.window.order,
        )
        for code, label in ORDERS
    ]


def _order_text(order: str) -> str:
    """The order of a list in two words."""
    return {"distance": _("Plus proches"), "pertinence": _("Bien renseignées")}.get(order, "")


def export_query(asked: Search) -> str:
    """The same search as a query string, for files and feeds: without the page of the list nor the view."""
    query = asked.from_the_start().query()
    for name in ("limit", "vue", "tri"):
        query.pop(name, None)
    return query.urlencode(safe=",")


def _empty(of: _Asked, groups: list[Group], nearest: dict | None, records: Records, need: Search) -> Empty:
    elsewhere = served.elsewhere(of.centre.name, of.centre.departement)
    is_far = bool(elsewhere and elsewhere.is_far)
    near = cards_of([nearest], of.telling(records, need))[0] if nearest and not is_far else None
    none = _("Aucune structure")
    nothing = f"{none} {_where(of, 1)}"
    chips = {chip.url: chip for group in groups for chip in group.chips}
    return Empty(
        title=elsewhere.title if elsewhere else nothing,
        elsewhere=elsewhere,
        nearest=near,
        meant=understood.near_meanings(of.reading.query(of.as_asked), link_to),
        ways_out=[] if is_far else criteria.ways_out(_relaxations(of), of.search, of.link),
        chips=[*_place_chips(of), *chips.values()],
        unsettled=_unsettled(of),
    )


def _relaxations(of: _Asked) -> list[engine.Relaxation]:
    """What giving up a single condition would find; where no place is asked for, none is given up."""
    found = engine.relaxations(of.search, of.role)
    return [one for one in found if not (of.anywhere and one.parameter in list(TerritoryKind))]


def _remote(cards: list[Card], count: int) -> Remote | None:
    """None where there is none."""
    if not count:
        return None
    return Remote(count, cards[:REMOTE_SHOWN], cards[REMOTE_SHOWN:], count - len(cards))
