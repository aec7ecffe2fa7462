# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a search asks for, as people handle it: fields to choose in, chips to take away, ways out.

Everything here is made from the criteria of the one filter (`search.registry`).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mapping import presentation
from mapping.hours import clock
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec, theme_of
from places.territories import TerritoryKind, territory
from search import engine, registry
from search.criterion import Choices, Criterion, Group, LeavesOut, Moment, OutOfZone, Switch
from search.filters import of_a_need
from search.opening import PARIS, PARTS, WEEKDAYS, each_of, habit_of
from search.question import Criteria, Search
from search.told_terms import lowered

Link = Callable[[Search], str]

# A list of alternatives shows this many drop-down menus, one per value; further values stay as they
# are until their chip is taken away.
MAX_MENUS = 3


@dataclass(frozen=True, slots=True)
class Option:
    """One value to choose for the parameter `name`."""

    name: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """A drop-down menu for one value: groups of options by name, one nameless group when flat."""

    id: str
    any_label: str
    groups: list[tuple[str, list[Option]]]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the moments to choose from, and its parts."""

    name: str
    parts: list[Option]


@dataclass(frozen=True, slots=True)
class Field:
    """One criterion of the form, as menus, as boxes to tick or as moments, with what was wrong with it."""

    parameter: str
    label: str
    errors: list[str]
    menus: list[Menu] = field(default_factory=list)
    boxes: list[Option] = field(default_factory=list)
    moments: list[Option] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fieldset:
    """A part of the form, under its legend."""

    legend: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in words, and the link to the same search without it.

    `parameter` is what asks for it, `niveau.francais` where it holds of one need alone, as `is_own` says;
    `short` is the same in fewer words, under the heading of a need.
    """

    label: str
    url: str
    parameter: str = ""
    is_own: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class NeedView:
    """One need as a page tells it: its theme (None where none is asked for), and the conditions that narrow
    it, its own before the person's, which stand beside every need that they narrow and are taken back once
    for all.

    `found` places of `without_criteria`, which is how many the theme has there whatever else is asked;
    `text` says both. `alone_url` is the same question of this need alone, `without_url` without this need.
    """

    theme: ThemeSpec | None
    chips: list[Chip]
    found: int
    without_criteria: int
    alone_url: str
    without_url: str

    @property
    def text(self) -> str:
        """« 3 / 6 », or « 6 » where nothing is asked beside the theme."""
        if not self.chips:
            return _count_text(self.found)
        return f"{_count_text(self.found)} / {_count_text(self.without_criteria)}"


@dataclass(frozen=True, slots=True)
class WayOut:
    """A single change that would find something: what it is, what it gives, where it leads."""

    label: str
    found: str
    url: str


# « A1, débutant », whatever the comma.
_LEVEL = re.compile(r"[A-C][12]")
# What narrows no need in particular.
_APART = frozenset(one.parameter for one in registry.OF_THE_ANSWER.values())
_MENUS = tuple(one for one in registry.CHOICES.values() if one.is_menu)


def fieldset(
    group: Group,
    those: Iterable[Criterion],
    criteria: Criteria,
    errors: dict[str, list[str]],
    theme: str = "",
) -> Fieldset:
    """The fields of one part of the form, for `those` of its criteria, saying `criteria`: the person's, or
    those of one theme alone."""
    return Fieldset(str(group.label), _fields(list(those), criteria, errors, theme))


def in_group(group: Group, theme: str = "", several: Iterable[str] = ()) -> list[Criterion]:
    """The criteria of one part of the form; where it is about one theme alone, those that may be of it, else
    those that make sense for each of `several` themes."""
    return [
        one
        for one in registry.CRITERIA
        if one.group is group
        and one.is_offered
        and (one.of_a_need or not theme)
        and one.may_be_of((theme,) if theme else several)
    ]


