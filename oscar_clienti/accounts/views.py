"""allauth's pages, where a shop needs a little more of them."""

from typing import Any

from allauth.account import views
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

from ..shop.registration import AddressTakingMixin
from .oscar_pages import forget_in_browser
from .step_up import recently_confirmed


class _FreshFormMixin:
    """allauth keeps a view's form: asked again, it would not look again whether the address is free."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._cached_form = None
        return super().post(request, *args, **kwargs)  # type: ignore[misc]


class SignupView(AddressTakingMixin, _FreshFormMixin, views.SignupView):  # type: ignore[misc]
    """Alone with the address, from the question whether it is free to the account."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Hashing takes nearly all of the time: without it the answer for an address that is taken came at once."""
        if form.account_already_exists:
            make_password(form.cleaned_data.get("password1"))
        return super().form_valid(form)


class LoginView(views.LoginView):
    def get_initial(self) -> dict[str, Any]:
        """An address that was typed on the way here is not typed again."""
        return {**super().get_initial(), "login": self.request.GET.get("email", "")[:254]}


class LogoutView(views.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return forget_in_browser(super().post(request, *args, **kwargs))


class EmailView(views.EmailView):
    """Whoever finds a browser that is signed in can't take the account along to an address of theirs."""

    @method_decorator(recently_confirmed)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs)


@method_decorator(recently_confirmed, name="dispatch")
class PasswordSetView(views.PasswordSetView):
    """For whoever has none yet; the page for changing one asks for the old one."""
