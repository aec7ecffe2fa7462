# SPDX-License-Identifier: AGPL-3.0-or-later
from network.choices import EventKind, HeldAs, LifeCourse, OfferKind, OfferSide, ResourceKind
from network.models.agenda import Event, Registering
from network.models.attachment import Attachment
from network.models.bulletin import Bulletin, BulletinItem, Subscription
from network.models.common import Audience, State
from network.models.diary import Diary
from network.models.discussion import Post, Reading, Topic, Vote
from network.models.found import ResourceWord, ResourceWords
from network.models.gallery import GalleryPhoto, PhotoRemoval, PhotoState
from network.models.invitation import Invitation
from network.models.link_check import LinkCheck
from network.models.minutes import Minutes
from network.models.news import News
from network.models.notepad import Notepad, Section
from network.models.outreach import Outreach
from network.models.registration import Registration, RegistrationState
from network.models.reply import Reply, ReplyState
from network.models.resource import Resource
from network.models.rhythm import QuietHours, Rhythm
from network.models.translation import Translation

__all__ = [
    "Attachment",
    "Audience",
    "Bulletin",
    "BulletinItem",
    "Diary",
    "Event",
    "EventKind",
    "GalleryPhoto",
    "HeldAs",
    "Invitation",
    "LifeCourse",
    "LinkCheck",
    "Minutes",
    "News",
    "Notepad",
    "OfferKind",
    "OfferSide",
    "Outreach",
    "PhotoRemoval",
    "PhotoState",
    "Post",
    "QuietHours",
    "Reading",
    "Registering",
    "Registration",
    "RegistrationState",
    "Reply",
    "ReplyState",
    "Resource",
    "ResourceKind",
    "ResourceWord",
    "ResourceWords",
    "Rhythm",
    "Section",
    "State",
    "Subscription",
    "Topic",
    "Translation",
    "Vote",
]