def _fields(
    those: list[Criterion], criteria: Criteria, errors: dict[str, list[str]], theme: str
) -> list[Field]:
    """A field for each criterion, but that switches stand together, the one that lets in more apart."""
    made = []
    for one in those:
        name = _named(one.parameter, theme)
        wrong = errors.get(name, [])
        if isinstance(one, Choices):
            made.append(_of_choices(one, name, getattr(criteria, one.name), wrong))
        elif isinstance(one, Moment):
            made.append(_of_moment(name, getattr(criteria, one.name), wrong))
    switches = [one for one in those if isinstance(one, Switch)]
    for box in dict.fromkeys(map(_box_of, switches)):
        together = [one for one in switches if _box_of(one) == box]
        made.append(_of_switches(_named(box, theme), together, criteria, errors, theme))
    return made


def _named(parameter: str, theme: str) -> str:
    """The name of a parameter where it is asked of one theme alone."""
    return f"{parameter}.{theme}" if theme else parameter


def _box_of(one: Switch) -> str:
    """The field that a switch stands in: those of one group stand together."""
    return one.parameter if isinstance(one, OutOfZone) or one.group is None else f"{one.group.value}-oui"


def beyond_menus(criteria: Criteria) -> list[tuple[str, str]]:
    """Chosen values that no menu shows, as (parameter, value)."""
    return [(one.parameter, value) for one in _MENUS for value in getattr(criteria, one.name)[MAX_MENUS:]]


@dataclass(frozen=True, slots=True)
class NotApplied:
    """A condition of the link that could not be read, and the address of its control on the page."""

    label: str
    message: str
    href: str


def not_applied(errors: dict[str, list[str]]) -> list[NotApplied]:
    """The conditions that a list leaves out because their values mean nothing, in the order of the form."""
    if not errors:
        return []
    controls = {one.parameter: (str(one.label), _control_of(one)) for one in registry.CRITERIA}
    # Those that stand above the others are told by the words that the form asks for them in.
    controls |= {
        "theme": (_("Pour quoi ?"), "#pour-quoi"),
        "q": (_("Avec quels mots ?"), "#pour-quoi"),
        "rayon_km": (_("À moins de"), "#distance"),
    }
    # A territory that means nothing is told where the place is asked for.
    rest = [name for name in controls if name not in list(TerritoryKind)]
    shown = dict.fromkeys(("theme", "q", "rayon_km", "ouvert", *rest))
    places = {name: controls[name] for name in shown}
    for name in errors:
        if said := of_a_need(name):
            label, href = controls[said[0].parameter]
            places[name] = f"{label} ({THEME_BY_CODE[said[1]].nom})", href
    return [
        NotApplied(_("« %(words)s »") % {"words": label}, message, href)
        for name, (label, href) in places.items()
        for message in errors.get(name, [])
    ]


# The question of the bar that each part of the form stands in.
QUESTION_OF = {
    Group.WHEN: "quand",
    Group.WHOM: "pour-qui",
    Group.TERMS: "pour-qui",
    Group.WHAT: "pour-quoi",
}


def _control_of(one: Criterion) -> str:
    """The address of the question that a criterion is asked in."""
    return f"#{QUESTION_OF[one.group]}" if one.group else "#pour-quoi"


def _of_choices(one: Choices, name: str, chosen: tuple[str, ...], errors: list[str]) -> Field:
    choices = one.choices
    if one.by_label:
        choices = sorted(choices, key=lambda choice: str(choice[1]).casefold())

    def options(selected: tuple[str, ...]) -> list[Option]:
        return [Option(name, code, capitalised(label), code in selected) for code, label in choices]

    label = str(one.label)
    if not one.is_menu:
        return Field(name, label, errors, boxes=options(chosen))
    arranged = _by_theme if one.by_theme else lambda flat: [("", flat)]
    menus = [Menu(name, _("Peu importe"), arranged(options(chosen[:1])))]
    for number in range(1, min(len(chosen) + 1, MAX_MENUS)):
        further = arranged(options(chosen[number : number + 1]))
        menus.append(Menu(f"{name}-{number + 1}", _("ou bien…"), further))
    return Field(name, label, errors, menus=menus)


