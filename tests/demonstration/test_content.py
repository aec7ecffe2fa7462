"""What a demonstration shows in the network's room: sheets, agenda and news, as the files have them."""

import re
import tomllib
from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from dateutil.rrule import rrulestr

import demonstration
from demonstration.examples import MARK
from mapping import vocabulary
from mapping.finer import consistent_publics
from places.models import Commune

CONTENT = Path(demonstration.__file__).parent / "content"
# The day on which the sheets were read against their sources.
READ_ON = date(2026, 11, 29)

KINDS = {
    "demarche": 10,
    "fiche": 8,
    "echeance": 4,
    "tutoriel": 3,
    "lien": 3,
    "faq": 2,
    "qui-fait-quoi": 2,
    "document": 2,
    "formulaire": 2,
    "module": 2,
    "initiative": 2,
}
PARCOURS = [
    *("arriver", "papiers", "se-loger", "travailler", "se-soigner", "famille", "etudier", "se-deplacer"),
    "au-quotidien",
]
FACTS = {"quand", "ou", "combien", "delai"}
SHEET = {
    *("code", "kind", "title", "summary", "text", "themes", "thematiques", "publics", "langues"),
    *("source_name", "source_url", "a_revoir", "audience", "dispositifs"),
}
# What a kind says beside, always; `parcours` and `url` are where there is one.
OF_KIND = {
    "demarche": {"steps", "parcours", *FACTS},
    "tutoriel": {"steps"},
    "qui-fait-quoi": {"taches"},
    "lien": {"url"},
    "document": {"url", "a_jour_le"},
    "formulaire": {"url", "a_jour_le"},
    "echeance": {"regle"},
    "module": {"objectif", "duree", "niveaux", "methode", "materiel"},
}
SOMETIMES = {"parcours", "url", "translations", "chaque_annee"}
TRANSLATED = {
    *("titre-de-sejour-renouveler", "sante-ouvrir-ses-droits", "compte-bancaire-ouvrir", "ecole-inscrire"),
    *("francais-apprendre", "logement-social-demander", "permis-etranger-echanger", "travail-chercher"),
}
LANGUAGES = {"en": "a-zA-Z", "ar": "\u0600-\u06ff", "uk": "\u0400-\u04ff"}

EVENT_KINDS = {"atelier", "formation", "reunion", "forum", "permanence", "exposition", "appel-a-projets"}
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
EVENT = {
    *("code", "kind", "title", "summary", "text", "week", "weekday", "start", "end", "place", "commune"),
    *("insee", "online", "themes", "thematiques", "publics", "audience", "registration", "organiser"),
}
EVENT_SOMETIMES = {"days", "recurrence", "rrule", "seats", "closes_days_before", "minutes"}
NEWS = {
    *("code", "title", "summary", "text", "audience", "starts_days", "ends_days", "themes", "publics"),
    "organiser",
}
OFFER = {
    *("code", "sens", "categorie", "title", "summary", "text", "commune", "insee", "audience", "themes"),
    *("organiser", "ends_days"),
}

E_MAIL = re.compile(r"\S@\S")
PHONE = re.compile(r"\+\s?\d{2}|\b0\d(?:[ .\-\u00a0]?\d{2}){4}\b|\b\d{2}(?:[ .\-\u00a0]\d{2}){2,}\b")
# Numbers of three or four digits that one dials: emergencies, 3919, 119, 3114, 3928.
DIALLED = re.compile(r"\b(?:1[15]|17|18|11\d|3\d{3})\b")
PUBLIC_NUMBERS = {"15", "17", "18", "112", "114", "115", "119", "3919", "3114", "3928"}


def read(name: str) -> dict:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))


SHEETS = [
    sheet
    for file in sorted((CONTENT / "sheets").glob("*.toml"))
    for sheet in read(f"sheets/{file.name}")["sheet"]
]
EVENTS = read("agenda.toml")["event"]
NEWS_ITEMS = read("news.toml")["news"]
OFFERS = read("news.toml")["offer"]
EVERYTHING = [*SHEETS, *EVENTS, *NEWS_ITEMS, *OFFERS]

THEMATIQUES = {code for code, _ in vocabulary.THEMATIQUES}
PUBLICS = {code for code, _ in vocabulary.PUBLICS}
LANGUES = {code for code, _ in vocabulary.LANGUES}
NIVEAUX = {code for code, _ in vocabulary.NIVEAUX}


def by_code(records):
    return pytest.mark.parametrize("one", records, ids=[one["code"] for one in records])


