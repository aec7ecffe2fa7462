# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the columns of the network's records are called where their changes are told, and how each is told."""

from django.utils.translation import gettext_lazy as _

from mapping.changes.columns import Column, Way

_ASIDE = Column("", Way.ASIDE)
_SHARED = {
    "title": Column(_("Titre"), Way.TEXT),
    "summary": Column(_("En une phrase"), Way.TEXT),
    "text": Column(_("Texte"), Way.TEXT),
    "themes": Column(_("Thèmes"), Way.CODES),
    "publics": Column(_("Publics"), Way.CODES),
    "territory_kind": _ASIDE,
    "territory_code": Column(_("Territoire"), Way.VALUE),
    "organisation_id": Column(_("Tenu par"), Way.ORGANISATION),
    "group_id": Column(_("Groupe"), Way.GROUP),
    "audience": Column(_("Qui le lit"), Way.CODE),
    "state": Column(_("État"), Way.CODE),
    "is_example": _ASIDE,
    "id": _ASIDE,
    "created_at": _ASIDE,
    "updated_at": _ASIDE,
}
_FACTS = {
    "fact_when": Column(_("Quand"), Way.VALUE),
    "fact_where": Column(_("Où"), Way.VALUE),
    "fact_cost": Column(_("Combien"), Way.VALUE),
    "fact_delay": Column(_("Délai"), Way.VALUE),
}

