"""The demo's addresses in a shop whose customers confirm their address by a link instead of a code."""

from allauth.account.views import confirm_email
from django.urls import include, path, re_path

urlpatterns = [
    re_path(r"^sign-in/confirm-email/(?P<key>[-:\w]+)/$", confirm_email, name="account_confirm_email"),
    path("", include("urls")),
]
