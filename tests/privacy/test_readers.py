"""Readers go through the views of the visibility policy, in what is written and in what is run."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from rest_framework.serializers import ModelSerializer

from mapping import serializers

_PRIVATE = re.compile(
    r"\bmapping_(?:structure|service|contact)\b|(?<![\w.])(?:Structure|Service|Contact)\.objects\b"
    r"|(?<!has_)zone_polygon"
)
# Every module that names what is private, and why it may.
DOORS = {
    "demonstration/loading.py": "writes the examples",
    "demonstration/people.py": "has the organisation of a try hold some examples",
    "demonstration/teaching.py": "finds, among the examples, those that teach French",
    "evaluation/examples.py": "finds the examples that months and grids are made up of",
    "evaluation/satisfaction/examples.py": "finds the examples that opinions are made up of",
    "data/imports/apply.py": "writes an import",
    "data/imports/completing.py": "asks whether a row is what it resembles, as far as its sender sees",
    "data/imports/geocode.py": "queues positions to look for",
    "data/imports/matching.py": "finds which records a file is of, by what its sender may see",
    "data/imports/merging.py": "writes a merge",
    "data/imports/moved.py": "asks whoever sent a whole file whether what its source gave before has moved",
    "data/imports/plan.py": "works out what an import would write",
    "data/imports/sight.py": "says what an import may know of, by role",
    "data/imports/tables.py": "whose a session that an import writes is",
    "data/imports/writing.py": "writes an import",
    "data/kinds.py": "which links an undoing keeps",
    "data/pages/imports.py": "names of records that an import writes",
    "data/pages/exports.py": "counts what an import wrote and closed, for whoever reads that import",
    "data/pages/evidence.py": "how services of both are reached, for whoever may see both whole",
    "data/pages/undoing.py": "names of records that an undoing left, of structures that the reader sees",
    "data/pages/merge.py": "shows pairs to whoever may see both whole",
    "layers/areas.py": "the area of the view",
    "layers/towns.py": "the commune of rows that the role was found to see",
    "layers/tiles.py": "names, of rows that the role was found to see",
    "search/api.py": "the prefecture's writing",
    "network/bulletins/changes.py": "which structures closed for good, offered to staff alone",
    "territory/supply.py": "the communes of the drawn areas that everyone sees",
    "mapping/campaigns/answering.py": "writes what a structure answers by its link",
    "mapping/campaigns/asking.py": "the address that a structure is written to, told to nobody",
    "data/described.py": "how many records came from a source, for staff",
    "data/pages/sources.py": "whether records name a source, for staff",
    "data/imports/own/absent.py": "what a file of ours held for its reader and holds no longer",
    "data/imports/recognising.py": "which records a row is, as far as its sender's sight goes",
    "data/same_place/candidates.py": "records to compare, of the pool that the caller's eyes may see",
    "data/same_place/merged.py": "where what was merged went; the page asks who may see the kept one",
    "data/same_place/looking.py": "compares records; who bears a number too, of what everybody sees",
    "data/same_place/of_import.py": "which structures of an import are still open, to look for pairs",
    "data/same_place/proposing.py": "pairs put to whoever sees both",
    "data/pages/new_structure.py": "writes a new structure",
    "mapping/editing/audiences.py": "who sees a contact, of contacts that the reader was found to see",
    "mapping/editing/contacts.py": "who sees each detail, of contacts that the reader was found to see",
    "mapping/editing/places_left.py": "writes how many places are left, which everyone reads",
    "mapping/editing/service_place.py": "whether the address of a structure is everyone's",
    "mapping/editing/sessions.py": "a form of sessions, of services that the reader sees",
    "mapping/editing/status.py": "closes and opens again; tells who closed it of it",
    "mapping/editing/undo.py": "takes back an act of the person's own",
    "mapping/practice/exercise.py": "writes an exercise, and erases it: records of the room alone",
    "mapping/practice/room.py": "the tables that stand in the room of exercises a second time",
    "mapping/changes/columns.py": "what columns are called",
    "mapping/changes/known.py": "names of drafts and closed records, for staff alone",
    "mapping/changes/pages.py": "who may change or protect a record that the reader was found to see",
    "mapping/patrol/letters.py": "which records somebody's organisations hold; told as the history is",
    "mapping/patrol/protecting.py": "protects records",
    "mapping/patrol/restoring.py": "puts records back; locks them",
    "mapping/patrol/undo.py": "which records somebody may change",
    "mapping/changes/asked.py": "themes of services, of records that the role is told of",
    "mapping/area_pages.py": "writes an area; shows that of the view",
    "mapping/colleagues.py": "whose structures colleagues hold, of those that the view shows",
    "mapping/holding.py": "writes who holds a structure; tells nobody who does",
    "mapping/organisations.py": "who holds a structure, of those whose address the view shows; merges",
    "mapping/contact_api.py": "writes contacts; tells of them what the policy does",
    "network/kinds.py": "where the structure of a photograph is, for its history",
    "mapping/kinds.py": "whose a record is and where, for its history",
    "mapping/management/commands/geocode.py": "queues positions to look for",
    "mapping/models/service.py": "defines the columns",
    "mapping/models/visible.py": "the area of the view; asks the policy of one contact",
    "mapping/permissions.py": "who may change which record",
    "mapping/positions.py": "writes positions",
    "search/engine/conditions.py": "the area of the view",
    "search/registry.py": "whether a service has an area, for the rows",
    "search/sources.py": "the columns that triggers compare",
    "search/derived.py": "derives rows from the views",
    "search/engine/features.py": "names of services, of rows that the role was found to see",
    "search/engine/relevance.py": "what is public, of rows that the role was found to see",
    "search/engine/remote.py": "names, of rows that the role was found to see",
    "search/engine/within.py": "the area of the view",
    "mapping/service_area.py": "writes an area; reads that of the view",
    "mapping/trace.py": "the labels of an area's fields, in the journal of the administration",
    "mapping/writing.py": "the door of a person's edit",
}
_NOT_READERS = {"tests", "bench", "migrations"}


def test_only_the_declared_doors_name_what_is_private():
    root = Path(settings.BASE_DIR)
    ours = {config.path for config in apps.get_app_configs() if Path(config.path).parent == root}
    naming = {
        path.relative_to(root).as_posix()
        for folder in ours
        for path in Path(folder).rglob("*.py")
        if not _NOT_READERS & set(path.parts) and _PRIVATE.search(path.read_text(encoding="utf-8"))
    }
    assert naming - set(DOORS) == set(), "reads what is private past the views"
    assert set(DOORS) - naming == set(), "names nothing private any more: take it off the list"


@pytest.mark.parametrize(
    "serializer",
    [
        one
        for one in vars(serializers).values()
        if isinstance(one, type) and issubclass(one, ModelSerializer) and hasattr(one, "Meta")
    ],
    ids=lambda one: one.__name__,
)
def test_a_serializer_names_its_fields(serializer):
    """So that a new column of a model does not publish itself."""
    assert isinstance(serializer.Meta.fields, tuple)
    assert getattr(serializer.Meta, "exclude", None) is None
