from mapping.models.address import PositionPrecision
from mapping.models.card import Card
from mapping.models.cell import Cell, CellDelta, DataVersion
from mapping.models.contact import Contact
from mapping.models.derivation import Derivation
from mapping.models.review import PositionReview, ReviewState
from mapping.models.schedule import Schedule
from mapping.models.search_row import SearchRow
from mapping.models.service import AreaOrigin, Service, Session
from mapping.models.structure import Status, Structure, TemporaryClosure, Visibility
from mapping.models.theme import Tag, Thematique, Theme
from mapping.models.visible import VisibleArea, VisibleContact, VisibleService, VisibleStructure
from mapping.models.word import Word

__all__ = [
    "AreaOrigin",
    "Card",
    "Cell",
    "CellDelta",
    "Contact",
    "DataVersion",
    "Derivation",
    "PositionPrecision",
    "PositionReview",
    "ReviewState",
    "Schedule",
    "SearchRow",
    "Service",
    "Session",
    "Status",
    "Structure",
    "Tag",
    "TemporaryClosure",
    "Thematique",
    "Theme",
    "Visibility",
    "VisibleArea",
    "VisibleContact",
    "VisibleService",
    "VisibleStructure",
    "Word",
]
