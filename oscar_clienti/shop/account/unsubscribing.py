"""The page behind "Unsubscribe" in marketing e-mails: looking changes nothing, one POST says no; nobody signs in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from ...services import mailings


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class UnsubscribeView(TemplateView):
    """A mailbox provider posts here by itself, without cookies, when somebody clicks on its own button (RFC 8058).

    It says the same of everybody's link, also when the account is gone; only what the shop never made is not found.
    """

    http_method_names = ["get", "head", "post", "options"]
    template_name = "oscar_clienti/account/unsubscribe.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer(mailings.check_link, "asking")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer(mailings.unsubscribe, "done")

    def _answer(self, act: Any, state: str) -> HttpResponse:
        status = 200
        try:
            act(self.kwargs["token"])
        except mailings.UnknownLink:
            state, status = "unknown", 404
        response = self.render_to_response(self.get_context_data(state=state), status=status)
        # The link must not travel on in the address of this page, nor be found by a search engine.
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response
