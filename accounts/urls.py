from django.contrib.auth import views
from django.urls import path

from accounts.forms import SignInForm

urlpatterns = [
    path(
        "connexion/",
        views.LoginView.as_view(
            template_name="accounts/sign_in.html",
            authentication_form=SignInForm,
            redirect_authenticated_user=True,
        ),
        name="login",
    ),
    path("deconnexion/", views.LogoutView.as_view(), name="logout"),
]
