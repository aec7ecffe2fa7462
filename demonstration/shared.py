# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the network shares on a first run: sheets, two months of agenda, news; each an example, marked so.

Read from `content/`: dates there count from the day of loading.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from django.utils import timezone

from demonstration.examples import MARK
from demonstration.scope import Scope
from history.models import Cause
from history.models import Event as Noted
from mapping.models import PositionPrecision
from mapping.writing import create
from network.agenda.recurrence import Recurrence
from network.agenda.sentence import understood
from network.kinds import ATTACHMENT, EVENT, MINUTES, NEWS, RESOURCE, TRANSLATION
from network.models import (
    Audience,
    Event,
    EventKind,
    HeldAs,
    Minutes,
    News,
    Registering,
    Resource,
    Translation,
)
from network.models.translation import stands_for
from network.paths import path_of
from places.models import Commune

CONTENT = Path(__file__).parent / "content"
# Groups and their discussions are written apart (`demonstration.groups`).
_WRITTEN = (RESOURCE, TRANSLATION, ATTACHMENT, EVENT, NEWS, MINUTES)
_AUDIENCES = {"public": Audience.PUBLIC, "pro": Audience.PROFESSIONALS}
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# What a file says of a sheet, by the field of the resource.
_FIELDS = {
    "kind": "kind",
    "title": "title",
    "summary": "summary",
    "themes": "themes",
    "thematiques": "thematiques",
    "publics": "publics",
    "langues": "languages",
    "quand": "fact_when",
    "ou": "fact_where",
    "combien": "fact_cost",
    "delai": "fact_delay",
    "url": "link",
    "source_name": "source_name",
    "source_url": "source_link",
    "dispositifs": "schemes",
    "a_revoir": "review_on",
    "a_jour_le": "up_to_date_on",
    "regle": "due_words",
}
_TRANSLATED = {
    "title": "title",
    "summary": "summary",
    "quand": "fact_when",
    "ou": "fact_where",
    "combien": "fact_cost",
    "delai": "fact_delay",
    "regle": "due_words",
}
# What a workshop needs, told at the head of its text.
_MODULE = {
    "objectif": "Objectif",
    "duree": "Durée",
    "niveaux": "Niveaux",
    "methode": "Méthode",
    "materiel": "Matériel",
}


def fill(scope: Scope, today: date) -> int:
    """Write what the network shares, unless any of it is or ever was written; how many records were."""
    if Noted.objects.filter(kind__in=[kind.number for kind in _WRITTEN]).exists():
        return 0
    sheets = {
        told["code"]: _sheet(told, number, today)
        for number, told in enumerate(_read("sheets/*.toml", "sheet"))
    }
    events = {
        told["code"]: event
        for told in _read("agenda.toml", "event")
        if (event := _event(told, scope, today)) is not None
    }
    about = sheets | events
    news = [_news(told, about, today) for told in _read("news.toml", "news")]
    offers = [_offer(told, scope, today) for told in _read("news.toml", "offer")]
    return len(sheets) + len(events) + len(news) + len(offers)


def _read(files: str, name: str) -> Iterator[dict[str, Any]]:
    """What some files tell under a name, in their order."""
    paths = sorted(CONTENT.glob(files))
    return chain.from_iterable(
        tomllib.loads(path.read_text(encoding="utf-8")).get(name, ()) for path in paths
    )


def _sheet(told: Mapping[str, Any], number: int, today: date) -> Resource:
    sheet = Resource(
        **{field: told[name] for name, field in _FIELDS.items() if name in told},
        text=_text_of(told),
        steps=told.get("steps", "").strip(),
        tasks=_tasks(told.get("taches", "")),
        life_courses=[told["parcours"]] if told.get("parcours") else [],
        audience=_AUDIENCES[told["audience"]],
        is_example=True,
        # One in five is new.
        created_at=_at(today - timedelta(days=_days_ago(number) + (0 if number % 5 == 0 else 120)), time(8)),
        due_on=_next_day(told["chaque_annee"], today) if "chaque_annee" in told else None,
    )
    create(sheet, cause=Cause.DEMO)
    # Read again within the last weeks, each on its own day; whoever writes it reads it on the day itself.
    days = _days_ago(number)
    sheet.verified_at = _at(today - timedelta(days=days), time(9))
    sheet.save(update_fields=["verified_at"])
    for language, said in told.get("translations", {}).items():
        translation = Translation(
            resource=sheet,
            language=language,
            text=said.get("text", "").strip(),
            steps=said.get("steps", "").strip(),
            of=stands_for(sheet),
            **{field: said[name] for name, field in _TRANSLATED.items() if name in said},
        )
        create(translation, cause=Cause.DEMO)
    return sheet


def _days_ago(number: int) -> int:
    return 3 + 7 * number % 80


def _text_of(told: Mapping[str, Any]) -> str:
    needed = [
        f"**{label} :** {', '.join(value) if isinstance(value, list) else value}"
        for name, label in _MODULE.items()
        if (value := told.get(name))
    ]
    return "\n\n".join([*needed, told["text"].strip()])