def strings(value) -> list[str]:
    """Every string in a record, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return list(chain.from_iterable(strings(part) for part in value.values()))
    if isinstance(value, list):
        return list(chain.from_iterable(strings(part) for part in value))
    return []


def prose(one: dict) -> list[str]:
    """What people read of a record: no address, no code."""
    kept = {
        name: value
        for name, value in one.items()
        if name not in ("url", "source_url", "code", "rrule", "insee")
    }
    return strings(kept)


def steps_of(text: str) -> list[str]:
    return text.strip().splitlines()


def first_day(event: dict, loaded: date) -> date:
    """The day of an event, where the demonstration is loaded on `loaded`."""
    ahead = (WEEKDAYS.index(event["weekday"]) - loaded.weekday()) % 7
    return loaded + timedelta(days=ahead, weeks=event["week"])


def test_there_are_forty_sheets_of_eleven_kinds_eight_of_them_for_professionals():
    assert Counter(sheet["kind"] for sheet in SHEETS) == KINDS
    assert Counter(sheet["audience"] for sheet in SHEETS) == {"public": 32, "pro": 8}


def test_every_stage_of_the_life_course_has_a_procedure():
    assert {sheet["parcours"] for sheet in SHEETS if sheet["kind"] == "demarche"} == set(PARCOURS)


@pytest.mark.parametrize(
    "records", [SHEETS, EVENTS, NEWS_ITEMS, OFFERS], ids=["sheets", "events", "news", "offers"]
)
@pytest.mark.parametrize("name", ["code", "title", "summary"])
def test_no_two_records_say_the_same(records, name):
    said = [one[name].casefold() for one in records]
    assert len(set(said)) == len(said)


@by_code(SHEETS)
def test_a_sheet_has_what_its_kind_says(one):
    required = SHEET | OF_KIND.get(one["kind"], set())
    assert required <= set(one)
    assert set(one) <= required | SOMETIMES
    assert all(one[name] for name in required - {"dispositifs"})


@by_code(EVERYTHING)
def test_titles_and_summaries_are_short_enough(one):
    for said in (one, *one.get("translations", {}).values()):
        assert 0 < len(said["title"]) <= 90
        assert 0 < len(said["summary"]) <= 220
        assert said["title"].strip() == said["title"]


@by_code(SHEETS)
def test_a_fact_is_one_short_line(one):
    for said in (one, *one.get("translations", {}).values()):
        for name in (FACTS | {"regle", "objectif", "duree", "methode", "materiel"}) & set(said):
            assert "\n" not in said[name]
            assert len(said[name]) <= 200


@by_code([sheet for sheet in SHEETS if "steps" in sheet])
def test_a_step_begins_with_what_to_do_in_bold(one):
    for said in (one, *one.get("translations", {}).values()):
        assert len(steps_of(said["steps"])) >= 4
        for step in steps_of(said["steps"]):
            assert re.fullmatch(r"\*\*[^*]+[.?!]\*\* [^*]+", step), step


@by_code([sheet for sheet in SHEETS if "taches" in sheet])
def test_each_task_has_its_organisations(one):
    rows = [line.split(";") for line in one["taches"].strip().splitlines()]
    assert len(rows) >= 10
    assert all(len(row) == 2 and all(cell.strip() for cell in row) for row in rows)


@by_code([*SHEETS, *EVENTS])
def test_values_are_those_of_the_vocabulary(one):
    assert set(one["thematiques"]) <= THEMATIQUES
    assert one["themes"]
    assert set(one["themes"]) == {vocabulary.theme_of(code).code for code in one["thematiques"]}
    assert one["audience"] in ("public", "pro")


@by_code(EVERYTHING)
def test_themes_publics_and_languages_are_known(one):
    assert set(one["themes"]) <= set(vocabulary.THEME_BY_CODE)
    assert set(one.get("publics", [])) <= PUBLICS
    assert consistent_publics(one.get("publics", [])) == one.get("publics", [])
    assert set(one.get("langues", [])) <= LANGUES
    assert set(one.get("niveaux", [])) <= NIVEAUX
    assert one.get("parcours", "arriver") in PARCOURS


@by_code(SHEETS)
def test_a_source_is_a_secure_page_of_a_site(one):
    for name in ("source_url", "url"):
        if name in one:
            parts = urlsplit(one[name])
            assert parts.scheme == "https"
            assert re.fullmatch(r"(?:[a-z0-9\-]+\.)+[a-z]{2,4}", parts.netloc)
            assert not parts.query


@by_code(SHEETS)
def test_a_sheet_is_read_again_within_a_year(one):
    assert READ_ON < one["a_revoir"] <= READ_ON + timedelta(days=366)
    assert one.get("a_jour_le", READ_ON) <= READ_ON


@by_code([sheet for sheet in SHEETS if "chaque_annee" in sheet])
def test_a_yearly_deadline_is_a_day_of_the_year(one):
    assert one["kind"] == "echeance"
    assert date.fromisoformat(f"2027-{one['chaque_annee']}")


def test_the_sheets_that_the_public_needs_most_are_translated():
    assert {sheet["code"] for sheet in SHEETS if "translations" in sheet} == TRANSLATED
    for sheet in SHEETS:
        if "translations" in sheet:
            assert set(sheet["langues"]) == {"fr", *LANGUAGES}


@by_code([sheet for sheet in SHEETS if "translations" in sheet])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_says_all_that_the_french_says(one, language):
    said = one["translations"][language]
    assert set(said) == {"title", "summary", "text", "steps", *FACTS}
    assert len(steps_of(said["steps"])) == len(steps_of(one["steps"]))
    for mark in (r"^## ", r"^- ", r"^> ", r"\*\*"):
        assert len(re.findall(mark, said["text"], re.M)) == len(re.findall(mark, one["text"], re.M))
    assert DIALLED.findall(said["text"]) == DIALLED.findall(one["text"])
    for name, value in said.items():
        assert value != one[name]
        letters = re.findall(r"[^\W\d_]", value)
        own = re.findall(f"[{LANGUAGES[language]}]", value)
        # Names of services stay as the doors have them.
        assert len(own) > len(letters) / 3


@by_code(EVERYTHING)
def test_texts_are_plain_markdown(one):
    for text in (
        one["text"],
        one.get("minutes", ""),
        *(said["text"] for said in one.get("translations", {}).values()),
    ):
        assert not re.search(r"^#(?!# )|^##+ *$|^###", text, re.M)
        assert "<" not in text
        assert "](" not in text


@by_code(EVERYTHING)
def test_texts_use_typographic_apostrophes_and_leave_the_mark_to_the_loader(one):
    for text in prose(one):
        assert "'" not in text
        assert MARK not in text
        assert "exemple" not in text.casefold()


@by_code(EVERYTHING)
def test_nobody_can_be_called_or_written_to_but_public_services(one):
    for text in prose(one):
        assert not E_MAIL.search(text)
        assert not PHONE.search(text)
    french = "\n".join((one["title"], one["summary"], one["text"]))
    numbers = set(re.findall(r"\*\*(\d+)\*\*", french)) | set(re.findall(r"\b3\d{3}\b", french))
    assert numbers <= PUBLIC_NUMBERS


def test_the_agenda_has_two_months_for_the_public_and_for_professionals():
    assert len(EVENTS) >= 30
    assert {event["kind"] for event in EVENTS} == EVENT_KINDS
    audiences = Counter(event["audience"] for event in EVENTS)
    assert audiences["public"] >= 15
    assert audiences["pro"] >= 10
    assert {event["week"] for event in EVENTS} >= set(range(8))


@by_code(EVENTS)
def test_an_event_has_its_day_its_hours_and_who_holds_it(one):
    assert set(one) >= EVENT
    assert set(one) <= EVENT | EVENT_SOMETIMES
    assert -2 <= one["week"] <= 8
    assert one["weekday"] in WEEKDAYS
    assert time.fromisoformat(one["start"]) < time.fromisoformat(one["end"])
    assert one.get("days", 1) >= 1
    assert one.get("seats", 1) >= 1
    assert one["organiser"]
    assert ("closes_days_before" in one) == one["registration"]


@by_code(EVENTS)
def test_only_what_was_held_has_minutes(one):
    assert ("minutes" in one) == (one["week"] < 0)
    if one["week"] < 0:
        assert one["kind"] == "reunion"
        assert one["audience"] == "pro"


@by_code([event for event in EVENTS if "rrule" in event or "recurrence" in event])
@pytest.mark.parametrize(
    "loaded", [READ_ON + timedelta(days=n) for n in range(7)], ids=WEEKDAYS[6:] + WEEKDAYS[:6]
)
def test_what_comes_again_begins_on_its_first_day_and_ends_within_the_agenda(one, loaded):
    start = datetime.combine(first_day(one, loaded), time.fromisoformat(one["start"]))
    days = list(rrulestr(f"RRULE:{one['rrule']}", dtstart=start))
    assert len(days) > 1
    assert days[0] == start
    assert days[-1] <= start + timedelta(weeks=9)
    assert one["weekday"] in one["recurrence"].casefold()


@by_code([*EVENTS, *OFFERS])
@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_a_place_is_a_commune_of_seine_et_marne(one):
    if one.get("online"):
        assert one["place"] == one["commune"] == one["insee"] == ""
        return
    commune = Commune.objects.get(code=one["insee"])
    assert (commune.nom, commune.departement_code) == (one["commune"], "77")


def test_six_news_items_end_and_two_are_for_professionals():
    assert Counter(one["audience"] for one in NEWS_ITEMS) == {"public": 4, "pro": 2}
    sheets, events = ({one["code"]: one for one in records} for records in (SHEETS, EVENTS))
    for one in NEWS_ITEMS:
        assert set(one) >= NEWS
        assert set(one) <= NEWS | {"sheet", "event"}
        assert one["starts_days"] <= 0 < one["ends_days"]
        about = [known[one[name]] for name, known in (("sheet", sheets), ("event", events)) if name in one]
        assert about
        if one["audience"] == "public":
            assert {record["audience"] for record in about} == {"public"}


def test_structures_offer_and_ask_training_a_room_equipment_and_an_exhibition():
    assert len(OFFERS) == 6
    assert {one["categorie"] for one in OFFERS} == {"formation", "salle", "materiel", "exposition"}
    assert {one["sens"] for one in OFFERS} == {"offre", "demande"}
    assert Counter(one["audience"] for one in OFFERS) == {"pro": 4, "public": 2}
    for one in OFFERS:
        assert set(one) == OFFER
        assert one["ends_days"] > 0
