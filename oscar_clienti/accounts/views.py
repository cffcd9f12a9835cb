"""allauth's pages, where a shop needs a little more of them."""

from typing import Any

from allauth.account import views
from django.http import HttpRequest, HttpResponse

from ..shop.registration import AddressTakingMixin
from .oscar_pages import forget_in_browser


class _FreshFormMixin:
    """allauth keeps a view's form: asked again, it would not look again whether the address is free."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._cached_form = None
        return super().post(request, *args, **kwargs)  # type: ignore[misc]


class SignupView(AddressTakingMixin, _FreshFormMixin, views.SignupView):  # type: ignore[misc]
    """Alone with the address, from the question whether it is free to the account."""


class LogoutView(views.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return forget_in_browser(super().post(request, *args, **kwargs))
