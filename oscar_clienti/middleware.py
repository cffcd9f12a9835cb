"""Staff who are logged in as a customer: at each request both are asked for their rights, then the user is exchanged.

The browser's session stays the staff's, from which nothing is taken over: neither basket nor checkout nor messages.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from .models import Visit
from .services import log_in_as
from .services.log_in_as import pages, sessions
from .shop.log_in_as import KEY, dress, leave

_CSRF = "_csrftoken"
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class LogInAsMiddleware:
    """After Django's ``AuthenticationMiddleware`` and allauth's, before the messages' and Oscar's basket."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = _number(request)
        if number is None or request.path == reverse("customer:visit-stop"):
            return self.get_response(request)
        try:
            visit, customer = log_in_as.enter(number, staff=request.user)
        except log_in_as.VisitOver as over:
            return _over(request, over.visit)
        with _as_customer(request, visit, customer):
            response = self._answer(request, visit)
            dress(response, request, visit)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse what a visitor must not see or do; the page says so, and nothing of the view runs."""
        visit: Visit | None = getattr(request, "log_in_as", None)
        match = request.resolver_match
        if visit is None or match is None:
            return None
        acts = pages.is_act(match, request.method or "")
        closed, hidden = pages.is_closed(match), pages.is_hidden(match, visit.by)
        if not closed and not hidden and (not acts or (visit.acts and pages.is_allowed_act(match))):
            request.log_in_as_acted = acts  # type: ignore[attr-defined]
            return None
        # What a page of the dashboard asks for by itself, in another tab, nobody tried to open.
        by_itself = "HX-Request" in request.headers and not acts
        request.log_in_as_refused = not by_itself  # type: ignore[attr-defined]
        # A second visit on top of the first is a conflict, everything else is forbidden.
        status = 409 if match.view_name == "dashboard:customer-log-in-as" else 403
        words = {"visit": visit, "closed": closed, "hidden": hidden, "read_only": not visit.acts}
        return render(request, "oscar_clienti/visits/refused.html", words, status=status)

    def _answer(self, request: HttpRequest, visit: Visit) -> HttpResponseBase:
        response = self.get_response(request) if visit.acts else self._undone(request)
        log_in_as.note_request(
            visit,
            page=request.resolver_match.view_name if request.resolver_match else "",
            method=request.method or "",
            refused=getattr(request, "log_in_as_refused", False),
            acted=getattr(request, "log_in_as_acted", False),
        )
        return response

    def _undone(self, request: HttpRequest) -> HttpResponseBase:
        """Looking leaves no trace: whatever the shop writes while it shows a page is taken back."""
        with transaction.atomic():
            response = self.get_response(request)
            transaction.set_rollback(True)
        return response


def _number(request: HttpRequest) -> int | None:
    """The visit that this browser is in. Without a session's cookie the session is not touched at all."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.session.get(KEY)


def _over(request: HttpRequest, visit: Visit | None) -> HttpResponse:
    """Say so once, whatever was asked for: what was sent as the customer must not be done as staff."""
    leave(request)
    response = render(request, "oscar_clienti/visits/over.html", {"visit": visit}, status=403)
    response["Cache-Control"] = "no-store, private"
    return response


@contextmanager
def _as_customer(request: Any, visit: Visit, customer: Any) -> Iterator[None]:
    """Inside, the request is the customer's, with a session of its own and without the staff's baskets."""
    staff, session, cookies = request.user, request.session, request.COOKIES
    hidden = (settings.OSCAR_BASKET_COOKIE_OPEN, settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME)
    visited = sessions.session_of(visit)
    if _CSRF in session:
        visited[_CSRF] = session[_CSRF]
    _exchange(request, customer, visited, {name: value for name, value in cookies.items() if name not in hidden})
    request.log_in_as = visit
    try:
        with log_in_as.during(visit, staff=staff):
            yield
        if visited.modified:
            # The visit may have ended meanwhile, and its session with it: what was answered is right all the same.
            with suppress(UpdateError):
                visited.save()
    finally:
        _exchange(request, staff, session, cookies)


def _exchange(request: Any, user: Any, session: Any, cookies: Any) -> None:
    async def auser() -> Any:
        return user

    request.user, request._cached_user, request.auser = user, user, auser
    request.session, request.COOKIES = session, cookies
