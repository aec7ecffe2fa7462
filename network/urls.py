# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what is shared is written and put back: in French only. Whoever writes has accepted the charter."""

from django.urls import path

from accounts.charter import accepted
from network import feeds, history_pages
from network.events import diary, evaluation, minutes, moving
from network.events import editing_pages as events
from network.events import files as event_files
from network.links import pages as links
from network.news import editing as news
from network.offers import acting as offers
from network.registering import managing
from network.resources import attachments, editing_pages, review_pages, translating
from network.text import pages as text_pages

urlpatterns = [
    path("fiches/nouvelle/", accepted(editing_pages.new), name="resource-new"),
    path("fiches/<int:pk>/modifier/", accepted(editing_pages.edit), name="resource-edit"),
    path("fiches/<int:pk>/retirer/", accepted(editing_pages.withdraw), name="resource-withdraw"),
    path("fiches/<int:pk>/remettre/", accepted(editing_pages.bring_back), name="resource-bring-back"),
    path("fiches/<int:pk>/toujours-exact/", editing_pages.still_right, name="resource-still-right"),
    path("fiches/<int:pk>/pieces/", accepted(attachments.files), name="resource-files"),
    path(
        "fiches/<int:pk>/pieces/<int:number>/retirer/",
        accepted(attachments.remove),
        name="resource-file-remove",
    ),
    path("fiches/<int:pk>/traduire/", translating.translations, name="resource-translations"),
    path(
        "fiches/<int:pk>/traduire/<str:language>/", accepted(translating.translate), name="resource-translate"
    ),
    path(
        "fiches/<int:pk>/traduire/<str:language>/retirer/",
        accepted(translating.remove),
        name="resource-translation-remove",
    ),
    path("agenda/nouveau/", accepted(events.new), name="event-new"),
    path("agenda/<int:pk>/modifier/", accepted(events.edit), name="event-edit"),
    path("agenda/<int:pk>/annuler/", accepted(events.cancel), name="event-cancel"),
    path("agenda/<int:pk>/deplacer/", accepted(moving.move), name="event-move"),
    path("agenda/<int:pk>/retirer/", accepted(events.withdraw), name="event-withdraw"),
    path("agenda/<int:pk>/remettre/", accepted(events.bring_back), name="event-bring-back"),
    path("agenda/<int:pk>/pieces/", accepted(event_files.files), name="event-files"),
    path(
        "agenda/<int:pk>/pieces/<int:number>/retirer/",
        accepted(event_files.remove),
        name="event-file-remove",
    ),
    path("agenda/mes-inscriptions/", diary.mine, name="my-registrations"),
    path("agenda/<int:pk>/compte-rendu/", accepted(minutes.minutes), name="event-minutes"),
    path("agenda/<int:pk>/compte-rendu/retirer/", accepted(minutes.remove), name="event-minutes-remove"),
    path("agenda/<int:pk>/avis/apercu/", evaluation.preview, name="event-opinion-preview"),
    path("agenda/<int:pk>/inscrits/", managing.registered, name="event-registered"),
    path("agenda/<int:pk>/inviter/", accepted(managing.invite), name="event-invite"),
    path("professionnels/a-revoir/", review_pages.resources_to_review, name="resources-to-review"),
    path("professionnels/liens/", links.links, name="resource-links"),
    path("reseau/flux/<slug:what>.atom", feeds.feed, name="network-feed"),
    path("reseau/actualites/nouvelle/", accepted(news.new), name="news-new"),
    path("reseau/actualites/<int:pk>/modifier/", accepted(news.edit), name="news-edit"),
    path("reseau/actualites/<int:pk>/retirer/", accepted(news.withdraw), name="news-withdraw"),
    path("reseau/offres/nouvelle/", accepted(offers.new), name="offer-new"),
    path("reseau/offres/<int:pk>/repondre/", offers.reply, name="offer-reply"),
    path("reseau/offres/<int:pk>/clore/", accepted(offers.close), name="offer-close"),
    path("reseau/offres/reponses/<int:pk>/decider/", offers.decide, name="offer-decide"),
    path("reseau/offres/reponses/<int:pk>/retirer/", offers.withdraw, name="offer-reply-withdraw"),
    path("reseau/<int:pk>/retablir/", history_pages.restore_field, name="shared-restore"),
    path("reseau/<int:pk>/versions/<int:id>/", history_pages.version, name="shared-version"),
    path("reseau/<int:pk>/annuler/<int:act>/", history_pages.undo, name="shared-undo"),
    path("texte/apercu/", text_pages.preview, name="text-preview"),
]
