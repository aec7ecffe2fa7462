"""A link leads to the web, whatever was written in its place."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from common.links import outgoing
from tests.factories import ServiceFactory, StructureFactory


@pytest.mark.parametrize(
    "address", ["https://exemple.fr/a?b=c#d", "http://exemple.fr", " https://exemple.fr "]
)
def test_an_address_of_the_web_is_one(address):
    assert outgoing(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "JaVaScRiPt://exemple.fr/%0aalert(1)", "data:text/html,x", "exemple.fr", "https://",
     "vbscript:x", "//exemple.fr", "https://[", "file:///etc/passwd"],
)  # fmt: skip
def test_anything_else_is_none(address):
    assert outgoing(address) == ""


@pytest.mark.django_db
def test_what_was_let_into_the_database_is_no_link_on_any_page(client):
    bad = "javascript:alert(1)"
    structure = StructureFactory(site_web=bad, lien_source=bad, accessibilite_lieu=bad)
    ServiceFactory(structure=structure, lien_mobilisation=bad, lien_source=bad)
    for path in (
        f"/structures/{structure.pk}/",
        f"/comparer/?id={structure.pk}",
        f"/fiche-a-imprimer/?id={structure.pk}",
        "/",
        "/?lat=48.54&lon=2.66",
        "/exports/vcard",
        "/exports/atom",
    ):
        answer = client.get(path, follow=True)
        text = b"".join(answer) if answer.streaming else answer.content
        assert b"javascript:" not in text, path


# An attribute that a browser follows or runs, whose value begins with what a variable holds: the variable
# then chooses the scheme. One that begins with a path, "mailto:", "?" or "#" is what that says.
_FOLLOWED = re.compile(
    r'\b(?:href|src|action|formaction|poster)="\s*\{\{\s*([\w.\[\]]+)(?![\w.\[\](])([^}]*)\}\}'
)
# What people and sources write, as `common.links.outgoing` let it through, where it is read for a page
# (`desk/sheet.py`).
_THROUGH_OUTGOING = {
    "website",
    "fact.href",
    "service.mobilisation_link",
    # Of a sheet, and of what its links are checked as (`network.resources.sheet`, `network.links.found_in`).
    "sheet.link",
    "sheet.source_link",
    "one.check.url",
    "sheet.accessibility.href",
    "sheet.website",
    "news_link",
    "offer_link",
    # Of a field of a group (`mapping.group_fields.told`, `network.groups.fields.structures`).
    "line.href",
    "cell.href",
    # Of an event (`network.events.pages`).
    "online_url",
    "registration_url",
}
# What the site makes: addresses of its own pages, telephone and mail links, coordinates.
_MADE_HERE = {
    "words_url",
    "found.sheets.url", "found.topics.url", "asked_at",
    "all_url", "register_url", "head.url", "row.fill_url", "around.topic_url",
    "around.vote_url", "around.notepad_url", "begin[name]",
    "event.url",
    "after", "again_url", "before", "event_url", "everywhere_url", "held.event.url", "ics_url", "quarter_url",
    "turn.after", "turn.before", "overlay.listed", "turn.now", "each.page", "one.roots[0].history",
    "webcal_url", "own_webcal_url", "one.webcal", "past_url", "doer.url", "doer.write_url",
    "preview_link", "search_link", "site_link",
    "cell.url", "each.url", "feed_url", "one.print_url", "record.url", "sheet.languages[0].url",
    "sheet.organisation[1]",
    "about.path", "about.url", "of_group[1]", "part.stop_url", "part.url", "settings_url", "stop_url",
    "structure[1]", "act.link", "action", "ask_url",
    "one.correct_url",
    "home_url", "part.all_url",
    "content.pdf_url", "content.url", "found.url", "other.url", "add_url", "holder.path", "strip.url",
    "asked.page", "back", "back.url", "card.phone.href", "card.url",
    "choice.url", "clear", "communes_link", "contact.phone.href", "country_link", "desk.path", "each.link",
    "edit_link", "edit_url", "entry.structure.url", "faq[1]",
    "file_link", "found.link", "funder.image",
    "funder.link", "goes_on", "group.add", "group.following", "held.url", "help_url",
    "history", "history_url",
    "holder.url", "href", "language_offer.stay_url", "language_offer.version.url", "line.phone.href",
    "line.url", "link", "links.campaigns", "links.people_requests", "links.structure_new", "list_url",
    "made_of[1]", "map_url", "meaning.url", "new_url", "near.url", "note_link", "number.href",
    "one.answers", "one.href", "one.page",
    "one.phone.href", "one.undo_url", "one.url", "one.write_url", "order.url", "other_link", "page",
    "page.path", "page_url", "path", "quality_link", "report_url", "request.path", "request.scheme",
    "results.clear_url", "results.first", "results.outside.url", "row.url", "rights.restore", "scenario_link",
    "search_url", "sending.mail", "sending.sms", "service.phone.href", "service.write_url", "share.mail",
    "share.qr", "share.sms", "sheet.directions[0].href", "sheet.mail", "sheet.phone.href", "sheet.sms",
    "sheet.url", "sheets.url", "sheet.write_url", "sides[0].url", "sides[1].url", "site_logo",
    "siting_link", "start.url", "searched_link", "observatory_url", "desk_url", "draft_url", "take_away_url",
    "counted_link", "back_url", "grid_url",
    "step.before", "step.sheet.phone.href", "step.sheet.url", "step.skip", "step.url", "structure.url",
    "structure_url", "switch.url", "tab.url", "team_url", "territory_link", "theme.url", "to.path",
    "to.phone.href", "totp_svg_data_uri", "town_halls.url", "try_link", "understood.aside_url",
    "understood.exact_url", "version.url", "way.href", "way_out", "zones_link",
}  # fmt: skip


def followed() -> set[tuple[str, str, str]]:
    """(template, variable, its filters) of every address that a template takes from a variable."""
    root = Path(settings.BASE_DIR, "templates")
    return {
        (path.relative_to(root).as_posix(), name, filters.strip())
        for path in root.rglob("*.html")
        for name, filters in _FOLLOWED.findall(path.read_text())
    }


def test_no_template_follows_an_address_that_nobody_looked_at():
    """A new one is either made by the site, or goes through `outgoing`: say which, here."""
    strange = {one for one in followed() if one[1] not in _MADE_HERE | _THROUGH_OUTGOING}
    assert not strange


def test_the_walk_sees_the_templates():
    names = {name for _template, name, _filters in followed()}
    assert names >= _THROUGH_OUTGOING
    assert not (_MADE_HERE - names), "no longer in any template"


def test_no_template_writes_the_field_of_a_stranger_s_address_itself():
    fields = {"site_web", "lien_source", "lien_mobilisation", "accessibilite_lieu", "lien"}
    assert not [one for one in followed() if one[1].rpartition(".")[2] in fields]


def test_no_page_leads_out_of_the_reader_s_language():
    """`href="/"` is the French home page: `{% url %}` keeps the language."""
    root = Path(settings.BASE_DIR, "templates")
    fixed = re.compile(r'\b(?:href|action|formaction)="/')
    assert not [path.name for path in root.rglob("*.html") if fixed.search(path.read_text())]
