"""Ask for a link, open it, press the button, or type the code.

A GET – by a person, a scanner or a preview – signs nobody in and uses nothing up: only a POST with its CSRF token does.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_login_redirect_url
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import FormView, View

from ...models import SignInLink
from ...services import sign_in
from ...shop.extra_fields import ExtraForm
from .. import second_factor
from . import browser, entering
from .forms import AskForm, CodeForm
from .words import mask

_PAGES = "oscar_clienti/accounts/links/"


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class LinkPage(View):
    """What the pages of the link have in common: no cache, limits, and nothing of it where the shop has no links."""

    limit = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_offered():
            raise Http404
        if request.method == "POST" and self.limit and not sign_in.limits.count(self.limit, ip(request)):
            return too_many(request)
        response = super().dispatch(request, *args, **kwargs)
        # Not "no-referrer" on a page with a form: browsers would then send it without their origin, and CSRF fails.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    def is_offered(self) -> bool:
        return sign_in.ways().link


class AskView(LinkPage, FormView):
    """The address, and one answer for every address."""

    form_class = AskForm
    template_name = f"{_PAGES}ask.html"
    limit = "ask"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return HttpResponseRedirect(browser.next_path(request) or get_login_redirect_url(request))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.request.GET.get("email", "")[:254]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=browser.next_path(self.request), ways=sign_in.ways(), **kwargs)

    def form_valid(self, form: AskForm) -> HttpResponse:
        link = sign_in.ask(
            form.cleaned_data["email"],
            requester=browser.secret(self.request),
            next_path=browser.next_path(self.request),
            language=get_language() or "",
        )
        browser.wait(self.request, link)
        return redirect("account_link_sent")


class SentView(LinkPage, FormView):
    """ "Look into your mail", with a field for the code."""

    form_class = CodeForm
    template_name = f"{_PAGES}sent.html"
    limit = "code"

    def is_offered(self) -> bool:
        return True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not browser.waiting(request):
            return redirect("account_link")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(waiting=browser.waiting(self.request), **kwargs)

    @sensitive_variables()
    def form_valid(self, form: CodeForm) -> HttpResponse:
        email = (browser.waiting(self.request) or {}).get("email", "")
        try:
            link = sign_in.by_code(form.cleaned_data["code"], requester=browser.secret(self.request), email=email)
            if link is not None and _questions(link) is not None:
                browser.remember_opened(self.request, link)
                return redirect("account_link_open")
            if link is not None:
                return finish(self.request, link)
        except sign_in.LinkDead:
            return gone(self.request)
        form.add_error("code", _("This is not the code of the e-mail, or it is too old. Please check it."))
        return self.form_invalid(form)


class TokenView(LinkPage):
    """The address in the e-mail: takes the token out of the browser's address bar and leads on."""

    http_method_names = ["get", "head", "options"]

    def is_offered(self) -> bool:
        return True

    @sensitive_variables("token")
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if sign_in.limits.is_full("token", ip(request)):
            return too_many(request)
        link = sign_in.look_up(token)
        if link is None:
            sign_in.limits.count("token", ip(request))
            browser.forget(request)
        elif request.method == "GET":
            browser.remember_opened(request, link)
        response = redirect("account_link_open")
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def head(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.get(request, token)


class OpenView(LinkPage):
    """Who you are about to be, and the button."""

    limit = "code"

    def is_offered(self) -> bool:
        return True

    def get(self, request: HttpRequest) -> HttpResponse:
        link = browser.opened(request)
        if link is None or not sign_in.alive(link):
            return gone(request)
        return self.page(request, link)

    def post(self, request: HttpRequest) -> HttpResponse:
        link = browser.opened(request)
        if link is None:
            return gone(request)
        # Somebody signed in here, or out, while the page was open: it said something else.
        if request.POST.get("signed_in") != _signed_in(request):
            return self.get(request)
        questions = _questions(link, request.POST)
        if questions is not None and not questions.is_valid():
            return self.page(request, link, questions)
        try:
            return finish(request, link, questions)
        except sign_in.LinkDead:
            return gone(request)

    def page(self, request: HttpRequest, link: SignInLink, questions: ExtraForm | None = None) -> HttpResponse:
        is_other = request.user.is_authenticated and not browser.is_signed_in_as(request, link.user)
        context = {
            "link": link,
            "questions": questions or _questions(link),
            "address": mask(link.email),
            "asked_here": browser.asked_for(request, link),
            "signed_in": _signed_in(request),
            "other": mask(getattr(request.user, "email", "")) if is_other else "",
        }
        is_wrong_place = link.purpose == SignInLink.Purpose.STEP_UP and not _may_step_up(request, link)
        return render(request, f"{_PAGES}{'elsewhere' if is_wrong_place else 'open'}.html", context)


def finish(request: HttpRequest, link: SignInLink, questions: ExtraForm | None = None) -> HttpResponse:
    """Do what the link is for, and keep what somebody new answered; raises ``LinkDead``."""
    if link.purpose == SignInLink.Purpose.STEP_UP:
        if not _may_step_up(request, link):
            raise sign_in.LinkDead
        return entering.confirm(request, link)
    try:
        return entering.enter(request, link, answer=questions.answer_extra if questions else None)
    except PermissionDenied:
        return render(request, "account/signup_closed.html", status=403)


def _questions(link: SignInLink, data: Any = None) -> ExtraForm | None:
    """What the shop asks of somebody new; ``None`` of everybody else, and where it asks nothing."""
    if link.purpose != SignInLink.Purpose.SIGN_UP:
        return None
    form = ExtraForm(data, place="in_registration", customer=None)
    return form if form.fields else None


def gone(request: HttpRequest) -> HttpResponse:
    """Used, too old, void or never there: one page, with a field to ask anew.

    It leaves the session alone, which may be gone: a second click comes while the first one signs in.
    """
    context = {"form": AskForm(), "ways": sign_in.ways(), "next": ""}
    return render(request, f"{_PAGES}gone.html", context, status=410)


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, f"{_PAGES}too_many.html", status=429)


def ip(request: HttpRequest) -> str:
    """Where the request comes from, as allauth is told to find it out behind a proxy."""
    return get_adapter(request).get_client_ip(request)


def _signed_in(request: HttpRequest) -> str:
    return str(request.user.pk) if request.user.is_authenticated else ""


def _may_step_up(request: HttpRequest, link: SignInLink) -> bool:
    """Only in the session that asked: confirming in another browser would confirm nothing there. And not any more for
    whoever has set up a second factor meanwhile."""
    is_here = browser.asked_for(request, link) and browser.is_signed_in_as(request, link.user)
    return is_here and not second_factor.is_set_up(link.user)