def _of_moment(name: str, asked: str, errors: list[str]) -> Field:
    """When it must be open: now, days of the week or parts of them, or the dates of the link; whenever where
    nothing is ticked."""
    chosen = each_of(asked)

    def option(value: str, label: str) -> Option:
        return Option(name, value, label, value in chosen)

    days = [
        Day(
            moment_text(weekday),
            [
                option(weekday, _("journée")),
                *(option(f"{weekday}-{part}", label) for part, label in _parts().items()),
            ],
        )
        for weekday in WEEKDAYS
    ]
    days.insert(
        0, Day(_("n'importe quel jour"), [option(habit, label) for habit, label in _habit_labels().items()])
    )
    moments = [
        option("maintenant", capitalised(moment_text("maintenant"))),
        option(_tomorrow(), capitalised(_("demain"))),
    ]
    offered = {one.value for one in (*moments, *(part for day in days for part in day.parts))}
    moments += [option(one, capitalised(moment_text(one))) for one in chosen if one not in offered]
    return Field(name, _("Ouvert"), errors, moments=moments, days=days)


def _tomorrow() -> str:
    """The date of tomorrow, as links write it."""
    return (timezone.now().astimezone(PARIS).date() + timedelta(days=1)).isoformat()


def _habit_labels() -> dict[str, str]:
    """The habits that are chosen without a day of their own."""
    labels = _parts()
    return {
        "matin": labels["matin"],
        "apres-midi": labels["apres-midi"],
        "soir": labels["soir"],
        "semaine": _("en semaine"),
        "week-end": _("week-end"),
    }


def _parts() -> dict[str, str]:
    """The parts of a day as they are chosen, beside its name."""
    labels = {"matin": _("matin"), "apres-midi": _("après-midi"), "soir": _("soir")}
    return {part: labels[part] for part in PARTS}


def moment_text(value: str) -> str:
    """A value of `ouvert` in words: « jeudi soir », « le 26 novembre 2026 à 18 h 30 », « mardi ou jeudi »."""
    if len(several := each_of(value)) > 1:
        return pgettext("entre deux choix", " ou ").join(map(moment_text, several))
    if value == "maintenant":
        return _("maintenant")
    if habit := habit_of(value):
        return _habit_text(*habit)
    if not value[:1].isdigit():
        weekday, _hyphen, part = value.partition("-")
        day = str(WEEKDAY_NAMES[WEEKDAYS.index(weekday)])
        return _part_of(day, part) if part else day
    moment = datetime.fromisoformat(value)
    day = formats.date_format(moment, "DATE_FORMAT")
    if "T" in value:
        return _("le %(day)s à %(time)s") % {"day": day, "time": clock(moment)}
    return _("le %(day)s") % {"day": day}


def _habit_text(span: str, part: str) -> str:
    """A habit in words: « le soir », « en semaine, le matin »."""
    days = {"semaine": _("en semaine"), "week-end": _("le week-end")}
    parts = {
        "matin": _("le matin"),
        "apres-midi": _("l'après-midi"),
        "soir": _("le soir"),
        "journee": _("en journée"),
    }
    said = [days[span]] if span else []
    said += [parts[part]] if part else []
    return pgettext("entre les mots d'une liste", ", ").join(said)


def _part_of(day: str, part: str) -> str:
    return {
        "matin": _("%(day)s matin"),
        "apres-midi": _("%(day)s après-midi"),
        "soir": _("%(day)s soir"),
    }[part] % {"day": day}


def unsettled_texts(counts: engine.Unsettled | None) -> list[str]:
    """What the list leaves out because nobody can say that it is open then, in words."""
    if counts is None:
        return []
    return [
        text % {"n": n}
        for n, text in [
            (
                counts.appointment,
                ngettext("%(n)d sur rendez-vous", "%(n)d sur rendez-vous", counts.appointment),
            ),
            (
                counts.uncertain,
                ngettext("%(n)d aux horaires incertains", "%(n)d aux horaires incertains", counts.uncertain),
            ),
            (
                counts.unknown,
                ngettext("%(n)d aux horaires inconnus", "%(n)d aux horaires inconnus", counts.unknown),
            ),
        ]
        if n
    ]


def _by_theme(options: list[Option]) -> list[tuple[str, list[Option]]]:
    grouped: dict[int, tuple[str, list[Option]]] = {}
    for option in options:
        theme = theme_of(option.value)
        grouped.setdefault(theme.id, (str(theme.nom), []))[1].append(option)
    return [grouped[number] for number in sorted(grouped)]


