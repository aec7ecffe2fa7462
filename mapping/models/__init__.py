# SPDX-License-Identifier: AGPL-3.0-or-later
from mapping.models.address import PositionPrecision
from mapping.models.campaign import (
    Campaign,
    ConfirmationRequest,
    MomentNotice,
    RequestState,
    ReviewCadence,
)
from mapping.models.contact import Contact
from mapping.models.freshness import Block, BlockSeen, SeenBy, SeenHow
from mapping.models.governance import Governance, GoverningBody, GoverningSeat
from mapping.models.group_field import GroupField, GroupValue
from mapping.models.holding import HoldingRequest
from mapping.models.photo import Photo
from mapping.models.practice import Practice
from mapping.models.protection import ChangesLetter, Guard, OwnersOnly, Protection
from mapping.models.report import Report, ReportAbout, ReportState
from mapping.models.review import PositionReview, ReviewState
from mapping.models.service import AreaOrigin, Service, Session
from mapping.models.shown import ShownChange
from mapping.models.structure import Status, Structure, TemporaryClosure, Visibility
from mapping.models.taxonomy import Taxonomy, TaxonomyField
from mapping.models.theme import Thematique, Theme
from mapping.models.visible import (
    MemberContact,
    SeenContact,
    VisibleArea,
    VisibleContact,
    VisibleService,
    VisibleStructure,
)

__all__ = [
    "AreaOrigin",
    "Block",
    "BlockSeen",
    "Campaign",
    "ChangesLetter",
    "ConfirmationRequest",
    "Contact",
    "Governance",
    "GoverningBody",
    "GoverningSeat",
    "GroupField",
    "GroupValue",
    "Guard",
    "HoldingRequest",
    "MemberContact",
    "MomentNotice",
    "OwnersOnly",
    "Photo",
    "PositionPrecision",
    "PositionReview",
    "Practice",
    "Protection",
    "Report",
    "ReportAbout",
    "ReportState",
    "RequestState",
    "ReviewCadence",
    "ReviewState",
    "SeenBy",
    "SeenContact",
    "SeenHow",
    "Service",
    "Session",
    "ShownChange",
    "Status",
    "Structure",
    "Taxonomy",
    "TaxonomyField",
    "TemporaryClosure",
    "Thematique",
    "Theme",
    "Visibility",
    "VisibleArea",
    "VisibleContact",
    "VisibleService",
    "VisibleStructure",
]
