"""The mailing of the address, and its numbers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ....models import Mailing
from ....services import mailings
from ....services.bulk import Crowd
from ....services.wording import spell


class MailingMixin:
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def mailing(self) -> Mailing:
        return get_object_or_404(Mailing.objects.select_related("job", "by"), pk=self.kwargs["pk"])

    @property
    def page_url(self) -> str:
        return reverse("dashboard:customer-mailing", args=[self.mailing.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"mailing": self.mailing, "cancel_url": self.page_url, **kwargs})  # type: ignore[misc]


def upper_now() -> int:
    """Who comes after this moment isn't meant."""
    return Crowd.now("").upper


def numbers(mailing: Mailing) -> dict[str, Any]:
    """For whom a draft is, in numbers and words; ``broken`` says what of its filter is gone."""
    try:
        reach = mailings.reach(mailing)
        return {"reach": reach, "sentence": sentence(mailing, reach), "words": mailings.words(mailing)}
    except ValidationError as error:
        return {"reach": None, "broken": " ".join(error.messages)}


def sentence(mailing: Mailing, reach: mailings.Reach) -> str:
    """1,240 match · 820 said yes to e-mail marketing · 820 will get it."""
    words = {"match": spell(reach.match), "yes": spell(reach.consenting), "number": spell(reach.of(mailing))}
    if mailing.is_marketing:
        return _("%(match)s chosen · %(yes)s said yes to e-mail marketing · %(number)s will get it") % words
    return _("%(match)s chosen · %(number)s will get it") % words


def send_label(number: int) -> str:
    words = ngettext("Send to %(number)s customer", "Send to %(number)s customers", number)
    return words % {"number": spell(number)}
