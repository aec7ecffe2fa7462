# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages about changes for who watches over them, under /professionnels/: in French only."""

from django.urls import path

from mapping.patrol import accounts, page, protecting, restoring, settings_page, undo

urlpatterns = [
    path("patrouille/", page.patrol, name="patrol"),
    path("patrouille/territoires/", protecting.leave_to_owners, name="leave-to-owners"),
    path("patrouille/territoires/<int:pk>/ouvrir/", protecting.open_to_all, name="open-to-all"),
    path("modifications/<int:pk>/annuler/", undo.undo_act, name="change-undo"),
    path("modifications/<int:pk>/vue/", undo.mark_seen, name="change-seen"),
    path("structures/<int:pk>/retablir/", restoring.restore_field, name="structure-restore"),
    path("structures/<int:pk>/version/<int:id>/", restoring.return_to_version, name="structure-version"),
    path("structures/<int:pk>/protection/", protecting.structure_protection, name="structure-protection"),
    path("comptes/", accounts.find, name="account-find"),
    path("comptes/<int:pk>/modifications/", accounts.account, name="account-changes"),
    path("comptes/<int:pk>/blocage/", accounts.set_blocked, name="account-block"),
    path("comptes/<int:pk>/annuler/", accounts.rehearse_undoing, name="account-rehearse"),
    path("comptes/<int:pk>/annuler/tout/", accounts.undo_all, name="account-undo"),
    path("annulations/<int:pk>/", accounts.batch, name="batch"),
    path("annulations/<int:pk>/reprendre/", accounts.resume, name="batch-resume"),
    path("annulations/<int:pk>/refaire/", accounts.redo, name="batch-redo"),
    path("courriels/", settings_page.changes_letter, name="changes-letter"),
]
