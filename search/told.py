# SPDX-License-Identifier: AGPL-3.0-or-later
"""A service as a card tells it to whoever asks: what is asked for and holds first, and one status.

Nothing is asked of the database: what is told is worked out from the record, as its reader may see it, and
from the question.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mapping import hours, usual_hours
from mapping.models import VisibleService, VisibleStructure
from mapping.presentation import listed
from search import opening, registry
from search.criterion import Choices, Criterion, Switch, Table
from search.question import Criteria
from search.told_terms import cost_text, levels_text, lowered

# A count of places told longer ago is not counted on.
PLACES_KNOWN_FOR = timedelta(days=30)
# Longer, the hours of a week are not read at a glance.
_LONGEST_WEEK = 60
# Where people come in groups, and a place has to be left.
_IN_GROUPS = frozenset({"atelier", "formation"})


class Kind(StrEnum):
    """How a status is coloured: good news, not known, bad news."""

    OK = "ok"
    DOUBT = "doubt"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Status:
    """The one thing to know before going: the worst that is known of it."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Fact:
    """What is said of a service: `met` where it was asked for and holds, `doubt` where it was asked for and
    nobody knows. `key` is the parameter that asks for it."""

    text: str
    met: bool = False
    doubt: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A service on a card. `when` are its hours, or how one comes where it has none of its own; `telephone`
    is its own number, if any."""

    name: str
    when: Fact | None
    status: Status | None
    facts: tuple[Fact, ...]
    is_full: bool
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What a service is told with: the hours of its structure, its closures, the moment at which it is told,
    and the structure itself where something is asked of that."""

    reception: str = ""
    closures: tuple[hours.Closure, ...] = ()
    now: datetime | None = None
    structure: VisibleStructure | None = None


def tell(service: VisibleService, asked: Criteria, around: Around | None = None) -> Told:
    """A service for who asks `asked`, which are the criteria of one need and those of the person."""
    around = around or Around()
    described = _now(service, around)
    when = _when(service, asked, around, described)
    answers = list(_answers(service, asked, around))
    if when and when.key:
        answers = [fact for fact in answers if fact.key != when.key]
    told = {fact.key for fact in answers}
    told |= {when.key} if when else set()
    facts = (
        *(fact for fact in answers if fact.met),
        *(fact for fact in answers if fact.doubt),
        *(fact for fact in _further(service, asked) if not fact.key or fact.key not in told),
    )
    return Told(
        service.nom,
        when,
        _status(service, asked, around, described),
        facts,
        is_full=service.places_restantes == 0,
        telephone=service.telephone,
    )


def tell_structure(name: str, insee: str | None, asked: Criteria, around: Around) -> Told:
    """A structure that no service is told of, by the hours of its own; `name` is what it offers, if known."""
    described = hours.describe(around.reception, code_insee=insee, closures=around.closures, now=around.now)
    text = lowered(described.text)
    when = Fact(text) if described.state in (hours.State.CLOSED, hours.State.APPOINTMENT) else None
    if described.state is hours.State.UNKNOWN:
        when = Fact(_("horaires ?"), doubt=True)
    if asked.ouvert:
        when = _structure_at(asked.ouvert, insee, around) or when
    kinds = {hours.State.OPEN: Kind.OK, hours.State.CLOSURE: Kind.STOP}
    news = Status(text, kinds[described.state]) if described.state in kinds else None
    return Told(name, when, news, (), is_full=False)


def _structure_at(ouvert: str, insee: str | None, around: Around) -> Fact | None:
    """The hours of a structure at the moment asked about; of several days, its week."""
    key = registry.OUVERT.parameter
    if opening.is_of_days(ouvert):
        week = usual_hours.usual_week(around.reception, now=around.now, short=True)
        return Fact(week, met=True, key=key) if week else None
    moment = opening.moment(ouvert, around.now or timezone.now())
    if hours.asks_first(around.reception, around.now or timezone.now(), insee):
        return Fact(hours.on_appointment(), doubt=True, key=key)
    day = hours.on_day(around.reception, moment.day, code_insee=insee, closures=around.closures)
    return Fact(day, met=True, key=key) if day else None


