"""The addresses of the link; before allauth's own."""

from django.urls import path, re_path

from ..step_up import StepUpView
from .views import AskView, OpenView, SentView, TokenView

urlpatterns = [
    path("link/", AskView.as_view(), name="account_link"),
    path("link/sent/", SentView.as_view(), name="account_link_sent"),
    path("link/open/", OpenView.as_view(), name="account_link_open"),
    path("link/confirm/", StepUpView.as_view(), name="account_step_up"),
    re_path(r"^link/(?P<token>[\w-]{20,100})/$", TokenView.as_view(), name="account_link_token"),
]
