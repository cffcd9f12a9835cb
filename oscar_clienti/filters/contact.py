"""Filters about how somebody is reached: country, marketing, system notifications."""

from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ..models import ConsentState
from .base import filters
from .kinds import ChoiceFilter, Choices, YesNoFilter

MARKETING = {
    "yes": ConsentState.GRANTED,
    "no": ConsentState.WITHDRAWN,
    "never": ConsentState.NEVER_ASKED,
    "pending": ConsentState.PENDING,
}


def _countries() -> Choices:
    countries = get_model("address", "Country").objects.order_by("printable_name")
    return countries.values_list("iso_3166_1_a2", "printable_name")


filters.register(ChoiceFilter("country", _("Country"), "country_code", _countries, section="contact"))
filters.register(
    ChoiceFilter(
        "marketing",
        _("E-mail marketing"),
        "email_consent",
        lambda: [(word, state.label) for word, state in MARKETING.items()],
        section="contact",
        coerce=lambda word: MARKETING.get(word, -1),
    )
)
filters.register(YesNoFilter("notifications", _("System notifications"), "system_notifications", section="contact"))