def _of_switches(
    name: str, switches: list[Switch], criteria: Criteria, errors: dict[str, list[str]], theme: str
) -> Field:
    boxes = [
        Option(_named(one.parameter, theme), "oui", str(one.label), getattr(criteria, one.name))
        for one in switches
    ]
    wrong = [message for one in switches for message in errors.get(_named(one.parameter, theme), [])]
    return Field(name, "", wrong, boxes=boxes)


def chips(asked: Search, link: Link) -> list[Chip]:
    """Every active condition beyond the themes and the point, in the order of the form; then those of one
    need alone, which say of which where there are several."""
    made = _chips(asked, asked.criteria, link)
    for need in asked.own:
        of = f" ({THEME_BY_CODE[need.theme].nom})" if len(asked.criteria.themes) > 1 else ""
        own = _chips(asked, need.criteria, link, need.theme)
        made += [replace(chip, label=f"{chip.label}{of}") for chip in own]
    return made


def place_chips(asked: Search, link: Link) -> list[Chip]:
    """The conditions that narrow no need in particular: the territory, and whomever services take."""
    return [chip for chip in _chips(asked, asked.criteria, link) if chip.parameter in _APART]


def needs(asked: Search, counted: Iterable[engine.Counted | engine.NeedAnswer], link: Link) -> list[NeedView]:
    """What is asked of each need, in the order asked; `counted` are their numbers, by theme.

    Where no theme is asked for, one need without a theme. Whatever is no condition of a service stands apart
    (`place_chips`).
    """
    numbers = {one.theme: one for one in counted}
    persons = [chip for chip in _chips(asked, asked.criteria, link) if chip.parameter not in _APART]
    made = []
    for code in asked.criteria.themes or ("",):
        own = _chips(asked, asked.own_of(code), link, code)
        replaced = {chip.parameter.partition(".")[0] for chip in own}
        rest = tuple(other for other in asked.criteria.themes if other != code)
        made.append(
            NeedView(
                theme=THEME_BY_CODE.get(code),
                chips=own + [chip for chip in persons if chip.parameter not in replaced],
                found=numbers[code].found,
                without_criteria=numbers[code].without_criteria,
                alone_url=link(asked.only_need(code)) if rest else "",
                without_url=link(asked.asking("themes", rest)) if code else "",
            )
        )
    return made


def _chips(asked: Search, criteria: Criteria, link: Link, theme: str = "") -> list[Chip]:
    """A chip for each condition of `criteria`, the person's or those of `theme` alone."""
    suffix = f".{theme}" if theme else ""
    return [
        Chip(
            label,
            link(asked.asking(one.name, rest, theme)),
            f"{one.parameter}{suffix}",
            bool(theme),
            short,
        )
        for one, label, short, rest in _conditions(criteria)
    ]


def _short(one: Criterion, label: str) -> str:
    """A condition as a word or two: « A1 », « gratuit »."""
    level = _LEVEL.match(label) if one is registry.NIVEAU else None
    return level[0] if level else lowered(label)


def _conditions(criteria: Criteria) -> Iterator[tuple[Criterion, str, str, Any]]:
    """Each condition beyond the themes in words, in the order of the form: its criterion, what is said of it,
    the same in a word or two, and what the criterion is without it."""
    if criteria.q:
        words = _("« %(words)s »") % {"words": criteria.q}
        yield registry.Q, words, words, ""
    several = each_of(criteria.ouvert)
    for moment in several:
        said = moment_text(moment)
        rest = ",".join(other for other in several if other != moment)
        yield registry.OUVERT, _("Ouvert %(moment)s") % {"moment": said}, said, rest
    for kind in TerritoryKind:
        if here := territory(kind, getattr(criteria, kind)):
            yield registry.BY_PARAMETER[kind], str(here), lowered(str(here)), ""
    for one in registry.CHOICES.values():
        values = getattr(criteria, one.name)
        for value in values if one is not registry.THEME else ():
            label = capitalised(one.labels[value])
            yield one, label, _short(one, label), tuple(other for other in values if other != value)
    for switch in registry.SWITCHES.values():
        if getattr(criteria, switch.name):
            yield switch, str(switch.label), lowered(str(switch.label)), False


