# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages about people, for professionals and staff: in French, at one address."""

from django.urls import path, re_path

from desk.people import (
    agreements,
    charter_pages,
    directory,
    invitations,
    organisations,
    persons,
    profile_pages,
    requests,
    territory_pages,
)

_PRO = "professionnels/"
_ORGANISATION = f"{_PRO}organisations/<int:pk>/"
_FACTS = rf"^{_PRO}organisations/(?P<pk>\d{{1,18}})/(?P<what>labels|conventions|financements)/"

urlpatterns = [
    path(f"{_PRO}demandes/", requests.waiting, name="people-requests"),
    path(f"{_PRO}demandes/comptes/<int:pk>/", requests.decide_join, name="people-join-decide"),
    path(f"{_PRO}demandes/fiches/<int:pk>/", requests.decide_holding, name="people-holding-decide"),
    path(f"{_PRO}structures/<int:pk>/tenir/", requests.hold, name="people-hold"),
    path(f"{_PRO}invitations/", invitations.invite, name="people-invite"),
    path(f"{_PRO}charte/", charter_pages.charter_page, name="charter"),
    path(f"{_PRO}charte/version/", charter_pages.publish, name="charter-publish"),
    path(f"{_PRO}annuaire/", directory.directory, name="people-directory"),
    path(f"{_PRO}organisations/", organisations.listing, name="people-organisations"),
    path(_ORGANISATION, organisations.organisation, name="people-organisation"),
    path(f"{_ORGANISATION}rejoindre/", organisations.ask_to_join, name="people-organisation-join"),
    path(f"{_ORGANISATION}reunir/", organisations.merge, name="people-organisation-merge"),
    path(f"{_ORGANISATION}membres/<int:member>/", organisations.change_member, name="people-member"),
    re_path(f"{_FACTS}$", organisations.add_fact, name="people-fact"),
    re_path(
        rf"{_FACTS}(?P<number>\d{{1,18}})/retirer/$", organisations.remove_fact, name="people-fact-remove"
    ),
    path(f"{_PRO}conventions/", agreements.listing, name="people-agreements"),
    path(f"{_PRO}conventions/<int:pk>/", agreements.agreement, name="people-agreement"),
    path(f"{_PRO}personnes/", persons.persons, name="people-persons"),
    path(f"{_PRO}personnes/<int:pk>/", persons.person, name="people-person"),
    path(f"{_PRO}domaines/", persons.domains, name="people-domains"),
    path(f"{_PRO}domaines/<int:pk>/retirer/", persons.remove_domain, name="people-domain-remove"),
    path(f"{_PRO}territoires/", territory_pages.listing, name="named-territories"),
    path(f"{_PRO}territoires/nouveau/", territory_pages.edit, name="named-territory-new"),
    path(f"{_PRO}territoires/<slug:slug>/", territory_pages.edit, name="named-territory"),
    path(f"{_PRO}territoires/<slug:slug>/supprimer/", territory_pages.remove, name="named-territory-remove"),
    path("mon-compte/profil/", profile_pages.profile, name="profile"),
    path("mon-compte/fermer/", profile_pages.close, name="close-account"),
]