def _status(service: VisibleService, asked: Criteria, around: Around, described: hours.Now) -> Status | None:
    """The worst news first: full, closed for a while, places not known, places left, open now."""
    if service.places_restantes == 0:
        return Status(pgettext("plus une place", "complet"), Kind.STOP)
    now = (around.now or timezone.now()).astimezone(hours.zone_of(service.commune_id))
    is_dated = asked.ouvert and not opening.is_of_days(asked.ouvert)
    day = opening.moment(asked.ouvert, now).day if is_dated else now.date()
    if closed := next((closure for closure in around.closures if closure.covers(day)), None):
        until = formats.date_format(closed.last_day, "MONTH_DAY_FORMAT")
        return Status(_("fermé jusqu'au %(day)s") % {"day": until}, Kind.STOP)
    if places := _places(service, now.date()):
        return places
    if described.state is hours.State.OPEN and asked.ouvert in ("", "maintenant"):
        return Status(lowered(described.text), Kind.OK)
    return None


def _places(service: VisibleService, today: date) -> Status | None:
    left, told_on = service.places_restantes, service.places_restantes_le
    if left is None:
        counted = service.capacite is not None or service.liste_attente is not None
        return Status(_("places ?"), Kind.DOUBT) if counted or service.type in _IN_GROUPS else None
    text = ngettext("%(n)d place", "%(n)d places", left) % {"n": left}
    if told_on and today - told_on > PLACES_KNOWN_FOR:
        return Status(_("%(fact)s ?") % {"fact": text}, Kind.DOUBT)
    return Status(text, Kind.OK)


def _now(service: VisibleService, around: Around) -> hours.Now:
    return hours.describe(
        service.horaires_accueil or around.reception,
        code_insee=service.commune_id,
        closures=around.closures,
        now=around.now,
    )


def _when(service: VisibleService, asked: Criteria, around: Around, described: hours.Now) -> Fact | None:
    """Its hours at the moment asked about, else its usual week; where it has none, how one comes."""
    if asked.ouvert:
        return _at_the_moment(service, asked.ouvert, around)
    if own := service.horaires_accueil:
        week = usual_hours.usual_week(own, now=around.now, short=True)
        if week and len(week) <= _LONGEST_WEEK:
            return Fact(week)
        return Fact(lowered(described.text))
    if by_referral(service):
        return Fact(_("sur orientation"), key=REFERRAL)
    if service.rendez_vous:
        return _appointments(service, asked)
    if described.state in (hours.State.CLOSED, hours.State.APPOINTMENT):
        return Fact(lowered(described.text))
    # Open is a status; what nobody knows is said.
    return Fact(_("horaires ?"), doubt=True) if described.state is hours.State.UNKNOWN else None


# No parameter asks for it.
REFERRAL = "orientation"


def by_referral(service: VisibleService) -> bool:
    """Whether only professionals may ask for it."""
    return service.mobilisable_par == ["professionnels"]


def _appointments(service: VisibleService, asked: Criteria) -> Fact | None:
    either = {code for code, _label in registry.RENDEZ_VOUS.choices} <= set(service.rendez_vous)
    if either and not asked.rendez_vous:
        return Fact(_("avec ou sans rendez-vous"), key=registry.RENDEZ_VOUS.parameter)
    return _choices_fact(registry.RENDEZ_VOUS, service.rendez_vous, asked.rendez_vous)


def _at_the_moment(service: VisibleService, ouvert: str, around: Around) -> Fact:
    text, insee = service.horaires_accueil or around.reception, service.commune_id
    key = registry.OUVERT.parameter
    now = around.now or timezone.now()
    moment = opening.moment(ouvert, now)
    if hours.is_always(text, now, insee) and not any(
        closure.covers(moment.day) for closure in around.closures
    ):
        return Fact(hours.always(), met=True, key=key)
    if hours.asks_first(text, now, insee):
        return Fact(hours.on_appointment(), doubt=True, key=key)
    if opening.is_of_days(ouvert):
        return _habitual(text, insee, moment, around, now)
    meeting = _meeting(text, insee, moment, moment.day, around)
    if not meeting:
        week = usual_hours.usual_week(text, now=now, short=True)
        return Fact(week, key=key) if week else Fact(_("horaires ?"), doubt=True, key=key)
    told = _("%(day)s %(hours)s") % {
        "day": hours.day_name(moment.day, now.astimezone(hours.zone_of(insee)).date()),
        "hours": ", ".join(map(hours.span_text, meeting)),
    }
    if period := usual_hours.usual(text, now=now).period_on(moment.day.weekday()):
        told = _("%(fact)s (%(more)s)") % {"fact": told, "more": period}
    is_open = any(span.state is hours.State.OPEN for span in meeting)
    return Fact(told, met=is_open, doubt=not is_open, key=key)