def said_of(asked: Search, those: Iterable[Criterion]) -> list[str]:
    """What is asked of some criteria, in a word or two: the person's, then each theme's own with the name of
    the theme."""
    names = {one.name for one in those}

    def said(criteria: Criteria) -> list[str]:
        return [short for one, _label, short, _rest in _conditions(criteria) if one.name in names]

    told = said(asked.criteria)
    for need in asked.own:
        if own := said(need.criteria):
            of = f" ({THEME_BY_CODE[need.theme].nom})" if len(asked.criteria.themes) > 1 else ""
            told.append(f"{presentation.listed(own)}{of}")
    return told


def without_criteria(asked: Search) -> Search:
    """The same place or territory and themes, and nothing else asked for."""
    kept = {name: getattr(asked.criteria, name) for name in ("themes", *TerritoryKind)}
    return replace(asked.from_the_start(), criteria=Criteria(**kept), own=())


def without(asked: Search, name: str, value: Any) -> Search:
    """The same search from its first page, its criterion `name` being `value`."""
    return asked.asking(name, value)


def ways_out(relaxations: list[engine.Relaxation], asked: Search, link: Link) -> list[WayOut]:
    """What giving up each single condition would find, as links in words."""
    return [WayOut(_given_up(one, asked), found_text(one.total), link(one.search)) for one in relaxations]


def _given_up(relaxation: engine.Relaxation, asked: Search) -> str:
    parameter, place = relaxation.parameter, relaxation.search.place
    if place and parameter == "rayon_km":
        return _("À moins de %(radius)s") % {"radius": presentation.kilometres_text(place.radius_km)}
    if place and parameter == "bbox":
        return _("Au-delà de la carte, à moins de %(radius)s") % {
            "radius": presentation.kilometres_text(place.radius_km)
        }
    if parameter == "hors_zone":
        return _("Aussi ce qui ne prend pas, en principe, les habitants d'ici")
    if parameter == "theme":
        return _("Tous thèmes confondus")
    if parameter in list(TerritoryKind):
        wider = territory(TerritoryKind.DEPARTEMENT, relaxation.search.criteria.departement)
        return (
            _("Dans tout le département : %(name)s") % {"name": wider} if wider else _("Dans toute la France")
        )
    if parameter == "q":
        return _("Sans les mots « %(words)s »") % {"words": asked.criteria.q}
    name, _dot, theme = parameter.partition(".")
    one = registry.BY_PARAMETER[name]
    if isinstance(one, LeavesOut):
        return str(one.undone)
    said = _in_words(name, asked.own_of(theme) if theme else asked.criteria)
    if theme and len(asked.criteria.themes) > 1:
        return _("Sans « %(condition)s » pour « %(theme)s »") % {
            "condition": said,
            "theme": THEME_BY_CODE[theme].nom,
        }
    return _("Sans « %(condition)s »") % {"condition": said}


def _in_words(parameter: str, criteria: Criteria) -> str:
    one = registry.BY_PARAMETER[parameter]
    if isinstance(one, Choices):
        labels = one.labels
        return pgettext("entre deux choix", " ou ").join(
            str(labels[value]) for value in getattr(criteria, one.name)
        )
    if isinstance(one, Moment):
        return _("Ouvert %(moment)s") % {"moment": moment_text(getattr(criteria, one.name))}
    return str(one.label)


def _count_text(count: int) -> str:
    """« 12 », « plus de 1 000 »."""
    return _("plus de 1 000") if count > engine.COUNT_CAP else str(count)


def found_text(count: int) -> str:
    """« 1 structure », « 12 structures », « plus de 1 000 structures »."""
    if count > engine.COUNT_CAP:
        return _("plus de 1 000 structures")
    return ngettext("%(n)d structure", "%(n)d structures", count) % {"n": count}


def capitalised(text: object) -> str:
    """A text with a capital first letter, the others as they are."""
    words = str(text)
    return words[:1].upper() + words[1:]
