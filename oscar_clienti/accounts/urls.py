"""Included by a store under a prefix of its own, in front of Oscar's addresses."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("signup/", views.SignupView.as_view(), name="account_signup"),
    path("logout/", views.LogoutView.as_view(), name="account_logout"),
    path("", include("oscar_clienti.accounts.links.urls")),
    path("", include("allauth.urls")),
]
