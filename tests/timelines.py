"""What the dashboard tells somebody who works in the shop of what happened with a customer."""

from django.test import Client
from django.urls import reverse


def told(user, *, to, **asked):
    """The entries of the timeline of ``user``, newest first, as ``to`` reads them."""
    browser = Client()
    browser.force_login(to)
    page = browser.get(reverse("dashboard:user-detail", args=[user.pk]), {"tab": "activity", **asked})
    return page.context["page"].entries


def acts(user, *, to, **asked):
    """Who did what, in words."""
    return [(entry.who, str(entry.label)) for entry in told(user, to=to, **asked)]
