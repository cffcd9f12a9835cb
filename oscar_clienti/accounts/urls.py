"""Included by a store under a prefix of its own, in front of Oscar's addresses."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("signup/", views.SignupView.as_view(), name="account_signup"),
    path("login/", views.LoginView.as_view(), name="account_login"),
    path("logout/", views.LogoutView.as_view(), name="account_logout"),
    path("email/", views.EmailView.as_view(), name="account_email"),
    path("password/set/", views.PasswordSetView.as_view(), name="account_set_password"),
    path("", include("oscar_clienti.accounts.links.urls")),
    path("", include("allauth.urls")),
]