def _meeting(
    text: str, insee: str | None, moment: opening.Moment, day: date, around: Around
) -> list[hours.Span]:
    """The openings of a day that meet what is asked about."""
    spans = hours.spans_on(text, day, code_insee=insee, closures=around.closures)
    if moment.instant is not None:
        here = moment.instant.astimezone(hours.zone_of(insee))
        return [span for span in spans if span.start <= here < span.end]
    stretches = [stretch for stretch in moment.stretches if stretch[0].date() == day]
    return [
        span
        for span in spans
        if any(
            span.start.replace(tzinfo=None) < end and span.end.replace(tzinfo=None) > start
            for start, end in stretches
        )
    ]


def _habitual(text: str, insee: str | None, moment: opening.Moment, around: Around, now: datetime) -> Fact:
    """Each day of the week with the hours that meet what is asked of several days, as on its first."""
    key = registry.OUVERT.parameter
    days: dict[int, list[hours.Span]] = {}
    for day in moment.days:
        if day.weekday() not in days and (found := _meeting(text, insee, moment, day, around)):
            days[day.weekday()] = found
    if not days:
        week = usual_hours.usual_week(text, now=now, short=True)
        return Fact(week, key=key) if week else Fact(_("horaires ?"), doubt=True, key=key)
    usual = usual_hours.usual(text, now=now)
    told = [_told_day(weekday, spans, usual) for weekday, spans in sorted(days.items())]
    # Days of the same hours are told together.
    by_hours: dict[str, list[str]] = {}
    for name, span_texts in told:
        by_hours.setdefault(span_texts, []).append(name)
    joined = [
        _("%(day)s %(hours)s") % {"day": listed(names), "hours": span_texts}
        for span_texts, names in by_hours.items()
    ]
    is_open = any(span.state is hours.State.OPEN for spans in days.values() for span in spans)
    return Fact(" ; ".join(joined), met=is_open, doubt=not is_open, key=key)


def _told_day(weekday: int, spans: list[hours.Span], usual: usual_hours.Usual) -> tuple[str, str]:
    """A day of the week, and its hours, with the weeks in which they hold."""
    told = ", ".join(map(hours.span_text, spans))
    if period := usual.period_on(weekday):
        told = _("%(fact)s (%(more)s)") % {"fact": told, "more": period}
    return str(WEEKDAYS[weekday]), told


def _answers(service: VisibleService, asked: Criteria, around: Around) -> Iterator[Fact]:
    """A fact for each criterion that is asked for: that it holds, or that nobody knows. What is known not to
    hold is not told."""
    for one in _IN_ORDER:
        value = getattr(asked, one.name)
        if not value or one.column is None or one.parameter in _SAID_ELSEWHERE:
            continue
        record = around.structure if one.column.table is Table.STRUCTURE else service
        if record is None:
            continue
        if special := _SPECIAL.get(one.parameter):
            yield from special(service, asked)
        elif isinstance(one, Choices):
            if fact := _choices_fact(one, one.said_by(getattr(record, one.column.name)), value):
                yield fact
        elif isinstance(one, Switch):
            said = getattr(record, one.column.name)
            if said is True or said is None:
                yield _known(one, lowered(one.label), said)


# What decides first comes first: the lesson before the person, the languages last.
_FIRST = (registry.NIVEAU, registry.GARDE_ENFANTS, registry.PUBLIC)
_IN_ORDER = (
    *_FIRST,
    *(one for one in registry.CRITERIA if one not in _FIRST and one is not registry.LANGUE),
    registry.LANGUE,
)
# The theme is the heading of the list, and places are a status.
_SAID_ELSEWHERE = (registry.THEME.parameter, registry.PLACES.parameter)


def _known(one: Criterion, text: str, said: bool | None) -> Fact:
    """A fact that was asked for: met where it is said, else in doubt."""
    if said:
        return Fact(text, met=True, key=one.parameter)
    return Fact(_("%(fact)s ?") % {"fact": text}, doubt=True, key=one.parameter)


