"""Included by a store where it likes, in front of Oscar's addresses."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.ContactView.as_view(), name="clienti-contact"),
    path("thanks/", views.ThanksView.as_view(), name="clienti-contact-thanks"),
]
