# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where what is shared is written and put back: in French only. Whoever writes has accepted the charter."""

from django.urls import path, re_path

from accounts.charter import accepted
from network import feeds, history_pages
from network.bulletins import composing as bulletins
from network.bulletins import pages as bulletin_pages
from network.digests import pages as group_mails
from network.discussions import acting as topic_acts
from network.discussions import files as topic_files
from network.discussions import pages as topics
from network.events import diary, evaluation, minutes, moving
from network.events import editing_pages as events
from network.events import files as event_files
from network.gallery import acting as gallery
from network.groups import acting as group_acts
from network.groups import editing as group_editing
from network.groups import pages as groups
from network.groups.fields import editing as group_fields
from network.groups.fields import structures as group_structures
from network.links import pages as links
from network.news import editing as news
from network.notepads import editing as notepad_acts
from network.notepads import pages as notepads
from network.offers import acting as offers
from network.outreach import pages as outreach
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
    path("reseau/groupes/", groups.listing, name="groups"),
    path("reseau/groupes/nouveau/", accepted(group_editing.new), name="group-new"),
    path("reseau/groupes/<int:pk>/", groups.one, name="group-short"),
    re_path(r"^reseau/groupes/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", groups.one, name="group"),
    re_path(
        r"^reseau/groupes/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/structures/$",
        group_structures.listing,
        name="group-structures",
    ),
    path("reseau/groupes/<int:pk>/champs/", group_fields.listing, name="group-fields"),
    path("reseau/groupes/<int:pk>/champs/nouveau/", accepted(group_fields.new), name="group-field-new"),
    path("reseau/groupes/<int:pk>/champs/<int:number>/", accepted(group_fields.edit), name="group-field"),
    path(
        "reseau/groupes/<int:pk>/champs/<int:number>/retirer/",
        accepted(group_fields.retire),
        name="group-field-retire",
    ),
    path(
        "reseau/groupes/<int:pk>/champs/<int:number>/reprendre/",
        accepted(group_fields.take_up),
        name="group-field-take-up",
    ),
    path(
        "reseau/groupes/<int:pk>/champs/<int:number>/deplacer/",
        accepted(group_fields.move),
        name="group-field-move",
    ),
    path("reseau/groupes/<int:pk>/modifier/", accepted(group_editing.edit), name="group-edit"),
    path("reseau/groupes/<int:pk>/archiver/", accepted(group_editing.archive), name="group-archive"),
    path("reseau/groupes/<int:pk>/historique/", groups.history, name="group-history"),
    path("reseau/groupes/<int:pk>/annuler/<int:act>/", groups.undo, name="group-undo"),
    path("reseau/groupes/<int:pk>/entrer/", accepted(group_acts.enter), name="group-enter"),
    path("reseau/groupes/<int:pk>/demande/retirer/", group_acts.withdraw, name="group-withdraw"),
    path("reseau/groupes/<int:pk>/invitation/", accepted(group_acts.answer), name="group-answer"),
    path("reseau/groupes/<int:pk>/quitter/", group_acts.leave, name="group-leave"),
    path("reseau/groupes/<int:pk>/au-nom-de/", group_acts.stand_for, name="group-stand-for"),
    path("reseau/groupes/<int:pk>/demandes/<int:number>/", group_acts.decide, name="group-decide"),
    path("reseau/groupes/<int:pk>/inviter/", accepted(group_acts.invite), name="group-invite"),
    path(
        "reseau/groupes/<int:pk>/invitations/<int:number>/retirer/",
        group_acts.uninvite,
        name="group-uninvite",
    ),
    path("reseau/groupes/<int:pk>/membres/<int:number>/", group_acts.member, name="group-member"),
    path("reseau/groupes/courriels/", group_mails.mine, name="group-mails"),
    path("reseau/courriels/<str:token>/arreter/", group_mails.stop, name="group-mails-stop"),
    path("reseau/bulletins/nouveau/", accepted(bulletins.new), name="bulletin-new"),
    path("reseau/bulletins/recevoir/", bulletin_pages.mine, name="bulletins-mine"),
    path("reseau/bulletins/abonnement/<str:token>/arreter/", bulletin_pages.stop, name="bulletin-stop"),
    path("reseau/bulletins/<int:pk>/preparer/", accepted(bulletins.compose), name="bulletin-compose"),
    path("reseau/bulletins/<int:pk>/courriel/", bulletins.as_html, name="bulletin-mail"),
    path("reseau/bulletins/<int:pk>/courriel.txt", bulletins.as_text, name="bulletin-text"),
    path("reseau/bulletins/<int:pk>/envoyer/", accepted(bulletins.send), name="bulletin-send"),
    path("reseau/bulletins/<int:pk>/supprimer/", accepted(bulletins.remove), name="bulletin-remove"),
    path("reseau/bulletins/<int:pk>/corriger/", accepted(bulletins.correct), name="bulletin-correct"),
    path("reseau/discussions/", topics.listing, name="topics"),
    path("reseau/discussions/nouvelle/", accepted(topic_acts.new), name="topic-new"),
    path("reseau/discussions/<int:pk>/", topics.one, name="topic-short"),
    re_path(r"^reseau/discussions/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", topics.one, name="topic"),
    path("reseau/discussions/<int:pk>/modifier/", accepted(topic_acts.edit), name="topic-edit"),
    path("reseau/discussions/<int:pk>/repondre/", accepted(topic_acts.say), name="post-new"),
    path("reseau/discussions/<int:pk>/verrouiller/", accepted(topic_acts.lock), name="topic-lock"),
    path("reseau/discussions/<int:pk>/voter/", accepted(topic_acts.vote), name="topic-vote"),
    path("reseau/discussions/<int:pk>/suivre/", topic_acts.follow, name="topic-follow"),
    path("reseau/discussions/<int:pk>/faq/", accepted(topic_acts.make_faq), name="topic-faq"),
    path("reseau/messages/<int:pk>/", topics.where, name="post"),
    path("reseau/messages/<int:pk>/modifier/", accepted(topic_acts.edit_post), name="post-edit"),
    path("reseau/messages/<int:pk>/retirer/", accepted(topic_acts.withdraw), name="said-withdraw"),
    path("reseau/messages/<int:pk>/retenir/", accepted(topic_acts.keep), name="post-keep"),
    path("reseau/messages/<int:pk>/pieces/", accepted(topic_files.files), name="topic-files"),
    path(
        "reseau/messages/<int:pk>/pieces/<int:number>/retirer/",
        accepted(topic_files.remove),
        name="topic-file-remove",
    ),
    path("reseau/blocs-notes/", notepads.listing, name="notepads"),
    path("reseau/blocs-notes/nouveau/", accepted(notepad_acts.new), name="notepad-new"),
    re_path(r"^reseau/blocs-notes/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", notepads.one, name="notepad"),
    path("reseau/blocs-notes/<int:pk>/modifier/", accepted(notepad_acts.edit), name="notepad-edit"),
    path("reseau/blocs-notes/<int:pk>/retirer/", accepted(notepad_acts.withdraw), name="notepad-withdraw"),
    path(
        "reseau/blocs-notes/<int:pk>/remettre/", accepted(notepad_acts.bring_back), name="notepad-bring-back"
    ),
    path("reseau/blocs-notes/<int:pk>/pieces/", accepted(notepad_acts.files), name="notepad-files"),
    path(
        "reseau/blocs-notes/<int:pk>/pieces/<int:number>/retirer/",
        accepted(notepad_acts.remove_file),
        name="notepad-file-remove",
    ),
    path(
        "reseau/blocs-notes/<int:pk>/sections/nouvelle/",
        accepted(notepad_acts.add_section),
        name="section-new",
    ),
    path(
        "reseau/blocs-notes/<int:pk>/sections/<int:number>/modifier/",
        accepted(notepad_acts.edit_section),
        name="section-edit",
    ),
    path(
        "reseau/blocs-notes/<int:pk>/sections/<int:number>/deplacer/",
        accepted(notepad_acts.move_section),
        name="section-move",
    ),
    path(
        "reseau/blocs-notes/<int:pk>/sections/<int:number>/retirer/",
        accepted(notepad_acts.remove_section),
        name="section-remove",
    ),
    path("reseau/contacts-pris/", outreach.listing, name="outreaches"),
    path("reseau/contacts-pris/nouveau/", accepted(outreach.new), name="outreach-new"),
    re_path(r"^reseau/contacts-pris/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/$", outreach.one, name="outreach"),
    path("reseau/contacts-pris/<int:pk>/modifier/", accepted(outreach.edit), name="outreach-edit"),
    path("reseau/contacts-pris/<int:pk>/retirer/", accepted(outreach.withdraw), name="outreach-withdraw"),
    path(
        "reseau/contacts-pris/<int:pk>/remettre/", accepted(outreach.bring_back), name="outreach-bring-back"
    ),
    path("reseau/contacts-pris/<int:pk>/fait/", accepted(outreach.done), name="outreach-done"),
    path("photos/<str:of>/<int:pk>/ajouter/", accepted(gallery.add), name="photos-add"),
    path("photos/<str:of>/<int:pk>/decrire/", accepted(gallery.describe), name="photos-describe"),
    path("photos/<int:pk>/modifier/", accepted(gallery.edit), name="photo-edit"),
    path("photos/<int:pk>/place/", accepted(gallery.place), name="photo-place"),
    path("photos/<int:pk>/retirer/", gallery.remove, name="photo-remove"),
    path("reseau/<int:pk>/retablir/", history_pages.restore_field, name="shared-restore"),
    path("reseau/<int:pk>/versions/<int:id>/", history_pages.version, name="shared-version"),
    path("reseau/<int:pk>/annuler/<int:act>/", history_pages.undo, name="shared-undo"),
    path("texte/apercu/", text_pages.preview, name="text-preview"),
]
