# SPDX-License-Identifier: AGPL-3.0-or-later
from django.contrib.auth import views
from django.urls import path

from accounts.pages import SignIn

urlpatterns = [
    path("connexion/", SignIn.as_view(), name="login"),
    path("deconnexion/", views.LogoutView.as_view(), name="logout"),
]