def _choices_fact(one: Choices, said: Iterable[str], asked: Iterable[str]) -> Fact | None:
    """The values said, those asked for first; in doubt where none is said, None where others are."""
    said, wanted = list(said), set(asked)
    met = [code for code in said if code in wanted or one.under.get(code) in wanted]
    if met:
        return _known(one, _names(one, met), said=True)
    if said and not wanted:
        return Fact(_names(one, said), key=one.parameter)
    return None if said else _known(one, lowered(one.label), said=None)


def _names(one: Choices, codes: Iterable[str]) -> str:
    return listed(lowered(one.labels[code]) for code in codes if code in one.labels)


def _publics(service: VisibleService, asked: Criteria) -> Iterator[Fact]:
    """Whom it takes, of those asked for: named, everyone, or one that may take them, to be asked."""
    one = registry.PUBLIC
    said = list(service.publics)
    met = [code for code in asked.publics if code in said or code in {one.under.get(other) for other in said}]
    if met:
        yield _known(one, _names(one, met), said=True)
    elif one.everyone in said and any(code not in one.apart for code in asked.publics):
        yield _known(one, _names(one, [one.everyone]), said=True)
    elif vague := [code for code in asked.publics if not said or one.under.get(code) in said]:
        yield _known(one, _names(one, vague), said=None)


def _levels(service: VisibleService, asked: Criteria) -> Iterator[Fact]:
    if service.niveaux and not set(asked.niveaux) & set(service.niveaux):
        return
    yield _known(
        registry.NIVEAU, levels_text(service.niveaux) or _("niveau"), said=bool(service.niveaux) or None
    )


def _childcare(service: VisibleService, _asked: Criteria) -> Iterator[Fact]:
    if service.garde_enfants is not False:
        yield _known(registry.GARDE_ENFANTS, _childcare_text(service), service.garde_enfants)


def _childcare_text(service: VisibleService) -> str:
    text = lowered(registry.GARDE_ENFANTS.label)
    if service.garde_enfants and (more := lowered(service.garde_enfants_precisions)):
        return f"{text}, {more}"
    return text


def _free(service: VisibleService, _asked: Criteria) -> Iterator[Fact]:
    return _cost(service, registry.GRATUIT, {registry.GRATUIT.code})


def _paid(service: VisibleService, asked: Criteria) -> Iterator[Fact]:
    # Who asks for what is free is answered already.
    return _cost(service, registry.FRAIS, set() if asked.gratuit else set(asked.frais))


def _cost(service: VisibleService, one: Criterion, wanted: set[str]) -> Iterator[Fact]:
    if wanted and not service.frais:
        yield _known(one, _("coût"), said=None)
    elif {service.frais, registry.FRAIS.under.get(service.frais, "")} & wanted:
        yield _known(one, cost_text(service.frais, service.frais_precisions), said=True)


def _further(service: VisibleService, asked: Criteria) -> Iterator[Fact]:
    """What decides next: level, childcare, cost, languages, and what follows from there being no place."""
    if service.niveaux:
        yield Fact(levels_text(service.niveaux), key=registry.NIVEAU.parameter)
    if service.garde_enfants:
        # From which age, and when, for who asks for it.
        yield Fact(lowered(registry.GARDE_ENFANTS.label), key=registry.GARDE_ENFANTS.parameter)
    if service.places_restantes == 0 and service.liste_attente:
        yield Fact(lowered(_("Liste d'attente")), key=registry.LISTE_ATTENTE.parameter)
    if by_referral(service):
        yield Fact(_("sur orientation"), key=REFERRAL)
    if service.frais and not asked.gratuit:
        yield Fact(cost_text(service.frais, service.frais_precisions), key=registry.FRAIS.parameter)
    others = [code for code in service.langues if code not in asked.langues]
    if others:
        # Beside those asked for, which have a fact of their own.
        yield Fact(_names(registry.LANGUE, others), key="" if asked.langues else registry.LANGUE.parameter)


_SPECIAL: dict[str, Callable[[VisibleService, Criteria], Iterator[Fact]]] = {
    registry.PUBLIC.parameter: _publics,
    registry.NIVEAU.parameter: _levels,
    registry.GARDE_ENFANTS.parameter: _childcare,
    registry.GRATUIT.parameter: _free,
    registry.FRAIS.parameter: _paid,
}
