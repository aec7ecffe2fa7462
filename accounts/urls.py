# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from accounts import factor_pages as factors
from accounts import proconnect_pages as proconnect
from accounts import security_pages as security
from accounts.pages import ConfirmByCode, EnterCode, SignIn

# Names with « account_ » and « mfa_ » are those by which django-allauth leads to our pages.
urlpatterns = [
    path("connexion/", SignIn.as_view(), name="login"),
    path("connexion/", SignIn.as_view(), name="account_login"),
    path("connexion/code/", EnterCode.as_view(), name="sign-in-code"),
    path("connexion/proconnect/", proconnect.go, name="proconnect"),
    path("connexion/proconnect/retour/", proconnect.back, name="proconnect-back"),
    path("connexion/cle/", factors.EnterByPasskey.as_view(), name="mfa_login_webauthn"),
    path("connexion/second-facteur/", factors.SecondFactor.as_view(), name="mfa_authenticate"),
    path("deconnexion/", proconnect.Leave.as_view(), name="logout"),
    path("mon-compte/securite/", security.security, name="security"),
    path("mon-compte/securite/", security.security, name="mfa_index"),
    path("mon-compte/second-facteur/", security.second_factor_asked, name="second-factor"),
    path("mon-compte/connexions/fermer/", security.end_session, name="end-session"),
    path("mon-compte/mot-de-passe/", security.password, name="password"),
    path("mon-compte/confirmer/", security.ConfirmIdentity.as_view(), name="confirm-identity"),
    path("mon-compte/confirmer/code/", ConfirmByCode.as_view(), name="confirm-by-code"),
    path("mon-compte/application/", factors.AddApplication.as_view(), name="mfa_activate_totp"),
    path("mon-compte/application/retirer/", factors.RemoveApplication.as_view(), name="mfa_deactivate_totp"),
    path("mon-compte/cles/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("mon-compte/cles/<int:pk>/retirer/", factors.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("mon-compte/cles/<int:pk>/nom/", factors.NamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("mon-compte/codes-de-secours/", factors.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "mon-compte/codes-de-secours/nouveaux/",
        factors.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]