def _tasks(told: str) -> str:
    lines = (line.rpartition(";") for line in told.strip().splitlines())
    return "\n".join(
        f"{task.strip()} : {organisations.strip()}".rstrip() for task, _apart, organisations in lines
    )


def _held_as(told: Mapping[str, Any]) -> HeldAs:
    if not told["online"]:
        return HeldAs.SITE
    return HeldAs.BOTH if told["insee"] or told.get("place") else HeldAs.ONLINE


def _event(told: Mapping[str, Any], scope: Scope, today: date) -> Event | None:
    """An event of the agenda; None where its commune is none of those that are loaded."""
    commune = Commune.objects.filter(code=told["insee"]).first() if told["insee"] else None
    if told["insee"] and (commune is None or commune.departement_code not in scope.covered):
        return None
    start = _day(told, today)
    until = start + timedelta(days=told["days"] - 1) if told.get("days", 1) > 1 else None
    registers = bool(told.get("registration"))
    closes = told.get("closes_days_before")
    event = Event(
        kind=told["kind"],
        title=told["title"],
        summary=told["summary"],
        text=_by(told),
        themes=told["themes"],
        publics=told["publics"],
        audience=_AUDIENCES[told["audience"]],
        is_example=True,
        start_day=start,
        start_time=time.fromisoformat(told["start"]),
        end_day=until,
        end_time=time.fromisoformat(told["end"]),
        place_name=told.get("place", ""),
        online_link="https://visio.exemple.fr/" if told["online"] else "",
        held_as=_held_as(told),
        registering=Registering.HERE if registers else Registering.FREE,
        registration_until=start - timedelta(days=closes) if registers and closes is not None else None,
        seats=told.get("seats"),
        **_recurrence(told, start),
    )
    if told["kind"] == EventKind.APPEL_A_PROJETS:
        # Its day is the deadline.
        event.start_day, event.end_day = today, start
        event.start_time, event.end_time = time(0), time.fromisoformat(told["end"])
    if commune is not None:
        event.commune, event.commune_nom = commune, commune.nom[:100]
        event.code_postal = commune.postcodes[0] if commune.postcodes else ""
        if commune.point is not None:
            event.position, event.position_precision = commune.point, PositionPrecision.COMMUNE
            event.position_origin = "exemples"
    create(event, cause=Cause.DEMO)
    if said := told.get("minutes", "").strip():
        minutes = Minutes(event=event, day=event.start_day, audience=event.audience, text=said)
        create(minutes, cause=Cause.DEMO)
    return event


def _recurrence(told: Mapping[str, Any], start: date) -> dict[str, Any]:
    """How it comes again, where its words are understood."""
    words = told.get("recurrence", "")
    rule = understood(words, start) if words else None
    return {"recurrence": rule.to_json(), "recurrence_words": words} if isinstance(rule, Recurrence) else {}


def _news(told: Mapping[str, Any], about: Mapping[str, Resource | Event], today: date) -> News:
    subject = about.get(told.get("sheet") or told.get("event") or "")
    text = _by(told)
    if subject is not None:
        text += f"\n\n[{subject.title}]({path_of(subject)})"
    news = News(
        title=told["title"],
        summary=told["summary"],
        text=text,
        themes=told["themes"],
        publics=told.get("publics", []),
        audience=_AUDIENCES[told["audience"]],
        starts_on=today + timedelta(days=told["starts_days"]),
        ends_on=today + timedelta(days=told["ends_days"]),
        is_example=True,
        is_spotlight=told["code"] in _SPOTLIGHTS,
    )
    return create(news, cause=Cause.DEMO)


# Put forward on the home page.
_SPOTLIGHTS = ("actu-journee-vos-droits", "actu-fiches-quatre-langues")


def _offer(told: Mapping[str, Any], scope: Scope, today: date) -> News:
    """What somebody offers or asks for; where it is, where its commune is one of those that are loaded."""
    commune = Commune.objects.filter(code=told["insee"], departement_code__in=scope.covered).first()
    news = News(
        side=told["sens"],
        what=told["categorie"],
        title=told["title"],
        summary=told["summary"],
        text=_by(told),
        themes=told["themes"],
        audience=_AUDIENCES[told["audience"]],
        commune=commune,
        starts_on=today,
        ends_on=today + timedelta(days=told["ends_days"]),
        is_example=True,
        consent=True,
    )
    return create(news, cause=Cause.DEMO)


def _by(told: Mapping[str, Any]) -> str:
    text = told.get("text", "").strip()
    return f"{text}\n\n*{told['organiser']} {MARK}*" if told.get("organiser") else text


def _day(told: Mapping[str, Any], today: date) -> date:
    """The first such weekday from today on, so many weeks later."""
    ahead = (_WEEKDAYS.index(told["weekday"]) - today.weekday()) % 7
    return today + timedelta(days=ahead, weeks=told["week"])


def _next_day(month_and_day: str, today: date) -> date:
    month, day = map(int, month_and_day.split("-"))
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