RESOURCE_COLUMNS = {
    **_SHARED,
    "kind": Column(_("Nature"), Way.CODE),
    "steps": Column(_("Étapes"), Way.TEXT),
    "tasks": Column(_("Qui fait quoi"), Way.TEXT),
    **_FACTS,
    "life_courses": Column(_("Parcours de vie"), Way.CODES),
    "thematiques": Column(_("Thématiques"), Way.CODES),
    "languages": Column(_("Langues du document"), Way.CODES),
    "link": Column(_("Adresse"), Way.VALUE),
    "source_name": Column(_("Source officielle"), Way.VALUE),
    "source_link": Column(_("Adresse de la source"), Way.VALUE),
    "schemes": Column(_("Dispositifs"), Way.VALUE),
    "structures": Column(_("Structures dont elle parle"), Way.VALUE),
    "up_to_date_on": Column(_("À jour le"), Way.DATE),
    "due_words": Column(_("Échéance"), Way.VALUE),
    "due_on": Column(_("Prochaine échéance"), Way.DATE),
    "review_on": Column(_("À revoir le"), Way.DATE),
    "verified_at": _ASIDE,
    "verified_by": _ASIDE,
}
TRANSLATION_COLUMNS = {
    **{name: _SHARED[name] for name in ("title", "summary", "text")},
    "steps": Column(_("Étapes"), Way.TEXT),
    **_FACTS,
    "due_words": Column(_("Échéance"), Way.VALUE),
    "language": Column(_("Langue"), Way.CODE),
    "of": _ASIDE,
    "id": _ASIDE,
    "resource_id": _ASIDE,
    "updated_at": _ASIDE,
}
ATTACHMENT_COLUMNS = {
    "label": Column(_("Ce que c’est"), Way.TEXT),
    "id": _ASIDE,
    "resource_id": _ASIDE,
    "event_id": _ASIDE,
    "topic_id": _ASIDE,
    "post_id": _ASIDE,
    "notepad_id": _ASIDE,
    "file_id": _ASIDE,
    "created_at": _ASIDE,
}
_ADDRESS = Column(_("Adresse"), Way.ADDRESS)
EVENT_COLUMNS = {
    **_SHARED,
    "kind": Column(_("Nature"), Way.CODE),
    "start_day": Column(_("Jour"), Way.DATE),
    "start_time": Column(_("De"), Way.VALUE),
    "end_day": Column(_("Dernier jour"), Way.DATE),
    "end_time": Column(_("À"), Way.VALUE),
    "recurrence": _ASIDE,
    "recurrence_words": Column(_("Se répète"), Way.VALUE),
    "cancelled_days": Column(_("Jours où il n’a pas lieu"), Way.DATE),
    "moved_days": Column(_("Jours déplacés"), Way.CODES),
    "is_cancelled": Column(_("Annulé"), Way.YES_NO),
    "structure_id": _ASIDE,
    "place_name": Column(_("Lieu"), Way.VALUE),
    "held_as": Column(_("Sur place ou en ligne"), Way.CODE),
    "online_link": Column(_("Adresse en ligne"), Way.VALUE),
    "online_is_open": Column(_("Adresse en ligne montrée à tous"), Way.YES_NO),
    **dict.fromkeys(("adresse", "complement_adresse", "code_postal", "commune_nom"), _ADDRESS),
    "code_insee": Column(_("Commune"), Way.COMMUNE),
    "position": Column(_("Place sur la carte"), Way.POSITION),
    "position_precision": _ASIDE,
    "position_origin": _ASIDE,
    "languages": Column(_("Langues"), Way.CODES),
    "registering": Column(_("Inscription"), Way.CODE),
    "registration_link": Column(_("Page d’inscription"), Way.VALUE),
    "registration_until": Column(_("Inscription jusqu’au"), Way.DATE),
    "seats": Column(_("Places"), Way.VALUE),
    "has_waiting_list": Column(_("Liste d’attente"), Way.YES_NO),
    "remind_days": Column(_("Rappel, jours avant"), Way.VALUE),
    "asks_opinion": Column(_("Avis demandé"), Way.YES_NO),
    # As minutes were before each date had its own; in the table no more.
    "minutes": Column(_("Compte rendu"), Way.TEXT),
    "attended": Column(_("Participants"), Way.VALUE),
}
MINUTES_COLUMNS = {
    "day": Column(_("Jour"), Way.DATE),
    "audience": Column(_("Qui le lit"), Way.CODE),
    "text": Column(_("Compte rendu"), Way.TEXT),
    "id": _ASIDE,
    "event_id": _ASIDE,
    "updated_at": _ASIDE,
}
NEWS_COLUMNS = {
    **_SHARED,
    "starts_on": Column(_("Du"), Way.DATE),
    "ends_on": Column(_("Jusqu’au"), Way.DATE),
    "link": Column(_("En savoir plus"), Way.VALUE),
    "is_spotlight": Column(_("À la une"), Way.YES_NO),
    "side": Column(_("Offre ou demande"), Way.CODE),
    "what": Column(_("Quoi"), Way.CODE),
    "consent": Column(_("Accord de la personne"), Way.YES_NO),
    "structure_id": _ASIDE,
    "code_insee": Column(_("Commune"), Way.COMMUNE),
    "lent_from": Column(_("Prêté à partir du"), Way.DATE),
    "lent_until": Column(_("Prêté jusqu’au"), Way.DATE),
    "closed_on": Column(_("Close le"), Way.DATE),
    # As announcements were before they said what they offer; in the table no more.
    "is_announcement": Column(_("Annonce de quelqu’un"), Way.YES_NO),
}
GROUP_COLUMNS = {
    "name": Column(_("Nom"), Way.TEXT),
    "kind": Column(_("Nature"), Way.CODE),
    "summary": _SHARED["summary"],
    "about": Column(_("À quoi il sert"), Way.TEXT),
    "themes": _SHARED["themes"],
    "territory_kind": _ASIDE,
    "territory_code": _SHARED["territory_code"],
    "joining": Column(_("Comment y entrer"), Way.CODE),
    "is_listed": Column(_("Dans la liste des groupes"), Way.YES_NO),
    "archived_at": Column(_("Archivé le"), Way.DATE),
    "created_by_id": _ASIDE,
    "is_example": _ASIDE,
    "id": _ASIDE,
    "created_at": _ASIDE,
    "updated_at": _ASIDE,
    # As groups said where they are before they named a territory; in the table no more.
    "territory": _SHARED["territory_code"],
}
_SAID = {
    "by_id": _ASIDE,
    "withdrawn_by_id": _ASIDE,
    "words": _ASIDE,
}
TOPIC_COLUMNS = {
    **_SHARED,
    **_SAID,
    "asks": Column(_("Question"), Way.YES_NO),
    "proposes": Column(_("Proposition que l’on vote"), Way.YES_NO),
    "votes_until": Column(_("On vote jusqu’au"), Way.DATE),
    "choices": Column(_("Ce que l’on choisit"), Way.VALUE),
    "structure_id": _ASIDE,
    "resource_id": _ASIDE,
    "event_id": _ASIDE,
    "answer_id": Column(_("Réponse retenue"), Way.YES_NO),
    "faq_id": Column(_("Fiche qui en est faite"), Way.YES_NO),
    "locked_at": Column(_("Verrouillée le"), Way.DATE),
    "last_at": _ASIDE,
}
POST_COLUMNS = {
    **_SAID,
    "text": Column(_("Message"), Way.TEXT),
    "state": _SHARED["state"],
    "topic_id": _ASIDE,
    "reply_to_id": _ASIDE,
    "id": _ASIDE,
    "created_at": _ASIDE,
    "updated_at": _ASIDE,
}

