# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib.auth import views
from django.urls import path

from accounts.pages import EnterCode, SignIn

urlpatterns = [
    path("connexion/", SignIn.as_view(), name="login"),
    # The name by which django-allauth leads to it.
    path("connexion/", SignIn.as_view(), name="account_login"),
    path("connexion/code/", EnterCode.as_view(), name="sign-in-code"),
    path("deconnexion/", views.LogoutView.as_view(), name="logout"),
]