NOTEPAD_COLUMNS = {**_SHARED, "event_id": _ASIDE}
SECTION_COLUMNS = {
    "title": _SHARED["title"],
    "text": _SHARED["text"],
    "rank": Column(_("Place"), Way.VALUE),
    "id": _ASIDE,
    "notepad_id": _ASIDE,
    "created_at": _ASIDE,
    "updated_at": _ASIDE,
}
OUTREACH_COLUMNS = {
    **_SHARED,
    "title": Column(_("Partenaire"), Way.TEXT),
    "text": Column(_("Ce qui s’est dit"), Way.TEXT),
    "day": Column(_("Le"), Way.DATE),
    "how": Column(_("Comment"), Way.CODE),
    "next_words": Column(_("Et ensuite"), Way.TEXT),
    "next_on": Column(_("Pour le"), Way.DATE),
    "by_id": _ASIDE,
    "structure_id": _ASIDE,
}
BULLETIN_COLUMNS = {
    **_SHARED,
    "text": Column(_("Mot d’introduction"), Way.TEXT),
    "month": Column(_("Mois"), Way.DATE),
    "by_id": _ASIDE,
    "corrects_id": _ASIDE,
    "sent_at": Column(_("Envoyé le"), Way.DATE),
    "handed_at": _ASIDE,
    "key": _ASIDE,
}
BULLETIN_ITEM_COLUMNS = {
    "sentence": Column(_("Phrase"), Way.TEXT),
    "is_kept": Column(_("Gardée"), Way.YES_NO),
    "rank": Column(_("Place"), Way.VALUE),
    "source": _ASIDE,
    "number": _ASIDE,
    "about": _ASIDE,
    "id": _ASIDE,
    "bulletin_id": _ASIDE,
}
# Who agreed to be seen is told by the form of who keeps the photograph, and by no history.
PHOTO_COLUMNS = {
    "alt": Column(_("Ce que l’on voit"), Way.TEXT),
    "legend": Column(_("Légende de la photo"), Way.TEXT),
    "credit": Column(_("Auteur"), Way.VALUE),
    "taken_on": Column(_("Prise le"), Way.DATE),
    "audience": Column(_("Qui la voit"), Way.CODE),
    "rank": Column(_("Place"), Way.VALUE),
    "is_cover": Column(_("En couverture"), Way.YES_NO),
    **dict.fromkeys(
        (
            *("id", "structure_id", "event_id", "group_id", "file_id", "by_id", "state", "is_example"),
            *("recognisable", "consent_who", "consent_until", "for_print", "for_social"),
            *("consent_noted_by_id", "consent_noted_at", "created_at", "updated_at"),
        ),
        _ASIDE,
    ),
}
